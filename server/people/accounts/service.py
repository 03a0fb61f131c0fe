"""Sign-in, sign-out, the own password and the own sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aiohttp import web

from server.people.accounts import totp
from server.people.accounts.limits import SignInLimits, limit_confirmation
from server.people.accounts.models import Credential, LoginSession, TotpSecret
from server.people.accounts.rules import password_fault
from server.people.accounts.sealing import Sealer
from server.people.accounts.sessions import living_sessions, open_session, revoke_sessions
from server.people.actions import PeopleAction
from server.people.actor import Actor
from server.people.errors import (
    PASSWORD_FAULTS,
    CodeRequired,
    CodeWrong,
    CredentialsWrong,
    PasswordSame,
    PasswordWrong,
)
from server.people.keys import HASHING
from server.people.staff.models import Person
from server.people.staff.queries import person_by_login
from server.platform import audit
from server.platform.db.work import Work
from server.platform.http.limits import LIMITER
from server.platform.http.problems import NotFound
from server.platform.keys import BUS, CLOCK, DATABASE, SETTINGS


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; the token goes into the cookie and nowhere else."""

    token: str
    session: LoginSession
    person: Person
    password_temporary: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed on the sign-in page, and from where."""

    login: str
    password: str
    code: str | None
    address: str | None
    user_agent: str | None


async def sign_in(app: web.Application, attempt: Attempt) -> SignedIn:
    """Open a session. CredentialsWrong, CodeRequired, CodeWrong, TooMany or SignInBusy."""
    limits = SignInLimits(app[LIMITER], attempt.login.casefold(), attempt.address)
    await limits.attempt()
    async with app[DATABASE].read() as session:
        person = await person_by_login(session, attempt.login)
        credential = await session.get(Credential, person.id) if person is not None else None
    # The hash is checked outside any transaction: it takes long, on purpose.
    stored = credential.password_hash if credential is not None else None
    right = await app[HASHING].verify(stored, attempt.password)
    if person is None or credential is None or not right or person.deactivated_at is not None:
        await _note_refusal(app, person, attempt)
        raise CredentialsWrong
    signed_in = await _open(app, person.id, attempt)
    await limits.succeeded()
    await _renew_hash(app, credential, attempt.password)
    return signed_in


async def _open(app: web.Application, person_id: UUID, attempt: Attempt) -> SignedIn:
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        person = await work.session.get_one(Person, person_id)
        credential = await work.session.get(Credential, person_id)
        if credential is None or person.deactivated_at is not None:
            raise CredentialsWrong
        await _second_factor(app, work, person, attempt, now)
        token, session = open_session(work, person.id, now, attempt.address, attempt.user_agent)
        audit.record(
            work,
            actor=person.id,
            action=PeopleAction.SIGNED_IN,
            target=f"person:{person.id}",
            address=attempt.address,
            at=now,
        )
        await work.session.flush()
        return SignedIn(token, session, person, credential.temporary)


async def _second_factor(
    app: web.Application, work: Work, person: Person, attempt: Attempt, now: datetime
) -> None:
    row = await work.session.get(TotpSecret, person.id)
    if row is None or row.confirmed_at is None:
        return
    if not attempt.code:
        raise CodeRequired
    sealer = Sealer(app[SETTINGS].secret_bytes)
    if await totp.accept_code(work, sealer, row, attempt.code, now):
        return
    if not await totp.use_recovery_code(work, person.id, attempt.code):
        raise CodeWrong
    audit.record(
        work,
        actor=person.id,
        action=PeopleAction.RECOVERY_CODE_USED,
        target=f"person:{person.id}",
        address=attempt.address,
        at=now,
    )


async def _note_refusal(app: web.Application, person: Person | None, attempt: Attempt) -> None:
    """Audit a refused attempt, never what was typed.

    An unknown login costs the same write as a known one: how long the answer takes tells nothing.
    """
    async with app[DATABASE].write() as work:
        audit.record(
            work,
            actor=None,
            action=PeopleAction.SIGN_IN_FAILED,
            target=f"person:{person.id}" if person is not None else "person:unknown",
            address=attempt.address,
            at=app[CLOCK].now(),
        )


async def _renew_hash(app: web.Application, credential: Credential, password: str) -> None:
    """Hash again when the parameters have grown since."""
    if not app[HASHING].outdated(credential.password_hash):
        return
    renewed = await app[HASHING].hash(password)
    async with app[DATABASE].write() as work:
        row = await work.session.get(Credential, credential.person_id)
        if row is not None and row.password_hash == credential.password_hash:
            row.password_hash = renewed


async def sign_out(app: web.Application, actor: Actor) -> None:
    """End the session of this request."""
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        await revoke_sessions(work, app[BUS], actor.person_id, now, only=actor.session_id)
        audit.record(
            work,
            actor=actor.person_id,
            action=PeopleAction.SIGNED_OUT,
            target=f"person:{actor.person_id}",
            address=actor.address,
            at=now,
        )


async def change_password(app: web.Application, actor: Actor, current: str, new: str) -> None:
    """Set a new password and end every other session. PasswordWrong or a PasswordFault."""
    await limit_confirmation(app[LIMITER], actor.person_id.hex)
    async with app[DATABASE].read() as session:
        person = await session.get_one(Person, actor.person_id)
        credential = await session.get(Credential, actor.person_id)
    stored = credential.password_hash if credential is not None else None
    if not await app[HASHING].verify(stored, current):
        raise PasswordWrong
    if current == new:
        raise PasswordSame
    check_password(person, new)
    hashed = await app[HASHING].hash(new)
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        set_password(work, await work.session.get(Credential, person.id), person.id, hashed, now)
        await revoke_sessions(work, app[BUS], person.id, now, keep=actor.session_id)
        audit.record(
            work,
            actor=person.id,
            action=PeopleAction.PASSWORD_CHANGED,
            target=f"person:{person.id}",
            address=actor.address,
            at=now,
        )


def check_password(person: Person, password: str) -> None:
    """Raise the PasswordFault of a password that the rules refuse for this person."""
    mailbox = (person.email or "").partition("@")[0]
    fault = password_fault(password, (person.login, person.name, mailbox))
    if fault is not None:
        raise PASSWORD_FAULTS[fault]


def set_password(
    work: Work,
    row: Credential | None,
    person_id: UUID,
    hashed: str,
    now: datetime,
    *,
    temporary: bool = False,
) -> None:
    """Write the hash into the person's credential, making one where there is none."""
    if row is None:
        row = Credential(
            person_id=person_id, password_hash=hashed, temporary=temporary, changed_at=now
        )
        work.session.add(row)
        return
    row.password_hash = hashed
    row.temporary = temporary
    row.changed_at = now


async def own_sessions(app: web.Application, actor: Actor) -> list[LoginSession]:
    """The living sessions of the actor."""
    async with app[DATABASE].read() as session:
        return await living_sessions(session, actor.person_id, app[SETTINGS], app[CLOCK].now())


async def revoke_own(app: web.Application, actor: Actor, session_id: UUID | None) -> None:
    """End one session of the actor (NotFound when there is none), or all the others."""
    now = app[CLOCK].now()
    keep = actor.session_id if session_id is None else None
    async with app[DATABASE].write() as work:
        ended = await revoke_sessions(
            work, app[BUS], actor.person_id, now, only=session_id, keep=keep
        )
        if session_id is not None and not ended:
            raise NotFound
        audit.record(
            work,
            actor=actor.person_id,
            action=PeopleAction.SESSIONS_REVOKED,
            target=f"person:{actor.person_id}",
            detail={"sessions": len(ended)},
            address=actor.address,
            at=now,
        )


async def set_language(app: web.Application, actor: Actor, language: str) -> None:
    """Remember the language the person reads; no right and no audit row hangs on it."""
    async with app[DATABASE].write() as work:
        person = await work.session.get_one(Person, actor.person_id)
        person.language = language
