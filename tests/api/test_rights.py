"""Every operation x every role x own unit, other unit, no session; as one table of data.

A row names the operation, the request, and who is let through. Everybody else gets the refusal of
the row: 404 where the thing itself is not to be known, 403 for lists that hide nothing. Meetings'
finer rules (invited by name, by unit) are in test_meetings_rights.py, those of guests and devices
in test_meetings_guests.py and the realtime tests; here too each of their operations has a row.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from server.app import build
from server.people.accounts.sessions import open_session
from server.people.models import Position, RoleGrant
from server.people.roles.rules import Role
from server.platform.http.openapi import document
from server.platform.keys import CLOCK, DATABASE, OPERATIONS
from server.platform.settings import Settings
from tests.support.clock import ManualClock
from tests.support.people import PEOPLE, City, make_city

EVERYBODY = frozenset(login for login, *_ in PEOPLE)
NOBODY: frozenset[str] = frozenset()
CITY_STAFF = frozenset({"hr", "administrator"})
WARD_STAFF = CITY_STAFF | {"ward_hr", "ward_administrator"}
CITY_ROLES = frozenset({"administrator"})
WARD_ROLES = CITY_ROLES | {"ward_administrator"}
NIL = UUID(int=0)
SDP = "application/sdp"


@dataclass(frozen=True)
class Row:
    """One request. In `path` and `body` a text in braces is the id of that thing."""

    method: str
    operation: str
    path: str
    allowed: frozenset[str]
    body: Any = None
    refusal: int = 404
    # Allowed persons meet nothing there: what is asked for does not exist.
    absent: bool = False
    content_type: str = "application/json"


def row(
    operation: str,
    allowed: frozenset[str] | set[str],
    path: str | None = None,
    body: Any = None,
    **options: Any,
) -> Row:
    method, template = operation.split(" ")
    return Row(method, template, path or template, frozenset(allowed), body, **options)


FROM = {"valid_from": "2026-04-01"}
UNIT = {"name": "Tổ công tác", "kind": "division", **FROM}
MOVE = {"hierarchy": "professional", "on": "2026-04-01"}
CLOSE = {"on": "2027-01-01", "basis": "Quyết định", "successors": []}
POST = {"title": "Thành viên", **FROM}
GRANT = {"role": "trainer", "basis": "Quyết định", **FROM}
DEPUTY = {"basis": "Giấy ủy quyền", "valid_from": "2026-04-01", "valid_to": "2026-04-30"}
MEETING = {
    "title": "Họp",
    "starts_at": "2026-03-09T02:00:00Z",
    "ends_at": "2026-03-09T03:00:00Z",
}
SEES_MEETING = {"trainer", "head", "deputy"}
SEES_WARD_MEETING = {"stranger", "ward_head"}

TABLE: tuple[Row, ...] = (
    # The own account.
    row("GET /api/me", EVERYBODY),
    row("PATCH /api/me", EVERYBODY, body={"language": "vi"}),
    row("GET /api/me/sessions", EVERYBODY),
    row("DELETE /api/me/sessions", EVERYBODY),
    row("DELETE /api/me/sessions/{id}", NOBODY, "/api/me/sessions/{foreign_session}"),
    row("PUT /api/me/password", EVERYBODY, body={"current": "sai", "new": "con đò qua sông"}),
    row("POST /api/me/totp", EVERYBODY),
    row("PUT /api/me/totp", EVERYBODY, body={"code": "000000"}),
    row("DELETE /api/me/totp", EVERYBODY, body={"password": "sai"}),
    # Units: read by everybody, managed in the own part of the tree.
    row("GET /api/units", EVERYBODY),
    row("GET /api/units/search", EVERYBODY, "/api/units/search?q=so"),
    row("GET /api/units/{id}", EVERYBODY, "/api/units/{interior}"),
    row("GET /api/units/{id}", EVERYBODY, "/api/units/{ward}"),
    row("POST /api/units", CITY_STAFF, body={**UNIT, "code": "A1", "parent_id": "{interior}"}),
    row("POST /api/units", WARD_STAFF, body={**UNIT, "code": "A2", "parent_id": "{ward}"}),
    row("PATCH /api/units/{id}", CITY_STAFF, "/api/units/{records}", {"name": "Phòng Hồ sơ"}),
    row("PATCH /api/units/{id}", WARD_STAFF, "/api/units/{ward_office}", {"name": "Văn phòng"}),
    row(
        "POST /api/units/{id}/move",
        CITY_STAFF,
        "/api/units/{records}/move",
        {**MOVE, "parent_id": "{city}"},
    ),
    row(
        "POST /api/units/{id}/move",
        WARD_STAFF,
        "/api/units/{ward_office}/move",
        {**MOVE, "parent_id": "{ward}"},
    ),
    row(
        "POST /api/units/{id}/move",
        CITY_STAFF,
        "/api/units/{ward_office}/move",
        {**MOVE, "parent_id": "{city}"},
    ),
    row("POST /api/units/{id}/close", CITY_STAFF, "/api/units/{empty}/close", CLOSE),
    row("POST /api/units/{id}/close", WARD_STAFF, "/api/units/{ward_empty}/close", CLOSE),
    # People.
    row("GET /api/people", EVERYBODY),
    row("GET /api/staff", WARD_STAFF, refusal=403),
    row(
        "POST /api/staff",
        CITY_STAFF,
        body={**POST, "login": "m.1", "name": "Mai Mới", "unit_id": "{records}"},
    ),
    row(
        "POST /api/staff",
        WARD_STAFF,
        body={**POST, "login": "m.2", "name": "Mai Mới", "unit_id": "{ward_office}"},
    ),
    row("GET /api/staff/{id}", CITY_STAFF, "/api/staff/{official}"),
    row("GET /api/staff/{id}", WARD_STAFF, "/api/staff/{stranger}"),
    row("PATCH /api/staff/{id}", CITY_STAFF, "/api/staff/{official}", {"email": "a@b.example"}),
    row("PATCH /api/staff/{id}", WARD_STAFF, "/api/staff/{stranger}", {"email": "c@b.example"}),
    row(
        "POST /api/staff/{id}/positions",
        CITY_STAFF,
        "/api/staff/{official}/positions",
        {**POST, "unit_id": "{records}"},
    ),
    row(
        "POST /api/staff/{id}/positions",
        WARD_STAFF,
        "/api/staff/{stranger}/positions",
        {**POST, "unit_id": "{ward}"},
    ),
    row(
        "POST /api/staff/{id}/positions",
        CITY_STAFF,
        "/api/staff/{official}/positions",
        {**POST, "unit_id": "{ward}"},
    ),
    row(
        "PATCH /api/staff/{id}/positions/{pid}",
        CITY_STAFF,
        "/api/staff/{official}/positions/{position_of_official}",
        {"valid_to": "2026-12-31"},
    ),
    row(
        "PATCH /api/staff/{id}/positions/{pid}",
        WARD_STAFF,
        "/api/staff/{stranger}/positions/{position_of_stranger}",
        {"valid_to": "2026-12-31"},
    ),
    row("POST /api/staff/{id}/password", CITY_STAFF, "/api/staff/{mailman}/password"),
    row("POST /api/staff/{id}/password", WARD_STAFF, "/api/staff/{ward_mailman}/password"),
    row("POST /api/staff/{id}/deactivate", CITY_STAFF, "/api/staff/{mailman}/deactivate"),
    row("POST /api/staff/{id}/deactivate", WARD_STAFF, "/api/staff/{ward_mailman}/deactivate"),
    # Roles.
    row("GET /api/roles", EVERYBODY),
    row("GET /api/grants", EVERYBODY),
    row(
        "POST /api/grants",
        CITY_ROLES,
        body={**GRANT, "person_id": "{official}", "unit_id": "{interior}"},
    ),
    row(
        "POST /api/grants",
        WARD_ROLES,
        body={**GRANT, "person_id": "{stranger}", "unit_id": "{ward}"},
    ),
    row(
        "POST /api/delegations",
        {"head"},
        body={**DEPUTY, "to_person_id": "{official}", "unit_id": "{records}"},
    ),
    row(
        "POST /api/delegations",
        {"ward_head"},
        body={**DEPUTY, "to_person_id": "{stranger}", "unit_id": "{ward_office}"},
    ),
    row(
        "POST /api/grants/{id}/end",
        CITY_ROLES | {"head"},
        "/api/grants/{delegation}/end",
        {"on": "2026-05-01"},
    ),
    row(
        "POST /api/grants/{id}/end",
        WARD_ROLES,
        "/api/grants/{grant_of_ward_hr}/end",
        {"on": "2026-05-01"},
    ),
    # The audit log.
    row("GET /api/audit", WARD_ROLES, refusal=403),
    row("GET /api/audit/export", WARD_ROLES, refusal=403),
    row("GET /api/audit/actions", WARD_ROLES, refusal=403),
    # The calendar is one for the whole city.
    row("GET /api/calendar", EVERYBODY, "/api/calendar?year=2026"),
    row(
        "PUT /api/calendar/overlay/{day}",
        CITY_ROLES,
        "/api/calendar/overlay/2026-01-02",
        {"kind": "day_off", "name": "Nghỉ bù", "legal_source": "Công văn"},
        refusal=403,
    ),
    row(
        "DELETE /api/calendar/overlay/{day}",
        CITY_ROLES,
        "/api/calendar/overlay/2026-01-02",
        refusal=403,
    ),
    # Meetings: `{meeting}` is the trainer's in `interior`, `{ward_meeting}` the stranger's.
    row("GET /api/meetings", EVERYBODY),
    row("POST /api/meetings", EVERYBODY, body=MEETING),
    row("POST /api/meetings/now", EVERYBODY, body={}),
    *(
        found
        for place, seers in (("meeting", SEES_MEETING), ("ward_meeting", SEES_WARD_MEETING))
        for found in (
            row("GET /api/meetings/{code}", seers, f"/api/meetings/{{{place}}}"),
            row("GET /api/meetings/{code}/entry", seers, f"/api/meetings/{{{place}}}/entry"),
            row("GET /api/meetings/{code}/chat", seers, f"/api/meetings/{{{place}}}/chat"),
            row(
                "GET /api/meetings/{code}/attendance",
                seers,
                f"/api/meetings/{{{place}}}/attendance",
            ),
            row(
                "GET /api/meetings/{code}/guest-links",
                seers,
                f"/api/meetings/{{{place}}}/guest-links",
            ),
            row(
                "POST /api/meetings/{code}/guest-links",
                seers,
                f"/api/meetings/{{{place}}}/guest-links",
                {"label": "Khách"},
            ),
            row(
                "DELETE /api/meetings/{code}/guest-links/{link_id}",
                seers,
                f"/api/meetings/{{{place}}}/guest-links/{NIL}",
                absent=True,
            ),
            row(
                "GET /api/meetings/{code}/device-tokens",
                seers,
                f"/api/meetings/{{{place}}}/device-tokens",
            ),
            row(
                "POST /api/meetings/{code}/device-tokens",
                seers,
                f"/api/meetings/{{{place}}}/device-tokens",
                {"label": "Máy quay", "direction": "publish"},
            ),
            row(
                "DELETE /api/meetings/{code}/device-tokens/{token_id}",
                seers,
                f"/api/meetings/{{{place}}}/device-tokens/{NIL}",
                absent=True,
            ),
            row(
                "POST /api/meetings/{code}/members",
                seers,
                f"/api/meetings/{{{place}}}/members",
                {"people": []},
            ),
            row(
                "DELETE /api/meetings/{code}/members/{person_id}",
                seers,
                f"/api/meetings/{{{place}}}/members/{NIL}",
                absent=True,
            ),
            row(
                "DELETE /api/meetings/{code}/units/{unit_id}",
                seers,
                f"/api/meetings/{{{place}}}/units/{NIL}",
                absent=True,
            ),
            row(
                "PATCH /api/meetings/{code}",
                seers,
                f"/api/meetings/{{{place}}}",
                {"version": 1},
            ),
            row(
                "POST /api/meetings/{code}/cancel",
                seers,
                f"/api/meetings/{{{place}}}/cancel",
                {"reason": "Trùng lịch"},
            ),
        )
    ),
    # A member is no guest and no device, whatever the role.
    row("GET /api/guest", NOBODY, refusal=401),
    *(
        row(operation, NOBODY, path, "v=0", refusal=401, content_type=SDP)
        for operation, path in (
            ("POST /api/whip/{code}", "/api/whip/{meeting}"),
            ("POST /api/whep/{code}", "/api/whep/{meeting}"),
            ("PATCH /api/whip/{code}/{secret}", "/api/whip/{meeting}/x"),
            ("PATCH /api/whep/{code}/{secret}", "/api/whep/{meeting}/x"),
            ("DELETE /api/whip/{code}/{secret}", "/api/whip/{meeting}/x"),
            ("DELETE /api/whep/{code}/{secret}", "/api/whep/{meeting}/x"),
        )
    ),
    # The connection test.
    row("POST /api/probe", EVERYBODY, body={"sdp": "v=0"}),
    row(
        "POST /api/probe/{probe_id}/play",
        EVERYBODY,
        f"/api/probe/{NIL}/play",
        {"sdp": "v=0"},
        absent=True,
    ),
    row("DELETE /api/probe/{probe_id}", EVERYBODY, f"/api/probe/{NIL}", absent=True),
    # Last, since it ends the session.
    row("DELETE /api/session", EVERYBODY),
)

# What needs nobody to be signed in, each for its reason.
PUBLIC = {
    "GET /api/session",  # says that nobody is signed in
    "POST /api/session",  # signing in
    "POST /api/guest",  # entering by a signed link
    "GET /api/connection",  # where media goes; guests test their connection before they enter
}


@pytest.fixture
async def house(sqlite_settings: Settings, clock: ManualClock) -> web.Application:
    """The whole server; both databases are met by each operation's own tests."""
    return await build(sqlite_settings, clock=clock)


