"""RTP headers, extensions and sequence-number arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import rtp
from tests.unit.media.recordings import recorded

SEQ = st.integers(0, 0xFFFF)


def test_a_browsers_audio_packet() -> None:
    packet = rtp.parse(recorded("rtp_opus.bin"))
    assert (packet.payload_type, packet.marker, packet.seq) == (111, True, 29403)
    assert packet.extensions == {3: b"\0\1", 4: b"0", 1: b"\xff"}
    assert len(packet.payload) == 32


def test_a_browsers_video_packet_names_its_layer() -> None:
    packet = rtp.parse(recorded("rtp_vp8.bin"))
    assert packet.extensions[4] == b"1"
    assert packet.extensions[10] == b"q"


def test_a_browsers_probing_packet_is_only_padding() -> None:
    packet = rtp.parse(recorded("rtp_rtx.bin"))
    assert packet.extensions[11] == b"f"
    assert packet.payload == b""


def test_two_byte_extensions_are_read() -> None:
    block = b"\x10\x00\x00\x02\x01\x00\x02\x03abc\x00"
    packet = rtp.parse(b"\x90\x60" + bytes(10) + block + b"x")
    assert packet.extensions == {1: b"", 2: b"abc"}
    assert packet.payload == b"x"


def test_an_unknown_extension_profile_is_stepped_over() -> None:
    packet = rtp.parse(b"\x90\x60" + bytes(10) + b"\x12\x34\x00\x01abcdx")
    assert packet.extensions == {}
    assert packet.payload == b"x"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80" * 11,
        b"\x40" + bytes(11),
        b"\x8f" + bytes(11),
        b"\x90" + bytes(11),
        b"\x90" + bytes(11) + b"\xbe\xde\xff\xff",
        b"\x90" + bytes(11) + b"\xbe\xde\x00\x01\x1fabc",
        b"\x90" + bytes(11) + b"\x10\x00\x00\x01\x01\x09ab",
        b"\xa0" + bytes(11) + b"\x00",
        b"\xa0" + bytes(11) + b"\xff",
    ],
)
def test_lengths_that_run_past_the_end_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the messages differ, the type is the promise
        rtp.parse(data)


@given(st.binary(max_size=80))
def test_garbage_is_a_value_error_or_a_packet(data: bytes) -> None:
    try:
        rtp.parse(data)
    except ValueError:
        return


@given(
    st.integers(0, 127),
    st.booleans(),
    SEQ,
    st.integers(0, 2**32 - 1),
    st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16), max_size=5),
    st.binary(max_size=50),
)
def test_what_is_written_is_read_again(
    kind: int, marker: bool, seq: int, stamp: int, extensions: dict[int, bytes], payload: bytes
) -> None:
    packet = rtp.Packet(kind, marker, seq, stamp, 77, extensions, payload)
    assert rtp.parse(rtp.write(packet)) == packet


@given(SEQ, st.integers(-0x8000, 0x7FFF))
def test_a_difference_of_sequence_numbers_undoes_an_addition(seq: int, step: int) -> None:
    assert rtp.seq_diff((seq + step) & 0xFFFF, seq) == step


@given(st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1))
def test_a_difference_of_timestamps_undoes_an_addition(stamp: int, step: int) -> None:
    assert rtp.ts_diff((stamp + step) & 0xFFFFFFFF, stamp) == step


@given(st.integers(0x10000, 2**40), st.integers(-0x8000, 0x7FFF))
def test_extending_finds_the_nearest_number(highest: int, step: int) -> None:
    assert rtp.extend((highest + step) & 0xFFFF, highest) == highest + step
