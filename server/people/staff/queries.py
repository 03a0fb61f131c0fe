"""Reading persons and positions."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from server.people.staff.models import Person
from server.platform.text import fold

LONGEST_QUERY_WORDS = 8


async def person_by_login(session: AsyncSession, login: str) -> Person | None:
    """The person with the login; capitals don't matter."""
    found = await session.scalars(select(Person).where(Person.login == login.strip().casefold()))
    return found.one_or_none()


def search_key(*texts: str) -> str:
    """Folded words, each after a space, so that a search finds the beginnings of words."""
    return " " + fold(" ".join(texts))


def matches(column: InstrumentedAttribute[str], query: str) -> ColumnElement[bool]:
    """Whether every word of the query begins a word of the column (made by `search_key`)."""
    words = fold(query).split()[:LONGEST_QUERY_WORDS]
    return and_(True, *(column.contains(f" {word}", autoescape=True) for word in words))
