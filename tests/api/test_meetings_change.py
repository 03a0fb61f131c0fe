"""Changing and cancelling meetings, and the list of those who are invited."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.support.meetings import HOUR, MINUTE, Town, app, town

__all__ = ["app", "town"]


async def test_a_change_keeps_the_rest_and_is_announced_after_commit(town: Town) -> None:
    made = await town.meeting("head", kind="briefing", description="Nội dung")
    path = f"/api/meetings/{made['code']}"
    changed = await town.ask(
        "head", "PATCH", path, {"version": made["version"], "title": "Giao ban tuần 10"}
    )
    assert changed["title"] == "Giao ban tuần 10"
    assert (changed["description"], changed["kind"]) == ("Nội dung", "briefing")
    assert changed["version"] == made["version"] + 1
    assert town.heard == [
        {
            "meeting": made["id"],
            "what": "updated",
            "title": "Giao ban tuần 10",
            "chat_enabled": True,
            "capacity": 100,
        }
    ]
    found = await town.ask("head", "GET", "/api/meetings", params={"q": "tuan 10"})
    assert [item["id"] for item in found["items"]] == [made["id"]]
    assert (await town.audit(made["id"]))[-1].detail["changed"] == ["title"]


async def test_of_two_who_change_the_same_version_the_second_is_told(town: Town) -> None:
    made = await town.meeting("head")
    path, version = f"/api/meetings/{made['code']}", made["version"]
    await town.ask("head", "PATCH", path, {"version": version, "capacity": 20})
    second = await town.refused("deputy", "PATCH", path, {"version": version, "capacity": 30})
    assert second == (409, "conflict.changed")
    assert (await town.ask("head", "GET", path))["capacity"] == 20


async def test_a_change_to_what_it_is_already_changes_nothing(town: Town) -> None:
    made = await town.meeting("head")
    body = {"version": made["version"], "title": made["title"], "starts_at": None}
    same = await town.ask("head", "PATCH", f"/api/meetings/{made['code']}", body)
    assert same["version"] == made["version"]
    assert town.heard == []


async def test_a_kind_can_be_taken_away(town: Town) -> None:
    made = await town.meeting("head", kind="review")
    body = {"version": made["version"], "kind": None}
    changed = await town.ask("head", "PATCH", f"/api/meetings/{made['code']}", body)
    assert changed["kind"] is None


async def test_a_meeting_is_not_moved_into_the_past(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}"
    before = (town.now - HOUR).isoformat()
    body = {"version": made["version"], "starts_at": before}
    assert await town.refused("head", "PATCH", path, body) == (422, "meeting.in_past")
    body = {"version": made["version"], "ends_at": made["starts_at"]}
    assert await town.refused("head", "PATCH", path, body) == (422, "meeting.ends_before_start")


async def test_a_meeting_under_way_may_be_made_longer_and_not_start_again(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}"
    town.clock.advance(hours=1.5)
    later = (town.now + 2 * HOUR).isoformat()
    body = {"version": made["version"], "starts_at": later, "ends_at": later}
    assert await town.refused("head", "PATCH", path, body) == (409, "meeting.started")
    changed = await town.ask("head", "PATCH", path, {"version": made["version"], "ends_at": later})
    town.clock.advance(hours=1)
    assert (await town.ask("head", "GET", path))["status"] == "live"
    assert changed["starts_at"] == made["starts_at"]


async def test_a_cancelled_meeting_says_why_and_is_not_changed_any_more(town: Town) -> None:
    made = await town.meeting("head", people=["official"])
    path = f"/api/meetings/{made['code']}"
    cancelled = await town.ask("head", "POST", f"{path}/cancel", {"reason": "Trùng lịch họp"})
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "Trùng lịch họp")
    assert town.heard[-1]["what"] == "cancelled"
    assert (await town.ask("official", "GET", path))["cancel_reason"] == "Trùng lịch họp"
    for method, more, body in (
        ("PATCH", "", {"version": cancelled["version"], "title": "Khác"}),
        ("POST", "/cancel", {"reason": "Lần nữa"}),
        ("POST", "/members", {"people": []}),
        ("POST", "/guest-links", {"label": "Khách"}),
    ):
        answer = await town.refused("head", method, path + more, body)
        assert answer == (409, "meeting.closed")
    assert [row.action for row in await town.audit(made["id"])][-1] == "meeting.cancelled"


async def test_a_meeting_in_the_past_is_not_changed(town: Town) -> None:
    made = await town.meeting("head")
    town.clock.advance(hours=3)
    path = f"/api/meetings/{made['code']}"
    assert (await town.ask("head", "GET", path))["status"] == "ended"
    body = {"version": made["version"], "title": "Khác"}
    assert await town.refused("head", "PATCH", path, body) == (409, "meeting.closed")


async def test_persons_and_units_are_added_counted_and_taken_off(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}"
    official, ward = str(town.city.person("official")), str(town.city.unit("ward"))
    added = await town.ask(
        "head", "POST", f"{path}/members", {"people": [official], "units": [ward]}
    )
    assert added["member_count"] == 6
    await town.ask("head", "DELETE", f"{path}/units/{ward}", status=204)
    await town.ask("head", "DELETE", f"{path}/members/{official}", status=204)
    left = await town.ask("head", "GET", path)
    assert (left["member_count"], left["units"], len(left["people"])) == (1, [], 1)
    assert await town.refused("official", "GET", path) == (404, "not_found")
    again = await town.refused("head", "DELETE", f"{path}/members/{official}")
    assert again == (404, "not_found")


async def test_a_cohost_manages_the_meeting_but_the_last_host_stays(town: Town) -> None:
    made = await town.meeting("trainer")
    path = f"/api/meetings/{made['code']}"
    official, trainer = str(town.city.person("official")), str(town.city.person("trainer"))
    body = {"people": [official], "role": "cohost"}
    added = await town.ask("trainer", "POST", f"{path}/members", body)
    assert [p["role"] for p in added["people"]] == ["host", "cohost"]
    assert (await town.ask("official", "GET", path))["rights"] == {"manage": True, "host": True}
    answer = await town.refused("official", "DELETE", f"{path}/members/{trainer}")
    assert answer == (409, "meeting.last_host")
    body = {"people": [trainer], "role": "member"}
    answer = await town.refused("official", "POST", f"{path}/members", body)
    assert answer == (409, "meeting.last_host")
    body = {"people": [official], "role": "host"}
    await town.ask("trainer", "POST", f"{path}/members", body)
    await town.ask("official", "DELETE", f"{path}/members/{trainer}", status=204)


async def test_whoever_does_not_exist_is_not_invited(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}/members"
    answer = await town.refused("head", "POST", path, {"people": [str(uuid4())]})
    assert answer == (422, "meeting.unknown_people")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
async def test_a_meeting_is_cancelled_with_a_reason(town: Town, reason: str) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}/cancel"
    assert await town.refused("head", "POST", path, {"reason": reason}) == (422, "invalid")


async def test_moving_a_meeting_to_another_day_counts_its_members_anew(town: Town) -> None:
    made = await town.meeting("head", units=["ward"])
    start = town.now - timedelta(minutes=1) + timedelta(days=3)
    body = {
        "version": made["version"],
        "starts_at": start.isoformat(),
        "ends_at": (start + 30 * MINUTE).isoformat(),
    }
    moved = await town.ask("head", "PATCH", f"/api/meetings/{made['code']}", body)
    assert moved["member_count"] == made["member_count"] == 5
