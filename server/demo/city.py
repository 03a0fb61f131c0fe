"""A fictional city: its units and its people, the same at every call.

Shapes follow the real thing (the two levels since 2025-07-01: a city and 168 communes, of which 113
wards, 54 rural communes and one special zone). Names do not: no real commune or person is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

FOUNDED: Final = date(2025, 7, 1)
CITY_CODE: Final = "TP"
CITY_NAME: Final = "Ủy ban nhân dân thành phố Sông Mới"

_DEPARTMENTS: Final = (
    ("VP", "Văn phòng Ủy ban nhân dân thành phố"),
    ("SNV", "Sở Nội vụ"),
    ("STC", "Sở Tài chính"),
    ("SXD", "Sở Xây dựng"),
    ("SYT", "Sở Y tế"),
    ("SGD", "Sở Giáo dục và Đào tạo"),
    ("SKH", "Sở Khoa học và Công nghệ"),
    ("SNM", "Sở Nông nghiệp và Môi trường"),
    ("SVT", "Sở Văn hóa và Thể thao"),
    ("SDL", "Sở Du lịch"),
    ("SCT", "Sở Công Thương"),
    ("STP", "Sở Tư pháp"),
    ("SNG", "Sở Ngoại vụ"),
    ("TT", "Thanh tra thành phố"),
)
_DEPARTMENT_DIVISIONS: Final = (
    ("HC", "Phòng Tổ chức - Hành chính"),
    ("KH", "Phòng Kế hoạch - Tổng hợp"),
    ("NV", "Phòng Nghiệp vụ"),
)
# A commune's divisions, each with the department that leads it by field.
_COMMUNE_DIVISIONS: Final = (
    ("VP", "Văn phòng HĐND và UBND", "VP"),
    ("KT", "Phòng Kinh tế", "STC"),
    ("VX", "Phòng Văn hóa - Xã hội", "SVT"),
    ("HC", "Trung tâm Phục vụ hành chính công", "SNV"),
)
_FIRST: Final = (
    *("Mây", "Nắng", "Gió", "Sông", "Suối", "Đồi", "Rừng"),
    *("Cầu", "Bến", "Vườn", "Hoa", "Trăng", "Sao", "Biển"),
)
_SECOND: Final = (
    *("Xanh", "Hồng", "Vàng", "Trắng", "Tím", "Biếc"),
    *("Mới", "Non", "Cao", "Dài", "Sáng", "Lặng"),
)
_WARDS: Final = 113
_RURAL: Final = 54

_FAMILY: Final = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng"),
    *("Bùi", "Đỗ", "Hồ", "Ngô", "Dương"),
)
_MIDDLE: Final = ("Văn", "Thị", "Minh", "Ngọc", "Hữu", "Thu", "Đức")
# Words that are no given names, so that nobody is meant.
_GIVEN: Final = (
    *("Mẫu", "Ví Dụ", "Minh Họa", "Thử", "Giả Định", "Phỏng Chừng", "Trình Diễn", "Đèn Lồng"),
    *("Cánh Diều", "Bút Chì", "Quyển Vở", "Mái Ngói", "Chiếu Cói", "Hạt Gạo", "Bậc Thềm"),
    *("Cây Cầu", "Con Đò", "Ngọn Đèn", "Tờ Lịch", "Ô Cửa"),
)


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit; `parent` and `professional_parent` are codes of units listed before it."""

    code: str
    name: str
    kind: str
    subkind: str | None = None
    parent: str | None = None
    professional_parent: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person with one position; `role` is a role over the unit's subtree besides `official`."""

    login: str
    name: str
    unit: str
    title: str
    role: str | None = None


