"""The Socket.IO side: connections, who they are, and the way of a command to its controller."""

from __future__ import annotations

import logging
import time
from typing import Any
from urllib.parse import urlsplit

import socketio
import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from signaling import events as ev
from signaling import metrics
from signaling.config import SignalingConfig
from signaling.connection import Connection
from signaling.dispatch import Dispatcher
from signaling.events import Body
from signaling.limits import Bucket, Rate
from signaling.messages import MAX_MESSAGE_BYTES
from signaling.outbox import Outbox
from signaling.ports import Admission, Credentials, Refused
from signaling.wire import NAMESPACE, MeetingPacket, StrictWebSocket

_log = structlog.get_logger(__name__)
# They warn once for each message out of place, which lets anybody fill the log.
_quiet = logging.getLogger("signaling.socketio")
_quiet.setLevel(logging.ERROR)
# The command's name, the namespace and the acknowledgement's number come on top of the object.
_FRAME_ROOM = 256
_ADDRESSES_KEPT = 10_000


class _Hello(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    protocol: int


def credentials_of(request: web.Request, config: SignalingConfig) -> Credentials:
    """The cookies and the address of a request."""
    return Credentials(cookies=dict(request.cookies), address=config.client_address(request))


class Gateway:
    """Accepts connections to the namespace and keeps the list of them."""

    def __init__(
        self, admission: Admission, dispatcher: Dispatcher, config: SignalingConfig
    ) -> None:
        self._admission = admission
        self._dispatcher = dispatcher
        self._config = config
        self._connects: dict[str, Bucket] = {}
        self.connections: dict[str, Connection] = {}
        self.draining = False
        self._strangers: dict[str, float] = {}
        self._server = socketio.AsyncServer(
            async_mode="aiohttp",
            transports=["websocket"],
            cors_allowed_origins="*",  # judged at connect, so that the refusal has a code
            ping_interval=config.ping_interval,
            ping_timeout=config.ping_timeout,
            max_http_buffer_size=MAX_MESSAGE_BYTES + _FRAME_ROOM,
            async_handlers=False,  # one connection's commands are carried out one after another
            serializer=MeetingPacket,
            namespaces=[NAMESPACE],
            logger=_quiet,
            engineio_logger=_quiet,
        )
        engine = self._server.eio
        engine._async = {**engine._async, "websocket": StrictWebSocket}
        self._server.on("connect", self._connect, namespace=NAMESPACE)
        self._server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        self._server.on("*", self._command, namespace=NAMESPACE)
        self._take_frame = engine.handlers["message"]
        engine.on("message", self._frame)

    def attach(self, app: web.Application) -> None:
        """Adds the route `/socket.io/`."""
        self._server.attach(app)

    def end_session(self, session: str) -> None:
        """Ends the connections of a session that hold no seat."""
        for connection in list(self.connections.values()):
            if connection.identified.session == session and connection.seat is None:
                connection.send(ev.SessionRevoked().body())
                connection.detach(end=True)

    def tell_all(self, event: ev.Event) -> None:
        for connection in list(self.connections.values()):
            connection.send(event.body())

    def close_all(self) -> None:
        for connection in list(self.connections.values()):
            connection.detach(end=True)

    def sweep(self) -> None:
        """Ends sockets that have not been let into the namespace, or have left it, for a while.

        python-socketio keeps them as long as they answer pings, whoever they are.
        """
        now = time.monotonic()
        manager = self._server.manager
        strangers = {
            engine_sid
            for engine_sid in self._server.eio.sockets
            if manager.sid_from_eio_sid(engine_sid, NAMESPACE) not in self.connections
        }
        self._strangers = {s: self._strangers.get(s, now) for s in strangers}
        for engine_sid, since in self._strangers.items():
            if now - since >= self._config.stranger_seconds:
                metrics.SOCKETS_CUT.labels("stranger").inc()
                self._abort(engine_sid)

    async def _frame(self, engine_sid: str, data: Any) -> None:
        """One frame of a socket. What cannot be read ends that socket and nothing else."""
        try:
            await self._take_frame(engine_sid, data)
        except Exception as error:
            _log.info("signaling.bad_frame", error=type(error).__name__)
            metrics.SOCKETS_CUT.labels("bad_frame").inc()
            self._abort(engine_sid)

    def _abort(self, engine_sid: str) -> None:
        environ = self._server.environ.get(engine_sid)
        transport = environ["aiohttp.request"].transport if environ else None
        if transport is not None:
            transport.abort()

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any) -> None:
        code = await self._refusal(sid, environ, auth)
        if code is not None:
            metrics.COMMANDS.labels("connect", code).inc()
            raise socketio.exceptions.ConnectionRefusedError(code, {"code": code})
        metrics.CONNECTIONS.set(len(self.connections))

    async def _refusal(self, sid: str, environ: dict[str, Any], auth: Any) -> str | None:
        """Why this connection is not taken; None: it is."""
        request: web.Request = environ["aiohttp.request"]
        if not self._own_origin(request):
            return "origin.refused"
        try:
            if _Hello.model_validate(auth).protocol != 1:
                return "protocol.version"
        except ValidationError:
            return "protocol.version"
        if self.draining:
            return "server.draining"
        credentials = credentials_of(request, self._config)
        if not self._may_connect(credentials.address):
            return "rate.limited"
        try:
            identified = await self._admission.identify(credentials)
        except Refused as refused:
            return refused.code
        engine_sid = self._server.manager.eio_sid_from_sid(sid, NAMESPACE)
        socket = self._server.eio.sockets.get(engine_sid)
        if socket is None:
            return "session.required"
        outbox = Outbox(socket, request.transport, NAMESPACE)
        self.connections[sid] = Connection(sid, credentials, identified, outbox)
        return None

    def _own_origin(self, request: web.Request) -> bool:
        """A page of this site, or no page at all. The rule is that of the HTTP operations."""
        origin = request.headers.get("Origin")
        if origin is None or origin in self._config.origins:
            return True
        return urlsplit(origin).netloc == request.headers.get("Host")

    def _may_connect(self, address: str | None) -> bool:
        now = time.monotonic()
        if len(self._connects) >= _ADDRESSES_KEPT:
            self._connects.clear()
        rate = Rate(self._config.connects_a_minute, self._config.connects_a_minute / 60)
        bucket = self._connects.setdefault(address or "", Bucket(rate, now))
        return bucket.take(now) is None

    async def _disconnect(self, sid: str, reason: str) -> None:
        connection = self.connections.pop(sid, None)
        metrics.CONNECTIONS.set(len(self.connections))
        if connection is not None:
            connection.lost()

    async def _command(self, name: str, sid: str, *arguments: Any) -> Body | None:
        connection = self.connections.get(sid)
        if connection is None:
            return None
        payload = arguments[0] if len(arguments) == 1 else None
        connection.answering(True)
        try:
            return await self._dispatcher.dispatch(connection, name, payload)
        finally:
            connection.answering(False)
