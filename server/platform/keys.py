"""What the application carries, by typed key."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from aiohttp import web

from server.platform.bus import Bus
from server.platform.clock import Clock
from server.platform.db.work import Database
from server.platform.jobs import Jobs
from server.platform.settings import Settings

if TYPE_CHECKING:
    from server.platform.http.operation import Operation

Resolver = Callable[[web.Request], Awaitable[Any]]


class Principal(Protocol):
    """Who is asking, as far as packages below `people` need to know."""

    @property
    def person_id(self) -> UUID:
        """The signed-in person."""
        ...

    @property
    def address(self) -> str | None:
        """The address they come from."""
        ...


class Authoriser(Protocol):
    """Decides whether a request may be carried out at all."""

    async def __call__(
        self, request: web.Request, permission: str | None, *, everywhere: bool
    ) -> Principal:
        """The signed-in person who has the permission, or raises Unauthorized or Forbidden.

        None is any person; `everywhere` asks for it over all units, else over some unit.
        """
        ...


SETTINGS = web.AppKey("settings", Settings)
DATABASE = web.AppKey("database", Database)
CLOCK = web.AppKey[Clock]("clock")
BUS = web.AppKey[Bus]("bus")
JOBS = web.AppKey("jobs", Jobs)
OPERATIONS: "web.AppKey[list[Operation]]" = web.AppKey("operations")
RESOLVERS = web.AppKey[dict[Any, Resolver]]("resolvers")
AUTHORISER = web.AppKey[Authoriser]("authoriser")
