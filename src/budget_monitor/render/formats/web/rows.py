"""The rows of the ledgers that a page speaks of, as the files have them, so that a finding leads to its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budget_monitor.model.cell import CellRef
from budget_monitor.model.ledger import LINE, LedgerSet, LedgerTable
from budget_monitor.model.outcome import Finding

MAX_ROWS_OF_A_LEDGER = 200_000
"""Of a longer ledger no rows are shown: all of it would be read for them."""
MAX_ROWS_SHOWN = 200
"""Rows of one ledger on the page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its line, the page's name for it, and its cells, each with whether it is spoken of."""

    line: int
    anchor: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class LedgerRows:
    """Rows of a file under its own headers."""

    file: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def rows_spoken_of(findings: Iterable[Finding], ledgers: LedgerSet | None) -> tuple[LedgerRows, ...]:
    """The rows in which findings stand, by file and line; none without the ledgers."""
    cells: dict[str, dict[int, set[str]]] = {}
    for finding in findings:
        for ref in (finding.place, *(cell.ref for cell in finding.cells)):
            if ref.line:
                cells.setdefault(ref.file, {}).setdefault(ref.line, set()).add(ref.column)
    tables = {table.file: table for table in ledgers.ledgers.values()} if ledgers is not None else {}
    chosen = [(tables[file], lines) for file, lines in sorted(cells.items()) if file in tables]
    return tuple(_rows(at, *one) for at, one in enumerate(chosen) if one[0].row_count <= MAX_ROWS_OF_A_LEDGER)


def anchors(shown: Sequence[LedgerRows]) -> Mapping[tuple[str, int], str]:
    """The page's name of each row, by file and line."""
    return {(of.file, row.line): row.anchor for of in shown for row in of.rows}


def anchor_of(ref: CellRef, places: Mapping[tuple[str, int], str]) -> str:
    """Where on the page a cell's row is; empty where it is not shown."""
    return places.get((ref.file, ref.line), "")


def _rows(number: int, table: LedgerTable, lines: Mapping[int, set[str]]) -> LedgerRows:
    places: list[int] = table.select([LINE])[LINE].to_pylist()
    wanted = [(at, line) for at, line in enumerate(places) if line in lines][:MAX_ROWS_SHOWN]
    text = table.text.take([at for at, _ in wanted])
    headers = tuple(text.column_names)
    columns = [column.to_pylist() for column in text.columns]
    rows = tuple(
        Row(
            line, f"row-{number}-{line}",
            tuple((column[at] or "", header in lines[line]) for header, column in zip(headers, columns, strict=True)),
        )
        for at, (_, line) in enumerate(wanted)
    )  # fmt: skip
    return LedgerRows(table.file, headers, rows)
