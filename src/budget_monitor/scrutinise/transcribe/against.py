"""A report's tables and sentences against ledgers that are kept: what differs, and what the report does not state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from budget_monitor.figures.written import read_figure
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, BlockKind
from budget_monitor.model.documents.scrutiny import Spot, Tie
from budget_monitor.model.documents.transcript import Placed, PlacedRow, Transcript
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.ledgers.names import plain
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.passages import Notes
from budget_monitor.scrutinise.transcribe.identities import half

BLOCKS_BEHIND_A_REPORT = 10_000
"""A ledger's tables stand this many pieces behind those of the report, near none of its sentences."""
_UNITS = {0: " £", 3: " £000", 6: " £m"}
_EDITION = ("financial_year", "period", "authority")
Cell = tuple[PlacedRow, str]
"""A row of a ledger, and one of its columns."""


class Against(Struct, frozen=True):
    """Ledgers to hold a report against: what it says, row by row, and the rows that are kept of it."""

    transcript: Transcript
    rows: Sequence[PlacedRow]
    schemas: Mapping[str, LedgerSchema]


class Compared(Struct):
    """What of the ledgers was found in the report."""

    against: Against
    stated: set[tuple[int, str]] = field(default_factory=set)
    """Figures by the identity of their row and their column."""

    def state(self, row: PlacedRow, column: str) -> None:
        """Remembers that the report states a figure."""
        self.stated.add((id(row), column))

    @property
    def unstated(self) -> tuple[Spot, ...]:
        """The figures of the ledgers that the report does not state; noughts need no words."""
        return tuple(
            cell.spot
            for row in self.against.rows
            for column, cell in row.cells.items()
            if cell.value and (id(row), column) not in self.stated
        )


def compare_tables(against: Against, notes: Notes) -> Compared:
    """Notes each figure of the report's tables that the ledgers have too, and where it is another there."""
    found = Compared(against)
    for row, kept, sure in _pairs(against):
        own, other = _figures(row, against.schemas[row.ledger]), _figures(kept, against.schemas[row.ledger])
        both = [name for name in own if name in other]
        agree = {name: _agree(own[name][1], other[name][1], sign=own[name][2] * other[name][2]) for name in both}
        if not sure and not any(agree.values()):
            continue
        for name in both:
            _note(own[name][1], other[name], agrees=agree[name], notes=notes)
            found.state(kept, other[name][0])
    return found


def _note(own: Placed, kept: tuple[str, Placed, int], *, agrees: bool, notes: Notes) -> None:
    _, other, _ = kept
    spots = [own.spot, other.spot]
    if agrees:
        verdict = Verdict.EXACT if own.value == other.value else Verdict.WITHIN_ROUNDING
        said = f"{own.text} is what {other.spot.place} has"
        notes.relation(RelationKind.TIE, verdict, spots, other.value or Decimal(0), said, "the same row and column")
    else:
        said = f"the report has {own.text}, but {other.spot.place} has {other.text}"
        notes.slip(RelationKind.TIE, "A figure is not that of the ledger", spots, said, other.text)


def _figures(row: PlacedRow, schema: LedgerSchema) -> dict[str, tuple[str, Placed, int]]:
    """By the ledger's columns: under which name each figure stands, its cell, and -1 for a stand-in's other sign."""
    found = {}
    for name, column in schema.columns.items():
        for own, sign in ((name, 1), (column.negated_by or "", -1)):
            if own in row.cells and row.cells[own].value is not None:
                found[name] = (own, row.cells[own], sign)
    return found


def _agree(one: Placed, other: Placed, *, sign: int) -> bool:
    if one.value is None or other.value is None:
        return False
    return abs(one.value - sign * other.value) <= max(half(one), half(other))


def _pairs(against: Against) -> Iterator[tuple[PlacedRow, PlacedRow, bool]]:
    """Rows of the report with the one row of the ledger that each is; and whether their names are the same."""
    kept: dict[str, list[PlacedRow]] = defaultdict(list)
    for row in against.rows:
        kept[row.ledger].append(row)
    for name, rows in kept.items():
        schema = against.schemas[name]
        left = [row for row in against.transcript.rows if row.ledger == name]
        for same in (_same, _begins, _alike):
            for row in list(left):
                found = [one for one in rows if same(row, one, schema)]
                back = [one for one in left if found and same(one, found[0], schema)]
                if len(found) == 1 and len(back) == 1:
                    left.remove(row)
                    rows.remove(found[0])
                    yield row, found[0], same is _same


