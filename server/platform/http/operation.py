"""Typed operations: one decorator gives validation, the identity check and the API document.

A handler's parameters say what it needs:

    @operation("GET", "/api/meetings/{code}", summary="One meeting", tag="meetings")
    async def show(request: web.Request, actor: Actor, *, code: str) -> Meeting: ...

`request` is the request; `body` and `query` are models that derive from Schema (or `body: str`
with `consumes`); a name in the path template is converted to its annotation (404 when it does not
fit); everything else is resolved by its type through app[RESOLVERS].
"""

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter

from server.platform.http import reading
from server.platform.http.limits import Rate, limit_by_address
from server.platform.http.problems import Problem, Unauthorized
from server.platform.keys import AUTHORISER, OPERATIONS, RESOLVERS, Principal

Handler = Callable[..., Awaitable[Any]]
H = TypeVar("H", bound=Handler)

BODY_LIMIT = 64 * 1024
_ATTRIBUTE = "__operation__"


@dataclass(frozen=True)
class Answer:
    """A good answer that a handler makes itself: its headers and what they mean, its media type."""

    description: str
    headers: Mapping[str, str] = field(default_factory=dict)
    produces: str | None = None


@dataclass(frozen=True)
class Operation:
    """What is known about one operation; the API document is made from it."""

    method: str
    path: str
    summary: str
    tag: str
    status: int
    public: bool
    permission: str | None
    everywhere: bool
    problems: tuple[type[Problem], ...]
    body_limit: int
    rate: Rate | None
    consumes: str
    produces: str
    security: tuple[str, ...]
    answers: Mapping[int, Answer]
    handler: Handler
    path_types: dict[str, TypeAdapter[Any]]
    resolved: dict[str, Any]
    body: type | None = None
    query: type[BaseModel] | None = None
    answer: Any = None
    description: str = ""
    takes_request: bool = False
    principal_names: tuple[str, ...] = field(default=())

    @property
    def identifier(self) -> str:
        """A unique name, such as `meetings_show`."""
        return f"{self.tag}_{self.handler.__name__}"

    @property
    def authorised(self) -> bool:
        """True when the platform itself asks for a signed-in person before the handler runs."""
        return self.permission is not None or bool(self.principal_names)


def operation(
    method: str,
    path: str,
    *,
    summary: str,
    tag: str,
    status: int = 200,
    public: bool = False,
    permission: str | None = None,
    everywhere: bool = False,
    problems: Sequence[type[Problem]] = (),
    body_limit: int = BODY_LIMIT,
    rate: Rate | None = None,
    consumes: str = "application/json",
    produces: str = "application/json",
    security: Sequence[str] = ("session",),
    answers: Mapping[int, Answer] | None = None,
) -> Callable[[H], H]:
    """Declare an operation; `add_operations` puts it into an application.

    `public` operations need no identity; every other must get one, by a resolver or by
    `permission` (the person has it over some unit; `everywhere`: over all). `problems` are those
    of the operation itself; those of the platform are added. `rate` limits requests by client
    address. For the document alone: `security` names the schemes of which one is needed, `answers`
    by status what a handler answers that makes its responses itself.
    """

    def declare(handler: H) -> H:
        hints = typing.get_type_hints(handler, include_extras=True)
        answer = hints.pop("return", None)
        names = list(inspect.signature(handler).parameters)
        in_path = reading.names_in(path)
        found = Operation(
            method=method.upper(),
            path=path,
            summary=summary,
            tag=tag,
            status=status,
            public=public,
            permission=permission,
            everywhere=everywhere,
            problems=tuple(problems),
            body_limit=body_limit,
            rate=rate,
            consumes=consumes,
            produces=produces,
            security=tuple(security),
            answers=answers or {},
            handler=handler,
            path_types={name: TypeAdapter(hints[name]) for name in in_path},
            body=hints.get("body"),
            query=hints.get("query"),
            takes_request="request" in names,
            principal_names=tuple(name for name in names if hints.get(name) is Principal),
            resolved={
                name: hints[name]
                for name in names
                if name not in {"request", "body", "query", *in_path}
                and hints[name] is not Principal
            },
            answer=answer,
            description=inspect.getdoc(handler) or "",
        )
        setattr(handler, _ATTRIBUTE, found)
        return handler

    return declare


def add_operations(app: web.Application, *handlers: Handler) -> None:
    """Register the routes of declared operations and their entries in the API document."""
    for handler in handlers:
        found: Operation = getattr(handler, _ATTRIBUTE)
        if any(known.identifier == found.identifier for known in app[OPERATIONS]):
            raise ValueError(f"two operations called {found.identifier}")
        app[OPERATIONS].append(found)
        app.router.add_route(found.method, found.path, _route(found))


def check_operations(app: web.Application) -> None:
    """Refuse to start when an operation that is not public has nobody to ask for an identity."""
    resolvers = app[RESOLVERS]
    for item in app[OPERATIONS]:
        unknown = [name for name, kind in item.resolved.items() if kind not in resolvers]
        if unknown:
            raise RuntimeError(f"{item.method} {item.path}: nothing resolves {unknown}")
        certain = [kind for kind in item.resolved.values() if not _may_be_nobody(kind)]
        if not (item.public or certain or item.authorised):
            raise RuntimeError(f"{item.method} {item.path}: no identity, and not public")


def _may_be_nobody(kind: Any) -> bool:
    return type(None) in typing.get_args(kind)


def _route(item: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def route(request: web.Request) -> web.StreamResponse:
        if item.rate is not None:
            await limit_by_address(request, f"{item.method} {item.path}", item.rate)
        # Who asks comes before what is asked: an unknown caller learns nothing from validation.
        arguments = await _identity(item, request)
        for name, adapter in item.path_types.items():
            arguments[name] = reading.path_value(adapter, request.match_info[name])
        if item.query is not None:
            arguments["query"] = reading.query(request, item.query)
        if item.body is not None:
            arguments["body"] = await reading.body(request, item)
        if item.takes_request:
            arguments["request"] = request
        return _respond(item, await item.handler(**arguments))

    route.__name__ = item.identifier
    route.__doc__ = item.summary
    return route


async def _identity(item: Operation, request: web.Request) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if item.authorised:
        authorise = request.app.get(AUTHORISER)
        if authorise is None:
            raise Unauthorized
        principal = await authorise(request, item.permission, everywhere=item.everywhere)
        arguments.update(dict.fromkeys(item.principal_names, principal))
    for name, kind in item.resolved.items():
        arguments[name] = await request.app[RESOLVERS][kind](request)
    return arguments


def _respond(item: Operation, answer: Any) -> web.StreamResponse:
    if isinstance(answer, web.StreamResponse):
        return answer
    if answer is None:
        return web.Response(status=204)
    body = answer.__pydantic_serializer__.to_json(answer, by_alias=True)
    return web.Response(status=item.status, body=body, content_type="application/json")
