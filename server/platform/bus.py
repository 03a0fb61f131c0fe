"""Publish and subscribe: inside one process, or between nodes through Redis."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from server.platform.db.types import JsonObject

Handler = Callable[[JsonObject], Awaitable[None]]
Resync = Callable[[], Awaitable[None]]

log = structlog.get_logger(__name__)


class Subscription:
    """A handler that listens to a topic until it is closed."""

    def __init__(
        self,
        topic: str,
        handler: Handler,
        resync: Resync | None,
        owner: "dict[str, list[Subscription]]",
    ) -> None:
        self.topic = topic
        self.handler = handler
        self.resync = resync
        self._owner = owner
        owner.setdefault(topic, []).append(self)

    def close(self) -> None:
        """Stop listening; closing twice does nothing."""
        listeners = self._owner.get(self.topic, [])
        if self in listeners:
            listeners.remove(self)


class Bus(Protocol):
    """What happens on one node and matters on others.

    A message is delivered at most once to each subscription. A subscriber that may have missed
    some has its `resync` called, and reads the truth from the database again.
    """

    async def publish(self, topic: str, message: JsonObject) -> None:
        """Deliver `message` to every subscription of `topic`, on every node."""
        ...

    def subscribe(
        self, topic: str, handler: Handler, *, resync: Resync | None = None
    ) -> Subscription:
        """Call `handler` with every message of `topic` from now on."""
        ...


class LocalBus:
    """The bus of a server that is alone."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Subscription]] = {}

    def subscribe(
        self, topic: str, handler: Handler, *, resync: Resync | None = None
    ) -> Subscription:
        return Subscription(topic, handler, resync, self._listeners)

    async def publish(self, topic: str, message: JsonObject) -> None:
        await deliver(self._listeners, topic, message)


async def deliver(
    listeners: dict[str, list[Subscription]], topic: str, message: JsonObject
) -> None:
    """Call every handler of the topic; one that fails is logged and stops no other."""
    for subscription in list(listeners.get(topic, [])):
        try:
            await subscription.handler(message)
        except Exception:
            log.exception("bus handler failed", topic=topic)
