"""What a hostile or broken peer sends: nothing crashes, nothing leaks, nobody else is hurt."""

from __future__ import annotations

import random
import secrets
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from signaling.media import MediaConfig, MediaError, MediaServer, rtp, stun
from signaling.media.link import MAX_SSRCS
from tests.support import media_wire
from tests.support.media import (
    PublisherLog,
    SubscriberLog,
    WirePublisher,
    WireSubscriber,
    until,
)
from tests.support.media_wire import OPUS, WirePeer

_ROUNDS = 400


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
    yield server
    await server.close()


@pytest.fixture
async def others(server: MediaServer) -> AsyncIterator[tuple[WirePublisher, WireSubscriber]]:
    """Two well-behaved peers whose media must not suffer."""
    alice, bob = WirePublisher(server), WireSubscriber(server)
    await alice.join()
    await bob.join(alice.track("audio"))
    yield alice, bob
    await alice.close()
    await bob.close()


async def _unharmed(others: tuple[WirePublisher, WireSubscriber]) -> None:
    alice, bob = others
    before = len(bob.of(OPUS))

    def arrived() -> bool:
        alice.audio()
        return len(bob.of(OPUS)) > before + 2

    await until(arrived)
    seqs = [p.seq for p in bob.of(OPUS)]
    assert all(rtp.seq_diff(b, a) == 1 for a, b in pairwise(seqs))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        changed[at] = chance.randrange(256)
    return bytes(changed[: chance.randint(1, len(changed))] if chance.random() < 0.3 else changed)


