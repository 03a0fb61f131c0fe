"""Logs and measurements."""

import hmac
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from server.platform.http.problems import NotFound, Unauthorized
from server.platform.keys import SETTINGS
from server.platform.settings import Settings

REQUESTS = Counter("congvu_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "congvu_http_request_seconds",
    "Time to answer a request",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
IN_FLIGHT = Gauge("congvu_http_requests_in_flight", "Requests being answered")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def configure_logs(settings: Settings) -> None:
    """Send structlog's and the standard library's records through one formatter to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor]
    if settings.log_format == "json":
        last = [
            # Tracebacks without the values of variables: those hold passwords and tokens.
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        last = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("aiosqlite", "asyncio", "engineio.server", "socketio.server", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def route_of(request: web.Request) -> str:
    """The path template, so that labels stay few whatever addresses are asked for."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "-"


@dataclass
class Measure:
    """What is found out about a request while it is answered."""

    status: int = 500


@contextmanager
def measured(request: web.Request) -> Iterator[Measure]:
    """Count the request and take its time."""
    measure, began = Measure(), time.perf_counter()
    method = request.method if request.method in _METHODS else "-"
    IN_FLIGHT.inc()
    try:
        yield measure
    finally:
        IN_FLIGHT.dec()
        route = route_of(request)
        REQUESTS.labels(method, route, str(measure.status)).inc()
        # A WebSocket lives as long as its meeting; that is no time to answer.
        if measure.status != 101:
            SECONDS.labels(method, route).observe(time.perf_counter() - began)


async def metrics(request: web.Request) -> web.Response:
    """Prometheus' page; exists only when a token is set, and for its bearer."""
    token = request.app[SETTINGS].metrics_token
    if token is None:
        raise NotFound
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, f"Bearer {token.get_secret_value()}".encode()):
        raise Unauthorized
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
