"""Devices: encoders, cameras and players that take part over HTTP alone (WHIP and WHEP).

A session is a `Link` on a seat like any socket; it ends with its seat, its media or its DELETE.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Coroutine
from typing import Literal

from signaling.events import Body
from signaling.live import LiveRoom
from signaling.live_rooms import LiveRooms
from signaling.media import MediaError, TransportState
from signaling.media_link import MediaLink
from signaling.messages import MediaState, PublishedTrack
from signaling.ports import Admission, Credentials, Entry
from signaling.rooms import entering
from signaling.rooms.state import Denied, Seat
from signaling.sending import ice_ufrag, sending_lines

Direction = Literal["publish", "play"]


class DeviceSession:
    """One WHIP or WHEP session; `secret` is its part of the resource's address."""

    def __init__(self, live: LiveRoom, seat: Seat, bearer: str, direction: Direction) -> None:
        self.secret = secrets.token_urlsafe(24)
        self.live = live
        self.seat = seat
        self.direction = direction
        self.ended = False
        self.etag = ""
        self._bearer = _digest(bearer)

    def owned_by(self, bearer: str) -> bool:
        return secrets.compare_digest(self._bearer, _digest(bearer))

    @property
    def media(self) -> MediaLink:
        """Its transports; raises MediaError("media.closed") once they are gone."""
        link = self.live.media.links.get(self.seat.id)
        if link is None or self.ended:
            raise MediaError("media.closed")
        return link

    def send(self, body: Body) -> None:
        """A device hears nothing: it has no channel for events."""

    def detach(self, *, end: bool) -> None:
        self.ended = True

    def described(self, answer: str) -> str:
        """Remembers the ICE session of an answer, as its entity tag, and returns the answer."""
        self.etag = f'"{ice_ufrag(answer)}"'
        return answer

    def leave(self) -> None:
        """Gives the seat up."""
        if not self.ended and self.live.links.get(self.seat.id) is self:
            self.live.apply(entering.leave(self.live.room, self.seat))

    def transport_changed(
        self, side: Literal["publish", "subscribe"], state: TransportState
    ) -> None:
        """A device without a path has left: it has no other way to say so."""
        if state in ("failed", "closed"):
            self.leave()


class Devices:
    """All WHIP and WHEP sessions of this node, by the secret in their address."""

    def __init__(
        self, admission: Admission, rooms: LiveRooms, draining: Callable[[], bool]
    ) -> None:
        self._admission = admission
        self._rooms = rooms
        self._draining = draining
        self._sessions: dict[str, DeviceSession] = {}

    def find(self, secret: str) -> DeviceSession | None:
        """A live session."""
        self._forget_ended()
        return self._sessions.get(secret)

    async def publish(
        self, code: str, credentials: Credentials, bearer: str, sdp: str
    ) -> tuple[DeviceSession, str]:
        """WHIP: takes the offer into the meeting; raises Refused, Denied or MediaError."""
        tracks = device_tracks(sdp)
        session = await self._enter(code, credentials, bearer, "publish")
        return session, await self._described(session, session.media.publish(sdp, tracks))

    async def play(
        self, code: str, credentials: Credentials, bearer: str, sdp: str, participant: str | None
    ) -> tuple[DeviceSession, str]:
        """WHEP: answers with a participant's camera and microphone."""
        session = await self._enter(code, credentials, bearer, "play")
        tracks = session.live.media.shown(participant)
        if not tracks:
            session.leave()
            raise Denied("not_found" if participant is not None else "media.nothing_to_play")
        return session, await self._described(session, session.media.play(sdp, tracks))

    async def _described(
        self, session: DeviceSession, answering: Coroutine[None, None, str]
    ) -> str:
        """The answer to the offer; a session whose offer is no good leaves again."""
        try:
            return session.described(await answering)
        except (MediaError, Denied):
            session.leave()
            raise

    async def _enter(
        self, code: str, credentials: Credentials, bearer: str, direction: Direction
    ) -> DeviceSession:
        if self._draining():
            raise Denied("server.draining")

        async def ask() -> Entry:
            entry = await self._admission.admit(code, credentials)
            _check(entry, direction)
            return entry

        entry, live = await self._rooms.admit(ask)
        on = MediaState(microphone=direction == "publish", camera=direction == "publish")
        try:
            welcome, change = entering.join(live.room, entry, live.now(), media=on)
        except Denied:
            self._rooms.close_if_empty(live)
            raise
        session = DeviceSession(live, welcome.seat, bearer, direction)
        before = live.links.get(welcome.seat.id)
        if before is not None:
            before.detach(end=True)
        live.links[welcome.seat.id] = session
        live.apply(change)
        live.media.listeners[welcome.seat.id] = session.transport_changed
        self._forget_ended()
        self._sessions[session.secret] = session
        return session

    def _forget_ended(self) -> None:
        for secret, session in list(self._sessions.items()):
            if session.ended:
                del self._sessions[secret]


def device_tracks(sdp: str) -> list[PublishedTrack]:
    """A device's first audio is its microphone, its first video its camera; more is refused."""
    tracks: dict[str, PublishedTrack] = {}
    for mid, kind in sending_lines(sdp).items():
        if kind in tracks:
            raise MediaError("media.sdp", "one audio and one video at most")
        source: Literal["microphone", "camera"] = "microphone" if kind == "audio" else "camera"
        tracks[kind] = PublishedTrack.model_construct(mid=mid, source=source)
    if not tracks:
        raise MediaError("media.sdp", "nothing is sent")
    return list(tracks.values())


def _check(entry: Entry, direction: Direction) -> None:
    if entry.role != "device" or entry.direction != direction:
        raise Denied("forbidden")
    if not entry.direct:
        raise Denied("room.lobby")


def _digest(bearer: str) -> bytes:
    return hashlib.sha256(bearer.encode()).digest()
