"""Slow connections are cut; fast and long-lived ones are not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from server.platform import application
from server.platform.http.deadlines import GuardedRunner
from server.platform.http.operation import add_operations, operation
from server.platform.http.schema import Schema
from server.platform.settings import Settings

SLOW = 400
HELD_SECONDS = 12


class Thing(Schema):
    """A body."""

    name: str


@operation("POST", "/api/things", summary="Make", tag="things", public=True)
async def make(*, body: Thing) -> Thing:
    return body


@operation("POST", "/api/ignored", summary="Ignore", tag="things", public=True)
async def ignore() -> None:
    return None


async def echo(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        await socket.send_str(message.data)
    return socket


class Running:
    """A server on loopback."""

    def __init__(self, runner: GuardedRunner) -> None:
        self.runner = runner
        self.port: int = runner.addresses[0][1]

    @property
    def held(self) -> int:
        """How many connections it has."""
        assert self.runner.server is not None
        return len(self.runner.server.connections)


Start = Callable[..., Awaitable[Running]]


@pytest.fixture
async def start(sqlite_settings: Settings) -> AsyncIterator[Start]:
    runners: list[GuardedRunner] = []

    async def run(**changes: object) -> Running:
        settings = Settings.model_validate(sqlite_settings.model_dump() | changes)
        app = await application.create(settings)
        add_operations(app, make, ignore)
        app.router.add_get("/socket", echo)
        runner = GuardedRunner(app, settings)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        return Running(runner)

    yield run
    for runner in runners:
        await runner.cleanup()


HEAD = (
    b"POST /api/%s HTTP/1.1\r\nHost: x\r\n"
    b"Content-Type: application/json\r\nContent-Length: 1000\r\n"
)
KINDS = {
    "silent": b"",
    "head": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "body": HEAD % b"things" + b"\r\n{",
    "unread body": HEAD % b"ignored" + b"\r\n{",
}


async def slow(port: int, opening: bytes) -> None:
    """Send the opening and then a byte every half second, until cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.suppress(ConnectionError):
        if opening:
            writer.write(opening)
        while not reader.at_eof():
            if opening:
                writer.write(b"a")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.5):
                    await reader.read(1000)
    writer.close()


@pytest.mark.timeout(60)
async def test_of_400_slow_connections_none_is_held_after_12_seconds(start: Start) -> None:
    running = await start()
    openings = list(KINDS.values())
    tasks = [asyncio.create_task(slow(running.port, openings[n % 4])) for n in range(SLOW)]
    async with asyncio.timeout(10):
        while running.held < SLOW:
            await asyncio.sleep(0.05)
    health = f"http://127.0.0.1:{running.port}/healthz"
    # Others are served meanwhile.
    async with aiohttp.ClientSession() as session, session.get(health) as response:
        assert response.status == 200
    async with asyncio.timeout(HELD_SECONDS):
        while running.held:
            await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_slowness_has_its_deadline(start: Start, kind: str) -> None:
    running = await start(header_seconds=0.3, body_seconds=0.3)
    async with asyncio.timeout(5):
        await slow(running.port, KINDS[kind])


async def test_the_second_request_of_a_connection_has_its_deadline_too(start: Start) -> None:
    running = await start(header_seconds=0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
    writer.write(b"GET /hea")
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


async def test_an_idle_connection_between_requests_is_kept(start: Start) -> None:
    running = await start(header_seconds=0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    for _ in range(2):
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.4)
    writer.close()


async def test_an_idle_connection_ends_with_its_keep_alive(start: Start) -> None:
    running = await start(header_seconds=0.2, keepalive_seconds=0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(5):
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_quiet_websocket_is_not_cut(start: Start) -> None:
    running = await start(header_seconds=0.2, body_seconds=0.2, keepalive_seconds=0.2)
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"http://127.0.0.1:{running.port}/socket") as socket,
    ):
        await asyncio.sleep(0.7)
        await socket.send_str("still here")
        assert await socket.receive_str(timeout=5) == "still here"
