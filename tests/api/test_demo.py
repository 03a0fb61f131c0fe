"""The demo fills an empty database once and lets each role sign in."""

from typing import Any

from sqlalchemy import func, select

from server.app import build as build_plain
from server.demo import city
from server.demo.run import build, demo_settings
from server.demo.seed import PASSWORD, seed_city
from server.people.accounts.hashing import PasswordHashing
from server.people.models import Person, RoleGrant, Unit
from server.platform.clock import SystemClock
from server.platform.db.work import Database
from server.platform.settings import Settings
from tests.support.database import PASSWORD_MEMORY_KIB


async def counts(database: Database) -> tuple[int, ...]:
    async with database.read() as session:
        return tuple(
            [
                await session.scalar(select(func.count()).select_from(table)) or 0
                for table in (Unit, Person, RoleGrant)
            ]
        )


async def test_seeding_twice_changes_nothing(database: Database) -> None:
    hashing = PasswordHashing(PASSWORD_MEMORY_KIB)
    await seed_city(database, SystemClock(), hashing)
    first = await counts(database)
    await seed_city(database, SystemClock(), hashing)
    hashing.close()
    assert await counts(database) == first
    assert first[0] == len(list(city.units()))


async def test_every_account_that_the_page_offers_can_sign_in(
    sqlite_settings: Settings, aiohttp_client: Any
) -> None:
    client = await aiohttp_client(await build(demo_settings(sqlite_settings)))
    offered = (await (await client.get("/api/session")).json())["demo_accounts"]
    assert {account["login"] for account in offered} == {one.login for one in city.ACCOUNTS}
    for account in offered:
        answer = await client.post(
            "/api/session", json={"login": account["login"], "password": account["password"]}
        )
        assert answer.status == 200, account
        assert (await answer.json())["name"] == account["name"]


async def test_without_the_demo_no_account_is_offered(
    sqlite_settings: Settings, aiohttp_client: Any
) -> None:
    client = await aiohttp_client(await build_plain(sqlite_settings))
    session = await (await client.get("/api/session")).json()
    assert session["demo"] is False
    assert session["demo_accounts"] == []
    answer = await client.post("/api/session", json={"login": "quantri", "password": PASSWORD})
    assert answer.status == 401


def test_the_demo_listens_on_this_machine_only(sqlite_settings: Settings) -> None:
    open_to_all = sqlite_settings.model_copy(update={"host": "0.0.0.0", "media_host": "0.0.0.0"})
    settings = demo_settings(open_to_all)
    assert settings.host == "127.0.0.1"
    assert settings.media_host == "127.0.0.1"
    assert settings.media_addresses == ("127.0.0.1",)
