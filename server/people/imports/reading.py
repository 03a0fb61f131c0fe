"""From the bytes of a file to rows, with every fault named by its line.

UTF-8 with or without a mark; `,` `;` or tab between cells, as the first line has it; quotes as in
RFC 4180. The first line names the columns, in any order. White space around cells is dropped.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Protocol, TypeVar

from server.platform.i18n import Language, translate
from server.platform.text import clean

T = TypeVar("T")


class Reader(Protocol):
    """What csv.reader makes; the module does not give it a public name."""

    line_num: int

    def __next__(self) -> list[str]: ...


MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ROWS: Final = 500_000
MOST_FAULTS: Final = 200
LONGEST_CELL: Final = 2_000
SEPARATORS: Final = (",", ";", "\t")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# The first bytes of files that people pick by mistake.
_MAGIC: Final = (
    (b"PK\x03\x04", "import.workbook"),
    (b"\xd0\xcf\x11\xe0", "import.workbook"),
    (b"%PDF", "import.not_csv"),
    (b"\x1f\x8b", "import.not_csv"),
    (b"\xff\xfe", "import.utf16"),
    (b"\xfe\xff", "import.utf16"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where. Line 0 is the file itself, line 1 the names of the columns."""

    line: int
    code: str
    column: str = ""
    value: str = ""

    def text(self, language: Language = "vi") -> str:
        """One line for people."""
        what = translate(self.code, language, column=self.column, value=self.value)
        return translate("import.line", language, line=self.line, what=what) if self.line else what


class RefusedImportError(Exception):
    """The file was not imported, not even a part of it."""

    def __init__(self, faults: Sequence[Fault], more: int = 0) -> None:
        super().__init__(f"{len(faults) + more} faults")
        self.faults = tuple(faults)
        self.more = more

    def lines(self, language: Language = "vi") -> list[str]:
        """One line for each fault, and one that counts those left out."""
        texts = [fault.text(language) for fault in self.faults]
        if self.more:
            texts.append(translate("import.more", language, count=self.more))
        return texts


@dataclass
class Faults:
    """Collects faults up to a bound; the rest is counted."""

    found: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, line: int, code: str, column: str = "", value: str = "") -> None:
        if len(self.found) < MOST_FAULTS:
            self.found.append(Fault(line, code, column, value[:80]))
        else:
            self.more += 1

    def refuse(self) -> None:
        """Raise RefusedImportError when there are any."""
        if self.found:
            raise RefusedImportError(sorted(self.found, key=lambda fault: fault.line), self.more)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number, and the cells by column; empty where there was nothing."""

    line: int
    cells: dict[str, str]

    def parsed(self, faults: Faults, column: str, parse: Callable[[str], T], code: str) -> T | None:
        """The cell as something else; a fault and None when `parse` raises ValueError."""
        try:
            return parse(self.cells[column])
        except ValueError:
            faults.add(self.line, code, column, self.cells[column])
            return None


def read_rows(
    data: bytes, *, required: Sequence[str], optional: Sequence[str], faults: Faults
) -> list[Row]:
    """The rows of a file whose lines have the right shape; what is wrong goes into `faults`.

    Raises RefusedImportError when the file is no such table at all.
    """
    text = _decode(data)
    header = text.partition("\n")[0]
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = _lines(reader)
    first = next(lines, None)
    if first is None:
        raise RefusedImportError([Fault(0, "import.empty")])
    columns = _columns(first[1], required, optional)
    rows: list[Row] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) >= MOST_ROWS:
            raise RefusedImportError([Fault(number, "import.too_many_rows")])
        row = _row(number, cells, columns, faults)
        if row is not None:
            _check_required(row, required, faults)
            rows.append(row)
    if not rows and not faults.found:
        raise RefusedImportError([Fault(0, "import.empty")])
    return rows


def _decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise RefusedImportError([Fault(0, "import.too_large")])
    for magic, code in _MAGIC:
        if data.startswith(magic):
            raise RefusedImportError([Fault(0, code)])
    if b"\x00" in data:
        raise RefusedImportError([Fault(0, "import.not_csv")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedImportError([Fault(line, "import.encoding")]) from None


def _lines(reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line on which it begins."""
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise RefusedImportError([Fault(number, "import.quotes")]) from None
        yield number, [clean(cell) if len(cell) <= LONGEST_CELL else cell for cell in cells]


def _columns(names: list[str], required: Collection[str], optional: Collection[str]) -> list[str]:
    names = [name.casefold() for name in names]
    known = {*required, *optional}
    faults = [Fault(1, "import.column_missing", name) for name in required if name not in names]
    faults += [Fault(1, "import.column_unknown", name) for name in names if name not in known]
    faults += [
        Fault(1, "import.column_twice", name) for name in sorted(known) if names.count(name) > 1
    ]
    if faults:
        raise RefusedImportError(faults[:MOST_FAULTS])
    return names


def _row(number: int, cells: list[str], columns: list[str], faults: Faults) -> Row | None:
    if len(cells) != len(columns):
        faults.add(number, "import.cells", value=str(len(cells)), column=str(len(columns)))
        return None
    if any(len(cell) > LONGEST_CELL for cell in cells):
        faults.add(number, "import.cell_too_long")
        return None
    return Row(number, dict(zip(columns, cells, strict=True)))


def _check_required(row: Row, required: Sequence[str], faults: Faults) -> None:
    for column in required:
        if not row.cells[column]:
            faults.add(row.line, "import.cell_empty", column)


def day(text: str) -> date:
    """A date as 2026-07-01 or 1/7/2026; ValueError for anything else."""
    if "/" in text:
        parts = text.split("/")
        if len(parts) != 3 or not all(part.isdecimal() for part in parts):
            raise ValueError("no date")
        parsed = date(int(parts[2]), int(parts[1]), int(parts[0]))
    else:
        parsed = date.fromisoformat(text)
    if not FIRST_DAY <= parsed <= LAST_DAY:
        raise ValueError("date out of range")
    return parsed
