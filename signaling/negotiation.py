"""Keeps one subscriber's description up to date: one offer under way, changes in between joined."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from signaling.media import MediaError, Offer, Subscriber

_log = structlog.get_logger(__name__)
ANSWER_SECONDS = 5.0


class Negotiator:
    """Offers until what the client has answered is what it should receive.

    `send` delivers an offer to the client. While the client is away (`pause`) nothing is offered.
    """

    def __init__(self, subscriber: Subscriber, send: Callable[[Offer], None]) -> None:
        self._subscriber = subscriber
        self._send = send
        self._needed = False
        self._restart = False
        self._present = True
        self._answered = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def need(self, *, restart: bool = False) -> None:
        """Something changed: an offer will follow once the one under way is answered."""
        self._needed = True
        self._restart |= restart
        if self._present and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run())

    def pause(self) -> None:
        """The client is away; an offer under way counts as lost."""
        if self._task is not None and not self._task.done():
            self._needed = True
        self._present = False
        self._stop()

    def resume(self) -> None:
        """The client is back."""
        self._present = True
        if self._needed:
            self.need()

    async def answer(self, version: int, sdp: str) -> None:
        """Takes the client's answer; raises MediaError (media.sdp, media.stale)."""
        await self._subscriber.accept(version, sdp)
        self._answered.set()

    def close(self) -> None:
        self._present = False
        self._stop()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while self._needed:
            self._needed, restart, self._restart = False, self._restart, False
            self._answered.clear()
            try:
                offer = await self._subscriber.offer(restart=restart)
            except MediaError as error:
                _log.info("subscriber.offer_refused", code=error.code)
                return
            self._send(offer)
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._answered.wait()
            except TimeoutError:
                # A client that is there but silent is offered again with the next change only.
                continue
