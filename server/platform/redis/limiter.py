"""Rate limits that all nodes share."""

from prometheus_client import Counter

from server.platform.http.limits import LocalLimiter, Rate
from server.platform.http.problems import TooMany
from server.platform.redis.client import AWAY, connect

PREFIX = "congvu:rate:"
UNAVAILABLE = Counter("congvu_limiter_unavailable_total", "Requests let through uncounted by Redis")

# Generic cell rate algorithm with Redis' own clock: ARGV are interval and length of the window in
# microseconds, and the cost. Answers 0 or the microseconds to wait.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local empty_at = tonumber(redis.call('GET', KEYS[1]) or now)
if empty_at < now then empty_at = now end
empty_at = empty_at + ARGV[1] * ARGV[3]
local excess = empty_at - now - ARGV[2]
if excess > 1 then return math.ceil(excess) end
local keep = math.ceil((empty_at - now) / 1000) + 1
redis.call('SET', KEYS[1], string.format('%.0f', empty_at), 'PX', keep)
return 0
"""


class RedisLimiter:
    """Counts in Redis. While that is away each node counts for itself, and counts that it did."""

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._script = self._client.register_script(_TAKE)
        self._local = LocalLimiter()

    async def take(self, key: str, rate: Rate, cost: int = 1) -> None:
        arguments = [round(rate.interval * 1e6), round(rate.seconds * 1e6), cost]
        try:
            wait = int(await self._script(keys=[PREFIX + key], args=arguments))
        except AWAY:
            UNAVAILABLE.inc()
            await self._local.take(key, rate, cost)
            return
        if wait:
            raise TooMany(wait / 1e6)

    async def forget(self, key: str) -> None:
        await self._local.forget(key)
        try:
            await self._client.delete(PREFIX + key)
        except AWAY:
            UNAVAILABLE.inc()

    async def check(self) -> None:
        """Raise when Redis does not answer."""
        await self._client.ping()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
