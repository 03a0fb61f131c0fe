"""The directory, the staff list, and every change to a person."""

from datetime import date
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from server.people.roles.rules import Role
from server.platform.audit import AuditEntry
from server.platform.keys import DATABASE
from tests.support.clock import ManualClock
from tests.support.people import City, Client, add_grant, add_person, sign_in


async def names(client: Client, path: Any, **query: Any) -> Any:
    answer = await client.get(path, params={key: str(value) for key, value in query.items()})
    assert answer.status == 200, await answer.text()
    return [item["name"] for item in (await answer.json())["items"]]


async def problem(answer: Any) -> Any:
    return answer.status, (await answer.json())["code"]


async def hire(client: Client, city: City, **changes: Any) -> Any:
    body = {
        "login": "moi.nv",
        "name": "Nguyễn Văn Mới",
        "unit_id": str(city.unit("records")),
        "title": "Chuyên viên",
        "valid_from": "2026-01-01",
    } | changes
    return await client.post("/api/staff", json=body)


async def test_the_directory_sorts_by_given_name(client: Client) -> None:
    await sign_in(client, "official")
    assert await names(client, "/api/people") == [
        "Đỗ Thị Ấn",
        "Nguyễn Văn Đứng",
        "Võ Minh Huấn",
        "Dương Thị Khóa",
        "Bùi Quốc Lạ",
        "Trần Thị Nhân",
        "Phạm Thị Phó",
        "Lý Hoài Quản",
        "Hồ Văn Sắp",
        "Ngô Thị Ủy",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [("do an", ["Đỗ Thị Ấn"]), ("Uỷ", ["Ngô Thị Ủy"]), ("uy", ["Ngô Thị Ủy"]), ("%", [])],
)
async def test_a_search_needs_no_diacritics(client: Client, query: Any, found: Any) -> None:
    await sign_in(client, "official")
    assert await names(client, "/api/people", q=query) == found


async def test_a_unit_shows_its_people_and_those_below(client: Client, city: City) -> None:
    await sign_in(client, "official")
    found = await names(client, "/api/people", unit=city.unit("ward"))
    assert found == ["Dương Thị Khóa", "Bùi Quốc Lạ", "Hồ Văn Sắp", "Ngô Thị Ủy"]


async def test_pages_follow_each_other_without_gap(client: Client) -> None:
    await sign_in(client, "official")
    everybody = await names(client, "/api/people")
    seen, cursor = [], None
    while True:
        query = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = await (await client.get("/api/people", params=query)).json()
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == everybody


@pytest.mark.parametrize("cursor", ["x", "!!!", "W10", "WyJhIiwiYiJd", "bnVsbA"])
async def test_a_cursor_of_ones_own_making_is_refused(client: Client, cursor: Any) -> None:
    await sign_in(client, "official")
    assert await problem(await client.get(f"/api/people?cursor={cursor}")) == (422, "invalid")


async def test_those_who_manage_a_ward_see_only_its_staff(client: Client, city: City) -> None:
    await sign_in(client, "ward_hr")
    assert len(await names(client, "/api/staff")) == 4
    assert (await client.get(f"/api/staff/{city.person('official')}")).status == 404
    assert (await client.get(f"/api/staff/{city.person('stranger')}")).status == 200


async def test_an_official_has_no_staff_list(client: Client, city: City) -> None:
    await sign_in(client, "official")
    assert await problem(await client.get("/api/staff")) == (403, "forbidden")
    assert (await client.get(f"/api/staff/{city.person('official')}")).status == 404


async def test_a_new_person_gets_a_password_that_must_be_changed(
    client: Client, city: City
) -> None:
    await sign_in(client, "hr")
    made = await hire(client, city)
    assert made.status == 201, await made.text()
    person = await made.json()
    assert person["has_password"] is False
    answer = await client.post(f"/api/staff/{person['id']}/password")
    password = (await answer.json())["temporary_password"]
    me = await sign_in(client, "moi.nv", password)
    assert me["password_change_required"] is True
    assert me["title"] == "Chuyên viên"


async def test_a_login_belongs_to_one_person(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    assert await problem(await hire(client, city, login="head")) == (409, "staff.login_taken")


async def test_corrections_are_made_and_audited(
    client: Client, city: City, app: web.Application
) -> None:
    await sign_in(client, "hr")
    person = city.person("official")
    answer = await client.patch(f"/api/staff/{person}", json={"name": "Đỗ Thị Ân"})
    assert (await answer.json())["name"] == "Đỗ Thị Ân"
    assert await names(client, "/api/people", q="do thi an") == ["Đỗ Thị Ân"]
    async with app[DATABASE].read() as session:
        entry = (
            await session.scalars(select(AuditEntry).where(AuditEntry.action == "staff.changed"))
        ).one()
    assert entry.actor_id == city.person("hr")
    assert entry.target == f"person:{person}"
    assert entry.unit_id == city.unit("records")
    assert entry.detail == {"name": "Đỗ Thị Ân"}


async def test_a_new_main_position_ends_the_one_before(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    body = {
        "unit_id": str(city.unit("ward")),
        "title": "Phó Chủ tịch",
        "valid_from": "2026-02-01",
        "primary": True,
    }
    path = f"/api/staff/{city.person('official')}/positions"
    answer = await client.post(path, json=body)
    assert answer.status == 201, await answer.text()
    positions = (await answer.json())["positions"]
    assert [(p["title"], p["valid_from"], p["valid_to"]) for p in positions] == [
        ("Phó Chủ tịch", "2026-02-01", None),
        ("Chuyên viên", "2025-07-01", "2026-01-31"),
    ]
    earlier = await client.post(path, json=body | {"valid_from": "2026-01-01"})
    assert await problem(earlier) == (409, "position.primary_overlaps")


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "dates.reversed"),
        ({"valid_from": "2025-06-30"}, "unit.outside_life"),
    ],
)
async def test_a_position_has_possible_dates(
    client: Client, city: City, dates: Any, code: Any
) -> None:
    await sign_in(client, "hr")
    body = {"unit_id": str(city.unit("ward")), "title": "Ủy viên", "primary": False} | dates
    answer = await client.post(f"/api/staff/{city.person('official')}/positions", json=body)
    assert (await answer.json())["code"] == code


