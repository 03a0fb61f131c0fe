"""DTLS-SRTP (RFC 5764) in the server's role, on aiortc's RTCDtlsTransport.

The only module that knows aiortc. It is given DTLS datagrams alone: media never enters aiortc.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
    State,
)
from OpenSSL import SSL

from signaling.media.srtp import SrtpKeys

_PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80]
_QUEUE = 32


class DtlsError(Exception):
    """The handshake failed: time limit, wrong fingerprint, or nothing in common."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """a=fingerprint: hash algorithm and value in hexadecimal with colons."""

    algorithm: str
    value: str


class Certificate(RTCCertificate):
    """The process's certificate, with one TLS context for all of its transports."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
        return self._context

    @classmethod
    def create(cls) -> Certificate:
        """A new self-signed ECDSA P-256 certificate."""
        return cls.generateCertificate()

    @property
    def fingerprint(self) -> Fingerprint:
        """The SHA-256 fingerprint for SDP."""
        found = next(f for f in self.getFingerprints() if f.algorithm == "sha-256")
        return Fingerprint(found.algorithm, found.value)


class _Pipe:
    """What aiortc sees in place of its ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue(_QUEUE)
        self._forward = send

    async def _recv(self) -> bytes:
        data = await self.queue.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._forward(data)


class _Transport(RTCDtlsTransport):
    """Exports keys instead of making aiortc's own SRTP sessions."""

    keys: SrtpKeys | None = None

    def _setup_srtp(self) -> None:
        assert self._ssl is not None
        chosen = self._ssl.get_selected_srtp_profile()
        profile = next((p for p in self._srtp_profiles if p.openssl_profile == chosen), None)
        if profile is None:
            self._set_state(State.FAILED)
            return
        size = 2 * (profile.key_length + profile.salt_length)
        material = self._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", size)
        client, server = (profile.get_key_and_salt(material, i) for i in (0, 1))
        inbound, outbound = (client, server) if self._role == "server" else (server, client)
        self.keys = SrtpKeys(profile.libsrtp_profile, inbound, outbound)


class Dtls:
    """One association. `send` gets datagrams to put on the wire; `closed` a close_notify."""

    def __init__(
        self,
        certificate: Certificate,
        send: Callable[[bytes], None],
        closed: Callable[[], None],
        *,
        role: str = "server",
    ) -> None:
        self._pipe = _Pipe(send)
        pipe: Any = self._pipe
        self._transport = _Transport(pipe, [certificate])
        self._transport._srtp_profiles = list(_PROFILES)
        self._transport._set_role(role)
        self._closed = closed
        self._finished = False

    def feed(self, datagram: bytes) -> None:
        """A DTLS datagram of the peer; beyond a small queue they are dropped, as on a network."""
        if datagram:
            with contextlib.suppress(asyncio.QueueFull):
                self._pipe.queue.put_nowait(datagram)

    async def handshake(self, fingerprints: Sequence[Fingerprint], seconds: float) -> SrtpKeys:
        """Wait for the peer's handshake; raises DtlsError."""
        expected = [RTCDtlsFingerprint(algorithm=f.algorithm, value=f.value) for f in fingerprints]
        try:
            async with asyncio.timeout(seconds):
                await self._transport.start(RTCDtlsParameters(fingerprints=expected))
        except TimeoutError:
            raise DtlsError("no complete handshake in time") from None
        except Exception as error:  # whatever aiortc raises on a peer's bytes is that peer's fault
            raise DtlsError(str(error)) from error
        keys = self._transport.keys
        if self._transport.state != "connected" or keys is None:
            raise DtlsError(f"handshake ended {self._transport.state}")
        self._transport.on("statechange", self._state_changed)
        return keys

    async def close(self) -> None:
        """Say close_notify and stop; the peer's later datagrams are ignored."""
        if not self._finished:
            self._finished = True
            await self._transport.stop()

    def _state_changed(self) -> None:
        if self._transport.state in ("closed", "failed") and not self._finished:
            self._finished = True
            self._closed()
