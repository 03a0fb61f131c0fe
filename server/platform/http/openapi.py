"""The OpenAPI 3.1 document, made from the declared operations."""

import asyncio
import inspect
import types
import typing
from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import web
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from pydantic_core import to_json

from server.platform.http.operation import Answer, Operation
from server.platform.http.problems import (
    CONTENT_TYPE,
    BadJson,
    BadRequest,
    CrossSite,
    Forbidden,
    Internal,
    Invalid,
    NotFound,
    Problem,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorized,
    Unavailable,
    WrongType,
)
from server.platform.keys import OPERATIONS
from server.platform.version import VERSION

Json = dict[str, Any]
_REF = "#/components/schemas/{model}"

SECURITY_SCHEMES: Json = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "congvu",
        "description": "Set by POST /api/session; __Host-congvu under https.",
    },
    "guest": {
        "type": "apiKey",
        "in": "cookie",
        "name": "congvu-guest",
        "description": "Set by POST /api/guest; __Host-congvu-guest under https.",
    },
    "device": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of POST /api/meetings/{code}/device-tokens.",
    },
}

PROBLEM_SCHEMA: Json = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. Clients decide by `code`; further members belong to the code.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "retry_after": {"type": "integer", "description": "Seconds"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
            },
        },
    },
}


def document(operations: Sequence[Operation]) -> Json:
    """The OpenAPI document of the operations, in a stable order."""
    ordered = sorted(operations, key=lambda item: (item.path, item.method))
    schemas, components = _schemas(ordered)
    paths: Json = {}
    for item in ordered:
        entry = _entry(item, schemas)
        paths.setdefault(_plain(item.path), {})[item.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "congvu",
            "version": VERSION,
            "description": "Online meetings and remote work for a city's civil service.",
        },
        "paths": paths,
        "components": {
            "schemas": dict(sorted({**components, "Problem": PROBLEM_SCHEMA}.items())),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


_Key = tuple[int, str]


def _schemas(operations: Sequence[Operation]) -> tuple[dict[_Key, Json], Json]:
    wanted: list[tuple[_Key, JsonSchemaMode, TypeAdapter[Any]]] = []
    for index, item in enumerate(operations):
        if item.body is not None and _is_model(item.body):
            wanted.append(((index, "body"), "validation", TypeAdapter(item.body)))
        answer = answer_model(item)
        if answer is not None:
            wanted.append(((index, "answer"), "serialization", TypeAdapter(answer)))
    if not wanted:
        return {}, {}
    by_key, shared = TypeAdapter.json_schemas(wanted, ref_template=_REF)
    keyed = {(operations[key[0]].identifier, key[1]): value for (key, _), value in by_key.items()}
    return typing.cast("dict[_Key, Json]", keyed), shared.get("$defs", {})


def answer_model(item: Operation) -> Any:
    """The model that an operation answers with; None for no body or a body of another kind."""
    kinds = [item.answer]
    if isinstance(item.answer, types.UnionType) or typing.get_origin(item.answer) is typing.Union:
        kinds = list(typing.get_args(item.answer))
    models = [kind for kind in kinds if _is_model(kind)]
    return models[0] if models else None


def _is_model(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, BaseModel)


def _plain(path: str) -> str:
    """`{code:[a-z]+}` becomes `{code}`."""
    return "/".join(
        part.split(":")[0] + "}" if part.startswith("{") and ":" in part else part
        for part in path.split("/")
    )


def _entry(item: Operation, schemas: Any) -> Json:
    entry: Json = {
        "operationId": item.identifier,
        "summary": item.summary,
        "tags": [item.tag],
        "responses": _responses(item, schemas.get((item.identifier, "answer"))),
    }
    if item.description:
        entry["description"] = item.description
    if parameters := [*_path_parameters(item), *_query_parameters(item)]:
        entry["parameters"] = parameters
    if item.body is not None:
        schema = schemas.get((item.identifier, "body"), {"type": "string"})
        entry["requestBody"] = {"required": True, "content": {item.consumes: {"schema": schema}}}
    if not item.public:
        entry["security"] = [{scheme: []} for scheme in item.security]
    return entry


def _path_parameters(item: Operation) -> Iterable[Json]:
    for name, adapter in item.path_types.items():
        yield {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}


def _query_parameters(item: Operation) -> Iterable[Json]:
    if item.query is None:
        return
    schema = TypeAdapter(item.query).json_schema(mode="validation")
    definitions = schema.get("$defs", {})
    for name, member in schema.get("properties", {}).items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", []),
            "schema": _without_null(_inlined(member, definitions)),
        }


