"""Which track and layer an SSRC belongs to (RFC 8843 9.2, 8852): by MID and RID, by the
a=ssrc lines of the offer, or by a payload type that only one m-line uses. Bound for good at first
sight, because browsers stop sending MID and RID after our first receiver report."""

from __future__ import annotations

from signaling.media import rtp
from signaling.media.link import Link
from signaling.media.sdp.publish import Accepted
from signaling.media.stream import Stream
from signaling.media.track import Track
from signaling.media.uplink import Agreed, Uplink

_MAX_STREAMS = 6


class StreamBinder:
    """The expectations of one publisher's last offer."""

    def __init__(self, uplink: Uplink) -> None:
        self._uplink = uplink
        self._expected: dict[str, tuple[Track, Accepted]] = {}
        self._tracks: dict[int, Track] = {}

    def expect(self, track: Track, taken: Accepted) -> None:
        """The offer's m-line of `track`, now or again."""
        self._expected[track.mid] = (track, taken)

    def forget(self, track: Track, link: Link | None) -> None:
        """The track has gone; its SSRCs may come back with another."""
        self._expected.pop(track.mid, None)
        for stream in track.source.streams.values():
            self._drop(stream, link)

    def track_of(self, stream: Stream) -> Track | None:
        """The track of a bound stream."""
        return self._tracks.get(stream.ssrc)

    def extension_ids(self) -> dict[str, int]:
        """URI to id over all m-lines, which agree on them in a bundle."""
        ids: dict[str, int] = {}
        for _, taken in self._expected.values():
            ids.update(taken.extensions)
        return ids

    def bind(self, link: Link, packet: rtp.Packet, now: float) -> bool:
        """Bind the packet's SSRC; False when nothing tells where it belongs."""
        ids = link.extensions
        mid = _text(packet.extensions.get(ids.mid))
        found = self._expected.get(mid) if mid else self._by_offer(packet)
        if found is None:
            return False
        track, taken = found
        if taken.rtx is not None and packet.payload_type == taken.rtx.payload_type:
            return self._bind_repair(link, packet, track, taken)
        if packet.payload_type != taken.payload.payload_type:
            return False
        rid = _text(packet.extensions.get(ids.rid))
        if taken.rids and rid not in taken.rids:
            return False
        self._bind_stream(link, packet.ssrc, track, taken, rid, now)
        return True

    def _bind_stream(
        self, link: Link, ssrc: int, track: Track, taken: Accepted, rid: str, now: float
    ) -> None:
        nack = taken.has("nack")
        number = taken.payload.payload_type
        stream = Stream(ssrc, track.kind, track.format, number, nack=nack)
        stream.heard = now
        link.streams[ssrc] = stream
        self._tracks[ssrc] = track
        for repair, primary in taken.media.repairs.items():
            if primary == ssrc:
                link.repairs[repair] = stream
        self._uplink.agreed[ssrc] = Agreed(
            pli=taken.has("nack pli"), fir=taken.has("ccm fir"), remb=taken.has("goog-remb")
        )
        old = track.source.set_stream(rid, stream, now)
        if old is not None:
            self._drop(old, link)

    def _bind_repair(self, link: Link, packet: rtp.Packet, track: Track, taken: Accepted) -> bool:
        primary = taken.media.repairs.get(packet.ssrc)
        stream = link.streams.get(primary) if primary is not None else None
        if stream is None:
            rid = _text(packet.extensions.get(link.extensions.repaired_rid))
            stream = track.source.streams.get(rid)
        if stream is None:
            return False  # probing may send RTX of a layer before its first packet
        link.repairs[packet.ssrc] = stream
        return True

    def _by_offer(self, packet: rtp.Packet) -> tuple[Track, Accepted] | None:
        by_type = []
        for track, taken in self._expected.values():
            if packet.ssrc in taken.media.ssrcs:
                return track, taken
            numbers = {taken.payload.payload_type}
            if taken.rtx is not None:
                numbers.add(taken.rtx.payload_type)
            if packet.payload_type in numbers:
                by_type.append((track, taken))
        return by_type[0] if len(by_type) == 1 else None

    def _drop(self, stream: Stream, link: Link | None) -> None:
        self._tracks.pop(stream.ssrc, None)
        self._uplink.agreed.pop(stream.ssrc, None)
        if link is not None:
            link.forget(stream)


def _text(value: bytes | None) -> str:
    return value.decode("ascii", "replace") if value else ""
