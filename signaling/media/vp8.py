"""The VP8 payload descriptor (RFC 7741): enough to find key frames and to renumber."""

from __future__ import annotations

from dataclasses import dataclass

PICTURE_MASK = 0x7FFF


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Offsets are into the payload, -1 where the field is absent."""

    starts_frame: bool
    key_frame: bool
    picture_id: int
    picture_at: int
    wide_picture: bool
    tl0: int
    tl0_at: int
    size: int


def parse(payload: bytes) -> Descriptor | None:
    """The descriptor, or None when the payload is too short to hold one and a byte of frame."""
    length = len(payload)
    if length < 2:
        return None
    first, at = payload[0], 1
    picture, picture_at, wide, tl0, tl0_at = -1, -1, False, -1, -1
    if first & 0x80:
        flags, at = payload[1], 2
        if flags & 0x80:
            if at >= length:
                return None
            picture_at, wide = at, bool(payload[at] & 0x80)
            if at + wide >= length:
                return None
            picture = (payload[at] & 0x7F) << 8 | payload[at + 1] if wide else payload[at]
            at += 2 if wide else 1
        if flags & 0x40:
            if at >= length:
                return None
            tl0, tl0_at = payload[at], at
            at += 1
        if flags & 0x30:
            at += 1
    if at >= length:
        return None
    starts = bool(first & 0x10) and not first & 0x07
    key = starts and not payload[at] & 0x01
    return Descriptor(starts, key, picture, picture_at, wide, tl0, tl0_at, at)


def key_frame_size(payload: bytes, descriptor: Descriptor) -> tuple[int, int] | None:
    """Width and height in pixels from a key frame's header (RFC 6386 9.1), or None."""
    at = descriptor.size
    if not descriptor.key_frame or len(payload) < at + 10:
        return None
    if payload[at + 3 : at + 6] != b"\x9d\x01\x2a":
        return None
    width = (payload[at + 6] | payload[at + 7] << 8) & 0x3FFF
    height = (payload[at + 8] | payload[at + 9] << 8) & 0x3FFF
    return width, height


def renumber(payload: bytes, picture_delta: int, tl0_delta: int) -> bytes:
    """The payload with PictureID and TL0PICIDX moved, each within its own width."""
    found = parse(payload)
    if found is None:
        return payload
    changed = bytearray(payload)
    if found.picture_at >= 0:
        at = found.picture_at
        if found.wide_picture:
            picture = (found.picture_id + picture_delta) & PICTURE_MASK
            changed[at], changed[at + 1] = 0x80 | picture >> 8, picture & 0xFF
        else:
            changed[at] = (found.picture_id + picture_delta) & 0x7F
    if found.tl0_at >= 0:
        changed[found.tl0_at] = (found.tl0 + tl0_delta) & 0xFF
    return bytes(changed)
