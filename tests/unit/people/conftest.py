"""Fixtures of the tests of people."""

from collections.abc import AsyncIterator

import pytest

from server.platform.db.work import Database
from server.platform.settings import Settings
from tests.support.people import app, city, client

__all__ = ["app", "city", "client"]


@pytest.fixture
async def sqlite_database(sqlite_settings: Settings) -> AsyncIterator[Database]:
    """A fresh SQLite database, where the kind does not matter."""
    opened = await Database.open(sqlite_settings)
    yield opened
    await opened.close()
