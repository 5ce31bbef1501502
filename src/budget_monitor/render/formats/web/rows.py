"""The rows of the ledgers that a page speaks of, as the files have them, so that a finding leads to its row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import Grid, column_letters
from budget_monitor.model.ledgers.ledger import LINE, LedgerSet, LedgerTable
from budget_monitor.model.results.outcome import Finding

MAX_ROWS_OF_A_LEDGER = 200_000
"""Of a longer ledger no rows are shown: all of it would be read for them."""
MAX_ROWS_SHOWN = 200
"""Rows of one ledger on the page."""


class Row(Struct, frozen=True):
    """A row of a file: its line, the page's name for it, and its cells, each with its mark: `wrong`, `meant` where it
    is spoken of, or none. `follows` is False where rows between the one before and this one are left out.
    """

    line: int
    anchor: str
    cells: tuple[tuple[str, str], ...]
    follows: bool = True


class LedgerRows(Struct, frozen=True):
    """Rows of a file under its own headers."""

    file: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def rows_spoken_of(
    findings: Iterable[Finding],
    ledgers: LedgerSet | Sequence[Grid] | None,
    *,
    wrong: Collection[CellRef] = (),
    around: int = 0,
) -> tuple[LedgerRows, ...]:
    """The rows in which findings stand, by file and line, and so many rows before and after each; none without the
    ledgers, or the grids of a table without rules. `wrong` are cells that are to be changed.
    """
    cells: dict[str, dict[int, dict[str, str]]] = {}
    meant = [ref for finding in findings for ref in (finding.place, *(cell.ref for cell in finding.cells))]
    for ref, mark in (*((ref, "meant") for ref in meant), *((ref, "wrong") for ref in wrong)):
        if ref.line:
            cells.setdefault(ref.file, {}).setdefault(ref.line, {})[ref.column] = mark
    tables = _tables(ledgers)
    chosen = [(tables[file], lines) for file, lines in sorted(cells.items()) if file in tables]
    return tuple(_rows(at, *one, around) for at, one in enumerate(chosen) if _length(one[0]) <= MAX_ROWS_OF_A_LEDGER)


def _tables(ledgers: LedgerSet | Sequence[Grid] | None) -> Mapping[str, LedgerTable | Grid]:
    """By the file that places name, and the sheet."""
    if isinstance(ledgers, LedgerSet):
        return {table.file: table for table in ledgers.ledgers.values()}
    return {f"{grid.file}:{grid.sheet}" if grid.sheet else grid.file: grid for grid in ledgers or ()}


def _length(table: LedgerTable | Grid) -> int:
    return len(table.rows) if isinstance(table, Grid) else table.row_count


def _lines(table: LedgerTable | Grid) -> Sequence[int]:
    if isinstance(table, Grid):
        return table.lines
    lines: list[int] = table.select([LINE])[LINE].to_pylist()
    return lines


def _texts(table: LedgerTable | Grid, rows: Sequence[int]) -> tuple[tuple[str, ...], list[Sequence[str | None]]]:
    """The headers, and the texts of some rows, column by column."""
    if isinstance(table, Grid):
        columns = [[table.rows[row][column].text for row in rows] for column in range(table.width)]
        return tuple(map(column_letters, range(table.width))), [*columns]
    text = table.text.take(rows)
    return tuple(text.column_names), [column.to_pylist() for column in text.columns]


def anchors(shown: Sequence[LedgerRows]) -> Mapping[tuple[str, int], str]:
    """The page's name of each row, by file and line."""
    return {(of.file, row.line): row.anchor for of in shown for row in of.rows}


def anchor_of(ref: CellRef, places: Mapping[tuple[str, int], str]) -> str:
    """Where on the page a cell's row is; empty where it is not shown."""
    return places.get((ref.file, ref.line), "")


def _rows(number: int, table: LedgerTable | Grid, lines: Mapping[int, Mapping[str, str]], around: int) -> LedgerRows:
    places = _lines(table)
    meant = [at for at, line in enumerate(places) if line in lines]
    near = {at + step for at in meant for step in range(-around, around + 1)}
    wanted = sorted(near & set(range(len(places))))[:MAX_ROWS_SHOWN]
    headers, columns = _texts(table, wanted)
    rows = []
    for at, place in enumerate(wanted):
        marks = lines.get(places[place], {})
        row = zip(headers, columns, strict=True)
        cells = tuple((column[at] or "", marks.get(header, "")) for header, column in row)
        shown = _line(table, places[place])
        rows.append(Row(shown, f"row-{number}-{shown}", cells, at == 0 or wanted[at - 1] == place - 1))
    return LedgerRows(_file(table, places[wanted[0]]) if wanted else table.file, headers, tuple(rows))


def _line(table: LedgerTable | Grid, line: int) -> int:
    """The line in the officer's own file, where a mapping put the ledger together."""
    ref = table.places.ref(line, "") if isinstance(table, LedgerTable) and table.places is not None else None
    return ref.line if ref is not None else line


def _file(table: LedgerTable | Grid, line: int) -> str:
    ref = table.places.ref(line, "") if isinstance(table, LedgerTable) and table.places is not None else None
    return ref.file if ref is not None else table.file
