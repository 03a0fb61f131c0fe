"""Deadlines for slow connections, which aiohttp does not have.

A connection must send the whole head of a request within `header_seconds` of its opening or of
that request's first byte, and must take what we send: one that reads nothing while our buffer is
full is cut too. Bodies have their deadline where they are read (reading.read_bounded); a body that
nobody reads is waited for LINGER_SECONDS after the answer. Established WebSockets have no head to
wait for, so only the second rule holds for them.
"""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_server import Server

from server.platform.settings import Settings

LINGER_SECONDS = 2.0
STALLED_SECONDS = 30.0


class GuardedProtocol(RequestHandler):
    """aiohttp's protocol with the two deadlines."""

    def __init__(self, manager: Server, *, header_seconds: float, **options: Any) -> None:
        super().__init__(manager, **options)
        self._header_seconds = header_seconds
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._head_timer = self._loop.call_later(self._header_seconds, self._head_overdue)

    def connection_lost(self, exc: BaseException | None) -> None:
        _cancel(self._head_timer)
        self._head_timer = None
        _cancel(self._stall_timer)
        self._stall_timer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self._request_count
        super().data_received(data)
        if self._request_count != before:
            _cancel(self._head_timer)
            self._head_timer = None
        elif self._head_timer is None and self._waits_for_head() and self.transport is not None:
            self._head_timer = self._loop.call_later(self._header_seconds, self._head_overdue)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stall_timer is None:
            self._stall_timer = self._loop.call_later(STALLED_SECONDS, self._abort)

    def resume_writing(self) -> None:
        _cancel(self._stall_timer)
        self._stall_timer = None
        super().resume_writing()

    def _waits_for_head(self) -> bool:
        return self._waiter is not None and not self._waiter.done()

    def _head_overdue(self) -> None:
        self._head_timer = None
        # The task that waits for requests may not have begun on a busy loop; it counts as waiting.
        if self._waits_for_head() or self._request_count == 0:
            self._abort()

    def _abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


class GuardedServer(Server):
    """Makes guarded protocols."""

    def __call__(self) -> RequestHandler:
        return GuardedProtocol(self, loop=self._loop, **self._kwargs)


class GuardedRunner(web.AppRunner):
    """Runs an application behind the deadlines of its settings."""

    def __init__(self, app: web.Application, settings: Settings) -> None:
        super().__init__(
            app,
            access_log=None,
            keepalive_timeout=settings.keepalive_seconds,
            lingering_time=LINGER_SECONDS,
            # The drain has had its time already when the runner stops.
            shutdown_timeout=2,
        )
        self._header_seconds = settings.header_seconds

    async def _make_server(self) -> Server:
        plain = await super()._make_server()
        return GuardedServer(
            plain.request_handler,
            request_factory=plain.request_factory,
            loop=plain._loop,
            header_seconds=self._header_seconds,
            **plain._kwargs,
        )
