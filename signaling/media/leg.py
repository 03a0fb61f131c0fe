"""One forwarding leg: how a source's packets look to one subscriber.

A leg takes one stream at a time. Each stretch that it takes is a segment with its own offsets,
so that sequence numbers, timestamps and VP8 picture numbers run on across layer switches, pauses
and dropped packets, and so that a late packet or a NACK still finds the offsets of its time.
"""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signaling.media import rtp
from signaling.media.stream import StoredPacket, Stream

if TYPE_CHECKING:
    from signaling.media.link import Link
    from signaling.media.rtcp import Report

_HISTORY = 32
_TS = 0xFFFFFFFF


class Shape:
    """What packets of like legs have in common: the header extension that they carry."""

    __slots__ = ("_level_id", "_mid", "first")

    def __init__(self, mid: tuple[int, str] | None, level_id: int) -> None:
        """`mid`: extension id and value, or None; `level_id`: 0 for no audio level."""
        self._mid = {mid[0]: mid[1].encode()} if mid is not None else {}
        self._level_id = level_id
        self.first = 0x90 if mid is not None or level_id else 0x80

    def head(self, packet: StoredPacket) -> bytes:
        """The extension block between fixed header and payload."""
        if self.first == 0x80:
            return b""
        elements = dict(self._mid)
        if self._level_id and packet.level >= 0:
            elements[self._level_id] = bytes([packet.level])
        # The first byte announces a block in any case, so without elements it is an empty one.
        return rtp.write_extensions(elements) or b"\xbe\xde\0\0"


@dataclass(slots=True)
class Segment:
    """A stretch of `stream` from packet `start` on, and what is added to its numbers."""

    stream: Stream
    start: int
    delta: int
    ts_delta: int = 0
    picture_delta: int = 0
    tl0_delta: int = 0
    end: int = -1


@dataclass(frozen=True, slots=True)
class LegSpec:
    """How a leg is negotiated: 0 where there is no RTX; ids of 0 are not negotiated."""

    ssrc: int
    payload_type: int
    clock: int
    rtx_ssrc: int = 0
    rtx_payload_type: int = 0
    mid: str = ""
    mid_id: int = 0
    level_id: int = 0


