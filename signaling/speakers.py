"""Who is speaking, loudest first, told on change only and not more often than it can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from signaling.events import Speaker
from signaling.media import Track

SPACING_SECONDS = 0.2


class Speakers:
    """Collects the microphones that speak; `tell` gets the list when it differs from the last."""

    def __init__(self, tell: Callable[[list[Speaker]], None]) -> None:
        self.last: str | None = None
        self._tell = tell
        self._speaking: dict[str, tuple[str, Track]] = {}
        self._told: tuple[str, ...] = ()
        self._timer: asyncio.TimerHandle | None = None
        self._not_before = 0.0

    def changed(self, seat: str, track: Track) -> None:
        """A microphone began or stopped to speak."""
        if track.speaking and not track.muted:
            self._speaking[track.id] = (seat, track)
            self.last = seat
        else:
            self._speaking.pop(track.id, None)
        self._soon()

    def forget(self, track: Track) -> None:
        """A microphone is gone."""
        if self._speaking.pop(track.id, None) is not None:
            self._soon()

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _soon(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(self._not_before, loop.time()), self._send)

    def _send(self) -> None:
        self._timer = None
        self._not_before = asyncio.get_running_loop().time() + SPACING_SECONDS
        loud = sorted(self._speaking.values(), key=lambda item: item[1].level_dbov, reverse=True)
        seats = tuple(seat for seat, _ in loud)
        if seats != self._told:
            self._told = seats
            self._tell(
                [
                    Speaker(participant=seat, level=round(-track.level_dbov, 1))
                    for seat, track in loud
                ]
            )
