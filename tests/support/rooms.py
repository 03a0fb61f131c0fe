"""Rooms and entries for tests of the pure state machine."""

from __future__ import annotations

from uuid import UUID, uuid5

from signaling.ports import Entry
from signaling.rooms.state import Room, Rules

MEETING = UUID("5a7c1d0e-3f2b-4c55-9d7e-0a1b2c3d4e5f")


class CountedIds:
    """Seats are s1, s2, …; keys k1, k2, …"""

    def __init__(self) -> None:
        self._seats = self._keys = 0

    def seat(self) -> str:
        self._seats += 1
        return f"s{self._seats}"

    def key(self) -> str:
        self._keys += 1
        return f"k{self._keys}"


def entry_of(name: str) -> Entry:
    """host… is a host of the meeting, guest… waits, device… is a device, others are members."""
    kind = name.rstrip("0123456789")
    role = kind if kind in ("host", "guest", "device") else "member"
    person = uuid5(MEETING, name) if role in ("host", "member") else None
    return Entry(
        meeting=MEETING,
        code="abc-defg-hij",
        title="Giao ban",
        identity=f"person:{person}" if person else f"{role}:{uuid5(MEETING, name)}",
        session=f"session-{name}",
        person=person,
        name=name,
        unit_name=None,
        role=role,  # type: ignore[arg-type]
        direct=role != "guest",
        chat_enabled=True,
        capacity=5,
    )


def new_room(*, capacity: int = 5, rules: Rules | None = None) -> Room:
    return Room(
        meeting=MEETING,
        code="abc-defg-hij",
        title="Giao ban",
        chat_enabled=True,
        capacity=capacity,
        started_at=0,
        ids=CountedIds(),
        rules=rules or Rules(),
    )
