"""Sample meetings of the demo: one is on, others are coming, over, and called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.kinds import Kind
from server.meetings.models import Attendance, ChatMessage, Meeting
from server.meetings.rules import EntryPolicy
from server.meetings.service import Plan, add_meeting
from server.people.actor import Actor
from server.people.directory import names_of
from server.people.roles.grants import grants_on
from server.platform.clock import LOCAL, Clock, civil_date
from server.platform.db.work import Database, Work

QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Ids of those who appear. The deputy, trainer and official work in the department."""

    chairman: UUID
    director: UUID
    deputy: UUID
    trainer: UUID
    official: UUID
    commune_official: UUID
    city: UUID
    department: UUID
    ward: UUID


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A meeting to be there. `said`: who was inside and wrote what, when it is over."""

    organiser: UUID
    plan: Plan
    cancel_reason: str | None = None
    said: Sequence[tuple[UUID, str]] = ()


async def seed(database: Database, clock: Clock, cast: Cast) -> None:
    """Make the samples that are not there; a second start on the same day adds nothing.

    One that was on and is over meanwhile is made anew, so that there is always one to enter.
    """
    now = clock.now()
    async with database.write() as work:
        for sample in samples(cast, now):
            if not await _present(work.session, sample, now):
                await _add(work, sample, now)


def samples(cast: Cast, now: datetime) -> list[Sample]:
    """The meetings of a day on which the demo is started."""
    quarter = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % QUARTER
    return [
        _briefing(cast, quarter),
        _coordination(cast, quarter + timedelta(minutes=90)),
        _solving(cast, quarter + timedelta(hours=4)),
        _training(cast, _at(now, 1, time(8, 30))),
        _cancelled(cast, _at(now, 1, time(14, 0))),
        _past(cast, _at(now, -1, time(9, 0))),
    ]


def _at(now: datetime, days: int, hour: time) -> datetime:
    """An hour on the wall, some days from today."""
    return datetime.combine(civil_date(now) + timedelta(days=days), hour, LOCAL)


def _briefing(cast: Cast, start: datetime) -> Sample:
    plan = Plan(
        title="Giao ban đầu tuần",
        description="Điểm việc tuần trước, phân công việc tuần này.",
        kind=Kind.BRIEFING,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        people=[cast.chairman],
        units=[cast.department],
    )
    return Sample(organiser=cast.director, plan=plan)


def _coordination(cast: Cast, start: datetime) -> Sample:
    plan = Plan(
        title="Phối hợp số hóa hồ sơ tại cấp xã",
        description="Thống nhất danh mục hồ sơ và lịch bàn giao.",
        kind=Kind.COORDINATION,
        starts_at=start,
        ends_at=start + timedelta(minutes=90),
        people=[cast.commune_official, cast.official],
        units=[cast.ward],
        entry=EntryPolicy.UNIT_DIRECT,
    )
    return Sample(organiser=cast.deputy, plan=plan)


def _solving(cast: Cast, start: datetime) -> Sample:
    plan = Plan(
        title="Hội ý về lịch tiếp công dân",
        kind=Kind.SOLVING,
        starts_at=start,
        ends_at=start + timedelta(minutes=30),
        people=[cast.deputy, cast.director],
    )
    return Sample(organiser=cast.official, plan=plan)


def _training(cast: Cast, start: datetime) -> Sample:
    plan = Plan(
        title="Tập huấn điều hành họp trực tuyến",
        description="Dành cho toàn thể công chức. Người dự chờ ở sảnh đến khi được mời vào.",
        kind=Kind.TRAINING,
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        units=[cast.city],
        entry=EntryPolicy.EVERYONE_WAITS,
        capacity=200,
    )
    return Sample(organiser=cast.trainer, plan=plan)


def _cancelled(cast: Cast, start: datetime) -> Sample:
    plan = Plan(
        title="Chuyên đề cải cách thủ tục hành chính",
        kind=Kind.THEMATIC,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        units=[cast.department],
    )
    reason = "Nội dung đã được giải quyết bằng báo cáo, không cần họp."
    return Sample(organiser=cast.director, plan=plan, cancel_reason=reason)


def _past(cast: Cast, start: datetime) -> Sample:
    plan = Plan(
        title="Rà soát kế hoạch công tác tháng",
        kind=Kind.PROFESSIONAL,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        people=[cast.official, cast.trainer],
    )
    said = (
        (cast.deputy, "Chào các anh chị, ta bắt đầu từ mục 1 của dự thảo."),
        (cast.official, "Số liệu mục 3 tôi đã cập nhật theo báo cáo của các phường."),
        (cast.trainer, "Đề nghị lùi lịch tập huấn sang tuần sau để đủ người dự."),
        (cast.deputy, "Thống nhất. Cảm ơn mọi người."),
    )
    return Sample(organiser=cast.deputy, plan=plan, said=said)


async def _present(session: AsyncSession, sample: Sample, now: datetime) -> bool:
    """Whether the sample is there: still to be entered, or of its day when it is over."""
    plan = sample.plan
    if plan.ends_at > now:
        wanted = Meeting.ends_at > now
    else:
        wanted = Meeting.on_date == civil_date(plan.starts_at)
    found = await session.scalar(
        select(Meeting.id).where(
            Meeting.organiser_id == sample.organiser, Meeting.title == plan.title, wanted
        )
    )
    return found is not None


async def _add(work: Work, sample: Sample, now: datetime) -> None:
    actor = await _actor(work.session, sample.organiser, now)
    meeting = await add_meeting(work, actor, sample.plan, min(now, sample.plan.starts_at))
    if sample.cancel_reason is not None:
        meeting.cancelled_at, meeting.cancel_reason = now, sample.cancel_reason
    if sample.said:
        await _keep(work, meeting, sample.said)


async def _actor(session: AsyncSession, person: UUID, now: datetime) -> Actor:
    today = civil_date(now)
    grants = await grants_on(session, person, today)
    card = (await names_of(session, [person], today))[person]
    return Actor(
        person_id=person,
        session_id=uuid4(),
        name=card.name,
        grants=grants,
        unit_id=card.unit_id,
        today=today,
    )


async def _keep(work: Work, meeting: Meeting, said: Sequence[tuple[UUID, str]]) -> None:
    """What was left of a meeting that is over: who was inside, and the chat."""
    cards = await names_of(work.session, {person for person, _ in said}, meeting.on_date)
    meeting.opened_at, meeting.ended_at = meeting.starts_at, meeting.ends_at
    meeting.emptied_at, meeting.ended_by = meeting.ends_at, f"person:{meeting.organiser_id}"
    for late, card in enumerate(cards.values()):
        work.session.add(
            Attendance(
                meeting_id=meeting.id,
                identity=f"person:{card.id}",
                name=card.name,
                unit_name=card.unit_name,
                joined_at=meeting.starts_at + late * timedelta(minutes=2),
                seen_at=meeting.ends_at,
                left_at=meeting.ends_at,
                reason="ended",
                held_by=meeting.id,
            )
        )
    for number, (person, text) in enumerate(said, start=1):
        work.session.add(
            ChatMessage(
                id=uuid4(),
                meeting_id=meeting.id,
                at=meeting.starts_at + number * 12 * timedelta(minutes=1),
                identity=f"person:{person}",
                name=cards[person].name,
                text=text,
                key=f"demo-{number}",
            )
        )
        await work.session.flush()
