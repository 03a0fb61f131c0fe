"""SRTP contexts on pylibsrtp's own binding of libsrtp.

pylibsrtp's `Session.protect` copies each packet twice and allocates a length per call. The
forwarding loop needs neither, so it calls the binding on one buffer that lives as long as the
process. These names are private to pylibsrtp: its version is pinned, and importing this module
protects and unprotects a packet so that a change shows at start and not in a meeting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

CAPACITY: Final = 2048
MAX_PACKET: Final = 1500
"""Longest packet that we accept or send, so that tag and trailer always fit the buffer."""

GCM_128: Final[int] = Policy.SRTP_PROFILE_AEAD_AES_128_GCM
CM_SHA1_80: Final[int] = Policy.SRTP_PROFILE_AES128_CM_SHA1_80


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """Master key + salt of each direction, as exported from DTLS (RFC 5764)."""

    profile: int
    inbound: bytes
    outbound: bytes


class Buffer:
    """Bytes that libsrtp works on in place: `view` for Python, `pointer` and `length` for C."""

    __slots__ = ("length", "pointer", "view")

    def __init__(self) -> None:
        self.pointer: Any = ffi.new("unsigned char[]", CAPACITY)
        self.view = memoryview(ffi.buffer(self.pointer)).cast("B")
        self.length: Any = ffi.new("int *")


class SrtpContext:
    """One direction of one transport; `handle` is what the binding's functions take."""

    __slots__ = ("_session", "handle")

    def __init__(self, profile: int, key: bytes, *, inbound: bool) -> None:
        kind = Policy.SSRC_ANY_INBOUND if inbound else Policy.SSRC_ANY_OUTBOUND
        policy = Policy(key=key, ssrc_type=kind, srtp_profile=profile)
        policy.allow_repeat_tx = not inbound
        policy.window_size = 1024
        self._session = Session(policy)
        self.handle: Any = self._session._srtp[0]

    def unprotect_rtp(self, buffer: Buffer, size: int) -> int:
        """Decrypt in place; returns the new size, or -1 when it is forged, old or malformed."""
        buffer.length[0] = size
        return -1 if unprotect(self.handle, buffer.pointer, buffer.length) else buffer.length[0]

    def unprotect_rtcp(self, buffer: Buffer, size: int) -> int:
        """The same for a compound RTCP packet."""
        buffer.length[0] = size
        failed = unprotect_rtcp(self.handle, buffer.pointer, buffer.length)
        return -1 if failed else buffer.length[0]

    def protect_rtp(self, packet: bytes) -> bytes:
        """A protected copy of `packet` (the forwarding loop works in place instead)."""
        protected: bytes = self._session.protect(packet)
        return protected

    def protect_rtcp(self, packet: bytes) -> bytes:
        """A protected copy of a compound RTCP packet."""
        protected: bytes = self._session.protect_rtcp(packet)
        return protected


protect: Final[Any] = lib.srtp_protect
unprotect: Final[Any] = lib.srtp_unprotect
unprotect_rtcp: Final[Any] = lib.srtp_unprotect_rtcp


def _self_test() -> None:
    for profile, size in ((GCM_128, 28), (CM_SHA1_80, 30)):
        key, buffer = bytes(range(size)), Buffer()
        packet = b"\x80\x60\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03congvu"
        buffer.view[: len(packet)] = packet
        buffer.length[0] = len(packet)
        sender = SrtpContext(profile, key, inbound=False)
        if protect(sender.handle, buffer.pointer, buffer.length):
            raise RuntimeError("libsrtp does not protect as expected")
        got = SrtpContext(profile, key, inbound=True).unprotect_rtp(buffer, buffer.length[0])
        if buffer.view[: max(got, 0)] != packet:
            raise RuntimeError("libsrtp does not unprotect as expected")


_self_test()
