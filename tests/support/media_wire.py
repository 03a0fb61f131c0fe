"""A WebRTC peer reduced to its wire formats: STUN checks, DTLS, SRTP and plain bytes.

Tests use it where the exact packets matter, benchmarks where thousands of them do. It plays the
controlling, DTLS-client side, as browsers do against an ICE-lite server.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import socket
from collections.abc import Callable

from signaling.media import rtcp, rtp, stun
from signaling.media.dtls import Certificate, Dtls, Fingerprint
from signaling.media.ice import Address, Credentials
from signaling.media.sdp import parse
from signaling.media.server import enlarge
from signaling.media.srtp import Buffer, SrtpContext, SrtpKeys

OPUS, VP8, RTX = 111, 96, 97
MID_ID, LEVEL_ID, TWCC_ID, RID_ID, RRID_ID = 1, 2, 3, 10, 11
_HANDSHAKE_SECONDS = 15
_CHECK_SECONDS = 0.1
_certificate: list[Certificate] = []


def shared_certificate() -> Certificate:
    """One certificate for all peers of a process: making them is slow."""
    if not _certificate:
        _certificate.append(Certificate.create())
    return _certificate[0]


class WirePeer:
    """One transport. `on_rtp` gets datagrams still protected; `open_rtp` decrypts one."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.credentials = Credentials.fresh()
        self.certificate = shared_certificate()
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []
        self.on_rtp: Callable[[bytes], None] = self.rtp.append
        self.on_rtcp: Callable[[bytes], None] = self.rtcp.append
        self.remote: Address = ("127.0.0.1", 0)
        self._remote = Credentials("", "")
        self.responses = 0
        self.keys: SrtpKeys | None = None
        self._buffer = Buffer()
        self._inbound: SrtpContext | None = None
        self._outbound: SrtpContext | None = None
        self._checks: asyncio.Task[None] | None = None
        self.closed_by_peer = False
        self._dtls = Dtls(self.certificate, self._send, self._peer_closed, role="client")
        self._host = host
        self.controlling = True
        self.socket = self._open()

    def _open(self) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        enlarge(sock)
        sock.bind((self._host, 0))
        asyncio.get_running_loop().add_reader(sock.fileno(), self._readable)
        return sock

    def rebind(self) -> None:
        """Move to a new port, as behind a NAT that forgot us."""
        asyncio.get_running_loop().remove_reader(self.socket.fileno())
        self.socket.close()
        self.socket = self._open()

    def transport_lines(self, setup: str) -> list[str]:
        """Our ICE and DTLS attributes, without candidates: the server learns our address."""
        own: Fingerprint = self.certificate.fingerprint
        return [
            "c=IN IP4 127.0.0.1",
            f"a=ice-ufrag:{self.credentials.ufrag}",
            f"a=ice-pwd:{self.credentials.password}",
            f"a=fingerprint:{own.algorithm} {own.value}",
            f"a=setup:{setup}",
            "a=rtcp-mux",
        ]

    def use(self, sdp: str) -> tuple[Fingerprint, ...]:
        """Take address and credentials from the server's description."""
        found = re.search(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", sdp, re.IGNORECASE)
        if found is None:
            raise AssertionError("no candidate in the description")
        self.remote = (found[1], int(found[2]))
        transport = parse(sdp).transport_of_bundle()
        self._remote = Credentials(transport.ufrag, transport.password)
        return tuple(transport.fingerprints)

    async def connect(self, sdp: str) -> None:
        """Check, nominate and complete DTLS with the server that wrote `sdp`."""
        fingerprints = self.use(sdp)
        self.check()  # before the first DTLS datagram, or the server would not know whose it is
        self._checks = asyncio.get_running_loop().create_task(self._keep_checking())
        keys = await self._dtls.handshake(fingerprints, _HANDSHAKE_SECONDS)
        self.keys = keys
        self._inbound = SrtpContext(keys.profile, keys.inbound, inbound=True)
        self._outbound = SrtpContext(keys.profile, keys.outbound, inbound=False)

    def check(self) -> None:
        """Send one connectivity check."""
        username = f"{self._remote.ufrag}:{self.credentials.ufrag}"
        self._send(
            stun.request(
                secrets.token_bytes(12),
                username,
                self._remote.password,
                controlling=self.controlling,
            )
        )

    def stop_checks(self) -> None:
        """Send no more connectivity checks."""
        if self._checks is not None:
            self._checks.cancel()

    async def _keep_checking(self) -> None:
        while True:
            await asyncio.sleep(_CHECK_SECONDS if self.keys is None else 1)
            self.check()

    def send_rtp(self, packet: rtp.Packet) -> None:
        """Protect and send."""
        self.send_plain_rtp(rtp.write(packet))

    def send_plain_rtp(self, packet: bytes) -> None:
        """Protect and send bytes that need not be a valid packet beyond its first 12 bytes."""
        assert self._outbound is not None
        self._send(self._outbound.protect_rtp(packet))

    def send_rtcp(self, compound: bytes) -> None:
        """Protect and send."""
        assert self._outbound is not None
        self._send(self._outbound.protect_rtcp(compound))

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._send(data)

    def open_rtp(self, datagram: bytes) -> rtp.Packet | None:
        """Decrypt and parse a received packet; None when it is forged or a replay."""
        assert self._inbound is not None
        self._buffer.view[: len(datagram)] = datagram
        size = self._inbound.unprotect_rtp(self._buffer, len(datagram))
        return None if size < 0 else rtp.parse(self._buffer.view[:size])

    def open_rtcp(self, datagram: bytes) -> bytes | None:
        """Decrypt a received compound packet."""
        assert self._inbound is not None
        self._buffer.view[: len(datagram)] = datagram
        size = self._inbound.unprotect_rtcp(self._buffer, len(datagram))
        return None if size < 0 else bytes(self._buffer.view[:size])

    async def close(self, *, notify: bool = True) -> None:
        """Close, with or without telling the server."""
        self.stop_checks()
        if notify:
            await self._dtls.close()
        asyncio.get_running_loop().remove_reader(self.socket.fileno())
        self.socket.close()

    def _send(self, data: bytes) -> None:
        self.socket.sendto(data, self.remote)

    def _readable(self) -> None:
        for _ in range(64):
            try:
                data, address = self.socket.recvfrom(2048)
            except OSError:
                return
            first = data[0] if data else 255
            if 127 < first < 192:
                (self.on_rtcp if 191 < data[1] < 224 else self.on_rtp)(data)
            elif 19 < first < 64:
                self._dtls.feed(data)
            elif first < 4:
                self._stun(data, address)

    def _stun(self, data: bytes, address: Address) -> None:
        message = stun.parse(data)
        if message.type == stun.BINDING_REQUEST:  # of a server that is not ICE-lite
            reply = stun.success(message.transaction, address, self.credentials.password)
            self.socket.sendto(reply, address)
        else:
            self.responses += 1

    def _peer_closed(self) -> None:
        self.closed_by_peer = True


def offer(peer: WirePeer, sections: list[list[str]], setup: str = "active") -> str:
    """An offer of `peer` with these m-lines (see `audio`, `video`)."""
    mids = " ".join(str(i) for i in range(len(sections)))
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for index, (first, *rest) in enumerate(sections):
        lines += [first, *peer.transport_lines(setup), f"a=mid:{index}", *rest]
    return "\r\n".join(lines) + "\r\n"


def audio(ssrc: int = 0, direction: str = "sendonly") -> list[str]:
    """An Opus m-line; with an SSRC unless it is 0."""
    return [
        f"m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}",
        f"a={direction}",
        f"a=rtpmap:{OPUS} opus/48000/2",
        f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
        f"a=extmap:{MID_ID} {rtp.MID}",
        f"a=extmap:{LEVEL_ID} {rtp.AUDIO_LEVEL}",
        *([f"a=ssrc:{ssrc} cname:wire"] if ssrc else []),
    ]


def video(ssrc: int = 0, rtx: int = 0, direction: str = "sendonly") -> list[str]:
    """A VP8 m-line with NACK, PLI and, with `rtx`, RTX."""
    formats = f"{VP8} {RTX}" if rtx else f"{VP8}"
    lines = [
        f"m=video 9 UDP/TLS/RTP/SAVPF {formats}",
        f"a={direction}",
        f"a=rtpmap:{VP8} VP8/90000",
        f"a=rtcp-fb:{VP8} nack",
        f"a=rtcp-fb:{VP8} nack pli",
        f"a=extmap:{MID_ID} {rtp.MID}",
        "a=rtcp-rsize",
    ]
    if rtx:
        lines += [f"a=rtpmap:{RTX} rtx/90000", f"a=fmtp:{RTX} apt={VP8}"]
        lines.append(f"a=ssrc-group:FID {ssrc} {rtx}")
    return lines + [f"a=ssrc:{s} cname:wire" for s in (ssrc, rtx) if s]


def answer(peer: WirePeer, offer_sdp: str, *, rtx: bool = True) -> str:
    """Answer a server's offer, receiving all that it sends."""
    remote = parse(offer_sdp)
    mids = " ".join(m.mid for m in remote.media)
    lines = ["v=0", "o=- 2 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for media in remote.media:
        formats = [p for p in media.in_order() if rtx or p.name != "rtx"]
        numbers = " ".join(str(p.payload_type) for p in formats)
        direction = "recvonly" if media.direction == "sendonly" else "inactive"
        lines += [f"m={media.kind} 9 {media.protocol} {numbers}", *peer.transport_lines("active")]
        lines += [f"a=mid:{media.mid}", f"a={direction}"]
        for p in formats:
            channels = "/2" if p.name == "opus" else ""
            lines.append(f"a=rtpmap:{p.payload_type} {p.name}/{p.clock}{channels}")
            if p.fmtp:
                lines.append(f"a=fmtp:{p.payload_type} {p.fmtp}")
            lines += [f"a=rtcp-fb:{p.payload_type} {f}" for f in p.feedback]
        lines += [f"a=extmap:{number} {uri}" for uri, number in media.extensions.items()]
    return "\r\n".join(lines) + "\r\n"


def vp8_payload(*, key: bool, picture: int = 0, tl0: int = 0, size: int = 200) -> bytes:
    """A first packet of a VP8 frame with a 15-bit PictureID and TL0PICIDX."""
    descriptor = bytes([0x90, 0xC0, 0x80 | picture >> 8, picture & 0xFF, tl0])
    frame = b"\x10\x00\x00\x9d\x01\x2a\x40\x01\xb4\x00" if key else b"\x11\x00\x00"
    return descriptor + frame + bytes(max(0, size - len(frame) - 5))


def empty_report() -> bytes:
    """The RTCP that a receiver sends when it has nothing to report."""
    return rtcp.write_receiver_report(1, []) + rtcp.write_sdes(1, "wire")


def nack(media: int, lost: list[int]) -> bytes:
    """A receiver's request to send packets again."""
    return rtcp.write_nack(1, media, lost)
