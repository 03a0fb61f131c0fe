"""A packet once more, for a subscriber that has lost it (RFC 4588 where RTX was agreed)."""

from __future__ import annotations

from signaling.media import rtp, vp8
from signaling.media.leg import Leg, Segment
from signaling.media.stream import StoredPacket

_MASK = 0xFFFFFFFF


def packet_again(leg: Leg, segment: Segment, packet: StoredPacket) -> bytes | None:
    """The plain packet to protect and send, None when it must not be sent again."""
    return _rtx(leg, segment, packet) if leg.spec.rtx_ssrc else _same(leg, segment, packet)


def renumbered(segment: Segment, packet: StoredPacket) -> bytes:
    """The payload with the segment's VP8 picture numbers."""
    if segment.picture_delta or segment.tl0_delta:
        return vp8.renumber(packet.payload, segment.picture_delta, segment.tl0_delta)
    return packet.payload


def _rtx(leg: Leg, segment: Segment, packet: StoredPacket) -> bytes:
    """The packet on the leg's RTX stream."""
    spec, out = leg.spec, packet.number + segment.delta
    stamp = (packet.timestamp + segment.ts_delta) & _MASK
    second = packet.marker | spec.rtx_payload_type
    head = rtp.FIXED.pack(0x80, second, leg.next_rtx_seq(), stamp, spec.rtx_ssrc)
    return head + (out & 0xFFFF).to_bytes(2, "big") + renumbered(segment, packet)


def _same(leg: Leg, segment: Segment, packet: StoredPacket) -> bytes | None:
    """The packet as it was sent, to the bit: AES-GCM breaks when a nonce protects two messages,
    so what was sent before the header extension changed is not sent again."""
    spec, out, shape = leg.spec, packet.number + segment.delta, leg.shape
    if out < leg.lean_from:
        return None
    stamp = (packet.timestamp + segment.ts_delta) & _MASK
    second = packet.marker | spec.payload_type
    head = rtp.FIXED.pack(shape.first, second, out & 0xFFFF, stamp, spec.ssrc)
    return head + shape.head(packet) + renumbered(segment, packet)
