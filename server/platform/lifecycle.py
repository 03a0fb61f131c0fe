"""Start, drain and stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from aiohttp import web

from server.platform.http.deadlines import GuardedRunner
from server.platform.keys import SETTINGS
from server.platform.settings import Settings

# Connections that wait to be accepted; a whole city may come back at once after a restart.
BACKLOG = 1024

DrainHook = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


class Drain:
    """Tells that the node is about to stop, and lets features end what is live in order."""

    def __init__(self) -> None:
        self._started = asyncio.Event()
        self._hooks: list[DrainHook] = []

    @property
    def started(self) -> bool:
        """True when nothing new may begin on this node."""
        return self._started.is_set()

    def add_hook(self, hook: DrainHook) -> None:
        """Have `hook` called with the seconds that are left; hooks run in the order added."""
        self._hooks.append(hook)

    async def run(self, seconds: float) -> None:
        """Refuse what is new, then run the hooks; returns within `seconds`."""
        self._started.set()
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        for hook in self._hooks:
            left = max(0.0, end - loop.time())
            try:
                async with asyncio.timeout(left):
                    await hook(left)
            except TimeoutError:
                log.warning("drain took too long", hook=getattr(hook, "__qualname__", str(hook)))
            except Exception:
                log.exception("drain hook failed")


DRAIN = web.AppKey("drain", Drain)


async def serve(app: web.Application, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then drain and stop. A second signal stops at once.

    `ready` is called with the address once connections are accepted.
    """
    settings = app[SETTINGS]
    stop, hurry = asyncio.Event(), asyncio.Event()

    def on_signal() -> None:
        (hurry if stop.is_set() else stop).set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    runner = GuardedRunner(app, settings)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG)
        await site.start()
        address = runner.addresses[0]
        log.info("ready", host=address[0], port=address[1], url=settings.public_url)
        if ready is not None:
            ready(f"http://{address[0]}:{address[1]}")
        await stop.wait()
        log.info("draining", seconds=settings.drain_seconds)
        await _first(app[DRAIN].run(settings.drain_seconds), hurry.wait())
    finally:
        await runner.cleanup()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    log.info("stopped")


async def _first(*coroutines: Coroutine[Any, Any, Any]) -> None:
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def run(
    build: Callable[[Settings], Awaitable[web.Application]],
    settings: Settings,
    *,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Build the application and serve it on uvloop where that is installed."""

    async def main() -> None:
        await serve(await build(settings), ready=ready)

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main())


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
