"""WHIP and WHEP over HTTP, and the connection test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from signaling.config import IceServer
from signaling.whip import ice_link
from tests.support.meeting_client import MeetingClient, SmallVideo
from tests.support.signaling import CODE, FakeAdmission, RunningSignaling, running_signaling

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"


@pytest.fixture
async def server() -> AsyncIterator[RunningSignaling]:
    turn = IceServer("turn:turn.example.vn", "user", "secret")
    async with running_signaling(ice_servers=lambda: (turn,)) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@asynccontextmanager
async def peer(direction: str) -> AsyncIterator[RTCPeerConnection]:
    """A peer connection with an offer to send or to receive one video."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    source = SmallVideo() if direction == "sendonly" else "video"
    connection.addTransceiver(source, direction=direction)
    await connection.setLocalDescription(await connection.createOffer())
    try:
        yield connection
    finally:
        await connection.close()


def headers(token: str, kind: str = SDP, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": kind, **more}


async def whip(
    http: aiohttp.ClientSession, server: RunningSignaling, offer: str, token: str
) -> aiohttp.ClientResponse:
    return await http.post(f"{server.url}/api/whip/{CODE}", data=offer, headers=headers(token))


async def accept(connection: RTCPeerConnection, response: aiohttp.ClientResponse) -> str:
    assert response.status == 201, await response.text()
    assert response.content_type == SDP
    answer = RTCSessionDescription(await response.text(), "answer")
    await connection.setRemoteDescription(answer)
    return response.headers["Location"]


async def test_a_device_publishes_is_seen_in_the_room_and_leaves(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with MeetingClient(server.url, {"who": "host"}) as host, peer("sendonly") as encoder:
        await host.join(CODE)
        response = await whip(http, server, encoder.localDescription.sdp, "device-publish")
        location = await accept(encoder, response)
        assert response.headers["ETag"].startswith('"')
        assert response.headers["Link"] == ice_link(server.signaling.config.ice_servers()[0])
        track = await host.wait_for(lambda c: next(iter(c.model.tracks), None))
        device = next(p for p in host.model.participants.values() if p["kind"] == "device")
        assert device["camera"] is True
        await host.view_all()
        await host.frames(track, 3)
        ended = await http.delete(server.url + location, headers=headers("device-publish"))
        assert ended.status == 200
        await host.wait_for(lambda c: len(c.model.participants) == 1)
        again = await http.delete(server.url + location, headers=headers("device-publish"))
        assert again.status == 404


async def test_a_player_sees_who_publishes(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with MeetingClient(server.url, {"who": "host"}) as host, peer("recvonly") as player:
        await host.join(CODE, media={"microphone": False, "camera": True})
        await host.publish(audio=False)
        await host.wait_for(lambda c: c.model.tracks)
        response = await http.post(
            f"{server.url}/api/whep/{CODE}?participant={host.seat}",
            data=player.localDescription.sdp,
            headers=headers("device-play"),
        )
        await accept(player, response)
        track = player.getTransceivers()[0].receiver.track
        async with asyncio.timeout(20):
            for _ in range(3):
                await track.recv()


async def test_a_player_without_anything_to_play_is_told_and_takes_no_seat(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with peer("recvonly") as player:
        for query, status, code in (
            ("", 409, "media.nothing_to_play"),
            ("?participant=nobody", 404, "not_found"),
        ):
            response = await http.post(
                f"{server.url}/api/whep/{CODE}{query}",
                data=player.localDescription.sdp,
                headers=headers("device-play"),
            )
            assert (response.status, (await response.json())["code"]) == (status, code)
        assert server.signaling.live_count(server.admission.meeting) == 0


@pytest.mark.parametrize(
    ("token", "code", "status", "problem"),
    [
        ("device-play", CODE, 403, "forbidden"),
        ("lan", CODE, 403, "forbidden"),
        ("device-publish", "xxx-yyyy-zzz", 404, "not_found"),
        ("stranger", CODE, 404, "not_found"),
        ("", CODE, 401, "session.required"),
    ],
)
async def test_a_device_passes_the_same_gate(
    server: RunningSignaling,
    http: aiohttp.ClientSession,
    token: str,
    code: str,
    status: int,
    problem: str,
) -> None:
    async with peer("sendonly") as encoder:
        response = await http.post(
            f"{server.url}/api/whip/{code}",
            data=encoder.localDescription.sdp,
            headers=headers(token),
        )
        assert (response.status, (await response.json())["code"]) == (status, problem)
        assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_full_or_locked_or_ended_meeting_takes_no_device(
    http: aiohttp.ClientSession,
) -> None:
    async with (
        running_signaling(FakeAdmission(capacity=1)) as server,
        MeetingClient(server.url, {"who": "host"}, auto_subscribe=False) as host,
        peer("sendonly") as encoder,
    ):
        offer = encoder.localDescription.sdp
        await host.join(CODE)
        assert (await (await whip(http, server, offer, "device-publish")).json())["code"] == (
            "room.full"
        )
        server.admission.capacity = 5
        await host.command("host.lock", locked=True)
        assert (await whip(http, server, offer, "device-publish")).status == 403
        await host.command("host.end")
        assert (await whip(http, server, offer, "device-publish")).status == 410


async def test_a_bad_offer_leaves_no_seat_behind(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    for body in ("", "nonsense", "v=0\r\nm=video 9 X 0\r\na=mid:0\r\n"):
        response = await whip(http, server, body, "device-publish")
        assert response.status == 400, body
    assert server.signaling.live_count(server.admission.meeting) == 0
    wrong = await http.post(
        f"{server.url}/api/whip/{CODE}", json={}, headers={"Authorization": "Bearer device-x"}
    )
    assert wrong.status == 415


async def test_ice_is_restarted_by_patch_and_candidates_are_ignored(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with peer("sendonly") as encoder:
        response = await whip(http, server, encoder.localDescription.sdp, "device-publish")
        location, tag = await accept(encoder, response), response.headers["ETag"]
        url = server.url + location
        trickle = "a=ice-ufrag:aaaa\r\na=ice-pwd:bbbbbbbbbbbbbbbbbbbbbbbb\r\n"
        kind = headers("device-publish", FRAGMENT)
        ignored = await http.patch(url, data=trickle, headers={**kind, "If-Match": tag})
        assert ignored.status == 204
        stale = await http.patch(url, data=trickle, headers={**kind, "If-Match": '"old"'})
        assert stale.status == 412
        restarted = await http.patch(url, data=trickle, headers={**kind, "If-Match": "*"})
        assert restarted.status == 200
        assert restarted.content_type == FRAGMENT
        assert "a=ice-ufrag:" in await restarted.text()
        assert restarted.headers["ETag"] != tag
        foreign = await http.patch(url, data=trickle, headers=headers("device-other", FRAGMENT))
        assert foreign.status == 404


async def test_a_device_token_used_again_takes_the_seat_over(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with peer("sendonly") as first, peer("sendonly") as second:
        one = await whip(http, server, first.localDescription.sdp, "device-publish")
        old = await accept(first, one)
        await accept(
            second, await whip(http, server, second.localDescription.sdp, "device-publish")
        )
        gone = await http.delete(server.url + old, headers=headers("device-publish"))
        assert gone.status == 404
        assert server.signaling.live_count(server.admission.meeting) == 1


async def test_a_revoked_device_token_ends_its_session(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with peer("sendonly") as encoder:
        response = await whip(http, server, encoder.localDescription.sdp, "device-publish")
        await accept(encoder, response)
        await server.bus.publish("sessions.revoked", {"session": "session-device-publish"})
        assert server.signaling.live_count(server.admission.meeting) == 0


async def test_a_page_of_another_site_may_ask_what_the_endpoint_takes(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    response = await http.options(f"{server.url}/api/whip/{CODE}")
    assert response.status == 204
    assert response.headers["Accept-Post"] == SDP
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


async def test_a_connection_test_hears_itself_and_ends(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    cookies = {"Cookie": "who=lan"}
    async with peer("sendonly") as sender, peer("recvonly") as player:
        begun = await http.post(
            f"{server.url}/api/probe",
            json={"sdp": sender.localDescription.sdp},
            headers=cookies,
        )
        assert begun.status == 201
        probe = await begun.json()
        await sender.setRemoteDescription(RTCSessionDescription(probe["sdp"], "answer"))
        url = f"{server.url}/api/probe/{probe['id']}"
        played = await http.post(
            f"{url}/play", json={"sdp": player.localDescription.sdp}, headers=cookies
        )
        assert played.status == 200
        answer = RTCSessionDescription((await played.json())["sdp"], "answer")
        await player.setRemoteDescription(answer)
        async with asyncio.timeout(20):
            await player.getTransceivers()[0].receiver.track.recv()
        other = await http.delete(url, headers={"Cookie": "who=minh"})
        assert other.status == 404
        assert (await http.delete(url, headers=cookies)).status == 204
        assert server.signaling.media.counters().publishers == 0


async def test_connection_tests_are_for_known_callers_and_two_at_once(
    server: RunningSignaling, http: aiohttp.ClientSession
) -> None:
    async with peer("sendonly") as sender:
        offer = {"sdp": sender.localDescription.sdp}
        url = f"{server.url}/api/probe"
        assert (await http.post(url, json=offer)).status == 401
        cookies = {"Cookie": "who=lan"}
        for _ in range(4):
            assert (await http.post(url, json=offer, headers=cookies)).status == 201
        assert server.signaling.media.counters().publishers == 2
        bad = await http.post(url, json={"sdp": "nonsense"}, headers=cookies)
        assert (bad.status, (await bad.json())["code"]) == (400, "media.sdp")
