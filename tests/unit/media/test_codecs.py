"""VP8 descriptors and H.264 NAL units: key frames and renumbering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import h264, rtp, vp8
from tests.unit.media.recordings import recorded


def test_a_browsers_key_frame() -> None:
    payload = rtp.parse(recorded("rtp_vp8.bin")).payload
    found = vp8.parse(payload)
    assert found is not None
    assert (found.key_frame, found.picture_id, found.tl0) == (True, 22383, 209)
    assert vp8.key_frame_size(payload, found) == (320, 180)


@pytest.mark.parametrize(
    ("payload", "picture", "tl0", "size", "key"),
    [
        (b"\x10\x00", -1, -1, 1, True),
        (b"\x10\x01", -1, -1, 1, False),
        (b"\x00\x00", -1, -1, 1, False),
        (b"\x11\x00", -1, -1, 1, False),
        (b"\x90\x80\x15\x00", 0x15, -1, 3, True),
        (b"\x90\x80\x81\x15\x00", 0x115, -1, 4, True),
        (b"\x90\x60\x07\x20\x00", -1, 7, 4, True),
        (b"\x90\xf0\x81\x15\x07\x20\x00", 0x115, 7, 6, True),
    ],
)
def test_each_form_of_descriptor(
    payload: bytes, picture: int, tl0: int, size: int, key: bool
) -> None:
    found = vp8.parse(payload)
    assert found is not None
    assert (found.picture_id, found.tl0, found.size, found.key_frame) == (picture, tl0, size, key)


@pytest.mark.parametrize("payload", [b"", b"\x10", b"\x90\x80", b"\x90\x80\x80", b"\x90\xf0\x81"])
def test_a_truncated_descriptor_is_none(payload: bytes) -> None:
    assert vp8.parse(payload) is None
    assert vp8.renumber(payload, 1, 1) == payload


@given(st.binary(max_size=40), st.integers(0, 0x7FFF), st.integers(0, 255))
def test_renumbering_changes_only_the_numbers(payload: bytes, picture: int, tl0: int) -> None:
    before, changed = vp8.parse(payload), vp8.renumber(payload, picture, tl0)
    after = vp8.parse(changed)
    assert len(changed) == len(payload)
    if before is None or after is None:
        assert before is after
        return
    assert changed[before.size :] == payload[before.size :]
    if before.picture_at >= 0:
        mask = 0x7FFF if before.wide_picture else 0x7F
        assert after.picture_id == (before.picture_id + picture) & mask
    if before.tl0_at >= 0:
        assert after.tl0 == (before.tl0 + tl0) & 0xFF
    back = vp8.renumber(changed, -picture, -tl0)
    assert back == payload


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        (b"\x65abc", True),
        (b"\x67abc", True),
        (b"\x41abc", False),
        (b"\x78\x00\x02\x67a\x00\x02\x68b", True),
        (b"\x78\x00\x02\x41a\x00\x02\x41b", False),
        (b"\x7c\x85abc", True),
        (b"\x7c\x05abc", False),
        (b"\x7c\x81abc", False),
        (b"\x7c", False),
        (b"\x78\xff", False),
        (b"", False),
    ],
)
def test_where_an_h264_key_frame_starts(payload: bytes, key: bool) -> None:
    assert h264.is_key_frame(payload) is key


@given(st.binary(max_size=60))
def test_garbage_is_no_error(payload: bytes) -> None:
    h264.is_key_frame(payload)
    found = vp8.parse(payload)
    if found is not None:
        vp8.key_frame_size(payload, found)
