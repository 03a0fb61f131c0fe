"""Turning the second factor on and off."""

from dataclasses import dataclass

import pyotp
from aiohttp import web
from sqlalchemy import delete

from server.people.accounts import totp
from server.people.accounts.limits import limit_confirmation
from server.people.accounts.models import Credential, RecoveryCode, TotpSecret
from server.people.accounts.sealing import Sealer
from server.people.actions import PeopleAction
from server.people.actor import Actor
from server.people.errors import (
    PasswordWrong,
    TotpAlreadyOn,
    TotpCodeWrong,
    TotpNotStarted,
)
from server.people.keys import HASHING
from server.people.staff.models import Person
from server.platform import audit
from server.platform.db.work import Work
from server.platform.http.limits import LIMITER
from server.platform.keys import CLOCK, DATABASE, SETTINGS


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that counts once a code of it was entered."""

    secret: str
    uri: str


async def start(app: web.Application, actor: Actor) -> Offer:
    """A new secret, in place of one that was never confirmed. TotpAlreadyOn."""
    secret = pyotp.random_base32()
    sealed = Sealer(app[SETTINGS].secret_bytes).seal(actor.person_id, secret.encode())
    async with app[DATABASE].write() as work:
        person = await work.session.get_one(Person, actor.person_id)
        row = await work.session.get(TotpSecret, actor.person_id)
        if row is not None and row.confirmed_at is not None:
            raise TotpAlreadyOn
        if row is not None:
            await work.session.delete(row)
            await work.session.flush()
        work.session.add(
            TotpSecret(person_id=person.id, sealed=sealed, created_at=app[CLOCK].now())
        )
        return Offer(secret, totp.uri(secret, person.login))


async def confirm(app: web.Application, actor: Actor, code: str) -> list[str]:
    """Turn it on with a code of the new secret; the recovery codes, shown only now."""
    await limit_confirmation(app[LIMITER], actor.person_id.hex)
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        row = await work.session.get(TotpSecret, actor.person_id)
        if row is None:
            raise TotpNotStarted
        if row.confirmed_at is not None:
            raise TotpAlreadyOn
        sealer = Sealer(app[SETTINGS].secret_bytes)
        if not await totp.accept_code(work, sealer, row, code, now):
            raise TotpCodeWrong
        row.confirmed_at = now
        codes = totp.new_recovery_codes()
        work.session.add_all(
            RecoveryCode(person_id=actor.person_id, code_hash=totp.recovery_hash(recovery))
            for recovery in codes
        )
        _note(work, actor, PeopleAction.TOTP_ENABLED)
        return codes


async def stop(app: web.Application, actor: Actor, password: str) -> None:
    """Turn it off. PasswordWrong without the right password."""
    await limit_confirmation(app[LIMITER], actor.person_id.hex)
    async with app[DATABASE].read() as session:
        credential = await session.get(Credential, actor.person_id)
    stored = credential.password_hash if credential is not None else None
    if not await app[HASHING].verify(stored, password):
        raise PasswordWrong
    async with app[DATABASE].write() as work:
        await forget(work, actor)
        _note(work, actor, PeopleAction.TOTP_DISABLED)


async def forget(work: Work, actor: Actor) -> None:
    """Remove the secret and the recovery codes."""
    for table in (TotpSecret, RecoveryCode):
        await work.session.execute(delete(table).where(table.person_id == actor.person_id))


def _note(work: Work, actor: Actor, action: PeopleAction) -> None:
    audit.record(
        work,
        actor=actor.person_id,
        action=action,
        target=f"person:{actor.person_id}",
        address=actor.address,
    )
