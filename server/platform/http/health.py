"""Is the process alive, and may it be sent requests."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy import text

from server.platform.keys import DATABASE
from server.platform.lifecycle import DRAIN

CHECK_SECONDS = 3.0

Check = Callable[[web.Application], Awaitable[None]]
CHECKS = web.AppKey[dict[str, Check]]("readiness_checks")


def add_routes(app: web.Application) -> None:
    """Add /healthz and /readyz."""
    checks: dict[str, Check] = {"database": _database}
    app[CHECKS] = checks
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)


async def healthz(request: web.Request) -> web.Response:
    """The event loop turns."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """Every part that is needed answers, and the node is not about to stop."""
    checks = request.app[CHECKS]
    results = await asyncio.gather(*(_passes(check, request.app) for check in checks.values()))
    states = {
        name: "ok" if passed else "failed" for name, passed in zip(checks, results, strict=True)
    }
    if request.app[DRAIN].started:
        states["draining"] = "yes"
    ready = all(results) and not request.app[DRAIN].started
    return web.json_response(
        {"status": "ready" if ready else "unready", "checks": states}, status=200 if ready else 503
    )


async def _passes(check: Check, app: web.Application) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check(app)
    except Exception:
        return False
    return True


async def _database(app: web.Application) -> None:
    async with app[DATABASE].read() as session:
        await session.execute(text("SELECT 1"))
