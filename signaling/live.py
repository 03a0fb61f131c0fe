"""One live room on this node: its state, who is connected, its media and its journal.

`LiveRoom.apply` is the only place where a change of the pure room reaches the world.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from signaling import events as ev
from signaling.events import Body, Event
from signaling.journal_queue import JournalQueue
from signaling.media import MediaServer
from signaling.media_room import MediaRoom
from signaling.ports import Journal, Review
from signaling.rooms import entering
from signaling.rooms.state import (
    Change,
    Departed,
    Entered,
    Fact,
    Room,
    Seat,
    TakenOver,
    TrackClosed,
    TrackMuted,
    tell,
)

ANSWERS_KEPT = 256
_SOCKET_ENDS = ("removed", "replaced", "ended", "revoked")


class Link(Protocol):
    """Whoever sits on a seat from outside: a socket, or a WHIP or WHEP session."""

    def send(self, body: Body) -> None:
        """One event."""
        ...

    def detach(self, *, end: bool) -> None:
        """The seat is no longer its own; `end`: say goodbye and close."""
        ...


class LiveRoom:
    """Keeps a room: applies its changes, and holds what belongs to seats but not to the state."""

    def __init__(
        self,
        room: Room,
        media: MediaServer,
        journal: Journal,
        now: Callable[[], datetime],
        on_empty: Callable[[LiveRoom], None],
    ) -> None:
        self.room = room
        self.links: dict[str, Link] = {}
        self.media = MediaRoom(room, media, self.apply, self.tell)
        self.records = JournalQueue()
        self.journal = journal
        self.ended_by: str | None = None
        self._reviewing = asyncio.Lock()
        self._answers: dict[str, OrderedDict[str, asyncio.Future[Body]]] = {}
        self._now = now
        self._on_empty = on_empty
        self._inside = 0
        self._closed = False

    @property
    def meeting(self) -> UUID:
        return self.room.meeting

    @property
    def inside(self) -> int:
        """Seats inside, those in grace included."""
        return self._inside

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return int(self._now().timestamp() * 1000)

    def apply(self, change: Change) -> None:
        """Sends what a change tells and does what it entails."""
        for delivery in change.deliveries:
            link = self.links.get(delivery.seat)
            if link is not None:
                link.send(delivery.body)
        for fact in change.facts:
            self._act(fact)
        if not self.room.seats and not self._closed:
            self._closed = True
            self._on_empty(self)

    def tell(self, seat: Seat | None, event: Event) -> None:
        """Sends one event to a seat, or to all inside (None)."""
        change = Change()
        tell(self.room, change, [seat] if seat is not None else self.room.inside(), event)
        self.apply(change)

    def lost(self, seat: Seat) -> None:
        """The seat's socket is gone without a word."""
        self.links.pop(seat.id, None)
        link = self.media.links.get(seat.id)
        if link is not None:
            link.present(False)
        self.apply(entering.disconnected(self.room, seat, self.now()))

    def end(self) -> None:
        """The meeting is over or cancelled: everyone goes, told who ended it if that is known."""
        if not self.room.ended:
            self.apply(entering.end(self.room, self.ended_by))

    def revoke(self, session: str) -> None:
        """Everyone who entered by that session loses seat, socket and media."""
        for seat in list(self.room.seats.values()):
            if seat.entry.session == session:
                self.put_out(seat)

    def put_out(self, seat: Seat) -> None:
        """Ends a seat whose right to be here is gone."""
        self.tell(seat, ev.SessionRevoked())
        self.apply(entering.leave(self.room, seat, "revoked"))

    async def review(
        self, review: Review, identities: Collection[str] | None, by: str | None
    ) -> None:
        """Asks the gate again about identities (None: all): who lost their place here goes, who
        need not wait any more comes in, who was put out and is welcome again may return.

        `by` is the name of who decided so, None where that is not known.
        """
        # One after another, so that what the gate said first is not carried out last.
        async with self._reviewing:
            room = self.room
            known = room.by_identity.keys() | room.removed
            asked = known if identities is None else known & set(identities)
            barred = room.removed & asked
            verdicts = await review(self.meeting, asked)
            room.removed -= barred & verdicts.keys()
            for seat in [s for s in map(room.seat_of, asked) if s is not None]:
                if seat.entry.identity not in verdicts:
                    self.send_out(seat, by)
                elif verdicts[seat.entry.identity]:
                    self.apply(entering.call_in(room, seat, self.now()))

    def send_out(self, seat: Seat, by: str | None) -> None:
        """Ends a seat that the gate would not give again."""
        if by is None:
            self.put_out(seat)
        else:
            self.apply(entering.send_out(self.room, seat, by))

    def answer_to(self, seat: Seat, command_id: str) -> tuple[asyncio.Future[Body], bool]:
        """The answer to a command id of a seat, and whether it is still to be given."""
        answers = self._answers.setdefault(seat.id, OrderedDict())
        if command_id in answers:
            return answers[command_id], False
        answer: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
        answers[command_id] = answer
        while len(answers) > ANSWERS_KEPT:
            answers.popitem(last=False)
        return answer, True

    async def close(self) -> None:
        """Ends what the room still holds and writes its journal to the end."""
        self._closed = True
        await self.media.close()
        await self.records.close()

    def _act(self, fact: Fact) -> None:
        match fact:
            case Entered(seat):
                self._entered(seat)
            case Departed(seat, _):
                self._departed(fact)
            case TakenOver(seat):
                self._answers.pop(seat.id, None)
                self.media.taken_over(seat)
            case TrackMuted(track, muted):
                self.media.track_muted(track, muted=muted)
            case TrackClosed(track):
                self.media.track_closed(track)

    def _entered(self, seat: Seat) -> None:
        self.media.enter(seat).present(seat.id in self.links)
        meeting, journal = self.meeting, self.journal
        identity, name, at = seat.entry.identity, seat.entry.name, self._moment()
        self._inside += 1
        if self._inside == 1:
            self.records.put("opened", lambda: journal.opened(meeting, at))
        self.records.put("arrived", lambda: journal.arrived(meeting, identity, name, at))

    def _departed(self, fact: Departed) -> None:
        seat, reason = fact.seat, fact.reason
        self.media.leave(seat)
        self._answers.pop(seat.id, None)
        link = self.links.pop(seat.id, None)
        if link is not None:
            link.detach(end=reason in _SOCKET_ENDS)
        if not seat.inside:
            return
        meeting, journal, identity, at = (
            self.meeting,
            self.journal,
            seat.entry.identity,
            self._moment(),
        )
        self.records.put("departed", lambda: journal.departed(meeting, identity, at, reason))
        self._inside -= 1
        if self._inside == 0 and not self.room.ended:
            self.records.put("emptied", lambda: journal.emptied(meeting, at))

    def _moment(self) -> datetime:
        return self._now().astimezone(UTC)
