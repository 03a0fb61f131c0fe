"""Transport-wide feedback, read back by an independent decoder."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.twcc import ArrivalLog


def decode(body: bytes) -> dict[int, float]:
    """Arrival times in seconds by 16-bit number, after the draft's text."""
    base, count, word = struct.unpack_from("!HHI", body)
    clock, at, statuses = (word >> 8) * 0.064, 8, list[int]()
    while len(statuses) < count:
        (chunk,) = struct.unpack_from("!H", body, at)
        at += 2
        if not chunk & 0x8000:
            statuses += [chunk >> 13 & 3] * (chunk & 0x1FFF)
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    arrivals = {}
    for index, status in enumerate(statuses[:count]):
        if status == 1:
            clock += body[at] * 0.00025
            at += 1
        elif status == 2:
            clock += struct.unpack_from("!h", body, at)[0] * 0.00025
            at += 2
        if status:
            arrivals[(base + index) & 0xFFFF] = clock
    assert at <= len(body) < at + 4
    return arrivals


@given(
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 120)), min_size=1, max_size=200),
)
def test_all_arrivals_are_reported_to_a_quarter_of_a_millisecond(
    start: int, steps: list[tuple[int, int]]
) -> None:
    log, sent, number, now = ArrivalLog(), dict[int, float](), start, 1000.0
    for step, wait in steps:
        number += step
        now += wait / 1000
        log.record(number & 0xFFFF, now)
        sent[number & 0xFFFF] = now
    got: dict[int, float] = {}
    for body in log.feedback():
        got.update(decode(body))
    assert got.keys() == sent.keys()
    assert all(abs(got[n] - sent[n]) <= 0.0003 for n in sent)
    assert log.feedback() == []


def test_a_gap_between_rounds_is_reported_as_lost() -> None:
    log = ArrivalLog()
    log.record(10, 1.0)
    log.feedback()
    log.record(13, 1.1)
    (body,) = log.feedback()
    assert struct.unpack_from("!HH", body) == (11, 3)
    assert decode(body).keys() == {13}


def test_numbers_run_over_and_rounds_are_counted() -> None:
    log = ArrivalLog()
    for seq in (0xFFFE, 0xFFFF, 0, 1):
        log.record(seq, 5.0)
    (first,) = log.feedback()
    assert decode(first).keys() == {0xFFFE, 0xFFFF, 0, 1}
    log.record(2, 5.1)
    (second,) = log.feedback()
    assert (first[7], second[7]) == (0, 1)


def test_a_reordered_packet_of_an_earlier_round_is_still_reported() -> None:
    log = ArrivalLog()
    for seq in (5, 7):
        log.record(seq, 1.0)
    log.feedback()
    log.record(6, 1.2)
    (body,) = log.feedback()
    assert decode(body).keys() == {6}
