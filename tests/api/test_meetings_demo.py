"""The demo's sample meetings are there at every start, and once."""

from typing import Any

import pytest

from server.meetings.demo import Cast, seed
from tests.support.meetings import Town, app, town

__all__ = ["app", "town"]


@pytest.fixture
def cast(town: Town) -> Cast:
    person, unit = town.city.person, town.city.unit
    return Cast(
        chairman=person("administrator"),
        director=person("head"),
        deputy=person("deputy"),
        trainer=person("trainer"),
        official=person("official"),
        commune_official=person("stranger"),
        city=unit("city"),
        department=unit("interior"),
        ward=unit("ward"),
    )


async def mine(town: Town, login: str = "official") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await town.ask(login, "GET", "/api/meetings"))["items"]
    return items


async def test_a_day_begins_with_meetings_of_every_state(town: Town, cast: Cast) -> None:
    await seed(town.database, town.clock, cast)
    items = await mine(town)
    assert [(item["title"], item["status"]) for item in items] == [
        ("Rà soát kế hoạch công tác tháng", "ended"),
        ("Giao ban đầu tuần", "live"),
        ("Phối hợp số hóa hồ sơ tại cấp xã", "scheduled"),
        ("Hội ý về lịch tiếp công dân", "scheduled"),
        ("Tập huấn điều hành họp trực tuyến", "scheduled"),
        ("Chuyên đề cải cách thủ tục hành chính", "cancelled"),
    ]
    past = items[0]["code"]
    chat = await town.ask("official", "GET", f"/api/meetings/{past}/chat")
    assert len(chat["items"]) == 4
    attendance = await town.ask("official", "GET", f"/api/meetings/{past}/attendance")
    assert len(attendance["items"]) == 3
    entry = await town.ask("official", "GET", f"/api/meetings/{items[1]['code']}/entry")
    assert (entry["open"], entry["you"]["direct"]) == (True, True)


async def test_a_second_start_on_the_same_day_adds_nothing(town: Town, cast: Cast) -> None:
    await seed(town.database, town.clock, cast)
    before = [item["id"] for item in await mine(town)]
    town.clock.advance(minutes=50)
    await seed(town.database, town.clock, cast)
    assert [item["id"] for item in await mine(town)] == before


async def test_there_is_always_a_meeting_to_enter(town: Town, cast: Cast) -> None:
    await seed(town.database, town.clock, cast)
    town.clock.advance(hours=3)
    await seed(town.database, town.clock, cast)
    live = [item["title"] for item in await mine(town) if item["status"] == "live"]
    assert "Giao ban đầu tuần" in live
