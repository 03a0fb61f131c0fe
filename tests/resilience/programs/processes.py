"""Starting and killing programs of this project."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Self

ROOT = Path(__file__).parents[3]


def _environment() -> dict[str, str]:
    """What this process was given, but byte code is kept, as an installed program keeps it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Process:
    """A Python program of this project; its standard output is read line by line."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env=_environment() | (environment or {}),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code is None:
            self.kill()

    @property
    def output(self) -> IO[str]:
        """Its standard output."""
        assert self._process.stdout is not None
        return self._process.stdout

    def kill(self) -> str:
        """End it as a power cut would; gives what it said until then."""
        self._process.send_signal(signal.SIGKILL)
        return self._finish()

    def stop(self, seconds: float = 15) -> str:
        """End it as an operator would; gives what it said until then."""
        self._process.send_signal(signal.SIGTERM)
        return self._finish(seconds)

    def _finish(self, seconds: float = 15) -> str:
        rest, _ = self._process.communicate(timeout=seconds)
        return rest

    @property
    def processor_seconds(self) -> float:
        """How long it has been computing."""
        # proc(5): the fields after the name in parentheses begin with the third.
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()
