"""Who may see, manage and change a meeting; who has no right cannot learn that it exists."""

import re
from datetime import timedelta
from itertools import product
from typing import Any

from aiohttp import web
from sqlalchemy import update

from server.people.models import Position, Unit, UnitEdge
from server.people.units.rules import Hierarchy, UnitKind
from server.platform.keys import OPERATIONS
from tests.support.meetings import HOUR, Town, app, town
from tests.support.people import add_unit

__all__ = ["app", "town"]

ABSENT = "xyz-xyzx-xyz"
ONE = "/api/meetings/{code}"
NO_ID = "00000000-0000-4000-8000-000000000000"

# Held by `interior`, organised by `trainer`; `official` is invited, `ward_office` as a unit.
# Each operation with a body that changes nothing which a later row needs.
READING = ("", "/entry", "/chat", "/attendance")
MANAGING: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("GET", "/guest-links", None),
    ("POST", "/guest-links", {"label": "Khách"}),
    ("DELETE", f"/guest-links/{NO_ID}", None),
    ("GET", "/device-tokens", None),
    ("POST", "/device-tokens", {"label": "Máy quay", "direction": "publish"}),
    ("DELETE", f"/device-tokens/{NO_ID}", None),
    ("PATCH", "", {"version": 1}),
    ("POST", "/members", {"people": []}),
    ("DELETE", f"/members/{NO_ID}", None),
    ("DELETE", f"/units/{NO_ID}", None),
    ("POST", "/cancel", {"reason": "Trùng lịch"}),
)
SEES = {
    "trainer": True,  # organiser and host
    "official": True,  # invited by name
    "stranger": True,  # of an invited unit
    "ward_hr": True,  # of an invited unit
    "head": True,  # manages the meetings of the unit
    "deputy": True,  # the same, by delegation
    "hr": False,
    "administrator": False,
    "ward_head": False,  # heads the unit above the invited one, and is not in it
}
MANAGES = {"trainer", "head", "deputy"}


async def hold(town: Town) -> str:
    made = await town.meeting("trainer", people=["official"], units=["ward_office"])
    return str(made["code"])


def test_every_operation_on_a_meeting_stands_in_the_tables(app: web.Application) -> None:
    asked = {("GET", path) for path in READING} | {(method, path) for method, path, _ in MANAGING}
    known = {
        (operation.method, re.sub(r"\{\w+\}", NO_ID, operation.path.removeprefix(ONE)))
        for operation in app[OPERATIONS]
        if operation.path.startswith(ONE)
    }
    assert known == asked


async def test_reading_is_for_those_who_are_invited_or_manage(town: Town) -> None:
    code = await hold(town)
    for login, path in product([*SEES, None], READING):
        got = await answer(town, login, "GET", f"/api/meetings/{code}{path}", None)
        if login is None:
            assert got == (401, "session.required"), path
        elif SEES[login]:
            assert got == (200, None), (login, path)
        else:
            assert got == (404, "not_found"), (login, path)


async def test_managing_is_for_hosts_and_those_who_manage_the_units_meetings(town: Town) -> None:
    for login in [*SEES, None]:
        code = await hold(town)
        for method, path, body in MANAGING:
            got = await answer(town, login, method, f"/api/meetings/{code}{path}", body)
            if login is None:
                assert got == (401, "session.required"), (method, path)
            elif login in MANAGES and NO_ID in path:
                assert got == (404, "not_found"), (login, method, path)
            elif login in MANAGES:
                assert got in {(200, None), (201, None)}, (login, method, path)
            elif SEES[login]:
                assert got == (403, "forbidden"), (login, method, path)
            else:
                assert got == (404, "not_found"), (login, method, path)


async def test_a_meeting_without_the_right_answers_as_one_that_does_not_exist(town: Town) -> None:
    code = await hold(town)
    for method, path, body in (*((("GET", p, None)) for p in READING), *MANAGING):
        real = await whole(town, "hr", method, f"/api/meetings/{code}{path}", body)
        absent = await whole(town, "hr", method, f"/api/meetings/{ABSENT}{path}", body)
        assert real == absent, (method, path)


async def test_lists_show_exactly_what_one_may_see(town: Town) -> None:
    code = await hold(town)
    for login, sees in SEES.items():
        listed = await town.ask(login, "GET", "/api/meetings")
        assert [item["code"] for item in listed["items"]] == ([code] if sees else []), login


async def test_what_one_is_to_a_meeting_is_told(town: Town) -> None:
    code = await hold(town)
    for login, you in {"trainer": "host", "official": "member", "stranger": "member"}.items():
        assert (await town.ask(login, "GET", f"/api/meetings/{code}"))["you"] == you
    listed = await town.ask("head", "GET", "/api/meetings")
    assert [item["you"] for item in listed["items"]] == ["manager"]
    shown = await town.ask("head", "GET", f"/api/meetings/{code}")
    assert (shown["you"], shown["rights"]) == ("manager", {"manage": True, "host": False})


