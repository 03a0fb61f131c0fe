"""What we read from a peer's description."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from signaling.media.dtls import Fingerprint

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
REVERSED: dict[Direction, Direction] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


@dataclass(slots=True)
class PayloadFormat:
    """One payload type: a=rtpmap, a=fmtp and a=rtcp-fb."""

    payload_type: int
    name: str = ""
    clock: int = 0
    channels: int = 1
    fmtp: str = ""
    feedback: list[str] = field(default_factory=list)

    def parameter(self, name: str) -> str | None:
        """One `name=value` of a=fmtp, None when it is not there."""
        for part in self.fmtp.split(";"):
            key, found, value = part.strip().partition("=")
            if found and key.strip().lower() == name:
                return value.strip()
        return None


@dataclass(slots=True)
class TransportSection:
    """ICE and DTLS attributes; of a media section, or of the session as their default."""

    ufrag: str = ""
    password: str = ""
    setup: str = ""
    fingerprints: list[Fingerprint] = field(default_factory=list)


@dataclass(slots=True)
class MediaSection:
    """One m-line with its attributes. `formats` in the order of the m-line."""

    kind: str
    port: int
    protocol: str
    formats: list[str]
    mid: str = ""
    direction: Direction = "sendrecv"
    payloads: dict[int, PayloadFormat] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    ssrcs: list[int] = field(default_factory=list)
    repairs: dict[int, int] = field(default_factory=dict)
    send_rids: list[str] = field(default_factory=list)
    rtcp_mux: bool = False
    rtcp_rsize: bool = False
    bundle_only: bool = False
    transport: TransportSection = field(default_factory=TransportSection)

    @property
    def rejected(self) -> bool:
        """Port 0, which for bundle-only sections of an offer means something else."""
        return self.port == 0 and not self.bundle_only

    @property
    def sends(self) -> bool:
        """Whether the peer wants to send on it."""
        return not self.rejected and self.direction in ("sendrecv", "sendonly")

    @property
    def receives(self) -> bool:
        """Whether the peer wants to receive on it."""
        return not self.rejected and self.direction in ("sendrecv", "recvonly")

    def in_order(self) -> list[PayloadFormat]:
        """Payload formats in the peer's order of preference."""
        known = (self.payloads.get(int(f)) for f in self.formats if f.isdigit())
        return [p for p in known if p is not None]

    def rtx_for(self, payload_type: int) -> PayloadFormat | None:
        """The RTX format whose apt is `payload_type`."""
        for candidate in self.payloads.values():
            if candidate.name == "rtx" and candidate.parameter("apt") == str(payload_type):
                return candidate
        return None


@dataclass(slots=True)
class Description:
    """A whole description; media sections have inherited the session's transport."""

    media: list[MediaSection] = field(default_factory=list)
    bundle: list[str] = field(default_factory=list)
    transport: TransportSection = field(default_factory=TransportSection)

    def transport_of_bundle(self) -> TransportSection:
        """ICE and DTLS of the first section that is not rejected: the bundle's transport."""
        for media in self.media:
            if not media.rejected and media.transport.ufrag:
                return media.transport
        return self.transport
