"""Vietnamese text: cleaning, searching and sorting.

Vietnamese sorts by letter first and by tone second, in the order
a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y, tones: none, grave, hook, tilde, acute,
dot below (TCVN 6909 / the order of Vietnamese dictionaries).
"""

import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_VOWELS = frozenset("aăâeêioôơuưy")
# Zero-width and directional characters make two equal-looking names differ.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | frozenset(
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


def clean(text: str) -> str:
    """NFC, without control or invisible characters, white space runs made one space, trimmed."""
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace()
        or (character not in _INVISIBLE and unicodedata.category(character) not in {"Cc", "Cs"})
    )
    return " ".join("".join(kept).split())


def clean_lines(text: str) -> str:
    """As `clean`, but line breaks are kept; at most one empty line in a row."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cleaned = clean(line)
        if cleaned or (lines and lines[-1]):
            lines.append(cleaned)
    return "\n".join(lines).strip("\n")


def fold(text: str) -> str:
    """The key under which text is searched: lower case, no diacritics, đ as d, one space.

    Since tones go, the old and the new place of a tone mark (Ủy, Uỷ) fold to the same key.
    """
    # Twice: letters for mathematics become plain capitals only when they are decomposed.
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return clean(bare.replace("đ", "d"))


def same_spelling(text: str) -> str:
    """Lower case with each syllable's tone taken out and put at its end: Uỷ and Ủy become equal.

    Unlike `fold` it keeps what differs in meaning: `Ủy` and `Úy` stay two words.
    """
    return " ".join(
        "".join(letters) + "'" * bool(tone) + str(tone or "")
        for letters, tone in map(_split, clean(text).casefold().split())
    )


def sort_key(text: str) -> str:
    """A key that sorts as a Vietnamese dictionary does: by letters, then by tones."""
    letters_key: list[str] = []
    tones_key: list[str] = []
    for syllable in clean(text).casefold().split():
        letters, tone = _split(syllable)
        letters_key.append("".join(map(_rank, letters)))
        tones_key.append(str(tone))
    return "!".join(letters_key) + " " + "".join(tones_key)


def name_sort_key(full_name: str) -> str:
    """A key that sorts persons by given name, then family name, then the names between."""
    words = clean(full_name).split()
    if not words:
        return ""
    given, family, middle = words[-1], words[:1] if len(words) > 1 else [], words[1:-1]
    return "#".join(sort_key(" ".join(part)) for part in ([given], family, middle))


def _rank(letter: str) -> str:
    rank = _LETTER_RANK.get(letter)
    if rank is not None:
        # Two letters of the alphabet that sort alike under any collation of a database.
        return f"n{chr(ord('a') + rank // 26)}{chr(ord('a') + rank % 26)}"
    if letter.isdigit():
        return f"d{letter}"
    return f"z{ord(letter):06x}"


@lru_cache(maxsize=4096)
def _split(syllable: str) -> tuple[tuple[str, ...], int]:
    """The letters of a syllable without its tone, and the tone (0 to 5)."""
    tone = 0
    kept: list[str] = []
    for character in unicodedata.normalize("NFD", syllable):
        if character in _TONES:
            tone = _TONES[character]
        else:
            kept.append(character)
    return tuple(unicodedata.normalize("NFC", "".join(kept))), tone
