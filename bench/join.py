"""How fast one joins: from the click to the first frame of somebody else, in a real browser.

A real server in a process of its own, one participant who is already there with a camera, and one
Chromium context after another that opens the pre-join page and clicks. The clock is the page's:
from the click until a remote picture is presented (requestVideoFrameCallback).
"""

import asyncio
import statistics

from playwright.async_api import BrowserContext, Page, async_playwright

from bench.measuring import cpu_seconds, report
from tests.support.browser import CAMERA, DemoServer, Visitors, launch

JOINS = 20
PATIENCE_MS = 15_000

# One's own picture is a mirror; those of others are not.
_WATCH = """
window.firstRemoteFrame = new Promise((resolve) => {
  const seen = new WeakSet();
  const look = () => {
    for (const video of document.querySelectorAll('[data-tile] video[data-mirror=false]')) {
      if (seen.has(video)) continue;
      seen.add(video);
      video.requestVideoFrameCallback(resolve);
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
});
document.addEventListener('click', () => { window.clickedAt ??= performance.now(); }, true);
"""


async def enter(page: Page, code: str) -> None:
    """Open the pre-join page of a meeting and click."""
    await page.goto(f"/hop/{code}/phong")
    await page.get_by_role("button", name="Vào họp", exact=True).click()


async def join_ms(context: BrowserContext, code: str) -> float:
    """One join: milliseconds from the click to the first remote frame."""
    page = await context.new_page()
    await page.goto(f"/hop/{code}/phong")
    button = page.get_by_role("button", name="Vào họp", exact=True)
    await button.wait_for()
    await page.evaluate(_WATCH)
    await button.click()
    async with asyncio.timeout(PATIENCE_MS / 1000):
        took: float = await page.evaluate("firstRemoteFrame.then((at) => at - clickedAt)")
    await page.close()
    return took


async def measure(server: DemoServer) -> dict[str, float]:
    """Twenty joins, one after another, each by a browser context of its own."""
    times: list[float] = []
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        people = Visitors(browser, server)
        host = await people.page("chutich", room=CAMERA)
        code = await people.start_meeting(host)
        await enter(host, code)
        await host.locator("video").first.wait_for()
        link = await people.guest_link(host, code, direct=True)
        before = cpu_seconds(server.pid)
        for number in range(JOINS):
            context = await people.context(room=CAMERA)
            await people.call(
                context,
                "POST",
                "/api/guest",
                {"token": link.partition("#")[2], "name": f"Khách {number + 1}"},
            )
            times.append(await join_ms(context, code))
            await context.close()
        spent = cpu_seconds(server.pid) - before
        await people.close()
        await browser.close()
    return {
        "join_p50_ms": round(statistics.median(times), 1),
        "join_p95_ms": round(sorted(times)[int(0.95 * JOINS) - 1], 1),
        "server_cpu_ms_per_join": round(spent / JOINS * 1000, 1),
    }


def main() -> None:
    """Measure and print one line of JSON last."""
    server = DemoServer()
    server.start()
    try:
        results = asyncio.run(measure(server))
    finally:
        server.close()
    report("join", results)


if __name__ == "__main__":
    main()
