"""Media reaches the others through publish and subscribe, and ends with the right to be there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

from tests.support.meeting_client import CommandRefused, MeetingClient, SmallVideo
from tests.support.signaling import CODE, RunningSignaling, running_signaling


def client(server: RunningSignaling, who: str) -> MeetingClient:
    return MeetingClient(server.url, {"who": who})


def track_of(one: MeetingClient, participant: str | None, source: str) -> str | None:
    return next(
        (
            track["id"]
            for track in one.model.tracks.values()
            if track["participant"] == participant and track["source"] == source
        ),
        None,
    )


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """For what no event tells: the server's own counters."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def transports(server: RunningSignaling) -> int:
    counters = server.signaling.media.counters()
    return counters.publishers + counters.subscribers


ON = {"microphone": True, "camera": True}


async def test_what_one_publishes_another_receives() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE, media=ON)
        await host.publish()
        async with client(server, "lan") as lan:
            await lan.join(CODE)
            camera = await lan.wait_for(lambda c: track_of(c, host.seat, "camera"))
            microphone = await lan.wait_for(lambda c: track_of(c, host.seat, "microphone"))
            await lan.view_all()
            await lan.frames(camera, 5)
            await lan.frames(microphone, 5)


async def test_media_goes_on_while_the_socket_is_cut_and_after_it_resumed() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE, media=ON)
        await lan.join(CODE)
        await host.publish(audio=False)
        camera = await lan.wait_for(lambda c: track_of(c, host.seat, "camera"))
        await lan.view_all()
        await lan.frames(camera, 2)
        await lan.cut()
        await host.cut()
        await lan.frames(camera, 10)
        await host.reconnect()
        await lan.reconnect()
        assert (await host.resume(CODE))["status"] == "resumed"
        assert (await lan.resume(CODE))["status"] == "resumed"
        await lan.frames(camera, 5)
        await host.command("media", microphone=False, camera=False)
        await lan.wait_for(lambda c: c.model.tracks[camera]["muted"])


async def test_a_track_published_while_one_was_away_is_offered_on_return() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE, media=ON)
        await lan.join(CODE)
        await lan.event("subscribe.offer")
        await lan.cut()
        await host.publish(audio=False)
        await lan.reconnect()
        await lan.resume(CODE)
        camera = await lan.wait_for(lambda c: track_of(c, host.seat, "camera"))
        await lan.view_all()
        await lan.frames(camera, 2)


async def test_a_second_window_begins_with_new_transports() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as first,
        client(server, "lan") as second,
    ):
        await host.join(CODE, media=ON)
        await host.publish(audio=False)
        await first.join(CODE, media=ON)
        await first.publish(video=False)
        old = await host.wait_for(lambda c: track_of(c, first.seat, "microphone"))
        await second.join(CODE, media=ON)
        await host.wait_for(lambda c: old not in c.model.tracks)
        camera = track_of(second, host.seat, "camera")
        assert camera is not None
        await second.view_all()
        await second.frames(camera, 2)


async def test_a_client_with_a_new_peer_connection_publishes_and_receives_again() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE, media=ON)
        await lan.join(CODE)
        await host.publish(audio=False)
        old = await lan.wait_for(lambda c: track_of(c, host.seat, "camera"))
        await lan.view_all()
        await lan.frames(old)
        assert host.publisher is not None
        await host.publisher.close()
        await host.publish(audio=False)
        new = await lan.wait_for(lambda c: track_of(c, host.seat, "camera") not in (None, old))
        assert new
        await lan.renew_subscriber()
        camera = track_of(lan, host.seat, "camera") or ""
        await lan.view_all()
        await lan.wait_for(lambda c: c.received.get(camera) is not None)
        await lan.frames(camera, 2)


async def test_who_leaves_or_is_removed_or_revoked_loses_media() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        for ending in ("leave", "remove", "revoke"):
            async with client(server, f"lan{ending}") as lan:
                await lan.join(CODE, media=ON)
                await lan.publish(video=False)
                await host.wait_for(lambda c: c.model.tracks)
                assert transports(server) == 3
                if ending == "leave":
                    await lan.command("leave")
                elif ending == "remove":
                    await host.command("host.remove", participant=lan.seat)
                else:
                    session = f"session-lan{ending}"
                    await server.bus.publish("sessions.revoked", {"session": session})
                await host.wait_for(lambda c: not c.model.tracks and len(c.model.participants) == 1)
                await until(lambda: transports(server) == 1)


