"""Which passwords may be used: OWASP ASVS 5.0, chapter V6.2.

At least 8 characters (6.2.1), long ones allowed (6.2.9: 64 and more), no composition rules (6.2.5),
used exactly as typed, no rotation (6.2.10), not a common one (6.2.4), and no words of the context
(6.2.11). The list is of stems: digits and signs around a stem don't make it uncommon, which refuses
far more than the 3,000 passwords the standard asks for.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from server.platform.text import fold

SHORTEST: Final = 8
LONGEST: Final = 256
SHORTEST_CONTEXT_WORD: Final = 4
PRODUCT_WORDS: Final = ("congvu", "cong vu")

# The signs people put in the place of letters.
_LEET: Final = str.maketrans("013457@$!", "oieastasi")
_KEYBOARD_ROWS: Final = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
)


def password_fault(password: str, context: Iterable[str] = ()) -> str | None:
    """The code of what is wrong with a new password, or None.

    `context` are words an attacker would try first for this person: login, names, e-mail address.
    """
    if len(password) < SHORTEST:
        return "password.too_short"
    if len(password) > LONGEST:
        return "password.too_long"
    if _is_common(password):
        return "password.common"
    if _leans_on(password, (*PRODUCT_WORDS, *context)):
        return "password.context"
    return None


def _is_common(password: str) -> bool:
    folded = fold(password)
    stem = _stem(folded)
    stems = {stem, stem.translate(_LEET), _stem(folded.translate(_LEET))}
    return any(
        len(stem) < SHORTEST_CONTEXT_WORD or stem in common_stems() or _is_pattern(stem)
        for stem in map(_unrepeated, stems)
    )


def _stem(folded: str) -> str:
    """The password without spaces and without the digits and signs around its letters."""
    joined = re.sub(r"\s+", "", folded)
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", joined)


def _unrepeated(text: str) -> str:
    """ "abcabcabc" -> "abc": saying a word often makes it no better."""
    match = re.fullmatch(r"(.+?)\1+", text)
    return match[1] if match else text


def _is_pattern(text: str) -> bool:
    """Whether the text is a walk along the keyboard or the alphabet, in either direction."""
    return any(text in row or text in row[::-1] for row in _KEYBOARD_ROWS)


def _leans_on(password: str, words: Iterable[str]) -> bool:
    """Whether little is left of the password without the words of its context."""
    rest = re.sub(r"[\W_]+", "", fold(password))
    found = False
    for word in sorted(_words(words), key=len, reverse=True):
        found = found or word in rest
        rest = rest.replace(word, "")
    return found and len(re.sub(r"\d+", "", rest)) < SHORTEST


def _words(texts: Iterable[str]) -> set[str]:
    whole = {fold(text) for text in texts}
    parts = {part for text in whole for part in re.split(r"[\W_]+", text)}
    joined = {re.sub(r"[\W_]+", "", text) for text in whole}
    return {word for word in parts | joined if len(word) >= SHORTEST_CONTEXT_WORD}


@cache
def common_stems() -> frozenset[str]:
    """The folded stems of common passwords, international and Vietnamese."""
    text = Path(__file__).with_name("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
