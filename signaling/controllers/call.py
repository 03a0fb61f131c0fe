"""What a controller knows of the one who asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from signaling.events import Body
from signaling.live import LiveRoom
from signaling.media_link import MediaLink
from signaling.rooms.state import Denied, Seat


@dataclass(frozen=True, slots=True)
class Call:
    """One command of one seat inside one live room."""

    live: LiveRoom
    seat: Seat

    @property
    def media(self) -> MediaLink:
        """The seat's media; raises Denied("not_joined") when the seat has just ended."""
        link = self.live.media.links.get(self.seat.id)
        if link is None:
            raise Denied("not_joined")
        return link


Handler = Callable[[Call, Any], Awaitable[Body]]
