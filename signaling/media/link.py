"""A transport as the plane sees it: keys, address, and the streams that come in on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signaling.media import rtp
from signaling.media.ice import Address
from signaling.media.srtp import SrtpContext, SrtpKeys
from signaling.media.stream import Stream
from signaling.media.twcc import ArrivalLog

MAX_SSRCS = 256
"""SSRCs that a peer may use in all: libsrtp keeps a replay window and a key for each."""


class LinkHandler(Protocol):
    """The control side of a link: what the plane cannot decide by itself."""

    def bind_stream(self, packet: rtp.Packet) -> bool: ...
    def rtcp_received(self, data: bytes, now: float) -> None: ...
    def key_frame_received(self, stream: Stream) -> None: ...
    def audio_level(self, stream: Stream, level: int, now: float) -> None: ...
    def moved(self, address: Address) -> None: ...


@dataclass(frozen=True, slots=True)
class ExtensionIds:
    """Ids that the peer's packets use; 0 is not negotiated."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    transport_cc: int = 0


class Link:
    """Plain attributes, read by the forwarding loop."""

    __slots__ = (
        "address",
        "arrivals",
        "extensions",
        "handler",
        "heard",
        "inbound",
        "keys",
        "octets_in",
        "outbound",
        "repairs",
        "ssrcs",
        "streams",
    )

    def __init__(self, handler: LinkHandler, keys: SrtpKeys, address: Address) -> None:
        self.handler, self.keys, self.address = handler, keys, address
        self.inbound = SrtpContext(keys.profile, keys.inbound, inbound=True)
        self.outbound = SrtpContext(keys.profile, keys.outbound, inbound=False)
        self.extensions = ExtensionIds()
        self.streams: dict[int, Stream] = {}
        self.repairs: dict[int, Stream] = {}
        self.ssrcs: set[int] = set()
        self.arrivals: ArrivalLog | None = None
        self.heard = 0.0
        self.octets_in = 0

    def forget(self, stream: Stream) -> None:
        """Remove a stream with its repair SSRCs; libsrtp's state stays, as they may come back."""
        gone = [s for s, repaired in self.repairs.items() if repaired is stream]
        for ssrc in gone:
            del self.repairs[ssrc]
        self.streams.pop(stream.ssrc, None)
