"""What can be wrong with a change of the calendar."""

from server.platform.http.problems import NotFound, Problem


class NoChange(Problem):
    """A day off on a day that is off, or a worked day on one that is worked anyway."""

    status = 422
    code = "calendar.no_change"
    title = "The day is already what the change would make it"


class OverlayNotFound(NotFound):
    """The overlay has nothing on that day."""

    code = "calendar.overlay_not_found"
    title = "No change is recorded for this day"


class OutOfRange(Problem):
    """A day outside the years that the calendar covers."""

    status = 422
    code = "calendar.out_of_range"
    title = "The calendar does not cover this year"
