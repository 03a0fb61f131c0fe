"""Buckets and bounds of one connection."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from signaling.limits import COMMANDS, Bucket, ConnectionLimits, Rate, Refusals


def test_a_burst_passes_and_the_next_must_wait() -> None:
    bucket = Bucket(Rate(3, 2), now=0)
    assert [bucket.take(0) for _ in range(3)] == [None, None, None]
    assert bucket.take(0) == 500


def test_a_refused_command_may_be_sent_after_the_time_that_was_named() -> None:
    bucket = Bucket(Rate(1, 4), now=0)
    bucket.take(0)
    wait = bucket.take(0)
    assert wait is not None
    assert bucket.take(wait / 1000) is None


@given(st.lists(st.floats(0, 2), max_size=200))
def test_no_pattern_of_asking_gets_more_than_burst_and_rate(pauses: list[float]) -> None:
    bucket, now, taken = Bucket(Rate(5, 2), now=0), 0.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(now) is None
    assert taken <= 5 + 2 * now + 1e-6


def test_chat_is_bounded_tighter_than_commands_in_all() -> None:
    limits = ConnectionLimits(now=0)
    assert [limits.take("chat.send", 0) is None for _ in range(6)] == [True] * 5 + [False]
    assert limits.take("hand", 0) is None


def test_all_commands_together_are_bounded() -> None:
    limits = ConnectionLimits(now=0)
    passed = sum(limits.take("hand", 0) is None for _ in range(100))
    assert passed == COMMANDS.burst


def test_thirty_refusals_in_a_minute_are_enough_and_older_ones_do_not_count() -> None:
    refusals = Refusals()
    assert not any(refusals.add(0) for _ in range(29))
    assert not refusals.add(61)
    assert not any(refusals.add(62) for _ in range(28))
    assert refusals.add(63)
