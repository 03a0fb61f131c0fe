"""Kinds of meeting and their longest length: Decision 45/2018/QĐ-TTg.

Data, not constants of the program: each rule carries its legal basis and the day it began.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What a meeting is held for."""

    CONSULTING = "consulting"
    SOLVING = "solving"
    PROFESSIONAL = "professional"
    BRIEFING = "briefing"
    REVIEW = "review"
    THEMATIC = "thematic"
    TRAINING = "training"
    COORDINATION = "coordination"


@dataclass(frozen=True, slots=True)
class KindRule:
    """How long a meeting of a kind may last, and where that is laid down."""

    longest: timedelta
    basis: str
    valid_from: date


HALF_A_DAY: Final = timedelta(hours=4)
ONE_DAY: Final = timedelta(hours=8)
TWO_DAYS: Final = timedelta(days=2)

_BASIS: Final = "Quyết định 45/2018/QĐ-TTg"
_FROM: Final = date(2019, 1, 1)

RULES: Final = MappingProxyType(
    {
        kind: KindRule(longest, _BASIS, _FROM)
        for kind, longest in {
            Kind.CONSULTING: HALF_A_DAY,
            Kind.SOLVING: HALF_A_DAY,
            Kind.BRIEFING: HALF_A_DAY,
            Kind.COORDINATION: HALF_A_DAY,
            Kind.PROFESSIONAL: ONE_DAY,
            Kind.REVIEW: ONE_DAY,
            Kind.THEMATIC: ONE_DAY,
            Kind.TRAINING: TWO_DAYS,
        }.items()
    }
)


def rule_for(kind: Kind, on: date) -> KindRule | None:
    """The rule in force for a kind on a day, or None."""
    rule = RULES[kind]
    return rule if rule.valid_from <= on else None


def advice(kind: Kind | None, length: timedelta, on: date) -> list[str]:
    """What the decision has to say about a meeting: codes to show, which forbid nothing."""
    rule = rule_for(kind, on) if kind is not None else None
    return ["longer_than_kind"] if rule is not None and length > rule.longest else []
