"""Meeting codes: three groups of letters that can be read out over a telephone."""

import re
import secrets
from collections.abc import Callable
from typing import Final

# No i, l, o, q, u, w: misread for j/1, 1, 0, g, v and vv. 20 letters, so 20^10 codes (43 bits).
ALPHABET: Final = "abcdefghjkmnprstvxyz"
GROUPS: Final = (3, 4, 3)
LETTERS: Final = sum(GROUPS)
LENGTH: Final = LETTERS + len(GROUPS) - 1

_LETTERS_ONLY: Final = re.compile(rf"[{ALPHABET}]{{{LETTERS}}}")


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A random code such as `abc-defg-hjk`; `choose` picks one letter of the alphabet."""
    return _grouped("".join(choose(ALPHABET) for _ in range(LETTERS)))


def parse_code(text: str) -> str | None:
    """The code as stored, from what a person typed (capitals, spaces, no hyphens), or None."""
    letters = re.sub(r"[\s-]", "", text[: 4 * LENGTH]).lower()
    return _grouped(letters) if _LETTERS_ONLY.fullmatch(letters) else None


def _grouped(letters: str) -> str:
    groups, start = [], 0
    for size in GROUPS:
        groups.append(letters[start : start + size])
        start += size
    return "-".join(groups)
