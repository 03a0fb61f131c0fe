"""Message codes in the languages of the house. Vietnamese comes first."""

import json
from functools import lru_cache
from importlib import resources
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@lru_cache(maxsize=len(LANGUAGES))
def messages(language: Language) -> dict[str, str]:
    """Every message of a language, by code."""
    source = resources.files("server.platform").joinpath("locales", f"{language}.json")
    loaded: dict[str, str] = json.loads(source.read_text("utf-8"))
    return loaded


def translate(code: str, language: Language = "vi", **values: object) -> str:
    """The message of a code; `{name}` in it is replaced by values[name]. The code if unknown."""
    message = messages(language).get(code, code)
    for name, value in values.items():
        message = message.replace("{" + name + "}", str(value))
    return message


def preferred(header: str | None) -> Language:
    """The language that an Accept-Language header puts first among ours."""
    best: tuple[float, Language] = (0.0, "vi")
    for part in (header or "").split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        for language in LANGUAGES:
            if tag.split("-")[0].lower() == language and weight > best[0]:
                best = (weight, language)
    return best[1]
