"""WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) endpoints: media in and out by HTTP alone."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from pydantic import Field

from server.platform.http.limits import Rate
from server.platform.http.operation import Answer, add_operations, operation
from server.platform.http.problems import NotFound
from server.platform.http.schema import Schema
from server.platform.keys import RESOLVERS
from signaling.config import IceServer, SignalingConfig
from signaling.devices import Devices, DeviceSession
from signaling.errors import (
    ENTRY,
    BadDescription,
    NothingToPlay,
    SessionChanged,
    TokenRequired,
    problem_of,
)
from signaling.media import MediaError
from signaling.ports import Credentials, Refused
from signaling.rooms.state import Denied
from signaling.sending import ice_ufrag

SDP = "application/sdp"
FRAGMENT = "application/trickle-ice-sdpfrag"
_PREFIXES = ("/api/whip/", "/api/whep/")
_RATE = Rate(120, 60)

_MOVING = (TokenRequired, BadDescription, SessionChanged)
_SECURITY = ("device",)
_TAG = "The ICE session, for If-Match"
_CREATED = {
    201: Answer(
        "The answer to the offer",
        {
            "Location": "The session, for PATCH and DELETE",
            "ETag": _TAG,
            "Link": "ICE servers, one header each (RFC 9725, section 4.6)",
        },
        SDP,
    )
}
_MOVED = {
    200: Answer("The new ICE session", {"ETag": _TAG}, FRAGMENT),
    204: Answer("Candidates alone are not needed", {"ETag": _TAG}),
}
_ENDED = {200: Answer("The session has ended")}

DEVICES = web.AppKey("devices", Devices)
CONFIG = web.AppKey("signaling_config", SignalingConfig)


@dataclass(frozen=True, slots=True)
class Device:
    """Whoever holds a bearer token; the gate decides what it is good for."""

    token: str
    credentials: Credentials


class PlayQuery(Schema):
    """Whom to play."""

    participant: str | None = Field(default=None, max_length=64)


def setup(app: web.Application, devices: Devices, config: SignalingConfig) -> None:
    """Adds the endpoints. They may be called from any page: they know no cookies, only tokens."""
    app[DEVICES], app[CONFIG] = devices, config
    app[RESOLVERS][Device] = _device
    add_operations(app, publish, play, restart_publish, restart_play, end_publish, end_play)
    for prefix in _PREFIXES:
        app.router.add_route("OPTIONS", prefix + "{code}", _options)
        app.router.add_route("OPTIONS", prefix + "{code}/{secret}", _options)
    app.on_response_prepare.append(_any_page)


@operation(
    "POST", "/api/whip/{code}", summary="Publish into a meeting (WHIP)", tag="devices",
    status=201, consumes=SDP, produces=SDP, problems=ENTRY, rate=_RATE,
    security=_SECURITY, answers=_CREATED,
)  # fmt: skip
async def publish(request: web.Request, device: Device, *, code: str, body: str) -> web.Response:
    """RFC 9725. The device token is one for publishing; the answer's Location is the session."""
    work = request.app[DEVICES].publish(code, device.credentials, device.token, body)
    try:
        session, answer = await work
    except (Refused, Denied, MediaError) as error:
        raise problem_of(error) from None
    return _created(request, session, answer)


@operation(
    "POST", "/api/whep/{code}", summary="Play from a meeting (WHEP)", tag="devices",
    status=201, consumes=SDP, produces=SDP, problems=(*ENTRY, NothingToPlay), rate=_RATE,
    security=_SECURITY, answers=_CREATED,
)  # fmt: skip
async def play(
    request: web.Request, device: Device, *, code: str, body: str, query: PlayQuery
) -> web.Response:
    """The device token is one for playing. Without `participant`: who spoke last."""
    devices = request.app[DEVICES]
    try:
        session, answer = await devices.play(
            code, device.credentials, device.token, body, query.participant
        )
    except (Refused, Denied, MediaError) as error:
        raise problem_of(error) from None
    return _created(request, session, answer)


