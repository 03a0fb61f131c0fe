"""One incoming RTP stream (an SSRC of a publisher): its packets, losses and clock."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signaling.media import h264, vp8
from signaling.media.api import Kind
from signaling.media.nack import NackList
from signaling.media.rtcp import Report, SenderReport
from signaling.media.rtp import extend, seq_diff, ts_diff

if TYPE_CHECKING:
    from signaling.media.leg import Leg

_RING = {"audio": 256, "video": 512}
_RESTART_GAP = 3000


@dataclass(frozen=True, slots=True)
class Codec:
    """What a source sends: name in lower case (`vp8`, `h264`, `opus`), clock in Hz, fmtp."""

    name: str
    clock: int
    fmtp: str = ""


class StoredPacket:
    """A received packet, as it is forwarded and resent. `number` is the extended sequence."""

    __slots__ = ("key", "level", "marker", "number", "payload", "timestamp")

    def __init__(
        self, number: int, timestamp: int, marker: int, payload: bytes, level: int, key: bool
    ) -> None:
        self.number = number
        self.timestamp = timestamp
        self.marker = marker
        self.payload = payload
        self.level = level
        self.key = key


class Stream:
    """State of one SSRC. `legs` take it; `waiting` take it from its next key frame on."""

    __slots__ = (
        "_expected_before",
        "_received_before",
        "_ring",
        "base",
        "codec",
        "heard",
        "height",
        "highest",
        "jitter",
        "kind",
        "last_transit",
        "legs",
        "nacks",
        "octets",
        "payload_type",
        "picture",
        "received",
        "report",
        "report_at",
        "ring_size",
        "ssrc",
        "tl0",
        "waiting",
        "width",
    )

    def __init__(
        self, ssrc: int, kind: Kind, codec: Codec, payload_type: int, *, nack: bool
    ) -> None:
        self.ssrc, self.kind, self.codec = ssrc, kind, codec
        self.payload_type = payload_type
        self.nacks = NackList() if nack else None
        self.ring_size = _RING[kind]
        self._ring: list[StoredPacket | None] = [None] * self.ring_size
        self.legs: list[Leg] = []
        self.waiting: list[Leg] = []
        self.highest = self.base = -1
        self.received = self.octets = 0
        self._expected_before = self._received_before = 0
        self.jitter = 0.0
        self.last_transit = 0
        self.heard = 0.0
        self.report: SenderReport | None = None
        self.report_at = 0.0
        self.picture = self.tl0 = -1
        self.width = self.height = 0

    def accept(
        self, seq: int, timestamp: int, marker: int, payload: bytes, level: int, now: float
    ) -> StoredPacket | None:
        """Take a packet in: None when it is a duplicate, too old, or only padding."""
        number = self._number(seq, now)
        if number < 0:
            return None
        self.received += 1
        self.octets += len(payload)
        self.heard = now
        if not payload:
            for leg in self.legs:
                leg.skip(number)
            return None
        key = self.kind == "audio" or self._inspect(payload, number)
        packet = StoredPacket(number, timestamp, marker, payload, level, key)
        self._ring[number % self.ring_size] = packet
        return packet

    def _number(self, seq: int, now: float) -> int:
        highest = self.highest
        if highest < 0 or abs(seq_diff(seq, highest & 0xFFFF)) > _RESTART_GAP:
            return self._restart(seq)
        number = extend(seq, highest)
        if number == highest + 1:
            self.highest = number
            return number
        if number > highest:
            if self.nacks is not None:
                self.nacks.missed(highest + 1, number - 1, now)
            self.highest = number
            return number
        if highest - number >= self.ring_size or self.stored(number) is not None:
            return -1
        if self.nacks is not None:
            self.nacks.arrived(number, now)
        return number

    def _restart(self, seq: int) -> int:
        # Far above anything seen, so that numbers never come back and legs see one long gap.
        number = seq + (0x10000 if self.highest < 0 else (self.highest | 0xFFFF) + 1)
        if self.nacks is not None:
            self.nacks.clear()
        for leg in self.legs:
            leg.source_restarted(number)
        self.highest = self.base = number
        self.received = self._expected_before = self._received_before = 0
        return number

    def _inspect(self, payload: bytes, number: int) -> bool:
        if self.codec.name != "vp8":
            return h264.is_key_frame(payload)
        found = vp8.parse(payload)
        if found is None:
            return False
        if number == self.highest:
            self.picture, self.tl0 = found.picture_id, found.tl0
        if not found.key_frame:
            return False
        size = vp8.key_frame_size(payload, found)
        if size is not None:
            self.width, self.height = size
        return True

    def measure_jitter(self, timestamp: int, now: float) -> None:
        """Interarrival jitter (RFC 3550 6.4.1), once for each packet of the stream itself."""
        transit = (int(now * self.codec.clock) - timestamp) & 0xFFFFFFFF
        if self.received > 1:
            distance = abs(ts_diff(transit, self.last_transit))
            if distance < self.codec.clock * 10:
                self.jitter += (distance - self.jitter) / 16
        self.last_transit = transit

    def stored(self, number: int) -> StoredPacket | None:
        """The packet of that extended number, while it is in the ring."""
        packet = self._ring[number % self.ring_size]
        return packet if packet is not None and packet.number == number else None

    def reported(self, report: SenderReport, now: float) -> None:
        """Note the publisher's sender report: its map from RTP to NTP time."""
        self.report, self.report_at = report, now

    def block(self, now: float) -> Report | None:
        """A report block about this stream, None before its first packet."""
        if self.highest < 0:
            return None
        expected = self.highest - self.base + 1
        lost = expected - self.received
        interval = expected - self._expected_before
        lost_now = interval - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        fraction = 0 if interval <= 0 or lost_now <= 0 else min(255, (lost_now << 8) // interval)
        last_sr = delay = 0
        if self.report is not None:
            last_sr = self.report.ntp >> 16 & 0xFFFFFFFF
            delay = int((now - self.report_at) * 65536)
        return Report(self.ssrc, fraction, lost, self.highest, int(self.jitter), last_sr, delay)


def random_ssrc() -> int:
    """An SSRC that is neither 0 nor 1, which some implementations use as `none`."""
    return secrets.randbelow(0xFFFFFFF0) + 8
