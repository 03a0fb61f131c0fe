"""Sessions: a random token in a cookie, its hash in a row, two timeouts, revocation."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.accounts.models import (
    LONGEST_ADDRESS,
    LONGEST_AGENT,
    Credential,
    LoginSession,
)
from server.people.staff.models import Person
from server.platform.bus import Bus
from server.platform.db.work import Work
from server.platform.settings import Settings

TOKEN_BYTES = 32
TOPIC_REVOKED = "sessions.revoked"


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lives without use, and at most."""

    idle: timedelta
    absolute: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Lifetimes":
        return cls(
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_absolute_hours),
        )

    def alive(self, session: LoginSession, now: datetime) -> bool:
        """Whether the session still counts at `now`."""
        return (
            session.revoked_at is None
            and now - session.last_seen_at < self.idle
            and now - session.created_at < self.absolute
        )


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A living session with its person."""

    session: LoginSession
    person: Person
    password_temporary: bool


def cookie_name(settings: Settings) -> str:
    """`__Host-` where TLS allows it: then no other host or path can set the cookie."""
    return "__Host-congvu" if settings.secure else "congvu"


def set_cookie(response: web.StreamResponse, settings: Settings, token: str) -> None:
    """Give the browser the session."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=settings.session_absolute_hours * 3600,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="Lax",
    )


def drop_cookie(response: web.StreamResponse, settings: Settings) -> None:
    """Take the session away from the browser."""
    response.del_cookie(
        cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="Lax"
    )


def token_hash(token: str) -> str:
    """What the row keeps of a token; a fast hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    work: Work, person_id: UUID, now: datetime, address: str | None, agent: str | None
) -> tuple[str, LoginSession]:
    """A new session and its token, which exists nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = LoginSession(
        person_id=person_id,
        token_hash=token_hash(token),
        created_at=now,
        last_seen_at=now,
        address=address[:LONGEST_ADDRESS] if address else None,
        user_agent=agent[:LONGEST_AGENT] if agent else None,
    )
    work.session.add(session)
    return token, session


async def find_session(
    session: AsyncSession, cookies: Mapping[str, str], settings: Settings, now: datetime
) -> FoundSession | None:
    """The living session of the cookies, of a person who is active."""
    token = cookies.get(cookie_name(settings), "")
    if not token or len(token) > 2 * TOKEN_BYTES:
        return None
    row = (
        await session.execute(
            select(LoginSession, Person, Credential.temporary)
            .join(Person, Person.id == LoginSession.person_id)
            .outerjoin(Credential, Credential.person_id == Person.id)
            .where(LoginSession.token_hash == token_hash(token))
        )
    ).one_or_none()
    if row is None:
        return None
    found, person, temporary = row
    if person.deactivated_at is not None or not Lifetimes.of(settings).alive(found, now):
        return None
    return FoundSession(found, person, bool(temporary))


async def living_sessions(
    session: AsyncSession, person_id: UUID, settings: Settings, now: datetime
) -> list[LoginSession]:
    """The sessions with which the person can act now, the latest first."""
    lifetimes = Lifetimes.of(settings)
    rows = await session.scalars(
        select(LoginSession)
        .where(
            LoginSession.person_id == person_id,
            LoginSession.revoked_at.is_(None),
            LoginSession.last_seen_at > now - lifetimes.idle,
            LoginSession.created_at > now - lifetimes.absolute,
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id)
    )
    return list(rows)


async def revoke_sessions(
    work: Work,
    bus: Bus,
    person_id: UUID,
    now: datetime,
    *,
    only: UUID | None = None,
    keep: UUID | None = None,
) -> list[UUID]:
    """End sessions of a person (one, all, or all but one) and, after commit, tell every node."""
    wanted = select(LoginSession.id).where(
        LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None)
    )
    if only is not None:
        wanted = wanted.where(LoginSession.id == only)
    if keep is not None:
        wanted = wanted.where(LoginSession.id != keep)
    ids = list(await work.session.scalars(wanted))
    await work.session.execute(
        update(LoginSession).where(LoginSession.id.in_(ids)).values(revoked_at=now)
    )
    _announce(work, bus, ids)
    return ids


def _announce(work: Work, bus: Bus, ids: Iterable[UUID]) -> None:
    async def publish() -> None:
        for revoked in ids:
            await bus.publish(TOPIC_REVOKED, {"session": revoked.hex})

    work.after_commit(publish)
