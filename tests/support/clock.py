"""Clocks that tests set."""

from datetime import UTC, datetime, timedelta


class ManualClock:
    """Stands still until it is moved."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        """Jump to `moment`."""
        self.moment = moment

    def advance(self, **parts: float) -> datetime:
        """Go forward by timedelta(**parts); gives the new moment."""
        self.moment += timedelta(**parts)
        return self.moment


FixedClock = ManualClock
