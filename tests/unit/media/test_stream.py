"""Reception of one stream: duplicates, losses, reports, jitter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.rtcp import SenderReport
from signaling.media.stream import Codec, StoredPacket, Stream


def _stream() -> Stream:
    return Stream(1, "audio", Codec("opus", 48000), 111, nack=True)


def _accept(stream: Stream, seq: int, now: float = 1.0) -> StoredPacket | None:
    return stream.accept(seq & 0xFFFF, seq * 960 & 0xFFFFFFFF, 0, b"x", -1, now)


@given(st.integers(0, 0xFFFF), st.lists(st.integers(0, 60), min_size=1, max_size=100))
def test_each_packet_is_accepted_once_in_any_order(start: int, order: list[int]) -> None:
    stream, accepted = _stream(), list[int]()
    _accept(stream, start + 100)
    for offset in order:
        packet = _accept(stream, start + 100 + offset)
        if packet is not None:
            accepted.append(packet.number - stream.base)
    assert accepted == [n for i, n in enumerate(order) if n and n not in order[:i]]


def test_a_packet_older_than_the_ring_is_refused() -> None:
    stream = _stream()
    for seq in range(1000, 1300):
        _accept(stream, seq)
    assert _accept(stream, 1020) is None
    assert stream.stored(stream.highest) is not None


def test_a_report_block_counts_losses_in_all_and_since_the_last() -> None:
    stream = _stream()
    assert stream.block(0.0) is None
    for seq in (10, 11, 13, 14):
        _accept(stream, seq)
    block = stream.block(2.0)
    assert block is not None
    assert (block.lost, block.fraction, block.highest & 0xFFFF) == (1, 51, 14)
    _accept(stream, 12)
    _accept(stream, 15)
    block = stream.block(3.0)
    assert block is not None
    assert (block.lost, block.fraction) == (0, 0)


def test_a_report_block_echoes_the_sender_report() -> None:
    stream = _stream()
    _accept(stream, 1)
    stream.reported(SenderReport(1, 0x1122334455667788, 0, 0, 0), 5.0)
    block = stream.block(5.5)
    assert block is not None
    assert (block.last_sr, block.delay) == (0x33445566, 32768)


def test_jitter_is_that_of_the_arrivals() -> None:
    even, uneven = _stream(), _stream()
    for index in range(200):
        for stream, late in ((even, 0.0), (uneven, 0.01 * (index % 2))):
            now = 10 + index * 0.02 + late
            stream.measure_jitter(index * 960, now)
            _accept(stream, index, now)
    assert even.jitter < 2
    assert 400 < uneven.jitter < 500


def test_a_jump_of_the_source_is_a_new_start() -> None:
    stream = _stream()
    _accept(stream, 1)
    before = stream.highest
    packet = _accept(stream, 20000)
    assert packet is not None
    assert packet.number > before
    assert stream.nacks is not None
    assert not stream.nacks
