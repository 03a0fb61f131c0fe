"""Granting roles, delegating within dates, and what a grant opens."""

from datetime import date
from typing import Any

import pytest
from aiohttp import web

from server.people.access import Permission, may
from server.people.accounts.sessions import find_session
from server.people.identity import actor_from_cookies, make_actor
from server.people.roles.rules import PERMISSIONS, Role
from server.platform.clock import civil_date
from server.platform.keys import CLOCK, DATABASE, SETTINGS
from tests.support.clock import ManualClock
from tests.support.people import City, Client, sign_in


async def problem(answer: Any) -> Any:
    return answer.status, (await answer.json())["code"]


async def grant(client: Client, city: City, **changes: Any) -> Any:
    body = {
        "person_id": str(city.person("official")),
        "role": "trainer",
        "unit_id": str(city.unit("interior")),
        "valid_from": "2026-03-02",
        "basis": "Quyết định số 12/QĐ-SNV",
    } | changes
    return await client.post("/api/grants", json=body)


async def delegate(client: Client, city: City, **changes: Any) -> Any:
    body = {
        "to_person_id": str(city.person("official")),
        "unit_id": str(city.unit("records")),
        "valid_from": "2026-03-03",
        "valid_to": "2026-03-05",
        "basis": "Giấy ủy quyền số 4",
    } | changes
    return await client.post("/api/delegations", json=body)


async def acts(app: web.Application, client: Client, permission: Any, unit: Any) -> Any:
    """Whether the signed-in person has the permission over the unit now."""
    cookies = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    actor = await actor_from_cookies(app, cookies, None)
    assert actor is not None
    async with app[DATABASE].read() as session:
        return await may(session, actor, permission, unit)


async def test_every_role_is_listed_with_what_it_allows(client: Client) -> None:
    await sign_in(client, "official")
    items = (await (await client.get("/api/roles")).json())["items"]
    assert [item["role"] for item in items] == [role.value for role in Role]
    assert {item["role"]: set(item["permissions"]) for item in items} == {
        role.value: {permission.value for permission in PERMISSIONS[role]} for role in Role
    }


async def test_a_granted_role_counts_on_its_days_and_shows_its_basis(
    client: Client, city: City
) -> None:
    await sign_in(client, "administrator")
    made = await grant(client, city, valid_to="2026-03-31")
    assert made.status == 201, await made.text()
    shown = await made.json()
    assert shown["basis"] == "Quyết định số 12/QĐ-SNV"
    assert shown["person"]["name"] == "Đỗ Thị Ấn"
    assert shown["delegated_by"] is None
    me = await sign_in(client, "official")
    assert "training.author" in me["permissions"]
    assert me["grants"][0]["valid_to"] == "2026-03-31"


async def test_a_grant_ends_on_its_day(client: Client, city: City, clock: ManualClock) -> None:
    await sign_in(client, "administrator")
    made = await (await grant(client, city)).json()
    answer = await client.post(f"/api/grants/{made['id']}/end", json={"on": "2026-03-03"})
    assert (await answer.json())["valid_to"] == "2026-03-02"
    assert "training.author" in (await sign_in(client, "official"))["permissions"]
    clock.advance(days=1)
    assert "training.author" not in (await sign_in(client, "official"))["permissions"]


async def test_a_grant_ended_before_it_began_never_counts(client: Client, city: City) -> None:
    await sign_in(client, "administrator")
    made = await (await grant(client, city)).json()
    await client.post(f"/api/grants/{made['id']}/end", json={"on": "2026-01-01"})
    assert "training.author" not in (await sign_in(client, "official"))["permissions"]
    await sign_in(client, "administrator")
    assert (await grant(client, city)).status == 201


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"role": "official"}, 422, "role.not_grantable"),
        ({"role": "deputy"}, 422, "grant.deputy_needs_end"),
        ({"valid_to": "2026-03-01"}, 422, "dates.reversed"),
        ({"valid_from": "2025-06-30"}, 409, "unit.outside_life"),
        ({"person_id": "00000000-0000-0000-0000-000000000000"}, 404, "not_found"),
        ({"basis": "  "}, 422, "invalid"),
    ],
)
async def test_impossible_grants_are_refused(
    client: Client, city: City, changes: Any, status: Any, code: Any
) -> None:
    await sign_in(client, "administrator")
    assert await problem(await grant(client, city, **changes)) == (status, code)


async def test_a_role_is_held_once_at_a_time(client: Client, city: City) -> None:
    await sign_in(client, "administrator")
    assert (await grant(client, city)).status == 201
    assert await problem(await grant(client, city)) == (409, "grant.exists")


async def test_grants_are_listed_by_filter_within_the_own_units(client: Client, city: City) -> None:
    await sign_in(client, "ward_administrator")
    items = (await (await client.get("/api/grants")).json())["items"]
    assert {item["unit"]["id"] for item in items} == {str(city.unit("ward"))}
    await sign_in(client, "administrator")
    query = {"role": "head", "unit": str(city.unit("interior"))}
    items = (await (await client.get("/api/grants", params=query)).json())["items"]
    assert [item["person"]["name"] for item in items] == ["Nguyễn Văn Đứng"]


