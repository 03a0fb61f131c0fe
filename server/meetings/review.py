"""The gate asked again: who may still be in a meeting that changed while it was held.

Times are left out: that a meeting is over or called off ends its room as a whole.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.context import Context
from server.meetings.entrance import device_arrival, guest_arrival, person_arrival
from server.meetings.identities import parse_identity
from server.meetings.models import DeviceToken, Guest, Meeting
from server.meetings.rules import Arrival, enters_directly
from server.people.identity import absent_actor
from server.platform.clock import civil_date


async def review(
    context: Context, meeting_id: UUID, identities: Collection[str]
) -> dict[str, bool]:
    """Those of the identities that may be in the meeting, each with whether without waiting.

    Sessions are not looked at: one that was revoked is told of on its own.
    """
    async with context.database.read() as session:
        meeting = await session.get(Meeting, meeting_id)
        if meeting is None:
            return {}
        verdicts = {}
        for identity in identities:
            arrival = await _arrival(session, context, meeting, identity)
            if arrival is not None and arrival.kinship is not None and arrival.barred is None:
                verdicts[identity] = enters_directly(meeting.entry, arrival)
        return verdicts


async def _arrival(
    session: AsyncSession, context: Context, meeting: Meeting, identity: str
) -> Arrival | None:
    kind, key = parse_identity(identity)
    match kind:
        case "person":
            actor = await absent_actor(session, key, civil_date(context.clock.now()))
            return None if actor is None else await person_arrival(session, meeting, actor)
        case "guest":
            guest = await session.get(Guest, key)
            return None if guest is None else await guest_arrival(session, meeting, guest)
        case _:
            device = await session.get(DeviceToken, key)
            if device is None or device.revoked_at is not None:
                return None
            return await device_arrival(session, meeting, device)