@pytest.fixture
async def visitor(house: web.Application, aiohttp_client: Any) -> "Visitor":
    city = await make_city(house[DATABASE], clock=house[CLOCK])
    visitor = Visitor(house, await aiohttp_client(house), city)
    await visitor.prepare()
    return visitor


class Visitor:
    """Somebody who tries every request of the table."""

    def __init__(self, house: web.Application, client: TestClient[Any, Any], city: City) -> None:
        self.house = house
        self.client = client
        self.names: dict[str, str] = {
            key: str(value) for key, value in (city.units | city.people).items()
        }

    async def prepare(self) -> None:
        """Make what the requests are about."""
        hr = await self.cookie("hr")
        self.names["foreign_session"] = self.names["session"]
        async with self.house[DATABASE].read() as session:
            for position in await session.scalars(select(Position)):
                login = next(k for k, v in self.names.items() if v == str(position.person_id))
                self.names[f"position_of_{login}"] = str(position.id)
            for grant in await session.scalars(select(RoleGrant)):
                login = next(k for k, v in self.names.items() if v == str(grant.person_id))
                name = "delegation" if grant.role is Role.DEPUTY else f"grant_of_{login}"
                self.names[name] = str(grant.id)
        for unit, parent in (("empty", "interior"), ("ward_empty", "ward")):
            body = {**UNIT, "code": unit, "parent_id": self.names[parent]}
            self.names[unit] = (await self.make(hr, "/api/units", body))["id"]
        for login, unit in (("mailman", "records"), ("ward_mailman", "ward_office")):
            body = {**POST, "login": login, "name": "Vũ Văn Thư", "unit_id": self.names[unit]}
            self.names[login] = (await self.make(hr, "/api/staff", body))["id"]
        for name, login in (("meeting", "trainer"), ("ward_meeting", "stranger")):
            made = await self.make(await self.cookie(login), "/api/meetings", MEETING)
            self.names[name] = made["code"]

    async def cookie(self, login: str) -> str:
        """The cookie of a new session."""
        async with self.house[DATABASE].write() as work:
            now = self.house[CLOCK].now()
            token, session = open_session(work, UUID(self.names[login]), now, None, None)
        self.names["session"] = str(session.id)
        return f"congvu={token}"

    async def make(self, cookie: str, path: str, body: Any) -> Any:
        answer = await self.client.post(path, json=body, headers={"Cookie": cookie})
        assert answer.status == 201, await answer.text()
        return await answer.json()

    async def status(self, row: Row, cookie: str | None) -> int:
        """The status with which the request of a row is answered."""
        headers = {"Cookie": cookie} if cookie else {}
        if row.content_type == SDP:
            options: dict[str, Any] = {"data": row.body}
            headers["Content-Type"] = SDP
        else:
            options = {"json": self.filled(row.body)} if row.body is not None else {}
        path = row.path.format(**self.names) if "{" in row.path else row.path
        answer = await self.client.request(row.method, path, headers=headers, **options)
        await answer.read()
        self.client.session.cookie_jar.clear()
        return answer.status

    def filled(self, value: Any) -> Any:
        """The body with ids in the place of names in braces."""
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        if isinstance(value, str) and value.startswith("{"):
            return self.names[value[1:-1]]
        return value


