"""Signing in and out, cookies, timeouts, and what a temporary password opens."""

from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from server.people.accounts.models import LoginSession
from server.people.accounts.sessions import token_hash
from server.people.keys import TOUCHES
from server.platform.bus import Bus
from server.platform.keys import BUS, DATABASE
from tests.support.clock import ManualClock
from tests.support.people import PASSWORD, City, Client, add_person, sign_in


async def test_a_person_signs_in_and_is_known_by_the_cookie(client: Client, city: City) -> None:
    me = await sign_in(client, "official")
    assert me["name"] == "Đỗ Thị Ấn"
    assert me["unit"] == {"id": str(city.unit("records")), "name": "Phòng Văn thư - Lưu trữ"}
    assert me["permissions"] == ["meetings.create"]
    again = await client.get("/api/me")
    assert await again.json() == me
    state = await (await client.get("/api/session")).json()
    assert state["me"] == me
    assert state["demo"] is False
    assert state["demo_accounts"] == []


async def test_nobody_is_signed_in_without_a_cookie(client: Client) -> None:
    assert (await (await client.get("/api/session")).json())["me"] is None
    answer = await client.get("/api/me")
    assert answer.status == 401
    assert (await answer.json())["code"] == "session.required"


@pytest.mark.parametrize("login", ["official", "nobody-at-all"])
async def test_wrong_password_and_unknown_login_get_one_answer(client: Client, login: Any) -> None:
    answer = await client.post("/api/session", json={"login": login, "password": "sai mật khẩu"})
    assert answer.status == 401
    problem = await answer.json()
    assert problem["code"] == "credentials.wrong"
    assert "Set-Cookie" not in answer.headers


async def test_capitals_in_the_login_do_not_matter(client: Client) -> None:
    assert (await sign_in(client, "OFFICIAL"))["login"] == "official"


async def test_the_cookie_is_out_of_reach_of_scripts_and_its_token_is_not_stored(
    client: Client, app: web.Application
) -> None:
    answer = await client.post("/api/session", json={"login": "head", "password": PASSWORD})
    cookie = answer.cookies["congvu"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    async with app[DATABASE].read() as session:
        (row,) = await session.scalars(select(LoginSession.token_hash))
    assert row == token_hash(cookie.value)
    assert cookie.value not in row


async def test_sign_out_ends_the_session_on_the_server(
    client: Client, app: web.Application
) -> None:
    await sign_in(client, "official")
    token = {c.key: c.value for c in client.session.cookie_jar}["congvu"]
    assert (await client.delete("/api/session")).status == 204
    answer = await client.get("/api/me", headers={"Cookie": f"congvu={token}"})
    assert answer.status == 401


async def test_a_session_ends_when_it_is_not_used(client: Client, clock: ManualClock) -> None:
    await sign_in(client, "official")
    clock.advance(hours=7, minutes=59)
    assert (await client.get("/api/me")).status == 200
    clock.advance(hours=7, minutes=59)
    assert (await client.get("/api/me")).status == 401


async def test_a_session_in_use_ends_after_its_longest_time(
    client: Client, clock: ManualClock, app: web.Application
) -> None:
    await sign_in(client, "official")
    for _ in range(24):
        clock.advance(hours=7)
        answer = await client.get("/api/me")
        await app[TOUCHES].flush()
        if answer.status == 401:
            break
        assert clock.now() is not None
    else:
        pytest.fail("the session never ended")


async def test_my_sessions_are_listed_and_ended(
    client: Client, app: web.Application, aiohttp_client: Any
) -> None:
    await sign_in(client, "official")
    other = await client.session.post(
        client.make_url("/api/session"),
        json={"login": "official", "password": PASSWORD},
        headers={"User-Agent": "Máy khác", "Cookie": ""},
    )
    assert other.status == 200
    revoked: list[object] = []
    bus: Bus = app[BUS]

    async def note(message: Any) -> None:
        revoked.append(message["session"])

    bus.subscribe("sessions.revoked", note)
    items = (await (await client.get("/api/me/sessions")).json())["items"]
    assert len(items) == 2
    (current,) = [item for item in items if item["current"]]
    (old,) = [item for item in items if not item["current"]]
    assert (await client.delete(f"/api/me/sessions/{old['id']}")).status == 204
    assert revoked == [old["id"].replace("-", "")]
    left = (await (await client.get("/api/me/sessions")).json())["items"]
    assert [item["id"] for item in left] == [current["id"]]


async def test_nobody_ends_the_session_of_somebody_else(
    client: Client, app: web.Application, city: City
) -> None:
    await sign_in(client, "official")
    mine = (await (await client.get("/api/me/sessions")).json())["items"][0]["id"]
    await sign_in(client, "stranger")
    answer = await client.delete(f"/api/me/sessions/{mine}")
    assert answer.status == 404


async def test_a_temporary_password_opens_only_its_own_change(
    client: Client, app: web.Application, city: City, clock: ManualClock
) -> None:
    async with app[DATABASE].write() as work:
        await add_person(
            work,
            "new.comer",
            "Mai Văn Mới",
            "Công chức",
            city.unit("ward"),
            clock.now(),
            temporary=True,
        )
    me = await sign_in(client, "new.comer")
    assert me["password_change_required"] is True
    refused = await client.get("/api/units")
    assert refused.status == 403
    assert (await refused.json())["code"] == "password.change_required"
    changed = await client.put(
        "/api/me/password", json={"current": PASSWORD, "new": "con đò qua sông rộng"}
    )
    assert changed.status == 204
    assert (await client.get("/api/units")).status == 200


async def test_a_changed_password_ends_the_other_sessions(
    client: Client, aiohttp_client: Any, app: web.Application
) -> None:
    await sign_in(client, "official")
    other = await aiohttp_client(client.server)
    await sign_in(other, "official")
    answer = await other.put(
        "/api/me/password", json={"current": PASSWORD, "new": "cá lóc nướng trui"}
    )
    assert answer.status == 204
    assert (await other.get("/api/me")).status == 200
    assert (await client.get("/api/me")).status == 401
    await sign_in(client, "official", "cá lóc nướng trui")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("ngắn", "password.too_short"),
        ("d" + "à" * 256, "password.too_long"),
        ("Matkhau@2026", "password.common"),
        ("official2026", "password.context"),
        (PASSWORD, "password.same"),
    ],
)
async def test_an_unacceptable_password_is_refused_with_its_reason(
    client: Client, new: Any, code: Any
) -> None:
    await sign_in(client, "official")
    answer = await client.put("/api/me/password", json={"current": PASSWORD, "new": new})
    assert answer.status == 422
    assert (await answer.json())["code"] == code


async def test_the_current_password_is_needed_for_a_new_one(client: Client) -> None:
    await sign_in(client, "official")
    answer = await client.put(
        "/api/me/password", json={"current": "không phải", "new": "cá lóc nướng trui"}
    )
    assert answer.status == 422
    assert (await answer.json())["code"] == "password.wrong"
