"""Creating meetings: what is asked for, what is refused, and starting at once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from server.meetings.codes import parse_code
from server.meetings.rules import FARTHEST
from tests.support.meetings import HOUR, MINUTE, Town, app, town

__all__ = ["app", "town"]


async def test_a_meeting_has_what_was_asked_for_and_its_maker_as_host(town: Town) -> None:
    made = await town.meeting(
        "official",
        description="  Dòng một\n\n\n\ndòng hai ",
        kind="briefing",
        people=["head"],
        units=["ward"],
        entry="everyone_waits",
        capacity=40,
        chat_enabled=False,
    )
    assert parse_code(made["code"]) == made["code"]
    assert made["title"] == "Giao ban đầu tuần"
    assert made["description"] == "Dòng một\n\ndòng hai"
    assert (made["kind"], made["entry"], made["capacity"]) == ("briefing", "everyone_waits", 40)
    assert (made["chat_enabled"], made["status"], made["you"]) == (False, "scheduled", "host")
    assert made["organiser"]["name"] == "Đỗ Thị Ấn"
    assert made["unit_name"] == "Phòng Văn thư - Lưu trữ"
    assert [(p["name"], p["role"]) for p in made["people"]] == [
        ("Đỗ Thị Ấn", "host"),
        ("Nguyễn Văn Đứng", "member"),
    ]
    assert [unit["name"] for unit in made["units"]] == ["Phường Bến Lụa"]
    # Two by name, four in the ward and its office.
    assert made["member_count"] == 6
    assert made["rights"] == {"manage": True, "host": True}
    entry = (await town.audit(made["id"]))[0]
    assert (entry.action, entry.actor_id) == ("meeting.created", town.city.person("official"))


async def test_starting_now_takes_one_request_without_any_choice(town: Town) -> None:
    made = await town.ask("official", "POST", "/api/meetings/now", {}, status=201)
    assert made["status"] == "live"
    assert made["title"] == "Cuộc họp của Đỗ Thị Ấn"
    assert made["rights"]["host"] is True
    entry = await town.ask("official", "GET", f"/api/meetings/{made['code']}/entry")
    assert entry["open"] is True
    assert entry["you"]["direct"] is True


@pytest.mark.parametrize(
    ("starts", "lasts", "code"),
    [
        (-10 * MINUTE, HOUR, "meeting.in_past"),
        (HOUR, -HOUR, "meeting.ends_before_start"),
        (HOUR, timedelta(days=3), "meeting.too_long"),
        (HOUR, MINUTE, "meeting.too_short"),
        (FARTHEST + HOUR, HOUR, "meeting.too_far"),
    ],
)
async def test_times_that_make_no_meeting_get_their_own_message(
    town: Town, starts: timedelta, lasts: timedelta, code: str
) -> None:
    start = town.now + starts
    body = town.plan(starts_at=start.isoformat(), ends_at=(start + lasts).isoformat())
    assert await town.refused("head", "POST", "/api/meetings", body) == (422, code)


async def test_a_clock_that_runs_a_little_behind_is_no_meeting_in_the_past(town: Town) -> None:
    start = town.now - 3 * MINUTE
    await town.meeting("head", starts_at=start.isoformat(), ends_at=(start + HOUR).isoformat())


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "\u200b\u200b"},
        {"title": "x" * 201},
        {"starts_at": "2026-03-02T09:00:00"},
        {"starts_at": "9999-12-31T23:59:59-07:00"},
        {"capacity": 1},
        {"capacity": 100_000},
        {"entry": "anyone"},
        {"kind": "party"},
        {"people": ["no-uuid"]},
        {"unknown": 1},
    ],
)
async def test_values_that_are_no_values_are_refused(town: Town, wrong: dict[str, Any]) -> None:
    body = town.plan(**wrong)
    assert await town.refused("head", "POST", "/api/meetings", body) == (422, "invalid")


async def test_unknown_persons_and_units_are_pointed_at(town: Town) -> None:
    body = town.plan(people=[str(town.city.person("head")), str(uuid4())])
    answer = await town.ask("head", "POST", "/api/meetings", body, status=422)
    assert answer["code"] == "meeting.unknown_people"
    assert answer["errors"] == [{"pointer": "/people/1", "code": "unknown"}]
    body = town.plan(units=[str(uuid4())])
    assert await town.refused("head", "POST", "/api/meetings", body) == (
        422,
        "meeting.unknown_units",
    )


async def test_a_meeting_is_held_by_a_unit_in_which_one_may_hold_meetings(town: Town) -> None:
    body = town.plan(unit_id=str(town.city.unit("ward")))
    assert await town.refused("official", "POST", "/api/meetings", body) == (404, "not_found")
    body = town.plan(unit_id=str(town.city.unit("records")))
    made = await town.ask("head", "POST", "/api/meetings", body, status=201)
    assert made["unit_name"] == "Phòng Văn thư - Lưu trữ"


async def test_a_briefing_of_a_whole_day_is_advised_against_and_held_all_the_same(
    town: Town,
) -> None:
    start = town.now + HOUR
    made = await town.meeting(
        kind="briefing", starts_at=start.isoformat(), ends_at=(start + 8 * HOUR).isoformat()
    )
    assert made["advice"] == ["longer_than_kind"]


async def test_nobody_creates_a_meeting_without_a_session(town: Town) -> None:
    assert await town.refused(None, "POST", "/api/meetings", town.plan()) == (
        401,
        "session.required",
    )
