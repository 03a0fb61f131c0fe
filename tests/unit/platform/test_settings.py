"""Settings come typed, or with an error that says what to do."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.platform.settings import Settings, SettingsError


def test_the_environment_is_read_with_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVU_PORT", "9999")
    monkeypatch.setenv("CONGVU_MEDIA_ADDRESSES", "192.0.2.1, 192.0.2.2")
    monkeypatch.setenv("CONGVU_TRUSTED_PROXIES", "10.0.0.0/8")
    monkeypatch.setenv("CONGVU_PUBLIC_URL", "https://hop.example.vn/")
    settings = Settings.load()
    assert settings.port == 9999
    assert settings.media_addresses == ("192.0.2.1", "192.0.2.2")
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8"]
    assert settings.public_url == "https://hop.example.vn"
    assert settings.secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONGVU_PORT", "70000"),
        ("CONGVU_PUBLIC_URL", "hop.example.vn"),
        ("CONGVU_PUBLIC_URL", "https://hop.example.vn/duong-dan"),
        ("CONGVU_DATABASE_URL", "mysql://localhost/x"),
        ("CONGVU_SECRET", "short"),
        ("CONGVU_TRUSTED_PROXIES", "everyone"),
        ("CONGVU_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.load()
    if name == "CONGVU_SECRET":
        assert value not in str(caught.value)


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path, secret=None).secret_bytes
    again = Settings(data_dir=tmp_path, secret=None).secret_bytes
    assert first == again
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_starts_at_the_same_moment_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(lambda _: Settings(data_dir=tmp_path).secret_bytes, range(32))
        assert len(set(made)) == 1


def test_a_secret_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    with pytest.raises(SettingsError, match="too short"):
        _ = Settings(data_dir=tmp_path).secret_bytes


def test_sqlite_lies_in_the_data_folder_unless_another_database_is_named(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).sqlite_path == tmp_path / "congvu.sqlite3"
    other = Settings(database_url="sqlite:////srv/congvu.db")
    assert other.sqlite_path == Path("/srv/congvu.db")
    assert Settings(database_url="postgresql://db/congvu").sqlite_path is None
