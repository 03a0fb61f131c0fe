"""One number for people out of loss and round trip, and bitrates out of octet counts."""

from __future__ import annotations

from typing import Literal

Score = Literal[0, 1, 2, 3, 4, 5]

# Upper bounds of loss (share) and round trip (ms) for each score.
_BOUNDS: tuple[tuple[Score, float, float], ...] = (
    (5, 0.01, 150),
    (4, 0.03, 300),
    (3, 0.08, 500),
    (2, 0.20, 1000),
)


def score(loss: float, rtt_ms: float | None) -> Score:
    """5 for a path on which nothing is noticed, 1 for one on which nothing works."""
    for value, max_loss, max_rtt in _BOUNDS:
        if loss <= max_loss and (rtt_ms is None or rtt_ms <= max_rtt):
            return value
    return 1


class RateMeter:
    """Bits per second of a growing octet count, over windows of a second or more."""

    __slots__ = ("_at", "_octets", "bitrate")

    def __init__(self) -> None:
        self.bitrate = 0
        self._at = self._octets = 0.0

    def due(self, now: float) -> bool:
        """Whether `update` would measure."""
        return now - self._at >= 1

    def update(self, octets: int, now: float) -> None:
        """Feed the running total."""
        if not self.due(now):
            return
        if self._at:
            elapsed = now - self._at
            self.bitrate = max(0, int((octets - self._octets) * 8 / elapsed))
        self._at, self._octets = now, octets
