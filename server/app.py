"""The composition root: the only module that knows every other."""

from aiohttp import web

from server import calendar, people
from server.platform import application
from server.platform.settings import Settings


async def build(settings: Settings) -> web.Application:
    """Put the whole server together; nothing runs and no file is touched before it starts."""
    app = await application.create(settings)
    calendar.setup(app)
    people.setup(app)
    return app
