"""The wall between control and packets.

Control (transports, negotiation, reports) speaks to the plane through these few calls and gets
upcalls through `LinkHandler` and `DatagramHandler`. A native plane implements the same calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from signaling.media.ice import Address
from signaling.media.leg import Leg
from signaling.media.link import Link
from signaling.media.stream import Stream


@dataclass(slots=True)
class PlaneCounters:
    """Totals since start."""

    datagrams_in: int = 0
    packets_in: int = 0
    packets_out: int = 0
    octets_out: int = 0
    packets_dropped: int = 0
    packets_resent: int = 0
    refused: int = 0


class DatagramHandler(Protocol):
    """Who gets the datagrams that are not media."""

    def stun(self, data: bytes, address: Address) -> None: ...
    def dtls(self, data: bytes, address: Address) -> None: ...
    def candidates(self, ssrc: int, *, rtcp: bool) -> list[Link]: ...


class Plane(Protocol):
    """Receives, forwards and resends; owns the socket while it runs."""

    def start(self, handler: DatagramHandler) -> None:
        """Begin to read the socket."""

    def bind(self, link: Link) -> None:
        """Media from `link.address` is this transport's; its keys are known."""

    def move(self, link: Link, address: Address) -> None:
        """The transport's peer is now at `address`."""

    def unbind(self, link: Link) -> None:
        """Forget a transport; its legs and streams must be gone already."""

    def take(self, leg: Leg, stream: Stream | None) -> None:
        """Forward `stream` on `leg` from its next key frame on; None pauses at once."""

    def resend(self, leg: Leg, seqs: tuple[int, ...], now: float) -> int:
        """Answer a NACK; returns how many packets were resent."""

    def send_datagram(self, data: bytes, address: Address) -> None:
        """Put STUN or DTLS on the wire; never blocks, drops when the socket is full."""

    def send_rtcp(self, link: Link, compound: bytes) -> None:
        """Protect and send RTCP."""

    def counters(self) -> PlaneCounters:
        """Totals since start."""

    def close(self) -> None:
        """Stop reading and close the socket."""
