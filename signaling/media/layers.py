"""Which of a source's streams (simulcast layers) a leg should take."""

from __future__ import annotations

from collections.abc import Sequence

from signaling.media.stream import Stream

_STALE_SECONDS = 1.5


def pick(streams: Sequence[Stream], view: tuple[int, int] | None, now: float) -> Stream | None:
    """The smallest live layer that fills `view` (pixels), else the largest; None for 0 x 0.

    `streams` in the publisher's order, lowest first. A layer that has gone silent is left only
    while another one lives, so that a pause of the whole source changes nothing.
    """
    if not streams or view == (0, 0):
        return None
    live = [s for s in streams if now - s.heard < _STALE_SECONDS] or list(streams)
    if all(s.width for s in live):
        live.sort(key=lambda s: s.width * s.height)
    if view is None:
        return live[-1]
    for stream in live:
        if stream.width >= view[0] or stream.height >= view[1]:
            return stream
    return live[-1]