async def test_an_official_sees_only_the_own_grants(client: Client, city: City) -> None:
    await sign_in(client, "official")
    assert (await (await client.get("/api/grants")).json())["items"] == []


async def test_pages_of_grants_follow_each_other(client: Client) -> None:
    await sign_in(client, "administrator")
    seen, cursor = [], None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = await (await client.get("/api/grants", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 8


async def test_a_deputy_acts_only_within_the_dates(
    client: Client, city: City, clock: ManualClock, app: web.Application
) -> None:
    await sign_in(client, "head")
    made = await delegate(client, city)
    assert made.status == 201, await made.text()
    assert (await made.json())["delegated_by"]["name"] == "Nguyễn Văn Đứng"
    acted = {}
    for day in (2, 3, 5, 6):
        clock.set(clock.now().replace(day=day))
        await sign_in(client, "official")
        acted[day] = await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("records"))
    assert acted == {2: False, 3: True, 5: True, 6: False}


async def test_a_deputy_has_no_right_beyond_the_delegated_unit(
    client: Client, city: City, clock: ManualClock, app: web.Application
) -> None:
    await sign_in(client, "head")
    assert (await delegate(client, city)).status == 201
    clock.advance(days=1)
    await sign_in(client, "official")
    assert not await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("interior"))
    again = await delegate(client, city, to_person_id=str(city.person("trainer")))
    assert again.status == 404


async def test_a_delegation_ends_with_the_right_of_the_head(
    client: Client, city: City, app: web.Application
) -> None:
    await sign_in(client, "deputy")
    assert await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("interior"))
    await sign_in(client, "administrator")
    query = {"person": str(city.person("head")), "role": "head"}
    (item,) = (await (await client.get("/api/grants", params=query)).json())["items"]
    await client.post(f"/api/grants/{item['id']}/end", json={"on": "2026-03-02"})
    await sign_in(client, "deputy")
    assert not await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("interior"))


async def test_a_delegation_ends_with_the_account_of_the_head(
    client: Client, city: City, app: web.Application
) -> None:
    await sign_in(client, "hr")
    assert (await client.post(f"/api/staff/{city.person('head')}/deactivate")).status == 200
    await sign_in(client, "deputy")
    assert not await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("interior"))


async def test_a_head_takes_a_delegation_back(
    client: Client, city: City, clock: ManualClock
) -> None:
    await sign_in(client, "head")
    made = await (await delegate(client, city)).json()
    answer = await client.post(f"/api/grants/{made['id']}/end", json={"on": "2026-03-04"})
    assert (await answer.json())["valid_to"] == "2026-03-03"
    await sign_in(client, "ward_head")
    assert (
        await client.post(f"/api/grants/{made['id']}/end", json={"on": "2026-03-04"})
    ).status == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": "2026-03-06"}, "delegation.dates"),
        ({"valid_from": "2026-01-01", "valid_to": "2026-03-01"}, "delegation.dates"),
        ({"valid_to": "2027-03-04"}, "delegation.dates"),
    ],
)
async def test_a_delegation_has_dates_to_come(
    client: Client, city: City, changes: Any, code: Any
) -> None:
    await sign_in(client, "head")
    assert await problem(await delegate(client, city, **changes)) == (422, code)


async def test_nobody_delegates_to_oneself(client: Client, city: City) -> None:
    await sign_in(client, "head")
    answer = await delegate(client, city, to_person_id=str(city.person("head")))
    assert await problem(answer) == (422, "delegation.to_self")


async def test_rights_follow_a_unit_that_moves(
    client: Client, city: City, app: web.Application, clock: ManualClock
) -> None:
    await sign_in(client, "hr")
    body = {"parent_id": str(city.unit("ward")), "on": "2026-03-03"}
    assert (await client.post(f"/api/units/{city.unit('records')}/move", json=body)).status == 200
    held = {}
    for login in ("head", "ward_head"):
        await sign_in(client, login)
        held[login] = await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("records"))
    assert held == {"head": True, "ward_head": False}
    clock.advance(days=1)
    for login in ("head", "ward_head"):
        await sign_in(client, login)
        held[login] = await acts(app, client, Permission.MEETINGS_MANAGE, city.unit("records"))
    assert held == {"head": False, "ward_head": True}


async def test_an_actor_knows_the_day_on_which_rights_were_read(
    client: Client, app: web.Application, city: City
) -> None:
    await sign_in(client, "official")
    cookies = {cookie.key: cookie.value for cookie in client.session.cookie_jar}
    now = app[CLOCK].now()
    async with app[DATABASE].read() as session:
        found = await find_session(session, cookies, app[SETTINGS], now)
        assert found is not None
        actor = await make_actor(session, found, civil_date(now), "203.0.113.9")
    assert actor.today == date(2026, 3, 2)
    assert actor.unit_id == city.unit("records")
    assert actor.address == "203.0.113.9"
