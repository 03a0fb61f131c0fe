"""The media server of a process: one UDP port, one certificate, one plane, one timer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time

from signaling.media import stun
from signaling.media.api import (
    MediaConfig,
    MediaCounters,
    MediaError,
    PublisherEvents,
    SubscriberEvents,
)
from signaling.media.dtls import Certificate
from signaling.media.ice import Address
from signaling.media.link import Link
from signaling.media.plane import Plane
from signaling.media.publisher import Publisher
from signaling.media.python_plane import PythonPlane
from signaling.media.subscriber import Subscriber
from signaling.media.transport import Transport

logger = logging.getLogger(__name__)

_TICK_SECONDS = 0.05
_SOCKET_BUFFER = 4 * 1024 * 1024
_SNDBUFFORCE, _RCVBUFFORCE = 32, 33  # Linux; not in Python's socket module
_ADDRESSES_PER_TRANSPORT = 8
_STRAYS_PER_SECOND = 200
_STRAY_TRIES = 8


class MediaServer:
    """Makes publishers and subscribers, and routes what is not media to their transports."""

    def __init__(self, config: MediaConfig, plane: Plane, port: int) -> None:
        self.config, self.plane, self.port = config, plane, port
        self.certificate = Certificate.create()
        self._ufrags: dict[str, Transport] = {}
        self._addresses: dict[Address, Transport] = {}
        self._claims: dict[Transport, list[Address]] = {}
        self._peers: dict[Publisher | Subscriber, None] = {}
        self._stray_allowance, self._stray_at = float(_STRAYS_PER_SECOND), 0.0
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, config: MediaConfig) -> MediaServer:
        """Open the port and begin; raises OSError when it is taken."""
        sock = _open(config)
        server = cls(config, PythonPlane(sock), sock.getsockname()[1])
        server.plane.start(server)
        server._tick()
        return server

    def publisher(self, events: PublisherEvents) -> Publisher:
        """A new publishing transport; raises MediaError("media.full")."""
        self._require_room()
        publisher = Publisher(self, events)
        self._peers[publisher] = None
        return publisher

    def subscriber(self, events: SubscriberEvents) -> Subscriber:
        """A new subscribing transport; raises MediaError("media.full")."""
        self._require_room()
        subscriber = Subscriber(self, events)
        self._peers[subscriber] = None
        return subscriber

    def counters(self) -> MediaCounters:
        """Totals since start, and how many of each there are now."""
        publishers = [p for p in self._peers if isinstance(p, Publisher)]
        tracks = [t for p in publishers for t in p.tracks.values()]
        totals = self.plane.counters()
        return MediaCounters(
            publishers=len(publishers),
            subscribers=len(self._peers) - len(publishers),
            tracks=len(tracks),
            legs=sum(t.source.legs for t in tracks),
            datagrams_in=totals.datagrams_in,
            packets_in=totals.packets_in,
            packets_out=totals.packets_out,
            octets_out=totals.octets_out,
            packets_dropped=totals.packets_dropped,
            packets_resent=totals.packets_resent,
            refused=totals.refused,
        )

    async def close(self) -> None:
        """Close every transport, then the port."""
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.gather(*(peer.close() for peer in list(self._peers)))
        self.plane.close()

    # For transports

    def register(self, ufrag: str, transport: Transport) -> None:
        self._ufrags[ufrag] = transport

    def unregister(self, ufrag: str) -> None:
        self._ufrags.pop(ufrag, None)

    def claim(self, address: Address, transport: Transport) -> bool:
        """Route `address` to the transport whose credentials were used from there.

        False while another live transport is there: a participant who forges source addresses
        must not cut off the one that he names.
        """
        owner = self._addresses.get(address)
        if owner is not None and owner is not transport and owner.alive(time.monotonic()):
            return False
        claimed = self._claims.setdefault(transport, [])
        if owner is transport:
            claimed.remove(address)
        self._addresses[address] = transport
        claimed.append(address)
        if len(claimed) > _ADDRESSES_PER_TRANSPORT:
            self._disclaim(claimed.pop(0), transport)
        return True

    def release(self, transport: Transport) -> None:
        for address in self._claims.pop(transport, []):
            self._disclaim(address, transport)

    def forget(self, peer: object) -> None:
        if isinstance(peer, Publisher | Subscriber):
            self._peers.pop(peer, None)

    # For the plane

    def stun(self, data: bytes, address: Address) -> None:
        message = stun.parse(data)
        transport = self._ufrags.get(message.local_ufrag)
        if message.type != stun.BINDING_REQUEST or transport is None:
            return
        reply = transport.checked(message, address)
        if reply is not None:
            self.plane.send_datagram(reply, address)

    def dtls(self, data: bytes, address: Address) -> None:
        transport = self._addresses.get(address)
        if transport is not None:
            transport.datagram(data)

    def candidates(self, ssrc: int, *, rtcp: bool) -> list[Link]:
        """Links that may have sent media from an unknown address, the longest silent first.

        Browsers send SRTCP under SSRC 1, so for RTCP only silence narrows the choice. Each try
        costs a decryption, so tries are few, and lookups of strangers are limited in rate.
        """
        now = time.monotonic()
        earned = (now - self._stray_at) * _STRAYS_PER_SECOND
        self._stray_allowance = min(self._stray_allowance + earned, _STRAYS_PER_SECOND)
        self._stray_at = now
        if self._stray_allowance < 1:
            return []
        self._stray_allowance -= 1
        links = [t.link for t in self._claims if t.link is not None]
        if not rtcp:
            links = [link for link in links if ssrc in link.ssrcs]
        return sorted(links, key=lambda link: link.heard)[:_STRAY_TRIES]

    def _disclaim(self, address: Address, transport: Transport) -> None:
        if self._addresses.get(address) is transport:
            del self._addresses[address]

    def _require_room(self) -> None:
        if len(self._peers) >= self.config.max_transports:
            raise MediaError("media.full")

    def _tick(self) -> None:
        now = time.monotonic()
        for peer in list(self._peers):
            try:
                peer.tick(now)
            except Exception:  # one peer's state must not stop the timer of all
                logger.exception("a transport's timer failed")
        self._timer = asyncio.get_running_loop().call_later(_TICK_SECONDS, self._tick)


def _open(config: MediaConfig) -> socket.socket:
    """The port. With a wildcard host the system chooses the source address of our answers, and a
    client that was told another address ignores them; so a single announced address that is this
    machine's own is bound itself."""
    if config.host in ("0.0.0.0", "::") and len(config.addresses) == 1:  # noqa: S104
        with contextlib.suppress(OSError):
            return _bound(config.addresses[0], config.port)
    return _bound(config.host, config.port)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        enlarge(sock)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def enlarge(sock: socket.socket) -> None:
    """Large buffers, beyond the system's limit where we may: a burst must outlast a busy loop."""
    for option, force in ((socket.SO_RCVBUF, _RCVBUFFORCE), (socket.SO_SNDBUF, _SNDBUFFORCE)):
        try:
            sock.setsockopt(socket.SOL_SOCKET, force, _SOCKET_BUFFER)
        except OSError:
            sock.setsockopt(socket.SOL_SOCKET, option, _SOCKET_BUFFER)
