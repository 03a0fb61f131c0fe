"""Units and staff from CSV: all or nothing, every fault by its line, safe to repeat."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from server.people.commands import load_csv
from server.people.imports.reading import RefusedImportError
from server.people.models import Person, Position, Unit, UnitEdge
from server.people.units.queries import names, subtree
from server.platform.audit import AuditEntry
from server.platform.db.work import Database
from tests.support.clock import ManualClock
from tests.support.large_city import UNITS as UNITS_OF_A_CITY
from tests.support.large_city import staff_csv, units_csv

UNITS = """code,name,kind,subkind,parent_code,professional_parent_code,valid_from
TP,Thành phố Sông Mây,city,,,,2025-07-01
SNV,Sở Nội vụ,department,,TP,,2025-07-01
BL-VX,Phòng Văn hóa - Xã hội,division,,BL,SNV,2025-07-01
BL,Phường Bến Lụa,commune,ward,TP,,1/7/2025
"""
STAFF = """login,name,email,unit_code,title,valid_from
an.nv,Nguyễn Văn Ẩn,an.nv@songmay.example,BL-VX,Chuyên viên,2025-07-01
binh.tt,Trần Thị Bình,,SNV,Giám đốc,2025-07-01
"""


async def bring(database: Database, clock: ManualClock, kind: Any, text: Any) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return await load_csv(database, clock, kind, data)


async def refused(database: Database, clock: ManualClock, kind: Any, text: Any) -> Any:
    with pytest.raises(RefusedImportError) as caught:
        await bring(database, clock, kind, text)
    return [(fault.line, fault.code) for fault in caught.value.faults]


async def count(database: Database, table: Any) -> Any:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_units_and_staff_are_imported_and_a_repetition_changes_nothing(
    database: Database, clock: ManualClock
) -> None:
    first = await bring(database, clock, "units", UNITS)
    assert (first.created, first.updated, first.unchanged) == (4, 0, 0)
    staff = await bring(database, clock, "staff", STAFF)
    assert (staff.created, staff.updated, staff.unchanged) == (2, 0, 0)
    again = await bring(database, clock, "units", UNITS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)
    staff = await bring(database, clock, "staff", STAFF)
    assert (staff.created, staff.updated, staff.unchanged) == (0, 0, 2)
    assert await count(database, UnitEdge) == 4
    assert await count(database, Position) == 2
    assert await count(database, AuditEntry) == 4


async def test_a_changed_line_changes_its_unit_from_today_on(
    database: Database, clock: ManualClock
) -> None:
    await bring(database, clock, "units", UNITS)
    changed = UNITS.replace("Phường Bến Lụa", "Phường Bến Tơ").replace("BL,SNV,2025", "SNV,,2025")
    report = await bring(database, clock, "units", changed)
    assert (report.created, report.updated, report.unchanged) == (0, 2, 2)
    async with database.read() as session:
        units = {unit.code: unit.id for unit in await session.scalars(select(Unit))}
        today = clock.now().date()
        assert (await names(session, [units["BL"]], today))[units["BL"]] == "Phường Bến Tơ"
        before = await names(session, [units["BL"]], date(2025, 12, 31))
        assert before[units["BL"]] == "Phường Bến Lụa"
        below = set(await session.scalars(subtree([units["SNV"]], today)))
        assert below == {units["SNV"], units["BL-VX"]}


async def test_a_new_post_ends_the_one_before(database: Database, clock: ManualClock) -> None:
    await bring(database, clock, "units", UNITS)
    await bring(database, clock, "staff", STAFF)
    moved = STAFF.replace("BL-VX,Chuyên viên,2025-07-01", "SNV,Phó Giám đốc,2026-02-01")
    report = await bring(database, clock, "staff", moved)
    assert (report.updated, report.unchanged) == (1, 1)
    async with database.read() as session:
        rows = await session.execute(
            select(Position.title, Position.valid_from, Position.valid_to)
            .join(Person, Person.id == Position.person_id)
            .where(Person.login == "an.nv")
            .order_by(Position.valid_from)
        )
        assert rows.all() == [
            ("Chuyên viên", date(2025, 7, 1), date(2026, 1, 31)),
            ("Phó Giám đốc", date(2026, 2, 1), None),
        ]
    repeated = await bring(database, clock, "staff", moved)
    assert repeated.unchanged == 2


@pytest.mark.parametrize(
    "text",
    [
        UNITS.replace(",", ";"),
        UNITS.replace(",", "\t"),
        "\ufeff" + UNITS.replace("\n", "\r\n"),
        UNITS + "\n,,,,,,\n",
    ],
    ids=["semicolons", "tabs", "mark and crlf", "empty lines"],
)
async def test_the_shapes_that_spreadsheets_write_are_read(
    sqlite_database: Database, clock: ManualClock, text: Any
) -> None:
    assert (await bring(sqlite_database, clock, "units", text)).created == 4


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", (0, "import.empty")),
        (b"code,name,kind,valid_from\n", (0, "import.empty")),
        (b"PK\x03\x04" + b"\x00" * 40, (0, "import.workbook")),
        (b"\xd0\xcf\x11\xe0 old excel", (0, "import.workbook")),
        (b"%PDF-1.7", (0, "import.not_csv")),
        (b"\x89PNG\r\n\x1a\n\x00\x00", (0, "import.not_csv")),
        (UNITS.encode("utf-16"), (0, "import.utf16")),
        (UNITS.encode("utf-8").replace("Sở".encode(), b"S\xd5"), (3, "import.encoding")),
        (b'code,name,kind,valid_from\nA,"B,division,2025-07-01\n', (2, "import.quotes")),
        (b"code,name,kind\nA,B,division\n", (1, "import.column_missing")),
        (
            b"code,name,kind,valid_from,colour\nA,B,division,2025-07-01,red\n",
            (1, "import.column_unknown"),
        ),
        (
            b"code,name,kind,valid_from,code\nA,B,division,2025-07-01,A\n",
            (1, "import.column_twice"),
        ),
    ],
)
async def test_a_file_that_is_no_such_table_is_named_for_what_it_is(
    sqlite_database: Database, clock: ManualClock, data: Any, fault: Any
) -> None:
    assert await refused(sqlite_database, clock, "units", data) == [fault]


async def test_every_wrong_line_is_named_and_nothing_is_written(
    database: Database, clock: ManualClock
) -> None:
    text = (
        UNITS
        + "SNV,Hai lần,department,,TP,,2025-07-01\n"
        + "bad code!,Tên,department,,TP,,2025-07-01\n"
        + "X1,Tên,office,,TP,,2025-07-01\n"
        + "X2,Tên,commune,,TP,,2025-07-01\n"
        + "X3,Tên,division,,TP,,31/02/2026\n"
        + "X4,Tên,division,,NOWHERE,,2025-07-01\n"
        + "X5,,division,,TP,,2025-07-01\n"
        + "X6,Tên,division,,TP,,2024-01-01\n"
        + "X7,Tên\n"
        + "Y1,Tên,division,,Y2,,2025-07-01\n"
        + "Y2,Tên,division,,Y1,,2025-07-01\n"
        + "Z,Gốc thứ hai,city,,,,2025-07-01\n"
    )
    assert await refused(database, clock, "units", text) == [
        (6, "import.twice"),
        (7, "import.unit.code"),
        (8, "import.unit.kind"),
        (9, "import.unit.subkind"),
        (10, "import.date"),
        (11, "import.unit.parent_unknown"),
        (12, "import.cell_empty"),
        (13, "import.unit.parent_life"),
        (14, "import.cells"),
        (15, "import.unit.circle"),
        (17, "import.unit.second_root"),
    ]
    assert await count(database, Unit) == 0


async def test_an_import_cannot_turn_the_tree_upside_down(
    database: Database, clock: ManualClock
) -> None:
    await bring(database, clock, "units", UNITS)
    text = "code,name,kind,parent_code,valid_from\nSNV,Sở Nội vụ,department,BL-VX,2025-07-01\n"
    await bring(database, clock, "units", text)
    turned = UNITS.replace("ward,TP", "ward,SNV").replace(
        "SNV,Sở Nội vụ,department,,TP", "SNV,Sở Nội vụ,department,,BL-VX"
    )
    assert await refused(database, clock, "units", turned) == [(3, "import.unit.circle")]


async def test_wrong_staff_lines_are_named_and_nothing_is_written(
    database: Database, clock: ManualClock
) -> None:
    await bring(database, clock, "units", UNITS)
    text = (
        STAFF
        + "AN.NV,Hai lần,,SNV,Chuyên viên,2025-07-01\n"
        + "có dấu,Tên,,SNV,Chuyên viên,2025-07-01\n"
        + "c.d,Tên,không phải thư,SNV,Chuyên viên,2025-07-01\n"
        + "e.f,Tên,,KHONG,Chuyên viên,2025-07-01\n"
        + "g.h,Tên,,SNV,Chuyên viên,2025-06-30\n"
    )
    assert await refused(database, clock, "staff", text) == [
        (4, "import.twice"),
        (5, "import.staff.login"),
        (6, "import.staff.email"),
        (7, "import.staff.unit_unknown"),
        (8, "import.staff.unit_life"),
    ]
    assert await count(database, Person) == 0


async def test_more_faults_than_anybody_reads_are_counted(
    sqlite_database: Database, clock: ManualClock
) -> None:
    text = UNITS + "x!,Tên,division,,TP,,2025-07-01\n" * 1_000
    with pytest.raises(RefusedImportError) as caught:
        await bring(sqlite_database, clock, "units", text)
    assert len(caught.value.faults) == 200
    assert caught.value.more == 800
    lines = caught.value.lines("vi")
    assert lines[0].startswith("Dòng 6: Mã “x!” không hợp lệ")
    assert lines[-1] == "… và 800 lỗi khác."


async def test_a_city_of_the_real_shape_is_imported_and_a_repetition_changes_nothing(
    database: Database, clock: ManualClock
) -> None:
    made = await bring(database, clock, "units", units_csv())
    hired = await bring(database, clock, "staff", staff_csv(1_000))
    assert (made.created, hired.created) == (UNITS_OF_A_CITY, 1_000)
    again = await bring(database, clock, "staff", staff_csv(1_000))
    assert again.unchanged == 1_000
