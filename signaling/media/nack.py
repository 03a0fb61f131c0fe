"""What is missing of one incoming stream, and when to ask for it again (RFC 4585)."""

from __future__ import annotations

from dataclasses import dataclass

_REORDER_SECONDS = 0.01
_MAX_MISSING = 250
_MIN_ASKED, _MAX_ASKED = 2, 10
_GIVE_UP_SECONDS = 0.3
_DEFAULT_RTT = 0.1


@dataclass(slots=True)
class _Gap:
    since: float
    due: float
    asked: int = 0
    asked_at: float = 0.0


class NackList:
    """Missing extended sequence numbers of one stream."""

    __slots__ = ("_gaps", "rtt")

    def __init__(self) -> None:
        self._gaps: dict[int, _Gap] = {}
        self.rtt = _DEFAULT_RTT

    def __bool__(self) -> bool:
        return bool(self._gaps)

    def missed(self, first: int, last: int, now: float) -> None:
        """Numbers first..last were skipped. A gap too long to repair is left to a key frame."""
        if last - first + len(self._gaps) >= _MAX_MISSING:
            self._gaps.clear()
            return
        for number in range(first, last + 1):
            self._gaps[number] = _Gap(now, now + _REORDER_SECONDS)

    def arrived(self, number: int, now: float) -> None:
        """A late or repaired packet came."""
        gap = self._gaps.pop(number, None)
        if gap is not None and gap.asked == 1:  # with retries one cannot tell which was answered
            self.rtt += (now - gap.asked_at - self.rtt) / 8

    def due(self, now: float) -> tuple[list[int], bool]:
        """Numbers to ask for now, rising, and whether any has just been given up."""
        ask, lost = [], False
        for number in sorted(self._gaps):
            gap = self._gaps[number]
            limit = _GIVE_UP_SECONDS + 2 * self.rtt
            late = now - gap.since > limit and gap.asked >= _MIN_ASKED
            if late or gap.asked >= _MAX_ASKED:
                del self._gaps[number]
                lost = True
            elif now >= gap.due:
                gap.asked += 1
                gap.asked_at = now
                gap.due = now + max(self.rtt * 1.2, 0.02)
                ask.append(number)
        return ask, lost

    def clear(self) -> None:
        """Forget all, when the source has started again."""
        self._gaps.clear()
