"""The gate as signaling sees it: implements `signaling.ports.Admission`."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from aiohttp import web

from server.meetings.context import MEETINGS
from server.meetings.entrance import Callers, Passage, approach, callers
from server.meetings.errors import LinkRevoked, Removed
from server.meetings.review import review
from server.meetings.rules import Kinship
from server.platform.http.problems import NotFound, Unauthorized
from signaling.ports import Credentials, Entry, Identified, Refused

SeatRole = Literal["host", "cohost", "member", "guest", "device"]


class MeetingAdmission:
    """Answers for credentials whether, as what and where to they may enter."""

    def __init__(self, app: web.Application) -> None:
        self._app = app

    async def identify(self, credentials: Credentials) -> Identified:
        """Whom the credentials are taken for; Refused("session.required") for nobody."""
        who = await self._callers(credentials)
        return Identified(identity=who.identity, session=who.session)

    async def admit(self, code: str, credentials: Credentials) -> Entry:
        """The gate's answer; raises Refused with its reason."""
        who = await self._callers(credentials)
        try:
            passage = await approach(self._app, code, who)
        except NotFound:
            raise Refused(NotFound.code) from None
        verdict = passage.verdict
        if verdict.refusal is None:
            return _entry(passage)
        if verdict.opens_at is not None:
            opens_at = int(verdict.opens_at.timestamp() * 1000)
            raise Refused(verdict.refusal, opens_at=opens_at)
        # To whoever came by it, a link that was withdrawn means what a host's removal means.
        withdrawn = verdict.refusal == LinkRevoked.code
        raise Refused(Removed.code if withdrawn else verdict.refusal)

    async def review(self, meeting: UUID, identities: Collection[str]) -> dict[str, bool]:
        """Who of these may still be in the meeting, each with whether without waiting."""
        return await review(self._app[MEETINGS], meeting, identities)

    async def _callers(self, credentials: Credentials) -> Callers:
        who = await callers(self._app, credentials.cookies, credentials.bearer, credentials.address)
        if who.nobody:
            raise Refused(Unauthorized.code)
        return who


def _entry(passage: Passage) -> Entry:
    meeting, candidate = passage.meeting, passage.candidate
    return Entry(
        meeting=meeting.id,
        code=meeting.code,
        title=meeting.title,
        identity=candidate.identity,
        session=candidate.session,
        person=candidate.person,
        name=candidate.name,
        unit_name=candidate.unit_name,
        unit_path=candidate.unit_path,
        role=_seat_role(candidate.arrival.kinship),
        direct=passage.verdict.direct,
        chat_enabled=meeting.chat_enabled,
        capacity=meeting.capacity,
        direction=candidate.direction,
        language=candidate.language,
        started_at=meeting.opened_at,
    )


def _seat_role(kinship: Kinship | None) -> SeatRole:
    match kinship:
        case Kinship.HOST:
            return "host"
        case Kinship.COHOST:
            return "cohost"
        case Kinship.GUEST:
            return "guest"
        case Kinship.DEVICE:
            return "device"
        case _:
            return "member"
