"""Ties one seat to its two media transports.

The link knows its seat, its Publisher and its Subscriber. What the room makes of a track is the
`MediaRoom`'s matter (media_room.py).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from signaling.media import (
    MediaError,
    MediaServer,
    Offer,
    Publisher,
    Subscriber,
    Track,
    TransportState,
)
from signaling.messages import PublishedTrack, Source
from signaling.negotiation import Negotiator
from signaling.rooms.presence import KIND_OF
from signaling.rooms.state import Denied
from signaling.sending import sending_lines

if TYPE_CHECKING:
    from signaling.media_room import MediaRoom

_log = structlog.get_logger(__name__)
# The peer shows another certificate: the client has built a new RTCPeerConnection.
NEW_PEER = "media.fingerprint"


class MediaLink:
    """One participant's media: what it publishes, what it receives, how large."""

    def __init__(self, seat: str, server: MediaServer, room: MediaRoom, *, receiving: bool) -> None:
        self.seat = seat
        self.receiving = receiving
        self.publisher: Publisher | None = None
        self.subscriber: Subscriber | None = None
        self.negotiator: Negotiator | None = None
        self.closed = False
        self.client_score = 0
        self._server = server
        self._room = room
        self._sources: dict[str, Source] = {}  # by mid
        self._views: dict[str, tuple[int, int]] = {}
        self._receives: dict[str, Track] = {}
        self._denied: Denied | None = None
        self._publisher_state: TransportState = "new"
        self._subscriber_state: TransportState = "new"
        self._publishing = asyncio.Lock()
        self._version = 0
        self._version_base = 0

    # --- publishing

    async def publish(self, sdp: str, tracks: list[PublishedTrack]) -> str:
        """Takes the client's offer and returns the answer; raises Denied or MediaError."""
        async with self._publishing:
            if self.closed:
                raise MediaError("media.closed")
            sources = self._named(sdp, tracks)
            self._room.check_sources(self.seat, list(sources.values()))
            before, self._sources, self._denied = self._sources, sources, None
            try:
                answer = await self._answer(sdp)
            except MediaError:
                self._sources = before
                raise
            if self._denied is not None:
                raise self._denied
            return answer

    async def _answer(self, sdp: str) -> str:
        """Answers on the transport there is, or on a new one for a new peer connection."""
        if self.publisher is not None and self._publisher_state != "closed":
            try:
                return await self.publisher.answer(sdp)
            except MediaError as error:
                if error.code != NEW_PEER:
                    raise
            await self.publisher.close()
            if self.closed:
                raise MediaError("media.closed")
        self._publisher_state = "new"
        self.publisher = self._server.publisher(self)
        return await self.publisher.answer(sdp)

    def source_of(self, track: Track) -> Source | None:
        return self._sources.get(track.mid)

    def _named(self, sdp: str, tracks: list[PublishedTrack]) -> dict[str, Source]:
        """mid -> source; every sending m-line is named once, with a source of its kind."""
        lines = sending_lines(sdp)
        named = {track.mid: track.source for track in tracks}
        if len(named) != len(tracks) or set(named) != set(lines):
            raise MediaError("media.sdp", "every sending m-line is named once")
        for mid, source in named.items():
            if lines[mid] != KIND_OF[source]:
                raise MediaError("media.sdp", "a source of another kind")
            if self.publisher is not None and mid in self.publisher.tracks:
                before = self._sources.get(mid)
                if before is not None and before != source:
                    raise MediaError("media.sdp", "a live m-line keeps its source")
        return named

    def track_added(self, track: Track) -> None:
        try:
            self._room.track_added(self, track)
        except Denied as denied:
            self._denied = denied
            if self.publisher is not None:
                self.publisher.set_muted(track, True)

    def track_removed(self, track: Track) -> None:
        self._room.track_removed(track)

    def speaking_changed(self, track: Track) -> None:
        self._room.speaking_changed(self, track)

    def publisher_state(self, state: TransportState) -> None:
        self._publisher_state = state
        self._room.transport_changed(self, "publish", state)

    # --- subscribing

    def subscribe(self) -> None:
        """Opens the receiving transport, so that it is warm before there is anything to see."""
        if self.subscriber is not None and self._subscriber_state != "closed":
            return
        try:
            self.subscriber = self._server.subscriber(self)
        except MediaError as error:
            _log.warning("subscriber.refused", code=error.code)
            return
        self._subscriber_state = "new"
        if self.negotiator is not None:
            self.negotiator.close()
            self._version_base = self._version
        self.negotiator = Negotiator(self.subscriber, self._offer)
        received, self._receives = self._receives, {}
        for track in received.values():
            self.receive(track, stream=self._room.stream_of(track))
        self.negotiator.need()

    def receive(self, track: Track, *, stream: str) -> None:
        """Adds another's track. Video is not sent until the client shows it somewhere."""
        self._receives[track.id] = track
        if self.subscriber is None:
            return
        self.subscriber.add(track, stream=stream)
        if track.kind == "video":
            self.subscriber.set_view(track, *self._views.get(track.id, (0, 0)))
        self.negotiation_needed()

    def drop(self, track: Track) -> None:
        if self._receives.pop(track.id, None) is None:
            return
        self._views.pop(track.id, None)
        if self.subscriber is not None:
            self.subscriber.remove(track)
            self.negotiation_needed()

    def view(self, tiles: dict[str, tuple[int, int]]) -> None:
        """What the client shows, whole: a video track not named is paused."""
        before, self._views = self._views, tiles
        if self.subscriber is None:
            return
        for track in self._receives.values():
            wanted = tiles.get(track.id, (0, 0))
            if track.kind == "video" and before.get(track.id, (0, 0)) != wanted:
                self.subscriber.set_view(track, *wanted)

    def negotiation_needed(self) -> None:
        if self.negotiator is not None:
            self.negotiator.need()

    def subscriber_state(self, state: TransportState) -> None:
        self._subscriber_state = state
        self._room.transport_changed(self, "subscribe", state)

    async def answered(self, version: int, sdp: str) -> None:
        """The client's answer to an offer; raises MediaError.

        A client that has built a new RTCPeerConnection is offered a new transport.
        """
        if self.negotiator is None or self.subscriber is None:
            raise MediaError("media.stale")
        try:
            await self.negotiator.answer(version - self._version_base, sdp)
        except MediaError as error:
            if error.code != NEW_PEER:
                raise
            await self.subscriber.close()
            self.subscribe()

    def restart(self) -> None:
        """The client asks for new ICE credentials, or for a transport where none is left."""
        if self.negotiator is None or self._subscriber_state == "closed":
            self.subscribe()
        else:
            self.negotiator.need(restart=True)

    def present(self, here: bool) -> None:
        """Whether the client can be offered anything now."""
        if self.negotiator is None:
            return
        if here:
            self.negotiator.resume()
        else:
            self.negotiator.pause()

    def _offer(self, offer: Offer) -> None:
        # Versions grow on over a change of transport: the client compares them.
        self._version = self._version_base + offer.version
        self._room.offer(self, replace(offer, version=self._version))

    async def play(self, sdp: str, tracks: list[Track]) -> str:
        """WHEP: answers a player's offer with these tracks; raises MediaError."""
        self.subscriber = self._server.subscriber(self)
        return await self.subscriber.answer(sdp, tracks)

    async def restart_by_fragment(self, fragment: str) -> str:
        """An ICE restart asked for by HTTP; the answer's fragment, or "". Raises MediaError."""
        end = self.publisher if self.publisher is not None else self.subscriber
        if end is None:
            raise MediaError("media.closed")
        return await end.restart(fragment)

    # --- both

    def quality(self) -> int:
        """The worse of what both sides measured; 0 unknown."""
        ends = [end for end in (self.publisher, self.subscriber) if end is not None]
        scores = [end.quality().score for end in ends] + [self.client_score]
        return min((score for score in scores if score), default=0)

    async def close(self) -> None:
        """Ends both transports."""
        self.closed = True
        if self.negotiator is not None:
            self.negotiator.close()
        for end in (self.publisher, self.subscriber):
            if end is not None:
                await end.close()
