"""The second factor: on, asked for, each code once, recovery codes, off."""

from typing import Any

import pyotp
import pytest
from aiohttp import web
from sqlalchemy import select

from server.people.accounts.models import TotpSecret
from server.platform.keys import DATABASE
from tests.support.clock import ManualClock
from tests.support.people import PASSWORD, Client, sign_in


async def enrol(client: Client, clock: ManualClock) -> Any:
    offer = await (await client.post("/api/me/totp")).json()
    code = pyotp.TOTP(offer["secret"]).at(clock.now())
    answer = await client.put("/api/me/totp", json={"code": code})
    assert answer.status == 200, await answer.text()
    return offer["secret"], (await answer.json())["recovery_codes"]


async def attempt(client: Client, code: Any = None) -> Any:
    body = {"login": "official", "password": PASSWORD}
    if code is not None:
        body["code"] = code
    answer = await client.post("/api/session", json=body)
    return answer.status, (await answer.json()).get("code")


async def test_an_enrolled_person_needs_a_code(client: Client, clock: ManualClock) -> None:
    await sign_in(client, "official")
    secret, _ = await enrol(client, clock)
    clock.advance(minutes=2)
    assert await attempt(client) == (401, "credentials.code_required")
    assert await attempt(client, "000000") == (401, "credentials.code_wrong")
    code = pyotp.TOTP(secret).at(clock.now())
    assert (await attempt(client, code))[0] == 200
    me = await (await client.get("/api/me")).json()
    assert me["totp_enabled"] is True


async def test_a_code_is_accepted_once(client: Client, clock: ManualClock) -> None:
    await sign_in(client, "official")
    secret, _ = await enrol(client, clock)
    clock.advance(minutes=2)
    code = pyotp.TOTP(secret).at(clock.now())
    assert (await attempt(client, code))[0] == 200
    assert await attempt(client, code) == (401, "credentials.code_wrong")


@pytest.mark.parametrize(("seconds", "status"), [(-90, 401), (-30, 200), (30, 200), (90, 401)])
async def test_a_clock_may_be_half_a_minute_off(
    client: Client, clock: ManualClock, seconds: Any, status: Any
) -> None:
    await sign_in(client, "official")
    secret, _ = await enrol(client, clock)
    clock.advance(minutes=10)
    code = pyotp.TOTP(secret).at(clock.now().timestamp() + seconds)
    assert (await attempt(client, code))[0] == status


async def test_a_wrong_password_says_nothing_about_the_second_factor(
    client: Client, clock: ManualClock
) -> None:
    await sign_in(client, "official")
    await enrol(client, clock)
    answer = await client.post(
        "/api/session", json={"login": "official", "password": "sai mật khẩu"}
    )
    assert (await answer.json())["code"] == "credentials.wrong"


async def test_each_recovery_code_opens_the_account_once(
    client: Client, clock: ManualClock
) -> None:
    await sign_in(client, "official")
    _, recovery = await enrol(client, clock)
    assert len(set(recovery)) == 10
    assert (await attempt(client, recovery[0].upper()))[0] == 200
    assert await attempt(client, recovery[0]) == (401, "credentials.code_wrong")
    assert (await attempt(client, recovery[1]))[0] == 200


async def test_the_secret_is_sealed_in_the_database(
    client: Client, clock: ManualClock, app: web.Application
) -> None:
    await sign_in(client, "official")
    secret, _ = await enrol(client, clock)
    async with app[DATABASE].read() as session:
        (row,) = await session.scalars(select(TotpSecret))
    assert secret.encode() not in row.sealed


async def test_a_wrong_code_does_not_turn_it_on(client: Client, clock: ManualClock) -> None:
    await sign_in(client, "official")
    assert (await client.put("/api/me/totp", json={"code": "123456"})).status == 409
    offer = await (await client.post("/api/me/totp")).json()
    assert offer["uri"].startswith("otpauth://totp/congvu:official?secret=")
    assert offer["qr_svg"].startswith("<svg")
    answer = await client.put("/api/me/totp", json={"code": "000000"})
    assert answer.status == 422
    assert (await answer.json())["code"] == "totp.code_wrong"
    assert (await (await client.get("/api/me")).json())["totp_enabled"] is False


async def test_it_is_turned_off_with_the_password(client: Client, clock: ManualClock) -> None:
    await sign_in(client, "official")
    await enrol(client, clock)
    again = await client.post("/api/me/totp")
    assert (await again.json())["code"] == "totp.already_on"
    wrong = await client.delete("/api/me/totp", json={"password": "sai"})
    assert (await wrong.json())["code"] == "password.wrong"
    assert (await client.delete("/api/me/totp", json={"password": PASSWORD})).status == 204
    assert (await attempt(client))[0] == 200
