"""What is happening now, in memory: rooms, signaling, media. PROTOCOL.md is its wire protocol."""

from __future__ import annotations

from aiohttp import web

from server.platform.lifecycle import DRAIN
from signaling import probe, whip
from signaling.config import IceServer, SignalingConfig
from signaling.media import MediaConfig
from signaling.ports import Admission, Bus, Journal, Review, nobody_goes
from signaling.service import Signaling

SIGNALING = web.AppKey("signaling", Signaling)


def setup(
    app: web.Application,
    *,
    admission: Admission,
    journal: Journal,
    bus: Bus,
    media: MediaConfig,
    config: SignalingConfig,
    review: Review = nobody_goes,
) -> Signaling:
    """Adds the Socket.IO namespace, WHIP, WHEP and the connection test to an application.

    The answer's `live_count` is the `LiveCounts` port; its drain is hooked into the platform's.
    """
    signaling = Signaling(admission, journal, bus, media, config, review=review)
    app[SIGNALING] = signaling
    app.cleanup_ctx.append(signaling.context)
    signaling.gateway.attach(app)
    whip.setup(app, signaling.devices, config)
    probe.setup(app, signaling.probe_desk)
    drain = app.get(DRAIN)
    if drain is not None:
        drain.add_hook(signaling.drain)
    return signaling


__all__ = ["SIGNALING", "IceServer", "MediaConfig", "Signaling", "SignalingConfig", "setup"]
