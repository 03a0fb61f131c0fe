"""Accounts, sessions, units, positions, roles, and the funnel to all of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from server.people import identity
from server.people.accounts import api as accounts
from server.people.accounts import purge
from server.people.accounts.hashing import PasswordHashing
from server.people.accounts.touches import Touches
from server.people.actor import Actor, Grant, NewcomerActor
from server.people.audit import api as audit
from server.people.audit.service import person_labels
from server.people.directory import unit_names
from server.people.identity import actor_from_cookies
from server.people.keys import HASHING, TOUCHES
from server.people.roles import api as roles
from server.people.staff import api as staff
from server.people.units import api as units
from server.platform.audit import LABELS
from server.platform.http.operation import add_operations
from server.platform.keys import DATABASE, SETTINGS

__all__ = ["Actor", "Grant", "NewcomerActor", "actor_from_cookies", "setup"]


def setup(app: web.Application) -> None:
    """Add the operations, the resolvers of identity, and what they need while running."""
    app[HASHING] = PasswordHashing(app[SETTINGS].password_memory_kib)
    identity.setup(app)
    for feature in (accounts, units, staff, roles, audit):
        add_operations(app, *feature.OPERATIONS)
    app[LABELS] |= {"person": person_labels, "unit": unit_names}
    purge.setup(app)
    app.cleanup_ctx.append(_running)


async def _running(app: web.Application) -> AsyncIterator[None]:
    app[TOUCHES] = Touches(app[DATABASE])
    flushing = asyncio.create_task(app[TOUCHES].run())
    yield
    flushing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await flushing
    await app[TOUCHES].flush()
    app[HASHING].close()
