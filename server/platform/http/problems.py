"""Errors as application/problem+json (RFC 9457), each with a stable code that clients translate."""

from collections.abc import Iterator
from typing import ClassVar

from aiohttp import web
from pydantic import JsonValue
from pydantic_core import to_json

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818  (the term of RFC 9457)
    """Something the caller may be told. Never put into `detail` what the caller sent."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "The request cannot be understood"

    def __init__(self, detail: str | None = None, **extra: JsonValue) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}

    def document(self) -> dict[str, JsonValue]:
        """The problem as a JSON object."""
        document: dict[str, JsonValue] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "code": self.code,
        }
        if self.detail is not None:
            document["detail"] = self.detail
        return document | self.extra

    def response(self) -> web.Response:
        """The problem as a response."""
        return web.Response(
            status=self.status,
            body=to_json(self.document()),
            content_type=CONTENT_TYPE,
            headers=self.headers,
        )


class BadRequest(Problem):
    """The bytes of the request are no valid request."""


class BadJson(Problem):
    """The body is not JSON in UTF-8."""

    code = "body.not_json"
    title = "The body is not JSON in UTF-8"


class Unauthorized(Problem):
    """Nobody is signed in."""

    status = 401
    code = "session.required"
    title = "Sign in first"


class Forbidden(Problem):
    """Signed in, but without the right; use NotFound where existence itself is not to be known."""

    status = 403
    code = "forbidden"
    title = "You do not have the right to do this"


class CrossSite(Problem):
    """An unsafe request from the page of another site."""

    status = 403
    code = "cross_site"
    title = "The request came from another site"


class NotFound(Problem):
    """No such thing, or none that the caller may know of."""

    status = 404
    code = "not_found"
    title = "Not found"


class MethodNotAllowed(Problem):
    """The address exists and does not know the method."""

    status = 405
    code = "method_not_allowed"
    title = "This address does not support the method"


class TooSlow(Problem):
    """The body did not arrive within its deadline."""

    status = 408
    code = "body.too_slow"
    title = "The body took too long to arrive"


class Conflict(Problem):
    """What exists now does not allow the change."""

    status = 409
    code = "conflict"
    title = "The change conflicts with what exists"


class Gone(Problem):
    """It existed once."""

    status = 410
    code = "gone"
    title = "No longer available"


class TooLarge(Problem):
    """The body is longer than the operation takes."""

    status = 413
    code = "body.too_large"
    title = "The body is too large"


class WrongType(Problem):
    """The body has a content type that the operation does not take."""

    status = 415
    code = "body.wrong_type"
    title = "The content type is not supported"


class Invalid(Problem):
    """Well-formed, but a value is not acceptable; `errors` points at each."""

    status = 422
    code = "invalid"
    title = "Some values are not acceptable"

    @classmethod
    def at(cls, pointer: str, code: str) -> "Invalid":
        """One wrong value: a JSON pointer to it, and what is wrong with it."""
        return cls(errors=[{"pointer": pointer, "code": code}])


class TooMany(Problem):
    """Too many requests; try again after `retry_after` seconds."""

    status = 429
    code = "rate.limited"
    title = "Too many requests"

    def __init__(self, retry_after: float = 1, **extra: JsonValue) -> None:
        seconds = max(1, round(retry_after + 0.5))
        super().__init__(None, retry_after=seconds, **extra)
        self.headers["Retry-After"] = str(seconds)


class Internal(Problem):
    """Our mistake; the log has the reason under the request id."""

    status = 500
    code = "internal"
    title = "Something went wrong on our side"


class Unavailable(Problem):
    """A part that is needed does not answer; the same request may work later."""

    status = 503
    code = "unavailable"
    title = "Temporarily unavailable"

    def __init__(self, detail: str | None = None, **extra: JsonValue) -> None:
        super().__init__(detail, **extra)
        self.headers["Retry-After"] = "2"


class Draining(Unavailable):
    """This node is about to stop and takes nothing new."""

    code = "draining"
    title = "This server is restarting"


def every_problem(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Problem and all classes derived from it that are known so far."""
    yield root
    for child in root.__subclasses__():
        yield from every_problem(child)
