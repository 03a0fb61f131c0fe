"""All live rooms of this node: opened by the first who enters, closed by the last who leaves."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

import structlog

from signaling import metrics
from signaling.live import LiveRoom
from signaling.media import MediaServer
from signaling.nodes import Nodes
from signaling.ports import Entry, Journal, Refused
from signaling.rooms.entering import expire
from signaling.rooms.state import Room, Rules

_log = structlog.get_logger(__name__)


class RandomIds:
    """Seat ids that cannot be guessed, and keys that nobody else is told."""

    def seat(self) -> str:
        return uuid4().hex

    def key(self) -> str:
        return secrets.token_urlsafe(24)


class LiveRooms:
    """Rooms by meeting. A meeting has at most one room, also while one closes and one opens."""

    def __init__(
        self,
        media: Callable[[], MediaServer],
        journal: Journal,
        nodes: Nodes,
        rules: Rules,
        now: Callable[[], datetime],
    ) -> None:
        self.media = media
        self.journal = journal
        self._nodes = nodes
        self._rules = rules
        self._now = now
        self._rooms: dict[UUID, LiveRoom] = {}
        self._fences: dict[UUID, int] = {}
        self._gates: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self._closing: dict[UUID, asyncio.Task[None]] = {}
        # Counts how often the gate may have changed its mind.
        self.reviews = 0

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(list(self._rooms.values()))

    def get(self, meeting: UUID) -> LiveRoom | None:
        return self._rooms.get(meeting)

    def live_count(self, meeting: UUID) -> int:
        """Seats inside the meeting's room on this node."""
        live = self._rooms.get(meeting)
        return live.inside if live is not None else 0

    async def admit(self, ask: Callable[[], Awaitable[Entry]]) -> tuple[Entry, LiveRoom]:
        """The gate's answer and the meeting's room, between which and a `join` nothing may wait.

        An answer from before a review would bring somebody in whom the review no longer finds.
        """
        while True:
            before = self.reviews
            entry = await ask()
            live = await self.open(entry)
            if self.reviews == before:
                return entry, live
            self.close_if_empty(live)

    async def open(self, entry: Entry) -> LiveRoom:
        """The meeting's room; raises Refused("room.elsewhere") when another node holds it."""
        live = self._rooms.get(entry.meeting)
        if live is None:
            async with self._gates.setdefault(entry.meeting, asyncio.Lock()):
                live = self._rooms.get(entry.meeting) or await self._open(entry)
        live.room.capacity = entry.capacity
        return live

    def close_if_empty(self, live: LiveRoom) -> None:
        """For a room that was opened for someone who then could not enter."""
        if not live.room.seats:
            self._emptied(live)

    def tick(self) -> None:
        """Ends seats whose grace is over."""
        for live in self:
            change = expire(live.room, live.now())
            if change.facts:
                live.apply(change)

    def count(self) -> None:
        """Brings the gauges up to date."""
        seats = [seat for live in self for seat in live.room.seats.values()]
        inside = sum(seat.inside for seat in seats)
        metrics.ROOMS.set(len(self._rooms))
        metrics.SEATS.labels("inside").set(inside)
        metrics.SEATS.labels("waiting").set(len(seats) - inside)

    async def close(self) -> None:
        """Waits until every room that closes has written its journal."""
        while self._closing:
            await asyncio.gather(*self._closing.values(), return_exceptions=True)

    async def _open(self, entry: Entry) -> LiveRoom:
        closing = self._closing.get(entry.meeting)
        if closing is not None:
            await asyncio.wait([closing])
        placement = await self._nodes.claim(entry.meeting)
        if placement.address is not None:
            raise Refused("room.elsewhere", address=placement.address)
        room = await self._room(entry)
        live = LiveRoom(room, self.media(), self.journal, self._now, self._emptied)
        self._rooms[entry.meeting] = live
        self._fences[entry.meeting] = placement.fence
        return live

    async def _room(self, entry: Entry) -> Room:
        kept = self._rules.chat_kept
        lines = await self.journal.history(entry.meeting, None, kept + 1)
        started = entry.started_at if entry.started_at is not None else self._now()
        return Room(
            meeting=entry.meeting,
            code=entry.code,
            title=entry.title,
            chat_enabled=entry.chat_enabled,
            capacity=entry.capacity,
            started_at=int(started.timestamp() * 1000),
            ids=RandomIds(),
            rules=self._rules,
            chat=deque(lines[-kept:]),
            chat_more=len(lines) > kept,
        )

    def _emptied(self, live: LiveRoom) -> None:
        if self._rooms.get(live.meeting) is not live:
            return
        del self._rooms[live.meeting]
        self._closing[live.meeting] = asyncio.create_task(self._close(live))

    async def _close(self, live: LiveRoom) -> None:
        try:
            await live.close()
            await self._nodes.release(live.meeting, self._fences.pop(live.meeting))
        except Exception:
            _log.exception("room.close_failed", meeting=str(live.meeting))
        finally:
            if self._closing.get(live.meeting) is asyncio.current_task():
                del self._closing[live.meeting]
