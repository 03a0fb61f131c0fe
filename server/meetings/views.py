"""Meetings as their readers see them: rows and names put together, a bounded number of queries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings import kinds, rules
from server.meetings.access import Accessed
from server.meetings.headcount import Headcounts
from server.meetings.membership import belongings, units_on
from server.meetings.models import DeviceToken, GuestLink, Meeting, MeetingPerson, MeetingUnit
from server.meetings.ports import LiveCounts
from server.meetings.rules import Kinship, Role
from server.meetings.schemas import (
    DeviceTokenOut,
    GuestLinkOut,
    MeetingDetail,
    MeetingMember,
    MeetingRights,
    MeetingSummary,
    MeetingUnitRef,
    PersonRef,
)
from server.people.actor import Actor
from server.people.directory import PersonCard, names_of, unit_names
from server.platform.text import name_sort_key, sort_key

_ROLE_ORDER = {Role.HOST: 0, Role.COHOST: 1, Role.MEMBER: 2}


async def summaries(
    session: AsyncSession,
    actor: Actor,
    meetings: Sequence[Meeting],
    headcounts: Headcounts,
    live: LiveCounts,
    now: datetime,
) -> list[MeetingSummary]:
    """The meetings of a list, all of which the actor may see."""
    cards = await names_of(session, {m.organiser_id for m in meetings}, actor.today)
    units = await unit_names(session, {m.unit_id for m in meetings}, actor.today)
    kinships = await _kinships(session, actor, meetings)
    counts = await headcounts.of(session, meetings, now)
    return [
        _summary(m, kinships[m.id], person_ref(m.organiser_id, cards), units, counts, live, now)
        for m in meetings
    ]


async def detail(
    session: AsyncSession,
    actor: Actor,
    accessed: Accessed,
    headcounts: Headcounts,
    live: LiveCounts,
    now: datetime,
) -> MeetingDetail:
    """One meeting with its lists; guest links only for who manages it."""
    meeting, standing = accessed.meeting, accessed.standing
    assert standing.kinship is not None
    people = await _people(session, meeting)
    invited = await _units(session, meeting)
    links = await _links(session, meeting) if standing.manages else []
    cards = await names_of(
        session, {meeting.organiser_id, *people, *(x.created_by for x in links)}, actor.today
    )
    names = await unit_names(session, {meeting.unit_id, *invited}, actor.today)
    organiser = person_ref(meeting.organiser_id, cards)
    counts = await headcounts.of(session, [meeting], now)
    summary = _summary(meeting, standing.kinship, organiser, names, counts, live, now)
    return MeetingDetail(
        **dict(summary),
        description=meeting.description,
        entry=meeting.entry,
        chat_enabled=meeting.chat_enabled,
        capacity=meeting.capacity,
        version=meeting.version,
        opens_at=meeting.schedule.opens_at,
        cancel_reason=meeting.cancel_reason,
        people=_members(people, cards),
        units=_unit_refs(invited, names),
        guest_links=[link_out(link, cards) for link in links],
        rights=MeetingRights(manage=standing.manages, host=standing.kinship.conducts),
        advice=kinds.advice(meeting.kind, meeting.ends_at - meeting.starts_at, meeting.on_date),
    )


def person_ref(person_id: UUID, cards: dict[UUID, PersonCard]) -> PersonRef:
    """The card of a person, or an empty one for somebody who is no longer known."""
    return PersonRef.model_validate(cards.get(person_id) or PersonCard(person_id, ""))


def link_out(
    link: GuestLink, cards: dict[UUID, PersonCard], url: str | None = None
) -> GuestLinkOut:
    """A guest link as its hosts see it."""
    return GuestLinkOut(
        id=link.id,
        label=link.label,
        created_by=person_ref(link.created_by, cards),
        created_at=link.created_at,
        expires_at=link.expires_at,
        revoked_at=link.revoked_at,
        single_use=link.single_use,
        direct=link.direct,
        uses=link.uses,
        url=url,
    )


def device_out(
    token: DeviceToken, cards: dict[UUID, PersonCard], endpoint: str, secret: str | None = None
) -> DeviceTokenOut:
    """A device token as its hosts see it."""
    return DeviceTokenOut(
        id=token.id,
        label=token.label,
        direction=token.direction,
        created_by=person_ref(token.created_by, cards),
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        endpoint=endpoint,
        token=secret,
    )


def _summary(
    meeting: Meeting,
    kinship: Kinship,
    organiser: PersonRef,
    units: dict[UUID, str],
    counts: dict[UUID, int],
    live: LiveCounts,
    now: datetime,
) -> MeetingSummary:
    return MeetingSummary(
        id=meeting.id,
        code=meeting.code,
        title=meeting.title,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        status=rules.status(meeting.schedule, now),
        organiser=organiser,
        unit_id=meeting.unit_id,
        unit_name=units.get(meeting.unit_id, ""),
        member_count=counts.get(meeting.id, 0),
        you="host" if kinship.conducts else "manager" if kinship is Kinship.MANAGER else "member",
        live_count=live.live_count(meeting.id),
    )


async def _kinships(
    session: AsyncSession, actor: Actor, meetings: Sequence[Meeting]
) -> dict[UUID, Kinship]:
    """What the actor is to each meeting of a list, by name, by unit, or by a right alone."""
    ids = [meeting.id for meeting in meetings]
    named = await session.execute(
        select(MeetingPerson.meeting_id, MeetingPerson.role).where(
            MeetingPerson.person_id == actor.person_id, MeetingPerson.meeting_id.in_(ids)
        )
    )
    by_name = {meeting_id: Kinship(role) for meeting_id, role in named}
    found = await belongings(session, actor.person_id)
    rows = await session.execute(
        select(MeetingUnit.meeting_id, MeetingUnit.unit_id).where(
            MeetingUnit.meeting_id.in_(ids), MeetingUnit.unit_id.in_({unit for unit, _ in found})
        )
    )
    on_date = {meeting.id: meeting.on_date for meeting in meetings}
    by_unit = {
        meeting_id for meeting_id, unit in rows if unit in units_on(found, on_date[meeting_id])
    }
    return {
        meeting_id: by_name.get(meeting_id)
        or (Kinship.MEMBER if meeting_id in by_unit else Kinship.MANAGER)
        for meeting_id in ids
    }


async def _people(session: AsyncSession, meeting: Meeting) -> dict[UUID, Role]:
    rows = await session.execute(
        select(MeetingPerson.person_id, MeetingPerson.role).where(
            MeetingPerson.meeting_id == meeting.id
        )
    )
    return dict(rows.all())


async def _units(session: AsyncSession, meeting: Meeting) -> list[UUID]:
    return list(
        await session.scalars(
            select(MeetingUnit.unit_id).where(MeetingUnit.meeting_id == meeting.id)
        )
    )


async def _links(session: AsyncSession, meeting: Meeting) -> list[GuestLink]:
    return list(
        await session.scalars(
            select(GuestLink)
            .where(GuestLink.meeting_id == meeting.id)
            .order_by(GuestLink.created_at, GuestLink.id)
        )
    )


def _members(people: dict[UUID, Role], cards: dict[UUID, PersonCard]) -> list[MeetingMember]:
    members = [
        MeetingMember(**dict(person_ref(person_id, cards)), role=role)
        for person_id, role in people.items()
    ]
    return sorted(members, key=lambda m: (_ROLE_ORDER[m.role], name_sort_key(m.name), m.id))


def _unit_refs(units: Iterable[UUID], names: dict[UUID, str]) -> list[MeetingUnitRef]:
    refs = [MeetingUnitRef(id=unit, name=names.get(unit, "")) for unit in units]
    return sorted(refs, key=lambda ref: (sort_key(ref.name), ref.id))
