"""Logs say what happened, to which request, and never what a variable held."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from server.platform.telemetry import configure_logs
from tests.support.database import settings_for


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configuration = structlog.get_config()
    yield
    root.handlers, root.level = handlers, level
    structlog.configure(**configuration)


def fail(password: str) -> None:
    raise ValueError(f"length {len(password)}")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_shows_no_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    configure_logs(settings_for(tmp_path, log_format=log_format))
    try:
        # Put together here, since a traceback does show the lines of the source.
        fail(" ".join(("bí", "mật 123")))
    except ValueError:
        structlog.get_logger("fresh").exception("it failed")
    written = capsys.readouterr().err
    assert "it failed" in written
    assert "length 10" in written
    assert "bí mật" not in written


def test_json_lines_carry_the_request_id_also_from_other_libraries(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(settings_for(tmp_path, log_format="json"))
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        structlog.get_logger("ours").info("một", số=1)
        logging.getLogger("theirs").warning("hai %d", 2)
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["số"], ours["request_id"]) == ("một", 1, "abc")
    assert (theirs["event"], theirs["level"], theirs["request_id"]) == ("hai 2", "warning", "abc")
    assert ours["timestamp"].endswith("Z")
