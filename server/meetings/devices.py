"""Use cases of device tokens: what a camera or a hall's screen shows at WHIP and WHEP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.access import Need, access_meeting
from server.meetings.actions import MeetingAction
from server.meetings.context import Context
from server.meetings.errors import TooManyLinks
from server.meetings.expiry import expiry
from server.meetings.identities import device_identity
from server.meetings.links import new_secret, secret_hash
from server.meetings.models import DeviceToken, Direction
from server.meetings.service import check_open, write_audit
from server.people.actor import Actor
from server.platform.http.problems import NotFound

MOST_TOKENS: Final = 50
LONGEST_SECRET: Final = 100


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """What somebody asks a device's token to be."""

    label: str
    direction: Direction
    expires_at: datetime | None = None


async def tokens(context: Context, actor: Actor, code: str) -> list[DeviceToken]:
    """The device tokens of a meeting, the oldest first."""
    async with context.database.read() as session:
        meeting = (await access_meeting(session, actor, code, Need.MANAGE)).meeting
        rows = await session.scalars(
            select(DeviceToken)
            .where(DeviceToken.meeting_id == meeting.id)
            .order_by(DeviceToken.created_at, DeviceToken.id)
        )
        return list(rows)


async def create_token(
    context: Context, actor: Actor, code: str, wanted: NewToken
) -> tuple[DeviceToken, str]:
    """A new token's row and its secret, which is told only now."""
    now = context.clock.now()
    secret = new_secret()
    async with context.database.write() as work:
        meeting = (await access_meeting(work.session, actor, code, Need.MANAGE, lock=True)).meeting
        check_open(meeting, now)
        count = await work.session.scalar(
            select(func.count())
            .select_from(DeviceToken)
            .where(DeviceToken.meeting_id == meeting.id)
        )
        if (count or 0) >= MOST_TOKENS:
            raise TooManyLinks
        token = DeviceToken(
            meeting_id=meeting.id,
            label=wanted.label,
            direction=wanted.direction,
            token_hash=secret_hash(secret),
            created_by=actor.person_id,
            created_at=now,
            expires_at=expiry(meeting, wanted.expires_at, now),
        )
        work.session.add(token)
        detail = {
            "device": str(token.id),
            "label": token.label,
            "direction": token.direction.value,
        }
        write_audit(work, actor, meeting, MeetingAction.DEVICE_CREATED, now, detail)
    return token, secret


async def revoke_token(context: Context, actor: Actor, code: str, token_id: UUID) -> None:
    """Withdraw a token: its device is sent out and enters no more. Twice changes nothing."""
    now = context.clock.now()
    async with context.database.write() as work:
        meeting = (await access_meeting(work.session, actor, code, Need.MANAGE)).meeting
        token = await work.session.get(DeviceToken, token_id, with_for_update=True)
        if token is None or token.meeting_id != meeting.id:
            raise NotFound
        if token.revoked_at is not None:
            return
        token.revoked_at = now
        write_audit(
            work, actor, meeting, MeetingAction.DEVICE_REVOKED, now, {"device": str(token.id)}
        )
        context.announce_admission(work, meeting, actor, [device_identity(token.id)])


async def device_of(session: AsyncSession, secret: str, now: datetime) -> DeviceToken | None:
    """The token of a secret that is valid now."""
    if not secret or len(secret) > LONGEST_SECRET:
        return None
    return await session.scalar(
        select(DeviceToken).where(
            DeviceToken.token_hash == secret_hash(secret),
            DeviceToken.revoked_at.is_(None),
            DeviceToken.expires_at > now,
        )
    )
