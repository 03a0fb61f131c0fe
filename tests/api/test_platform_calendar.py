"""The calendar over HTTP: who reads it, who changes it, and what a change brings about."""

from datetime import date
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from server import calendar, people
from server.calendar.service import CHANGED, working_days
from server.platform.application import create
from server.platform.audit import AuditEntry
from server.platform.db.types import JsonObject
from server.platform.keys import BUS, DATABASE
from server.platform.settings import Settings
from tests.support.clock import ManualClock
from tests.support.people import sign_in

Client = TestClient[Any, Any]
SWAP = {"kind": "day_off", "name": "Nghỉ hoán đổi", "legal_source": "Thông báo số 1/TB"}
FRIDAY = "/api/calendar/overlay/2026-01-02"


@pytest.fixture
async def app(settings: Settings, clock: ManualClock) -> web.Application:
    built = await create(settings, clock=clock)
    people.setup(built)
    calendar.setup(built)
    return built


async def test_every_signed_in_person_reads_the_year(client: Client) -> None:
    await sign_in(client, "official")
    answer = await (await client.get("/api/calendar?year=2026")).json()
    assert answer["year"] == 2026
    # 261 weekdays, 13 of them off, and a Saturday worked in place of one of these.
    assert answer["working_days"] == 249
    names = {day["date"]: day["name"] for day in answer["days"]}
    assert names["2026-09-02"] == "Quốc khánh"


async def test_the_year_is_this_one_in_vietnam_when_none_is_named(
    client: Client, clock: ManualClock
) -> None:
    # At this moment it is the new year in Việt Nam already, and not yet in UTC.
    clock.set(clock.now().replace(year=2026, month=12, day=31, hour=18))
    await sign_in(client, "official")
    assert (await (await client.get("/api/calendar")).json())["year"] == 2027


async def test_a_stranger_reads_nothing(client: Client) -> None:
    assert (await client.get("/api/calendar")).status == 401
    assert (await client.put(FRIDAY, json=SWAP)).status == 401


@pytest.mark.parametrize("login", ["official", "head", "hr", "ward_administrator"])
async def test_only_an_administrator_of_the_whole_city_changes_a_day(
    client: Client, login: str
) -> None:
    await sign_in(client, login)
    response = await client.put(FRIDAY, json=SWAP)
    assert (response.status, (await response.json())["code"]) == (403, "forbidden")
    assert (await client.delete(FRIDAY)).status == 403


async def test_a_change_holds_at_once_is_told_and_audited(
    client: Client, app: web.Application
) -> None:
    heard: list[JsonObject] = []

    async def hear(message: JsonObject) -> None:
        heard.append(message)

    app[BUS].subscribe(CHANGED, hear)
    await sign_in(client, "administrator")
    response = await client.put(FRIDAY, json=SWAP)
    assert await response.json() == {"date": "2026-01-02", "overlay": True, **SWAP}
    assert heard == [{"date": "2026-01-02"}]
    async with app[DATABASE].read() as session:
        assert not (await working_days(session)).is_working_day(date(2026, 1, 2))
        query = select(AuditEntry).where(AuditEntry.action == "calendar.overlay_set")
        [entry] = (await session.execute(query)).scalars()
    assert entry.target == "day:2026-01-02"
    assert entry.detail["legal_source"] == SWAP["legal_source"]


async def test_a_second_change_replaces_the_first_and_the_audit_keeps_both(
    client: Client, app: web.Application
) -> None:
    await sign_in(client, "administrator")
    await client.put(FRIDAY, json=SWAP)
    await client.put(FRIDAY, json=SWAP | {"name": "Nghỉ Tết Dương lịch"})
    days = (await (await client.get("/api/calendar?year=2026")).json())["days"]
    assert [day["name"] for day in days if day["overlay"]] == ["Nghỉ Tết Dương lịch"]
    async with app[DATABASE].read() as session:
        query = (
            select(AuditEntry)
            .where(AuditEntry.action == "calendar.overlay_set")
            .order_by(AuditEntry.at)
        )
        details = [entry.detail for entry in (await session.execute(query)).scalars()]
    assert sorted(str(detail["before"]) for detail in details)[0] == "None"
    assert len(details) == 2


async def test_an_undone_change_leaves_what_the_law_says(client: Client) -> None:
    await sign_in(client, "administrator")
    await client.put(FRIDAY, json=SWAP)
    assert (await client.delete(FRIDAY)).status == 204
    response = await client.delete(FRIDAY)
    assert (await response.json())["code"] == "calendar.overlay_not_found"
    days = (await (await client.get("/api/calendar?year=2026")).json())["days"]
    assert not any(day["overlay"] for day in days)


@pytest.mark.parametrize(
    ("day", "kind", "code"),
    [
        ("2026-01-03", "day_off", "calendar.no_change"),
        ("2026-01-05", "worked", "calendar.no_change"),
        ("2061-01-03", "day_off", "calendar.out_of_range"),
        ("2026-01-05", "holiday", "invalid"),
    ],
)
async def test_a_change_that_means_nothing_is_refused(
    client: Client, day: str, kind: str, code: str
) -> None:
    await sign_in(client, "administrator")
    response = await client.put(f"/api/calendar/overlay/{day}", json=SWAP | {"kind": kind})
    assert (response.status, (await response.json())["code"]) == (422, code)


@pytest.mark.parametrize("missing", ["legal_source", "name"])
@pytest.mark.parametrize("value", [None, "", "  "])
async def test_a_change_names_its_reason_and_its_legal_source(
    client: Client, missing: str, value: str | None
) -> None:
    await sign_in(client, "administrator")
    assert (await client.put(FRIDAY, json=SWAP | {missing: value})).status == 422


async def test_an_impossible_date_is_the_address_of_nothing(client: Client) -> None:
    await sign_in(client, "administrator")
    response = await client.put("/api/calendar/overlay/2026-02-30", json=SWAP)
    assert response.status == 404
