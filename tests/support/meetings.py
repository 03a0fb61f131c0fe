"""The small city with meetings in it, and callers who are signed in already."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from server import meetings, people
from server.meetings.admission import MeetingAdmission
from server.meetings.context import MEETINGS, Context
from server.meetings.journal import MeetingJournal
from server.meetings.models import Meeting
from server.people.accounts.sessions import cookie_name, open_session
from server.platform.application import create
from server.platform.audit import AuditEntry
from server.platform.db.work import Database
from server.platform.keys import BUS, CLOCK, DATABASE, SETTINGS
from server.platform.settings import Settings
from signaling.ports import Credentials
from tests.support.clock import ManualClock
from tests.support.people import City

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Town:
    """Requests and credentials of the persons of a city, by login; None is nobody."""

    def __init__(self, app: web.Application, client: TestClient[Any, Any], city: City) -> None:
        self.app = app
        self.client = client
        self.city = city
        self.heard: list[dict[str, Any]] = []
        app[BUS].subscribe("meetings.changed", self._hear)
        self._cookies: dict[str, str] = {}

    @property
    def now(self) -> datetime:
        return self.app[CLOCK].now()

    @property
    def database(self) -> Database:
        return self.app[DATABASE]

    @property
    def context(self) -> Context:
        return self.app[MEETINGS]

    @property
    def admission(self) -> MeetingAdmission:
        return meetings.admission(self.app)

    @property
    def journal(self) -> MeetingJournal:
        return meetings.journal(self.app)

    @property
    def clock(self) -> ManualClock:
        clock = self.app[CLOCK]
        assert isinstance(clock, ManualClock)
        return clock

    async def ask(
        self,
        login: str | None,
        method: str,
        path: str,
        json: Any = None,
        *,
        status: int = 200,
        guest: str | None = None,
        **options: Any,
    ) -> Any:
        """The JSON of an answer (None for 204) that must have the status."""
        self.client.session.cookie_jar.clear()
        cookies = [await self.cookie(login)] if login else []
        if guest is not None:
            cookies.append(f"congvu-guest={guest}")
        headers = {"Cookie": "; ".join(cookies)} if cookies else {}
        response = await self.client.request(method, path, json=json, headers=headers, **options)
        text = await response.text()
        assert response.status == status, f"{response.status}: {text}"
        return await response.json(content_type=None) if text else None

    async def refused(
        self, login: str | None, method: str, path: str, json: Any = None, **options: Any
    ) -> tuple[int, str]:
        """Status and code of the problem that answers."""
        self.client.session.cookie_jar.clear()
        headers = {"Cookie": await self.cookie(login)} if login else {}
        if guest := options.pop("guest", None):
            headers = {"Cookie": f"congvu-guest={guest}"}
        response = await self.client.request(method, path, json=json, headers=headers, **options)
        document = await response.json(content_type=None)
        assert "code" in document, document
        return response.status, document["code"]

    async def cookie(self, login: str) -> str:
        """The session cookie of a person, who signs in when needed."""
        if login not in self._cookies:
            self._cookies[login] = await self.new_session(login)
        return self._cookies[login]

    async def new_session(self, login: str) -> str:
        """One more session of a person."""
        async with self.database.write() as work:
            token, _ = open_session(work, self.city.person(login), self.now, None, "test")
        return f"{cookie_name(self.app[SETTINGS])}={token}"

    async def credentials(
        self, login: str | None = None, *, guest: str | None = None, bearer: str | None = None
    ) -> Credentials:
        """What a socket of the person, guest or device brings along."""
        cookies = {}
        if login is not None:
            name, _, value = (await self.cookie(login)).partition("=")
            cookies[name] = value
        if guest is not None:
            cookies["congvu-guest"] = guest
        return Credentials(cookies=cookies, bearer=bearer)

    def plan(self, **changes: Any) -> dict[str, Any]:
        """A body that creates a meeting in an hour, for an hour."""
        start = self.now + HOUR
        body = {
            "title": "Giao ban đầu tuần",
            "starts_at": start.isoformat(),
            "ends_at": (start + HOUR).isoformat(),
        }
        return body | changes

    async def meeting(self, login: str = "head", **changes: Any) -> dict[str, Any]:
        """A meeting that somebody created; people and units by their short names."""
        changes["people"] = [str(self.city.person(name)) for name in changes.get("people", ())]
        changes["units"] = [str(self.city.unit(name)) for name in changes.get("units", ())]
        created: dict[str, Any] = await self.ask(
            login, "POST", "/api/meetings", self.plan(**changes), status=201
        )
        return created

    async def link(self, code: str, login: str = "head", **wanted: Any) -> dict[str, Any]:
        """A guest link of a meeting, with its token."""
        made: dict[str, Any] = await self.ask(
            login,
            "POST",
            f"/api/meetings/{code}/guest-links",
            {"label": "Khách mời"} | wanted,
            status=201,
        )
        return made | {"token": made["url"].partition("#")[2]}

    async def guest(self, token: str, name: str = "Chị Mây", cookie: str | None = None) -> str:
        """The secret of somebody who came by a link."""
        self.client.session.cookie_jar.clear()
        headers = {"Cookie": f"congvu-guest={cookie}"} if cookie else {}
        response = await self.client.post(
            "/api/guest", json={"token": token, "name": name}, headers=headers
        )
        assert response.status == 200, await response.text()
        return response.cookies["congvu-guest"].value

    async def row(self, code: str) -> Meeting:
        async with self.database.read() as session:
            found = await session.scalar(select(Meeting).where(Meeting.code == code))
        assert found is not None
        return found

    async def audit(self, meeting_id: str | UUID) -> list[AuditEntry]:
        """What the audit log says about a meeting, in order."""
        async with self.database.read() as session:
            rows = await session.scalars(
                select(AuditEntry)
                .where(AuditEntry.target == f"meeting:{meeting_id}")
                .order_by(AuditEntry.at)
            )
            return list(rows)

    async def _hear(self, message: dict[str, Any]) -> None:
        self.heard.append(message)


@pytest.fixture
async def app(settings: Settings, clock: ManualClock) -> web.Application:
    """The platform with people and meetings in it, on both databases."""
    built = await create(settings, clock=clock)
    people.setup(built)
    meetings.setup(built)
    return built


@pytest.fixture
async def town(app: web.Application, client: TestClient[Any, Any], city: City) -> Town:
    assert app[MEETINGS].clock is app[CLOCK]
    return Town(app, client, city)