def _same(one: PlacedRow, other: PlacedRow, schema: LedgerSchema) -> bool:
    return _is_like(one, other, schema, lambda first, second: first == second)


def _begins(one: PlacedRow, other: PlacedRow, schema: LedgerSchema) -> bool:
    """The same but for what is behind a name: Education, and Education - Schools Capital Programme."""
    return _is_like(one, other, schema, lambda first, second: first.startswith(second) or second.startswith(first))


def _alike(one: PlacedRow, other: PlacedRow, schema: LedgerSchema) -> bool:
    """The same but for words: one name in the other, and what only one of them says."""
    return _is_like(one, other, schema, lambda first, second: first in second or second in first)


def _is_like(one: PlacedRow, other: PlacedRow, schema: LedgerSchema, like: Callable[[str, str], bool]) -> bool:
    """True if two rows of one report are the same by their keys. A grand total is one whatever it is called, and where
    only one side names a portfolio it is that of the report.
    """
    totals = [row.row_type == "total" for row in (one, other)]
    if any(totals) and not all(totals):
        return False
    for name in (name for name in schema.key if name not in _EDITION):
        first, second = plain(one.text(name)), plain(other.text(name))
        is_words = schema.columns[name].type is ColumnType.TEXT
        if name == "portfolio" and not (first and second):
            continue
        if is_words and all(totals):
            continue
        if first != second and not (is_words and name != "portfolio" and like(first, second)):
            return False
    return True


def ledger_blocks(against: Against) -> list[tuple[Block, list[list[Cell | None]]]]:
    """The ledgers as tables of a document, so that sentences tie to them as to any table; and what each cell is."""
    found = []
    by_ledger: dict[str, list[PlacedRow]] = defaultdict(list)
    for row in against.rows:
        by_ledger[row.ledger].append(row)
    for number, (name, rows) in enumerate(by_ledger.items()):
        schema = against.schemas[name]
        words = [one for one, column in schema.columns.items() if not column.type.is_numeric and one not in _EDITION]
        figures = list(dict.fromkeys(own for row in rows for own, _, _ in _figures(row, schema).values()))
        shown = [*words, *figures]
        head = tuple(GridCell(_heading(rows, one)) for one in shown)
        grid_rows = [tuple(_grid_cell(row.cells.get(one)) for one in shown) for row in rows]
        file = next(iter(rows[0].cells.values())).spot.file
        lines = (1, *(next(iter(row.cells.values())).spot.line for row in rows))
        grid = Grid(file, "", (head, *grid_rows), tuple(range(1, len(rows) + 2)))
        block = Block(BLOCKS_BEHIND_A_REPORT + number, BlockKind.TABLE, schema.title, file, 0, 1, 0, 0, grid, lines)
        cells: list[list[Cell | None]] = [[None] * len(shown)]
        cells += [[(row, one) if one in figures else None for one in shown] for row in rows]
        found.append((block, cells))
    return found


def _heading(rows: Sequence[PlacedRow], name: str) -> str:
    shifts = {row.cells[name].shift for row in rows if name in row.cells and row.cells[name].shift >= 0}
    return name.replace("_", " ") + (_UNITS[shifts.pop()] if len(shifts) == 1 else "")


def _grid_cell(cell: Placed | None) -> GridCell:
    if cell is None:
        return GridCell("")
    read = read_figure(cell.text) if cell.value is not None else None
    return GridCell(cell.text) if read is None else GridCell(cell.text, read.value, read.decimals, read.is_percent)


def note_ties(ties: Sequence[Tie], blocks: Sequence[tuple[Block, list[list[Cell | None]]]], found: Compared) -> None:
    """Remembers which figures of the ledgers the report's sentences state."""
    cells = {block.number: cells for block, cells in blocks}
    for tie in ties:
        if tie.to is not None and tie.to.block in cells:
            cell = cells[tie.to.block][tie.to.row][tie.to.column]
            if cell is not None:
                found.state(*cell)
