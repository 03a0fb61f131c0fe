"""`congvu demo`: the fictional city, on this machine only."""

from aiohttp import web

from server import app as root
from server.demo import city
from server.demo.seed import PASSWORD, seed_city, seed_today
from server.people.keys import DEMO_ACCOUNTS, HASHING, DemoAccount
from server.platform import lifecycle, telemetry
from server.platform.keys import CLOCK, DATABASE
from server.platform.settings import Settings

LOOPBACK = "127.0.0.1"


def run_demo(settings: Settings) -> None:
    """Serve the demo until told to stop; print where it is."""
    settings = demo_settings(settings)
    telemetry.configure_logs(settings)
    lifecycle.run(build, settings, ready=lambda _: _announce(settings))


def demo_settings(settings: Settings) -> Settings:
    """The settings with what makes a demo: loopback only, media too, and its own address."""
    changes = {
        "demo": True,
        "host": LOOPBACK,
        "public_url": f"http://localhost:{settings.port}",
        "media_host": LOOPBACK,
        "media_addresses": (LOOPBACK,),
        "log_level": "warning" if settings.log_level == "info" else settings.log_level,
    }
    return settings.model_copy(update=changes)


async def build(settings: Settings) -> web.Application:
    """The whole server, which fills its database when it starts."""
    app = await root.build(settings)
    app[DEMO_ACCOUNTS] = tuple(
        DemoAccount(one.login, PASSWORD, one.name, one.role or "official", one.title)
        for one in city.ACCOUNTS
    )
    app.on_startup.append(_seed)
    return app


async def _seed(app: web.Application) -> None:
    await seed_city(app[DATABASE], app[CLOCK], app[HASHING])
    await seed_today(app[DATABASE], app[CLOCK])


def _announce(settings: Settings) -> None:
    print(f"\n  congvu: {settings.public_url}\n", flush=True)  # noqa: T201
