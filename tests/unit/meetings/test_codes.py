"""Meeting codes can be read out, typed back, and not be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.meetings.codes import ALPHABET, LENGTH, new_code, parse_code

letters = st.lists(st.sampled_from(ALPHABET), min_size=10, max_size=10)


def code_of(chosen: list[str]) -> str:
    rest = iter(chosen)
    return new_code(lambda _: next(rest))


def test_a_code_is_three_groups_of_letters() -> None:
    assert code_of(list("abcdefghjk")) == "abc-defg-hjk"


def test_no_letter_of_a_code_looks_like_another() -> None:
    assert not set(ALPHABET) & set("iloquw0123456789")
    assert len(set(ALPHABET)) == len(ALPHABET) == 20


def test_two_codes_are_not_the_same() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000


@given(letters, st.data())
def test_a_code_survives_how_people_type_it(chosen: list[str], data: st.DataObject) -> None:
    code = code_of(chosen)
    assert len(code) == LENGTH
    typed = data.draw(
        st.sampled_from([code.upper(), code.replace("-", ""), f" {code.replace('-', ' ')} "])
    )
    assert parse_code(typed) == code


@given(st.text(max_size=60))
def test_any_other_text_is_no_code(text: str) -> None:
    parsed = parse_code(text)
    assert parsed is None or parse_code(parsed) == parsed


@pytest.mark.parametrize("text", ["", "abc-defg-hi", "abc-defg-hii", "abc_defg_hjk", "a" * 500])
def test_what_is_too_short_too_long_or_unreadable_is_no_code(text: str) -> None:
    assert parse_code(text) is None
