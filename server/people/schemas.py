"""JSON that several operations of people share."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.platform.http.schema import Line, Schema

Query = Annotated[str, Field(max_length=100)]
Basis = Annotated[Line, Field(min_length=1, max_length=500, pattern=r"\S")]


class PersonCardOut(Schema):
    """A person as colleagues see them, with the main position of today.

    `unit_path` names the units from below the root down to the own.
    """

    id: UUID
    name: str
    title: str | None
    unit_id: UUID | None
    unit_name: str | None
    unit_path: list[str]
