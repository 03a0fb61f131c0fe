"""A published track inside the plane: its incoming streams and the legs that take them."""

from __future__ import annotations

from signaling.media import layers
from signaling.media.keyframes import KeyFrameRequests
from signaling.media.leg import Leg
from signaling.media.plane import Plane
from signaling.media.stream import Stream

View = tuple[int, int]

_LIVE_SECONDS = 2.0
"""A stream silent for longer has nobody to answer a request for a key frame."""


class Source:
    """Decides which stream each leg takes and whether a key frame is needed."""

    __slots__ = ("_legs", "_order", "_plane", "key_frames", "muted", "streams", "video")

    def __init__(self, plane: Plane, *, video: bool, order: list[str]) -> None:
        """`order`: rids of a simulcast publisher, lowest layer first."""
        self._plane, self.video, self._order = plane, video, order
        self.streams: dict[str, Stream] = {}
        self._legs: dict[Leg, View | None] = {}
        self.key_frames = KeyFrameRequests()
        self.muted = False

    @property
    def legs(self) -> int:
        """How many legs there are, paused ones too."""
        return len(self._legs)

    def set_stream(self, rid: str, stream: Stream, now: float) -> Stream | None:
        """Bind a stream to a layer; returns the one that it replaces."""
        old = self.streams.get(rid)
        self.streams[rid] = stream
        self.select(now)
        return old

    def add_leg(self, leg: Leg, now: float) -> None:
        """Begin to forward on `leg`."""
        self._legs[leg] = None
        self.select(now)

    def remove_leg(self, leg: Leg) -> None:
        """Stop forwarding on `leg`."""
        if self._legs.pop(leg, _MISSING) is not _MISSING:
            self._plane.take(leg, None)

    def set_view(self, leg: Leg, view: View, now: float) -> None:
        """The subscriber shows the track at `view` pixels; 0 x 0 pauses it."""
        if leg in self._legs:
            self._legs[leg] = view
            self.select(now)

    def set_muted(self, muted: bool, now: float) -> None:
        """While muted nothing is forwarded."""
        self.muted = muted
        self.select(now)

    def select(self, now: float) -> None:
        """Let each leg take the layer that suits it; ask for key frames where one must wait."""
        order = self._order
        streams = sorted(
            self.streams.items(), key=lambda item: order.index(item[0]) if item[0] in order else -1
        )
        values = [stream for _, stream in streams]
        for leg, view in self._legs.items():
            wanted = None if self.muted else layers.pick(values, view, now)
            if wanted is not (leg.wanted or leg.stream) or (wanted is None and leg.stream):
                self._plane.take(leg, wanted)
        if self.video and any(s.waiting and now - s.heard < _LIVE_SECONDS for s in values):
            self.key_frames.want()

    def tick(self, now: float) -> None:
        """What only time changes: layers that fall silent, and waiting for a key frame."""
        if len(self.streams) > 1:
            self.select(now)
        elif self.video:
            for stream in self.streams.values():
                if stream.waiting and now - stream.heard < _LIVE_SECONDS:
                    self.key_frames.want()

    def close(self) -> None:
        """Detach all legs."""
        for leg in list(self._legs):
            self.remove_leg(leg)
        self.streams.clear()


_MISSING: View = (-1, -1)
