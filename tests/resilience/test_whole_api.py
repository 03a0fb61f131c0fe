"""The whole OpenAPI document against generated requests, right and wrong ones, of two callers."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

import server.app
from server.platform.http.deadlines import GuardedRunner
from server.platform.http.openapi import document
from server.platform.http.operation import Operation
from server.platform.keys import DATABASE, OPERATIONS
from server.platform.settings import Settings
from tests.support.database import create_tables, settings_for
from tests.support.people import PASSWORD, City, make_city

ANSWER_SECONDS = 20
RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@schemathesis.serializer("application/sdp", "application/trickle-ice-sdpfrag")
def _as_text(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode("utf-8", "replace")


class InThread:
    """The whole server on a loop of its own, so that a blocking client may ask it."""

    def __init__(self, changed: Settings) -> None:
        self._settings = changed
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self.document: dict[str, Any] = {}
        self.city = City()
        self.meeting = ""
        self.url = ""

    def __enter__(self) -> "InThread":
        self._thread.start()
        assert self._started.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        await create_tables(self._settings)
        app = await server.app.build(self._settings)
        self.city = await make_city(app[DATABASE])
        operations: list[Operation] = app[OPERATIONS]
        self.document = document(operations)
        runner = GuardedRunner(app, self._settings)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._started.set()
        await self._stop.wait()
        await runner.cleanup()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InThread]:
    folder: Path = tmp_path_factory.mktemp("whole-api")
    with InThread(settings_for(folder)) as server_:
        cookies = sign_in(server_.url, "head")
        made = requests.post(
            f"{server_.url}/api/meetings/now", json={}, cookies=cookies, timeout=ANSWER_SECONDS
        )
        server_.meeting = made.json()["code"]
        yield server_


def sign_in(url: str, login: str) -> dict[str, str]:
    """The cookies of a new session."""
    answer = requests.post(
        f"{url}/api/session",
        json={"login": login, "password": PASSWORD},
        timeout=ANSWER_SECONDS,
    )
    assert answer.status_code == 200, answer.text
    return {cookie.name: cookie.value or "" for cookie in answer.cookies}


@pytest.mark.parametrize(
    ("login", "examples"),
    [
        ("administrator", 3),
        ("head", 2),
        (None, 1),
        *(pytest.param(login, 25, marks=pytest.mark.long) for login in ("administrator", None)),
    ],
)
@pytest.mark.timeout(600)
def test_no_request_breaks_the_server_or_its_document(
    running: InThread, login: str | None, examples: int
) -> None:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(running.document)
    failures: list[str] = []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        try:
            ask(running, result.ok(), login, examples)
        except BaseExceptionGroup as group:
            failures += [f"{result.ok().label}: {error}" for error in group.exceptions]
        except Exception as error:
            failures.append(f"{result.ok().label}: {error}")
    assert failures == []


def known_parts(running: InThread, path: str) -> dict[str, str]:
    """Names of things that exist, so that requests reach what is behind the first look-up."""
    city = running.city
    names = {
        "code": running.meeting,
        "unit_id": str(city.unit("records")),
        "person_id": str(city.person("official")),
        "day": "2027-06-07",
    }
    if path.startswith("/api/units/"):
        names["id"] = str(city.unit("island"))
    if path.startswith("/api/staff/"):
        names["id"] = str(city.person("stranger"))
    return {name: value for name, value in names.items() if f"{{{name}}}" in path}


def ask(
    running: InThread,
    operation: schemathesis.APIOperation[Any, Any, Any, Any],
    login: str | None,
    examples: int,
) -> None:
    """Ask one operation with generated requests, and hold every answer against the document."""
    # A session for each: signing out and ending sessions are operations too.
    cookies = sign_in(running.url, login) if login else {}
    cases = operation.as_strategy(generation_mode=RIGHT)
    if known := known_parts(running, operation.path):
        cases |= operation.as_strategy(generation_mode=RIGHT, path_parameters=known)
    if operation.body or operation.query or operation.path_parameters:
        cases |= operation.as_strategy(generation_mode=WRONG)

    @given(case=cases)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def run(case: "schemathesis.Case[Any]") -> None:
        case.cookies = {}
        response = case.call(base_url=running.url, cookies=cookies, timeout=ANSWER_SECONDS)
        case.validate_response(
            response,
            # Rules beyond the schema refuse much that the schema allows; and the platform's own
            # tests hold the methods.
            excluded_checks=[positive_data_acceptance, negative_data_rejection, unsupported_method],
        )

    run()
