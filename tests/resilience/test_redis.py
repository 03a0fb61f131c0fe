"""The bus and the limits while Redis stops and comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from server.platform.db.types import JsonObject
from server.platform.redis.bus import RedisBus
from tests.support.servers import RedisServer


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that the test may stop."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
async def nodes(own_redis: RedisServer) -> AsyncIterator[tuple[RedisBus, RedisBus]]:
    """The buses of two nodes, both listening."""
    pair = RedisBus(own_redis.url), RedisBus(own_redis.url)
    for bus in pair:
        await bus.start()
        await asyncio.wait_for(bus.connected.wait(), 5)
    yield pair
    for bus in pair:
        await bus.close()


class Ear:
    """A subscriber that remembers."""

    def __init__(self) -> None:
        self.heard: list[JsonObject] = []
        self.resyncs = 0

    async def handle(self, message: JsonObject) -> None:
        self.heard.append(message)

    async def resync(self) -> None:
        self.resyncs += 1


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what another task brings about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_message_reaches_every_node_once(nodes: tuple[RedisBus, RedisBus]) -> None:
    here, there = nodes
    ears = Ear(), Ear(), Ear()
    here.subscribe("topic", ears[0].handle)
    there.subscribe("topic", ears[1].handle)
    there.subscribe("other", ears[2].handle)
    for number in range(3):
        await here.publish("topic", {"n": number})
    await until(lambda: len(ears[1].heard) == 3)
    assert ears[0].heard == ears[1].heard == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert ears[2].heard == []


async def test_a_closed_subscription_hears_nothing(nodes: tuple[RedisBus, RedisBus]) -> None:
    here, there = nodes
    closed, open_ = Ear(), Ear()
    there.subscribe("topic", closed.handle).close()
    there.subscribe("topic", open_.handle)
    await here.publish("topic", {})
    await until(lambda: len(open_.heard) == 1)
    assert closed.heard == []


async def test_while_redis_is_away_a_node_hears_itself_and_waits_for_nothing_long(
    nodes: tuple[RedisBus, RedisBus], own_redis: RedisServer
) -> None:
    here, _ = nodes
    ear = Ear()
    here.subscribe("topic", ear.handle)
    own_redis.kill()
    await asyncio.wait_for(here.publish("topic", {"n": 1}), 3)
    assert ear.heard == [{"n": 1}]


async def test_after_redis_is_back_every_node_reads_the_truth_again_and_hears(
    nodes: tuple[RedisBus, RedisBus], own_redis: RedisServer
) -> None:
    here, there = nodes
    ear = Ear()
    there.subscribe("topic", ear.handle, resync=ear.resync)
    own_redis.kill()
    await until(lambda: not there.connected.is_set() and not here.connected.is_set())
    await here.publish("topic", {"lost": True})
    own_redis.start()
    await until(lambda: ear.resyncs >= 1)
    await asyncio.wait_for(there.connected.wait(), 10)
    await here.publish("topic", {"n": 2})
    await until(lambda: {"n": 2} in ear.heard)
    assert {"lost": True} not in ear.heard


async def test_a_message_that_only_its_sender_lost_makes_the_others_resync(
    nodes: tuple[RedisBus, RedisBus], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = nodes
    ear, other = Ear(), Ear()
    there.subscribe("topic", ear.handle, resync=ear.resync)
    there.subscribe("other", other.handle, resync=other.resync)
    send = here._send

    async def fails(topic: str, envelope: dict[str, object]) -> bool:
        return False

    monkeypatch.setattr(here, "_send", fails)
    await here.publish("topic", {"lost": True})
    monkeypatch.setattr(here, "_send", send)
    await there.publish("wake", {})
    await until(lambda: ear.resyncs == 1)
    assert other.resyncs == 0


async def test_a_node_starts_while_redis_is_away_and_joins_later() -> None:
    server = RedisServer()
    bus = RedisBus(server.url)
    await bus.start()
    ear = Ear()
    bus.subscribe("topic", ear.handle, resync=ear.resync)
    await bus.publish("topic", {"n": 1})
    assert ear.heard == [{"n": 1}]
    server.start()
    await asyncio.wait_for(bus.connected.wait(), 10)
    await until(lambda: ear.resyncs == 1)
    await bus.close()
    server.close()


async def test_what_a_stranger_writes_into_redis_harms_nothing(
    nodes: tuple[RedisBus, RedisBus],
) -> None:
    here, there = nodes
    ear = Ear()
    there.subscribe("topic", ear.handle)
    for junk in (b"\xff", b"[]", b"{}", b"null", b'{"from": "x"}'):
        await here._client.publish("congvu:bus:topic", junk)
    await here.publish("topic", {"n": 1})
    await until(lambda: {"n": 1} in ear.heard)
    assert ear.heard == [{"n": 1}]
