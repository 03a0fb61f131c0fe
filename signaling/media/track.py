"""A published track, as signaling sees it."""

from __future__ import annotations

import uuid
from typing import Protocol

from signaling.media.api import Kind
from signaling.media.levels import SILENCE_DBOV, SpeechDetector
from signaling.media.source import Source
from signaling.media.stream import Codec


class KeyFrameRequester(Protocol):
    """The publisher of a track."""

    def request_key_frame(self, track: Track, now: float) -> None: ...


class Track:
    """What a publisher sends on one m-line. Signaling reads it; only the publisher changes it."""

    def __init__(
        self,
        kind: Kind,
        mid: str,
        format_: Codec,
        source: Source,
        publisher: KeyFrameRequester,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.kind = kind
        self.mid = mid
        self.format = format_
        self.source = source
        self.speech = SpeechDetector()
        self._publisher = publisher

    @property
    def codec(self) -> str:
        """`opus`, `vp8` or `h264`."""
        return self.format.name

    @property
    def muted(self) -> bool:
        """Muted by the server: nothing of it is forwarded."""
        return self.source.muted

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks on this audio track."""
        return self.speech.speaking and not self.muted

    @property
    def level_dbov(self) -> float:
        """Smoothed audio level, -127 (silence) to 0 dBov."""
        return SILENCE_DBOV if self.muted else self.speech.level_dbov

    def request_key_frame(self, now: float) -> None:
        """Ask the publisher for one, within its throttle."""
        self.source.key_frames.want()
        self._publisher.request_key_frame(self, now)
