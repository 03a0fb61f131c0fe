"""RTCP: recorded, written and read again, malformed."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import rtcp
from tests.unit.media.recordings import recorded

WORD = st.integers(0, 2**32 - 1)


def test_a_browsers_sender_report() -> None:
    (report,) = rtcp.parse(recorded("rtcp_sender.bin"))
    assert report == rtcp.SenderReport(3297079764, 0xEEAF0FC94D884C6A, 1597904610, 34, 6717)


def test_a_browsers_receiver_report_comes_under_ssrc_1() -> None:
    (report,) = rtcp.parse(recorded("rtcp_receiver.bin"))
    assert isinstance(report, rtcp.ReceiverReport)
    assert report.ssrc == 1
    assert report.reports == (rtcp.Report(4071653261, 0, 0, 6917, 1801, 264901574, 22932),)


@given(WORD, st.integers(0, 255), st.integers(-0x800000, 0x7FFFFF), WORD, WORD, WORD, WORD)
def test_a_report_is_read_as_written(
    ssrc: int, fraction: int, lost: int, highest: int, jitter: int, last: int, delay: int
) -> None:
    report = rtcp.Report(ssrc, fraction, lost, highest, jitter, last, delay)
    assert rtcp.parse(rtcp.write_receiver_report(5, [report])) == [
        rtcp.ReceiverReport(5, (report,))
    ]


@given(st.sets(st.integers(0, 2000), min_size=1, max_size=60), st.integers(0, 0xFFFF))
def test_a_nack_names_just_the_lost_numbers(offsets: set[int], start: int) -> None:
    lost = [(start + offset) & 0xFFFF for offset in sorted(offsets)]
    (nack,) = rtcp.parse(rtcp.write_nack(1, 2, lost))
    assert nack == rtcp.Nack(1, 2, tuple(lost))


@given(st.integers(0, 2**40), st.lists(WORD, max_size=5))
def test_a_remb_is_exact_to_18_bits(bitrate: int, media: list[int]) -> None:
    (remb,) = rtcp.parse(rtcp.write_remb(9, bitrate, media))
    assert isinstance(remb, rtcp.Remb)
    assert remb.media == tuple(media)
    assert bitrate * (1 - 2**-17) <= remb.bitrate <= bitrate


def test_requests_for_key_frames_are_read_alike() -> None:
    compound = rtcp.write_pli(1, 2) + rtcp.write_fir(1, 3, 7)
    assert rtcp.parse(compound) == [rtcp.KeyFrameRequest(1, 2), rtcp.KeyFrameRequest(1, 3)]


def test_a_goodbye_names_its_sources() -> None:
    assert rtcp.parse(rtcp.write(rtcp.BYE, 2, struct.pack("!II", 4, 5))) == [rtcp.Bye((4, 5))]


def test_unknown_packets_and_descriptions_are_stepped_over() -> None:
    compound = rtcp.write_sdes(1, "name") + rtcp.write(207, 0, bytes(8)) + rtcp.write_pli(1, 2)
    assert rtcp.parse(compound) == [rtcp.KeyFrameRequest(1, 2)]


def test_an_ntp_time_counts_from_1900() -> None:
    assert rtcp.ntp_time(0.5) == (2208988800 << 32) + 2**31


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x80\xc9\x00\x05\x00\x00\x00\x01",
        b"\x81\xc9\x00\x01\x00\x00\x00\x01",
        b"\x40\xc9\x00\x01\x00\x00\x00\x01",
        b"\xa0\xc9\x00\x01\x00\x00\x00\x09",
        b"\xa0\xc9\x00\x00",
        b"\x9f\xcb\x00\x01\x00\x00\x00\x01",
        b"\x81\xcd\x00\x02" + bytes(8) + b"\x80",
    ],
)
def test_what_is_malformed_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        rtcp.parse(data)


@given(st.binary(max_size=120))
def test_garbage_is_a_value_error_or_messages(data: bytes) -> None:
    for candidate in (data, b"\x81\xce\x00\x05" + data.ljust(20, b"\0")[:20]):
        with contextlib.suppress(ValueError):
            rtcp.parse(candidate)
