"""Transport-wide congestion control feedback
(draft-holmer-rmcat-transport-wide-cc-extensions-01), which lets a publisher ramp up."""

from __future__ import annotations

import struct

from signaling.media.rtp import extend

_TICK = 0.00025
_REFERENCE = 0.064
_MAX_STATUSES = 400
_SMALL, _LARGE = 1, 2


class ArrivalLog:
    """Arrival times by transport-wide sequence number, turned into feedback in rounds."""

    __slots__ = ("_arrivals", "_count", "_highest", "_next")

    def __init__(self) -> None:
        self._arrivals: dict[int, float] = {}
        self._highest = -1
        self._next = -1
        self._count = 0

    def record(self, seq: int, now: float) -> None:
        """Note that the packet numbered `seq` (16 bits) arrived at `now` (monotonic seconds)."""
        if self._highest < 0:
            self._highest = self._next = seq + 0x10000
        number = extend(seq, self._highest)
        if number > self._highest:
            self._highest = number
        if number >= self._next - 0x1000:
            self._arrivals.setdefault(number, now)

    def feedback(self) -> list[bytes]:
        """Bodies of feedback packets for all that came since the last round."""
        bodies = []
        while self._arrivals:
            first = min(self._arrivals)
            start = first if first < self._next or first - self._next > 200 else self._next
            bodies.append(self._body(start, self._arrivals[first]))
        return bodies

    def _body(self, start: int, first_arrival: float) -> bytes:
        highest = max(self._arrivals)
        reference = int(first_arrival / _REFERENCE)
        clock, statuses, deltas = reference * _REFERENCE, bytearray(), bytearray()
        number = start
        while number <= highest and len(statuses) < _MAX_STATUSES:
            arrival = self._arrivals.get(number)
            if arrival is None:
                statuses.append(0)
            else:
                ticks = round((arrival - clock) / _TICK)
                if not -0x8000 <= ticks <= 0x7FFF:
                    break
                clock += ticks * _TICK
                del self._arrivals[number]
                if 0 <= ticks <= 0xFF:
                    statuses.append(_SMALL)
                    deltas.append(ticks)
                else:
                    statuses.append(_LARGE)
                    deltas += struct.pack("!h", ticks)
            number += 1
        self._next = max(self._next, number)
        head = struct.pack(
            "!HHI",
            start & 0xFFFF,
            len(statuses),
            (reference & 0xFFFFFF) << 8 | self._count,
        )
        self._count = (self._count + 1) & 0xFF
        body = head + _chunks(statuses) + deltas
        return bytes(body + bytes(-len(body) % 4))


def _chunks(statuses: bytearray) -> bytes:
    chunks = bytearray()
    at = 0
    while at < len(statuses):
        run = _run_length(statuses, at)
        if run >= 7:
            chunks += struct.pack("!H", statuses[at] << 13 | run)
            at += run
        else:
            vector = 0xC000
            for index, status in enumerate(statuses[at : at + 7]):
                vector |= status << (12 - 2 * index)
            chunks += struct.pack("!H", vector)
            at += 7
    return bytes(chunks)


def _run_length(statuses: bytearray, at: int) -> int:
    end = at
    while end < len(statuses) and end - at < 0x1FFF and statuses[end] == statuses[at]:
        end += 1
    return end - at