def units() -> Iterator[DemoUnit]:
    """Give the city, 14 departments and 168 communes with their divisions, parents first."""
    yield DemoUnit(CITY_CODE, CITY_NAME, "city")
    for code, name in _DEPARTMENTS:
        yield DemoUnit(code, name, "department", parent=CITY_CODE)
        for suffix, division in _DEPARTMENT_DIVISIONS:
            yield DemoUnit(f"{code}-{suffix}", division, "division", parent=code)
    for commune in _communes():
        yield commune
        for suffix, division, led_by in _COMMUNE_DIVISIONS:
            yield DemoUnit(
                f"{commune.code}-{suffix}",
                division,
                "division",
                parent=commune.code,
                professional_parent=led_by,
            )


def _communes() -> Iterator[DemoUnit]:
    for number, (first, second) in enumerate(product(_FIRST, _SECOND), start=1):
        if number <= _WARDS:
            subkind, word = "ward", "phường"
        elif number <= _WARDS + _RURAL:
            subkind, word = "commune", "xã"
        else:
            subkind, word = "special_zone", "đặc khu"
        name = f"Ủy ban nhân dân {word} {first} {second}"
        yield DemoUnit(f"X{number:03}", name, "commune", subkind, CITY_CODE)


def people() -> Iterator[DemoPerson]:
    """Give about 400 people: heads, deputies and officials of departments and communes."""
    names = _names()
    for code, _ in _DEPARTMENTS:
        if code != "SNV":  # its head is one of the accounts that the sign-in page offers
            yield _person(f"gd.{code}", next(names), code, _head_title(code), "head")
        yield _person(f"pgd.{code}", next(names), code, "Phó thủ trưởng")
        for suffix, _ in _DEPARTMENT_DIVISIONS:
            unit = f"{code}-{suffix}"
            yield _person(f"tp.{unit}", next(names), unit, "Trưởng phòng", "head")
            yield _person(f"cv.{unit}", next(names), unit, "Chuyên viên")
    for commune in _communes():
        unit = commune.code
        yield _person(f"ct.{unit}", next(names), unit, "Chủ tịch UBND", "head")
        if int(unit[1:]) % 5 < 4:
            yield _person(f"cv.{unit}", next(names), f"{unit}-VP", "Chuyên viên")


def _person(login: str, name: str, unit: str, title: str, role: str | None = None) -> DemoPerson:
    return DemoPerson(login.lower(), name, unit, title, role)


def _head_title(code: str) -> str:
    return {"VP": "Chánh Văn phòng", "TT": "Chánh Thanh tra"}.get(code, "Giám đốc Sở")


def _names() -> Iterator[str]:
    # Steps that share no divisor with the lengths walk every combination before one returns.
    number = 0
    while True:
        family = _FAMILY[number * 5 % len(_FAMILY)]
        middle = _MIDDLE[number * 3 % len(_MIDDLE)]
        given = _GIVEN[number * 7 % len(_GIVEN)]
        yield f"{family} {middle} {given}"
        number += 1


ACCOUNTS: Final = (
    DemoPerson("quantri", "Đỗ Thị Giả Định", "VP-HC", "Quản trị hệ thống", "administrator"),
    DemoPerson("chutich", "Nguyễn Hữu Mẫu", CITY_CODE, "Chủ tịch UBND thành phố", "head"),
    DemoPerson("giamdoc", "Trần Thị Minh Họa", "SNV", "Giám đốc Sở Nội vụ", "head"),
    DemoPerson("phophong", "Lê Văn Ví Dụ", "SNV-KH", "Phó trưởng phòng", "deputy"),
    DemoPerson("nhansu", "Phạm Thu Thử", "SNV-HC", "Chuyên viên tổ chức cán bộ", "hr"),
    DemoPerson("giangvien", "Hoàng Thu Trình Diễn", "SNV-NV", "Giảng viên kiêm chức", "trainer"),
    DemoPerson("chuyenvien", "Vũ Ngọc Đèn Lồng", "SNV-KH", "Chuyên viên"),
    DemoPerson("xaphuong", "Bùi Thu Cánh Diều", "X001-VX", "Chuyên viên phường Mây Xanh"),
)
"""The accounts that the sign-in page offers, one of each role."""
