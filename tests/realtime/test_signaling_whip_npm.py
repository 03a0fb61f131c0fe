"""The WHIP and WHEP clients of npm, in Chromium, on a page of another site."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from tests.support.browser import ROOT, launch
from tests.support.meeting_client import MeetingClient
from tests.support.signaling import CODE, running_signaling

PACKAGE = ROOT / "client/node_modules/whip-whep"

PUBLISH = """
async ([url, token]) => {
  const { WHIPClient } = await import('/whip-whep/whip.js');
  const video = { width: 320, height: 240, frameRate: 15 };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
  const pc = new RTCPeerConnection();
  for (const track of stream.getTracks()) pc.addTransceiver(track, { direction: 'sendonly' });
  window.whip = new WHIPClient();
  await window.whip.publish(pc, url, token);
}
"""
PLAY = """
async ([url, token]) => {
  const { WHEPClient } = await import('/whip-whep/whep.js');
  const pc = new RTCPeerConnection();
  window.pc = pc;
  for (const kind of ['audio', 'video']) pc.addTransceiver(kind, { direction: 'recvonly' });
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.srcObject = new MediaStream();
  pc.ontrack = (event) => video.srcObject.addTrack(event.track);
  document.body.append(video);
  window.whep = new WHEPClient();
  await window.whep.view(pc, url, token);
}
"""
DECODED = """
async (least) => {
  const stats = [...(await window.pc.getStats()).values()];
  const video = stats.find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
  return (video?.framesDecoded ?? 0) >= least;
}
"""


@asynccontextmanager
async def other_site() -> AsyncIterator[str]:
    """A page that has nothing but the package."""

    async def blank(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>WHIP</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", blank)
    app.router.add_static("/whip-whep", PACKAGE)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def pages(site: str) -> AsyncIterator[tuple[Page, Page]]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        context = await browser.new_context(permissions=["camera", "microphone"])
        first, second = await context.new_page(), await context.new_page()
        for page in (first, second):
            await page.goto(site)
        yield first, second
        await browser.close()


async def decodes(page: Page, frames: int) -> None:
    await page.wait_for_function(DECODED, arg=frames, timeout=20_000, polling=200)


@pytest.mark.timeout(90)
async def test_the_clients_of_npm_publish_play_restart_and_stop() -> None:
    assert PACKAGE.is_dir(), "run `npm ci` in client first (make does)"
    async with (
        running_signaling() as server,
        other_site() as site,
        pages(site) as (publisher, player),
        MeetingClient(server.url, {"who": "host"}, auto_subscribe=False) as host,
    ):
        await host.join(CODE)
        whip, whep = (f"{server.url}/api/{kind}/{CODE}" for kind in ("whip", "whep"))
        await publisher.evaluate(PUBLISH, [whip, "device-publish"])
        await host.wait_for(lambda c: len(c.model.tracks) == 2)
        await player.evaluate(PLAY, [whep, "device-play"])
        await decodes(player, 10)
        for page, name in ((publisher, "whip"), (player, "whep")):
            await page.evaluate(f"window.{name}.restart()")
        await decodes(player, 60)
        await player.evaluate("window.whep.stop()")
        await publisher.evaluate("window.whip.stop()")
        await host.wait_for(lambda c: len(c.model.participants) == 1)
