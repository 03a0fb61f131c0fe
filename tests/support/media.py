"""Real WebRTC peers (aiortc) and event recorders for tests of the media plane."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from aiortc import (
    MediaStreamTrack,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError

from signaling.media import MediaServer, Publisher, Subscriber, Track, TransportState, rtcp, rtp
from tests.support import media_wire
from tests.support.media_wire import WirePeer

PATIENCE = 20.0


async def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait until `condition` holds; fails with TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@contextmanager
def loopback_only() -> Iterator[None]:
    """Let aiortc's clients gather 127.0.0.1, so that no network is needed."""
    with mock.patch("aioice.ice.get_host_addresses", return_value=["127.0.0.1"]):
        yield


class PublisherLog:
    """Records a publisher's events."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self.removed: list[Track] = []
        self.states: list[TransportState] = []
        self.speaking: list[tuple[Track, bool]] = []

    def track_added(self, track: Track) -> None:
        self.tracks.append(track)

    def track_removed(self, track: Track) -> None:
        self.removed.append(track)

    def speaking_changed(self, track: Track) -> None:
        self.speaking.append((track, track.speaking))

    def publisher_state(self, state: TransportState) -> None:
        self.states.append(state)


class SubscriberLog:
    """Records a subscriber's events."""

    def __init__(self) -> None:
        self.needed = 0
        self.states: list[TransportState] = []

    def negotiation_needed(self) -> None:
        self.needed += 1

    def subscriber_state(self, state: TransportState) -> None:
        self.states.append(state)


class Received:
    """Consumes a remote track and counts its frames."""

    def __init__(self, track: MediaStreamTrack) -> None:
        self.track = track
        self.frames = 0
        self.last: Any = None
        self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while True:
            try:
                self.last = await self.track.recv()
            except MediaStreamError:
                return
            self.frames += 1


def direct(sdp: str) -> str:
    """The server's description as it is: no proxy on the path."""
    return sdp


class PublishingClient:
    """An aiortc client that publishes audio and video."""

    def __init__(self, server: MediaServer, route: Callable[[str], str] = direct) -> None:
        self._route = route
        self.log = PublisherLog()
        self.publisher: Publisher = server.publisher(self.log)
        self.connection = RTCPeerConnection()

    async def publish(self, *, audio: bool = True, video: bool = True) -> None:
        if audio:
            self.connection.addTrack(AudioStreamTrack())
        if video:
            self.connection.addTrack(VideoStreamTrack())
        await self.negotiate()

    async def negotiate(self) -> None:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        answer = await self.publisher.answer(self.connection.localDescription.sdp)
        description = RTCSessionDescription(self._route(answer), "answer")
        await self.connection.setRemoteDescription(description)

    async def close(self) -> None:
        await self.connection.close()
        await self.publisher.close()


class ReceivingClient:
    """An aiortc client that receives what the server offers."""

    def __init__(self, server: MediaServer, route: Callable[[str], str] = direct) -> None:
        self._route = route
        self.log = SubscriberLog()
        self.subscriber: Subscriber = server.subscriber(self.log)
        self.connection = RTCPeerConnection()
        self.received: list[Received] = []
        self.mids: dict[str, str] = {}
        self.connection.on("track", lambda track: self.received.append(Received(track)))

    def of(self, kind: str) -> list[Received]:
        return [r for r in self.received if r.track.kind == kind]

    async def negotiate(self, *, restart: bool = False) -> None:
        offer = await self.subscriber.offer(restart=restart)
        self.mids = dict(offer.mids)
        description = RTCSessionDescription(self._route(offer.sdp), "offer")
        await self.connection.setRemoteDescription(description)
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        await self.subscriber.accept(offer.version, self.connection.localDescription.sdp)

    async def close(self) -> None:
        await self.connection.close()
        await self.subscriber.close()
        await asyncio.gather(*(r.task for r in self.received))


