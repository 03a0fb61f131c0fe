"""The connection test: what a browser publishes here comes back to it, for a minute."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import Field

from server.platform.http.limits import Rate
from server.platform.http.operation import add_operations, operation
from server.platform.http.problems import NotFound, TooMany, Unauthorized
from server.platform.http.schema import Schema
from server.platform.keys import RESOLVERS
from signaling.config import SignalingConfig
from signaling.errors import BadDescription, MediaFull, NoCodec, ServerDraining, problem_of
from signaling.gateway import credentials_of
from signaling.media import (
    MediaError,
    MediaServer,
    Publisher,
    Subscriber,
    Track,
    TransportState,
)
from signaling.messages import MAX_SDP
from signaling.ports import Admission, Identified, Refused

LIFE_SECONDS = 60.0
AT_ONCE_EACH = 2
AT_ONCE_ALL = 100
_CALLERS = ("session", "guest")
_RATE = Rate(60, 60)


class ProbeOffer(Schema):
    sdp: str = Field(min_length=1, max_length=MAX_SDP)


class ProbeStarted(Schema):
    id: str
    sdp: str
    seconds: int


class ProbeAnswer(Schema):
    sdp: str


class Probe:
    """One test: a publisher whose tracks its own player may fetch back."""

    def __init__(self, identity: str, server: MediaServer) -> None:
        self.id = secrets.token_urlsafe(18)
        self.identity = identity
        self.publisher: Publisher = server.publisher(self)
        self.player: Subscriber | None = None
        self._server = server

    async def play(self, sdp: str) -> str:
        """Answers the player's offer with the published tracks; raises MediaError."""
        if self.player is not None:
            await self.player.close()
        self.player = self._server.subscriber(self)
        return await self.player.answer(sdp, list(self.publisher.tracks.values()))

    async def close(self) -> None:
        if self.player is not None:
            await self.player.close()
        await self.publisher.close()

    # What the media plane reports is of no interest here: the browser measures.

    def track_added(self, track: Track) -> None: ...

    def track_removed(self, track: Track) -> None: ...

    def speaking_changed(self, track: Track) -> None: ...

    def publisher_state(self, state: TransportState) -> None: ...

    def negotiation_needed(self) -> None: ...

    def subscriber_state(self, state: TransportState) -> None: ...


class Probes:
    """All tests under way, bounded for each caller and in all."""

    def __init__(self) -> None:
        self._probes: dict[str, Probe] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}

    async def start(self, server: MediaServer, identity: str, sdp: str) -> tuple[Probe, str]:
        """A new test; a caller's oldest gives way. Raises MediaError."""
        own = [probe for probe in self._probes.values() if probe.identity == identity]
        for probe in own[: max(0, len(own) - AT_ONCE_EACH + 1)]:
            await self.end(probe)
        if len(self._probes) >= AT_ONCE_ALL:
            raise MediaError("media.full")
        probe = Probe(identity, server)
        self._probes[probe.id] = probe
        self._timers[probe.id] = asyncio.create_task(self._expire(probe))
        try:
            return probe, await probe.publisher.answer(sdp)
        except MediaError:
            await self.end(probe)
            raise

    def find(self, probe_id: str, identity: str) -> Probe:
        """A caller's own test; raises NotFound."""
        probe = self._probes.get(probe_id)
        if probe is None or probe.identity != identity:
            raise NotFound
        return probe

    async def end(self, probe: Probe) -> None:
        if self._probes.pop(probe.id, None) is None:
            return
        timer = self._timers.pop(probe.id)
        if timer is not asyncio.current_task():
            timer.cancel()
        await probe.close()

    async def close(self) -> None:
        for probe in list(self._probes.values()):
            await self.end(probe)

    async def _expire(self, probe: Probe) -> None:
        await asyncio.sleep(LIFE_SECONDS)
        await self.end(probe)


@dataclass(frozen=True, slots=True)
class ProbeDesk:
    """What the operations below need, found by their application key."""

    admission: Admission
    config: SignalingConfig
    media: Callable[[], MediaServer]
    draining: Callable[[], bool]
    probes: Probes = field(default_factory=Probes)


DESK = web.AppKey("probe_desk", ProbeDesk)


def setup(app: web.Application, desk: ProbeDesk) -> None:
    app[DESK] = desk
    app[RESOLVERS][Identified] = _identified
    add_operations(app, start, play, end)


@operation(
    "POST", "/api/probe", summary="Begin a connection test", tag="connection", status=201,
    rate=_RATE, body_limit=2 * MAX_SDP,
    problems=(BadDescription, NoCodec, MediaFull, ServerDraining, TooMany), security=_CALLERS,
)  # fmt: skip
async def start(request: web.Request, caller: Identified, *, body: ProbeOffer) -> ProbeStarted:
    """What is published on this transport can be played back for a minute."""
    desk = request.app[DESK]
    if desk.draining():
        raise ServerDraining
    try:
        probe, sdp = await desk.probes.start(desk.media(), caller.identity, body.sdp)
    except MediaError as error:
        raise problem_of(error) from None
    return ProbeStarted(id=probe.id, sdp=sdp, seconds=int(LIFE_SECONDS))


@operation(
    "POST", "/api/probe/{probe_id}/play", summary="Play a connection test back", tag="connection",
    rate=_RATE, body_limit=2 * MAX_SDP, problems=(BadDescription, NoCodec, MediaFull),
    security=_CALLERS,
)  # fmt: skip
async def play(
    request: web.Request, caller: Identified, *, probe_id: str, body: ProbeOffer
) -> ProbeAnswer:
    """Answers an offer to receive with what the same test publishes."""
    probe = request.app[DESK].probes.find(probe_id, caller.identity)
    try:
        return ProbeAnswer(sdp=await probe.play(body.sdp))
    except MediaError as error:
        raise problem_of(error) from None


@operation(
    "DELETE", "/api/probe/{probe_id}", summary="End a connection test", tag="connection",
    security=_CALLERS,
)  # fmt: skip
async def end(request: web.Request, caller: Identified, *, probe_id: str) -> None:
    """Ends both transports."""
    probes = request.app[DESK].probes
    await probes.end(probes.find(probe_id, caller.identity))


async def _identified(request: web.Request) -> Identified:
    desk = request.app[DESK]
    try:
        return await desk.admission.identify(credentials_of(request, desk.config))
    except Refused:
        raise Unauthorized from None
