"""The bus between nodes."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any, NotRequired

import structlog
from prometheus_client import Counter
from pydantic import TypeAdapter, ValidationError
from redis.asyncio.client import PubSub
from typing_extensions import TypedDict

from server.platform.bus import Handler, Resync, Subscription, deliver
from server.platform.db.types import JsonObject
from server.platform.redis.client import AWAY, connect

PREFIX = "congvu:bus:"
# Empty listening rounds; each sends a ping, so that a stalled link is noticed.
ROUND_SECONDS = 5.0
RECONNECT_SECONDS = 0.2

LOST = Counter("congvu_bus_lost_total", "Messages that Redis did not take")
RESYNCS = Counter("congvu_bus_resyncs_total", "Times that subscribers read the truth again")

_Envelope = TypedDict(
    "_Envelope",
    {"from": str, "message": NotRequired[JsonObject], "resync": NotRequired[bool]},
)
_ENVELOPE = TypeAdapter(_Envelope)

log = structlog.get_logger(__name__)


class RedisBus:
    """Delivers to this node at once and to the others through Redis.

    While Redis is away nothing raises: handlers of this node still hear everything, and when it is
    back all nodes resync, also for what another node could not send.
    """

    def __init__(self, url: str) -> None:
        self._client = connect(url)
        self._node = uuid.uuid4().hex
        self._listeners: dict[str, list[Subscription]] = {}
        self._unsent: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()

    def subscribe(
        self, topic: str, handler: Handler, *, resync: Resync | None = None
    ) -> Subscription:
        return Subscription(topic, handler, resync, self._listeners)

    async def publish(self, topic: str, message: JsonObject) -> None:
        await deliver(self._listeners, topic, message)
        if not await self._send(topic, {"from": self._node, "message": message}):
            LOST.inc()
            self._unsent.add(topic)

    async def start(self) -> None:
        """Begin to listen; a Redis that is away now is waited for in the background."""
        self._task = asyncio.create_task(self._run(), name="redis bus")

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._client.aclose()

    async def _send(self, topic: str, envelope: dict[str, Any]) -> bool:
        try:
            await self._client.publish(PREFIX + topic, json.dumps(envelope))
        except AWAY:
            return False
        return True

    async def _run(self) -> None:
        first = True
        while True:
            try:
                async with self._subscribed() as channel:
                    if not first:
                        await self._resync(None)
                        log.info("bus is connected again")
                    first = False
                    await self._listen(channel)
            except AWAY as error:
                if self.connected.is_set() or first:
                    log.warning("bus lost Redis", reason=type(error).__name__)
                # What is published before we listen again is missed, so the next time is no first.
                first = False
            except Exception:
                log.exception("bus failed")
                first = False
            self.connected.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    @contextlib.asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[PubSub]:
        channel = self._client.pubsub()
        try:
            await channel.psubscribe(PREFIX + "*")
            # The confirmation: from here on nothing is missed.
            while (await self._next(channel))["type"] != "psubscribe":
                pass
            self.connected.set()
            yield channel
        finally:
            with contextlib.suppress(*AWAY):
                await channel.aclose()  # type: ignore[no-untyped-call]

    async def _listen(self, channel: PubSub) -> None:
        while True:
            for topic in list(self._unsent):
                if await self._send(topic, {"from": self._node, "resync": True}):
                    self._unsent.discard(topic)
            received = await self._next(channel)
            if received["type"] == "pmessage":
                await self._receive(received["channel"].decode(), received["data"])

    async def _next(self, channel: PubSub) -> dict[str, Any]:
        received: dict[str, Any] | None = await channel.get_message(timeout=ROUND_SECONDS)
        if received is None:
            # Redis answers with a "pong" that comes as a message of its own.
            await channel.ping()
            received = await channel.get_message(timeout=ROUND_SECONDS)
            if received is None:
                raise TimeoutError("Redis does not answer")
        return received

    async def _receive(self, channel: str, data: bytes) -> None:
        topic = channel.removeprefix(PREFIX)
        try:
            envelope = _ENVELOPE.validate_json(data)
        except ValidationError:
            log.warning("bus received what no node of ours sends", topic=topic)
            return
        if envelope["from"] == self._node:
            return
        if envelope.get("resync"):
            await self._resync(topic)
        if "message" in envelope:
            await deliver(self._listeners, topic, envelope["message"])

    async def _resync(self, only: str | None) -> None:
        RESYNCS.inc()
        for topic, subscriptions in list(self._listeners.items()):
            for subscription in list(subscriptions):
                if subscription.resync is None or only not in {None, topic}:
                    continue
                try:
                    await subscription.resync()
                except Exception:
                    log.exception("resync failed", topic=topic)
