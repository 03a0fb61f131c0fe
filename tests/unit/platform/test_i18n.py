"""Every message code is said in every language."""

import pytest

import server.app  # noqa: F401  (makes every feature's problems known)
from server.platform.http.problems import every_problem
from server.platform.i18n import messages, preferred, translate


def test_both_languages_have_the_same_codes() -> None:
    assert messages("vi").keys() == messages("en").keys()


def test_every_problem_is_said_in_both_languages() -> None:
    codes = {problem.code for problem in every_problem() if problem.__module__[:5] != "tests"}
    assert codes - messages("vi").keys() == set()


def test_no_message_is_empty_or_left_in_the_other_language() -> None:
    vietnamese, english = messages("vi"), messages("en")
    assert all(vietnamese.values())
    assert [code for code in vietnamese if vietnamese[code] == english[code]] == []


def test_codes_are_sorted_in_their_files() -> None:
    for language in ("vi", "en"):
        codes = list(messages(language))
        assert codes == sorted(codes)


def test_an_unknown_code_is_its_own_message() -> None:
    assert translate("no.such.code") == "no.such.code"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("en-GB,en;q=0.9,vi;q=0.8", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fr, en;q=0.5", "en"),
        ("de;q=nonsense", "vi"),
    ],
)
def test_the_language_follows_the_browser(header: str | None, language: str) -> None:
    assert preferred(header) == language
