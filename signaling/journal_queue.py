"""Writes what happened to the journal, in order, without making the room wait for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from signaling import metrics

_log = structlog.get_logger(__name__)
_PAUSES = (0.1, 0.5, 2.0)


class JournalQueue:
    """One meeting's pending journal calls. A call that fails is tried again, then given up."""

    def __init__(self) -> None:
        self._pending: asyncio.Queue[tuple[str, Callable[[], Awaitable[None]]] | None] = (
            asyncio.Queue()
        )
        self._worker = asyncio.create_task(self._run())

    def put(self, what: str, call: Callable[[], Awaitable[None]]) -> None:
        self._pending.put_nowait((what, call))

    async def close(self) -> None:
        """Returns when everything put before is written or given up."""
        self._pending.put_nowait(None)
        await self._worker

    async def _run(self) -> None:
        while (item := await self._pending.get()) is not None:
            await self._call(*item)

    async def _call(self, what: str, call: Callable[[], Awaitable[None]]) -> None:
        for pause in (*_PAUSES, None):
            try:
                await call()
            except Exception:
                if pause is None:
                    metrics.JOURNAL_FAILURES.inc()
                    _log.exception("journal.given_up", what=what)
                    return
                await asyncio.sleep(pause)
            else:
                return
