"""Which passwords are refused, and how they are hashed (OWASP ASVS 5.0, V6)."""

import asyncio
from typing import Any

import pytest

from server.people.accounts.hashing import LONGEST_QUEUE, PasswordHashing
from server.people.accounts.rules import common_stems, password_fault
from server.people.errors import PASSWORD_FAULTS, SignInBusy

CONTEXT = ("an.nv", "Nguyễn Văn Ẩn", "an.nguyen")


@pytest.mark.parametrize(
    "password",
    [
        "con ngựa trắng chạy nhanh",
        "trời mưa bong bóng",
        "kX9#mQ2$vL",
        "correct horse battery staple",
        "Nguyễn Trãi viết Bình Ngô đại cáo",
        "日本語のパスワード",
        "d" + "à ơ" * 40,
        "bụi tre già sau nhà",
    ],
)
def test_what_is_long_and_uncommon_is_accepted(password: str) -> None:
    assert password_fault(password, CONTEXT) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "password.too_short"),
        ("abc1234", "password.too_short"),
        ("ệ" * 257, "password.too_long"),
        ("12345678", "password.common"),
        ("password", "password.common"),
        ("P@ssw0rd2026!", "password.common"),
        ("Mật khẩu 123", "password.common"),
        ("matkhau@2025", "password.common"),
        ("anhyeuem1999", "password.common"),
        ("qwertyuiop", "password.common"),
        ("lkjhgfdsa", "password.common"),
        ("aaaaaaaaaaaa", "password.common"),
        ("thuthuthuthu", "password.common"),
        ("31/12/1999", "password.common"),
        ("nguyenvanan", "password.context"),
        ("NguyenVanAn1990", "password.context"),
        ("Công Vụ 2026", "password.context"),
        ("congvu congvu", "password.context"),
        ("an.nguyen.88", "password.context"),
    ],
)
def test_what_is_tried_first_is_refused(password: str, fault: str) -> None:
    assert password_fault(password, CONTEXT) == fault
    assert fault in PASSWORD_FAULTS


def test_the_list_is_of_stems_as_they_are_compared() -> None:
    stems = common_stems()
    assert len(stems) > 500
    assert all(stem == stem.casefold() and stem.isascii() for stem in stems)


@pytest.fixture
def hashing() -> Any:
    made = PasswordHashing(memory_kib=64)
    yield made
    made.close()


async def test_a_hash_is_argon2id_and_matches_only_its_password(hashing: PasswordHashing) -> None:
    stored = await hashing.hash("bụi tre già sau nhà")
    assert stored.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert await hashing.verify(stored, "bụi tre già sau nhà")
    assert not await hashing.verify(stored, "bui tre gia sau nha")
    assert not await hashing.verify(None, "nobody has this password")
    assert not await hashing.verify("no hash at all", "bụi tre già sau nhà")


async def test_the_hash_of_weaker_days_is_outdated(hashing: PasswordHashing) -> None:
    stored = await hashing.hash("bụi tre già sau nhà")
    stronger = PasswordHashing(memory_kib=128)
    try:
        assert stronger.outdated(stored)
        assert not hashing.outdated(stored)
    finally:
        stronger.close()


async def test_when_too_many_wait_the_next_is_sent_away(hashing: PasswordHashing) -> None:
    answers = await asyncio.gather(
        *(hashing.verify(None, "x") for _ in range(LONGEST_QUEUE + 20)), return_exceptions=True
    )
    assert answers.count(False) == LONGEST_QUEUE
    assert sum(isinstance(answer, SignInBusy) for answer in answers) == 20