class Leg:
    """Forwarding state of one track for one subscriber."""

    __slots__ = (
        "_history",
        "_lean",
        "_resent",
        "_rtx_seq",
        "handle",
        "last_at",
        "last_out",
        "last_picture",
        "last_tl0",
        "last_ts",
        "lean_from",
        "link",
        "octets",
        "packets",
        "payload_type",
        "report",
        "rtt",
        "segment",
        "sent_report",
        "sent_report_at",
        "shape",
        "spec",
        "ssrc",
        "stream",
        "wanted",
    )

    def __init__(self, link: Link, spec: LegSpec) -> None:
        self.link, self.spec = link, spec
        # The forwarding loop reads these for each packet: no detours.
        self.ssrc, self.payload_type = spec.ssrc, spec.payload_type
        self.handle = link.outbound.handle
        mid = (spec.mid_id, spec.mid) if spec.mid_id and spec.mid else None
        self._lean = _lean_shape(spec.level_id)
        self.shape = Shape(mid, spec.level_id) if mid else self._lean
        self.lean_from = 0
        self.stream: Stream | None = None
        self.wanted: Stream | None = None
        self.segment: Segment | None = None
        self._history: deque[Segment] = deque(maxlen=_HISTORY)
        self.last_out = self.last_picture = self.last_tl0 = -1
        self.last_ts = 0
        self.last_at = 0.0
        self.packets = self.octets = 0
        self._rtx_seq = secrets.randbelow(0x8000)
        self._resent: dict[int, tuple[float, int]] = {}
        self.report: Report | None = None
        self.sent_report = 0
        self.sent_report_at = 0.0
        self.rtt = 0.0

    def begin(self, stream: Stream, packet: StoredPacket, now: float) -> None:
        """Take `stream` from `packet`, which starts a key frame (or is audio), on."""
        old = self.segment
        start = packet.number
        if old is None:
            # A start far from zero keeps a reordered first packet from wrapping below it.
            self.segment = Segment(stream, start, 0x10000 + secrets.randbelow(0x4000) - start)
            return
        self._close_segment()
        segment = Segment(stream, start, self.last_out + 1 - start)
        segment.ts_delta = self._ts_delta(old, stream, packet, now)
        if stream.picture >= 0 and self.last_picture >= 0:
            segment.picture_delta = (self.last_picture + 1 - stream.picture) & 0x7FFF
        if stream.tl0 >= 0 and self.last_tl0 >= 0:
            segment.tl0_delta = (self.last_tl0 + 1 - stream.tl0) & 0xFF
        self.segment = segment

    def detach(self) -> None:
        """Remember the picture numbers reached on the stream that is being left."""
        segment, stream = self.segment, self.stream
        if segment is not None and stream is not None:
            if stream.picture >= 0:
                self.last_picture = (stream.picture + segment.picture_delta) & 0x7FFF
            if stream.tl0 >= 0:
                self.last_tl0 = (stream.tl0 + segment.tl0_delta) & 0xFF
        self.stream = None

    def skip(self, number: int) -> None:
        """Packet `number` is not forwarded: close the hole in what the subscriber sees."""
        segment = self.segment
        if segment is None or number + segment.delta != self.last_out + 1:
            return
        self._close_segment()
        self.segment = Segment(
            segment.stream,
            number + 1,
            segment.delta - 1,
            segment.ts_delta,
            segment.picture_delta,
            segment.tl0_delta,
        )

    def source_restarted(self, number: int) -> None:
        """The stream's numbers jumped to `number`: go on from what was sent last."""
        segment = self.segment
        if segment is None:
            return
        self._close_segment()
        self.segment = Segment(
            segment.stream,
            number,
            self.last_out + 1 - number,
            segment.ts_delta,
            segment.picture_delta,
            segment.tl0_delta,
        )

    def segment_of(self, stream: Stream, number: int) -> Segment | None:
        """The segment in which packet `number` of `stream` was or would have been sent."""
        current = self.segment
        if current is not None and current.stream is stream and number >= current.start:
            return current
        for old in reversed(self._history):
            if old.stream is stream and old.start <= number <= old.end:
                return old
        return None

    def find_sent(self, seq: int) -> tuple[Segment, int] | None:
        """Segment and source number of what was sent with sequence number `seq`."""
        if self.segment is None:
            return None
        out = rtp.extend(seq, self.last_out)
        if out > self.last_out:
            return None
        if out - self.segment.delta >= self.segment.start:
            return self.segment, out - self.segment.delta
        for old in reversed(self._history):
            if old.start <= out - old.delta <= old.end:
                return old, out - old.delta
        return None

    def may_resend(self, seq: int, now: float) -> bool:
        """False when `seq` was resent within a round trip, or too often."""
        last, times = self._resent.get(seq, (0.0, 0))
        if times >= 8 or now - last < max(self.rtt, 0.02):
            return False
        if len(self._resent) > 512:
            self._resent = {s: r for s, r in self._resent.items() if now - r[0] < 1}
        self._resent[seq] = (now, times + 1)
        return True

    def next_rtx_seq(self) -> int:
        """Sequence number of the next packet on the RTX stream."""
        self._rtx_seq = (self._rtx_seq + 1) & 0xFFFF
        return self._rtx_seq

    def reported(self, report: Report, now: float) -> None:
        """Note a receiver's report. It knows our SSRC by now: MID need not be sent any more."""
        self.report = report
        if self.shape is not self._lean:
            self.shape, self.lean_from = self._lean, self.last_out + 1
        if report.last_sr and report.last_sr == self.sent_report:
            rtt = now - self.sent_report_at - report.delay / 65536
            if 0 <= rtt < 10:
                self.rtt = rtt if not self.rtt else self.rtt + (rtt - self.rtt) / 4

    def _close_segment(self) -> None:
        segment = self.segment
        if segment is not None:
            segment.end = self.last_out - segment.delta
            if segment.end >= segment.start:
                self._history.append(segment)

    def _ts_delta(self, old: Segment, stream: Stream, packet: StoredPacket, now: float) -> int:
        if stream is old.stream:
            return old.ts_delta
        clock = self.spec.clock
        by_arrival = self.last_ts + max(1, int((now - self.last_at) * clock))
        before, after = old.stream.report, stream.report
        if before is not None and after is not None:
            # Both sender reports map RTP to one wall clock, if they are of one publisher.
            elapsed = (after.ntp - before.ntp) * clock >> 32
            delta = old.ts_delta + before.rtp + elapsed - after.rtp
            mapped = (packet.timestamp + delta) & _TS
            ahead = rtp.ts_diff(mapped, self.last_ts & _TS)
            if ahead > 0 and abs(rtp.ts_diff(mapped, by_arrival & _TS)) < clock:
                return delta & _TS
        return (by_arrival - packet.timestamp) & _TS


_lean_shapes: dict[int, Shape] = {}


def _lean_shape(level_id: int) -> Shape:
    # Shared, so that the forwarding loop builds a packet's body once for all legs alike.
    if level_id not in _lean_shapes:
        _lean_shapes[level_id] = Shape(None, level_id)
    return _lean_shapes[level_id]
