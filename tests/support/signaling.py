"""A running signaling server with an in-memory gate and journal, for signaling's own tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from aiohttp import web
from pydantic import JsonValue

import signaling
from server.platform.http import guards
from server.platform.http.limits import LIMITER, LocalLimiter
from server.platform.keys import OPERATIONS, RESOLVERS, SETTINGS
from server.platform.settings import Settings
from signaling import MediaConfig, Signaling, SignalingConfig
from signaling.ports import ChatLine, Credentials, DepartureReason, Entry, Identified, Refused
from signaling.rooms.state import Rules

CODE = "abc-defg-hij"
ORIGIN = "http://localhost:8080"
_NAMES = UUID("6f0f4d9e-6c1f-4b8e-9d0a-5a2f9f1f4c11")


def identity_of(who: str) -> str:
    """The identity behind a cookie or token: "guest-…" and "device-…" say their kind."""
    kind = who.split("-")[0] if who.split("-")[0] in ("guest", "device") else "person"
    return f"{kind}:{uuid5(_NAMES, who)}"


@dataclass
class FakeAdmission:
    """Lets in whoever has a cookie `who` (or a bearer token): the name decides the rest.

    host… enters as host, guest… waits in the lobby, device-publish and device-play are devices.
    """

    meeting: UUID = field(default_factory=uuid4)
    title: str = "Giao ban"
    capacity: int = 50
    chat_enabled: bool = True
    signed_out: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    ended: bool = False

    async def identify(self, credentials: Credentials) -> Identified:
        who = self._who(credentials)
        return Identified(identity=identity_of(who), session=f"session-{who}")

    async def admit(self, code: str, credentials: Credentials) -> Entry:
        who = self._who(credentials)
        identity = identity_of(who)
        if code != CODE or who.startswith("stranger"):
            raise Refused("not_found")
        if self.ended:
            raise Refused("meeting.ended")
        if identity in self.removed:
            raise Refused("removed")
        kind, _, key = identity.partition(":")
        role = "host" if who.startswith("host") else "member" if kind == "person" else kind
        entry = Entry(
            meeting=self.meeting,
            code=CODE,
            title=self.title,
            identity=identity,
            session=f"session-{who}",
            person=UUID(key) if kind == "person" else None,
            name=who.title(),
            unit_name="Phòng Thử nghiệm" if kind == "person" else None,
            role=role,  # type: ignore[arg-type]
            direct=kind != "guest",
            chat_enabled=self.chat_enabled,
            capacity=self.capacity,
        )
        if kind == "device":
            return replace(entry, direction="play" if "play" in who else "publish")
        return entry

    def _who(self, credentials: Credentials) -> str:
        who = credentials.bearer or credentials.cookies.get("who")
        if who is None or who in self.signed_out:
            raise Refused("session.required")
        return who


@dataclass
class FakeJournal:
    """Remembers what it is told, as one list of words per call."""

    admission: FakeAdmission
    calls: list[tuple[str, ...]] = field(default_factory=list)
    lines: dict[str, ChatLine] = field(default_factory=dict)

    async def opened(self, meeting: UUID, at: datetime) -> None:
        self.calls.append(("opened",))

    async def arrived(self, meeting: UUID, identity: str, name: str, at: datetime) -> None:
        self.calls.append(("arrived", name))

    async def departed(
        self, meeting: UUID, identity: str, at: datetime, reason: DepartureReason
    ) -> None:
        self.calls.append(("departed", identity, reason))

    async def emptied(self, meeting: UUID, at: datetime) -> None:
        self.calls.append(("emptied",))

    async def said(self, meeting: UUID, identity: str, name: str, text: str, key: str) -> ChatLine:
        if key not in self.lines:
            self.lines[key] = ChatLine(uuid4(), datetime.now(UTC), identity, name, text)
        return self.lines[key]

    async def history(self, meeting: UUID, before: UUID | None, limit: int) -> list[ChatLine]:
        lines = list(self.lines.values())
        if before is not None:
            ids = [line.id for line in lines]
            lines = lines[: ids.index(before)] if before in ids else []
        return lines[-limit:]

    async def removed(self, meeting: UUID, identity: str, by: str) -> None:
        self.calls.append(("removed", identity))
        self.admission.removed.add(identity)

    async def host_changed(self, meeting: UUID, identity: str, by: str) -> None:
        self.calls.append(("host_changed", identity))

    async def ended(self, meeting: UUID, by: str, at: datetime) -> None:
        self.calls.append(("ended", by))
        self.admission.ended = True


Handler = Callable[[dict[str, JsonValue]], Awaitable[None]]


class FakeSubscription:
    def close(self) -> None:
        pass


@dataclass
class FakeBus:
    handlers: dict[str, list[Handler]] = field(default_factory=dict)
    resyncs: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def subscribe(
        self,
        topic: str,
        handler: Handler,
        *,
        resync: Callable[[], Awaitable[None]] | None = None,
    ) -> FakeSubscription:
        self.handlers.setdefault(topic, []).append(handler)
        if resync is not None:
            self.resyncs.append(resync)
        return FakeSubscription()

    async def publish(self, topic: str, message: dict[str, JsonValue]) -> None:
        for handler in self.handlers.get(topic, []):
            await handler(message)


@dataclass
class RunningSignaling:
    url: str
    admission: FakeAdmission
    journal: FakeJournal
    bus: FakeBus
    signaling: Signaling


@asynccontextmanager
async def running_signaling(
    admission: FakeAdmission | None = None, **settings: object
) -> AsyncIterator[RunningSignaling]:
    """A real server on a free port of loopback. `settings` go to SignalingConfig and Rules."""
    admission = admission or FakeAdmission()
    journal, bus = FakeJournal(admission), FakeBus()
    rules = {name: settings.pop(name) for name in Rules.__slots__ if name in settings}
    config = SignalingConfig(
        origins=(ORIGIN,),
        rules=Rules(**rules),  # type: ignore[arg-type]
        tick=0.05,
        quality_every=0.3,
        **settings,  # type: ignore[arg-type]
    )
    app = web.Application(middlewares=[guards.problems])
    app[SETTINGS] = Settings(public_url=ORIGIN)
    app[OPERATIONS], app[RESOLVERS], app[LIMITER] = [], {}, LocalLimiter()
    service = signaling.setup(
        app,
        admission=admission,
        journal=journal,
        bus=bus,
        media=MediaConfig(host="127.0.0.1"),
        config=config,
    )
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield RunningSignaling(f"http://127.0.0.1:{port}", admission, journal, bus, service)
    finally:
        await runner.cleanup()
