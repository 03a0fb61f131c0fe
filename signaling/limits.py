"""Bounds on what one connection may ask (PROTOCOL.md, section 2). Times in seconds, monotonic."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, `per_second` sustained."""

    burst: int
    per_second: float


COMMANDS = Rate(40, 10)
CHAT = Rate(5, 1)
REACTIONS = Rate(10, 2)
STATS = Rate(2, 0.2)
REFUSALS_IN_A_MINUTE = 30


class Bucket:
    """A token bucket."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, now: float) -> int | None:
        """Takes one token; None, or the milliseconds after which one will be there."""
        elapsed = max(0.0, now - self._at)
        self._tokens = min(self._rate.burst, self._tokens + elapsed * self._rate.per_second)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return None
        return max(1, round((1 - self._tokens) / self._rate.per_second * 1000))


@dataclass(slots=True)
class Refusals:
    """Counts refused messages; too many within a minute end the connection."""

    _times: deque[float] = field(default_factory=deque)

    def add(self, now: float) -> bool:
        """Whether it is enough now."""
        self._times.append(now)
        while self._times and now - self._times[0] > 60:
            self._times.popleft()
        return len(self._times) >= REFUSALS_IN_A_MINUTE


class ConnectionLimits:
    """All bounds of one connection."""

    def __init__(self, now: float) -> None:
        self._commands = Bucket(COMMANDS, now)
        self._special = {
            "chat.send": Bucket(CHAT, now),
            "reaction": Bucket(REACTIONS, now),
            "stats": Bucket(STATS, now),
        }
        self.refusals = Refusals()

    def take(self, command: str, now: float) -> int | None:
        """None when the command may go on, else after how many milliseconds it may."""
        wait = self._commands.take(now)
        if wait is None and command in self._special:
            wait = self._special[command].take(now)
        return wait
