"""With what quality each participant is connected: measured on both sides, told on change."""

from __future__ import annotations

from signaling import events as ev
from signaling import metrics
from signaling.live import LiveRoom
from signaling.messages import Stats


def client_score(stats: Stats) -> int:
    """5 (good) to 1 (bad) from what a client measured, 0 when it measured nothing.

    The steps follow what is noticed in a call: 2 % loss or 150 ms one way begin to be heard
    (ITU-T G.114), a tenth lost or half a second makes talking hard.
    """
    losses = [loss for loss in (stats.loss_up, stats.loss_down) if loss is not None]
    scores = [_step(loss, (0.01, 0.02, 0.05, 0.10)) for loss in losses]
    if stats.rtt_ms is not None:
        scores.append(_step(stats.rtt_ms, (150, 300, 500, 1000)))
    return min(scores, default=0)


def observe(stats: Stats) -> None:
    """Counts what a client measured."""
    if stats.rtt_ms is not None:
        metrics.CLIENT_RTT.observe(stats.rtt_ms / 1000)
    if stats.loss_up is not None:
        metrics.CLIENT_LOSS.labels("up").observe(stats.loss_up)
    if stats.loss_down is not None:
        metrics.CLIENT_LOSS.labels("down").observe(stats.loss_down)
    if stats.freezes:
        metrics.CLIENT_FREEZES.inc(stats.freezes)


def tell_quality(live: LiveRoom) -> None:
    """Measures every seat inside and tells the room whose quality changed."""
    changed: dict[str, int] = {}
    for seat in live.room.inside():
        link = live.media.links.get(seat.id)
        score = link.quality() if link is not None else 0
        if score != seat.quality:
            seat.quality = changed[seat.id] = score
    if changed:
        live.tell(None, ev.QualityChanged(quality=changed))


def _step(value: float, steps: tuple[float, float, float, float]) -> int:
    return 5 - sum(value > step for step in steps)
