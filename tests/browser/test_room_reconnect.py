"""A cut in the middle of a meeting: the same seat, no ghost, media again."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest_asyncio
from playwright.async_api import WebSocketRoute, expect

from tests.support.browser import CAMERA, Visitors
from tests.support.room_page import RoomPage, in_room, meeting_of
from tests.support.udp_proxy import UdpProxy

AGAIN_SECONDS = 3


class Wires:
    """The page's WebSockets, which the test can cut and hold back."""

    def __init__(self) -> None:
        self.open: list[WebSocketRoute] = []
        self.barred = False

    async def watch(self, person: RoomPage) -> None:
        await person.page.route_web_socket("**/socket.io/**", self._route)

    async def _route(self, wire: WebSocketRoute) -> None:
        if self.barred:
            await wire.close()
            return
        wire.connect_to_server()
        self.open.append(wire)

    async def cut(self) -> None:
        for wire in self.open:
            await wire.close()
        self.open.clear()


class Watched(NamedTuple):
    """Host and member in a room; the member's sockets are in our hand."""

    host: RoomPage
    member: RoomPage
    wires: Wires


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(staying: Visitors) -> Watched:
    code, (host, member) = await meeting_of(staying, "chutich", "giamdoc", room=CAMERA)
    wires = Wires()
    await wires.watch(member)
    await host.enter(code)
    await member.enter(code)
    await expect(host.tiles).to_have_count(2)
    await host.sees(1)
    await member.sees(1)
    return Watched(host, member, wires)


async def test_a_lost_socket_comes_back_to_the_same_seat(watched: Watched) -> None:
    host, member, wires = watched
    await member.page.keyboard.press("Control+Shift+H")
    seat = host.tile(member.name)
    await expect(seat.get_by_label("Giơ tay thứ 1")).to_be_visible()
    before = await seat.get_attribute("data-tile")

    wires.barred = True
    await wires.cut()
    await expect(seat).to_have_attribute("data-away", "true")
    await expect(member.page.locator("[data-banner]")).to_be_visible()
    flowing = await host.flow(1)
    assert max(flowing.frames_per_second) > 0, "media go on without the socket"

    wires.barred = False
    await expect(seat).to_have_attribute("data-away", "false")
    await expect(member.page.locator("[data-banner]")).to_have_count(0)
    assert await seat.get_attribute("data-tile") == before
    await expect(host.tiles).to_have_count(2)
    await expect(seat.get_by_label("Giơ tay thứ 1")).to_be_visible()
    await member.button("Hạ tay").click()
    await expect(member.button("Giơ tay")).to_be_visible()


async def test_what_was_said_during_the_cut_arrives_afterwards(watched: Watched) -> None:
    host, member, wires = watched
    for person in (host, member):
        await person.page.keyboard.press("Control+Shift+M")
    wires.barred = True
    await wires.cut()
    await host.say("Trong lúc mất mạng")
    await member.page.get_by_label("Nhập tin nhắn").fill("Gửi khi đang mất mạng")
    await member.page.keyboard.press("Enter")
    wires.barred = False
    for text in ("Trong lúc mất mạng", "Gửi khi đang mất mạng"):
        for person in (host, member):
            await expect(person.page.get_by_text(text, exact=True)).to_have_count(1)
    for person in (host, member):
        await person.close_panel()


async def test_media_flow_again_within_three_seconds_of_a_new_socket(watched: Watched) -> None:
    host, member, wires = watched
    await wires.cut()
    await member.sees_more(within=AGAIN_SECONDS)
    await expect(host.tiles).to_have_count(2)


@pytest_asyncio.fixture(loop_scope="session")
async def bypassed(visitors: Visitors) -> AsyncIterator[tuple[UdpProxy, RoomPage, RoomPage]]:
    """Host and member in a room; the member's media take a path that is in our hand."""
    server = visitors.server.media_port
    path = UdpProxy(("127.0.0.1", server))
    code, (host, member) = await meeting_of(visitors, "chutich", "giamdoc", room=CAMERA)
    await member.page.add_init_script(_DETOUR % (server, path.port))
    await host.enter(code)
    await member.enter(code)
    await host.sees(1)
    await member.sees(1)
    yield path, host, member
    path.close()


# The server names its one port as the candidate; this page is told the other end of the detour.
_DETOUR = """
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
  return set.call(this, { type, sdp: sdp.replaceAll(' %d typ host', ' %d typ host') });
};
"""


async def test_media_flow_again_within_three_seconds_of_a_path_cut_for_five(
    bypassed: tuple[UdpProxy, RoomPage, RoomPage],
) -> None:
    path, host, member = bypassed
    seat = host.tile(member.name)
    before = await seat.get_attribute("data-tile")
    path.cut = True
    await asyncio.sleep(1)
    frames = sum(one.frames for one in await member.inbound())
    await asyncio.sleep(4)
    assert sum(one.frames for one in await member.inbound()) == frames, "nothing goes around"
    path.cut = False
    await asyncio.gather(*(one.sees_more(within=AGAIN_SECONDS) for one in (host, member)))
    assert await seat.get_attribute("data-tile") == before
    await expect(host.tiles).to_have_count(2)


async def test_media_flow_again_within_three_seconds_at_a_changed_address(
    bypassed: tuple[UdpProxy, RoomPage, RoomPage],
) -> None:
    path, host, member = bypassed
    path.move_clients()
    await asyncio.gather(*(one.sees_more(within=AGAIN_SECONDS) for one in (host, member)))
    await expect(host.tiles).to_have_count(2)


async def test_a_reloaded_page_takes_the_seat_and_leaves_no_ghost(watched: Watched) -> None:
    host, member, _ = watched
    before = await host.tile(member.name).get_attribute("data-tile")
    await member.page.reload()
    await member.join()
    await expect(host.tiles).to_have_count(2)
    assert await host.tile(member.name).get_attribute("data-tile") == before
    await member.sees(1)
    await host.sees_more()


async def test_a_second_page_of_one_person_takes_over_from_the_first(visitors: Visitors) -> None:
    code, (host, member) = await in_room(visitors, "chutich", "giamdoc")
    second = RoomPage(await member.page.context.new_page(), member.name)
    await second.enter(code)
    await expect(member.outcome("replaced")).to_be_visible()
    await expect(host.tiles).to_have_count(2)
    await second.hears(1)


async def test_an_ended_session_loses_the_meeting_too(visitors: Visitors) -> None:
    _, (host, member) = await in_room(visitors, "chutich", "giamdoc")
    await visitors.call(member.page.context, "DELETE", "/api/session")
    await expect(member.outcome("signed_out")).to_be_visible()
    await expect(host.tiles).to_have_count(1)
