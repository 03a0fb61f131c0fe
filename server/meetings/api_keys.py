"""Operations of what lets others in: guest links and device tokens."""

from collections.abc import Sequence
from uuid import UUID

from aiohttp import web

from server.meetings import devices, errors, guests
from server.meetings.api import MANAGING, TAG
from server.meetings.codes import parse_code
from server.meetings.context import MEETINGS
from server.meetings.models import DeviceToken, GuestLink
from server.meetings.schemas import (
    DeviceTokenCreate,
    DeviceTokenOut,
    GuestLinkCreate,
    GuestLinkOut,
)
from server.meetings.views import device_out, link_out
from server.people.actor import Actor
from server.people.directory import PersonCard, names_of
from server.platform.http.operation import operation
from server.platform.http.problems import Forbidden, NotFound
from server.platform.http.schema import Items
from server.platform.keys import SETTINGS

MAKING = (*MANAGING, errors.ExpiryWrong, errors.TooManyLinks)


@operation(
    "GET",
    "/api/meetings/{code}/guest-links",
    summary="Guest links of a meeting",
    tag=TAG,
    problems=[NotFound, Forbidden],
)
async def list_links(request: web.Request, actor: Actor, *, code: str) -> Items[GuestLinkOut]:
    rows = await guests.links(request.app[MEETINGS], actor, code)
    cards = await _makers(request, actor, rows)
    return Items[GuestLinkOut](items=[link_out(row, cards) for row in rows])


@operation(
    "POST",
    "/api/meetings/{code}/guest-links",
    summary="Make a guest link",
    tag=TAG,
    status=201,
    problems=MAKING,
)
async def create_link(
    request: web.Request, actor: Actor, *, code: str, body: GuestLinkCreate
) -> GuestLinkOut:
    """Its address is told only in this answer. It expires with the meeting at the latest."""
    wanted = guests.NewLink(
        label=body.label,
        expires_at=body.expires_at,
        single_use=body.single_use,
        direct=body.direct,
    )
    row, token = await guests.create_link(request.app[MEETINGS], actor, code, wanted)
    cards = await _makers(request, actor, [row])
    # In the fragment: browsers send it to no server, so it stands in no log.
    return link_out(row, cards, f"{request.app[SETTINGS].public_url}/khach#{token}")


@operation(
    "DELETE",
    "/api/meetings/{code}/guest-links/{link_id}",
    summary="Withdraw a guest link",
    tag=TAG,
    status=204,
    problems=[NotFound, Forbidden],
)
async def revoke_link(request: web.Request, actor: Actor, *, code: str, link_id: UUID) -> None:
    """Who came by it is sent out and does not come in again."""
    await guests.revoke_link(request.app[MEETINGS], actor, code, link_id)


@operation(
    "GET",
    "/api/meetings/{code}/device-tokens",
    summary="Device tokens of a meeting",
    tag=TAG,
    problems=[NotFound, Forbidden],
)
async def list_tokens(request: web.Request, actor: Actor, *, code: str) -> Items[DeviceTokenOut]:
    rows = await devices.tokens(request.app[MEETINGS], actor, code)
    cards = await _makers(request, actor, rows)
    return Items[DeviceTokenOut](
        items=[device_out(row, cards, _endpoint(request, code, row)) for row in rows]
    )


@operation(
    "POST",
    "/api/meetings/{code}/device-tokens",
    summary="Make a token for a device (WHIP or WHEP)",
    tag=TAG,
    status=201,
    problems=MAKING,
)
async def create_token(
    request: web.Request, actor: Actor, *, code: str, body: DeviceTokenCreate
) -> DeviceTokenOut:
    """The token is told only in this answer. It expires with the meeting at the latest."""
    wanted = devices.NewToken(
        label=body.label, direction=body.direction, expires_at=body.expires_at
    )
    row, secret = await devices.create_token(request.app[MEETINGS], actor, code, wanted)
    cards = await _makers(request, actor, [row])
    return device_out(row, cards, _endpoint(request, code, row), secret)


@operation(
    "DELETE",
    "/api/meetings/{code}/device-tokens/{token_id}",
    summary="Withdraw a device token",
    tag=TAG,
    status=204,
    problems=[NotFound, Forbidden],
)
async def revoke_token(request: web.Request, actor: Actor, *, code: str, token_id: UUID) -> None:
    """The device is sent out and enters no more."""
    await devices.revoke_token(request.app[MEETINGS], actor, code, token_id)


async def _makers(
    request: web.Request, actor: Actor, rows: Sequence[GuestLink | DeviceToken]
) -> dict[UUID, PersonCard]:
    async with request.app[MEETINGS].database.read() as session:
        return await names_of(session, {row.created_by for row in rows}, actor.today)


def _endpoint(request: web.Request, code: str, row: DeviceToken) -> str:
    protocol = "whip" if row.direction.value == "publish" else "whep"
    return f"{request.app[SETTINGS].public_url}/api/{protocol}/{parse_code(code)}"


OPERATIONS = (list_links, create_link, revoke_link, list_tokens, create_token, revoke_token)
