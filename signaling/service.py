"""Signaling as one running thing: started, told what changed outside, drained, closed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import structlog
from aiohttp import web
from pydantic import JsonValue

from signaling import events as ev
from signaling import metrics
from signaling.config import SignalingConfig
from signaling.devices import Devices
from signaling.dispatch import Dispatcher
from signaling.entrance import Entrance
from signaling.gateway import Gateway
from signaling.live import LiveRoom
from signaling.live_rooms import LiveRooms
from signaling.media import MediaConfig, MediaServer
from signaling.nodes import LocalNodes, Nodes
from signaling.ports import Admission, Bus, Journal, Refused, Review, nobody_goes
from signaling.probe import ProbeDesk
from signaling.quality import tell_quality
from signaling.rooms import entering

_log = structlog.get_logger(__name__)


class Signaling:
    """The live side of the server. Also the `LiveCounts` of ports.py."""

    def __init__(
        self,
        admission: Admission,
        journal: Journal,
        bus: Bus,
        media: MediaConfig,
        config: SignalingConfig,
        nodes: Nodes | None = None,
        review: Review = nobody_goes,
    ) -> None:
        self.admission = admission
        self.config = config
        self.media_config = media
        self.rooms = LiveRooms(
            lambda: self.media, journal, nodes or LocalNodes(), config.rules, config.now
        )
        entrance = Entrance(admission, self.rooms, lambda: self.draining)
        self.gateway = Gateway(admission, Dispatcher(entrance), config)
        self.devices = Devices(admission, self.rooms, lambda: self.draining)
        self.probe_desk = ProbeDesk(
            admission, config, media=lambda: self.media, draining=lambda: self.draining
        )
        self._bus = bus
        self._review = review
        self._media: MediaServer | None = None

    @property
    def media(self) -> MediaServer:
        """The media server; there between start and close."""
        assert self._media is not None
        return self._media

    @property
    def draining(self) -> bool:
        return self.gateway.draining

    def live_count(self, meeting: UUID) -> int:
        """Seats inside the meeting's room on this node."""
        return self.rooms.live_count(meeting)

    async def context(self, _app: web.Application) -> AsyncIterator[None]:
        """The cleanup context: media port, timers and subscriptions live as long as the app."""
        self._media = await MediaServer.start(self.media_config)
        subscriptions = (
            self._bus.subscribe("sessions.revoked", self._revoked, resync=self.recheck),
            self._bus.subscribe("meetings.changed", self._changed, resync=self.review_all),
        )
        timers = [asyncio.create_task(run()) for run in (self._tick, self._measure, self._lag)]
        try:
            yield
        finally:
            for subscription in subscriptions:
                subscription.close()
            await self.drain(0)
            await self.probe_desk.probes.close()
            for timer in timers:
                timer.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await timer
            await self._media.close()

    async def drain(self, seconds: float) -> None:
        """Takes no new joins, tells everyone, and ends the rooms in order within `seconds`."""
        if not self.gateway.draining:
            self.gateway.draining = True
            self.gateway.tell_all(ev.Draining(seconds=max(1, round(seconds))))
            # Who was told has a moment to finish a sentence in the chat.
            await asyncio.sleep(min(1.0, seconds / 4))
        for live in self.rooms:
            for seat in list(live.room.seats.values()):
                live.apply(entering.leave(live.room, seat, "lost"))
            # One room after another, so that the journal is not flooded.
            await asyncio.sleep(0)
        self.gateway.close_all()
        await self.rooms.close()

    async def recheck(self) -> None:
        """Messages may have been lost: asks the gate anew about everyone who is connected."""
        for connection in list(self.gateway.connections.values()):
            live, seat = connection.live, connection.seat
            try:
                if live is None:
                    await self.admission.identify(connection.credentials)
                else:
                    await self.admission.admit(live.room.code, connection.credentials)
            except Refused as refused:
                _log.info("signaling.rechecked", code=refused.code)
                if live is not None and seat is not None and connection.seat is seat:
                    live.put_out(seat)
                else:
                    connection.send(ev.SessionRevoked().body())
                    connection.detach(end=True)

    async def review_all(self) -> None:
        """Messages may have been lost: asks the gate about everyone in every room."""
        self.rooms.reviews += 1
        for live in self.rooms:
            await live.review(self._review, None, None)

    async def _revoked(self, message: dict[str, JsonValue]) -> None:
        session = message.get("session")
        if not isinstance(session, str):
            return
        for live in self.rooms:
            live.revoke(session)
        self.gateway.end_session(session)

    async def _changed(self, message: dict[str, JsonValue]) -> None:
        if message.get("what") == "admission":
            self.rooms.reviews += 1
        live = self._room_of(message.get("meeting"))
        if live is None:
            return
        match message.get("what"):
            case "cancelled" | "ended":
                live.end()
            case "updated":
                title, chat = message.get("title"), message.get("chat_enabled")
                capacity = message.get("capacity")
                live.apply(
                    entering.update(
                        live.room,
                        title=title if isinstance(title, str) else None,
                        chat_enabled=chat if isinstance(chat, bool) else None,
                        capacity=capacity if isinstance(capacity, int) else None,
                    )
                )
            case "admission":
                identities, by = message.get("identities"), message.get("by")
                await live.review(
                    self._review,
                    [str(one) for one in identities] if isinstance(identities, list) else None,
                    by if isinstance(by, str) else None,
                )
            case _:
                _log.warning("signaling.unknown_change")

    def _room_of(self, meeting: JsonValue) -> LiveRoom | None:
        try:
            return self.rooms.get(UUID(str(meeting)))
        except ValueError:
            return None

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self.config.tick)
            with _logged("tick"):
                self.rooms.tick()

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(self.config.quality_every)
            with _logged("measure"):
                for live in self.rooms:
                    tell_quality(live)
                self.gateway.sweep()
                self.rooms.count()
                metrics.count_media(self.media.counters())

    async def _lag(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 0.5
            await asyncio.sleep(0.5)
            metrics.LOOP_LAG.observe(max(0.0, loop.time() - due))


@contextlib.contextmanager
def _logged(what: str) -> Iterator[None]:
    """A timer must outlive a fault in one of its rounds."""
    try:
        yield
    except Exception:
        _log.exception("signaling.timer_failed", what=what)
