"""A peer that publishes: it offers, we answer, its tracks appear."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from signaling.media import quality, rtcp, rtp, sdp
from signaling.media.api import Kind, MediaError, PublisherEvents, Quality, TransportState
from signaling.media.binding import StreamBinder
from signaling.media.ice import Address
from signaling.media.link import ExtensionIds, Link
from signaling.media.sdp import publish, write
from signaling.media.sdp.publish import Accepted
from signaling.media.source import Source
from signaling.media.stream import Codec, Stream
from signaling.media.track import Track
from signaling.media.transport import Host, Transport
from signaling.media.twcc import ArrivalLog
from signaling.media.uplink import Uplink


class Publisher:
    """Negotiation and tracks of one publishing transport."""

    def __init__(self, host: Host, events: PublisherEvents) -> None:
        self._host, self._events = host, events
        self._transport = Transport(host, self)
        self._uplink = Uplink(self._transport)
        self._binder = StreamBinder(self._uplink)
        self._tracks: dict[str, Track] = {}
        self._session = secrets.randbits(60)
        self._version = 0
        self._remote_ufrag = ""
        self._rate = quality.RateMeter()

    @property
    def tracks(self) -> Mapping[str, Track]:
        """Tracks by mid."""
        return MappingProxyType(self._tracks)

    @property
    def state(self) -> TransportState:
        """State of the transport."""
        return self._transport.state

    async def answer(self, offer_sdp: str) -> str:
        """Answer a first or later offer, with or without an ICE restart; raises MediaError."""
        self._transport.require_open()
        offer = sdp.parse(offer_sdp)
        publish.check_transport(offer)
        accepted = {m.mid: a for m in offer.media if (a := publish.accept(m)) is not None}
        if not accepted:
            raise MediaError("media.no_codec")
        remote = offer.transport_of_bundle()
        self._transport.expect(remote.fingerprints)
        self._restart_if_changed(remote.ufrag)
        self._negotiated(accepted)
        self._version += 1
        local = self._transport.local
        return publish.answer(offer, accepted, local, (self._session, self._version))

    async def restart(self, sdpfrag: str) -> str:
        """WHIP's PATCH (RFC 9725): an ICE restart when the fragment brings a new ufrag."""
        self._transport.require_open()
        remote = sdp.parse_fragment(sdpfrag)
        if not remote.ufrag or not self._restart_if_changed(remote.ufrag):
            return ""
        local = self._transport.local
        return write.text([*local.ice_lines(), *local.candidate_lines()])

    def set_muted(self, track: Track, muted: bool) -> None:
        """Stop or resume forwarding of a track, whatever the client does."""
        now = time.monotonic()
        was_speaking = track.speaking
        track.source.set_muted(muted, now)
        if track.speaking != was_speaking:
            self._events.speaking_changed(track)
        if not muted and track.source.video:
            self.request_key_frame(track, now)

    def request_key_frame(self, track: Track, now: float) -> None:
        """A subscriber needs a key frame of `track`."""
        self._uplink.request_key_frame(track.source, now)

    def quality(self) -> Quality:
        """Of the path from the publisher; the round trip is not measurable by a pure receiver."""
        if self.state != "connected":
            return Quality(0, 0.0, None, 0)
        loss = self._uplink.loss
        return Quality(quality.score(loss, None), loss, None, self._rate.bitrate)

    async def close(self) -> None:
        """Remove the tracks and close the transport."""
        self._drop_tracks(list(self._tracks))
        self._host.forget(self)
        await self._transport.close()

    def tick(self, now: float) -> None:
        """Called by the server's timer."""
        self._transport.tick(now)
        link = self._transport.link
        if link is None:
            return
        self._rate.update(link.octets_in, now)
        for track in self._tracks.values():
            track.source.tick(now)
            if track.speech.tick(now) and not track.muted:
                self._events.speaking_changed(track)
        if self.state == "connected":
            self._uplink.tick(link, (t.source for t in self._tracks.values()), now)

    # Upcalls of transport and plane

    def connected(self, link: Link) -> None:
        self._configure(link)

    def state_changed(self, state: TransportState) -> None:
        if state == "closed":
            self._drop_tracks(list(self._tracks))
            self._host.forget(self)
        self._events.publisher_state(state)

    def bind_stream(self, packet: rtp.Packet) -> bool:
        link = self._transport.link
        return link is not None and self._binder.bind(link, packet, time.monotonic())

    def rtcp_received(self, data: bytes, now: float) -> None:
        link = self._transport.link
        for message in rtcp.parse(data):
            if isinstance(message, rtcp.SenderReport) and link is not None:
                stream = link.streams.get(message.ssrc)
                if stream is not None:
                    stream.reported(message, now)

    def key_frame_received(self, stream: Stream) -> None:
        track = self._binder.track_of(stream)
        if track is not None:
            track.source.key_frames.arrived()

    def audio_level(self, stream: Stream, level: int, now: float) -> None:
        track = self._binder.track_of(stream)
        if track is not None and not track.muted and track.speech.observe(level, now):
            self._events.speaking_changed(track)

    def moved(self, address: Address) -> None:
        self._transport.moved(address)

    # Negotiation

    def _restart_if_changed(self, ufrag: str) -> bool:
        changed = bool(self._remote_ufrag) and ufrag != self._remote_ufrag
        self._remote_ufrag = ufrag
        if changed:
            self._transport.restart_ice()
        return changed

    def _negotiated(self, accepted: dict[str, Accepted]) -> None:
        sending = {mid: a for mid, a in accepted.items() if a.media.sends}
        gone = [
            mid
            for mid, track in self._tracks.items()
            if mid not in sending or sending[mid].payload.name != track.codec
        ]
        self._drop_tracks(gone)
        for mid, taken in sending.items():
            if mid not in self._tracks:
                self._add_track(mid, taken)
            self._binder.expect(self._tracks[mid], taken)
        self._uplink.reduced_size = all(a.media.rtcp_rsize for a in accepted.values())
        if self._transport.link is not None:
            self._configure(self._transport.link)

    def _add_track(self, mid: str, taken: Accepted) -> None:
        payload = taken.payload
        kind = cast("Kind", taken.media.kind)
        codec = Codec(payload.name, payload.clock, payload.fmtp)
        source = Source(self._host.plane, video=kind == "video", order=taken.rids)
        track = Track(kind, mid, codec, source, self)
        self._tracks[mid] = track
        self._events.track_added(track)

    def _drop_tracks(self, mids: list[str]) -> None:
        for mid in mids:
            track = self._tracks.pop(mid)
            self._binder.forget(track, self._transport.link)
            track.source.close()
            self._events.track_removed(track)

    def _configure(self, link: Link) -> None:
        ids = self._binder.extension_ids()
        link.extensions = ExtensionIds(
            mid=ids.get(rtp.MID, 0),
            rid=ids.get(rtp.RID, 0),
            repaired_rid=ids.get(rtp.REPAIRED_RID, 0),
            audio_level=ids.get(rtp.AUDIO_LEVEL, 0),
            transport_cc=ids.get(rtp.TRANSPORT_CC, 0),
        )
        if link.extensions.transport_cc and link.arrivals is None:
            link.arrivals = ArrivalLog()
