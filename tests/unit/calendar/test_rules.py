"""Working days of Việt Nam, also as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.calendar.rules import Day, DayKind, OutOfRangeError, WorkingDays

PLAIN = WorkingDays()
# The Government's decision for the New Year of 2026: Friday off, worked on Saturday the week after.
SWAP_2026 = WorkingDays(
    {
        date(2026, 1, 2): Day(date(2026, 1, 2), DayKind.DAY_OFF, "Nghỉ hoán đổi", overlay=True),
        date(2026, 1, 10): Day(date(2026, 1, 10), DayKind.WORKED, "Làm bù", overlay=True),
    }
)

days = st.dates(date(1992, 1, 1), date(2058, 12, 31))
counts = st.integers(-250, 250)
overlays = st.dictionaries(
    days,
    st.sampled_from([DayKind.DAY_OFF, DayKind.WORKED]),
    max_size=20,
).map(lambda kinds: WorkingDays({d: Day(d, kind, "quyết định") for d, kind in kinds.items()}))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 2, 16),
        date(2026, 2, 20),
        date(2026, 4, 27),
        date(2026, 4, 30),
        date(2026, 5, 1),
        date(2026, 9, 2),
        date(2026, 11, 24),
        date(2026, 1, 3),
        date(2026, 1, 4),
    ],
)
def test_holidays_and_weekends_are_off(day: date) -> None:
    assert not PLAIN.is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 2, 13), date(2026, 11, 23)])
def test_other_weekdays_are_worked(day: date) -> None:
    assert PLAIN.is_working_day(day)


def test_a_saturday_that_the_library_knows_as_worked_is_worked() -> None:
    assert PLAIN.is_working_day(date(2026, 8, 22))
    assert not PLAIN.is_working_day(date(2026, 8, 31))


def test_the_overlay_wins_over_the_library() -> None:
    assert PLAIN.is_working_day(date(2026, 1, 2))
    assert not SWAP_2026.is_working_day(date(2026, 1, 2))
    assert not PLAIN.is_working_day(date(2026, 1, 10))
    assert SWAP_2026.is_working_day(date(2026, 1, 10))
    assert SWAP_2026.count(2026) == PLAIN.count(2026)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 3, 2), 3, date(2026, 3, 5)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 23), -1, date(2026, 2, 13)),
        (date(2026, 4, 24), 2, date(2026, 4, 29)),
        (date(2026, 3, 9), -3, date(2026, 3, 4)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_the_nth_working_day(start: date, count: int, expected: date) -> None:
    assert PLAIN.add_working_days(start, count) == expected


def test_a_deadline_moves_with_the_overlay() -> None:
    assert PLAIN.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 2)
    assert SWAP_2026.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)


def test_a_deadline_on_a_day_off_moves_to_the_next_or_the_last_working_day() -> None:
    tet = date(2026, 2, 17)
    assert PLAIN.first_working_day(tet) == date(2026, 2, 23)
    assert PLAIN.first_working_day(tet, backwards=True) == date(2026, 2, 13)
    assert PLAIN.first_working_day(date(2026, 3, 2)) == date(2026, 3, 2)


def test_named_days_of_a_year_come_in_order_with_the_overlay_in_place() -> None:
    found = SWAP_2026.days(2026)
    assert [day.date for day in found] == sorted(day.date for day in found)
    by_date = {day.date: day for day in found}
    assert by_date[date(2026, 1, 2)].overlay
    assert by_date[date(2026, 9, 2)].name == "Quốc khánh"
    assert by_date[date(2026, 8, 22)].kind is DayKind.WORKED


@pytest.mark.parametrize("year", [1989, 2061])
def test_years_that_nobody_checked_are_refused(year: int) -> None:
    with pytest.raises(OutOfRangeError):
        PLAIN.is_working_day(date(year, 3, 1))
    with pytest.raises(OutOfRangeError):
        PLAIN.days(year)


def test_a_count_that_leaves_the_calendar_is_refused() -> None:
    with pytest.raises(OutOfRangeError):
        PLAIN.add_working_days(date(2060, 12, 30), 30)
    with pytest.raises(OutOfRangeError):
        PLAIN.add_working_days(date(2026, 1, 1), 1_000_000)


@given(overlays, days, counts.filter(bool))
def test_the_nth_working_day_is_worked_and_n_days_away(
    calendar: WorkingDays, start: date, count: int
) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.is_working_day(end)
    assert (end > start) is (count > 0)
    assert calendar.working_days_between(start, end) == count


@given(overlays, days, counts, counts)
def test_steps_in_one_direction_add_up(
    calendar: WorkingDays, start: date, first: int, second: int
) -> None:
    first, second = abs(first), abs(second)
    there = calendar.add_working_days(calendar.add_working_days(start, first), second)
    assert there == calendar.add_working_days(start, first + second)


@given(overlays, days, st.integers(0, 250))
def test_from_a_worked_day_there_and_back_is_where_one_was(
    calendar: WorkingDays, start: date, count: int
) -> None:
    start = calendar.first_working_day(start)
    there = calendar.add_working_days(start, count)
    assert calendar.add_working_days(there, -count) == start


@given(overlays, days, st.integers(0, 400))
def test_days_between_are_those_that_are_worked(
    calendar: WorkingDays, start: date, length: int
) -> None:
    span = [start + timedelta(days=n + 1) for n in range(length)]
    expected = sum(calendar.is_working_day(day) for day in span)
    assert calendar.working_days_between(start, start + timedelta(days=length)) == expected
