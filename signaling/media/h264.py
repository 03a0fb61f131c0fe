"""Key frames in H.264 RTP payloads (RFC 6184): single NAL units, STAP-A and FU-A."""

from __future__ import annotations

_IDR = 5
_SPS = 7
_STAP_A = 24
_FU_A = 28


def is_key_frame(payload: bytes) -> bool:
    """Whether a key frame starts in this packet: a parameter set or the first part of an IDR."""
    if not payload:
        return False
    kind = payload[0] & 0x1F
    if kind == _STAP_A:
        return any(unit in (_IDR, _SPS) for unit in _aggregated(payload))
    if kind == _FU_A:
        return len(payload) > 1 and bool(payload[1] & 0x80) and payload[1] & 0x1F == _IDR
    return kind in (_IDR, _SPS)


def _aggregated(payload: bytes) -> list[int]:
    kinds, at = [], 1
    while at + 2 < len(payload):
        size = payload[at] << 8 | payload[at + 1]
        kinds.append(payload[at + 2] & 0x1F)
        at += 2 + size
    return kinds
