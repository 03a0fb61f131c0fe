"""What operations on meetings may answer instead of a result."""

from typing import Final

from server.platform.http.problems import Conflict, Forbidden, Gone, NotFound, Problem


class TimeFault(Problem):
    """The times asked for make no meeting."""

    status = 422
    code = "meeting.times"
    title = "The times make no meeting"


class InPast(TimeFault):
    code = "meeting.in_past"
    title = "The time has already passed"


class EndsBeforeStart(TimeFault):
    code = "meeting.ends_before_start"
    title = "The meeting ends before it starts"


class TooLong(TimeFault):
    code = "meeting.too_long"
    title = "A meeting lasts two days at most"


class TooShort(TimeFault):
    code = "meeting.too_short"
    title = "A meeting lasts five minutes at least"


class TooFar(TimeFault):
    code = "meeting.too_far"
    title = "The meeting is too far in the future"


TIME_FAULTS: Final[dict[str, type[TimeFault]]] = {
    fault.code: fault for fault in (InPast, EndsBeforeStart, TooLong, TooShort, TooFar)
}


class UnknownPeople(Problem):
    """Some invited persons don't exist or have left; `errors` points at each."""

    status = 422
    code = "meeting.unknown_people"
    title = "Some of the invited persons are not in the directory"


class UnknownUnits(Problem):
    """Some invited units don't exist; `errors` points at each."""

    status = 422
    code = "meeting.unknown_units"
    title = "Some of the invited units do not exist"


class UnitRequired(Problem):
    """The organiser belongs to no unit, so the meeting needs one named."""

    status = 422
    code = "meeting.unit_required"
    title = "Choose the unit that holds the meeting"


class TooManyInvited(Problem):
    status = 422
    code = "meeting.too_many_invited"
    title = "Too many invitations for one meeting"


class TooManyLinks(Conflict):
    code = "meeting.too_many_links"
    title = "The meeting has as many links or tokens as it may have"


class MeetingClosed(Conflict):
    """A meeting that has ended or was cancelled is not changed any more."""

    code = "meeting.closed"
    title = "The meeting is over and cannot be changed"


class MeetingStarted(Conflict):
    code = "meeting.started"
    title = "The meeting has started: its start cannot be changed"


class LastHost(Conflict):
    code = "meeting.last_host"
    title = "A meeting needs a host"


class Changed(Conflict):
    """Somebody else changed it in between; read it again."""

    code = "conflict.changed"
    title = "Somebody else changed it in the meantime"


class MeetingEnded(Gone):
    code = "meeting.ended"
    title = "The meeting has ended"


class MeetingCancelled(Gone):
    code = "meeting.cancelled"
    title = "The meeting was cancelled"


class Removed(Forbidden):
    code = "removed"
    title = "A host removed you from this meeting"


class LinkInvalid(NotFound):
    """Forged, cut short, or of a meeting that is gone."""

    code = "guest_link.invalid"
    title = "This guest link is not valid"


class LinkExpired(Gone):
    code = "guest_link.expired"
    title = "This guest link has expired"


class LinkRevoked(Gone):
    code = "guest_link.revoked"
    title = "This guest link was withdrawn"


class LinkUsed(Gone):
    code = "guest_link.used"
    title = "This guest link was for one use and has been used"


class ExpiryWrong(Problem):
    status = 422
    code = "meeting.expiry"
    title = "It must expire in the future, and not long after the meeting"


REFUSALS: Final[dict[str, type[Problem]]] = {
    refusal.code: refusal
    for refusal in (MeetingEnded, MeetingCancelled, Removed, LinkRevoked, NotFound)
}
