"""What the HTTP endpoints of signaling answer instead of a result."""

from __future__ import annotations

from collections.abc import Callable

from server.platform.http.problems import (
    Conflict,
    Forbidden,
    Gone,
    NotFound,
    Problem,
    TooMany,
    Unauthorized,
    Unavailable,
)
from signaling.media import MediaError
from signaling.ports import Refused
from signaling.rooms.state import Denied


class BadDescription(Problem):
    """The SDP cannot be read or does not fit the endpoint."""

    code = "media.sdp"
    title = "The session description is not acceptable"


class NoCodec(Problem):
    status = 422
    code = "media.no_codec"
    title = "None of the offered codecs is supported"


class MediaFull(Unavailable):
    code = "media.full"
    title = "The media server takes no more connections"


class NothingToPlay(Conflict):
    """Try again once somebody publishes."""

    code = "media.nothing_to_play"
    title = "Nobody publishes anything to play"


class SessionChanged(Problem):
    """`If-Match` names another ICE session than the present one (RFC 9725, section 4.3.2)."""

    status = 412
    code = "media.stale"
    title = "The ICE session has changed"


class RoomFull(Conflict):
    code = "room.full"
    title = "The meeting is full"


class RoomLocked(Forbidden):
    code = "room.locked"
    title = "The meeting is locked"


class Waits(Forbidden):
    """A device cannot wait in the lobby: its token lets in directly or not at all."""

    code = "room.lobby"
    title = "This entry would have to wait in the lobby"


class RemovedFromMeeting(Forbidden):
    code = "removed"
    title = "A host removed you from this meeting"


class NotOpen(Forbidden):
    code = "meeting.not_open"
    title = "The meeting is not open yet"


class Ended(Gone):
    code = "meeting.ended"
    title = "The meeting has ended"


class Cancelled(Gone):
    code = "meeting.cancelled"
    title = "The meeting was cancelled"


class ServerDraining(Unavailable):
    code = "server.draining"
    title = "This server is restarting"


class TokenRequired(Unauthorized):
    """No bearer token, or one that is unknown, expired or revoked."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["WWW-Authenticate"] = "Bearer"


ENTRY: tuple[type[Problem], ...] = (
    TokenRequired, Forbidden, NotFound, BadDescription, NoCodec, MediaFull, RoomFull, RoomLocked,
    Waits, RemovedFromMeeting, NotOpen, Ended, Cancelled, ServerDraining, TooMany,
)  # fmt: skip
_TOLD: tuple[type[Problem], ...] = (*ENTRY, NothingToPlay, SessionChanged)
_BY_CODE: dict[str, Callable[[], Problem]] = {kind.code: kind for kind in _TOLD}


def problem_of(error: Refused | Denied | MediaError) -> Problem:
    """The HTTP answer for a refusal of the gate, the room or the media plane."""
    if isinstance(error, Denied) and error.retry_after_ms is not None:
        return TooMany(error.retry_after_ms / 1000)
    if isinstance(error, Refused):
        found = _BY_CODE.get(error.code, NotFound)()
        found.extra |= error.details
        return found
    if error.code in _BY_CODE:
        return _BY_CODE[error.code]()
    return BadDescription(None, reason=error.code)
