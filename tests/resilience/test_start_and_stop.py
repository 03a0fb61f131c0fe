"""The whole server as a process: kill -9 between requests and the restart, the end on SIGTERM."""

import asyncio
from datetime import date, timedelta

import aiohttp
import pytest

from server.platform.db.work import Database
from server.platform.settings import Settings
from tests.support.node import Node
from tests.support.people import PASSWORD, make_city


@pytest.fixture
async def node(settings: Settings) -> Node:
    """A server with the small city in its database."""
    database = await Database.open(settings)
    await make_city(database)
    await database.close()
    return Node(settings)


def client() -> aiohttp.ClientSession:
    """A browser, which keeps cookies for an address too."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def sign_in(session: aiohttp.ClientSession, node: Node) -> None:
    credentials = {"login": "administrator", "password": PASSWORD}
    async with session.post(f"{node.url}/api/session", json=credentials) as response:
        assert response.status == 200, await response.text()


async def test_what_was_answered_before_a_kill_is_there_after_the_restart(node: Node) -> None:
    acknowledged: set[date] = set()

    async def write(session: aiohttp.ClientSession, day: date) -> None:
        change = {"kind": "day_off", "name": "Nghỉ", "legal_source": "Quyết định"}
        while True:
            if day.weekday() < 5:
                url = f"{node.url}/api/calendar/overlay/{day.isoformat()}"
                async with session.put(url, json=change) as response:
                    if response.status == 200:
                        acknowledged.add(day)
            day += timedelta(days=1)

    async with client() as session:
        with node.running() as process:
            await node.ready(session)
            await sign_in(session, node)
            writers = [
                asyncio.create_task(write(session, date(year, 6, 1))) for year in range(2027, 2031)
            ]
            async with asyncio.timeout(60):
                while len(acknowledged) < 40:
                    await asyncio.sleep(0.02)
            process.kill()
            await asyncio.gather(*writers, return_exceptions=True)
        with node.running():
            await node.ready(session)
            found: set[date] = set()
            for year in range(2027, 2031):
                async with session.get(f"{node.url}/api/calendar?year={year}") as response:
                    assert response.status == 200, "the session was lost"
                    days = (await response.json())["days"]
                    found |= {date.fromisoformat(one["date"]) for one in days if one["overlay"]}
    assert acknowledged - found == set()


async def test_a_terminated_node_says_so_and_ends_by_itself(node: Node) -> None:
    async with client() as session:
        with node.running() as process:
            await node.ready(session)
            await asyncio.to_thread(process.stop)
            assert process.exit_code == 0
