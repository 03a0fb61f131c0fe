"""A peer that receives: we offer the tracks that it is to have, or answer a player's offer."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence

from signaling.media import quality, rtp, sdp
from signaling.media.api import MediaError, Offer, Quality, SubscriberEvents, TransportState
from signaling.media.downlink import Downlink
from signaling.media.ice import Address
from signaling.media.leg import Leg, LegSpec
from signaling.media.link import Link
from signaling.media.sdp import publish, subscribe, write
from signaling.media.slots import Slot
from signaling.media.stream import Stream
from signaling.media.track import Track
from signaling.media.transport import Host, Transport

_MAX_SLOTS = 300


class Subscriber:
    """Negotiation and slots of one subscribing transport."""

    def __init__(self, host: Host, events: SubscriberEvents) -> None:
        self._host, self._events = host, events
        self._transport = Transport(host, self)
        self._downlink = Downlink(self._transport, host.plane, self._key_frame_wanted)
        self._slots: dict[str, Slot] = {}
        self._active: dict[str, Slot] = {}
        self._offered: list[tuple[Slot, subscribe.Section]] | None = None
        self._agreed: dict[str, LegSpec] = {}
        self._session = secrets.randbits(60)
        self._version = 0
        self._dirty = False
        self._notified = False
        self._answers = False
        self._remote_ufrag = ""
        self._rate = quality.RateMeter()

    @property
    def state(self) -> TransportState:
        """State of the transport."""
        return self._transport.state

    def add(self, track: Track, *, stream: str) -> None:
        """Give the subscriber `track`, in the MediaStream named `stream`."""
        if self.state == "closed" or track.id in self._active:
            return
        free = [s for s in self._slots.values() if s.track.id not in self._active]
        slot = next((s for s in free if s.suits(track)), None)
        if slot is None and len(self._slots) >= _MAX_SLOTS:
            raise MediaError("media.full")
        if slot is None:
            mid = str(len(self._slots) + 1)
            slot = self._slots[mid] = Slot(mid, track, stream)
        else:
            slot.assign(track, stream)
        self._agreed.pop(slot.mid, None)
        self._active[track.id] = slot
        self._changed()

    def remove(self, track: Track) -> None:
        """Take `track` away."""
        slot = self._active.pop(track.id, None)
        if slot is not None:
            slot.deactivate()
            self._agreed.pop(slot.mid, None)
            self._refresh_legs()
            self._changed()

    def set_view(self, track: Track, width: int, height: int) -> None:
        """The pixels at which the subscriber shows `track`; 0 x 0 pauses it."""
        slot = self._active.get(track.id)
        if slot is not None:
            slot.set_view((max(width, 0), max(height, 0)), time.monotonic())

    async def offer(self, *, restart: bool = False) -> Offer:
        """A new offer; it replaces one that is still unanswered. Raises MediaError."""
        self._transport.require_open()
        if self._answers:
            raise MediaError("media.closed", "a player's transport does not offer")
        if restart:
            self._transport.restart_ice()
        self._version += 1
        self._dirty = False
        self._offered = [
            (slot, slot.section(active=slot.track.id in self._active))
            for slot in self._slots.values()
        ]
        sections = [section for _, section in self._offered]
        text = subscribe.offer(sections, self._transport.local, (self._session, self._version))
        mids = {slot.mid: track_id for track_id, slot in self._active.items()}
        return Offer(self._version, text, mids)

    async def accept(self, version: int, answer_sdp: str) -> None:
        """The answer to offer `version`; raises MediaError, `media.stale` for an older one."""
        self._transport.require_open()
        if version != self._version or self._offered is None:
            raise MediaError("media.stale")
        remote = sdp.parse(answer_sdp)
        media = subscribe.check_answer(remote, [section for _, section in self._offered])
        self._transport.expect(remote.transport_of_bundle().fingerprints)
        for (slot, section), answered in zip(self._offered, media, strict=True):
            spec = subscribe.agreed(section, answered)
            # Since the offer the slot may have been emptied or given to another track.
            if spec is not None and spec.ssrc == slot.ssrc and slot.track.id in self._active:
                self._agreed[slot.mid] = spec
        self._offered = None
        self._activate()
        if self._dirty:
            self._notify()

    async def answer(self, offer_sdp: str, tracks: Sequence[Track]) -> str:
        """Answer a player that offers to receive (WHEP); raises MediaError."""
        self._transport.require_open()
        if self._version:
            raise MediaError("media.stale", "already negotiated")
        remote = sdp.parse(offer_sdp)
        publish.check_transport(remote)
        self._transport.expect(remote.transport_of_bundle().fingerprints)
        sections: dict[str, subscribe.Section] = {}
        left = list(tracks)
        for media in remote.media:
            for track in left:
                section = self._play(media, track)
                if section is not None:
                    sections[media.mid] = section
                    left.remove(track)
                    break
        if not sections:
            raise MediaError("media.no_codec")
        for media in remote.media:
            idle = subscribe.play_section(media, None)
            if idle is not None:
                sections.setdefault(media.mid, idle)
        self._answers = True
        self._version = 1
        self._remote_ufrag = remote.transport_of_bundle().ufrag
        self._activate()
        return subscribe.answer(remote, sections, self._transport.local, (self._session, 1))

    async def restart(self, sdpfrag: str) -> str:
        """WHEP's PATCH: an ICE restart when the fragment brings a new ufrag, else empty."""
        self._transport.require_open()
        remote = sdp.parse_fragment(sdpfrag)
        if not remote.ufrag or remote.ufrag == self._remote_ufrag:
            return ""
        self._remote_ufrag = remote.ufrag
        self._transport.restart_ice()
        local = self._transport.local
        return write.text([*local.ice_lines(), *local.candidate_lines()])

    def quality(self) -> Quality:
        """Of the path to the subscriber, from its own reports."""
        if self.state != "connected":
            return Quality(0, 0.0, None, 0)
        loss, rtt = self._downlink.path()
        return Quality(quality.score(loss, rtt), loss, rtt, self._rate.bitrate)

    async def close(self) -> None:
        """Stop forwarding and close the transport."""
        self._drop_all()
        self._host.forget(self)
        await self._transport.close()

    def tick(self, now: float) -> None:
        """Called by the server's timer."""
        self._transport.tick(now)
        if self._rate.due(now):
            self._rate.update(sum(leg.octets for leg in self._downlink.legs), now)
        if self.state == "connected":
            self._downlink.tick(now)

    # Upcalls of transport and plane

    def connected(self, link: Link) -> None:
        self._activate()

    def state_changed(self, state: TransportState) -> None:
        if state == "closed":
            self._drop_all()
            self._host.forget(self)
        self._events.subscriber_state(state)

    def bind_stream(self, packet: rtp.Packet) -> bool:
        return False

    def rtcp_received(self, data: bytes, now: float) -> None:
        self._downlink.received(data, now)

    def key_frame_received(self, stream: Stream) -> None:
        raise AssertionError("a subscriber has no streams")

    def audio_level(self, stream: Stream, level: int, now: float) -> None:
        raise AssertionError("a subscriber has no streams")

    def moved(self, address: Address) -> None:
        self._transport.moved(address)

    # Slots

    def _play(self, media: sdp.MediaSection, track: Track) -> subscribe.Section | None:
        if media.kind != track.kind:
            return None
        slot = Slot(media.mid, track, "play")
        label = (slot.label, track.id)
        ssrcs = (slot.ssrc, slot.rtx_ssrc)
        section = subscribe.play_section(media, track.codec, ssrcs, label)
        if section is not None:
            self._slots[media.mid] = self._active[track.id] = slot
            self._agreed[media.mid] = section.spec()
        return section

    def _activate(self) -> None:
        link = self._transport.link
        if link is None:
            return
        now = time.monotonic()
        for slot in self._active.values():
            spec = self._agreed.get(slot.mid)
            if spec is not None:
                slot.activate(link, spec, now)
        self._refresh_legs()

    def _refresh_legs(self) -> None:
        legs = [slot.leg for slot in self._active.values() if slot.leg is not None]
        self._downlink.set_legs(legs)

    def _drop_all(self) -> None:
        for slot in self._active.values():
            slot.deactivate()
        self._active.clear()
        self._agreed.clear()
        self._downlink.set_legs([])

    def _key_frame_wanted(self, leg: Leg, now: float) -> None:
        for slot in self._active.values():
            if slot.leg is leg and slot.track.kind == "video":
                slot.track.request_key_frame(now)

    def _changed(self) -> None:
        self._dirty = True
        if self._offered is None:
            self._notify()

    def _notify(self) -> None:
        """Tell the owner once, however many changes come in this turn of the loop."""
        if not self._notified and not self._answers:
            self._notified = True
            asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._notified = False
        if self._dirty and self.state != "closed":
            self._events.negotiation_needed()
