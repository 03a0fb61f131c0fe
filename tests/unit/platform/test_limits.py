"""Rate limits, in the process and in Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.platform.http.limits import Limiter, LocalLimiter, Rate
from server.platform.http.problems import TooMany
from server.platform.redis.limiter import UNAVAILABLE, RedisLimiter
from tests.support.servers import RedisServer, free_port


@pytest.fixture(params=["local", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    if request.param == "local":
        yield LocalLimiter()
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    shared = RedisLimiter(server.url)
    yield shared
    await shared.close()


async def test_the_allowed_number_passes_at_once_and_the_next_one_does_not(
    limiter: Limiter,
) -> None:
    rate = Rate(5, 60)
    for _ in range(5):
        await limiter.take("burst", rate)
    with pytest.raises(TooMany) as caught:
        await limiter.take("burst", rate)
    assert 1 <= caught.value.extra["retry_after"] <= 14  # type: ignore[operator]
    assert caught.value.headers["Retry-After"] == str(caught.value.extra["retry_after"])


async def test_keys_are_counted_apart(limiter: Limiter) -> None:
    rate = Rate(1, 60)
    await limiter.take("one", rate)
    await limiter.take("two", rate)


async def test_a_forgotten_key_starts_anew(limiter: Limiter) -> None:
    rate = Rate(1, 60)
    await limiter.take("forget", rate)
    await limiter.forget("forget")
    await limiter.take("forget", rate)


async def test_refused_requests_do_not_lengthen_the_wait(limiter: Limiter) -> None:
    rate = Rate(2, 0.2)
    for _ in range(2):
        await limiter.take("wait", rate)
    for _ in range(20):
        with pytest.raises(TooMany):
            await limiter.take("wait", rate)
    await asyncio.sleep(0.25)
    for _ in range(2):
        await limiter.take("wait", rate)


async def test_time_gives_back_one_request_after_an_interval() -> None:
    now = 0.0
    limiter, rate = LocalLimiter(lambda: now), Rate(10, 10)
    for _ in range(10):
        await limiter.take("k", rate)
    now = 1.0
    await limiter.take("k", rate)
    with pytest.raises(TooMany):
        await limiter.take("k", rate)


async def test_old_keys_do_not_fill_the_memory() -> None:
    now = 0.0
    limiter = LocalLimiter(lambda: now)
    limiter.PRUNE_ABOVE = 100
    for number in range(1000):
        now += 1
        await limiter.take(str(number), Rate(1, 0.5))
    assert len(limiter._empty_at) <= 101


async def test_without_redis_each_node_counts_for_itself_and_says_so() -> None:
    limiter, rate = RedisLimiter(f"redis://127.0.0.1:{free_port()}"), Rate(2, 60)
    before = UNAVAILABLE._value.get()
    await limiter.take("k", rate)
    await limiter.take("k", rate)
    with pytest.raises(TooMany):
        await limiter.take("k", rate)
    await limiter.forget("k")
    await limiter.take("k", rate)
    await limiter.close()
    assert UNAVAILABLE._value.get() == before + 5
