"""Real pages of Chromium in front of a real server that holds the demo's city.

`DemoServer` is a process of its own on free ports with a folder of its own; `Visitors` opens pages
in it: signed in, as a guest, at a width. Devices are Chromium's fake ones: a ticking camera and a
microphone that beeps.
"""

import asyncio
import contextlib
import http.client
import json
import os
import shutil
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, expect

from tests.support.servers import Server, free_port

ROOT = Path(__file__).parents[2]
AXE = ROOT / "client/node_modules/axe-core/axe.min.js"
# The headless shell is the same engine without the window around it, for half of the computing.
BINARIES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

DESK = (1280, 800)
PHONE = (390, 844)

# Habits of the room: two cores have better to do than to encode pictures that no test looks at.
CAMERA: dict[str, object] = {"camera": True}

DEVICE_FLAGS = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # The fake dialog of getDisplayMedia takes this source; headless has a screen of its own.
    "--auto-select-desktop-capture-source=Entire screen",
)
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    # Without a graphics card the plain rasteriser costs less than an emulated one.
    "--disable-gpu",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    # A process made ready for a page that never comes costs a second of computing a test.
    "--disable-features=SpareRendererForSitePerProcess",
    "--autoplay-policy=no-user-gesture-required",
)

# Keeps every transport that a page makes, so that a test can ask what really flows.
WATCH_TRANSPORTS = """
window.transports = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...parameters) { super(...parameters); window.transports.push(this); }
};
"""

expect.set_options(timeout=15_000)


def find_chromium() -> str:
    """The browser to drive: $CHROMIUM, else the machine's."""
    names = (os.environ.get("CHROMIUM"), *map(shutil.which, BINARIES))
    found = next((name for name in names if name), None)
    if found is None:
        raise RuntimeError("no Chromium found: run `make browser`, or name one in $CHROMIUM")
    return found


def only_loopback() -> bool:
    """True on a machine without a network: Chromium then offers no candidate of its own accord."""
    return all(name == "lo" or not _is_up(name) for _, name in socket.if_nameindex())


def _is_up(interface: str) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/sys/class/net/{interface}/operstate").read_text().strip() != "down"
    return False


async def launch(playwright: Playwright, extra: Sequence[str] = ()) -> Browser:
    """Chromium with fake devices, without a window."""
    loopback = ["--allow-loopback-in-peer-connection"] if only_loopback() else []
    return await playwright.chromium.launch(
        executable_path=find_chromium(),
        headless=True,
        args=[*FLAGS, *DEVICE_FLAGS, *loopback, *extra],
    )


class DemoServer(Server):
    """`congvu demo` as a process. Sign-in names are those of the fictional city."""

    name = "congvu"

    def __init__(self, **settings: str) -> None:
        super().__init__()
        self.media_port = free_port()
        self._settings = settings
        self.accounts: dict[str, Account] = {}

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        super().start()
        listed = self.get("/api/session")["demo_accounts"]
        self.accounts = {
            one["login"]: Account(one["login"], one["password"], one["name"], one["role"])
            for one in listed
        }

    def command(self) -> list[str]:
        return [sys.executable, "-m", "server", "demo"]

    def options(self) -> dict[str, Any]:
        own = {
            "CONGVU_DATA_DIR": str(self.folder / "data"),
            "CONGVU_PORT": str(self.port),
            "CONGVU_MEDIA_PORT": str(self.media_port),
        }
        return {"cwd": ROOT, "env": {**os.environ, **own, **self._settings}}

    def answers(self) -> bool:
        try:
            self.get("/readyz")
        except (OSError, http.client.HTTPException, ValueError):
            return False
        return True

    def get(self, path: str) -> Any:
        """The JSON at `path`, asked without a session; raises ValueError unless it is there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(f"{path}: {answer.status}")
        try:
            return json.loads(body)
        except json.JSONDecodeError:
            return body.decode()


@dataclass(frozen=True)
class Account:
    """One of the accounts that the demo's sign-in page lists."""

    login: str
    password: str
    name: str
    role: str


