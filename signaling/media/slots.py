"""The m-lines of a subscriber: which track is on which, and its forwarding leg."""

from __future__ import annotations

import re

from signaling.media.leg import Leg, LegSpec
from signaling.media.link import Link
from signaling.media.sdp.subscribe import Section, payload_for
from signaling.media.stream import random_ssrc
from signaling.media.track import Track

_NOT_LABEL = re.compile(r"[^A-Za-z0-9!#$%&'*+.^_`{|}~-]")


class Slot:
    """One m-line. It is offered anew whenever its track changes; its mid stays."""

    __slots__ = ("label", "leg", "mid", "rtx_ssrc", "spec", "ssrc", "track", "view")

    def __init__(self, mid: str, track: Track, label: str) -> None:
        self.mid = mid
        self.assign(track, label)

    def assign(self, track: Track, label: str) -> None:
        """Put a track on this m-line, under SSRCs that were never used."""
        self.track: Track = track
        self.label = _NOT_LABEL.sub("", label)[:64] or "-"
        self.ssrc, self.rtx_ssrc = random_ssrc(), random_ssrc()
        self.spec: LegSpec | None = None
        self.leg: Leg | None = None
        self.view: tuple[int, int] | None = None

    def section(self, *, active: bool) -> Section:
        """How this slot is offered."""
        payload, rtx = payload_for(self.track.format)
        label = (self.label, self.track.id)
        return Section(
            self.mid, self.track.kind, payload, rtx, self.ssrc, self.rtx_ssrc, label, active
        )

    def suits(self, track: Track) -> bool:
        """Whether `track` could take this m-line over."""
        mine, _ = payload_for(self.track.format)
        theirs, _ = payload_for(track.format)
        return self.track.kind == track.kind and mine == theirs

    def activate(self, link: Link, spec: LegSpec, now: float) -> None:
        """Forward the track as negotiated."""
        if self.leg is not None:
            return
        self.spec = spec
        self.leg = Leg(link, spec)
        self.track.source.add_leg(self.leg, now)
        if self.view is not None:
            self.track.source.set_view(self.leg, self.view, now)
        self.track.request_key_frame(now)

    def set_view(self, view: tuple[int, int], now: float) -> None:
        """The size at which the subscriber shows the track."""
        self.view = view
        if self.leg is not None:
            self.track.source.set_view(self.leg, view, now)
            if self.leg.wanted is not None:
                self.track.request_key_frame(now)

    def deactivate(self) -> None:
        """Stop forwarding."""
        self.spec = None
        if self.leg is not None:
            self.track.source.remove_leg(self.leg)
            self.leg = None
