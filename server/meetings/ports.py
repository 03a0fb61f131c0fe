"""What meetings need from what is live, as Protocols; the composition root plugs them in."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class LiveCounts(Protocol):
    """How many people are inside meetings now."""

    def live_count(self, meeting: UUID) -> int:
        """Seats inside the meeting's room."""
        ...


class NobodyLive:
    """Before anything live is plugged in, every room is empty."""

    def live_count(self, meeting: UUID) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class MediaPlace:
    """Where browsers send media: announced addresses and the UDP port."""

    addresses: tuple[str, ...]
    port: int
