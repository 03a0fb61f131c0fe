"""The second factor: codes of RFC 6238, each accepted once, and recovery codes."""

import hashlib
import re
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.accounts.models import RecoveryCode, TotpSecret
from server.people.accounts.sealing import Sealer
from server.platform.db.work import Work

STEP_SECONDS = 30
# One step before and after: RFC 6238, 5.2 advises at most one for the clock and the typing.
STEPS_AROUND = 1
ISSUER = "congvu"
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# Without letters and digits that are misread.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def accepted_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step whose code this is, if it is near and later than the last accepted one."""
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        if step > last_step and secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def uri(secret: str, login: str) -> str:
    """The otpauth address that authenticator apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def qr_svg(text: str) -> str:
    """The text as a QR code: an SVG element without script or style."""
    return str(segno.make(text, error="m").svg_inline(scale=4, border=2))


def new_recovery_codes() -> list[str]:
    """Fresh codes, `xxxxx-xxxxx`: 49 random bits each."""
    return [
        f"{code[: RECOVERY_LENGTH // 2]}-{code[RECOVERY_LENGTH // 2 :]}"
        for code in (
            "".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_LENGTH))
            for _ in range(RECOVERY_CODES)
        )
    ]


def recovery_hash(code: str) -> str:
    """What the row keeps; signs and case don't matter when the code is typed."""
    bare = re.sub(r"[^a-z0-9]", "", code.casefold())
    return hashlib.sha256(bare.encode()).hexdigest()


async def totp_enabled(session: AsyncSession, person_id: UUID) -> bool:
    """Whether sign-in asks the person for a code."""
    found = await session.scalar(
        select(func.count())
        .select_from(TotpSecret)
        .where(TotpSecret.person_id == person_id, TotpSecret.confirmed_at.is_not(None))
    )
    return bool(found)


async def accept_code(
    work: Work, sealer: Sealer, row: TotpSecret, code: str, now: datetime
) -> bool:
    """Whether the code is right; remembers its step so that it is right only once."""
    secret = sealer.open(row.person_id, row.sealed).decode()
    step = accepted_step(secret, code.strip(), now, row.last_step)
    if step is None:
        return False
    row.last_step = step
    await work.session.flush()
    return True


async def use_recovery_code(work: Work, person_id: UUID, code: str) -> bool:
    """Whether this was an unused recovery code; it is used now."""
    gone = await work.session.execute(
        delete(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.code_hash == recovery_hash(code))
        .returning(RecoveryCode.id)
    )
    return gone.first() is not None
