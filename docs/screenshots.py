"""Takes the README's pictures from the demo: `make screenshots`."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Page, Playwright, async_playwright

from docs import portraits
from tests.support.browser import DESK, PHONE, DemoServer, Visitors, launch

FOLDER = Path(__file__).parent / "screenshots"
CAST = ("chutich", "giamdoc", "nhansu", "phophong")


async def shoot(page: Page, name: str) -> None:
    """Keep what the page shows once it has settled."""
    await page.wait_for_load_state("networkidle")
    await page.wait_for_timeout(800)
    await page.screenshot(path=FOLDER / f"{name}.png")


async def pages(playwright: Playwright, server: DemoServer) -> None:
    """Pages outside the room."""
    people = Visitors(await launch(playwright), server)
    stranger = await (await people.context()).new_page()
    await stranger.goto("/dang-nhap")
    await shoot(stranger, "sign-in-1280")
    await shoot(await people.page("chutich"), "home-1280")
    await shoot(await people.page("chutich", "/", PHONE), "home-390")
    await shoot(await people.page("quantri", "/quan-tri/don-vi"), "units-1280")
    await people.close()
    await people.browser.close()


async def room(playwright: Playwright, server: DemoServer, faces: Sequence[Path]) -> None:
    """Four people in one room, each before a camera of their own."""
    browsers = [
        await launch(playwright, [f"--use-file-for-fake-video-capture={face}"]) for face in faces
    ]
    visitors = [Visitors(browser, server) for browser in browsers]
    habits: dict[str, object] = {"quality": "high", "camera": True}
    host = await visitors[0].page(CAST[0], room=habits)
    code = await visitors[0].start_meeting(host, "Giao ban đầu tuần")
    link = (await visitors[0].guest_link(host, code, direct=True)).partition("#")[2]
    for place, (people, login) in enumerate(zip(visitors, CAST, strict=True)):
        size = PHONE if place == 1 else DESK
        context = host.context if place == 0 else await people.context(size, room=habits)
        if place:
            body = {"token": link, "name": server.accounts[login].name}
            await people.call(context, "POST", "/api/guest", body)
        page = host if place == 0 else await context.new_page()
        await page.goto(f"/hop/{code}/phong")
        await page.wait_for_timeout(1500)
        if place == 0:
            await shoot(page, "prejoin-1280")
        await page.get_by_role("button", name="Vào họp", exact=True).click()
    await host.wait_for_timeout(6000)
    await shoot(host, "room-1280")
    await shoot(visitors[1].contexts[-1].pages[0], "room-390")
    for people in visitors:
        await people.close()
        await people.browser.close()


async def take(server: DemoServer) -> None:
    """Every picture."""
    with tempfile.TemporaryDirectory() as folder:
        faces = [Path(folder) / f"{number}.y4m" for number in range(len(CAST))]
        for face, palette in zip(faces, portraits.PALETTES, strict=True):
            portraits.write(face, palette)
        async with async_playwright() as playwright:
            await pages(playwright, server)
            await room(playwright, server, faces)


def main() -> None:
    """Start a demo of its own, take the pictures, stop it."""
    FOLDER.mkdir(exist_ok=True)
    server = DemoServer()
    server.start()
    try:
        asyncio.run(take(server))
    finally:
        server.close()


if __name__ == "__main__":
    main()
