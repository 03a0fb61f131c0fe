"""The gate with its facts: who stands there, what they are to the meeting, what the rules say.

Every way into a meeting (socket, page, WHIP, WHEP) comes through `approach`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings import rules
from server.meetings.access import find_meeting, standing_of
from server.meetings.context import MEETINGS
from server.meetings.devices import device_of
from server.meetings.errors import LinkRevoked, Removed
from server.meetings.guests import guest_of
from server.meetings.identities import device_identity, guest_identity, person_identity
from server.meetings.models import DeviceToken, Guest, GuestLink, Meeting, Removal
from server.meetings.rules import Arrival, Kinship, Verdict
from server.people import actor_from_cookies
from server.people.actor import Actor
from server.people.directory import names_of
from server.platform.http.problems import NotFound
from server.platform.keys import SETTINGS
from server.platform.settings import Settings

LONGEST_COOKIE: Final = 100


@dataclass(frozen=True, slots=True)
class Callers:
    """Everybody that one request may be: a device, a signed-in person, a guest."""

    actor: Actor | None = None
    guest: Guest | None = None
    device: DeviceToken | None = None

    @property
    def nobody(self) -> bool:
        return self.actor is None and self.guest is None and self.device is None

    @property
    def identity(self) -> str:
        """Whom the request is taken for before a meeting is named; only when not `nobody`."""
        return next(iter(self.identities()))

    @property
    def session(self) -> str | None:
        """The key under which these credentials are revoked; only a person's session has one."""
        if self.device is not None or self.actor is None:
            return None
        return self.actor.session_id.hex

    def identities(self) -> list[str]:
        """All of them; a device's token, which was shown on purpose, comes first."""
        found = []
        if self.device is not None:
            found.append(device_identity(self.device.id))
        if self.actor is not None:
            found.append(person_identity(self.actor.person_id))
        if self.guest is not None:
            found.append(guest_identity(self.guest.id))
        return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the callers as somebody who wants into one meeting."""

    identity: str
    name: str
    arrival: Arrival
    language: Literal["vi", "en"] = "vi"
    session: str | None = None
    person: UUID | None = None
    unit_name: str | None = None
    unit_path: tuple[str, ...] = ()
    direction: Literal["publish", "play"] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What the gate says to a candidate. Only a verdict without refusal lets in."""

    meeting: Meeting
    candidate: Candidate
    verdict: Verdict


def guest_cookie(settings: Settings) -> str:
    """The cookie of guests; `__Host-` where TLS allows it."""
    return "__Host-congvu-guest" if settings.secure else "congvu-guest"


async def callers(
    app: web.Application, cookies: Mapping[str, str], bearer: str | None, address: str | None
) -> Callers:
    """Who may be behind cookies and a bearer token. A bearer token counts alone."""
    context = app[MEETINGS]
    if bearer is not None:
        async with context.database.read() as session:
            return Callers(device=await device_of(session, bearer, context.clock.now()))
    actor = await actor_from_cookies(app, cookies, address)
    secret = cookies.get(guest_cookie(app[SETTINGS]), "")[:LONGEST_COOKIE]
    if not secret:
        return Callers(actor=actor)
    async with context.database.read() as session:
        return Callers(actor=actor, guest=await guest_of(session, secret))


async def approach(app: web.Application, code: str, who: Callers) -> Passage:
    """What the gate says; NotFound for who has nothing to do with the meeting.

    Of several identities the first counts that has to do with it.
    """
    context = app[MEETINGS]
    async with context.database.read() as session:
        meeting = await find_meeting(session, code)
        if meeting is None:
            raise NotFound
        candidate = (
            await _as_device(session, meeting, who.device)
            or await _as_person(session, meeting, who.actor)
            or await _as_guest(session, meeting, who.guest)
        )
    if candidate is None:
        raise NotFound
    verdict = rules.gate(meeting.schedule, meeting.entry, candidate.arrival, context.clock.now())
    if verdict.refusal == NotFound.code:
        raise NotFound
    return Passage(meeting, candidate, verdict)


async def _as_device(
    session: AsyncSession, meeting: Meeting, device: DeviceToken | None
) -> Candidate | None:
    if device is None or device.meeting_id != meeting.id:
        return None
    return Candidate(
        identity=device_identity(device.id),
        name=device.label,
        arrival=await device_arrival(session, meeting, device),
        direction=device.direction.value,
    )


async def _as_person(
    session: AsyncSession, meeting: Meeting, actor: Actor | None
) -> Candidate | None:
    if actor is None:
        return None
    arrival = await person_arrival(session, meeting, actor)
    if arrival.kinship is None:
        return None
    cards = await names_of(session, [actor.person_id], meeting.on_date)
    card = cards.get(actor.person_id)
    return Candidate(
        identity=person_identity(actor.person_id),
        name=actor.name,
        arrival=arrival,
        language=actor.language,
        session=actor.session_id.hex,
        person=actor.person_id,
        unit_name=card.unit_name if card is not None else None,
        unit_path=card.unit_path if card is not None else (),
    )


async def _as_guest(
    session: AsyncSession, meeting: Meeting, guest: Guest | None
) -> Candidate | None:
    if guest is None or guest.meeting_id != meeting.id:
        return None
    return Candidate(
        identity=guest_identity(guest.id),
        name=guest.name,
        arrival=await guest_arrival(session, meeting, guest),
    )


async def person_arrival(session: AsyncSession, meeting: Meeting, actor: Actor) -> Arrival:
    """A person at the gate of the meeting; without kinship when they have nothing to do with it."""
    standing = await standing_of(session, actor, meeting)
    barred = await _barred(session, meeting, person_identity(actor.person_id))
    return Arrival(standing.kinship, in_unit=standing.in_unit, barred=barred)


async def guest_arrival(session: AsyncSession, meeting: Meeting, guest: Guest) -> Arrival:
    """A guest at the gate of the meeting that the link leads to."""
    link = await session.get(GuestLink, guest.link_id)
    assert link is not None
    barred = await _barred(session, meeting, guest_identity(guest.id))
    if barred is None and link.revoked_at is not None:
        barred = LinkRevoked.code
    return Arrival(Kinship.GUEST, trusted=link.direct, barred=barred)


async def device_arrival(session: AsyncSession, meeting: Meeting, device: DeviceToken) -> Arrival:
    """A device at the gate of its meeting."""
    barred = await _barred(session, meeting, device_identity(device.id))
    return Arrival(Kinship.DEVICE, barred=barred)


async def _barred(session: AsyncSession, meeting: Meeting, identity: str) -> str | None:
    found = await session.scalar(
        select(Removal.identity).where(
            Removal.meeting_id == meeting.id, Removal.identity == identity
        )
    )
    return None if found is None else Removed.code
