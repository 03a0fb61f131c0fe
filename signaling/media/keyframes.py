"""When to ask a publisher for a key frame: one throttle for each track.

Browsers answer one request with key frames on all layers, so that the throttle belongs to the
track and not to the layer. While somebody waits the request is repeated until a key frame comes.
"""

from __future__ import annotations

_MIN_INTERVAL = 0.5
_REPEAT_MIN = 0.2
_REPEAT_MAX = 1.0


class KeyFrameRequests:
    """The throttle; times are monotonic seconds."""

    __slots__ = ("_answered", "_asked_at", "_wanted")

    def __init__(self) -> None:
        self._wanted = False
        self._answered = True
        self._asked_at = float("-inf")

    def want(self) -> None:
        """Somebody needs a key frame."""
        self._wanted = True

    def arrived(self) -> None:
        """A key frame has begun to arrive; those who waited have it."""
        self._wanted = False
        self._answered = True

    def due(self, now: float, rtt: float) -> bool:
        """Whether to send a request now; a True answer counts as sent."""
        if not self._wanted:
            return False
        repeat = min(max(2 * rtt, _REPEAT_MIN), _REPEAT_MAX)
        if now - self._asked_at < (_MIN_INTERVAL if self._answered else repeat):
            return False
        self._asked_at, self._answered = now, False
        return True
