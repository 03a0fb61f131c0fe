"""Turning the parts of a request into typed values, strictly and within bounds."""

import asyncio
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from server.platform.http.problems import (
    BadJson,
    BadRequest,
    Invalid,
    NotFound,
    TooLarge,
    TooSlow,
    WrongType,
)
from server.platform.keys import SETTINGS

if TYPE_CHECKING:
    from server.platform.http.operation import Operation

_NAME = re.compile(r"\{(\w+)(?::[^}]*)?\}")
NUL = "\x00"
MOST_ERRORS = 50
# Error types of pydantic that mean the bytes are no JSON at all.
_NOT_JSON = {"json_invalid"}


def names_in(path: str) -> tuple[str, ...]:
    """The names of the variable parts of a path template."""
    return tuple(_NAME.findall(path))


def path_value(adapter: TypeAdapter[Any], text: str) -> Any:
    """One part of the path; whatever does not fit is the address of nothing."""
    if NUL in text:
        raise NotFound
    try:
        return adapter.validate_strings(text)
    except ValidationError:
        raise NotFound from None


def query(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """The query string. A name given twice, unknown, or with a wrong value is refused."""
    try:
        pairs = request.query
        values = dict(pairs)
    except ValueError:
        raise BadRequest from None
    if len(pairs) != len(values):
        raise Invalid.at("?", "repeated")
    for name, value in values.items():
        if NUL in name or NUL in value:
            raise Invalid.at("?", "string_nul")
    try:
        return model.model_validate_strings(values, by_alias=True, by_name=False)
    except ValidationError as error:
        raise invalid(error, prefix="?") from None


async def body(request: web.Request, item: "Operation") -> Any:
    """The body, of the content type and model that the operation takes."""
    if request.content_type != item.consumes:
        raise WrongType
    raw = await read_bounded(request, item.body_limit)
    kind = item.body
    assert kind is not None
    if kind is bytes:
        return raw
    if kind is str:
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise BadRequest from None
    return _json(raw, kind)


def _json(raw: bytes, model: type[BaseModel]) -> BaseModel:
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise BadJson from None
    try:
        value = model.model_validate_json(raw, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        if any(item["type"] in _NOT_JSON for item in error.errors(include_url=False)):
            raise BadJson from None
        raise invalid(error) from None
    # PostgreSQL stores no NUL; the escape is the only way to bring one in.
    if b"\\u0000" in raw:
        found = _pointer_of_nul(value.model_dump(mode="python", by_alias=True), "")
        if found is not None:
            raise Invalid.at(found, "string_nul")
    return value


def _pointer_of_nul(value: Any, pointer: str) -> str | None:
    if isinstance(value, str):
        return pointer if NUL in value else None
    children: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list | tuple | set | frozenset):
        children = list(enumerate(value))
    for key, child in children:
        if isinstance(key, str) and NUL in key:
            return pointer
        found = _pointer_of_nul(child, f"{pointer}/{key}")
        if found is not None:
            return found
    return None


def invalid(error: ValidationError, prefix: str = "") -> Invalid:
    """The problem for a validation error: where and what kind, never the value that was sent."""
    errors: list[JsonValue] = []
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        # The name of an unknown member is the sender's own text.
        location = item["loc"][:-1] if item["type"] == "extra_forbidden" else item["loc"]
        pointer = prefix + "".join(f"/{part}" for part in location)
        errors.append({"pointer": pointer, "code": item["type"]})
    return Invalid(errors=errors[:MOST_ERRORS])


async def read_bounded(request: web.Request, limit: int) -> bytes:
    """The whole body, at most `limit` bytes, within the body deadline."""
    length = request.content_length
    if length is not None and length > limit:
        raise TooLarge
    received = bytearray()
    try:
        async with asyncio.timeout(request.app[SETTINGS].body_seconds):
            async for chunk in request.content.iter_any():
                received += chunk
                if len(received) > limit:
                    raise TooLarge
    except TimeoutError:
        raise TooSlow from None
    return bytes(received)
