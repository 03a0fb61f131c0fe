"""The state of one room: seats, tracks, lobby, and what is told to whom.

Pure: no clock, no sockets, no media objects. Time comes in as milliseconds since the epoch, ids
come from the room's `Ids`. Every transition returns a `Change`: the events to send, each addressed
to one seat and numbered, and the facts its keeper must act on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from pydantic import JsonValue

from signaling.events import Body, Event, Kind, ParticipantRole
from signaling.messages import Source
from signaling.ports import ChatLine, DepartureReason, Entry


class Ids(Protocol):
    """Where new seat ids and keys come from: random in service, predictable in tests."""

    def seat(self) -> str: ...

    def key(self) -> str: ...


class Denied(Exception):  # noqa: N818 - a verdict, not a fault
    """The room refuses a transition; nothing was changed. `code` is told to the asker."""

    def __init__(self, code: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after_ms = retry_after_ms


@dataclass(frozen=True, slots=True)
class Rules:
    """Bounds of a room. Times in milliseconds."""

    grace_ms: int = 30_000
    knock_again_ms: int = 30_000
    replay_events: int = 256
    replay_characters: int = 1_000_000
    chat_kept: int = 50
    waiting_most: int = 200


@dataclass(slots=True)
class Seat:
    """One identity's place in the room or in its lobby; `id` is also the participant's id."""

    id: str
    key: str
    entry: Entry
    phase: Literal["waiting", "inside"]
    since: int
    role: ParticipantRole = "participant"
    owner: bool = False
    connected: bool = True
    lost_at: int | None = None
    hand_at: int | None = None
    microphone: bool = False
    camera: bool = False
    quality: int = 0
    seq: int = 0
    log: deque[Body] = field(default_factory=deque)
    log_characters: int = 0

    @property
    def inside(self) -> bool:
        return self.phase == "inside"

    @property
    def leads(self) -> bool:
        """Whether this seat has a host's rights."""
        return self.inside and self.role in ("host", "cohost")

    @property
    def kind(self) -> Kind:
        role = self.entry.role
        return role if role in ("guest", "device") else "member"


@dataclass(slots=True)
class TrackState:
    id: str
    seat: str
    source: Source
    kind: Literal["audio", "video"]
    muted: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one seat, complete as it goes over the wire."""

    seat: str
    body: Body


@dataclass(frozen=True, slots=True)
class Entered:
    """A seat is inside the room now: it may send and receive media."""

    seat: Seat


@dataclass(frozen=True, slots=True)
class Departed:
    """A seat has ended, inside or in the lobby."""

    seat: Seat
    reason: DepartureReason


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A seat was given to a new client of the same identity: its old media transports end."""

    seat: Seat


@dataclass(frozen=True, slots=True)
class TrackMuted:
    """What of a track is forwarded has changed."""

    track: str
    muted: bool


@dataclass(frozen=True, slots=True)
class TrackClosed:
    """A track is no longer part of the room."""

    track: str


Fact = Entered | Departed | TakenOver | TrackMuted | TrackClosed


@dataclass(slots=True)
class Change:
    """What a transition brought about, in order."""

    deliveries: list[Delivery] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """A live room. Read freely; change only through the functions of this package."""

    meeting: UUID
    code: str
    title: str
    chat_enabled: bool
    capacity: int
    started_at: int
    ids: Ids
    rules: Rules = field(default_factory=Rules)
    locked: bool = False
    ended: bool = False
    seats: dict[str, Seat] = field(default_factory=dict)
    by_identity: dict[str, str] = field(default_factory=dict)
    tracks: dict[str, TrackState] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    cohosts: set[str] = field(default_factory=set)
    knocks: dict[str, int] = field(default_factory=dict)
    chat: deque[ChatLine] = field(default_factory=deque)
    chat_more: bool = False
    last_hand: int = 0

    def inside(self) -> Iterator[Seat]:
        return (seat for seat in self.seats.values() if seat.phase == "inside")

    def waiting(self) -> Iterator[Seat]:
        return (seat for seat in self.seats.values() if seat.phase == "waiting")

    def leaders(self) -> Iterator[Seat]:
        return (seat for seat in self.seats.values() if seat.leads)

    def host(self) -> Seat | None:
        return next((seat for seat in self.inside() if seat.role == "host"), None)

    def seat_of(self, identity: str) -> Seat | None:
        seat = self.by_identity.get(identity)
        return self.seats[seat] if seat is not None else None

    def member(self, participant: str) -> Seat:
        """The seat inside with that participant id; raises Denied("not_found")."""
        seat = self.seats.get(participant)
        if seat is None or not seat.inside:
            raise Denied("not_found")
        return seat

    def tracks_of(self, seat: Seat) -> list[TrackState]:
        return [track for track in self.tracks.values() if track.seat == seat.id]


def tell(room: Room, change: Change, seats: Iterable[Seat], event: Event) -> None:
    """Addresses one event to seats; its body is shared, only the number differs."""
    body = event.body()
    for seat in seats:
        deliver(room, change, seat, body, numbered=event.numbered)


def tell_each(
    room: Room, change: Change, seats: Iterable[Seat], event: Callable[[Seat], Event]
) -> None:
    """As `tell`, for an event that reads differently for each seat."""
    for seat in seats:
        told = event(seat)
        deliver(room, change, seat, told.body(), numbered=told.numbered)


def deliver(room: Room, change: Change, seat: Seat, body: Body, *, numbered: bool) -> None:
    """Numbers a body for a seat, keeps it for replay and adds it to the change."""
    if not numbered:
        if seat.connected:
            change.deliveries.append(Delivery(seat.id, body))
        return
    seat.seq += 1
    told: Body = {"seq": seat.seq, **body}
    seat.log.append(told)
    seat.log_characters += _weight(told)
    rules = room.rules
    while seat.log and (
        len(seat.log) > rules.replay_events or seat.log_characters > rules.replay_characters
    ):
        seat.log_characters -= _weight(seat.log.popleft())
    change.deliveries.append(Delivery(seat.id, told))


def missed(seat: Seat, seq: int) -> list[Body] | None:
    """The events after `seq`, or None when they are no longer all held."""
    if seq > seat.seq or seat.seq - seq > len(seat.log):
        return None
    return list(seat.log)[len(seat.log) - (seat.seq - seq) :]


def _weight(body: Body) -> int:
    """Characters an event holds in memory, near enough: descriptions and snapshots dominate."""
    sdp: JsonValue = body.get("sdp")
    if isinstance(sdp, str):
        return len(sdp) + 100
    snapshot = body.get("snapshot")
    if isinstance(snapshot, dict):
        return sum(300 * len(part) for part in snapshot.values() if isinstance(part, list)) + 20_000
    return 300
