"""Pages of Chromium with fake devices see and hear each other through our server."""

import asyncio
import os

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.support.browser import CAMERA, Visitors
from tests.support.room_page import RoomPage, in_room

LEAST_FRAMES = 10.0
# Where pages outnumber twice the cores, encoding and decoding take what there is: all must still
# flow, at the pace that the machine leaves.
STILL_FLOWING = 2.0
LOGINS = (
    *("chutich", "giamdoc", "phophong", "nhansu"),
    *("giangvien", "chuyenvien", "xaphuong", "quantri"),
)
# Small windows: what is measured is media, not how fast two cores paint it.
SMALL = (640, 400)


async def everybody_gets_everybody(people: list[RoomPage], seconds: float) -> None:
    others = len(people) - 1
    least = LEAST_FRAMES if len(people) <= 2 * (os.cpu_count() or 1) else STILL_FLOWING
    for person in people:
        await person.sees(others)
    flows = await asyncio.gather(*(person.flow(seconds) for person in people))
    for person, flow in zip(people, flows, strict=True):
        assert len(flow.frames_per_second) == others, person.name
        assert min(flow.frames_per_second) >= least, (person.name, flow)
        assert len(flow.audio_energy) == others, person.name
        assert min(flow.audio_energy) > 0, (person.name, flow)


async def test_four_see_and_hear_each_other(visitors: Visitors) -> None:
    _, people = await in_room(visitors, *LOGINS[:4], size=SMALL, room=CAMERA)
    await everybody_gets_everybody(people, 3)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [2, 4, 8])
async def test_everybody_sees_and_hears_everybody_for_half_a_minute(
    visitors: Visitors, count: int
) -> None:
    """Eight pages encode 8 and decode 56 pictures beside the server itself."""
    size = (720, 440) if count > 4 else SMALL
    _, people = await in_room(visitors, *LOGINS[:count], size=size, room=CAMERA)
    await everybody_gets_everybody(people, 30)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pair(staying: Visitors) -> list[RoomPage]:
    """Host and member in a room, who leave it as they found it."""
    _, people = await in_room(staying, "chutich", "giamdoc", room=CAMERA)
    await people[0].sees(1)
    return people


async def test_a_shared_screen_arrives_and_takes_the_stage(pair: list[RoomPage]) -> None:
    host, member = pair
    await member.button("Chia sẻ màn hình").click()
    await expect(host.page.locator("[data-layout=focus] [data-kind=screen]")).to_be_visible()
    await host.sees(2)
    await host.until(
        lambda streams: any(s.kind == "video" and s.width > 320 and s.frames > 0 for s in streams),
        "a picture of the screen",
    )
    await expect(host.button("Người khác đang chia sẻ màn hình")).to_be_visible()
    await member.button("Dừng chia sẻ màn hình").click()
    await expect(host.page.locator("[data-kind=screen]")).to_have_count(0)
    await expect(host.page.locator("[data-layout=grid]")).to_be_visible()


async def test_a_camera_that_is_switched_off_gives_way_to_initials(pair: list[RoomPage]) -> None:
    host, member = pair
    picture = host.tile(member.name).locator("video[data-ready=true]")
    await expect(picture).to_be_visible()
    await member.page.keyboard.press("Control+e")
    await expect(picture).to_have_count(0)
    await expect(member.tile(member.name).locator("video")).to_have_count(0)
    await member.page.keyboard.press("Control+e")
    await expect(picture).to_be_visible()


async def test_a_microphone_that_is_switched_off_is_silent_and_shown_so(
    pair: list[RoomPage],
) -> None:
    host, member = pair
    await member.page.keyboard.press("Control+d")
    await expect(host.tile(member.name).get_by_label("Đang tắt micro")).to_be_visible()
    await host.flow(1)
    assert sum((await host.flow(2)).audio_energy) == 0
    await member.page.keyboard.press("Control+d")
    await expect(host.tile(member.name).get_by_label("Đang tắt micro")).to_have_count(0)
    assert sum((await host.flow(2)).audio_energy) > 0


async def test_one_can_join_without_any_device(visitors: Visitors) -> None:
    _, (host, member) = await in_room(
        visitors, "chutich", "giamdoc", room={"microphone": False, "camera": False}
    )
    await expect(host.tile(member.name).get_by_label("Đang tắt micro")).to_be_visible()
    await host.page.keyboard.press("Control+e")
    await member.sees(1)
