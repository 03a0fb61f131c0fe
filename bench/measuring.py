"""What every benchmark does alike: a process's CPU time, the machine, the closing line."""

import json
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

_JIFFY = 1 / os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _JIFFY


def report(bench: str, results: Mapping[str, float]) -> None:
    """Print the line of JSON that ends every benchmark."""
    machine = {
        "cpus": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    sys.stdout.write(json.dumps({"bench": bench, "machine": machine, "results": results}) + "\n")