async def test_a_position_gets_its_last_day(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    person = city.person("official")
    shown = await (await client.get(f"/api/staff/{person}")).json()
    path = f"/api/staff/{person}/positions/{shown['positions'][0]['id']}"
    answer = await client.patch(path, json={"valid_to": "2026-05-31"})
    assert (await answer.json())["positions"][0]["valid_to"] == "2026-05-31"
    reopened = await client.patch(path, json={"valid_to": None})
    assert (await reopened.json())["positions"][0]["valid_to"] is None
    other = await client.patch(
        f"/api/staff/{city.person('stranger')}/positions/{shown['positions'][0]['id']}",
        json={"valid_to": "2026-05-31"},
    )
    assert other.status == 404


async def test_a_closed_account_loses_session_password_and_rights(
    client: Client, city: City, aiohttp_client: Any
) -> None:
    await sign_in(client, "head")
    manager = await aiohttp_client(client.server)
    await sign_in(manager, "hr")
    answer = await manager.post(f"/api/staff/{city.person('head')}/deactivate")
    assert answer.status == 200, await answer.text()
    assert (await answer.json())["active"] is False
    assert (await client.get("/api/me")).status == 401
    assert "Nguyễn Văn Đứng" not in await names(manager, "/api/people")
    assert await names(manager, "/api/staff", active="false") == ["Nguyễn Văn Đứng"]
    reset = await manager.post(f"/api/staff/{city.person('head')}/password")
    assert await problem(reset) == (409, "staff.inactive")
    again = await manager.post(f"/api/staff/{city.person('head')}/deactivate")
    assert again.status == 200


async def test_nobody_takes_over_the_account_of_somebody_with_more_rights(
    client: Client, city: City
) -> None:
    await sign_in(client, "hr")
    administrator = city.person("administrator")
    for answer in (
        await client.post(f"/api/staff/{administrator}/password"),
        await client.post(f"/api/staff/{administrator}/deactivate"),
        await client.patch(f"/api/staff/{administrator}", json={"login": "mine.now"}),
    ):
        assert await problem(answer) == (403, "staff.more_rights")


async def test_the_own_account_is_changed_on_the_profile_page_only(
    client: Client, city: City
) -> None:
    await sign_in(client, "hr")
    answer = await client.post(f"/api/staff/{city.person('hr')}/password")
    assert await problem(answer) == (409, "staff.self")


async def test_a_second_position_does_not_hand_over_the_account(
    client: Client, city: City, app: web.Application, clock: ManualClock
) -> None:
    """HR of the ward may end the guest's position there, but not reset the password."""
    await sign_in(client, "hr")
    body = {
        "unit_id": str(city.unit("ward")),
        "title": "Biệt phái",
        "valid_from": "2026-01-01",
    }
    person = city.person("official")
    assert (await client.post(f"/api/staff/{person}/positions", json=body)).status == 201
    await sign_in(client, "ward_hr")
    assert (await client.get(f"/api/staff/{person}")).status == 200
    assert (await client.post(f"/api/staff/{person}/password")).status == 404


async def test_a_reset_password_ends_sessions_and_second_factor(
    client: Client, city: City, aiohttp_client: Any
) -> None:
    await sign_in(client, "official")
    await client.post("/api/me/totp")
    manager = await aiohttp_client(client.server)
    await sign_in(manager, "hr")
    answer = await manager.post(f"/api/staff/{city.person('official')}/password")
    assert answer.status == 200
    assert (await client.get("/api/me")).status == 401


async def test_a_person_without_position_is_reached_from_the_root_only(
    client: Client, city: City, app: web.Application, clock: ManualClock
) -> None:
    async with app[DATABASE].write() as work:
        person = await add_person(
            work, "root.hr", "Tạ Văn Gốc", "HR", city.unit("city"), clock.now()
        )
        add_grant(work, person, Role.HR, city.unit("ward"), clock.now(), until=date(2025, 12, 31))
    await sign_in(client, "root.hr")
    assert await problem(await client.get("/api/staff")) == (403, "forbidden")


async def test_a_person_is_shown_with_the_way_to_the_unit(client: Client) -> None:
    await sign_in(client, "hr")
    shown = (await (await client.get("/api/people")).json())["items"]
    ways = {person["name"]: person["unit_path"] for person in shown}
    assert ways["Đỗ Thị Ấn"] == ["Sở Nội vụ", "Phòng Văn thư - Lưu trữ"]
    assert ways["Nguyễn Văn Đứng"] == ["Sở Nội vụ"]
    (person,) = (await (await client.get("/api/staff?q=do thi an")).json())["items"]
    assert person["positions"][0]["unit_path"] == ways["Đỗ Thị Ấn"]


async def test_only_people_of_the_root_are_shown_with_the_root(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    body = {
        "login": "chu.tich",
        "name": "Lê Văn Chủ",
        "title": "Chủ tịch",
        "unit_id": str(city.unit("city")),
        "valid_from": "2026-01-01",
    }
    made = await (await client.post("/api/staff", json=body)).json()
    assert made["positions"][0]["unit_path"] == ["Thành phố Sông Mây"]
