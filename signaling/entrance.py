"""How a connection gets a seat and gives it up: `join` and `leave`."""

from __future__ import annotations

from collections.abc import Callable

from signaling.connection import Connection
from signaling.events import Body
from signaling.live_rooms import LiveRooms
from signaling.messages import Join
from signaling.ports import Admission
from signaling.rooms import entering, views
from signaling.rooms.state import Denied


class Entrance:
    """The way in for sockets; `draining` says whether the server takes no new joins."""

    def __init__(
        self, admission: Admission, rooms: LiveRooms, draining: Callable[[], bool]
    ) -> None:
        self._admission = admission
        self._rooms = rooms
        self._draining = draining

    async def join(self, connection: Connection, command: Join) -> Body:
        """Raises Refused or Denied."""
        if self._draining():
            raise Denied("server.draining")
        if connection.seat is not None:
            raise Denied("already_joined")
        entry, live = await self._rooms.admit(
            lambda: self._admission.admit(command.meeting, connection.credentials)
        )
        # From here to the answer nothing waits: no other event comes in between.
        try:
            welcome, change = entering.join(
                live.room, entry, live.now(), media=command.media, resume=command.resume
            )
        except Denied:
            self._rooms.close_if_empty(live)
            raise
        connection.attach(live, welcome.seat)
        connection.hold()
        live.apply(change)
        media = live.media.links.get(welcome.seat.id)
        if media is not None:
            media.present(True)
        connection.release_soon(welcome.missed)
        return _answer(connection, welcome)

    async def leave(self, connection: Connection) -> Body:
        """Gives the seat up; the connection stays and may join again."""
        live, seat = connection.live, connection.seat
        if live is None or seat is None:
            raise Denied("not_joined")
        live.apply(entering.leave(live.room, seat))
        return {}


def _answer(connection: Connection, welcome: entering.Welcome) -> Body:
    live, seat = connection.live, welcome.seat
    assert live is not None
    if welcome.status == "resumed":
        return {"status": "resumed", "seat": seat.id}
    answer: Body = {
        "status": welcome.status,
        "seat": seat.id,
        "key": seat.key,
        "grace_ms": live.room.rules.grace_ms,
        "seq": seat.seq,
    }
    if welcome.status == "joined":
        answer["snapshot"] = views.snapshot(live.room, seat).model_dump(mode="json")
    else:
        answer["meeting"] = {"code": live.room.code, "title": live.room.title}
    return answer
