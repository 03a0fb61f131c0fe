"""Media flows between real WebRTC peers through the server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from signaling.media import MediaConfig, MediaServer
from tests.support.media import (
    PublishingClient,
    ReceivingClient,
    loopback_only,
    until,
)


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    with loopback_only():
        server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
        yield server
        await server.close()


async def test_an_aiortc_client_publishes_and_another_receives(server: MediaServer) -> None:
    alice, bob = PublishingClient(server), ReceivingClient(server)
    await alice.publish()
    assert {t.codec for t in alice.log.tracks} == {"opus", "vp8"}
    for track in alice.log.tracks:
        bob.subscriber.add(track, stream="alice")
    await until(lambda: bob.log.needed == 1)
    await bob.negotiate()
    await until(lambda: len(bob.received) == 2 and all(r.frames > 10 for r in bob.received))
    assert alice.log.states == ["connected"]
    assert bob.log.states == ["connected"]
    assert set(bob.mids.values()) == {t.id for t in alice.log.tracks}
    await bob.close()
    await alice.close()
    assert server.counters().publishers == server.counters().subscribers == 0
