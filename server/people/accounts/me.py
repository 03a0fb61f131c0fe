"""The signed-in person as the client shows them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.accounts.schemas import Me, OwnGrant, OwnPosition, UnitRef
from server.people.accounts.totp import totp_enabled
from server.people.actor import Actor
from server.people.roles.rules import Permission, Role
from server.people.staff.models import Person, Position
from server.people.units import queries


async def describe(session: AsyncSession, actor: Actor) -> Me:
    """Positions, roles and permissions of today."""
    person = await session.get_one(Person, actor.person_id)
    rows = await session.scalars(
        select(Position)
        .where(Position.person_id == person.id, queries.valid_on(Position, actor.today))
        .order_by(Position.primary.desc(), Position.valid_from, Position.id)
    )
    positions = list(rows)
    units = {p.unit_id for p in positions} | {grant.unit_id for grant in actor.grants}
    names = await queries.names(session, units, actor.today)
    main = positions[0] if positions else None
    held = {permission for grant in actor.grants for permission in grant.permissions}
    return Me(
        id=person.id,
        name=person.name,
        login=person.login,
        email=person.email,
        language=actor.language,
        title=main.title if main else None,
        unit=UnitRef(id=main.unit_id, name=names[main.unit_id]) if main else None,
        positions=[
            OwnPosition(
                id=p.id,
                title=p.title,
                unit_id=p.unit_id,
                unit_name=names[p.unit_id],
                primary=p.primary,
            )
            for p in positions
        ],
        permissions=[permission for permission in Permission if permission in held],
        grants=[
            OwnGrant(
                role=grant.role,
                unit_id=grant.unit_id,
                unit_name=names[grant.unit_id],
                valid_to=grant.valid_to,
            )
            for grant in actor.grants
            if grant.role is not Role.OFFICIAL
        ],
        totp_enabled=await totp_enabled(session, person.id),
        password_change_required=actor.password_temporary,
    )
