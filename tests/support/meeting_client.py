"""A complete meeting client in Python: Socket.IO for signaling, aiortc for both transports.

For tests and benchmarks. It keeps the room as a browser would, from snapshot and events.
"""

from __future__ import annotations

import asyncio
import contextlib
import fractions
import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

import socketio
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import AudioStreamTrack
from av import VideoFrame

from tests.support.room_model import Event, RoomModel


class CommandRefused(Exception):  # noqa: N818
    """The server answered a command with an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error["code"])
        self.code: str = error["code"]
        self.error = dict(error)


class SmallVideo(VideoStreamTrack):
    """A picture that costs next to nothing to encode: 64 x 48, ten a second."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._begin: float | None = None

    async def recv(self) -> VideoFrame:
        loop = asyncio.get_running_loop()
        self._begin = self._begin if self._begin is not None else loop.time()
        await asyncio.sleep(max(0.0, self._begin + self._count / 10 - loop.time()))
        frame = VideoFrame(64, 48, "yuv420p")
        shade = (self._count * 8) % 256
        for plane in frame.planes:
            plane.update(bytes([shade]) * plane.buffer_size)
        frame.pts, frame.time_base = self._count * 9000, fractions.Fraction(1, 90_000)
        self._count += 1
        return frame


class MeetingClient:
    """One participant. Use as an async context manager."""

    def __init__(
        self,
        url: str,
        cookies: Mapping[str, str],
        *,
        origin: str | None = None,
        auto_subscribe: bool = True,
    ) -> None:
        self.url = url
        self.model = RoomModel()
        self.events: list[Event] = []
        self.seat: str | None = None
        self.key: str | None = None
        self.seq = 0
        self.received: dict[str, MediaStreamTrack] = {}
        self.publisher: RTCPeerConnection | None = None
        self.subscriber: RTCPeerConnection | None = None
        self.mids: dict[str, str] = {}
        self.disconnected = asyncio.Event()
        self._refusal: dict[str, Any] | None = None
        self._headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        if origin is not None:
            self._headers["Origin"] = origin
        self._auto_subscribe = auto_subscribe
        self._ids = itertools.count(1)
        self._news = asyncio.Condition()
        self._offers: asyncio.Queue[Event] = asyncio.Queue()
        self._answering: asyncio.Task[None] | None = None
        self._sio = self._new_socket()

    async def __aenter__(self) -> MeetingClient:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- signaling

    async def connect(self, auth: Any = None) -> None:
        """Opens the socket; raises CommandRefused with the server's refusal."""
        self.disconnected.clear()
        try:
            await self._sio.connect(
                self.url,
                headers=dict(self._headers),
                transports=["websocket"],
                namespaces=["/meeting"],
                auth=auth if auth is not None else {"protocol": 1},
                wait_timeout=10,
            )
        except socketio.exceptions.ConnectionError:
            if self._refusal is None:
                raise
            raise CommandRefused(self._refusal) from None

    async def cut(self) -> None:
        """Loses the TCP connection without a goodbye."""
        connection = self._sio.eio.ws._response.connection
        assert connection is not None
        connection.transport.abort()
        await asyncio.wait_for(self.disconnected.wait(), 5)

    async def reconnect(self) -> None:
        """Opens a new socket after a cut."""
        self._sio = self._new_socket()
        await self.connect()

    async def command(self, name: str, **members: Any) -> dict[str, Any]:
        """Sends a command and returns what `ok` holds; raises CommandRefused."""
        members.setdefault("id", f"c{next(self._ids)}")
        answer = await self.raw(name, members)
        if "error" in answer:
            raise CommandRefused(answer["error"])
        return dict(answer["ok"])

    async def raw(self, name: str, payload: Any) -> dict[str, Any]:
        """Sends any event and returns the acknowledgement as it comes."""
        return dict(await self._sio.call(name, payload, namespace="/meeting", timeout=15))

    async def join(self, code: str, **members: Any) -> dict[str, Any]:
        answer = await self.command("join", meeting=code, **members)
        self._joined(answer)
        return answer

    async def resume(self, code: str) -> dict[str, Any]:
        """Joins again with the seat it had."""
        return await self.join(code, resume={"seat": self.seat, "key": self.key, "seq": self.seq})

    async def wait_for(
        self, condition: Callable[[MeetingClient], Any], *, seconds: float = 10
    ) -> Any:
        """Waits until `condition(self)` is true, looking after each event; returns its value."""
        async with asyncio.timeout(seconds), self._news:
            while not (value := condition(self)):
                await self._news.wait()
            return value

    async def event(self, kind: str, *, seconds: float = 10) -> Event:
        """The last event of a type; waits for the first."""
        found = await self.wait_for(lambda c: c.of(kind), seconds=seconds)
        return dict(found[-1])

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event["type"] == kind]

    # --- media

    async def publish(
        self, *, audio: bool = True, video: bool = True, video_source: str = "camera"
    ) -> None:
        """Publishes silence and a small picture."""
        self.publisher = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        if audio:
            self.publisher.addTransceiver(AudioStreamTrack(), direction="sendonly")
        if video:
            self.publisher.addTransceiver(SmallVideo(), direction="sendonly")
        await self._publish({"audio": "microphone", "video": video_source})

    async def _publish(self, sources: Mapping[str, str]) -> None:
        assert self.publisher is not None
        await self.publisher.setLocalDescription(await self.publisher.createOffer())
        tracks = [
            {"mid": transceiver.mid, "source": sources[transceiver.kind]}
            for transceiver in self.publisher.getTransceivers()
        ]
        sdp = self.publisher.localDescription.sdp
        answer = await self.command("publish", sdp=sdp, tracks=tracks)
        await self.publisher.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))

    async def view_all(self) -> None:
        """Shows every video track there is."""
        tiles = [
            {"track": track["id"], "width": 640, "height": 480}
            for track in self.model.tracks.values()
            if track["kind"] == "video" and track["participant"] != self.model.you
        ]
        await self.command("view", tiles=tiles)

    async def frames(self, track: str, count: int = 1, *, seconds: float = 20) -> float:
        """Receives frames of a track; returns the monotonic time of the last."""
        received = await self.wait_for(lambda c: c.received.get(track), seconds=seconds)
        async with asyncio.timeout(seconds):
            for _ in range(count):
                await received.recv()
        return time.monotonic()

    async def renew_subscriber(self) -> None:
        """Gives up the receiving peer connection; the next offer is answered with a new one."""
        await self._stop_answering()
        if self.subscriber is not None:
            await self.subscriber.close()
        self.subscriber, self.received = None, {}
        await self.command("subscribe.restart")

    async def close(self) -> None:
        await self._stop_answering()
        for connection in (self.publisher, self.subscriber):
            if connection is not None:
                await connection.close()
        if self._sio.connected:
            await self._sio.disconnect()

    # --- inside

    async def _stop_answering(self) -> None:
        if self._answering is not None:
            self._answering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._answering
            self._answering = None

    def _new_socket(self) -> Any:
        socket = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        socket.on("event", self._event, namespace="/meeting")
        socket.on("connect_error", self._refused, namespace="/meeting")
        socket.on("disconnect", self._disconnected, namespace="/meeting")
        return socket

    async def _refused(self, error: Any) -> None:
        self._refusal = error.get("data") if isinstance(error, dict) else None

    async def _disconnected(self, reason: str) -> None:
        self.disconnected.set()
        async with self._news:
            self._news.notify_all()

    def _joined(self, answer: Mapping[str, Any]) -> None:
        self.seat = answer["seat"]
        self.key = answer.get("key", self.key)
        self.seq = answer.get("seq", self.seq)
        if "snapshot" in answer:
            self.model.take(answer["snapshot"])

    async def _event(self, event: Event) -> None:
        if "seq" in event:
            self.seq = event["seq"]
        self.events.append(event)
        self.model.apply(event)
        if event["type"] == "subscribe.offer" and self._auto_subscribe:
            self._offers.put_nowait(event)
            if self._answering is None:
                self._answering = asyncio.create_task(self._answer_offers())
        async with self._news:
            self._news.notify_all()

    async def _answer_offers(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        # On the way through aiortc and Socket.IO a cancellation may be swallowed.
        while not task.cancelling():
            offer = await self._offers.get()
            while not self._offers.empty():
                offer = self._offers.get_nowait()
            try:
                await self._answer(offer)
            except CommandRefused as refused:
                if refused.code not in ("media.stale", "not_joined"):
                    raise
            except socketio.exceptions.SocketIOError:
                # The socket is gone; after a resume the server offers again.
                continue

    async def _answer(self, offer: Event) -> None:
        if self.subscriber is None:
            self.subscriber = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        await self.subscriber.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        await self.subscriber.setLocalDescription(await self.subscriber.createAnswer())
        sdp = self.subscriber.localDescription.sdp
        await self.command("subscribe.answer", version=offer["version"], sdp=sdp)
        self.mids = offer["mids"]
        by_mid = {t.mid: t.receiver.track for t in self.subscriber.getTransceivers()}
        self.received = {track: by_mid[mid] for mid, track in self.mids.items()}
        async with self._news:
            self._news.notify_all()
