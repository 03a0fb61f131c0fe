"""Vietnamese text: cleaning, search keys and sorting."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.platform.text import clean, clean_lines, fold, name_sort_key, same_spelling, sort_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đường Nguyễn Huệ", "duong nguyen hue"),
        ("Ủy ban", "uy ban"),
        ("Uỷ ban", "uy ban"),
        ("ĐẶNG THỊ  Ánh", "dang thi anh"),
        ("D\u0323a\u0306\u0323ng", "dang"),
        ("", ""),
    ],
)
def test_search_keys_have_no_case_and_no_diacritics(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize(("old", "new"), [("Ủy", "Uỷ"), ("hòa", "hoà"), ("THÚY", "THUÝ")])
def test_the_old_and_the_new_place_of_a_tone_spell_the_same(old: str, new: str) -> None:
    assert old != new
    assert same_spelling(old) == same_spelling(new)


def test_a_different_tone_is_a_different_spelling() -> None:
    assert same_spelling("Ủy") != same_spelling("Úy")


def test_persons_sort_by_given_name_then_family_then_middle() -> None:
    names = [
        "Trần Văn Bình",
        "Nguyễn Thị An",
        "Lê Văn Ân",
        "Đỗ Văn An",
        "Phạm Thị Đào",
        "Hồ Dung",
        "Đinh Văn An",
    ]
    assert sorted(names, key=name_sort_key) == [
        "Đinh Văn An",
        "Đỗ Văn An",
        "Nguyễn Thị An",
        "Lê Văn Ân",
        "Trần Văn Bình",
        "Hồ Dung",
        "Phạm Thị Đào",
    ]


def test_words_sort_by_letter_before_tone() -> None:
    words = ["ma", "má", "mà", "mả", "mã", "mạ", "măng", "mâm", "mo", "mô", "mơ", "mua", "mưa"]
    expected = ["ma", "mà", "mả", "mã", "má", "mạ", "măng", "mâm", "mo", "mô", "mơ", "mua", "mưa"]
    assert sorted(words, key=sort_key) == expected


def test_letters_sort_in_the_order_of_the_alphabet() -> None:
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(set(alphabet), key=sort_key) == alphabet


def test_a_shorter_word_sorts_before_its_continuation() -> None:
    assert sort_key("an") < sort_key("anh")
    assert sort_key("an b") < sort_key("anh a")


def test_sort_keys_are_ascii_so_that_every_collation_of_a_database_agrees() -> None:
    assert name_sort_key("Nguyễn Thị Ánh Tuyết 2 ★").isascii()


def test_cleaning_removes_what_cannot_be_seen() -> None:
    assert clean(" a\u200b\x00b\t\n c\u202e ") == "ab c"


def test_lines_keep_their_breaks_but_no_run_of_empty_ones() -> None:
    assert clean_lines("\r\n một \r\n\r\n\r\n hai\n") == "một\n\nhai"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_equal_texts_in_any_normal_form_have_equal_keys(left: str, right: str) -> None:
    text = left + " " + right
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)
    assert name_sort_key(unicodedata.normalize("NFD", text)) == name_sort_key(text)
