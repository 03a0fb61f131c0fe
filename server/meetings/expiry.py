"""Until when links and tokens of a meeting are valid."""

from datetime import datetime

from server.meetings.errors import ExpiryWrong
from server.meetings.models import Meeting
from server.meetings.rules import OVERRUN


def expiry(meeting: Meeting, asked: datetime | None, now: datetime) -> datetime:
    """The moment asked for, at most the last one at which the meeting can be entered.

    In whole seconds. ExpiryWrong when it has passed already.
    """
    last = meeting.ends_at + OVERRUN
    chosen = (last if asked is None else min(asked, last)).replace(microsecond=0)
    if chosen <= now:
        raise ExpiryWrong
    return chosen