async def test_a_muted_microphone_is_published_muted_and_opened_by_its_owner() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE, media={"microphone": False, "camera": False})
        await lan.publish(video=False)
        track = await host.wait_for(lambda c: track_of(c, lan.seat, "microphone"))
        assert host.model.tracks[track]["muted"] is True
        await lan.command("media", microphone=True, camera=False)
        await host.wait_for(lambda c: not c.model.tracks[track]["muted"])
        await host.command("host.mute", participant=lan.seat, source="microphone")
        await host.wait_for(lambda c: c.model.tracks[track]["muted"])
        live = server.signaling.rooms.get(server.admission.meeting)
        assert live is not None
        assert live.media.tracks[track].muted


async def test_everyone_learns_with_what_quality_the_others_are_connected() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE, media=ON)
        await lan.publish(video=False)
        await lan.command("stats", rtt_ms=20, loss_up=0.2, loss_down=0.0)
        await host.wait_for(
            lambda c: any(event["quality"].get(lan.seat) == 1 for event in c.of("quality"))
        )


@pytest.mark.parametrize(
    ("sdp", "tracks", "code"),
    [
        ("nonsense", [], "media.sdp"),
        ("v=0\r\nm=audio 9 X 0\r\na=mid:0\r\n", [], "media.sdp"),
        (
            "v=0\r\nm=audio 9 X 0\r\na=mid:0\r\n",
            [{"mid": "0", "source": "camera"}],
            "media.sdp",
        ),
    ],
)
async def test_an_offer_that_cannot_be_used_is_an_error_and_leaves_no_transport(
    sdp: str, tracks: list[dict[str, str]], code: str
) -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        before = transports(server)
        with pytest.raises(CommandRefused) as refused:
            await host.command("publish", sdp=sdp, tracks=tracks)
        assert refused.value.code.startswith("media.")
        assert refused.value.code == code
        assert transports(server) <= before + 1
        await host.command("leave")
        await until(lambda: transports(server) == 0)


async def test_an_old_answer_is_told_to_be_stale() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        await host.wait_for(lambda c: c.subscriber is not None and c.subscriber.localDescription)
        assert host.subscriber is not None
        with pytest.raises(CommandRefused, match=r"media\.stale"):
            await host.command(
                "subscribe.answer", version=77, sdp=host.subscriber.localDescription.sdp
            )


async def test_a_second_screen_is_refused_while_one_is_shared() -> None:
    async with (
        running_signaling() as server,
        client(server, "host") as host,
        client(server, "lan") as lan,
    ):
        await host.join(CODE)
        await lan.join(CODE)
        await lan.publish(audio=False, video_source="screen")
        await host.wait_for(lambda c: c.model.participants[lan.seat or ""]["screen"])
        with pytest.raises(CommandRefused, match=r"screen\.taken"):
            await host.publish(audio=False, video_source="screen")
        await host.command("host.mute", participant=lan.seat, source="screen")
        assert (await lan.event("muted"))["source"] == "screen"
        await host.wait_for(lambda c: not c.model.tracks)


async def test_an_offer_without_its_sources_named_is_refused() -> None:
    async with running_signaling() as server, client(server, "host") as host:
        await host.join(CODE)
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        connection.addTransceiver(AudioStreamTrack(), direction="sendonly")
        connection.addTransceiver(SmallVideo(), direction="sendonly")
        await connection.setLocalDescription(await connection.createOffer())
        sdp = connection.localDescription.sdp
        for tracks in (
            [{"mid": "0", "source": "microphone"}],
            [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "microphone"}],
        ):
            with pytest.raises(CommandRefused, match=r"media\."):
                await host.command("publish", sdp=sdp, tracks=tracks)
        good = [{"mid": "0", "source": "microphone"}, {"mid": "1", "source": "camera"}]
        answer = await host.command("publish", sdp=sdp, tracks=good)
        await connection.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await connection.close()
