"""Who speaks, from the audio-level header extension (RFC 6464): a change, not a stream."""

from __future__ import annotations

_THRESHOLD_DBOV = -35.0
_WINDOW_MS = 400
_ACTIVE_SHARE = 0.4
_SMOOTHING = 0.5
SILENCE_DBOV = -127.0


class SpeechDetector:
    """Speaking when 40 % of a 400 ms window is at or above -35 dBov."""

    __slots__ = ("_active", "_loudest", "_started", "_total", "level_dbov", "speaking")
    level_dbov: float
    _started: float
    _active: int
    _total: int
    _loudest: float

    def __init__(self) -> None:
        self.speaking = False
        self.reset()

    def observe(self, level: int, now: float) -> bool:
        """Feed one packet's level (0..127, -dBov); True when `speaking` has just changed."""
        if self._started < 0:
            self._started = now
        dbov = -float(level)
        self._total += 1
        if dbov >= _THRESHOLD_DBOV:
            self._active += 1
            self._loudest = max(self._loudest, dbov)
        if now - self._started < _WINDOW_MS / 1000:
            return False
        return self._close_window(now)

    def tick(self, now: float) -> bool:
        """Silence by absence (DTX, mute, a cut): True when `speaking` has just ended."""
        if self.speaking and now - self._started > 2 * _WINDOW_MS / 1000:
            self._active = 0
            return self._close_window(now)
        return False

    def reset(self) -> bool:
        """Forget all, on mute; True when that ends speaking."""
        was, self.speaking = self.speaking, False
        self.level_dbov = SILENCE_DBOV
        self._started = -1.0
        self._active = self._total = 0
        self._loudest = SILENCE_DBOV
        return was

    def _close_window(self, now: float) -> bool:
        # Packets may be as long as 60 ms; a window with fewer than that is mostly silence.
        expected = max(self._total, _WINDOW_MS // 60)
        speaking = self._active / expected >= _ACTIVE_SHARE
        target = self._loudest if self._active else SILENCE_DBOV
        self.level_dbov += (target - self.level_dbov) * _SMOOTHING
        self._started, self._active, self._total = now, 0, 0
        self._loudest = SILENCE_DBOV
        changed, self.speaking = speaking != self.speaking, speaking
        return changed
