"""The present moment, as something that tests can set."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

# UTC+7 without daylight saving. One zone for the whole country.
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def next_time(after: datetime, at: time) -> datetime:
    """The first moment after another at which clocks on a wall in Việt Nam show `at`; in UTC."""
    local = after.astimezone(LOCAL)
    found = datetime.combine(local.date(), at, LOCAL)
    if found <= local:
        found = datetime.combine(local.date() + timedelta(days=1), at, LOCAL)
    return found.astimezone(UTC)


def civil_date(moment: datetime) -> date:
    """The date that a calendar on a wall in Việt Nam shows at that moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LOCAL).date()
