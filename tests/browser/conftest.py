"""One demo server for all browser tests; a browser of its own for each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.support.browser import DemoServer, Visitors, launch

HERE = Path(__file__).parent


# First, because xdist reads the groups in a hook of the same name.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            # Pages are heavy: two tests of them at once would starve each other.
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    server = DemoServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
async def visitors(demo: DemoServer) -> AsyncIterator[Visitors]:
    """People with browsers; a script that failed in any page fails the test."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        people = Visitors(browser, demo)
        yield people
        await people.close()
        await browser.close()
        assert people.errors == []
