"""The congvu command, run as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.__main__ import cli

ROOT = Path(__file__).parents[2]


def congvu(folder: Path, *arguments: str, **environment: str) -> Result:
    """Run a command in this process, with an environment of its own."""
    hidden = dict.fromkeys(name for name in os.environ if name.startswith("CONGVU_"))
    given = {**hidden, "CONGVU_DATA_DIR": str(folder), **environment}
    return CliRunner().invoke(cli, arguments, env=given)


def create_admin(folder: Path, login: str, password: str) -> Result:
    return congvu(
        folder,
        *("admin", "create", "--login", login, "--name", "Đỗ Thị Giả Định"),
        *("--password", password),
    )


def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path) -> None:
    done = congvu(tmp_path, "doctor", CONGVU_PORT="many", CONGVU_PUBLIC_URL="hop.example.vn")
    assert done.exit_code == 2
    assert "CONGVU_PORT" in done.stderr
    assert "CONGVU_PUBLIC_URL" in done.stderr
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_an_administrator_is_created_once_on_a_fresh_machine(tmp_path: Path) -> None:
    password = "bến sông chiều nay vắng"
    assert create_admin(tmp_path, "quantri", password).exit_code == 0
    again = create_admin(tmp_path, "quantri", password)
    assert again.exit_code == 1
    assert again.stderr.strip()


def test_a_poor_password_creates_nobody(tmp_path: Path) -> None:
    refused = create_admin(tmp_path, "quantri", "quantri1")
    assert refused.exit_code == 1
    assert create_admin(tmp_path, "quantri", "bến sông chiều nay vắng").exit_code == 0


def test_an_import_tells_every_wrong_line_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(
        "code,name,kind,valid_from,parent_code\n"
        "TP,Thành phố,city,2025-07-01,\n"
        "S1,Sở Một,ministry,2025-07-01,TP\n"
        "S2,Sở Hai,department,hôm qua,TP\n"
    )
    refused = congvu(tmp_path, "import", "units", str(file))
    assert refused.exit_code == 1
    assert "3" in refused.stderr
    assert "4" in refused.stderr
    file.write_text("code,name,kind,valid_from\nTP,Thành phố,city,2025-07-01\n")
    assert congvu(tmp_path, "import", "units", str(file)).stdout.startswith("1 created")
    assert "1 unchanged" in congvu(tmp_path, "import", "units", str(file)).stdout


def test_a_picture_is_not_taken_for_a_table(tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe\x00")
    refused = congvu(tmp_path, "import", "staff", str(file))
    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 1


def test_the_committed_api_document_is_in_step(tmp_path: Path) -> None:
    committed = ROOT / "client/src/shared/api/openapi.json"
    assert congvu(tmp_path, "openapi", "--check", str(committed)).exit_code == 0
    stale = tmp_path / "openapi.json"
    stale.write_text(json.dumps({"openapi": "3.1.0"}))
    assert congvu(tmp_path, "openapi", "--check", str(stale)).exit_code == 1


def test_the_installed_command_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "congvu", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "doctor" in done.stdout


@pytest.mark.parametrize("command", ["serve", "demo", "migrate", "admin", "import", "doctor"])
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    helped = congvu(tmp_path, command, "--help")
    assert helped.exit_code == 0
    assert "Usage" in helped.stdout
