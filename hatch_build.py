"""Builds the client into the wheel, so that an installed congvu serves its page."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ClientHook(BuildHookInterface):
    """`npm ci && npm run build`, then client/dist goes to server/client of the wheel.

    CONGVU_BUILD_WITHOUT_CLIENT=1 leaves it out: for images that build the client apart.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs."""
        if version == "editable" or os.environ.get("CONGVU_BUILD_WITHOUT_CLIENT"):
            return
        client = Path(self.root) / "client"
        dist = client / "dist"
        if not (dist / "index.html").exists():
            npm = shutil.which("npm")
            if npm is None:
                raise RuntimeError(
                    "npm is needed to build the client: `make client/dist/index.html`"
                )
            for command in (["ci", "--no-fund", "--no-audit"], ["run", "build"]):
                subprocess.run([npm, *command], cwd=client, check=True)  # noqa: S603
        build_data["force_include"][str(dist)] = "server/client"
