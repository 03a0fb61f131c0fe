"""The way of one command: limits, shape, once only, controller, answer."""

from __future__ import annotations

import asyncio
import time

import structlog

from signaling import metrics
from signaling.connection import Connection
from signaling.controllers import HANDLERS
from signaling.controllers.call import Call
from signaling.entrance import Entrance
from signaling.events import Body
from signaling.live import LiveRoom
from signaling.media import MediaError
from signaling.messages import COMMANDS, BadMessage, Command, Join, Leave, Ping, parse
from signaling.ports import Refused
from signaling.rooms.state import Denied, Seat

_log = structlog.get_logger(__name__)
_BAD = ("message.invalid", "message.unknown", "rate.limited")


class Dispatcher:
    """Answers every command with exactly one object, and never raises."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    async def dispatch(self, connection: Connection, name: str, payload: object) -> Body:
        """The acknowledgement of one command."""
        answer = await self._limited(connection, name, payload)
        error = answer.get("error")
        code = error.get("code") if isinstance(error, dict) else "ok"
        known = name if name in COMMANDS else "unknown"
        metrics.COMMANDS.labels(known, code).inc()
        if code in _BAD and connection.limits.refusals.add(time.monotonic()):
            connection.cut("refusals")
        return answer

    async def _limited(self, connection: Connection, name: str, payload: object) -> Body:
        wait = connection.limits.take(name, time.monotonic())
        if wait is not None:
            return _error("rate.limited", retry_after_ms=wait)
        try:
            command = parse(name, payload)
        except BadMessage as bad:
            return _error(bad.code)
        return await self._once(connection, command)

    async def _once(self, connection: Connection, command: Command) -> Body:
        """Carries a command out unless its id was seen from this seat: then the same answer."""
        live, seat = connection.live, connection.seat
        if command.id is None or live is None or seat is None or isinstance(command, Join):
            return await self._carried_out(connection, command)
        future, fresh = live.answer_to(seat, command.id)
        if not fresh:
            return await asyncio.shield(future)
        answer = _error("server.error")
        try:
            answer = await self._carried_out(connection, command)
        finally:
            # Also where the connection's task was cancelled: a repetition must not wait for ever.
            future.set_result(answer)
        return answer

    async def _carried_out(self, connection: Connection, command: Command) -> Body:
        try:
            return {"ok": await self._run(connection, command)}
        except (Denied, MediaError, BadMessage) as refusal:
            wait = getattr(refusal, "retry_after_ms", None)
            return _error(refusal.code, retry_after_ms=wait)
        except Refused as refused:
            return {"error": {**refused.details, "code": refused.code}}
        except Exception:
            _log.exception("signaling.command_failed", command=command.name)
            return _error("server.error")

    async def _run(self, connection: Connection, command: Command) -> Body:
        match command:
            case Ping():
                return {"time": int(time.time() * 1000)}
            case Join():
                return await self._entrance.join(connection, command)
            case Leave():
                return await self._entrance.leave(connection)
            case _:
                live, seat = _inside(connection)
                return await HANDLERS[type(command)](Call(live, seat), command)


def _inside(connection: Connection) -> tuple[LiveRoom, Seat]:
    live, seat = connection.live, connection.seat
    if live is None or seat is None or not seat.inside:
        raise Denied("not_joined")
    return live, seat


def _error(code: str, *, retry_after_ms: int | None = None) -> Body:
    if retry_after_ms is None:
        return {"error": {"code": code}}
    return {"error": {"code": code, "retry_after_ms": retry_after_ms}}
