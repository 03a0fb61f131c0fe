"""Bytes recorded from Chromium 156, decrypted where they were encrypted."""

from __future__ import annotations

from pathlib import Path

STUN_PASSWORD = "tD45Yz12tI7qiZkE4XF7EBeK"

_FOLDER = Path(__file__).parent / "recorded"


def recorded(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()
