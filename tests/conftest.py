"""What every test may ask for."""

import importlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from server.platform.db.work import Database
from server.platform.settings import Settings
from server.platform.telemetry import configure_logs
from tests.support.clock import ManualClock
from tests.support.database import PostgresTemplate, SqliteTemplate, settings_for
from tests.support.servers import PostgresServer, RedisServer

# Every table must be known before a template is made.
for feature in ("server.platform.jobs", "server.platform.audit", "server.app"):
    try:
        importlib.import_module(feature)
    except ModuleNotFoundError as error:
        if error.name != feature:
            raise

MakeApp = Callable[[Settings], Awaitable[web.Application]]


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    """Log as the server does, into pytest's own handlers."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    configure_logs(settings_for(Path(), log_level="warning"))
    root.handlers = handlers


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the session. Do not kill this one; start your own."""
    server = PostgresServer()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis server for the session. Do not kill this one; start your own."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite-template"))


@pytest.fixture(scope="session")
def postgres_template(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> PostgresTemplate:
    return PostgresTemplate(postgres, tmp_path_factory.mktemp("postgres-template"))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(params=["sqlite", "postgresql"])
async def settings(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings with a fresh database that has all tables; the test runs on both databases."""
    if request.param == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        await template.new(tmp_path)
        yield settings_for(tmp_path)
        return
    databases: PostgresTemplate = request.getfixturevalue("postgres_template")
    url = await databases.new()
    yield settings_for(tmp_path, url)
    await databases.give_back(url)


@pytest.fixture
async def sqlite_settings(tmp_path: Path, sqlite_template: SqliteTemplate) -> Settings:
    """As `settings`, for tests to which the kind of database does not matter."""
    await sqlite_template.new(tmp_path)
    return settings_for(tmp_path)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A fresh database with all tables; the test runs on both kinds."""
    opened = await Database.open(settings)
    yield opened
    await opened.close()


@pytest.fixture
def make_app() -> MakeApp:
    """Builds the whole application."""

    async def build(settings: Settings) -> web.Application:
        application = importlib.import_module("server.app")
        built: web.Application = await application.build(settings)
        return built

    return build
