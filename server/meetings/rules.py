"""Rules of a meeting: when it may be held, what state it is in, who enters and how.

Pure functions of facts and the present moment; every moment is aware and in UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

OPENS_BEFORE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(days=2)
SHORTEST: Final = timedelta(minutes=5)
FARTHEST: Final = timedelta(days=2 * 366)
# A client's clock may run behind ours, and a form is filled in for some minutes.
SKEW: Final = timedelta(minutes=5)
# Whoever is still talking at the end is not cut off ...
OVERRUN: Final = timedelta(hours=6)
# ... and whoever lost the line after the end may come back for this long.
RETURN_WITHIN: Final = timedelta(minutes=10)
NOW_LASTS: Final = timedelta(hours=1)

DEFAULT_CAPACITY: Final = 100
LARGEST_CAPACITY: Final = 500


class Status(StrEnum):
    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


class EntryPolicy(StrEnum):
    """Who enters without waiting in the lobby; hosts always do."""

    INVITED_DIRECT = "invited_direct"
    UNIT_DIRECT = "unit_direct"
    EVERYONE_WAITS = "everyone_waits"


class Role(StrEnum):
    """What an invited person is in a meeting."""

    HOST = "host"
    COHOST = "cohost"
    MEMBER = "member"


class Kinship(StrEnum):
    """What connects somebody who wants in with the meeting."""

    HOST = "host"
    COHOST = "cohost"
    MEMBER = "member"
    MANAGER = "manager"  # manages the unit's meetings, was not invited to this one
    GUEST = "guest"
    DEVICE = "device"

    @property
    def conducts(self) -> bool:
        return self in {Kinship.HOST, Kinship.COHOST}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of a meeting and what has happened in it.

    `opened_at` is when the first person entered, `emptied_at` when the last one left
    (None while somebody is in).
    """

    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None = None
    emptied_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def opens_at(self) -> datetime:
        """From when members who don't conduct it may enter."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """Until when one may enter, if nobody ends it before."""
        if self.opened_at is None:
            return self.ends_at
        if self.emptied_at is None:
            return self.ends_at + OVERRUN
        return max(self.ends_at, self.emptied_at + RETURN_WITHIN)


def status(schedule: Schedule, now: datetime) -> Status:
    """The state of a meeting at a moment."""
    if schedule.cancelled_at is not None:
        return Status.CANCELLED
    if schedule.ended_at is not None or now >= schedule.closes_at:
        return Status.ENDED
    if schedule.opened_at is not None and schedule.emptied_at is None:
        return Status.LIVE
    return Status.LIVE if now >= schedule.starts_at else Status.SCHEDULED


def time_fault(
    starts_at: datetime, ends_at: datetime, now: datetime, *, started: bool = False
) -> str | None:
    """The code of what is wrong with the times asked for, or None.

    A meeting that has `started` keeps its start, so only its end is looked at.
    """
    if ends_at <= starts_at:
        return "meeting.ends_before_start"
    if starts_at - now > FARTHEST:
        return "meeting.too_far"
    if ends_at - starts_at > LONGEST:
        return "meeting.too_long"
    if ends_at - starts_at < SHORTEST:
        return "meeting.too_short"
    first_allowed = ends_at if started else starts_at
    if first_allowed < now - SKEW:
        return "meeting.in_past"
    return None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody at the gate, as far as the rules care.

    `in_unit`: belongs to the unit that holds the meeting; `trusted`: a guest whose link
    says that its bearers don't wait; `barred`: the code of why this one may not come in again.
    """

    kinship: Kinship | None
    in_unit: bool = False
    trusted: bool = False
    barred: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Admitted when `refusal` is None, and then `direct` or by way of the lobby."""

    refusal: str | None
    direct: bool = False
    opens_at: datetime | None = None


def gate(schedule: Schedule, policy: EntryPolicy, who: Arrival, now: datetime) -> Verdict:
    """The one gate that every way into a meeting passes.

    Who has no right learns nothing but `not_found`, so that is asked first.
    """
    if who.kinship is None:
        return Verdict("not_found")
    if schedule.cancelled_at is not None:
        return Verdict("meeting.cancelled")
    if status(schedule, now) is Status.ENDED:
        return Verdict("meeting.ended")
    if who.barred is not None:
        return Verdict(who.barred)
    if now < schedule.opens_at and schedule.opened_at is None and not who.kinship.conducts:
        return Verdict("meeting.not_open", opens_at=schedule.opens_at)
    return Verdict(None, direct=enters_directly(policy, who))


def enters_directly(policy: EntryPolicy, who: Arrival) -> bool:
    """Whether somebody who may enter does so without waiting."""
    match who.kinship:
        case Kinship.HOST | Kinship.COHOST:
            return True
        # A host handed the token out for exactly this: nobody can ask a camera to wait.
        case Kinship.DEVICE:
            return True
        case Kinship.GUEST:
            return who.trusted
        case Kinship.MEMBER if policy is EntryPolicy.UNIT_DIRECT:
            return who.in_unit
        case Kinship.MEMBER:
            return policy is EntryPolicy.INVITED_DIRECT
        case _:
            return False
