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

from signaling.media import MediaServer, Publisher, Subscriber, Track, TransportState

PATIENCE = 20.0


async def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait until `condition` holds; fails with TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@contextmanager
def loopback_only() -> Iterator[None]:
    """Let aiortc's clients gather 127.0.0.1, so that no network is needed."""
    with mock.patch("aioice.ice.get_host_addresses", lambda **_: ["127.0.0.1"]):
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


class PublishingClient:
    """An aiortc client that publishes audio and video."""

    def __init__(self, server: MediaServer) -> None:
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
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def close(self) -> None:
        await self.connection.close()
        await self.publisher.close()


class ReceivingClient:
    """An aiortc client that receives what the server offers."""

    def __init__(self, server: MediaServer) -> None:
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
        await self.connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        await self.subscriber.accept(offer.version, self.connection.localDescription.sdp)

    async def close(self) -> None:
        await self.connection.close()
        await self.subscriber.close()
        await asyncio.gather(*(r.task for r in self.received))
