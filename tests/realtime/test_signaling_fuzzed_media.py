"""Broken descriptions end at their sender: an error, no leaked transport, no harm to others."""

from __future__ import annotations

import asyncio

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.meeting_client import MeetingClient, SmallVideo
from tests.support.signaling import CODE, RunningSignaling, running_signaling

edits = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "swap", "cut", "put"]),
        st.integers(0, 200),
        st.text(max_size=30) | st.sampled_from(["m=video 9 X 96", "a=mid:0", "a=rtpmap:96", "v=1"]),
    ),
    min_size=1,
    max_size=6,
)


def edited(sdp: str, changes: list[tuple[str, int, str]]) -> str:
    lines = sdp.split("\r\n")
    for kind, place, text in changes:
        if not lines:
            break
        at = place % len(lines)
        match kind:
            case "drop":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                lines[at], lines[0] = lines[0], lines[at]
            case "cut":
                lines[at] = lines[at][: place % 7]
            case _:
                lines.insert(at, text)
    return "\r\n".join(lines)


async def offer() -> str:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver(AudioStreamTrack(), direction="sendonly")
    connection.addTransceiver(SmallVideo(), direction="sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    sdp = connection.localDescription.sdp
    await connection.close()
    return sdp


def transports(server: RunningSignaling) -> int:
    counters = server.signaling.media.counters()
    return counters.publishers + counters.subscribers


async def attempt(client: MeetingClient, name: str, **members: object) -> None:
    """Whatever the answer, it is an answer, and no fault of ours."""
    answer = await client.raw(name, members)
    code = answer.get("error", {}).get("code", "media.taken")
    assert code == "message.invalid" or code.startswith("media."), code


TRACKS = [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "camera"}]


@pytest.mark.timeout(120)
@settings(max_examples=40, deadline=None)
@given(changes=edits, answer_changes=edits)
async def test_edited_descriptions_are_refused_or_taken_and_leave_nothing(
    changes: list[tuple[str, int, str]], answer_changes: list[tuple[str, int, str]]
) -> None:
    async with (
        running_signaling() as server,
        MeetingClient(server.url, {"who": "host"}, auto_subscribe=False) as host,
        MeetingClient(server.url, {"who": "lan"}, auto_subscribe=False) as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        good = await offer()
        await attempt(lan, "publish", sdp=edited(good, changes) or "-", tracks=TRACKS)
        offered = await lan.event("subscribe.offer")
        broken = edited(offered["sdp"], answer_changes) or "-"
        await attempt(lan, "subscribe.answer", version=offered["version"], sdp=broken)
        assert "time" in await host.command("ping")
        await lan.command("leave")
        async with asyncio.timeout(5):
            while transports(server) > 1:
                await asyncio.sleep(0.01)


async def test_others_media_flows_on_while_one_sends_nonsense() -> None:
    async with (
        running_signaling() as server,
        MeetingClient(server.url, {"who": "host"}) as host,
        MeetingClient(server.url, {"who": "lan"}) as lan,
        MeetingClient(server.url, {"who": "minh"}, auto_subscribe=False) as minh,
    ):
        await host.join(CODE, media={"microphone": True, "camera": True})
        await host.publish(audio=False)
        await lan.join(CODE)
        await lan.view_all()
        camera = next(iter(lan.model.tracks))
        await lan.frames(camera, 2)
        await minh.join(CODE)
        good = await offer()
        for place in range(30):
            broken = edited(good, [("drop", place * 3, ""), ("cut", place * 5, "")])
            await attempt(minh, "publish", sdp=broken, tracks=TRACKS)
            await asyncio.sleep(0.05)
        await lan.frames(camera, 5)
