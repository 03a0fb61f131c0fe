"""When a meeting may be held, what state it is in, and who enters how."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.meetings import kinds, rules
from server.meetings.rules import Arrival, EntryPolicy, Kinship, Schedule, Status

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PLANNED = Schedule(starts_at=NOON, ends_at=NOON + HOUR)

# hypothesis takes naive bounds and adds the zone itself.
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 1, 1)  # noqa: DTZ001
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
maybe = st.none() | moments


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    starts_at = draw(moments)
    length = draw(st.timedeltas(rules.SHORTEST, rules.LONGEST))
    opened = draw(maybe)
    return Schedule(
        starts_at=starts_at,
        ends_at=starts_at + length,
        opened_at=opened,
        emptied_at=draw(maybe) if opened else None,
        ended_at=draw(maybe) if opened else None,
        cancelled_at=draw(maybe),
    )


arrivals = st.builds(
    Arrival,
    kinship=st.none() | st.sampled_from(Kinship),
    in_unit=st.booleans(),
    trusted=st.booleans(),
    barred=st.none() | st.just("removed"),
)
policies = st.sampled_from(EntryPolicy)


@pytest.mark.parametrize(
    ("starts", "ends", "fault"),
    [
        (HOUR, 2 * HOUR, None),
        (-4 * MINUTE, HOUR, None),
        (-6 * MINUTE, HOUR, "meeting.in_past"),
        (2 * HOUR, HOUR, "meeting.ends_before_start"),
        (HOUR, HOUR, "meeting.ends_before_start"),
        (HOUR, HOUR + 4 * MINUTE, "meeting.too_short"),
        (HOUR, 49 * HOUR, None),
        (HOUR, 49 * HOUR + MINUTE, "meeting.too_long"),
        (rules.FARTHEST + MINUTE, rules.FARTHEST + HOUR, "meeting.too_far"),
    ],
)
def test_times_that_make_no_meeting_are_named(
    starts: timedelta, ends: timedelta, fault: str | None
) -> None:
    assert rules.time_fault(NOON + starts, NOON + ends, NOON) == fault


def test_a_meeting_under_way_may_be_made_longer_but_not_end_in_the_past() -> None:
    begun = NOON - HOUR
    assert rules.time_fault(begun, NOON + HOUR, NOON, started=True) is None
    assert rules.time_fault(begun, NOON - 6 * MINUTE, NOON, started=True) == "meeting.in_past"


@pytest.mark.parametrize(
    ("schedule", "at", "expected"),
    [
        (PLANNED, NOON - MINUTE, Status.SCHEDULED),
        (PLANNED, NOON, Status.LIVE),
        (PLANNED, NOON + HOUR, Status.ENDED),
        (replace(PLANNED, opened_at=NOON - 9 * MINUTE), NOON - 5 * MINUTE, Status.LIVE),
        (replace(PLANNED, opened_at=NOON), NOON + 2 * HOUR, Status.LIVE),
        (replace(PLANNED, opened_at=NOON), NOON + HOUR + rules.OVERRUN, Status.ENDED),
        (
            replace(PLANNED, opened_at=NOON, emptied_at=NOON + 2 * HOUR),
            NOON + 2 * HOUR + rules.RETURN_WITHIN,
            Status.ENDED,
        ),
        (replace(PLANNED, cancelled_at=NOON - HOUR), NOON, Status.CANCELLED),
        (replace(PLANNED, opened_at=NOON, ended_at=NOON + MINUTE), NOON + MINUTE, Status.ENDED),
    ],
)
def test_status_follows_from_times_and_events(
    schedule: Schedule, at: datetime, expected: Status
) -> None:
    assert rules.status(schedule, at) is expected


@given(schedules(), moments, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_status_never_goes_back_while_nothing_happens(
    schedule: Schedule, now: datetime, later: timedelta
) -> None:
    order = [Status.SCHEDULED, Status.LIVE, Status.ENDED]
    before, after = rules.status(schedule, now), rules.status(schedule, now + later)
    if Status.CANCELLED in {before, after}:
        assert before is after
    else:
        assert order.index(before) <= order.index(after)


@given(schedules(), policies, arrivals, moments)
def test_who_has_no_right_gets_the_same_answer_whatever_the_state(
    schedule: Schedule, policy: EntryPolicy, who: Arrival, now: datetime
) -> None:
    verdict = rules.gate(schedule, policy, replace(who, kinship=None), now)
    assert verdict == rules.Verdict("not_found")


@given(schedules(), policies, arrivals, moments)
def test_nobody_enters_a_meeting_that_is_over_or_that_removed_them(
    schedule: Schedule, policy: EntryPolicy, who: Arrival, now: datetime
) -> None:
    verdict = rules.gate(schedule, policy, who, now)
    if rules.status(schedule, now) in {Status.ENDED, Status.CANCELLED} or who.barred:
        assert verdict.refusal is not None
        assert not verdict.direct


@given(schedules(), policies, arrivals, moments)
def test_whoever_waits_under_a_loose_policy_waits_under_a_strict_one(
    schedule: Schedule, policy: EntryPolicy, who: Arrival, now: datetime
) -> None:
    strict, middle, loose = (
        rules.gate(schedule, chosen, who, now).direct
        for chosen in (
            EntryPolicy.EVERYONE_WAITS,
            EntryPolicy.UNIT_DIRECT,
            EntryPolicy.INVITED_DIRECT,
        )
    )
    assert strict <= middle <= loose


@given(schedules(), policies, arrivals, moments)
def test_hosts_never_wait(
    schedule: Schedule, policy: EntryPolicy, who: Arrival, now: datetime
) -> None:
    verdict = rules.gate(schedule, policy, replace(who, kinship=Kinship.HOST), now)
    assert verdict.direct == (verdict.refusal is None)


@pytest.mark.parametrize("kinship", [k for k in Kinship if not k.conducts])
def test_before_the_doors_open_only_hosts_come_in_and_others_learn_when(kinship: Kinship) -> None:
    early = PLANNED.opens_at - MINUTE
    verdict = rules.gate(PLANNED, EntryPolicy.INVITED_DIRECT, Arrival(kinship), early)
    assert (verdict.refusal, verdict.opens_at) == ("meeting.not_open", PLANNED.opens_at)
    host = rules.gate(PLANNED, EntryPolicy.INVITED_DIRECT, Arrival(Kinship.HOST), early)
    assert host.refusal is None


def test_once_a_host_has_opened_a_meeting_early_members_follow() -> None:
    early = PLANNED.opens_at - HOUR
    opened = replace(PLANNED, opened_at=early)
    verdict = rules.gate(opened, EntryPolicy.INVITED_DIRECT, Arrival(Kinship.MEMBER), early)
    assert verdict.refusal is None


def test_guests_and_uninvited_managers_wait_unless_a_link_says_otherwise() -> None:
    loosest = EntryPolicy.INVITED_DIRECT
    assert not rules.enters_directly(loosest, Arrival(Kinship.GUEST))
    assert rules.enters_directly(EntryPolicy.EVERYONE_WAITS, Arrival(Kinship.GUEST, trusted=True))
    assert not rules.enters_directly(loosest, Arrival(Kinship.MANAGER, in_unit=True))


def test_a_briefing_longer_than_half_a_day_is_advised_against() -> None:
    on = NOON.date()
    assert kinds.advice(kinds.Kind.BRIEFING, 4 * HOUR, on) == []
    assert kinds.advice(kinds.Kind.BRIEFING, 4 * HOUR + MINUTE, on) == ["longer_than_kind"]
    assert kinds.advice(None, 40 * HOUR, on) == []


def test_every_kind_of_the_decision_has_a_rule_with_its_basis() -> None:
    assert set(kinds.RULES) == set(kinds.Kind)
    assert all(rule.basis for rule in kinds.RULES.values())
