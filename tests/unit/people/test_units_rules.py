"""The valid-time tree as pure rules: whatever is moved, no circle and no overlap on any day."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.people.units.rules import (
    Edge,
    Span,
    closes_circle,
    moved,
    overlapping,
    parse_share,
    reference_day,
    shares_are_whole,
)

START = date(2025, 7, 1)
DAYS = 60
UNITS = [UUID(int=number) for number in range(1, 7)]
LIFE = Span(START, None)

days = st.integers(0, DAYS).map(lambda n: START + timedelta(days=n))
moves = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS), days), max_size=14)


def day(number: int) -> date:
    return START + timedelta(days=number)


def superiors(edges: dict[UUID, list[Edge]], unit: UUID, on: date) -> list[UUID]:
    """The way up on a day; stops after one step more than there are units."""
    way = [unit]
    while len(way) <= len(UNITS):
        above = [edge.parent for edge in edges[way[-1]] if on in edge.span]
        assert len(above) <= 1
        if not above:
            return way
        way.append(above[0])
    raise AssertionError(f"a circle on {on}: {way}")


@given(moves)
def test_any_moves_leave_a_tree_on_every_day(wanted: list[tuple[UUID, UUID, date]]) -> None:
    edges: dict[UUID, list[Edge]] = {unit: [] for unit in UNITS}
    for child, parent, on in wanted:
        after = moved(edges[child], child, parent, on, LIFE)
        new = next(edge for edge in after if edge.span.first == on)
        if not closes_circle(edges, new):
            edges[child] = after
        assert not overlapping(edges[child])
    for number in range(DAYS + 2):
        for unit in UNITS:
            superiors(edges, unit, day(number))


@given(moves, st.sampled_from(UNITS), days)
def test_a_refused_move_would_have_made_a_circle(
    wanted: list[tuple[UUID, UUID, date]], parent: UUID, on: date
) -> None:
    edges: dict[UUID, list[Edge]] = {unit: [] for unit in UNITS}
    for child, above, when in wanted:
        after = moved(edges[child], child, above, when, LIFE)
        new = next(edge for edge in after if edge.span.first == when)
        if not closes_circle(edges, new):
            edges[child] = after
    child = UNITS[0]
    after = moved(edges[child], child, parent, on, LIFE)
    new = next(edge for edge in after if edge.span.first == on)
    found = any(
        child in superiors(edges, parent, day(number))
        for number in range(DAYS + 2)
        if day(number) in new.span
    )
    assert closes_circle(edges, new) == found


@given(st.lists(st.tuples(st.sampled_from(UNITS[1:]), days), max_size=8), days)
def test_a_move_changes_nothing_before_its_day(history: list[tuple[UUID, date]], on: date) -> None:
    child = UNITS[0]
    edges: list[Edge] = []
    for parent, when in history:
        edges = moved(edges, child, parent, when, LIFE)
    after = moved(edges, child, UNITS[1], on, LIFE)
    for number in range(DAYS + 2):
        before = [edge.parent for edge in edges if day(number) in edge.span]
        now = [edge.parent for edge in after if day(number) in edge.span]
        if day(number) < on:
            assert now == before
        if day(number) == on:
            assert now == [UNITS[1]]


def test_a_move_that_was_decided_for_later_stays() -> None:
    child, first, second, third = UNITS[:4]
    edges = moved([], child, first, day(0), LIFE)
    edges = moved(edges, child, third, day(20), LIFE)
    edges = moved(edges, child, second, day(10), LIFE)
    assert [(e.parent, e.span.first, e.span.last) for e in edges] == [
        (first, day(0), day(9)),
        (second, day(10), day(19)),
        (third, day(20), None),
    ]


def test_no_edge_outlives_its_unit() -> None:
    (edge,) = moved([], UNITS[0], UNITS[1], day(0), Span(START, day(30)))
    assert edge.span == Span(day(0), day(30))


spans = st.builds(
    lambda first, length: Span(first, None if length is None else first + timedelta(length)),
    days,
    st.none() | st.integers(0, DAYS),
)


@given(spans, spans)
def test_spans_agree_with_their_days(one: Span, other: Span) -> None:
    everything = [day(number) for number in range(3 * DAYS)]
    ones = {d for d in everything if d in one}
    others = {d for d in everything if d in other}
    assert one.overlaps(other) == bool(ones & others)
    assert {d for d in everything if d in one.common(other)} == ones & others
    if other.last is not None or one.last is None:
        assert one.covers(other) == (others <= ones)


@given(st.integers(1, 12))
def test_equal_shares_are_whole_however_many(count: int) -> None:
    assert shares_are_whole([parse_share(f"1/{count}")] * count)


def test_decimal_shares_are_exact() -> None:
    assert shares_are_whole([parse_share("0.1"), parse_share("0.2"), parse_share("0.7")])
    assert not shares_are_whole([Fraction(1, 3), Fraction(1, 3)])
    assert not shares_are_whole([])


@pytest.mark.parametrize("text", ["0", "1/0", "-1/2", "2", "ba", "1/3/4", "1e-30", "nan", "9" * 50])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_share(text)


def test_a_unit_is_looked_up_on_its_nearest_day() -> None:
    life = Span(day(10), day(20))
    assert reference_day(life, day(0)) == day(10)
    assert reference_day(life, day(15)) == day(15)
    assert reference_day(life, day(30)) == day(20)
