"""A small city with one person of each role, and signing in as them."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from server.people import setup
from server.people.accounts.hashing import PasswordHashing
from server.people.models import (
    Credential,
    Person,
    Position,
    RoleGrant,
    Unit,
    UnitEdge,
    UnitName,
)
from server.people.roles.rules import Role
from server.people.staff.queries import search_key
from server.people.units.rules import CommuneKind, Hierarchy, UnitKind
from server.platform.application import create
from server.platform.clock import Clock, SystemClock
from server.platform.db.work import Database, Work
from server.platform.keys import CLOCK, DATABASE
from server.platform.settings import Settings
from server.platform.text import name_sort_key
from tests.support.clock import ManualClock
from tests.support.database import PASSWORD_MEMORY_KIB

Client = TestClient[Any, Any]

PASSWORD = "vườn xoài cuối ngõ"
BEGINNING = date(2025, 7, 1)


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once."""
    hashing = PasswordHashing(PASSWORD_MEMORY_KIB)
    try:
        return hashing._hasher.hash(PASSWORD)
    finally:
        hashing.close()


@dataclass
class City:
    """Ids by short names.

    Units: city > {interior (department) > {records}, ward > {ward_office}, island (special zone)}.
    People: administrator and hr over the city; head, deputy, trainer, official in `interior`
    (head, deputy and trainer by grant); stranger is an official and ward_head the head in `ward`.
    """

    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)

    def unit(self, name: str) -> UUID:
        return self.units[name]

    def person(self, login: str) -> UUID:
        return self.people[login]


UNITS: tuple[tuple[str, str, UnitKind, CommuneKind | None, str | None], ...] = (
    ("city", "Thành phố Sông Mây", UnitKind.CITY, None, None),
    ("interior", "Sở Nội vụ", UnitKind.DEPARTMENT, None, "city"),
    ("records", "Phòng Văn thư - Lưu trữ", UnitKind.DIVISION, None, "interior"),
    ("ward", "Phường Bến Lụa", UnitKind.COMMUNE, CommuneKind.WARD, "city"),
    ("ward_office", "Văn phòng phường Bến Lụa", UnitKind.DIVISION, None, "ward"),
    ("island", "Đặc khu Hòn Sương", UnitKind.COMMUNE, CommuneKind.SPECIAL_ZONE, "city"),
)

PEOPLE: tuple[tuple[str, str, str, str, Role | None, str | None], ...] = (
    ("administrator", "Lý Hoài Quản", "Quản trị hệ thống", "interior", Role.ADMINISTRATOR, "city"),
    ("hr", "Trần Thị Nhân", "Chuyên viên tổ chức", "interior", Role.HR, "city"),
    ("head", "Nguyễn Văn Đứng", "Giám đốc", "interior", Role.HEAD, "interior"),
    ("deputy", "Phạm Thị Phó", "Phó Giám đốc", "interior", None, None),
    ("trainer", "Võ Minh Huấn", "Giảng viên", "interior", Role.TRAINER, "interior"),
    ("official", "Đỗ Thị Ấn", "Chuyên viên", "records", None, None),
    ("stranger", "Bùi Quốc Lạ", "Công chức", "ward_office", None, None),
    ("ward_head", "Ngô Thị Ủy", "Chủ tịch", "ward", Role.HEAD, "ward"),
    ("ward_hr", "Hồ Văn Sắp", "Chuyên viên tổ chức", "ward_office", Role.HR, "ward"),
    ("ward_administrator", "Dương Thị Khóa", "Quản trị", "ward_office", Role.ADMINISTRATOR, "ward"),
)

ROLES = ("official", "head", "deputy", "trainer", "hr", "administrator")


async def make_city(database: Database, *, clock: Clock | None = None) -> City:
    """Write the city; everybody's password is PASSWORD."""
    now = (clock or SystemClock()).now()
    city = City()
    async with database.write() as work:
        for name, title, kind, subkind, parent in UNITS:
            city.units[name] = add_unit(
                work, name, title, kind, subkind, city.units[parent] if parent else None
            )
            await work.session.flush()
        for login, name, title, unit, role, over in PEOPLE:
            city.people[login] = await add_person(work, login, name, title, city.units[unit], now)
            if role is not None and over is not None:
                add_grant(work, city.people[login], role, city.units[over], now)
        await work.session.flush()
        work.session.add(
            RoleGrant(
                person_id=city.people["deputy"],
                role=Role.DEPUTY,
                unit_id=city.units["interior"],
                valid_from=BEGINNING,
                valid_to=date(2199, 1, 1),
                basis="Giấy ủy quyền số 3",
                delegated_by=city.people["head"],
                created_at=now,
            )
        )
    return city


def add_unit(
    work: Work,
    code: str,
    name: str,
    kind: UnitKind,
    subkind: CommuneKind | None = None,
    parent: UUID | None = None,
) -> UUID:
    """A unit that is valid from BEGINNING on, without an end."""
    unit = Unit(code=code, kind=kind, subkind=subkind, valid_from=BEGINNING)
    work.session.add(unit)
    work.session.add(
        UnitName(unit_id=unit.id, name=name, search=search_key(name, code), valid_from=BEGINNING)
    )
    if parent is not None:
        work.session.add(
            UnitEdge(
                unit_id=unit.id,
                parent_id=parent,
                hierarchy=Hierarchy.ADMINISTRATIVE,
                valid_from=BEGINNING,
            )
        )
    return unit.id


async def add_person(
    work: Work,
    login: str,
    name: str,
    title: str,
    unit: UUID,
    now: Any,
    *,
    temporary: bool = False,
) -> UUID:
    """A person with PASSWORD and a main position."""
    person = Person(
        login=login,
        name=name,
        sort_key=name_sort_key(name),
        search=search_key(name, login),
        created_at=now,
    )
    work.session.add(person)
    await work.session.flush()
    work.session.add_all(
        (
            Credential(
                person_id=person.id,
                password_hash=password_hash(),
                temporary=temporary,
                changed_at=now,
            ),
            Position(
                person_id=person.id,
                unit_id=unit,
                title=title,
                primary=True,
                valid_from=BEGINNING,
            ),
        )
    )
    return person.id


def add_grant(
    work: Work, person: UUID, role: Role, unit: UUID, now: Any, *, until: date | None = None
) -> None:
    """A role over a unit from BEGINNING on."""
    work.session.add(
        RoleGrant(
            person_id=person,
            role=role,
            unit_id=unit,
            valid_from=BEGINNING,
            valid_to=until,
            basis="Quyết định số 1",
            created_at=now,
        )
    )


async def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    """Sign the client in; gives the answer's JSON (Me)."""
    client.session.cookie_jar.clear()
    response = await client.post("/api/session", json={"login": login, "password": password})
    assert response.status == 200, await response.text()
    return await response.json()


@pytest.fixture
async def app(settings: Settings, clock: ManualClock) -> web.Application:
    """The platform with people in it, on both databases."""
    built = await create(settings, clock=clock)
    setup(built)
    return built


@pytest.fixture
async def city(app: web.Application) -> City:
    """The small city in the application's database."""
    return await make_city(app[DATABASE], clock=app[CLOCK])


@pytest.fixture
async def client(app: web.Application, city: City, aiohttp_client: Any) -> Client:
    """A browser on the application, not signed in."""
    opened: Client = await aiohttp_client(app)
    return opened
