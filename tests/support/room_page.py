"""What a person does in the meeting room, and what really flows through their transports."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.support.browser import DESK, Visitors

# Eight pages on two cores take their time.
ENTER_MS = 60_000

_INBOUND = """async () => {
  const found = [];
  for (const transport of window.transports) {
    if (transport.connectionState === 'closed') continue;
    (await transport.getStats()).forEach((one) => {
      if (one.type === 'inbound-rtp') found.push({
        mid: one.mid, kind: one.kind, frames: one.framesDecoded ?? 0,
        packets: one.packetsReceived, energy: one.totalAudioEnergy ?? 0,
        width: one.frameWidth ?? 0,
      });
    });
  }
  return found;
}"""


@dataclass(frozen=True)
class Inbound:
    """One received stream, counted since it began."""

    mid: str
    kind: str
    frames: int
    packets: int
    energy: float
    width: int


@dataclass(frozen=True)
class Flow:
    """What came in over a time, by received stream."""

    seconds: float
    frames_per_second: tuple[float, ...]
    audio_energy: tuple[float, ...]


def _sound(streams: list[Inbound]) -> int:
    """Packets of sound that came in."""
    return sum(one.packets for one in streams if one.kind == "audio")


class RoomPage:
    """One person's page, from the pre-join page to the way out."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name

    async def open(self, code: str) -> None:
        """The pre-join page of a meeting."""
        await self.page.goto(f"/hop/{code}/phong")
        await expect(self.page.locator("[data-page-title]")).to_be_visible(timeout=ENTER_MS)

    async def enter(self, code: str) -> None:
        """Into the room, for those who need not wait."""
        await self.open(code)
        await self.join()

    async def join(self) -> None:
        await self.page.get_by_role("button", name="Vào họp", exact=True).click()
        await self.page.locator("[data-room]").wait_for(timeout=ENTER_MS)

    @property
    def room(self) -> Locator:
        return self.page.locator("[data-room]")

    @property
    def tiles(self) -> Locator:
        return self.page.locator("[data-tile]")

    def tile(self, name: str) -> Locator:
        return self.page.locator("[data-tile]").filter(has_text=name)

    def button(self, name: str) -> Locator:
        """A button of the bar by the beginning of its name."""
        return self.page.locator("[data-room-bar]").get_by_role("button", name=name)

    def outcome(self, kind: str) -> Locator:
        return self.page.locator(f"[data-outcome={kind}]")

    async def close_panel(self) -> None:
        """Close the panel at the side, where one is open."""
        panel = self.page.locator("aside")
        if await panel.count():
            await self.page.keyboard.press("Escape")
            await expect(panel).to_have_count(0)

    async def say(self, text: str) -> None:
        """Write into the open chat."""
        await self.page.get_by_label("Nhập tin nhắn").fill(text)
        await self.page.get_by_role("button", name="Gửi tin nhắn").click()
        await expect(self.page.get_by_label("Nhập tin nhắn")).to_have_value("")

    async def inbound(self) -> list[Inbound]:
        return [Inbound(**one) for one in await self.page.evaluate(_INBOUND)]

    async def flow(self, seconds: float) -> Flow:
        """Watch what comes in for a while."""
        before = {one.mid: one for one in await self.inbound()}
        started = time.monotonic()
        await asyncio.sleep(seconds)
        after = await self.inbound()
        taken = time.monotonic() - started
        return Flow(
            taken,
            tuple(
                (one.frames - before[one.mid].frames) / taken
                for one in after
                if one.kind == "video" and one.mid in before
            ),
            tuple(
                one.energy - before[one.mid].energy
                for one in after
                if one.kind == "audio" and one.mid in before
            ),
        )

    async def until(
        self, condition: Callable[[list[Inbound]], bool], what: str, within: float = 20
    ) -> None:
        """Wait for something about the received streams, for so many seconds at most."""
        deadline = time.monotonic() + within
        while not condition(await self.inbound()):
            assert time.monotonic() < deadline, f"{self.name} never saw: {what}"
            await asyncio.sleep(0.1)

    async def sees_more(self, within: float = 20) -> None:
        """Wait until pictures and sound of others come in again, or still."""
        streams = await self.inbound()
        frames, packets = sum(s.frames for s in streams), _sound(streams)
        await self.until(
            lambda now: sum(s.frames for s in now) > frames + 5 and _sound(now) > packets + 5,
            "new frames",
            within,
        )

    async def hears(self, others: int) -> None:
        """Wait until sound of that many others comes in."""
        await self.until(
            lambda streams: sum(s.kind == "audio" and s.packets > 0 for s in streams) >= others,
            f"sound of {others}",
        )

    async def sees(self, videos: int) -> None:
        """Wait until that many videos of others are being decoded."""
        await self.until(
            lambda streams: sum(s.kind == "video" and s.frames > 0 for s in streams) >= videos,
            f"{videos} videos",
        )


async def meeting_of(
    visitors: Visitors,
    *logins: str,
    size: tuple[int, int] = DESK,
    room: dict[str, object] | None = None,
) -> tuple[str, list[RoomPage]]:
    """A meeting with its host, the first of `logins`, and members; all before the pre-join page."""
    pages = [await visitors.page(login, None, size, room=room) for login in logins]
    code = await visitors.start_meeting(pages[0])
    if pages[1:]:
        await visitors.invite(pages[0], code, *pages[1:])
    names = [visitors.server.accounts[login].name for login in logins]
    return code, [RoomPage(page, name) for page, name in zip(pages, names, strict=True)]


async def in_room(
    visitors: Visitors,
    *logins: str,
    size: tuple[int, int] = DESK,
    room: dict[str, object] | None = None,
) -> tuple[str, list[RoomPage]]:
    """As `meeting_of`, with everybody in the room."""
    code, people = await meeting_of(visitors, *logins, size=size, room=room)
    for person in people:
        await person.enter(code)
    for person in people:
        await expect(person.tiles).to_have_count(len(people), timeout=ENTER_MS)
    return code, people
