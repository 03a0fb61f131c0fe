"""Nothing that a request does blocks the event loop, on which all meetings' media run."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from blockbuster import BlockBuster, BlockingError, blockbuster_ctx

from server.platform.db.types import JsonObject
from server.platform.db.work import Work
from server.platform.http.operation import Operation
from server.platform.keys import DATABASE, JOBS, OPERATIONS
from server.platform.settings import Settings
from tests.conftest import MakeApp
from tests.support.people import City, make_city, sign_in

Client = TestClient[Any, Any]


@pytest.fixture
async def app(make_app: MakeApp, settings: Settings, tmp_path: Path) -> web.Application:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>")
    return await make_app(settings.model_copy(update={"client_dir": folder}))


@pytest.fixture
async def city(app: web.Application) -> City:
    return await make_city(app[DATABASE])


@pytest.fixture
async def client(app: web.Application, city: City) -> AsyncIterator[Client]:
    async with TestClient(TestServer(app)) as opened:
        await sign_in(opened, "administrator")
        yield opened


@pytest.fixture
def strict(client: Client) -> Iterator[BlockBuster]:
    """From the end of the start on, a blocking call on the loop raises."""
    with blockbuster_ctx() as watch:
        yield watch


async def test_the_watch_sees_what_blocks(strict: BlockBuster) -> None:
    import time

    with pytest.raises(BlockingError):
        time.sleep(0.01)


async def test_reading_blocks_nothing(
    client: Client, app: web.Application, strict: BlockBuster
) -> None:
    operations: list[Operation] = app[OPERATIONS]
    paths = [one.path for one in operations if one.method == "GET" and "{" not in one.path]
    assert len(paths) > 10
    pages = ["/", "/hop", "/healthz", "/readyz", "/api/docs", "/api/openapi.json"]
    for path in [*paths, *pages]:
        response = await client.get(path)
        assert response.status < 500, path


async def test_writing_blocks_nothing(client: Client, strict: BlockBuster) -> None:
    made = await client.post("/api/meetings/now", json={})
    assert made.status == 201, await made.text()
    code = (await made.json())["code"]
    change = {"kind": "day_off", "name": "Nghỉ", "legal_source": "Thông báo"}
    assert (await client.put("/api/calendar/overlay/2026-01-02", json=change)).status == 200
    assert (await client.get(f"/api/meetings/{code}")).status == 200
    assert (await client.delete("/api/session")).status == 204
    await sign_in(client, "head")


async def test_jobs_block_nothing(
    client: Client, app: web.Application, strict: BlockBuster
) -> None:
    done = asyncio.Event()

    async def finish(work: Work, payload: JsonObject) -> None:
        done.set()

    app[JOBS].handler("test", finish)
    async with app[DATABASE].write() as work:
        app[JOBS].enqueue(work, "test", {})
    await asyncio.wait_for(done.wait(), 10)
