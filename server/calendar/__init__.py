"""Working days of Việt Nam: the library's holidays under the administrator's overlay."""

from aiohttp import web

from server.calendar import api
from server.platform.http.operation import add_operations


def setup(app: web.Application) -> None:
    """Add the calendar's operations."""
    add_operations(app, api.show_year, api.set_overlay, api.remove_overlay)
