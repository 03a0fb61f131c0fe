"""What of a live meeting is kept: implements `signaling.ports.Journal`.

A call may be repeated after a failure, and then does no harm.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select

from server.meetings import attendance, chat
from server.meetings.actions import MeetingAction
from server.meetings.context import Context
from server.meetings.models import (
    Attendance,
    ChatMessage,
    Guest,
    GuestLink,
    Meeting,
    MeetingPerson,
    Removal,
)
from server.meetings.rules import Role
from server.people.directory import names_of
from server.platform import audit
from server.platform.db.work import Work
from signaling.ports import ChatLine

DepartureReason = Literal["left", "lost", "removed", "replaced", "ended", "revoked"]


class MeetingJournal:
    """Writes down what happens in rooms of this process, which is called `holder`."""

    def __init__(self, context: Context, holder: UUID) -> None:
        self._context = context
        self._database = context.database
        self._holder = holder

    async def opened(self, meeting: UUID, at: datetime) -> None:
        """The first one entered an empty room."""
        async with self._database.write() as work:
            _occupied(await _locked(work, meeting), at)

    async def arrived(self, meeting: UUID, identity: str, name: str, at: datetime) -> None:
        """An identity is inside."""
        async with self._database.write() as work:
            row = await _locked(work, meeting)
            before = await attendance.open_interval(work.session, meeting, identity)
            if before is not None and before.held_by == self._holder:
                return
            if before is not None:
                before.left_at, before.reason = before.seen_at, attendance.LOST
            _occupied(row, at)
            work.session.add(
                Attendance(
                    meeting_id=meeting,
                    identity=identity,
                    name=name,
                    unit_name=await _unit_name(work, row, identity),
                    joined_at=at,
                    seen_at=at,
                    held_by=self._holder,
                )
            )

    async def departed(
        self, meeting: UUID, identity: str, at: datetime, reason: DepartureReason
    ) -> None:
        """An identity's seat inside ended."""
        async with self._database.write() as work:
            interval = await attendance.open_interval(work.session, meeting, identity)
            if interval is not None:
                interval.left_at = max(at, interval.joined_at)
                interval.seen_at = interval.left_at
                interval.reason = reason

    async def emptied(self, meeting: UUID, at: datetime) -> None:
        """The last seat ended; the meeting may open again."""
        async with self._database.write() as work:
            row = await _locked(work, meeting)
            if row.emptied_at is None:
                row.emptied_at = at

    async def said(self, meeting: UUID, identity: str, name: str, text: str, key: str) -> ChatLine:
        """Keep a chat message, once for each key."""
        now = self._context.clock.now()
        return _line(await chat.keep(self._database, meeting, identity, name, text, key, now))

    async def history(self, meeting: UUID, before: UUID | None, limit: int) -> list[ChatLine]:
        """The last messages before one, oldest first."""
        async with self._database.read() as session:
            return [_line(row) for row in await chat.before(session, meeting, before, limit)]

    async def removed(self, meeting: UUID, identity: str, by: str) -> None:
        """A host put an identity out: the gate refuses it from now on.

        A guest could come back by the same link under another name, so that link no longer
        spares anybody the lobby.
        """
        now = self._context.clock.now()
        async with self._database.write() as work:
            row = await _locked(work, meeting)
            if await work.session.get(Removal, (meeting, identity)) is not None:
                return
            work.session.add(Removal(meeting_id=meeting, identity=identity, by=by, at=now))
            await _distrust(work, identity)
            _write(work, row, MeetingAction.PUT_OUT, by, now, {"identity": identity})

    async def host_changed(self, meeting: UUID, identity: str, by: str) -> None:
        """A host gave the meeting to somebody and is co-host from now on."""
        person, giver = _person(identity), _person(by)
        if person is None:
            raise ValueError("only a person of the staff can be host")
        now = self._context.clock.now()
        async with self._database.write() as work:
            row = await _locked(work, meeting)
            member = await work.session.get(MeetingPerson, (meeting, person))
            if member is not None and member.role is Role.HOST:
                return
            if member is None:
                member = MeetingPerson(
                    meeting_id=meeting, person_id=person, role=Role.HOST, added_at=now
                )
                work.session.add(member)
            member.role = Role.HOST
            if giver is not None:
                await _step_down(work, meeting, giver)
            row.version += 1
            _write(work, row, MeetingAction.HOST_CHANGED, by, now, {"identity": identity})

    async def ended(self, meeting: UUID, by: str, at: datetime) -> None:
        """A host ended the meeting for all: nobody is let in any more."""
        async with self._database.write() as work:
            row = await _locked(work, meeting)
            if row.ended_at is not None:
                return
            row.ended_at, row.ended_by = at, by
            row.version += 1
            _write(work, row, MeetingAction.ENDED, by, at, {})
            self._context.announce(work, row, "ended")


async def _locked(work: Work, meeting_id: UUID) -> Meeting:
    row = await work.session.get(Meeting, meeting_id, with_for_update=True)
    if row is None:
        raise LookupError("no such meeting")
    return row


def _occupied(meeting: Meeting, at: datetime) -> None:
    if meeting.opened_at is None:
        meeting.opened_at = at
    meeting.emptied_at = None


def _person(identity: str) -> UUID | None:
    kind, _, value = identity.partition(":")
    return UUID(value) if kind == "person" else None


async def _unit_name(work: Work, meeting: Meeting, identity: str) -> str | None:
    person = _person(identity)
    if person is None:
        return None
    card = (await names_of(work.session, [person], meeting.on_date)).get(person)
    return card.unit_name if card is not None else None


async def _step_down(work: Work, meeting_id: UUID, giver: UUID) -> None:
    row = await work.session.get(MeetingPerson, (meeting_id, giver))
    if row is not None and row.role is Role.HOST:
        row.role = Role.COHOST


async def _distrust(work: Work, identity: str) -> None:
    kind, _, value = identity.partition(":")
    if kind != "guest":
        return
    link = await work.session.scalar(
        select(GuestLink).join(Guest, Guest.link_id == GuestLink.id).where(Guest.id == UUID(value))
    )
    if link is not None:
        link.direct = False


def _write(
    work: Work,
    meeting: Meeting,
    action: MeetingAction,
    by: str,
    at: datetime,
    detail: Mapping[str, JsonValue],
) -> None:
    audit.record(
        work,
        actor=_person(by),
        action=action,
        target=meeting.target,
        unit=meeting.unit_id,
        detail={"code": meeting.code, "by": by} | dict(detail),
        at=at,
    )


def _line(row: ChatMessage) -> ChatLine:
    return ChatLine(id=row.id, at=row.at, identity=row.identity, name=row.name, text=row.text)
