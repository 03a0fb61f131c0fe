"""Making an administrator: the only way in on a fresh installation, there is no default account."""

from datetime import datetime
from uuid import UUID

from server.people.accounts.hashing import PasswordHashing
from server.people.accounts.service import check_password, set_password
from server.people.actions import PeopleAction
from server.people.errors import LoginTaken
from server.people.imports.units import load
from server.people.roles.models import RoleGrant
from server.people.roles.rules import Role
from server.people.staff.models import Person, Position
from server.people.staff.queries import search_key
from server.people.units.models import Unit
from server.people.units.rules import Span, UnitKind
from server.people.units.service import name_row
from server.platform import audit
from server.platform.clock import Clock, civil_date
from server.platform.db.work import Database, Work
from server.platform.text import clean, name_sort_key

ROOT_CODE = "TP"
ROOT_NAME = "Thành phố"
TITLE = "Quản trị hệ thống"
BASIS = "congvu admin create"


async def make_administrator(
    database: Database,
    hashing: PasswordHashing,
    clock: Clock,
    *,
    login: str,
    name: str,
    password: str,
) -> UUID:
    """An administrator over the root and so over every unit. LoginTaken or a PasswordFault.

    On an empty database the root is made too; its name and code can be changed afterwards.
    """
    login, name = login.strip().casefold(), clean(name)
    now = clock.now()
    person = Person(
        login=login,
        name=name,
        sort_key=name_sort_key(name),
        search=search_key(name, login),
        created_at=now,
    )
    check_password(person, password)
    hashed = await hashing.hash(password)
    async with database.write() as work:
        async with work.duplicates_are(LoginTaken()):
            work.session.add(person)
        root = await _root(work, now)
        set_password(work, None, person.id, hashed, now)
        _appoint(work, person.id, root, now)
        audit.record(
            work,
            actor=None,
            action=PeopleAction.ADMINISTRATOR_CREATED,
            target=f"person:{person.id}",
            unit=root.id,
            detail={"login": login},
            at=now,
        )
        return person.id


async def _root(work: Work, now: datetime) -> Unit:
    tree = await load(work.session, civil_date(now))
    if tree.root is not None:
        return tree.units[tree.root]
    unit = Unit(code=ROOT_CODE, kind=UnitKind.CITY, valid_from=civil_date(now))
    work.session.add(unit)
    await work.session.flush()
    work.session.add(name_row(unit.id, ROOT_CODE, ROOT_NAME, Span(unit.valid_from, None)))
    return unit


def _appoint(work: Work, person_id: UUID, root: Unit, now: datetime) -> None:
    today = max(civil_date(now), root.valid_from)
    work.session.add_all(
        (
            Position(
                person_id=person_id,
                unit_id=root.id,
                title=TITLE,
                primary=True,
                valid_from=today,
            ),
            RoleGrant(
                person_id=person_id,
                role=Role.ADMINISTRATOR,
                unit_id=root.id,
                valid_from=today,
                basis=BASIS,
                created_at=now,
            ),
        )
    )
