"""What the media plane shows to signaling: values, states, events and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from signaling.media.track import Track

TransportState = Literal["new", "connected", "disconnected", "failed", "closed"]
Kind = Literal["audio", "video"]


class MediaError(Exception):
    """A request that the media plane refuses; `code` is stable and meant for translation."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class MediaConfig:
    """Where the one UDP port listens, what it announces, and its limits (seconds, counts)."""

    host: str = "0.0.0.0"  # noqa: S104 - media comes from every interface
    port: int = 0
    addresses: tuple[str, ...] = ("127.0.0.1",)
    max_transports: int = 2000
    dtls_seconds: float = 10
    consent_seconds: float = 15


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one transport: score 1 (bad) to 5 (good), 0 unknown; loss 0..1; bitrate in bit/s."""

    score: Literal[0, 1, 2, 3, 4, 5]
    loss: float
    rtt_ms: float | None
    bitrate: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A subscriber's offer; `mids` maps the mid of each active m-line to its track's id."""

    version: int
    sdp: str
    mids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MediaCounters:
    """Totals of one media server since its start, except `publishers` to `legs`: present."""

    publishers: int
    subscribers: int
    tracks: int
    legs: int
    datagrams_in: int
    packets_in: int
    packets_out: int
    octets_out: int
    packets_dropped: int
    packets_resent: int
    refused: int


class PublisherEvents(Protocol):
    """What a publisher tells its owner, always from the event loop."""

    def track_added(self, track: Track) -> None: ...
    def track_removed(self, track: Track) -> None: ...
    def speaking_changed(self, track: Track) -> None: ...
    def publisher_state(self, state: TransportState) -> None: ...


class SubscriberEvents(Protocol):
    """What a subscriber tells its owner, always from the event loop."""

    def negotiation_needed(self) -> None: ...
    def subscriber_state(self, state: TransportState) -> None: ...
