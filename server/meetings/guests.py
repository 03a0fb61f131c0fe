"""Use cases of guest links and of the guests who come by them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings import rules
from server.meetings.access import Need, access_meeting
from server.meetings.actions import MeetingAction
from server.meetings.context import Context
from server.meetings.errors import (
    LinkExpired,
    LinkInvalid,
    LinkRevoked,
    LinkUsed,
    MeetingCancelled,
    MeetingEnded,
    TooManyLinks,
)
from server.meetings.expiry import expiry
from server.meetings.identities import guest_identity
from server.meetings.links import new_secret, secret_hash
from server.meetings.models import Guest, GuestLink, Meeting
from server.meetings.rules import Status
from server.meetings.service import check_open, write_audit
from server.people.actor import Actor
from server.platform import audit
from server.platform.db.work import Work
from server.platform.http.problems import NotFound

MOST_LINKS: Final = 100


@dataclass(frozen=True, kw_only=True)
class NewLink:
    """What somebody asks a guest link to be."""

    label: str
    expires_at: datetime | None = None
    single_use: bool = False
    direct: bool = False


async def links(context: Context, actor: Actor, code: str) -> list[GuestLink]:
    """The guest links of a meeting, the oldest first."""
    async with context.database.read() as session:
        meeting = (await access_meeting(session, actor, code, Need.MANAGE)).meeting
        rows = await session.scalars(
            select(GuestLink)
            .where(GuestLink.meeting_id == meeting.id)
            .order_by(GuestLink.created_at, GuestLink.id)
        )
        return list(rows)


async def create_link(
    context: Context, actor: Actor, code: str, wanted: NewLink
) -> tuple[GuestLink, str]:
    """A new link and its token, which is told only now."""
    now = context.clock.now()
    async with context.database.write() as work:
        meeting = (await access_meeting(work.session, actor, code, Need.MANAGE, lock=True)).meeting
        check_open(meeting, now)
        count = await work.session.scalar(
            select(func.count()).select_from(GuestLink).where(GuestLink.meeting_id == meeting.id)
        )
        if (count or 0) >= MOST_LINKS:
            raise TooManyLinks
        link = GuestLink(
            meeting_id=meeting.id,
            label=wanted.label,
            created_by=actor.person_id,
            created_at=now,
            expires_at=expiry(meeting, wanted.expires_at, now),
            single_use=wanted.single_use,
            direct=wanted.direct,
        )
        work.session.add(link)
        detail = {"link": str(link.id), "label": link.label, "direct": link.direct}
        write_audit(work, actor, meeting, MeetingAction.LINK_CREATED, now, detail)
    return link, context.signer.token(link.id, link.expires_at)


async def revoke_link(context: Context, actor: Actor, code: str, link_id: UUID) -> None:
    """Withdraw a link: it lets nobody in any more, and who came by it is sent out.

    Doing so twice changes nothing.
    """
    now = context.clock.now()
    async with context.database.write() as work:
        meeting = (await access_meeting(work.session, actor, code, Need.MANAGE)).meeting
        link = await work.session.get(GuestLink, link_id, with_for_update=True)
        if link is None or link.meeting_id != meeting.id:
            raise NotFound
        if link.revoked_at is not None:
            return
        link.revoked_at = now
        write_audit(work, actor, meeting, MeetingAction.LINK_REVOKED, now, {"link": str(link.id)})
        came = await work.session.scalars(select(Guest.id).where(Guest.link_id == link.id))
        context.announce_admission(work, meeting, actor, map(guest_identity, came))


async def look(context: Context, token: str, cookie: str | None) -> tuple[Meeting, str | None]:
    """Where a link leads, and the name under which this browser came by it before."""
    now = context.clock.now()
    async with context.database.read() as session:
        link, meeting = await _open_link(session, context, token, now)
        guest = await guest_of(session, cookie)
        if guest is not None and guest.link_id == link.id:
            return meeting, guest.name
        if link.single_use and link.uses:
            raise LinkUsed
        return meeting, None


async def enter(
    context: Context, token: str, name: str, cookie: str | None, address: str | None
) -> tuple[Meeting, str]:
    """Become a guest under a name; gives the meeting and the secret for the guest's cookie.

    A browser that came by the same link before stays the same guest, under the new name.
    """
    now = context.clock.now()
    async with context.database.write() as work:
        link, meeting = await _open_link(work.session, context, token, now, lock=True)
        guest = await guest_of(work.session, cookie)
        if cookie is not None and guest is not None and guest.link_id == link.id:
            guest.name = name
            return meeting, cookie
        if link.single_use and link.uses:
            raise LinkUsed
        link.uses += 1
        secret = new_secret()
        new = Guest(
            id=uuid4(),
            meeting_id=meeting.id,
            link_id=link.id,
            name=name,
            token_hash=secret_hash(secret),
            created_at=now,
        )
        work.session.add(new)
        _write_guest(work, meeting, new, address, now)
    return meeting, secret


async def guest_of(session: AsyncSession, cookie: str | None) -> Guest | None:
    """The guest of a cookie's secret."""
    if not cookie:
        return None
    return await session.scalar(select(Guest).where(Guest.token_hash == secret_hash(cookie)))


async def _open_link(
    session: AsyncSession, context: Context, token: str, now: datetime, *, lock: bool = False
) -> tuple[GuestLink, Meeting]:
    """The link of a token and its meeting, when both still let somebody in."""
    signed = context.signer.read(token)
    if signed is None:
        raise LinkInvalid
    link = await session.get(GuestLink, signed.link_id, with_for_update=lock or None)
    if link is None:
        raise LinkInvalid
    if link.revoked_at is not None:
        raise LinkRevoked
    meeting = await session.get(Meeting, link.meeting_id)
    assert meeting is not None
    status = rules.status(meeting.schedule, now)
    if status is Status.CANCELLED:
        raise MeetingCancelled
    if status is Status.ENDED:
        raise MeetingEnded
    if now >= signed.expires_at:
        raise LinkExpired
    return link, meeting


def _write_guest(
    work: Work, meeting: Meeting, guest: Guest, address: str | None, now: datetime
) -> None:
    audit.record(
        work,
        actor=None,
        action=MeetingAction.GUEST_NAMED,
        target=meeting.target,
        unit=meeting.unit_id,
        detail={"code": meeting.code, "guest": str(guest.id), "link": str(guest.link_id)},
        address=address,
        at=now,
    )
