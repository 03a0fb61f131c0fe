"""RTP headers (RFC 3550), header extensions (RFC 8285) and sequence-number arithmetic."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

FIXED: Final = struct.Struct("!BBHII")
"""First byte, marker and payload type, sequence number, timestamp, SSRC."""

_PROFILE = struct.Struct("!HH")
ONE_BYTE: Final = 0xBEDE
_SEQ = 0xFFFF
_TS = 0xFFFFFFFF

AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"


def seq_diff(a: int, b: int) -> int:
    """How far `a` is ahead of `b`, -32768..32767, modulo 2^16."""
    return ((a - b + 0x8000) & _SEQ) - 0x8000


def ts_diff(a: int, b: int) -> int:
    """How far timestamp `a` is ahead of `b`, modulo 2^32."""
    return ((a - b + 0x80000000) & _TS) - 0x80000000


def extend(seq: int, highest: int) -> int:
    """The extended sequence number of `seq` that is nearest to the extended `highest`."""
    return highest + seq_diff(seq, highest & _SEQ)


@dataclass(slots=True)
class Packet:
    """A parsed RTP packet; `extensions` by id, `payload` without padding."""

    payload_type: int
    marker: bool
    seq: int
    timestamp: int
    ssrc: int
    extensions: dict[int, bytes] = field(default_factory=dict)
    payload: bytes = b""


def parse(data: bytes | memoryview) -> Packet:
    """Parse a plain RTP packet; raises ValueError when a length runs past its end."""
    if len(data) < 12:
        raise ValueError("shorter than an RTP header")
    first, second, seq, timestamp, ssrc = FIXED.unpack_from(data)
    if first >> 6 != 2:
        raise ValueError("not RTP version 2")
    start, end = payload_bounds(data, len(data))
    at = 12 + 4 * (first & 15)
    extensions = parse_extensions(data, at) if first & 0x10 else {}
    body = bytes(data[start:end])
    return Packet(second & 0x7F, bool(second & 0x80), seq, timestamp, ssrc, extensions, body)


def payload_bounds(data: bytes | memoryview, size: int) -> tuple[int, int]:
    """Where the payload starts and ends; raises ValueError."""
    first = data[0]
    start = 12 + 4 * (first & 15)
    if first & 0x10:
        if start + 4 > size:
            raise ValueError("extension header past the end")
        start += 4 + 4 * ((data[start + 2] << 8) | data[start + 3])
    end = size
    if first & 0x20:
        padding = data[size - 1]
        if not padding:
            raise ValueError("padding of no bytes")
        end -= padding
    if start > end:
        raise ValueError("header or padding past the end")
    return start, end


def parse_extensions(data: bytes | memoryview, at: int) -> dict[int, bytes]:
    """Extension elements of the block at offset `at`; raises ValueError."""
    profile, words = _PROFILE.unpack_from(data, at)
    at += 4
    end = at + 4 * words
    if end > len(data):
        raise ValueError("extension block past the end")
    if profile == ONE_BYTE:
        return _one_byte(data, at, end)
    if profile & 0xFFF0 == 0x1000:
        return _two_byte(data, at, end)
    return {}


def _one_byte(data: bytes | memoryview, at: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        head = data[at]
        at += 1
        if not head:
            continue
        if head >> 4 == 15:  # RFC 8285 4.2: stop here
            break
        size = (head & 15) + 1
        if at + size > end:
            raise ValueError("extension element past its block")
        found[head >> 4] = bytes(data[at : at + size])
        at += size
    return found


def _two_byte(data: bytes | memoryview, at: int, end: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        name = data[at]
        at += 1
        if not name:
            continue
        if at >= end or at + 1 + data[at] > end:
            raise ValueError("extension element past its block")
        found[name] = bytes(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return found


def write_extensions(elements: dict[int, bytes]) -> bytes:
    """A one-byte extension block (ids 1..14, 1..16 bytes each); empty for no elements."""
    if not elements:
        return b""
    body = b"".join(
        bytes([(name << 4) | (len(value) - 1)]) + value for name, value in elements.items()
    )
    body += bytes(-len(body) % 4)
    return _PROFILE.pack(ONE_BYTE, len(body) // 4) + body


def write(packet: Packet) -> bytes:
    """The wire form, without CSRCs and padding."""
    block = write_extensions(packet.extensions)
    first = 0x90 if block else 0x80
    second = packet.payload_type | (0x80 if packet.marker else 0)
    head = FIXED.pack(first, second, packet.seq, packet.timestamp, packet.ssrc)
    return head + block + packet.payload
