"""Settings, read once at start from environment variables that begin with CONGVU_."""

import os
import secrets
from datetime import timedelta
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MINIMUM_SECRET_BYTES = 32


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and what to do."""


def _words(value: object) -> object:
    """Split `a, b c` into words, so that lists need no JSON in the environment."""
    if isinstance(value, str):
        return tuple(word for word in value.replace(",", " ").split() if word)
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_words)]


class Settings(BaseSettings):
    """Everything an operator may decide. Times are in the unit that the name ends with."""

    model_config = SettingsConfigDict(env_prefix="CONGVU_", extra="ignore", frozen=True)

    data_dir: Path = Path("var")
    database_url: str | None = None
    redis_url: str | None = None
    secret: SecretStr | None = None
    demo: bool = False

    public_url: str = "http://localhost:8080"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    trusted_proxies: Networks = ()
    client_dir: Path | None = None

    header_seconds: float = Field(default=8, gt=0)
    body_seconds: float = Field(default=8, gt=0)
    keepalive_seconds: float = Field(default=75, gt=0)
    drain_seconds: float = Field(default=20, ge=0)
    requests_per_minute: int = Field(default=12_000, gt=0)

    session_idle_minutes: int = Field(default=8 * 60, gt=0)
    session_absolute_hours: int = Field(default=7 * 24, gt=0)
    # What lets nobody in any more (sessions, guests, device tokens) is deleted after this.
    expired_kept_days: int = Field(default=30, ge=0, le=3650)
    # OWASP's first choice for argon2id: 46 MiB, one pass, one lane.
    password_memory_kib: int = Field(default=47_104, ge=64)

    media_host: str = "0.0.0.0"  # noqa: S104  (media must be reachable by participants)
    media_port: int = Field(default=40000, ge=0, le=65535)
    media_addresses: Words = ()
    turn_urls: Words = ()
    turn_secret: SecretStr | None = None

    metrics_token: SecretStr | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must look like https://hop.example.vn")
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise ValueError("must be an origin, without a path")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value and not value.startswith(("postgresql://", "postgres://", "sqlite:///")):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        return value or None

    @field_validator("secret")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MINIMUM_SECRET_BYTES:
            raise ValueError(f"must have at least {MINIMUM_SECRET_BYTES} characters")
        return value

    @classmethod
    def load(cls) -> Self:
        """Read the environment; raise SettingsError with one line for each wrong variable."""
        try:
            return cls()
        except ValidationError as error:
            lines = [
                f"CONGVU_{'_'.join(str(part) for part in item['loc'][:1]).upper()}: {item['msg']}"
                for item in error.errors(include_url=False, include_input=False)
            ]
            raise SettingsError("\n".join(lines)) from None

    @property
    def secure(self) -> bool:
        """True when people reach the server by https, so cookies may be __Host- and HSTS is set."""
        return self.public_url.startswith("https://")

    @property
    def expired_kept(self) -> timedelta:
        """How long the rows of what has expired stay."""
        return timedelta(days=self.expired_kept_days)

    @property
    def sqlite_path(self) -> Path | None:
        """The file of the database, or None on PostgreSQL."""
        if self.database_url is None:
            return self.data_dir / "congvu.sqlite3"
        if self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///"))
        return None

    @cached_property
    def secret_bytes(self) -> bytes:
        """The signing secret; created once in data_dir/secret, readable by the owner only."""
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        return _secret_file(self.data_dir / "secret")


def _secret_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_urlsafe(48).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        # link() fails when the name exists: of two first starts, one wins and both read its secret.
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    value = path.read_bytes().strip()
    if len(value) < MINIMUM_SECRET_BYTES:
        raise SettingsError(f"{path} is too short; delete it to have a new one made")
    return value
