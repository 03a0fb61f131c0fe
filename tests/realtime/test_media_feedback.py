"""What a publisher is told about its path: transport-wide feedback, REMB, receiver reports."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator

import pytest

from signaling.media import MediaConfig, MediaServer, rtcp, rtp
from tests.support import media_wire
from tests.support.media import WirePublisher, WireSubscriber, until
from tests.support.media_wire import TWCC_ID, VP8

_TRANSPORT_CC, _REMB = (205, 15), (206, 15)


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    server = await MediaServer.start(MediaConfig(host="127.0.0.1"))
    yield server
    await server.close()


def _publisher(server: MediaServer, *extra: str) -> WirePublisher:
    return WirePublisher(server, [media_wire.audio(1111), [*media_wire.video(2222), *extra]])


def _kinds(publisher: WirePublisher) -> list[tuple[int, int, bytes]]:
    """Type, format and body of each RTCP packet received."""
    found = []
    for datagram in publisher.peer.rtcp:
        data = publisher.peer.open_rtcp(datagram) or b""
        while data:
            first, kind, words = struct.unpack_from("!BBH", data)
            found.append((kind, first & 31, data[4 : 4 + 4 * words]))
            data = data[4 + 4 * words :]
    publisher.peer.rtcp.clear()
    return found


async def test_transport_wide_feedback_names_the_packets_that_came(server: MediaServer) -> None:
    alice = _publisher(
        server, f"a=extmap:{TWCC_ID} {rtp.TRANSPORT_CC}", f"a=rtcp-fb:{VP8} transport-cc"
    )
    await alice.join()
    for number in (7, 8, 10):
        packet = alice.video_packet(number, media_wire.vp8_payload(key=True))
        packet.extensions[TWCC_ID] = number.to_bytes(2, "big")
        alice.peer.send_rtp(packet)
    bodies: list[bytes] = []

    def told() -> bool:
        bodies.extend(body for *kind, body in _kinds(alice) if tuple(kind) == _TRANSPORT_CC)
        return bool(bodies)

    await until(told)
    media, base, count = struct.unpack_from("!4xIHH", bodies[0])
    assert (media, base, count) == (2222, 7, 4)
    assert struct.unpack_from("!H", bodies[0], 16) == (0xC000 | 1 << 12 | 1 << 10 | 1 << 6,)
    await alice.close()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([f"a=rtcp-fb:{VP8} goog-remb"], True),
        ([], False),
        (
            [
                f"a=rtcp-fb:{VP8} goog-remb",
                f"a=rtcp-fb:{VP8} transport-cc",
                f"a=extmap:{TWCC_ID} {rtp.TRANSPORT_CC}",
            ],
            False,
        ),
    ],
)
async def test_remb_is_for_those_without_transport_wide_feedback(
    server: MediaServer, lines: list[str], told: bool
) -> None:
    alice = _publisher(server, *lines)
    await alice.join()
    seen: list[tuple[int, int]] = []
    reports = 0

    def reported_twice() -> bool:
        nonlocal reports
        alice.frame(key=True)
        for kind, form, body in _kinds(alice):
            seen.append((kind, form))
            reports += kind == rtcp.RR and len(body) > 4
        return reports >= 2

    await until(reported_twice)
    assert (_REMB in seen) is told
    await alice.close()


async def test_only_ssrcs_that_were_bound_are_reported(server: MediaServer) -> None:
    alice, bob = _publisher(server), WireSubscriber(server)
    await alice.join()
    await bob.join(alice.track("audio"))
    reported: set[int] = set()

    def heard() -> bool:
        alice.audio()
        alice.peer.send_rtp(rtp.Packet(5, False, 1, 1, 999, {}, b"unknown"))
        for message in alice.feedback():
            if isinstance(message, rtcp.ReceiverReport):
                reported.update(block.ssrc for block in message.reports)
        return bool(reported)

    await until(heard)
    assert reported == {1111}
    await bob.close()
    await alice.close()


async def test_quality_is_seen_by_both_ends(server: MediaServer) -> None:
    alice, bob = _publisher(server), WireSubscriber(server)
    assert alice.publisher.quality().score == 0
    await alice.join()
    await bob.join(alice.track("video"))

    def measured() -> bool:
        alice.frame(key=True)
        for packet in bob.of(VP8)[-1:]:
            block = rtcp.Report(packet.ssrc, 26, 1, packet.seq, 0, 0, 0)
            bob.peer.send_rtcp(rtcp.write_receiver_report(1, [block]))
        seen = bob.subscriber.quality()
        return alice.publisher.quality().bitrate > 0 and seen.bitrate > 0 and seen.loss > 0

    await until(measured)
    assert alice.publisher.quality().score == 5
    assert bob.subscriber.quality().loss == pytest.approx(26 / 256)
    assert bob.subscriber.quality().score == 2
    await bob.close()
    await alice.close()
