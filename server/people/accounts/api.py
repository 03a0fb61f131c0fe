"""Operations of sign-in and of the own account."""

from uuid import UUID

from aiohttp import web

from server.people import errors
from server.people.accounts import second_factor, service, totp
from server.people.accounts.me import describe
from server.people.accounts.schemas import (
    DemoAccountOut,
    Me,
    MePatch,
    OwnSession,
    OwnSessions,
    PasswordChange,
    RecoveryCodes,
    SessionState,
    SignIn,
    TotpConfirm,
    TotpOffer,
    TotpStop,
)
from server.people.accounts.sessions import FoundSession, drop_cookie, set_cookie
from server.people.actor import Actor, NewcomerActor
from server.people.identity import make_actor
from server.people.keys import DEMO_ACCOUNTS
from server.platform.clock import civil_date
from server.platform.http.address import client_address
from server.platform.http.operation import operation
from server.platform.http.problems import NotFound, TooMany
from server.platform.keys import CLOCK, DATABASE, SETTINGS
from server.platform.version import VERSION

TAG = "session"
NEW_PASSWORD = (
    errors.PasswordWrong,
    errors.PasswordSame,
    errors.PasswordTooShort,
    errors.PasswordTooLong,
    errors.PasswordCommon,
    errors.PasswordContext,
    errors.SignInBusy,
    TooMany,
)


@operation("GET", "/api/session", summary="Who is signed in, if anybody", tag=TAG, public=True)
async def session_state(request: web.Request, actor: Actor | None) -> SessionState:
    app = request.app
    accounts = app.get(DEMO_ACCOUNTS, ()) if app[SETTINGS].demo else ()
    return SessionState(
        me=await _me(app, actor) if actor is not None else None,
        demo=app[SETTINGS].demo,
        demo_accounts=[DemoAccountOut.model_validate(account) for account in accounts],
        version=VERSION,
    )


@operation(
    "POST",
    "/api/session",
    summary="Sign in",
    tag=TAG,
    public=True,
    problems=[
        errors.CredentialsWrong,
        errors.CodeRequired,
        errors.CodeWrong,
        errors.SignInBusy,
        TooMany,
    ],
)
async def sign_in(request: web.Request, *, body: SignIn) -> Me | web.Response:
    """Sets the session cookie. With a temporary password only the password can be changed."""
    app = request.app
    address = client_address(request)
    attempt = service.Attempt(
        body.login, body.password, body.code, address, request.headers.get("User-Agent")
    )
    signed_in = await service.sign_in(app, attempt)
    found = FoundSession(signed_in.session, signed_in.person, signed_in.password_temporary)
    async with app[DATABASE].read() as session:
        actor = await make_actor(session, found, civil_date(app[CLOCK].now()), address)
        me = await describe(session, actor)
    response = web.json_response(text=me.model_dump_json())
    set_cookie(response, app[SETTINGS], signed_in.token)
    return response


@operation("DELETE", "/api/session", summary="Sign out", tag=TAG, status=204)
async def sign_out(request: web.Request, actor: NewcomerActor) -> web.Response:
    await service.sign_out(request.app, actor)
    response = web.Response(status=204)
    drop_cookie(response, request.app[SETTINGS])
    return response


@operation("GET", "/api/me", summary="My account", tag=TAG)
async def show_me(request: web.Request, actor: NewcomerActor) -> Me:
    return await _me(request.app, actor)


@operation("PATCH", "/api/me", summary="Change my settings", tag=TAG)
async def change_me(request: web.Request, actor: Actor, *, body: MePatch) -> Me:
    app = request.app
    if body.language is not None:
        await service.set_language(app, actor, body.language)
    me = await _me(app, actor)
    return me.model_copy(update={"language": body.language or me.language})


@operation(
    "PUT",
    "/api/me/password",
    summary="Change my password",
    tag=TAG,
    status=204,
    problems=NEW_PASSWORD,
)
async def change_password(
    request: web.Request, actor: NewcomerActor, *, body: PasswordChange
) -> None:
    """Every other session of mine ends."""
    await service.change_password(request.app, actor, body.current, body.new)


@operation("GET", "/api/me/sessions", summary="Where I am signed in", tag=TAG)
async def list_sessions(request: web.Request, actor: Actor) -> OwnSessions:
    rows = await service.own_sessions(request.app, actor)
    return OwnSessions(
        items=[
            OwnSession(
                id=row.id,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                address=row.address,
                user_agent=row.user_agent,
                current=row.id == actor.session_id,
            )
            for row in rows
        ]
    )


@operation(
    "DELETE",
    "/api/me/sessions/{id}",
    summary="End one of my sessions",
    tag=TAG,
    status=204,
    problems=[NotFound],
)
async def end_session(request: web.Request, actor: Actor, *, id: UUID) -> None:
    await service.revoke_own(request.app, actor, id)


@operation("DELETE", "/api/me/sessions", summary="End all my other sessions", tag=TAG, status=204)
async def end_other_sessions(request: web.Request, actor: Actor) -> None:
    await service.revoke_own(request.app, actor, None)


@operation(
    "POST",
    "/api/me/totp",
    summary="Ask for a second factor",
    tag=TAG,
    problems=[errors.TotpAlreadyOn],
)
async def start_totp(request: web.Request, actor: Actor) -> TotpOffer:
    offer = await second_factor.start(request.app, actor)
    return TotpOffer(secret=offer.secret, uri=offer.uri, qr_svg=totp.qr_svg(offer.uri))


@operation(
    "PUT",
    "/api/me/totp",
    summary="Turn the second factor on",
    tag=TAG,
    problems=[errors.TotpAlreadyOn, errors.TotpNotStarted, errors.TotpCodeWrong, TooMany],
)
async def confirm_totp(request: web.Request, actor: Actor, *, body: TotpConfirm) -> RecoveryCodes:
    codes = await second_factor.confirm(request.app, actor, body.code)
    return RecoveryCodes(recovery_codes=codes)


@operation(
    "DELETE",
    "/api/me/totp",
    summary="Turn the second factor off",
    tag=TAG,
    status=204,
    problems=[errors.PasswordWrong, TooMany],
)
async def stop_totp(request: web.Request, actor: Actor, *, body: TotpStop) -> None:
    await second_factor.stop(request.app, actor, body.password)


async def _me(app: web.Application, actor: Actor) -> Me:
    async with app[DATABASE].read() as session:
        return await describe(session, actor)


OPERATIONS = (
    session_state,
    sign_in,
    sign_out,
    show_me,
    change_me,
    change_password,
    list_sessions,
    end_session,
    end_other_sessions,
    start_totp,
    confirm_totp,
    stop_totp,
)
