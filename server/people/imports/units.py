"""Units from CSV.

Columns: `code` `name` `kind` `valid_from`, and if wanted `subkind` `parent_code`
`professional_parent_code`. `kind` is city, department, commune, division or service; `subkind` of a
commune is ward, commune or special_zone. Codes name parents, in the file (in any order) or already
known. A unit without a parent answers to the root; the first import brings the root itself.

A known code gets what differs: another name or parent counts from the day of the import on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.errors import UnitCircle, UnitOutsideLife
from server.people.imports.reading import Faults, Row, day, read_rows
from server.people.imports.report import Report
from server.people.staff.queries import search_key
from server.people.units.models import LONGEST_NAME, Unit, UnitEdge, UnitName
from server.people.units.queries import span
from server.people.units.rules import CommuneKind, Hierarchy, Span, UnitKind, reference_day
from server.people.units.schemas import UnitCode
from server.people.units.service import TREE_LOCK, put_under, rename
from server.platform.db.work import Work

REQUIRED = ("code", "name", "kind", "valid_from")
OPTIONAL = ("subkind", "parent_code", "professional_parent_code")
_PARENT_COLUMN = {
    Hierarchy.ADMINISTRATIVE: "parent_code",
    Hierarchy.PROFESSIONAL: "professional_parent_code",
}
_CODE = TypeAdapter(UnitCode)


@dataclass(slots=True)
class UnitLine:
    """A line of the file that is right in itself."""

    line: int
    code: str
    name: str
    kind: UnitKind
    subkind: CommuneKind | None
    valid_from: date
    parents: dict[Hierarchy, str]


@dataclass(slots=True)
class Tree:
    """The tree before the import, by codes; the import works on it in memory."""

    today: date
    units: dict[str, Unit] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    parents: dict[Hierarchy, dict[str, str]] = field(default_factory=dict)

    @property
    def root(self) -> str | None:
        """The code of the unit that answers to none today."""
        above = self.parents[Hierarchy.ADMINISTRATIVE]
        living = (u for u in self.units.values() if u.valid_to is None and u.code not in above)
        oldest = min(living, key=lambda unit: (unit.valid_from, unit.code), default=None)
        return oldest.code if oldest is not None else None


async def import_units(work: Work, data: bytes, today: date) -> Report:
    """Write the units of a file. RefusedImportError names every fault; nothing is written."""
    faults = Faults()
    lines = parse(read_rows(data, required=REQUIRED, optional=OPTIONAL, faults=faults), faults)
    await work.lock(TREE_LOCK)
    tree = await load(work.session, today)
    _complete_roots(lines, tree, faults)
    _check_parents(lines, tree, faults)
    _check_circles(lines, tree, faults)
    faults.refuse()
    return await _write(work.session, lines, tree, faults)


def parse(rows: Iterable[Row], faults: Faults) -> dict[str, UnitLine]:
    """The right lines by code; what is wrong goes into `faults`."""
    lines: dict[str, UnitLine] = {}
    for row in rows:
        line = _line(row, faults)
        if line is None:
            continue
        if line.code in lines:
            faults.add(row.line, "import.twice", "code", line.code)
            continue
        lines[line.code] = line
    return lines


def _line(row: Row, faults: Faults) -> UnitLine | None:
    before = len(faults.found) + faults.more
    cells = {column: row.cells.get(column, "") for column in (*REQUIRED, *OPTIONAL)}
    if not all(cells[column] for column in REQUIRED):
        return None
    code = row.parsed(faults, "code", _valid_code, "import.unit.code")
    kind = row.parsed(faults, "kind", UnitKind, "import.unit.kind")
    valid_from = row.parsed(faults, "valid_from", day, "import.date")
    subkind: CommuneKind | None = None
    if cells["subkind"]:
        subkind = row.parsed(faults, "subkind", CommuneKind, "import.unit.subkind")
    if kind is not None and (kind is UnitKind.COMMUNE) != bool(cells["subkind"]):
        faults.add(row.line, "import.unit.subkind", "subkind", cells["subkind"])
    if len(cells["name"]) > LONGEST_NAME:
        faults.add(row.line, "import.cell_too_long", "name")
    if len(faults.found) + faults.more > before:
        return None
    assert code is not None
    assert kind is not None
    assert valid_from is not None
    parents = {h: cells[column] for h, column in _PARENT_COLUMN.items() if cells[column]}
    return UnitLine(row.line, code, cells["name"], kind, subkind, valid_from, parents)


def _valid_code(text: str) -> str:
    try:
        return _CODE.validate_python(text)
    except ValidationError:
        raise ValueError("code") from None


async def load(session: AsyncSession, today: date) -> Tree:
    """The whole tree as of today (a unit of the future: as of its first day)."""
    tree = Tree(today, parents={hierarchy: {} for hierarchy in Hierarchy})
    units = {unit.id: unit for unit in await session.scalars(select(Unit))}
    tree.units = {unit.code: unit for unit in units.values()}
    rows = await session.scalars(select(UnitName).order_by(UnitName.valid_from))
    for row in rows:
        if row.unit_id not in tree.names or row.valid_from <= today:
            tree.names[row.unit_id] = row.name
    for edge in await session.scalars(select(UnitEdge)):
        unit = units[edge.unit_id]
        if reference_day(span(unit), today) in span(edge):
            tree.parents[edge.hierarchy][unit.code] = units[edge.parent_id].code
    return tree


def _complete_roots(lines: Mapping[str, UnitLine], tree: Tree, faults: Faults) -> None:
    """Give every unit without a parent the root; without a root, the one such line becomes it."""
    root = tree.root
    for line in lines.values():
        if Hierarchy.ADMINISTRATIVE in line.parents or line.code == root:
            continue
        if root is None:
            root = line.code
        elif root in tree.units:
            line.parents[Hierarchy.ADMINISTRATIVE] = root
        else:
            faults.add(line.line, "import.unit.second_root", "parent_code", line.code)


def _check_parents(lines: Mapping[str, UnitLine], tree: Tree, faults: Faults) -> None:
    for line in lines.values():
        known = tree.units.get(line.code)
        if known is not None and known.valid_from != line.valid_from:
            faults.add(
                line.line, "import.unit.begins_otherwise", "valid_from", str(line.valid_from)
            )
        if known is not None and known.valid_to is not None:
            faults.add(line.line, "import.unit.closed", "code", line.code)
        for hierarchy, parent in line.parents.items():
            column = _PARENT_COLUMN[hierarchy]
            life = _life(parent, lines, tree)
            if life is None:
                faults.add(line.line, "import.unit.parent_unknown", column, parent)
            elif known is None and not life.covers(Span(line.valid_from, None)):
                faults.add(line.line, "import.unit.parent_life", column, parent)


def _life(code: str, lines: Mapping[str, UnitLine], tree: Tree) -> Span | None:
    if code in tree.units:
        return span(tree.units[code])
    return Span(lines[code].valid_from, None) if code in lines else None


def _check_circles(lines: Mapping[str, UnitLine], tree: Tree, faults: Faults) -> None:
    for hierarchy, column in _PARENT_COLUMN.items():
        wanted = {
            line.code: line.parents[hierarchy]
            for line in lines.values()
            if hierarchy in line.parents
        }
        parents = tree.parents[hierarchy] | wanted
        safe: set[str] = set()
        for line in lines.values():
            path: list[str] = []
            code: str | None = line.code
            while code is not None and code not in safe and code not in path:
                path.append(code)
                code = parents.get(code)
            if code is not None and code in path:
                faults.add(line.line, "import.unit.circle", column, code)
            safe.update(path)


async def _write(
    session: AsyncSession, lines: Mapping[str, UnitLine], tree: Tree, faults: Faults
) -> Report:
    report = Report()
    fresh = {code: line for code, line in lines.items() if code not in tree.units}
    await _insert(session, fresh, tree)
    report.created = len(fresh)
    for code, line in lines.items():
        if code not in fresh:
            report.count(changed=await _update(session, line, tree, faults))
    faults.refuse()
    return report


async def _insert(session: AsyncSession, lines: Mapping[str, UnitLine], tree: Tree) -> None:
    """All new units at once: units first, then what points at them."""
    made = {
        code: Unit(
            id=uuid4(),
            code=code,
            kind=line.kind,
            subkind=line.subkind,
            valid_from=line.valid_from,
        )
        for code, line in lines.items()
    }
    session.add_all(made.values())
    await session.flush()
    tree.units |= made
    session.add_all(
        UnitName(
            unit_id=made[code].id,
            name=line.name,
            search=search_key(line.name, code),
            valid_from=line.valid_from,
        )
        for code, line in lines.items()
    )
    session.add_all(
        UnitEdge(
            unit_id=made[code].id,
            parent_id=tree.units[parent].id,
            hierarchy=hierarchy,
            valid_from=line.valid_from,
        )
        for code, line in lines.items()
        for hierarchy, parent in line.parents.items()
    )
    await session.flush()


async def _update(session: AsyncSession, line: UnitLine, tree: Tree, faults: Faults) -> bool:
    unit = tree.units[line.code]
    on = reference_day(span(unit), tree.today)
    changed = (unit.kind, unit.subkind) != (line.kind, line.subkind)
    unit.kind, unit.subkind = line.kind, line.subkind
    if tree.names.get(unit.id) != line.name:
        await rename(session, unit, line.name, on)
        changed = True
    for hierarchy, parent in line.parents.items():
        if tree.parents[hierarchy].get(line.code) == parent:
            continue
        try:
            await put_under(session, unit, tree.units[parent], hierarchy, on)
        except UnitCircle:
            faults.add(line.line, "import.unit.circle", _PARENT_COLUMN[hierarchy], parent)
        except UnitOutsideLife:
            faults.add(line.line, "import.unit.parent_life", _PARENT_COLUMN[hierarchy], parent)
        changed = True
    return changed
