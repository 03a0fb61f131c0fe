"""What every request passes: an id, a deadline of errors, the origin check, security headers."""

import asyncio
import re
import uuid
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from server.platform import telemetry
from server.platform.http.limits import Rate, limit_by_address
from server.platform.http.problems import (
    BadRequest,
    CrossSite,
    Internal,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    Unavailable,
)
from server.platform.keys import SETTINGS
from server.platform.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_ID = web.RequestKey("request_id", str)
# A year, which is what browsers' preload lists ask for at least.
HSTS_SECONDS = 31_536_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_BY_STATUS: Mapping[int, type[Problem]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
}
# SQLSTATE classes of a database that is away, overloaded or asks to try again.
_PASSING = ("08", "40", "53", "55P03", "57", "25P03")

log = structlog.get_logger(__name__)


@web.middleware
async def request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id (a trusted proxy may bring one), bind it to the log, measure."""
    given = request.headers.get("X-Request-Id", "")
    trusted = bool(request.app[SETTINGS].trusted_proxies) and _REQUEST_ID.fullmatch(given)
    identifier = given if trusted else uuid.uuid4().hex
    request[REQUEST_ID] = identifier
    with structlog.contextvars.bound_contextvars(request_id=identifier):
        with telemetry.measured(request) as measure:
            response = await handler(request)
            measure.status = response.status
        if not response.prepared:
            response.headers["X-Request-Id"] = identifier
        return response


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn everything that is raised into problem+json."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _of_http_error(error)
    except (HttpProcessingError, web.RequestPayloadError):
        return BadRequest().response()
    except Exception as error:
        if is_passing(error):
            log.warning("a part that is needed does not answer", reason=type(error).__name__)
            return Unavailable().response()
        log.exception("request failed", method=request.method, route=telemetry.route_of(request))
        return Internal().response()


def _of_http_error(error: web.HTTPException) -> web.Response:
    kind = _BY_STATUS.get(error.status, BadRequest if error.status < 500 else Internal)
    response = kind().response()
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


def is_passing(error: BaseException) -> bool:
    """True for errors of a database or network that the same request may not meet again."""
    if isinstance(error, PoolTimeout | asyncio.TimeoutError | ConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_PASSING)
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated


@web.middleware
async def same_site(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse unsafe requests that a page of another site sends with its visitor's cookies.

    Together with SameSite=Lax cookies and bodies that no HTML form can send. A request that proves
    itself by an Authorization header carries no ambient right and needs no such check.
    """
    if (
        request.method not in SAFE_METHODS
        and "Authorization" not in request.headers
        and not _is_same_site(request)
    ):
        raise CrossSite
    return await handler(request)


def _is_same_site(request: web.Request) -> bool:
    """True when Origin and Sec-Fetch-Site, as far as they are present, name this site."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    public_url = request.app[SETTINGS].public_url
    return origin == public_url or urlsplit(origin).netloc == request.headers.get("Host")


CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # Component libraries set style attributes; no style sheet or script may be inline.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self' {socket}",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def security_headers(settings: Settings) -> dict[str, str]:
    """The headers that every answer carries."""
    # Some browsers do not count the site's own WebSockets as 'self'.
    socket = settings.public_url.replace("http", "ws", 1)
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(socket=socket),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": (
            "camera=(self), microphone=(self), display-capture=(self), "
            "geolocation=(), payment=(), usb=()"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.secure:
        headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}; includeSubDomains"
    return headers


def add_security_headers(app: web.Application) -> None:
    """Set the security headers on every answer, also on those that stream."""
    headers = security_headers(app[SETTINGS])

    async def on_prepare(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.pop("Server", None)

    app.on_response_prepare.append(on_prepare)


@web.middleware
async def overall_rate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Bound the requests of one client address; generous, since an office may share one."""
    if request.path.startswith("/api/"):
        await limit_by_address(request, "all", Rate(request.app[SETTINGS].requests_per_minute, 60))
    return await handler(request)
