"""The empty house: an application with the platform's parts, before features move in."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from server.platform import i18n, telemetry, worker
from server.platform.audit import LABELS
from server.platform.bus import LocalBus
from server.platform.clock import Clock, SystemClock
from server.platform.db.migrations import migrate
from server.platform.db.work import Database
from server.platform.http import docs, guards, health, openapi, spa
from server.platform.http.limits import LIMITER, LocalLimiter
from server.platform.http.operation import check_operations
from server.platform.jobs import Jobs
from server.platform.keys import BUS, CLOCK, DATABASE, JOBS, OPERATIONS, RESOLVERS, SETTINGS
from server.platform.lifecycle import DRAIN, Drain
from server.platform.settings import Settings


async def create(settings: Settings, *, clock: Clock | None = None) -> web.Application:
    """An application whose parts exist already and begin to work when it starts.

    Features call `add_operations`, fill app[RESOLVERS] and app[LABELS], register job handlers and
    bus subscriptions, and append cleanup contexts of their own, which end before those made here.
    """
    app = web.Application(
        middlewares=[
            guards.request_id,
            guards.problems,
            spa.pages(client_folder(settings)),
            guards.overall_rate,
            guards.same_site,
        ]
    )
    app[SETTINGS] = settings
    app[CLOCK] = clock or SystemClock()
    app[DATABASE] = await Database.open(settings)
    app[JOBS] = Jobs(app[DATABASE], app[CLOCK])
    app[DRAIN] = Drain()
    app[OPERATIONS] = []
    app[RESOLVERS] = {}
    app[LABELS] = {}
    guards.add_security_headers(app)
    for language in i18n.LANGUAGES:
        i18n.messages(language)  # read now, not in the middle of a request
    app.on_startup.append(_check)
    health.add_routes(app)
    app.cleanup_ctx.append(_database)
    _share(app, settings.redis_url)
    app.cleanup_ctx.append(worker.context)
    openapi.add_routes(app)
    docs.add_routes(app)
    app.router.add_get("/metrics", telemetry.metrics)
    return app


def client_folder(settings: Settings) -> Path:
    """The built client: where the settings say, in the wheel, or in the checkout."""
    if settings.client_dir is not None:
        return settings.client_dir
    packaged = Path(__file__).parents[1] / "client"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "client" / "dist"


def _share(app: web.Application, redis_url: str | None) -> None:
    """The bus and the limiter: inside this process, or shared by all nodes."""
    if redis_url is None:
        app[BUS], app[LIMITER] = LocalBus(), LocalLimiter()
        return
    # Imported only where it is used: a server that is alone starts sooner without it.
    from server.platform.redis.bus import RedisBus
    from server.platform.redis.limiter import RedisLimiter

    bus, limiter = RedisBus(redis_url), RedisLimiter(redis_url)
    app[BUS], app[LIMITER] = bus, limiter

    async def redis(app: web.Application) -> AsyncIterator[None]:
        await bus.start()
        yield
        await bus.close()
        await limiter.close()

    async def check(app: web.Application) -> None:
        await limiter.check()

    app.cleanup_ctx.append(redis)
    app[health.CHECKS]["redis"] = check


async def _check(app: web.Application) -> None:
    check_operations(app)


async def _database(app: web.Application) -> AsyncIterator[None]:
    await migrate(app[SETTINGS])
    yield
    await app[DATABASE].close()