def _inlined(schema: Any, definitions: Json) -> Any:
    """Parameters stand alone: put the definitions that they refer to in their place."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inlined(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
        return {key: _inlined(value, definitions) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_inlined(value, definitions) for value in schema]
    return schema


def _without_null(schema: Json) -> Json:
    """A query has no null: what may be null in the model may be left out of the query."""
    choices = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    if schema.get("default") is not None:
        rest["default"] = schema["default"]
    if len(choices) == 1:
        return {**rest, **choices[0]}
    return {**rest, "anyOf": choices} if choices else rest


def _responses(item: Operation, answer: Json | None) -> Json:
    return _good_answers(item, answer) | _problem_answers(item)


def _good_answers(item: Operation, answer: Json | None) -> Json:
    if item.answers:
        return {str(status): _own_answer(made) for status, made in item.answers.items()}
    success: Json = {"description": "Done"}
    status = item.status
    if answer is not None:
        success["content"] = {item.produces: {"schema": answer}}
    elif item.produces != "application/json":
        success["content"] = {item.produces: {"schema": {"type": "string"}}}
    elif status == 200:
        status = 204
    return {str(status): success}


def _own_answer(made: Answer) -> Json:
    text = {"schema": {"type": "string"}}
    described: Json = {"description": made.description}
    if made.headers:
        described["headers"] = {
            name: {"description": meaning, **text} for name, meaning in made.headers.items()
        }
    if made.produces is not None:
        described["content"] = {made.produces: text}
    return described


def _problem_answers(item: Operation) -> Json:
    responses: Json = {}
    by_status: dict[int, list[type[Problem]]] = {}
    for problem in problems_of(item):
        by_status.setdefault(problem.status, []).append(problem)
    for number, found in sorted(by_status.items()):
        codes = sorted({problem.code for problem in found})
        responses[str(number)] = {
            "description": "; ".join(f"{one.code}: {one.title}" for one in found),
            "content": {
                CONTENT_TYPE: {
                    "schema": {
                        "allOf": [
                            {"$ref": _REF.format(model="Problem")},
                            {"properties": {"code": {"enum": codes}}},
                        ]
                    }
                }
            },
        }
    return responses


def problems_of(item: Operation) -> list[type[Problem]]:
    """The operation's own problems and those that the platform raises for it."""
    found: list[type[Problem]] = [*item.problems, TooMany, Unavailable, Internal, BadRequest]
    if not item.public:
        found.append(Unauthorized)
    if item.permission is not None:
        found.append(Forbidden)
    if item.path_types:
        found.append(NotFound)
    if item.method not in {"GET", "HEAD"}:
        found.append(CrossSite)
    if item.query is not None:
        found.append(Invalid)
    if item.body is not None:
        found += [BadJson, TooSlow, TooLarge, WrongType, Invalid]
    return sorted(set(found), key=lambda problem: (problem.status, problem.code))


class Description:
    """Makes the document when it is first asked for; it changes only with the program."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations
        self._making: asyncio.Task[Json] | None = None

    async def document(self) -> Json:
        """The document. Making it takes a third of a second, in a thread."""
        if self._making is None:
            making = asyncio.to_thread(document, tuple(self._operations))
            self._making = asyncio.create_task(making)
        return await asyncio.shield(self._making)


DESCRIPTION = web.AppKey("openapi_description", Description)


def add_routes(app: web.Application) -> None:
    """Add /api/openapi.json."""
    operations: list[Operation] = app[OPERATIONS]
    app[DESCRIPTION] = Description(operations)
    app.router.add_get("/api/openapi.json", show)


async def show(request: web.Request) -> web.Response:
    """The document as JSON."""
    return web.Response(
        body=to_json(await request.app[DESCRIPTION].document(), indent=2),
        content_type="application/json",
        headers={"Cache-Control": "no-cache"},
    )
