"""What lets nobody in any more is deleted after a while, and nothing else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from sqlalchemy import func, select

from server import meetings, people
from server.meetings.context import MEETINGS
from server.meetings.links import secret_hash
from server.meetings.models import (
    Attendance,
    DeviceToken,
    Direction,
    Guest,
    GuestLink,
    Meeting,
)
from server.meetings.rules import EntryPolicy
from server.people.accounts.models import LoginSession
from server.people.accounts.sessions import open_session
from server.platform.application import create
from server.platform.db.base import Base
from server.platform.jobs import Job
from server.platform.keys import DATABASE, JOBS
from server.platform.settings import Settings
from server.platform.worker import Worker
from tests.support.clock import ManualClock
from tests.support.people import City, make_city

DAY = timedelta(days=1)


@pytest.fixture
async def app(settings: Settings, clock: ManualClock) -> AsyncIterator[web.Application]:
    """People and meetings, whose jobs nobody does but the test."""
    built = await create(settings.model_copy(update={"expired_kept_days": 10}), clock=clock)
    people.setup(built)
    meetings.setup(built)
    await built[JOBS].plan_nights()
    yield built
    await built[DATABASE].close()


@pytest.fixture
async def city(app: web.Application, clock: ManualClock) -> City:
    return await make_city(app[DATABASE], clock=clock)


async def night(app: web.Application, clock: ManualClock) -> None:
    """The jobs of the coming night."""
    clock.advance(days=1)
    worker = Worker(app[JOBS])
    while await worker.step():
        pass


async def count(app: web.Application, table: type[Base]) -> int:
    async with app[DATABASE].read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def signed_in(app: web.Application, person: UUID, clock: ManualClock) -> LoginSession:
    async with app[DATABASE].write() as work:
        _, session = open_session(work, person, clock.now(), None, None)
    return session


async def test_a_session_is_deleted_ten_days_after_its_timeout(
    app: web.Application, city: City, clock: ManualClock
) -> None:
    await signed_in(app, city.person("official"), clock)
    clock.advance(days=9)
    await night(app, clock)
    assert await count(app, LoginSession) == 1
    await night(app, clock)
    assert await count(app, LoginSession) == 0


async def test_a_revoked_session_is_deleted_ten_days_later_and_the_present_one_stays(
    app: web.Application, city: City, clock: ManualClock
) -> None:
    revoked = await signed_in(app, city.person("official"), clock)
    async with app[DATABASE].write() as work:
        (await work.session.merge(revoked)).revoked_at = clock.now()
    clock.advance(days=10)
    living = await signed_in(app, city.person("official"), clock)
    await night(app, clock)
    async with app[DATABASE].read() as session:
        assert [row.id for row in await session.scalars(select(LoginSession))] == [living.id]


async def test_guests_and_tokens_go_with_their_meeting_and_what_it_keeps_stays(
    app: web.Application, city: City, clock: ManualClock
) -> None:
    now = clock.now()
    meeting = Meeting(
        code="abcdefghij",
        title="Giao ban",
        search=" giao ban",
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        on_date=now.date(),
        organiser_id=city.person("head"),
        unit_id=city.unit("interior"),
        entry=EntryPolicy.INVITED_DIRECT,
        created_at=now,
    )
    made: dict[str, Any] = {"meeting_id": meeting.id, "created_at": now}
    by: dict[str, Any] = {"created_by": city.person("head"), "expires_at": now + timedelta(hours=7)}
    link = GuestLink(**made, **by, label="Khách", single_use=False, direct=False)
    hashes = [secret_hash(text) for text in ("a", "b")]
    token = DeviceToken(
        **made, **by, label="Máy quay", direction=Direction.PUBLISH, token_hash=hashes[0]
    )
    guest = Guest(**made, link_id=link.id, name="Chị Mây", token_hash=hashes[1])
    stay = Attendance(
        meeting_id=meeting.id,
        identity=f"guest:{guest.id}",
        name=guest.name,
        joined_at=now,
        seen_at=now,
        left_at=now,
        held_by=uuid4(),
    )
    async with app[DATABASE].write() as work:
        for row in (meeting, link, token, guest, stay):
            work.session.add(row)
            await work.session.flush()
    assert app[MEETINGS].clock is clock
    clock.advance(days=9)
    await night(app, clock)
    assert (await count(app, Guest), await count(app, DeviceToken)) == (1, 1)
    await night(app, clock)
    assert (await count(app, Guest), await count(app, DeviceToken)) == (0, 0)
    assert (await count(app, GuestLink), await count(app, Attendance)) == (1, 1)


async def test_the_nightly_jobs_are_planned_once(app: web.Application) -> None:
    for _ in range(2):
        await app[JOBS].plan_nights()
    async with app[DATABASE].read() as session:
        names = sorted(await session.scalars(select(Job.name)))
    assert names == ["meetings.purge_visitors", "people.purge_sessions"]
