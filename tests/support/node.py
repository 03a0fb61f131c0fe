"""A whole server as a process of its own, with the settings of a test's database."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from server.platform.settings import Settings
from tests.resilience.programs.processes import Process
from tests.support.servers import free_port


class Node:
    """A server process on a port of its own."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            "CONGVU_DATA_DIR": str(settings.data_dir),
            "CONGVU_PORT": str(self.port),
            "CONGVU_PUBLIC_URL": self.url,
            "CONGVU_MEDIA_HOST": "127.0.0.1",
            "CONGVU_MEDIA_PORT": "0",
            "CONGVU_LOG_LEVEL": "error",
            "CONGVU_DRAIN_SECONDS": "3",
        }
        if settings.database_url is not None:
            self._environment["CONGVU_DATABASE_URL"] = settings.database_url

    @contextmanager
    def running(self) -> Iterator[Process]:
        """The process while it runs."""
        with Process("-m", "server", "serve", environment=self._environment) as process:
            yield process

    async def ready(self, session: aiohttp.ClientSession) -> float:
        """Wait until it is ready; gives the seconds that passed."""
        began = time.perf_counter()
        async with asyncio.timeout(60):
            while True:
                try:
                    async with session.get(f"{self.url}/readyz") as response:
                        if response.status == 200:
                            return time.perf_counter() - began
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.02)
