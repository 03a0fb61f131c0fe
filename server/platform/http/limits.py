"""Rate limits: a bucket for each key, in the process or in Redis."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from server.platform.http.address import client_address
from server.platform.http.problems import TooMany


@dataclass(frozen=True)
class Rate:
    """`count` requests in `seconds`; all of them may come at once."""

    count: int
    seconds: float

    @property
    def interval(self) -> float:
        """Seconds after which one more is allowed."""
        return self.seconds / self.count


class Limiter(Protocol):
    """Counts by key. When its store does not answer it lets everything pass, and counts that."""

    async def take(self, key: str, rate: Rate, cost: int = 1) -> None:
        """Count `cost` under `key`; raise TooMany when that is more than the rate allows."""
        ...

    async def forget(self, key: str) -> None:
        """Start the count of `key` anew."""
        ...


LIMITER = web.AppKey[Limiter]("limiter")


class LocalLimiter:
    """Generic cell rate algorithm: one number for each key, the time at which it is empty."""

    PRUNE_ABOVE = 10_000

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._empty_at: dict[str, float] = {}

    async def take(self, key: str, rate: Rate, cost: int = 1) -> None:
        now = self._monotonic()
        empty_at = max(self._empty_at.get(key, now), now) + cost * rate.interval
        excess = empty_at - now - rate.seconds
        # A hair of tolerance: sums of intervals are no exact numbers.
        if excess > 1e-6:
            raise TooMany(excess)
        self._empty_at[key] = empty_at
        if len(self._empty_at) > self.PRUNE_ABOVE:
            self._empty_at = {k: at for k, at in self._empty_at.items() if at > now}

    async def forget(self, key: str) -> None:
        self._empty_at.pop(key, None)


async def limit_by_address(request: web.Request, name: str, rate: Rate) -> None:
    """Count the request under the client's address."""
    await request.app[LIMITER].take(f"{name}:{client_address(request) or '-'}", rate)
