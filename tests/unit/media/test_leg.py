"""What a subscriber sees of a source: one run of numbers, whatever the source does."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from signaling.media import rtp, vp8
from signaling.media.leg import Leg, LegSpec
from signaling.media.link import Link
from signaling.media.python_plane import PythonPlane
from signaling.media.rtcp import Report, SenderReport
from signaling.media.srtp import GCM_128, Buffer, SrtpContext, SrtpKeys
from signaling.media.stream import Codec, StoredPacket, Stream

_KEYS = SrtpKeys(GCM_128, bytes(28), bytes(28))
_SPEC = LegSpec(ssrc=5, payload_type=96, clock=90000)


class _Wire:
    """Stands where the socket is and decrypts what is sent."""

    def __init__(self) -> None:
        self.packets: list[rtp.Packet] = []
        self.raw: list[bytes] = []
        self._context = SrtpContext(GCM_128, _KEYS.outbound, inbound=True)
        self._buffer = Buffer()

    def sendto(self, data: memoryview, address: object) -> None:
        self.raw.append(bytes(data))
        self._buffer.view[: len(data)] = data
        size = self._context.unprotect_rtp(self._buffer, len(data))
        if size >= 0:
            self.packets.append(rtp.parse(self._buffer.view[:size]))


@dataclass
class _Bench:
    """A plane with one leg and a stream that is fed by hand."""

    spec: LegSpec = _SPEC
    now: float = 100.0
    wire: _Wire = field(default_factory=_Wire)

    def __post_init__(self) -> None:
        wire: object = self.wire
        assert isinstance(wire, _Wire)
        self.plane = PythonPlane(wire)  # type: ignore[arg-type]
        self.link = Link(_NoHandler(), _KEYS, ("127.0.0.1", 1))
        self.leg = Leg(self.link, self.spec)
        self.stream = self.new_stream()

    def new_stream(self, ssrc: int = 1) -> Stream:
        return Stream(ssrc, "video", Codec("vp8", 90000), 96, nack=True)

    def feed(
        self,
        seq: int,
        *,
        key: bool = False,
        stream: Stream | None = None,
        stamp: int | None = None,
        empty: bool = False,
        picture: int | None = None,
    ) -> StoredPacket | None:
        target = stream or self.stream
        number = seq if picture is None else picture
        frame = b"\x10" if key else b"\x11"
        payload = bytes([0x90, 0x80, 0x80 | number >> 8 & 0x7F, number & 0xFF]) + frame
        payload = b"" if empty else payload + (seq & 0xFFFF).to_bytes(2, "big")
        when = seq * 3000 if stamp is None else stamp
        self.now += 0.01
        packet = target.accept(seq & 0xFFFF, when & 0xFFFFFFFF, 0, payload, -1, self.now)
        if packet is not None:
            self.plane._accepted(self.link, target, packet, self.now)
        return packet

    def pictures(self) -> list[int]:
        found = [vp8.parse(p.payload) for p in self.wire.packets]
        return [d.picture_id for d in found if d is not None]

    def seqs(self) -> list[int]:
        first = self.wire.packets[0].seq
        return [rtp.seq_diff(p.seq, first) for p in self.wire.packets]


class _NoHandler:
    def bind_stream(self, packet: rtp.Packet) -> bool:
        return False

    def rtcp_received(self, data: bytes, now: float) -> None: ...
    def key_frame_received(self, stream: Stream) -> None: ...
    def audio_level(self, stream: Stream, level: int, now: float) -> None: ...
    def moved(self, address: tuple[str, int]) -> None: ...


def _started() -> _Bench:
    bench = _Bench()
    bench.plane.take(bench.leg, bench.stream)
    bench.feed(0, key=True)
    return bench


def test_a_gap_of_the_source_stays_a_gap_so_that_it_can_be_repaired() -> None:
    bench = _started()
    bench.feed(2)
    bench.feed(1)
    assert bench.seqs() == [0, 2, 1]


def test_padding_leaves_no_gap() -> None:
    bench = _started()
    for seq, empty in ((1, False), (2, True), (3, True), (4, False)):
        bench.feed(seq, empty=empty)
    assert bench.seqs() == [0, 1, 2]


def test_a_late_packet_after_a_closed_gap_keeps_its_own_place() -> None:
    bench = _started()
    bench.feed(2)
    bench.feed(3, empty=True)
    bench.feed(4)
    bench.feed(1)
    assert bench.seqs() == [0, 2, 3, 1]


def test_a_source_that_starts_again_goes_on_where_it_was() -> None:
    bench = _started()
    bench.feed(1)
    bench.feed(30000)
    bench.feed(30001)
    assert bench.seqs() == [0, 1, 2, 3]


def test_another_layer_is_taken_at_its_key_frame_and_numbers_run_on() -> None:
    bench = _started()
    other = bench.new_stream(ssrc=2)
    bench.stream.reported(SenderReport(1, 10 << 32, 0, 1, 1), 0)
    other.reported(SenderReport(2, 10 << 32, 500_000, 1, 1), 0)
    bench.plane.take(bench.leg, other)
    bench.feed(900, stream=other, stamp=500_000)
    bench.feed(1)
    bench.feed(901, stream=other, key=True, stamp=500_000 + 6000, picture=77)
    bench.feed(2)
    bench.feed(902, stream=other, stamp=500_000 + 9000, picture=78)
    assert bench.seqs() == [0, 1, 2, 3]
    assert [p.timestamp for p in bench.wire.packets] == [0, 3000, 6000, 9000]
    assert bench.pictures() == [0, 1, 2, 3]


def test_without_sender_reports_the_clock_goes_by_arrival() -> None:
    bench = _started()
    other = bench.new_stream(ssrc=2)
    bench.plane.take(bench.leg, other)
    bench.feed(5, stream=other, key=True, stamp=123_456_789)
    first, second = bench.wire.packets
    assert rtp.ts_diff(second.timestamp, first.timestamp) == 900  # 10 ms


def test_a_nack_finds_packets_of_before_and_after_a_switch() -> None:
    bench = _started()
    bench.feed(1)
    other = bench.new_stream(ssrc=2)
    bench.plane.take(bench.leg, other)
    bench.feed(500, stream=other, key=True)
    bench.feed(501, stream=other)
    first = bench.wire.packets[0].seq
    numbers = []
    for step in range(4):
        found = bench.leg.find_sent((first + step) & 0xFFFF)
        assert found is not None
        numbers.append((found[0].stream, found[1] & 0xFFFF))
    assert numbers == [(bench.stream, 0), (bench.stream, 1), (other, 500), (other, 501)]
    assert bench.leg.find_sent((first + 4) & 0xFFFF) is None


def test_a_plain_retransmission_is_the_same_to_the_bit() -> None:
    bench = _Bench(spec=LegSpec(5, 96, 90000, mid="3", mid_id=1))
    bench.plane.take(bench.leg, bench.stream)
    bench.feed(0, key=True)
    sent = bench.wire.packets[0]
    assert bench.plane.resend(bench.leg, (sent.seq,), bench.now) == 1
    assert bench.wire.raw[0] == bench.wire.raw[1]
    # From its first report on the leg sends no MID: what had one is not sent again without.
    bench.leg.reported(Report(5, 0, 0, 0, 0, 0, 0), bench.now)
    assert bench.plane.resend(bench.leg, (sent.seq,), bench.now + 1) == 0
    bench.feed(1)
    lean = bench.wire.packets[-1]
    assert lean.extensions == {}
    assert bench.plane.resend(bench.leg, (lean.seq,), bench.now + 1) == 1
    assert bench.wire.raw[-2] == bench.wire.raw[-1]


def test_the_round_trip_is_taken_from_the_echo_of_our_report() -> None:
    bench = _started()
    bench.leg.sent_report, bench.leg.sent_report_at = 1234, 50.0
    bench.leg.reported(Report(5, 0, 0, 0, 0, 1234, 32768), 50.6)
    assert abs(bench.leg.rtt - 0.1) < 1e-6


def test_a_closed_socket_drops_and_goes_on() -> None:
    bench = _Bench()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bench.plane = PythonPlane(sock)
    sock.close()
    bench.plane.take(bench.leg, bench.stream)
    bench.feed(0, key=True)
    assert bench.plane.counters().packets_dropped == 1


_ACTIONS = st.lists(
    st.sampled_from(["next", "next", "skip", "late", "pad", "pause", "key", "other", "again"]),
    max_size=80,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 0xFFFF), _ACTIONS)
def test_whatever_the_source_does_no_number_is_used_twice(start: int, actions: list[str]) -> None:
    bench = _Bench()
    streams = [bench.stream, bench.new_stream(ssrc=2)]
    at, current, skipped = [start, start ^ 0x5555], 0, [list[int](), list[int]()]
    bench.plane.take(bench.leg, bench.stream)
    bench.feed(at[0], key=True)
    do: dict[str, Callable[[], object]] = {
        "pause": lambda: bench.plane.take(bench.leg, None),
        "again": lambda: bench.plane.take(bench.leg, streams[current]),
        "skip": lambda: skipped[current].append(at[current]),
        "pad": lambda: bench.feed(at[current], stream=streams[current], empty=True),
        "next": lambda: bench.feed(at[current], stream=streams[current]),
        "key": lambda: bench.feed(at[current], stream=streams[current], key=True),
    }
    for action in actions:
        if action == "late":
            if skipped[current]:
                bench.feed(skipped[current].pop(), stream=streams[current])
            continue
        if action == "other":
            current ^= 1
            bench.plane.take(bench.leg, streams[current])
            continue
        if action in ("next", "key", "pad", "skip"):
            at[current] += 1
        do[action]()
    # A number used twice would be a replay to the receiver's SRTP, which drops it.
    assert len(bench.wire.packets) == len(bench.wire.raw)
    seqs = bench.seqs()
    assert len(set(seqs)) == len(seqs)
    for packet in bench.wire.packets:
        found = bench.leg.find_sent(packet.seq)
        assert found is None or found[0].stream in streams
    newest = [s for s in seqs if s == max(seqs)]
    assert len(newest) == 1
