"""The list of meetings: order, filters, pages, and a bounded number of queries."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from sqlalchemy import event, select

from server.meetings import LIVE_COUNTS
from server.people.models import Person, Position
from server.platform.clock import civil_date
from server.platform.settings import Settings
from tests.support.meetings import HOUR, Town, app, town
from tests.support.people import add_person

__all__ = ["app", "town"]


async def hold(town: Town, count: int, login: str = "head") -> list[str]:
    codes = []
    for number in range(count):
        start = town.now + (1 + number) * HOUR
        made = await town.meeting(
            login,
            title=f"Họp số {number}",
            starts_at=start.isoformat(),
            ends_at=(start + HOUR).isoformat(),
            people=["official"],
            units=["ward"],
        )
        codes.append(made["code"])
    return codes


async def listed(town: Town, login: str = "head", **params: Any) -> list[str]:
    answer = await town.ask(login, "GET", "/api/meetings", params=params)
    return [item["code"] for item in answer["items"]]


async def test_pages_follow_each_other_without_gaps_in_both_orders(town: Town) -> None:
    codes = await hold(town, 5)
    for order, expected in (("asc", codes), ("desc", codes[::-1])):
        found, cursor = [], None
        for _ in range(3):
            params = {"limit": "2", "order": order} | ({"cursor": cursor} if cursor else {})
            page = await town.ask("head", "GET", "/api/meetings", params=params)
            found += [item["code"] for item in page["items"]]
            cursor = page["next"]
        assert (found, cursor) == (expected, None)


async def test_meetings_that_touch_the_time_asked_for_are_listed(town: Town) -> None:
    codes = await hold(town, 3)
    since = (town.now + timedelta(hours=2, minutes=30)).isoformat()
    until = (town.now + timedelta(hours=3)).isoformat()
    assert await listed(town, **{"from": since}) == codes[1:]
    assert await listed(town, to=until) == codes[:2]
    assert await listed(town, **{"from": since, "to": until}) == codes[1:2]


async def test_a_search_needs_no_diacritics_and_finds_beginnings_of_words(town: Town) -> None:
    made = await town.meeting("head", title="Họp Ủy ban: Đường sắt đô thị")
    await town.meeting("head", title="Sơ kết quý")
    for words in ("uy ban", "Uỷ BAN", "duong sat", "do thi hop", "đư"):
        assert await listed(town, q=words) == [made["code"]], words
    assert await listed(town, q="an") == []
    assert await listed(town, q="%") == []


async def test_a_longer_list_takes_no_more_queries(town: Town) -> None:
    await hold(town, 2)
    few = await queries_of_a_list(town)
    await hold(town, 6)
    assert len(await listed(town, "official")) == 8
    assert await queries_of_a_list(town) == few > 0


async def queries_of_a_list(town: Town) -> int:
    """The least of some times: work in the background may fall into one of them."""
    engine = town.database.engine.sync_engine
    counts = []
    for _ in range(4):
        statements: list[str] = []

        def count(*arguments: Any, kept: list[str] = statements) -> None:
            kept.append(arguments[2])

        event.listen(engine, "before_cursor_execute", count)
        await listed(town, "official")
        event.remove(engine, "before_cursor_execute", count)
        counts.append(len(statements))
    return min(counts)


@pytest.mark.parametrize(
    "params",
    [
        {"cursor": "x"},
        {"cursor": "__________________________________"},
        {"limit": "0"},
        {"from": "yesterday"},
        {"from": "0.5"},
        {"from": "1772445600"},
        {"from": "2026-03-02T09:00:00"},
        {"to": "0001-01-01T00:00:00+14:00"},
        {"order": "random"},
        {"unknown": "1"},
    ],
)
async def test_what_makes_no_list_is_refused(town: Town, params: dict[str, str]) -> None:
    assert await town.refused("head", "GET", "/api/meetings", params=params) == (422, "invalid")


async def test_the_count_of_members_follows_the_staff_of_an_invited_unit(town: Town) -> None:
    made = await town.meeting("head", people=["stranger"], units=["ward", "ward_office"])
    alone = await town.meeting("head")
    # The organiser, and the four of the ward and its office, one of whom is named as well.
    assert made["member_count"] == 5
    async with town.database.write() as work:
        newcomer = await add_person(
            work, "moi.nv", "Mai Văn Mới", "Công chức", town.city.unit("ward_office"), town.now
        )
    town.clock.advance(minutes=1)
    assert await counted(town) == {made["code"]: 6, alone["code"]: 1}
    shown = await town.ask("head", "GET", f"/api/meetings/{made['code']}")
    assert shown["member_count"] == 6
    async with town.database.write() as work:
        (await work.session.get_one(Person, newcomer)).deactivated_at = town.now
    town.clock.advance(minutes=1)
    assert await counted(town) == {made["code"]: 5, alone["code"]: 1}


async def test_the_count_is_of_the_day_of_the_meeting(town: Town) -> None:
    made = await town.meeting("head", units=["ward"])
    async with town.database.write() as work:
        stranger = Position.person_id == town.city.person("stranger")
        position = (await work.session.scalars(select(Position).where(stranger))).one()
        position.valid_to = civil_date(town.now) + timedelta(days=1)
    town.clock.advance(minutes=1)
    assert await counted(town) == {made["code"]: 5}
    start = town.now + timedelta(days=2)
    times = {"starts_at": start.isoformat(), "ends_at": (start + HOUR).isoformat()}
    body = {"version": made["version"], **times}
    await town.ask("head", "PATCH", f"/api/meetings/{made['code']}", body)
    assert await counted(town) == {made["code"]: 4}


async def counted(town: Town) -> dict[str, int]:
    listed = await town.ask("head", "GET", "/api/meetings")
    return {item["code"]: item["member_count"] for item in listed["items"]}


class TestWithLiveRooms:
    async def test_a_list_tells_how_many_are_inside(self, town: Town) -> None:
        await hold(town, 2)
        listed = await town.ask("official", "GET", "/api/meetings")
        assert [item["live_count"] for item in listed["items"]] == [7, 7]

    @pytest.fixture
    def settings(self, sqlite_settings: Settings) -> Settings:
        return sqlite_settings

    @pytest.fixture
    async def app(self, app: web.Application) -> web.Application:
        app[LIVE_COUNTS] = SevenInside()
        return app


class SevenInside:
    def live_count(self, meeting: UUID) -> int:
        return 7
