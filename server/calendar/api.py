"""The calendar over HTTP."""

from datetime import date
from typing import Literal

from aiohttp import web
from pydantic import Field

from server.calendar import service
from server.calendar.errors import NoChange, OutOfRange, OverlayNotFound
from server.calendar.rules import FIRST_YEAR, LAST_YEAR, Day, DayKind
from server.platform.clock import civil_date
from server.platform.http.operation import operation
from server.platform.http.schema import Line, Schema
from server.platform.keys import BUS, CLOCK, DATABASE, Principal

# There is one calendar for the whole city: its operations ask for the right `everywhere`.
MANAGE = "calendar.manage"


class CalendarDay(Schema):
    """A day with a name."""

    date: date
    kind: DayKind
    name: str
    legal_source: str | None
    overlay: bool


class CalendarYear(Schema):
    """A year: its named days, and how many days are worked."""

    year: int
    working_days: int
    days: list[CalendarDay]


class CalendarQuery(Schema):
    """Which year; this year when it is left out."""

    year: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)


class OverlayChange(Schema):
    """A decision about one day, with the document that it rests on."""

    kind: Literal["day_off", "worked"]
    name: Line = Field(min_length=1, max_length=200, pattern=r"\S")
    legal_source: Line = Field(min_length=1, max_length=500, pattern=r"\S")


@operation("GET", "/api/calendar", summary="Working days and days off of a year", tag="calendar")
async def show_year(
    request: web.Request, principal: Principal, *, query: CalendarQuery
) -> CalendarYear:
    year = query.year or civil_date(request.app[CLOCK].now()).year
    async with request.app[DATABASE].read() as session:
        calendar = await service.working_days(session)
    return CalendarYear(
        year=year,
        working_days=calendar.count(year),
        days=[CalendarDay.model_validate(day) for day in calendar.days(year)],
    )


@operation(
    "PUT",
    "/api/calendar/overlay/{day}",
    summary="Make a day a day off or a worked day",
    tag="calendar",
    permission=MANAGE,
    everywhere=True,
    problems=[NoChange, OutOfRange],
)
async def set_overlay(
    request: web.Request, principal: Principal, *, day: date, body: OverlayChange
) -> CalendarDay:
    app = request.app
    change = Day(day, DayKind(body.kind), body.name, body.legal_source, overlay=True)
    now = app[CLOCK].now()
    return CalendarDay.model_validate(
        await service.set_overlay(app[DATABASE], app[BUS], principal, change, now)
    )


@operation(
    "DELETE",
    "/api/calendar/overlay/{day}",
    summary="Undo the change of a day",
    tag="calendar",
    permission=MANAGE,
    everywhere=True,
    problems=[OverlayNotFound],
    status=204,
)
async def remove_overlay(request: web.Request, principal: Principal, *, day: date) -> None:
    app = request.app
    await service.remove_overlay(app[DATABASE], app[BUS], principal, day, app[CLOCK].now())
