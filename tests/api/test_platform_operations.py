"""What is open to everybody is a short list that one reads here."""

import pytest

from server.platform.http.operation import Operation, check_operations
from server.platform.keys import OPERATIONS
from server.platform.settings import Settings
from tests.conftest import MakeApp

PUBLIC = {
    "GET /api/session": "the sign-in page asks whether somebody is signed in",
    "POST /api/session": "signing in",
    "POST /api/guest": "a guest shows the link that is their right",
    "GET /api/connection": "guests test their connection too; it gives relays for a short time",
}


@pytest.fixture
async def operations(make_app: MakeApp, sqlite_settings: Settings) -> list[Operation]:
    app = await make_app(sqlite_settings)
    check_operations(app)
    found: list[Operation] = app[OPERATIONS]
    return found


def test_public_operations_are_these(operations: list[Operation]) -> None:
    assert {f"{one.method} {one.path}" for one in operations if one.public} == PUBLIC.keys()


def test_every_operation_says_what_it_does_in_one_line(operations: list[Operation]) -> None:
    summaries = [one.summary for one in operations]
    assert [text for text in summaries if not text or len(text) > 80 or text.endswith(".")] == []


def test_what_changes_something_is_not_asked_for_with_get(operations: list[Operation]) -> None:
    assert [one.path for one in operations if one.method == "GET" and one.body is not None] == []