@pytest.mark.parametrize("login", sorted(EVERYBODY))
async def test_each_operation_lets_through_who_has_the_right(visitor: Visitor, login: str) -> None:
    cookie = await visitor.cookie(login)
    wrong = {}
    for number, line in enumerate(TABLE):
        status = await visitor.status(line, cookie)
        if login not in line.allowed:
            right = status == line.refusal
        elif line.absent:
            right = status == 404
        else:
            right = status not in {401, 403, 404, 405} and status < 500
        if not right:
            wrong[f"{number}: {line.method} {line.path}"] = status
    assert wrong == {}


async def test_nothing_that_is_not_public_answers_without_a_session(visitor: Visitor) -> None:
    answers = {f"{line.method} {line.path}": await visitor.status(line, None) for line in TABLE}
    assert {path: status for path, status in answers.items() if status != 401} == {}


async def test_every_operation_is_in_the_table_or_public_for_a_reason(
    house: web.Application,
) -> None:
    known = {f"{item.method} {item.path}" for item in house[OPERATIONS]}
    public = {f"{item.method} {item.path}" for item in house[OPERATIONS] if item.public}
    assert public == PUBLIC
    assert known == public | {f"{line.method} {line.operation}" for line in TABLE}


async def test_devices_are_described_with_their_token_and_what_they_are_answered(
    house: web.Application,
) -> None:
    operations = house[OPERATIONS]
    described = document(operations)
    assert described["components"]["securitySchemes"]["device"]["scheme"] == "bearer"
    for protocol in ("whip", "whep"):
        session = described["paths"][f"/api/{protocol}/{{code}}/{{secret}}"]
        entering = described["paths"][f"/api/{protocol}/{{code}}"]["post"]
        for operation in (entering, session["patch"], session["delete"]):
            assert operation["security"] == [{"device": []}]
        created = entering["responses"]["201"]
        assert set(created["headers"]) == {"Location", "ETag", "Link"}
        assert set(created["content"]) == {SDP}
        assert {"200", "204", "412"} <= set(session["patch"]["responses"])
        assert "content" not in session["delete"]["responses"]["200"]


async def test_what_a_guest_may_ask_is_described_with_the_guest_cookie(
    house: web.Application,
) -> None:
    operations = house[OPERATIONS]
    paths = document(operations)["paths"]
    either: list[dict[str, list[str]]] = [{"session": []}, {"guest": []}]
    assert paths["/api/meetings/{code}/entry"]["get"]["security"] == either
    assert paths["/api/probe"]["post"]["security"] == either
    assert paths["/api/guest"]["get"]["security"] == [{"guest": []}]
