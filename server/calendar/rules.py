"""Working days of Việt Nam's public sector.

Saturday and Sunday are off, and so are public holidays (Labour Code 2019, art. 112, with the days
off in their place when they fall on a weekend, art. 111). Each year the Government moves single
days ("hoán đổi"): such decisions are the overlay, which wins over everything else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1990, 2060  # where the lunar dates of the library were checked
MAX_STEPS = 10_000
ONE_DAY = timedelta(days=1)


class OutOfRangeError(ValueError):
    """The calendar does not reach that far."""


class DayKind(StrEnum):
    """Why a day is not simply what its weekday says."""

    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    WORKED = "worked"


@dataclass(frozen=True)
class Day:
    """A day that is off, or worked, for a named reason."""

    date: date
    kind: DayKind
    name: str
    legal_source: str | None = None
    overlay: bool = False


@dataclass(frozen=True)
class _Base:
    """A year as the library knows it."""

    named: Mapping[date, str]
    worked_weekends: frozenset[date]


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def _base(year: int) -> _Base:
    # Imported when first asked for (see load): it would lengthen every start.
    import holidays

    found = holidays.country_holidays("VN", years=year, language="vi")
    return _Base(
        named={day: name for day, name in found.items() if day.year == year},
        worked_weekends=frozenset(day for day in found.weekend_workdays if day.year == year),
    )


def load() -> None:
    """Compute every year; reads files once, so not on an event loop."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        _base(year)


def is_loaded() -> bool:
    """True when every year has been computed; they are kept."""
    return _base.cache_info().currsize > LAST_YEAR - FIRST_YEAR


class WorkingDays:
    """The calendar of working days: the library's years under an overlay."""

    def __init__(self, overlay: Mapping[date, Day] | None = None) -> None:
        self._overlay = dict(overlay or {})

    def is_working_day(self, day: date) -> bool:
        """True when offices work on that day."""
        changed = self._overlay.get(day)
        if changed is not None:
            return changed.kind is DayKind.WORKED
        return is_usually_worked(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day`, or before it when `count` is negative.

        `day` itself is not counted, as deadlines are reckoned (Civil Code 2015, art. 147: the first
        day is the one after the event). A count of 0 gives `day` itself, worked or not.
        """
        if abs(count) > MAX_STEPS:
            raise OutOfRangeError("too many working days")
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day = _next(day, step)
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days after `start` `end` is; negative when it is before.

        The inverse of add_working_days: days in (start, end], or minus those in [end, start).
        """
        if end >= start:
            return sum(map(self.is_working_day, _days(start + ONE_DAY, end)))
        return -sum(map(self.is_working_day, _days(end, start - ONE_DAY)))

    def first_working_day(self, day: date, *, backwards: bool = False) -> date:
        """`day` if it is worked, else the next working day, or the last one before."""
        step = -ONE_DAY if backwards else ONE_DAY
        while not self.is_working_day(day):
            day = _next(day, step)
        return day

    def days(self, year: int) -> list[Day]:
        """The days of the year that have a name, the overlay's in place of the library's."""
        _check(year)
        base = _base(year)
        found = {day: Day(day, DayKind.HOLIDAY, name) for day, name in base.named.items()}
        found |= {
            day: Day(day, DayKind.WORKED, "Làm bù ngày nghỉ hoán đổi")
            for day in base.worked_weekends
        }
        found |= {day: change for day, change in self._overlay.items() if day.year == year}
        return [found[day] for day in sorted(found)]

    def count(self, year: int) -> int:
        """How many working days the year has."""
        _check(year)
        return sum(map(self.is_working_day, _days(date(year, 1, 1), date(year, 12, 31))))


def is_usually_worked(day: date) -> bool:
    """What holds for a day when no overlay speaks of it."""
    _check(day.year)
    base = _base(day.year)
    if day in base.worked_weekends:
        return True
    return day.weekday() < SATURDAY and day not in base.named


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _next(day: date, step: timedelta) -> date:
    day += step
    _check(day.year)
    return day


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfRangeError(f"the calendar covers {FIRST_YEAR} to {LAST_YEAR}")
