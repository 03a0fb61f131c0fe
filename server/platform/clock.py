"""The present moment, as something that tests can set."""

from datetime import UTC, date, datetime
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


def civil_date(moment: datetime) -> date:
    """The date that a calendar on a wall in Việt Nam shows at that moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LOCAL).date()