class Visitors:
    """People before their browsers; each has a context, and so cookies, of their own."""

    def __init__(self, browser: Browser, server: DemoServer) -> None:
        self.browser = browser
        self.server = server
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    async def context(
        self,
        size: tuple[int, int] = DESK,
        *,
        devices: bool = True,
        room: dict[str, object] | None = None,
        language: str = "vi",
    ) -> BrowserContext:
        """A browser of one person, with the camera off unless the `room`'s stored habits say so."""
        phone = size[0] < 600
        context = await self.browser.new_context(
            base_url=self.server.url,
            viewport={"width": size[0], "height": size[1]},
            has_touch=phone,
            is_mobile=phone,
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            permissions=["camera", "microphone"] if devices else [],
        )
        stored = {
            "congvu.language": language,
            "congvu.room": json.dumps({"quality": "low", "camera": False, **(room or {})}),
        }
        await context.add_init_script(
            "if (location.protocol.startsWith('http'))"
            f" for (const [key, value] of Object.entries({json.dumps(stored)}))"
            " if (localStorage.getItem(key) === null) localStorage.setItem(key, value);"
        )
        await context.add_init_script(WATCH_TRANSPORTS)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.contexts.append(context)
        return context

    async def page(
        self,
        login: str,
        path: str | None = "/",
        size: tuple[int, int] = DESK,
        *,
        devices: bool = True,
        room: dict[str, object] | None = None,
    ) -> Page:
        """A page of a signed-in person; without a path it stays empty."""
        context = await self.context(size, devices=devices, room=room)
        await self.sign_in(context, login)
        page = await context.new_page()
        if path is not None:
            await page.goto(path)
        return page

    async def sign_in(self, context: BrowserContext, login: str) -> None:
        """Sign in by the API: the sign-in page has tests of its own."""
        account = self.server.accounts[login]
        await self.call(
            context,
            "POST",
            "/api/session",
            {"login": account.login, "password": account.password},
        )

    async def call(
        self, context: BrowserContext, method: str, path: str, body: object | None = None
    ) -> Any:
        """An operation of the API with the context's cookies; fails the test unless it succeeds."""
        answer = await context.request.fetch(
            path,
            method=method,
            headers={"Origin": self.server.url, "Content-Type": "application/json"},
            data=None if body is None else json.dumps(body),
        )
        assert answer.ok, f"{method} {path}: {answer.status} {await answer.text()}"
        return await answer.json() if (await answer.body()) else None

    async def start_meeting(self, page: Page, title: str = "Giao ban tuần") -> str:
        """A meeting that this page's person hosts, from now; its code."""
        made = await self.call(page.context, "POST", "/api/meetings/now", {"title": title})
        code: str = made["code"]
        return code

    async def invite(self, host: Page, code: str, *guests: Page) -> None:
        """Make the signed-in people of these pages members of the meeting."""
        people = [(await self.call(one.context, "GET", "/api/me"))["id"] for one in guests]
        await self.call(
            host.context,
            "POST",
            f"/api/meetings/{code}/members",
            {"people": people, "units": []},
        )

    async def guest_link(self, page: Page, code: str, *, direct: bool = False) -> str:
        """The path of a new guest link, as the host of `page` would send it."""
        made = await self.call(
            page.context,
            "POST",
            f"/api/meetings/{code}/guest-links",
            {"label": "Khách", "direct": direct},
        )
        link: str = made["url"]
        return link.removeprefix(self.server.url)

    async def close(self) -> None:
        for context in self.contexts:
            with contextlib.suppress(Error):
                await context.close()


@dataclass(frozen=True)
class Violation:
    """One thing that axe found wrong."""

    rule: str
    help: str
    targets: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.help}\n    " + "\n    ".join(self.targets)


_MOVING = """document.getAnimations().some((one) =>
  one.playState === 'running' && one.effect.getComputedTiming().endTime !== Infinity)"""


async def _at_rest(page: Page) -> None:
    """Wait until nothing fades in any more: a half transparent text has no honest contrast."""
    for _ in range(100):
        # Not wait_for_function: the policy of the page forbids the eval that it needs.
        if not await page.evaluate(_MOVING):
            return
        await asyncio.sleep(0.05)


async def axe(page: Page, *, contrast: bool = True) -> list[Violation]:
    """What axe-core finds on the page as it is now: WCAG 2.1 A and AA and its best practices.

    Without `contrast` it leaves the colours aside, whose examination takes half of the time.
    """
    await _at_rest(page)
    if not await page.evaluate("'axe' in window"):
        # The policy of the page forbids scripts of others; the debugger's own are exempt.
        await page.evaluate(AXE.read_text())
    found = await page.evaluate(
        "(enabled) => axe.run(document, {resultTypes: ['violations'], preload: false,"
        " rules: {'color-contrast': {enabled}}})",
        contrast,
    )
    return [
        Violation(
            one["id"],
            one["help"],
            tuple(" ".join(map(str, node["target"])) for node in one["nodes"]),
        )
        for one in found["violations"]
    ]


async def clean(page: Page, what: str) -> None:
    """Nothing found and nothing too wide at the width of a phone and then on a desk."""
    for width, height in (PHONE, DESK):
        await page.set_viewport_size({"width": width, "height": height})
        # Colours are the same at both.
        found = await axe(page, contrast=width == DESK[0])
        assert not found, f"{what} at {width} px:\n" + "\n".join(map(str, found))
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{what} is {overflow} px wider than the screen of {width}"
