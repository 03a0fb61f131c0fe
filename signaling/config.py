"""What may be set about signaling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web

from signaling.rooms.state import Rules


@dataclass(frozen=True, slots=True)
class IceServer:
    """A TURN or STUN server to name to WHIP and WHEP clients (RFC 9725, section 4.6)."""

    url: str
    username: str | None = None
    credential: str | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _peer(request: web.BaseRequest) -> str | None:
    return request.remote


@dataclass(frozen=True, slots=True)
class SignalingConfig:
    """Times in seconds.

    origins: what a browser's Origin may be besides the address it asks, as behind a proxy that
        changes Host; for example "https://hop.example.vn".
    client_address: the client's address, as seen behind trusted proxies.
    connects_a_minute: by client address; an office of thousands may share one.
    stranger_seconds: how long a socket may stay open outside the namespace.
    ice_servers: asked anew for each WHIP or WHEP session, since TURN credentials expire.
    """

    origins: tuple[str, ...]
    rules: Rules = field(default_factory=Rules)
    ping_interval: float = 5.0
    ping_timeout: float = 6.0
    tick: float = 0.25
    quality_every: float = 2.0
    connects_a_minute: int = 600
    stranger_seconds: float = 10.0
    client_address: Callable[[web.BaseRequest], str | None] = _peer
    ice_servers: Callable[[], tuple[IceServer, ...]] = tuple
    now: Callable[[], datetime] = _utc_now
