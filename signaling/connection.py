"""One Socket.IO connection: who it is, which seat it holds, and its outgoing side."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

from pydantic import JsonValue

from signaling import events as ev
from signaling.events import Body
from signaling.limits import ConnectionLimits
from signaling.live import LiveRoom
from signaling.ports import Credentials, Identified
from signaling.rooms.state import Seat


class Sender(Protocol):
    """The outgoing side, as `outbox.Outbox` does it."""

    def emit(self, event: str, body: JsonValue) -> None: ...

    def finish(self) -> None: ...

    def cut(self, why: str) -> None: ...


class Connection:
    """A `Link` to a seat. Between an accepted `join` and its answer, events wait (`hold`)."""

    def __init__(
        self, sid: str, credentials: Credentials, identified: Identified, sender: Sender
    ) -> None:
        self.sid = sid
        self.credentials = credentials
        self.identified = identified
        self.limits = ConnectionLimits(time.monotonic())
        self.live: LiveRoom | None = None
        self.seat: Seat | None = None
        self._sender = sender
        self._held: list[Body] | None = None
        self._answering = False
        self._ending = False

    def attach(self, live: LiveRoom, seat: Seat) -> None:
        """Takes a seat, away from whoever sat there."""
        before = live.links.get(seat.id)
        if before is not None and before is not self:
            before.send(ev.Replaced().body())
            before.detach(end=True)
        live.links[seat.id] = self
        self.live, self.seat = live, seat

    def send(self, body: Body) -> None:
        if self._held is not None:
            self._held.append(body)
        else:
            self._sender.emit("event", body)

    def hold(self) -> None:
        """Keeps events back until `release_soon`."""
        self._held = self._held if self._held is not None else []

    def release_soon(self, first: tuple[Body, ...] = ()) -> None:
        """Sends `first` and what was held, right after the answer now being returned.

        The answer is queued by the same uninterrupted step that returned it, so what runs in the
        loop's next round is queued behind it.
        """
        self._held = [*first, *(self._held or [])]
        asyncio.get_running_loop().call_soon(self._release)

    def _release(self) -> None:
        held, self._held = self._held or [], None
        for body in held:
            self._sender.emit("event", body)

    def detach(self, *, end: bool) -> None:
        self.live = self.seat = None
        if end:
            self._ending = True
            self._finish_when_answered()

    def answering(self, under_way: bool) -> None:
        """A command is being carried out: an end that it brings about waits for its answer."""
        self._answering = under_way
        if self._ending and not under_way:
            asyncio.get_running_loop().call_soon(self._finish_when_answered)

    def _finish_when_answered(self) -> None:
        if not self._answering:
            self._release()
            self._sender.finish()

    def cut(self, why: str) -> None:
        """Ends the connection at once; its seat stays for the grace time."""
        self._sender.cut(why)

    def lost(self) -> None:
        """The socket is gone."""
        live, seat = self.live, self.seat
        self.live = self.seat = None
        if live is not None and seat is not None and live.links.get(seat.id) is self:
            live.lost(seat)