async def test_random_datagrams_from_strangers(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    chance, stranger = random.Random(1), WirePeer()
    stranger.remote = ("127.0.0.1", server.port)
    for first in (0, 1, 3, 20, 22, 63, 64, 127, 128, 144, 191, 200, 255):
        for _ in range(_ROUNDS // 13):
            size = chance.choice([0, 1, 3, 11, 12, 20, 28, 60, 200, 1400])
            stranger.send_raw(bytes([first, chance.randrange(256)]) + chance.randbytes(size))
    await _unharmed(others)
    await stranger.close()


async def test_mutated_connectivity_checks_are_not_answered(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    chance, stranger = random.Random(2), WirePeer()
    publisher = server.publisher(PublisherLog())
    sections = [media_wire.audio(1)]
    stranger.use(await publisher.answer(media_wire.offer(stranger, sections)))
    check = stun.request(
        secrets.token_bytes(12),
        f"{stranger._remote.ufrag}:x",
        stranger._remote.password,
        controlling=True,
    )
    for _ in range(_ROUNDS):
        mutated = _mutated(check, chance)
        if mutated != check:
            stranger.send_raw(mutated)
    await _unharmed(others)
    assert stranger.responses == 0
    await publisher.close()
    await stranger.close()


async def test_nobody_takes_over_the_address_of_a_live_peer(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    mallory = WirePublisher(server)
    await mallory.join()
    alice = others[0]
    responses = alice.peer.responses
    for _ in range(20):  # mallory's own credentials, under the source address of alice
        check = stun.request(
            secrets.token_bytes(12),
            f"{mallory.peer._remote.ufrag}:x",
            mallory.peer._remote.password,
            controlling=True,
        )
        alice.peer.send_raw(check)
    await _unharmed(others)
    alice.peer.check()
    await until(lambda: alice.peer.responses > responses)
    await mallory.close()


async def test_garbage_in_authentic_packets(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    chance = random.Random(3)
    mallory = WirePublisher(server)
    await mallory.join()
    mallory.audio()
    for seq in range(_ROUNDS):
        head = bytes([0x80 | chance.randrange(64) & 0x30, chance.randrange(128)])
        ssrc = chance.choice([mallory.audio_ssrc, mallory.video_ssrc, mallory.rtx_ssrc, 9])
        body = seq.to_bytes(2, "big") + bytes(4) + ssrc.to_bytes(4, "big")
        tail = chance.choice(
            [b"", b"\xbe\xde\x00\x01\xf0\x00\x00\x00", b"\x10\x00\x00\x01\x01\xff\x00\x00"]
        )
        packet = head[:1] + bytes([chance.choice([OPUS, 96, 97, head[1]])]) + body + tail
        if head[0] & 0x10 and not tail:
            packet += b"\xbe\xde\x00\x00"
        mallory.peer.send_plain_rtp(packet + chance.randbytes(chance.randrange(40)))
    for _ in range(_ROUNDS):
        kind = chance.choice([200, 201, 202, 203, 204, 205, 206, 207])
        length = chance.choice([0, 1, 2, 7, 1000])
        head = bytes([0x80 | chance.randrange(64), kind]) + length.to_bytes(2, "big")
        mallory.peer.send_rtcp(head + bytes(4) + chance.randbytes(chance.randrange(60)))
    await _unharmed(others)
    assert mallory.log.states == ["connected"]
    await mallory.close()


async def test_a_peer_may_not_use_endless_ssrcs(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    mallory = WirePublisher(server)
    await mallory.join()
    refused = server.counters().refused
    for ssrc in range(10_000, 10_000 + MAX_SSRCS + 50):
        mallory.peer.send_rtp(rtp.Packet(5, False, 1, 1, ssrc, {}, b"x"))
    await until(lambda: server.counters().refused >= refused + 50)
    await _unharmed(others)
    await mallory.close()


async def test_a_subscriber_cannot_make_the_server_send_without_end(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    alice, bob = others
    await _unharmed(others)
    last = bob.of(OPUS)[-1]
    lost = [(last.seq - i) & 0xFFFF for i in range(min(len(bob.of(OPUS)), 3))]
    before = server.counters().packets_resent
    for _ in range(200):
        bob.peer.send_rtcp(media_wire.nack(last.ssrc, lost))
    await _unharmed(others)
    assert server.counters().packets_resent - before <= 8 * len(lost)
    assert alice.log.states == ["connected"]


async def test_descriptions_that_are_wrong_leave_nothing_behind(
    server: MediaServer, others: tuple[WirePublisher, WireSubscriber]
) -> None:
    chance, peer = random.Random(4), WirePeer()
    good = media_wire.offer(peer, [media_wire.audio(1), media_wire.video(2, 3)])
    lines = good.split("\r\n")
    refused = 0
    for round_ in range(_ROUNDS):
        publisher = server.publisher(PublisherLog())
        subscriber = server.subscriber(SubscriberLog())
        subscriber.add(others[0].track("audio"), stream="s")
        offered = await subscriber.offer()
        if round_ % 2:
            bad = "\r\n".join(line for line in lines if chance.random() > 0.1)
        else:
            bad = _mutated(good.encode(), chance).decode("utf-8", "replace")
        try:
            await publisher.answer(bad)
        except MediaError:
            refused += 1
        try:
            await subscriber.accept(offered.version, bad)
        except MediaError:
            refused += 1
        await publisher.close()
        await subscriber.close()
    assert refused > _ROUNDS
    counters = server.counters()
    assert (counters.publishers, counters.subscribers, counters.legs) == (1, 1, 1)
    await _unharmed(others)
    await peer.close()


@pytest.mark.parametrize(
    "description",
    [
        "",
        "v=0",
        "not sdp at all",
        "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 500,
        "v=0\r\na=ice-ufrag:" + "x" * 600_000,
        "v=0\r\nm=audio 99999 UDP/TLS/RTP/SAVPF 111\r\n",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 300\r\n",
        "v=0\r\nm=audio x y\r\n",
        "v=0\r\nm=\r\n",
        "v=0\r\na=fingerprint:sha-256 zz\r\n",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=extmap:x y\r\n",
        "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ssrc:99999999999 cname:x\r\n",
        "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:a\r\n" * 2,
    ],
)
async def test_a_description_that_is_no_description(server: MediaServer, description: str) -> None:
    publisher = server.publisher(PublisherLog())
    with pytest.raises(MediaError):
        await publisher.answer(description)
    await publisher.close()
