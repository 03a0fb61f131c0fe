"""Cursors of lists: the sort values of the last row shown, in a form the client doesn't read."""

import base64
import binascii
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from server.platform.http.problems import Invalid

_TEXTS = TypeAdapter(list[str])


def encode(values: Sequence[object]) -> str:
    """A cursor after the row with these sort values."""
    raw = _TEXTS.dump_json([str(value) for value in values])
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str, count: int) -> list[str]:
    """The sort values in a cursor; Invalid when it was not made by `encode`."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = _TEXTS.validate_json(raw)
    except (binascii.Error, ValueError, ValidationError):
        raise Invalid.at("?/cursor", "cursor") from None
    if len(values) != count or any("\x00" in value for value in values):
        raise Invalid.at("?/cursor", "cursor")
    return values
