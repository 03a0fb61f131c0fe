"""The composition root: the only module that knows every other."""

import asyncio
import socket
from typing import Any

from aiohttp import web

from server import calendar, meetings, people
from server.meetings.turn import credentials
from server.platform import application, lifecycle, telemetry
from server.platform.clock import Clock
from server.platform.db.migrations import migrate as migrate_database
from server.platform.http import openapi
from server.platform.http.address import client_address
from server.platform.http.operation import Operation
from server.platform.keys import BUS, CLOCK, OPERATIONS, SETTINGS
from server.platform.settings import Settings
from signaling import SIGNALING, IceServer, MediaConfig, SignalingConfig
from signaling import setup as add_signaling


async def build(settings: Settings, *, clock: Clock | None = None) -> web.Application:
    """Put the whole server together; it begins to work when it starts."""
    app = await application.create(settings, clock=clock)
    people.setup(app)
    calendar.setup(app)
    meetings.setup(app)
    _plug_signaling(app)
    return app


def run(settings: Settings) -> None:
    """Serve until told to stop; what `congvu serve` does."""
    telemetry.configure_logs(settings)
    lifecycle.run(build, settings)


async def migrate(settings: Settings) -> str | None:
    """Bring the database to the newest revision; gives it."""
    return await migrate_database(settings)


def describe(settings: Settings) -> dict[str, Any]:
    """The OpenAPI document of every operation; nothing is started."""
    operations: list[Operation] = asyncio.run(build(settings))[OPERATIONS]
    return openapi.document(operations)


def _plug_signaling(app: web.Application) -> None:
    settings = app[SETTINGS]
    addresses = settings.media_addresses or local_addresses(settings.media_host)
    admission = meetings.admission(app)
    live = add_signaling(
        app,
        admission=admission,
        review=admission.review,
        journal=meetings.journal(app),
        bus=app[BUS],
        media=MediaConfig(host=settings.media_host, port=settings.media_port, addresses=addresses),
        config=SignalingConfig(
            origins=(settings.public_url,),
            client_address=client_address,
            ice_servers=lambda: _relays(app),
            now=app[CLOCK].now,
        ),
    )
    app[meetings.LIVE_COUNTS] = live
    app[meetings.MEDIA_PLACE] = lambda: meetings.MediaPlace(addresses, app[SIGNALING].media.port)


def _relays(app: web.Application) -> tuple[IceServer, ...]:
    """TURN for WHIP and WHEP clients, with credentials of their own."""
    settings = app[SETTINGS]
    if settings.turn_secret is None:
        return ()
    secret = settings.turn_secret.get_secret_value().encode()
    made = credentials(secret, "device", app[CLOCK].now())
    return tuple(IceServer(url, made.username, made.password) for url in settings.turn_urls)


def local_addresses(host: str) -> tuple[str, ...]:
    """Addresses at which this machine may be reached when it listens on `host`."""
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  (compared, not bound)
        return (host,)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only chooses the outgoing interface.
            probe.connect(("203.0.113.1", 9))
        except OSError:
            return ("127.0.0.1",)
        return (probe.getsockname()[0],)
