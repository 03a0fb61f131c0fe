"""Which node holds which room.

A room lives on exactly one node. `Nodes` is shaped for a Redis twin (a lease per meeting, renewed
while the room lives, with a fencing number); with one node every room is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a room lives: `address` is None for this node, else the other's public address."""

    address: str | None
    fence: int


class Nodes(Protocol):
    async def claim(self, meeting: UUID) -> Placement:
        """Takes the room for this node if nobody holds it, and says who holds it."""

    async def release(self, meeting: UUID, fence: int) -> None:
        """Gives the room up; an outdated `fence` changes nothing."""


class LocalNodes:
    """One node: every room is here."""

    def __init__(self) -> None:
        self._fence = 0
        self._held: dict[UUID, int] = {}

    async def claim(self, meeting: UUID) -> Placement:
        if meeting not in self._held:
            self._fence += 1
            self._held[meeting] = self._fence
        return Placement(address=None, fence=self._held[meeting])

    async def release(self, meeting: UUID, fence: int) -> None:
        if self._held.get(meeting) == fence:
            del self._held[meeting]
