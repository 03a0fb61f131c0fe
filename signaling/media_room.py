"""A room's media: who publishes which track, and everyone's subscription to everyone else's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import structlog

from signaling import events as ev
from signaling.events import Event
from signaling.media import MediaServer, Offer, Track, TransportState
from signaling.media_link import MediaLink
from signaling.messages import Source
from signaling.rooms import presence
from signaling.rooms.state import Change, Denied, Room, Seat
from signaling.speakers import Speakers

if TYPE_CHECKING:
    from collections.abc import Coroutine

_log = structlog.get_logger(__name__)

StateListener = Callable[[Literal["publish", "subscribe"], TransportState], None]


class MediaRoom:
    """Media links by seat and live tracks by id, kept equal to the room's own tracks.

    `apply` hands a change of the room to its keeper; `tell` sends one event to one seat or to all
    inside (None).
    """

    def __init__(
        self,
        room: Room,
        server: MediaServer,
        apply: Callable[[Change], None],
        tell: Callable[[Seat | None, Event], None],
    ) -> None:
        self.links: dict[str, MediaLink] = {}
        self.tracks: dict[str, Track] = {}
        self.listeners: dict[str, StateListener] = {}
        self._room = room
        self._server = server
        self._apply = apply
        self._tell = tell
        self._owners: dict[str, MediaLink] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self.speakers = Speakers(lambda speakers: tell(None, ev.Speakers(speakers=speakers)))

    # --- what the room decides

    def enter(self, seat: Seat) -> MediaLink:
        """A seat is inside: a person receives all that is published, a device what it asks for."""
        subscribes = seat.kind != "device"
        link = self.links[seat.id] = MediaLink(seat.id, self._server, self, receiving=subscribes)
        if subscribes:
            for track in self.tracks.values():
                link.receive(track, stream=self.stream_of(track))
            link.subscribe()
        return link

    def leave(self, seat: Seat) -> None:
        """A seat has ended: both its transports end."""
        link = self.links.pop(seat.id, None)
        self.listeners.pop(seat.id, None)
        if link is not None:
            self._background(link.close())

    def taken_over(self, seat: Seat) -> None:
        """Another client has the seat now and begins with new transports."""
        self.leave(seat)
        if seat.inside:
            self.enter(seat)

    def track_closed(self, track_id: str) -> None:
        """The room let go of a track: nobody receives it any more."""
        track = self.tracks.pop(track_id, None)
        owner = self._owners.pop(track_id, None)
        if track is None or owner is None:
            return
        self.speakers.forget(track)
        if owner.publisher is not None:
            owner.publisher.set_muted(track, True)
        for link in self._others(owner.seat):
            link.drop(track)

    def track_muted(self, track_id: str, *, muted: bool) -> None:
        track, owner = self.tracks.get(track_id), self._owners.get(track_id)
        if track is not None and owner is not None and owner.publisher is not None:
            owner.publisher.set_muted(track, muted)

    def check_sources(self, seat: str, sources: list[Source]) -> None:
        presence.check_sources(self._room, self._room.member(seat), sources)

    def stream_of(self, track: Track) -> str:
        return self._owners[track.id].seat

    # --- what the media plane reports

    def track_added(self, link: MediaLink, track: Track) -> None:
        """A publisher's track begins; raises Denied when the room has no place for it."""
        seat = self._room.seats.get(link.seat)
        source = link.source_of(track)
        if seat is None or source is None or self.links.get(link.seat) is not link:
            raise Denied("not_joined")
        change = presence.add_track(self._room, seat, track.id, source)
        self.tracks[track.id], self._owners[track.id] = track, link
        self._apply(change)
        for other in self._others(link.seat):
            other.receive(track, stream=link.seat)

    def track_removed(self, track: Track) -> None:
        self._apply(presence.drop_track(self._room, track.id))

    def speaking_changed(self, link: MediaLink, track: Track) -> None:
        if link.source_of(track) == "microphone" and track.id in self.tracks:
            self.speakers.changed(link.seat, track)

    def transport_changed(
        self, link: MediaLink, side: Literal["publish", "subscribe"], state: TransportState
    ) -> None:
        _log.debug("media.transport", seat=link.seat, side=side, state=state)
        listener = self.listeners.get(link.seat)
        if listener is not None and self.links.get(link.seat) is link:
            listener(side, state)

    def offer(self, link: MediaLink, offer: Offer) -> None:
        seat = self._room.seats.get(link.seat)
        if seat is not None and self.links.get(link.seat) is link:
            event = ev.SubscribeOffer(version=offer.version, sdp=offer.sdp, mids=dict(offer.mids))
            self._tell(seat, event)

    # --- for players

    def shown(self, participant: str | None) -> list[Track]:
        """Microphone and camera of a participant; of None: who spoke last, else who came first."""
        publishing = {owner.seat for owner in self._owners.values()}
        if participant is None:
            last = self.speakers.last
            first = next((seat.id for seat in self._room.inside() if seat.id in publishing), None)
            participant = last if last in publishing else first
        return [
            self.tracks[state.id]
            for state in self._room.tracks.values()
            if state.seat == participant
            and state.source in ("microphone", "camera")
            and state.id in self.tracks
        ]

    async def close(self) -> None:
        """Ends every transport of the room."""
        self.speakers.close()
        for seat in list(self.links):
            self._background(self.links.pop(seat).close())
        while self._closing:
            await asyncio.gather(*self._closing, return_exceptions=True)

    def _others(self, seat: str) -> Iterator[MediaLink]:
        return (link for link in list(self.links.values()) if link.seat != seat and link.receiving)

    def _background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
