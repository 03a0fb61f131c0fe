"""One demo server and one Chromium for all browser tests; people of their own for each."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.support.browser import DemoServer, Visitors, launch

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and pytest_asyncio.is_async_test(item):
            # The loop that the one Chromium belongs to.
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    server = DemoServer()
    server.start()
    yield server
    server.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(demo: DemoServer, browser: Browser) -> AsyncIterator[Visitors]:
    """People with browsers; a script that failed in any page fails the test."""
    async with visiting(browser, demo) as people:
        yield people


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def staying(demo: DemoServer, browser: Browser) -> AsyncIterator[Visitors]:
    """As `visitors`, for a meeting that the tests of a file share."""
    async with visiting(browser, demo) as people:
        yield people


@asynccontextmanager
async def visiting(browser: Browser, demo: DemoServer) -> AsyncIterator[Visitors]:
    people = Visitors(browser, demo)
    yield people
    await people.close()
    assert people.errors == []