@operation(
    "PATCH", "/api/whip/{code}/{secret}", summary="Restart ICE of a publishing session",
    tag="devices", consumes=FRAGMENT, produces=FRAGMENT, problems=_MOVING,
    security=_SECURITY, answers=_MOVED,
)  # fmt: skip
async def restart_publish(
    request: web.Request, device: Device, *, code: str, secret: str, body: str
) -> web.Response:
    """With `If-Match: *` an ICE restart (200); candidates alone are not needed (204)."""
    return await _patch(request, _session(request, device, code, secret), body)


@operation(
    "PATCH", "/api/whep/{code}/{secret}", summary="Restart ICE of a playing session",
    tag="devices", consumes=FRAGMENT, produces=FRAGMENT, problems=_MOVING,
    security=_SECURITY, answers=_MOVED,
)  # fmt: skip
async def restart_play(
    request: web.Request, device: Device, *, code: str, secret: str, body: str
) -> web.Response:
    """With `If-Match: *` an ICE restart (200); candidates alone are not needed (204)."""
    return await _patch(request, _session(request, device, code, secret), body)


@operation(
    "DELETE", "/api/whip/{code}/{secret}", summary="End a publishing session", tag="devices",
    produces="text/plain", problems=[TokenRequired], security=_SECURITY, answers=_ENDED,
)  # fmt: skip
async def end_publish(
    request: web.Request, device: Device, *, code: str, secret: str
) -> web.Response:
    """The seat and its media end."""
    _session(request, device, code, secret).leave()
    return web.Response(text="")


@operation(
    "DELETE", "/api/whep/{code}/{secret}", summary="End a playing session", tag="devices",
    produces="text/plain", problems=[TokenRequired], security=_SECURITY, answers=_ENDED,
)  # fmt: skip
async def end_play(request: web.Request, device: Device, *, code: str, secret: str) -> web.Response:
    """The seat and its media end."""
    _session(request, device, code, secret).leave()
    return web.Response(text="")


async def _device(request: web.Request) -> Device:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > 512:
        raise TokenRequired
    address = request.app[CONFIG].client_address(request)
    return Device(token, Credentials(cookies={}, bearer=token, address=address))


def _session(request: web.Request, device: Device, code: str, secret: str) -> DeviceSession:
    session = request.app[DEVICES].find(secret)
    if session is None or session.live.room.code != code or not session.owned_by(device.token):
        raise NotFound
    return session


async def _patch(request: web.Request, session: DeviceSession, fragment: str) -> web.Response:
    match = request.headers.get("If-Match", session.etag)
    if match not in ("*", session.etag):
        raise SessionChanged
    if match != "*":
        return web.Response(status=204, headers={"ETag": session.etag})
    try:
        answer = await session.media.restart_by_fragment(fragment)
    except MediaError as error:
        raise problem_of(error) from None
    if not answer:
        return web.Response(status=204, headers={"ETag": session.etag})
    session.etag = f'"{ice_ufrag(answer)}"'
    headers = {"ETag": session.etag}
    return web.Response(body=answer.encode(), content_type=FRAGMENT, headers=headers)


def _created(request: web.Request, session: DeviceSession, answer: str) -> web.Response:
    response = web.Response(status=201, body=answer.encode(), content_type=SDP)
    response.headers["Location"] = f"{request.path}/{session.secret}"
    response.headers["ETag"] = session.etag
    for server in request.app[CONFIG].ice_servers():
        response.headers.add("Link", ice_link(server))
    return response


def ice_link(server: IceServer) -> str:
    """An ICE server as a Link header (RFC 9725, section 4.6)."""
    parts = [f"<{server.url}>", 'rel="ice-server"']
    if server.username is not None and server.credential is not None:
        parts += [
            f'username="{server.username}"',
            f'credential="{server.credential}"',
            'credential-type="password"',
        ]
    return "; ".join(parts)


async def _options(request: web.Request) -> web.Response:
    response = web.Response(status=204, headers={"Accept-Post": SDP, "Accept-Patch": FRAGMENT})
    response.headers["Access-Control-Allow-Methods"] = "POST, PATCH, DELETE, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-Match"
    response.headers["Access-Control-Max-Age"] = "3600"
    return response


async def _any_page(request: web.Request, response: web.StreamResponse) -> None:
    if request.path.startswith(_PREFIXES):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Location, ETag, Link, Accept-Patch"
