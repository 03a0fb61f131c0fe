"""Connections to Redis that give up soon."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

# The defaults of redis-py let a stalled server block a caller for 15 s.
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 1.0

AWAY = (RedisError, OSError, TimeoutError)
"""What is raised while Redis does not answer."""


def connect(url: str) -> "Redis":
    """A client; it connects when first used."""
    return Redis.from_url(
        url,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
        retry_on_error=[RedisConnectionError, RedisTimeoutError],
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        health_check_interval=15,
    )
