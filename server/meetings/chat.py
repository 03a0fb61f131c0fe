"""The chat that stays with a meeting."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.models import ChatMessage
from server.platform.db.work import Database, is_duplicate


async def keep(
    database: Database,
    meeting_id: UUID,
    identity: str,
    name: str,
    text: str,
    key: str,
    at: datetime,
) -> ChatMessage:
    """Keep a message; the same key of the same sender again gives the one kept first."""
    try:
        async with database.write() as work:
            kept = await _by_key(work.session, meeting_id, identity, key)
            if kept is not None:
                return kept
            message = ChatMessage(
                id=uuid4(),
                meeting_id=meeting_id,
                at=at,
                identity=identity,
                name=name,
                text=text,
                key=key,
            )
            work.session.add(message)
            await work.session.flush()
            return message
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
    # Another process kept it between our look and our write.
    async with database.read() as session:
        kept = await _by_key(session, meeting_id, identity, key)
    assert kept is not None
    return kept


async def before(
    session: AsyncSession, meeting_id: UUID, message_id: UUID | None, limit: int
) -> list[ChatMessage]:
    """The last `limit` messages before one (None: the newest), oldest first.

    An id that is not of this meeting has nothing before it.
    """
    query = select(ChatMessage).where(ChatMessage.meeting_id == meeting_id)
    if message_id is not None:
        number = await session.scalar(
            select(ChatMessage.number).where(
                ChatMessage.id == message_id, ChatMessage.meeting_id == meeting_id
            )
        )
        if number is None:
            return []
        query = query.where(ChatMessage.number < number)
    rows = await session.scalars(query.order_by(ChatMessage.number.desc()).limit(limit))
    return list(reversed(list(rows)))


async def _by_key(
    session: AsyncSession, meeting_id: UUID, identity: str, key: str
) -> ChatMessage | None:
    return await session.scalar(
        select(ChatMessage).where(
            ChatMessage.meeting_id == meeting_id,
            ChatMessage.identity == identity,
            ChatMessage.key == key,
        )
    )
