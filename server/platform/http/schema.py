"""Base models of what comes in and goes out as JSON."""

import re
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from server.platform.text import clean, clean_lines

T = TypeVar("T")


class Schema(BaseModel):
    """A JSON object with exactly the named members. Input is validated strictly."""

    model_config = ConfigDict(
        extra="forbid",
        from_attributes=True,
        populate_by_name=True,
        # A decimal number is text in no request; NaN is no JSON.
        allow_inf_nan=False,
    )


class Page(Schema, Generic[T]):
    """Part of a list; `next` is the cursor of the following part, or null at the end."""

    items: list[T]
    next: str | None = None


class Items(Schema, Generic[T]):
    """A whole list."""

    items: list[T]


class PageQuery(Schema):
    """Which part of a list is wanted."""

    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)


def _moment(value: object) -> object:
    """Text must be RFC 3339; pydantic alone would take seconds since 1970 as well."""
    if isinstance(value, str):
        if not _RFC_3339.fullmatch(value):
            raise ValueError("not RFC 3339")
        return datetime.fromisoformat(value.upper())
    return value


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


Instant = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_utc)]
"""A moment as in RFC 3339, with its offset, turned to UTC."""

Line = Annotated[str, AfterValidator(clean)]
"""Text on one line, cleaned. Bounds on the length belong to the field (before cleaning)."""

Lines = Annotated[str, AfterValidator(clean_lines)]
"""Text on many lines, cleaned."""
