"""ICE-lite, DTLS and consent of one peer connection: from the first check to `closed`."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Protocol

from signaling.media import stun
from signaling.media.api import MediaConfig, MediaError, TransportState
from signaling.media.dtls import Certificate, Dtls, DtlsError, Fingerprint
from signaling.media.ice import Address, IceLite
from signaling.media.link import Link, LinkHandler
from signaling.media.plane import Plane
from signaling.media.sdp.write import LocalTransport

logger = logging.getLogger(__name__)

_DISCONNECTED_SECONDS = 5.0
_ALIVE_SECONDS = 2.0
_REACHABLE_SECONDS = 30.0
"""How long a peer may take to its first check: candidates, TURN, a person who must click."""


class Host(Protocol):
    """What a transport needs of the process's media server."""

    config: MediaConfig
    plane: Plane
    certificate: Certificate
    port: int

    def register(self, ufrag: str, transport: Transport) -> None: ...
    def unregister(self, ufrag: str) -> None: ...
    def claim(self, address: Address, transport: Transport) -> bool: ...
    def release(self, transport: Transport) -> None: ...
    def forget(self, peer: object) -> None: ...


class Owner(LinkHandler, Protocol):
    """The publisher or subscriber on this transport."""

    def connected(self, link: Link) -> None: ...
    def state_changed(self, state: TransportState) -> None: ...


class Transport:
    """One peer's path: state, address and keys."""

    def __init__(self, host: Host, owner: Owner) -> None:
        self._host, self._owner = host, owner
        self.ice = IceLite()
        self.state: TransportState = "new"
        self.link: Link | None = None
        self._fingerprints: tuple[Fingerprint, ...] = ()
        self._consent_at = time.monotonic()
        self._handshake: asyncio.Task[None] | None = None
        self._reachable = asyncio.Event()
        self._dtls = Dtls(host.certificate, self._send, self._peer_closed)
        host.register(self.ice.local.ufrag, self)

    @property
    def local(self) -> LocalTransport:
        """What our description says about this transport."""
        host = self._host
        return LocalTransport(
            host.config.addresses, host.port, self.ice.local, host.certificate.fingerprint
        )

    def require_open(self) -> None:
        """Raises MediaError("media.closed") once the transport is over."""
        if self.state == "closed":
            raise MediaError("media.closed")

    def expect(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Start DTLS for a peer with these fingerprints; later calls must not change them."""
        found = tuple(fingerprints)
        if not found:
            raise MediaError("media.sdp", "no usable fingerprint")
        if self._fingerprints and set(found) != set(self._fingerprints):
            raise MediaError("media.fingerprint", "another peer's certificate")
        if self._handshake is None:
            self._fingerprints = found
            self._handshake = asyncio.get_running_loop().create_task(self._connect())

    def restart_ice(self) -> None:
        """New credentials for our next description."""
        retired = self.ice.previous
        self.ice.restart()
        if retired is not None and retired is not self.ice.previous:
            self._host.unregister(retired.ufrag)
        self._host.register(self.ice.local.ufrag, self)

    def checked(self, message: stun.Message, address: Address) -> bytes | None:
        """Answer a connectivity check, None when it is not authentic."""
        ufrag = message.local_ufrag
        password = self.ice.password_for(ufrag)
        if self.state == "closed" or password is None or not message.signed_with(password):
            return None
        if not self._host.claim(address, self):
            return None
        retired = self.ice.checked(ufrag, address, nominate=message.use_candidate)
        if retired is not None:
            self._host.unregister(retired.ufrag)
        self._consent_at = time.monotonic()
        self._reachable.set()
        if self.link is not None:
            if self.ice.address is not None and self.link.address != self.ice.address:
                self._host.plane.move(self.link, self.ice.address)
            self._set_state("connected")
        return stun.success(message.transaction, address, password)

    def alive(self, now: float) -> bool:
        """Whether the peer has been heard just now."""
        heard = self.link.heard if self.link is not None else 0.0
        return now - max(self._consent_at, heard) < _ALIVE_SECONDS

    def datagram(self, data: bytes) -> None:
        """A DTLS datagram from an address of this transport."""
        if self.state != "closed":
            self._dtls.feed(data)

    def moved(self, address: Address) -> None:
        """The plane saw authentic media from a new address and follows it."""
        self.ice.latch(address)
        self._host.claim(address, self)

    def send_rtcp(self, compound: bytes) -> None:
        """Send RTCP when there is somewhere to send it."""
        if self.link is not None and compound:
            self._host.plane.send_rtcp(self.link, compound)

    def tick(self, now: float) -> None:
        """Look at consent: checks and authentic media both show that the peer is there."""
        if self.state not in ("connected", "disconnected"):
            return
        heard = max(self._consent_at, self.link.heard if self.link is not None else 0.0)
        if now - heard > self._host.config.consent_seconds:
            self._set_state("failed")
        elif now - heard > _DISCONNECTED_SECONDS:
            self._set_state("disconnected")
        else:
            self._set_state("connected")

    async def close(self) -> None:
        """Tell the peer, and forget it."""
        if self.state == "closed":
            return
        self._forget()
        if self._handshake is not None:
            self._handshake.cancel()
            await asyncio.gather(self._handshake, return_exceptions=True)
        await self._dtls.close()

    def _forget(self) -> None:
        self._set_state("closed")
        for credentials in (self.ice.local, self.ice.previous):
            if credentials is not None:
                self._host.unregister(credentials.ufrag)
        self._host.release(self)
        if self.link is not None:
            self._host.plane.unbind(self.link)

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(_REACHABLE_SECONDS):
                await self._reachable.wait()
            keys = await self._dtls.handshake(self._fingerprints, self._host.config.dtls_seconds)
        except (DtlsError, TimeoutError) as error:
            logger.info("no connection: %s", str(error) or "no check came")
            self._set_state("failed")
            return
        address = self.ice.address
        if address is None or self.state == "closed":
            return
        self.link = Link(self._owner, keys, address)
        self.link.heard = time.monotonic()
        self._host.plane.bind(self.link)
        self._owner.connected(self.link)
        self._set_state("connected")

    def _send(self, data: bytes) -> None:
        if self.ice.address is not None:
            self._host.plane.send_datagram(data, self.ice.address)

    def _peer_closed(self) -> None:
        if self.state != "closed":
            self._forget()

    def _set_state(self, state: TransportState) -> None:
        if state == self.state or self.state == "closed":
            return
        self.state = state
        self._owner.state_changed(state)