class WirePublisher:
    """A wire peer that publishes Opus and VP8 to `server`."""

    def __init__(self, server: MediaServer, sections: list[list[str]] | None = None) -> None:
        self.log = PublisherLog()
        self.publisher = server.publisher(self.log)
        self.peer = WirePeer()
        self.audio_ssrc, self.video_ssrc, self.rtx_ssrc = 1111, 2222, 3333
        self.sections = sections or [
            media_wire.audio(self.audio_ssrc),
            media_wire.video(self.video_ssrc, self.rtx_ssrc),
        ]
        self.audio_seq = self.video_seq = 100
        self.picture = 0

    async def join(self) -> None:
        await self.peer.connect(
            await self.publisher.answer(media_wire.offer(self.peer, self.sections))
        )
        await until(lambda: self.log.states[-1:] == ["connected"])

    def track(self, kind: str) -> Track:
        return next(t for t in self.publisher.tracks.values() if t.kind == kind)

    def audio(self, level: int = 20) -> None:
        """Send one Opus packet."""
        self.audio_seq += 1
        self.peer.send_rtp(
            rtp.Packet(
                media_wire.OPUS,
                False,
                self.audio_seq & 0xFFFF,
                self.audio_seq * 960,
                self.audio_ssrc,
                {media_wire.LEVEL_ID: bytes([level])},
                b"opus" + self.audio_seq.to_bytes(4, "big"),
            )
        )

    def frame(self, *, key: bool = False, lose: bool = False) -> bytes:
        """Send one VP8 frame of one packet, or lose it; returns its payload."""
        self.video_seq += 1
        self.picture += 1
        payload = media_wire.vp8_payload(key=key, picture=self.picture & 0x7FFF)
        if not lose:
            self.peer.send_rtp(self.video_packet(self.video_seq, payload))
        return payload

    def video_packet(self, seq: int, payload: bytes) -> rtp.Packet:
        return rtp.Packet(
            media_wire.VP8, True, seq & 0xFFFF, seq * 3000, self.video_ssrc, {}, payload
        )

    def repair(self, seq: int, payload: bytes, rtx_seq: int) -> None:
        """Send packet `seq` again, as RTX."""
        packet = rtp.Packet(
            media_wire.RTX,
            True,
            rtx_seq,
            seq * 3000,
            self.rtx_ssrc,
            {},
            (seq & 0xFFFF).to_bytes(2, "big") + payload,
        )
        self.peer.send_rtp(packet)

    def feedback(self) -> list[rtcp.Message]:
        """What the server has sent by RTCP so far, without what it does not parse."""
        messages: list[rtcp.Message] = []
        for datagram in self.peer.rtcp:
            messages += rtcp.parse(self.peer.open_rtcp(datagram) or b"")
        self.peer.rtcp.clear()
        return messages

    async def close(self) -> None:
        await self.peer.close()
        await self.publisher.close()


class WireSubscriber:
    """A wire peer that receives; `packets` are decrypted as they come."""

    def __init__(self, server: MediaServer) -> None:
        self.log = SubscriberLog()
        self.subscriber = server.subscriber(self.log)
        self.peer = WirePeer()
        self.peer.on_rtp = self._received
        self.packets: list[rtp.Packet] = []
        self.mids: dict[str, str] = {}
        self.offer_sdp = ""

    async def join(self, *tracks: Track, rtx: bool = True) -> None:
        """Take tracks, negotiate and connect."""
        for track in tracks:
            self.subscriber.add(track, stream="s")
        await self.negotiate(rtx=rtx)
        await self.peer.connect(self.offer_sdp)
        await until(lambda: self.log.states[-1:] == ["connected"])

    async def negotiate(self, *, rtx: bool = True, restart: bool = False) -> None:
        offer = await self.subscriber.offer(restart=restart)
        self.mids, self.offer_sdp = dict(offer.mids), offer.sdp
        await self.subscriber.accept(
            offer.version, media_wire.answer(self.peer, offer.sdp, rtx=rtx)
        )

    def of(self, payload_type: int) -> list[rtp.Packet]:
        return [p for p in self.packets if p.payload_type == payload_type]

    async def close(self) -> None:
        await self.peer.close()
        await self.subscriber.close()

    def _received(self, datagram: bytes) -> None:
        if self.peer.keys is None:
            return
        packet = self.peer.open_rtp(datagram)
        if packet is not None:
            self.packets.append(packet)
