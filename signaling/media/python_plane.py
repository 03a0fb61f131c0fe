"""The plane in Python: unprotect once, then for each leg copy, rewrite, protect and send.

No awaits and one packet buffer: a packet is done before the next is read. What this module does
per packet and leg is what a meeting costs, so it prefers local names over short functions.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time

from signaling.media import resend, rtp
from signaling.media.ice import Address
from signaling.media.leg import Leg
from signaling.media.link import MAX_SSRCS, Link
from signaling.media.plane import DatagramHandler, PlaneCounters
from signaling.media.srtp import MAX_PACKET, Buffer, protect
from signaling.media.stream import StoredPacket, Stream

logger = logging.getLogger(__name__)

_BURST = 64
_RESEND_BURST = 64
_FIXED = rtp.FIXED
_HEADER_SIZE = _FIXED.size
_MASK = 0xFFFFFFFF
_LONGEST = MAX_PACKET - 32


class PythonPlane:
    """See `Plane`."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._incoming, self._outgoing = Buffer(), Buffer()
        self._links: dict[Address, Link] = {}
        self._totals = PlaneCounters()
        self._handler: DatagramHandler | None = None

    def start(self, handler: DatagramHandler) -> None:
        self._handler = handler
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._readable)

    def bind(self, link: Link) -> None:
        self._links[link.address] = link

    def move(self, link: Link, address: Address) -> None:
        if self._links.get(link.address) is link:
            del self._links[link.address]
        link.address = address
        self._links[address] = link

    def unbind(self, link: Link) -> None:
        if self._links.get(link.address) is link:
            del self._links[link.address]

    def counters(self) -> PlaneCounters:
        return self._totals

    def close(self) -> None:
        if self._handler is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def take(self, leg: Leg, stream: Stream | None) -> None:
        if leg.wanted is not None:
            leg.wanted.waiting.remove(leg)
            leg.wanted = None
        if stream is not None and stream is leg.stream:
            return
        if stream is not None:
            leg.wanted = stream
            stream.waiting.append(leg)
        elif leg.stream is not None:
            leg.stream.legs.remove(leg)
            leg.detach()

    def send_datagram(self, data: bytes, address: Address) -> None:
        try:
            self._socket.sendto(data, address)
        except OSError:
            self._totals.packets_dropped += 1

    def send_rtcp(self, link: Link, compound: bytes) -> None:
        self.send_datagram(link.outbound.protect_rtcp(compound), link.address)

    # Receiving

    def _readable(self) -> None:
        view, receive = self._incoming.view, self._socket.recvfrom_into
        for _ in range(_BURST):
            try:
                size, address = receive(view)
            except BlockingIOError:
                return
            except OSError:  # a queued ICMP error of some peer
                continue
            self._totals.datagrams_in += 1
            try:
                self._dispatch(size, address)
            except Exception:
                # Whatever a peer's bytes bring about must not reach another peer.
                self._totals.refused += 1
                logger.debug("refused a datagram", exc_info=True)

    def _dispatch(self, size: int, address: Address) -> None:
        if size < 12 or size > MAX_PACKET:
            self._totals.refused += 1
            return
        view = self._incoming.view
        first = view[0]
        if 127 < first < 192:
            link = self._links.get(address)
            is_rtcp = 191 < view[1] < 224
            if link is None:
                self._stray(size, address, is_rtcp=is_rtcp)
            elif is_rtcp:
                self._rtcp(link, size)
            else:
                self._rtp(link, size)
        elif self._handler is not None:
            if first < 4:
                self._handler.stun(bytes(view[:size]), address)
            elif 19 < first < 64:
                self._handler.dtls(bytes(view[:size]), address)

    def _stray(self, size: int, address: Address, *, is_rtcp: bool) -> None:
        """Media from an unknown address: a peer whose NAT changed, if its keys say so."""
        view = self._incoming.view
        ssrc = int.from_bytes(view[4:8] if is_rtcp else view[8:12], "big")
        received = bytes(view[:size])
        links = self._handler.candidates(ssrc, rtcp=is_rtcp) if self._handler else []
        for link in links:
            view[:size] = received
            if (self._rtcp if is_rtcp else self._rtp)(link, size):
                self.move(link, address)
                link.handler.moved(address)
                return
        self._totals.refused += 1

    def _rtcp(self, link: Link, size: int) -> bool:
        plain = link.inbound.unprotect_rtcp(self._incoming, size)
        if plain < 0:
            self._totals.refused += 1
            return False
        link.heard = now = time.monotonic()
        link.handler.rtcp_received(bytes(self._incoming.view[:plain]), now)
        return True

    def _rtp(self, link: Link, size: int) -> bool:
        view = self._incoming.view
        _, second, seq, timestamp, ssrc = _FIXED.unpack_from(view)
        known = ssrc in link.ssrcs
        if not known and len(link.ssrcs) >= MAX_SSRCS:
            self._totals.refused += 1
            return False
        size = link.inbound.unprotect_rtp(self._incoming, size)
        if size < 0:
            self._totals.refused += 1
            return False
        if not known:
            link.ssrcs.add(ssrc)
        link.heard = now = time.monotonic()
        link.octets_in += size
        self._totals.packets_in += 1
        level = self._read_extensions(link, size, now)
        stream = link.streams.get(ssrc)
        if stream is None and ssrc not in link.repairs:
            if not link.handler.bind_stream(rtp.parse(view[:size])):
                return True
            stream = link.streams.get(ssrc)
        start, end = rtp.payload_bounds(view, size)
        payload = bytes(view[start:end])
        if stream is None:
            self._repair(link, link.repairs[ssrc], timestamp, second, payload, now)
        elif second & 0x7F == stream.payload_type:
            stream.measure_jitter(timestamp, now)
            packet = stream.accept(seq, timestamp, second & 0x80, payload, level, now)
            if packet is not None:
                self._accepted(link, stream, packet, now)
        return True

    def _read_extensions(self, link: Link, size: int, now: float) -> int:
        """Record the transport-wide number; returns the audio level or -1."""
        view = self._incoming.view
        if not view[0] & 0x10:
            return -1
        found = rtp.parse_extensions(view[:size], 12 + 4 * (view[0] & 15))
        ids = link.extensions
        if link.arrivals is not None:
            number = found.get(ids.transport_cc)
            if number is not None and len(number) == 2:
                link.arrivals.record(number[0] << 8 | number[1], now)
        level = found.get(ids.audio_level)
        return level[0] & 0x7F if level else -1

    def _repair(
        self, link: Link, stream: Stream, timestamp: int, second: int, payload: bytes, now: float
    ) -> None:
        """RTX (RFC 4588). Most of it is probing with old packets, which `accept` drops."""
        if len(payload) <= 2 or stream.highest < 0:
            return
        seq = payload[0] << 8 | payload[1]
        packet = stream.accept(seq, timestamp, second & 0x80, payload[2:], -1, now)
        if packet is not None:
            self._accepted(link, stream, packet, now)

    def _accepted(self, link: Link, stream: Stream, packet: StoredPacket, now: float) -> None:
        if packet.level >= 0:
            link.handler.audio_level(stream, packet.level, now)
        if packet.key:
            if stream.kind == "video":
                link.handler.key_frame_received(stream)
            if stream.waiting:
                self._switch(stream, packet, now)
        if stream.legs:
            self._forward(stream, packet, now)

    # Sending

    def _switch(self, stream: Stream, packet: StoredPacket, now: float) -> None:
        """A key frame starts: those who waited for this stream take it from here."""
        for leg in stream.waiting:
            if leg.stream is not None:
                leg.stream.legs.remove(leg)
                leg.detach()
            leg.begin(stream, packet, now)
            leg.stream, leg.wanted = stream, None
            stream.legs.append(leg)
        stream.waiting.clear()

    def _forward(self, stream: Stream, packet: StoredPacket, now: float) -> None:
        outgoing = self._outgoing
        view, pointer, length = outgoing.view, outgoing.pointer, outgoing.length
        send, pack = self._socket.sendto, _FIXED.pack_into
        number, marker, timestamp = packet.number, packet.marker, packet.timestamp
        octets = len(packet.payload)
        shape, body, size, first = None, b"", 0, 0x80
        ready, ready_size = view[:0], 0
        sent = dropped = 0
        for leg in stream.legs:
            segment = leg.segment
            if segment is None or number < segment.start:
                segment = leg.segment_of(stream, number)
                if segment is None:
                    continue
            if leg.shape is not shape:
                shape = leg.shape
                first, body = shape.first, shape.head(packet) + packet.payload
                size = _HEADER_SIZE + len(body)
            if size > _LONGEST:
                dropped += 1
                continue
            out = number + segment.delta
            stamp = (timestamp + segment.ts_delta) & _MASK
            pack(view, 0, first, marker | leg.payload_type, out & 0xFFFF, stamp, leg.ssrc)
            view[_HEADER_SIZE:size] = body
            if segment.picture_delta or segment.tl0_delta:
                view[size - octets : size] = resend.renumbered(segment, packet)
            if out > leg.last_out:
                leg.last_out, leg.last_ts, leg.last_at = out, stamp, now
            length[0] = size
            if protect(leg.handle, pointer, length):
                dropped += 1
                continue
            if length[0] != ready_size:
                ready_size = length[0]
                ready = view[:ready_size]
            try:
                send(ready, leg.link.address)
            except OSError:
                dropped += 1
                continue
            leg.packets += 1
            leg.octets += octets
            sent += 1
        totals = self._totals
        totals.packets_out += sent
        totals.octets_out += sent * octets
        totals.packets_dropped += dropped

    def resend(self, leg: Leg, seqs: tuple[int, ...], now: float) -> int:
        count = 0
        for seq in seqs:
            found = leg.find_sent(seq)
            if found is None or count >= _RESEND_BURST:
                continue
            segment, number = found
            packet = segment.stream.stored(number)
            if packet is None or not leg.may_resend(seq, now):
                continue
            again = resend.packet_again(leg, segment, packet)
            if again is not None:
                self.send_datagram(leg.link.outbound.protect_rtp(again), leg.link.address)
                count += 1
        self._totals.packets_resent += count
        return count