async def test_guest_links_are_shown_only_to_those_who_manage(town: Town) -> None:
    code = await hold(town)
    await town.link(code, "trainer")
    assert len((await town.ask("head", "GET", f"/api/meetings/{code}"))["guest_links"]) == 1
    assert (await town.ask("official", "GET", f"/api/meetings/{code}"))["guest_links"] == []


async def test_inviting_a_unit_invites_those_below_it(town: Town) -> None:
    made = await town.meeting("head", units=["city"])
    for login in ("official", "stranger", "ward_head"):
        await town.ask(login, "GET", f"/api/meetings/{made['code']}")


async def test_whoever_leaves_a_unit_before_the_day_of_the_meeting_is_not_invited(
    town: Town,
) -> None:
    tomorrow = town.now + timedelta(days=1)
    today = await town.meeting("head", units=["ward_office"])
    later = await town.meeting(
        "head",
        units=["ward_office"],
        starts_at=tomorrow.isoformat(),
        ends_at=(tomorrow + HOUR).isoformat(),
    )
    await end_position(town, "stranger")
    await town.ask("stranger", "GET", f"/api/meetings/{today['code']}")
    refused = await town.refused("stranger", "GET", f"/api/meetings/{later['code']}")
    assert refused == (404, "not_found")
    listed = await town.ask("stranger", "GET", "/api/meetings")
    assert [item["code"] for item in listed["items"]] == [today["code"]]


async def test_a_unit_that_moves_takes_its_people_along_from_that_day(town: Town) -> None:
    tomorrow = town.now + timedelta(days=1)
    records, ward = town.city.unit("records"), town.city.unit("ward")
    async with town.database.write() as work:
        await work.session.execute(
            update(UnitEdge).where(UnitEdge.unit_id == records).values(valid_to=town.now.date())
        )
        work.session.add(
            UnitEdge(
                unit_id=records,
                parent_id=ward,
                hierarchy=Hierarchy.ADMINISTRATIVE,
                valid_from=tomorrow.date(),
            )
        )
    before = await town.meeting("ward_head", units=["ward"])
    after = await town.meeting(
        "ward_head",
        units=["ward"],
        starts_at=tomorrow.isoformat(),
        ends_at=(tomorrow + HOUR).isoformat(),
    )
    assert after["member_count"] == before["member_count"] + 1
    listed = await town.ask("official", "GET", "/api/meetings")
    assert [item["code"] for item in listed["items"]] == [after["code"]]
    refused = await town.refused("official", "GET", f"/api/meetings/{before['code']}")
    assert refused == (404, "not_found")
    await town.ask("official", "GET", f"/api/meetings/{after['code']}")


async def test_a_unit_that_does_not_exist_on_the_day_cannot_be_invited(town: Town) -> None:
    async with town.database.write() as work:
        gone = add_unit(work, "gone", "Ban đã giải thể", UnitKind.DIVISION)
    async with town.database.write() as work:
        unit = await work.session.get_one(Unit, gone)
        unit.valid_to = town.now.date() - timedelta(days=1)
    body = town.plan(units=[str(gone)])
    assert await town.refused("head", "POST", "/api/meetings", body) == (
        422,
        "meeting.unknown_units",
    )


async def end_position(town: Town, login: str) -> None:
    async with town.database.write() as work:
        await work.session.execute(
            update(Position)
            .where(Position.person_id == town.city.person(login))
            .values(valid_to=town.now.date())
        )


async def answer(
    town: Town, login: str | None, method: str, path: str, body: Any
) -> tuple[int, str | None]:
    status, document = await whole(town, login, method, path, body)
    code = document["code"] if document is not None and status >= 400 else None
    return (200 if status == 204 else status), code


async def whole(
    town: Town, login: str | None, method: str, path: str, body: Any
) -> tuple[int, dict[str, Any] | None]:
    town.client.session.cookie_jar.clear()
    headers = {"Cookie": await town.cookie(login)} if login else {}
    response = await town.client.request(method, path, json=body, headers=headers)
    text = await response.text()
    return response.status, await response.json(content_type=None) if text else None


async def test_the_audit_log_names_the_meeting_as_it_is_called_now(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}"
    await town.ask("head", "PATCH", path, {"version": made["version"], "title": "Họp khẩn"})
    target = f"meeting:{made['id']}"
    found = await town.ask("administrator", "GET", "/api/audit", params={"target": target})
    assert {row["action"] for row in found["items"]} == {"meeting.changed", "meeting.created"}
    assert {row["target_label"] for row in found["items"]} == {f"Họp khẩn ({made['code']})"}
