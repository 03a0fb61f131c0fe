"""RTCP (RFC 3550, 4585, 5104, REMB draft): parse what peers send, write what we send."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
_NACK, _TRANSPORT_CC = 1, 15
_PLI, _FIR, _ALFB = 1, 4, 15

_HEADER = struct.Struct("!BBH")
_SENDER = struct.Struct("!IQIII")
_PAIR = struct.Struct("!II")
_BLOCK = struct.Struct("!IIIIII")
NTP_EPOCH: Final = 2208988800
_MAX_BLOCKS = 31


@dataclass(frozen=True, slots=True)
class Report:
    """A report block; `lost` is the signed total, `fraction` in 1/256, times in 1/65536 s."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay: int


@dataclass(frozen=True, slots=True)
class SenderReport:
    """SR: `ntp` is 32.32 fixed point."""

    ssrc: int
    ntp: int
    rtp: int
    packets: int
    octets: int
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    ssrc: int
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Bye:
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    ssrc: int
    media: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRequest:
    """PLI or FIR, one for each media SSRC."""

    ssrc: int
    media: int


@dataclass(frozen=True, slots=True)
class Remb:
    ssrc: int
    bitrate: int
    media: tuple[int, ...]


Message = SenderReport | ReceiverReport | Bye | Nack | KeyFrameRequest | Remb


def parse(data: bytes) -> list[Message]:
    """The known messages of a compound packet; raises ValueError when it is malformed."""
    found: list[Message] = []
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise ValueError("trailing bytes")
        first, kind, words = _HEADER.unpack_from(data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            raise ValueError("not an RTCP packet")
        body = data[at + 4 : end]
        if first & 0x20:
            if not body or not 0 < body[-1] <= len(body):
                raise ValueError("wrong padding")
            body = body[: -body[-1]]
        try:
            _parse_one(found, kind, first & 31, body)
        except struct.error as error:
            raise ValueError("truncated RTCP packet") from error
        at = end
    return found


def _parse_one(found: list[Message], kind: int, count: int, body: bytes) -> None:
    if kind == SR:
        ssrc, ntp, rtp, packets, octets = _SENDER.unpack_from(body)
        found.append(SenderReport(ssrc, ntp, rtp, packets, octets, _blocks(body, 24, count)))
    elif kind == RR:
        found.append(ReceiverReport(_word(body, 0), _blocks(body, 4, count)))
    elif kind == BYE:
        found.append(Bye(tuple(_word(body, 4 * i) for i in range(count))))
    elif kind == RTPFB and count == _NACK:
        ssrc, media = _PAIR.unpack_from(body)
        found.append(Nack(ssrc, media, _lost(body[8:])))
    elif kind == PSFB and count == _PLI:
        found.append(KeyFrameRequest(*_PAIR.unpack_from(body)))
    elif kind == PSFB and count == _FIR:
        ssrc = _word(body, 0)
        found.extend(KeyFrameRequest(ssrc, _word(body, at)) for at in range(8, len(body) - 7, 8))
    elif kind == PSFB and count == _ALFB and body[8:12] == b"REMB":
        found.append(_remb(body))


def _word(body: bytes, at: int) -> int:
    value: int = struct.unpack_from("!I", body, at)[0]
    return value


def _blocks(body: bytes, at: int, count: int) -> tuple[Report, ...]:
    blocks = []
    for index in range(count):
        ssrc, loss, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, at + 24 * index)
        lost = loss & 0xFFFFFF
        lost -= (lost & 0x800000) << 1
        blocks.append(Report(ssrc, loss >> 24, lost, highest, jitter, last_sr, delay))
    return tuple(blocks)


def _lost(fci: bytes) -> tuple[int, ...]:
    lost = []
    for pid, mask in struct.iter_unpack("!HH", fci):
        lost.append(pid)
        lost.extend((pid + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return tuple(lost)


def _remb(body: bytes) -> Remb:
    count, exponent = body[12], body[13] >> 2
    mantissa = (body[13] & 3) << 16 | body[14] << 8 | body[15]
    media = tuple(_word(body, 16 + 4 * i) for i in range(count))
    return Remb(_word(body, 0), mantissa << exponent, media)


def write(kind: int, count: int, body: bytes) -> bytes:
    """One RTCP packet; `body` is a multiple of four bytes."""
    return _HEADER.pack(0x80 | count, kind, len(body) // 4) + body


def write_sender_report(report: SenderReport) -> bytes:
    """An SR without report blocks."""
    sender = _SENDER.pack(report.ssrc, report.ntp, report.rtp, report.packets, report.octets)
    return write(SR, 0, sender)


def write_receiver_report(ssrc: int, reports: list[Report]) -> bytes:
    """An RR with up to 31 blocks."""
    blocks = [
        _BLOCK.pack(
            r.ssrc,
            (r.fraction & 0xFF) << 24 | (max(-0x800000, min(r.lost, 0x7FFFFF)) & 0xFFFFFF),
            r.highest & 0xFFFFFFFF,
            r.jitter & 0xFFFFFFFF,
            r.last_sr,
            r.delay & 0xFFFFFFFF,
        )
        for r in reports[:_MAX_BLOCKS]
    ]
    return write(RR, len(blocks), struct.pack("!I", ssrc) + b"".join(blocks))


def write_sdes(ssrc: int, cname: str) -> bytes:
    """SDES with a CNAME of at most 255 bytes, which a compound packet must carry."""
    name = cname.encode()[:255]
    item = struct.pack("!IBB", ssrc, 1, len(name)) + name + b"\0"
    return write(SDES, 1, item + bytes(-len(item) % 4))


def write_nack(ssrc: int, media: int, lost: list[int]) -> bytes:
    """A generic NACK of sequence numbers, given in rising order."""
    entries: list[list[int]] = []
    for seq in lost:
        ahead = (seq - entries[-1][0]) & 0xFFFF if entries else 0
        if entries and 1 <= ahead <= 16:
            entries[-1][1] |= 1 << (ahead - 1)
        else:
            entries.append([seq, 0])
    fci = b"".join(struct.pack("!HH", pid, mask) for pid, mask in entries)
    return write(RTPFB, _NACK, _PAIR.pack(ssrc, media) + fci)


def write_pli(ssrc: int, media: int) -> bytes:
    """A picture loss indication."""
    return write(PSFB, _PLI, _PAIR.pack(ssrc, media))


def write_fir(ssrc: int, media: int, sequence: int) -> bytes:
    """A full intra request, for clients without PLI."""
    fci = struct.pack("!IB3x", media, sequence & 0xFF)
    return write(PSFB, _FIR, _PAIR.pack(ssrc, 0) + fci)


def write_remb(ssrc: int, bitrate: int, media: list[int]) -> bytes:
    """An estimated maximum bitrate in bit/s for the given SSRCs."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    head = struct.pack(
        "!II4sBBH",
        ssrc,
        0,
        b"REMB",
        len(media),
        exponent << 2 | mantissa >> 16,
        mantissa & 0xFFFF,
    )
    return write(PSFB, _ALFB, head + b"".join(struct.pack("!I", m) for m in media))


def write_transport_cc(ssrc: int, media: int, feedback: bytes) -> bytes:
    """A transport-wide feedback packet around the body that `twcc` makes."""
    return write(RTPFB, _TRANSPORT_CC, _PAIR.pack(ssrc, media) + feedback)


def ntp_time(unix_seconds: float) -> int:
    """NTP time, 32.32 fixed point, of a Unix time."""
    return int((unix_seconds + NTP_EPOCH) * 4294967296) & 0xFFFFFFFFFFFFFFFF
