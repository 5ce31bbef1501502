"""Two versions of one table: what differs, as text, CSV and JSON."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO

import msgspec
from rich.console import RenderableType

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.model.lists.versions import CellDifference, Key, KeyedTable, Versions
from budget_monitor.model.withheld.lists import versions_without_texts
from budget_monitor.render.formats.csv import harmless
from budget_monitor.render.formats.json import published
from budget_monitor.render.text.json_bytes import json_bytes
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import plural

SCHEMA_VERSION = 1
MAX_ROWS_IN_LISTS = 20
"""Lines of one list on a screen; the other formats have all of them."""
HEADER = ("what", "key", "column", "left", "right", "change", "left place", "right place", "note")


class JsonDifference(msgspec.Struct):
    """One thing that differs. `what` is cell, rounding, only_left, only_right, repeated_key or renamed; `change` is a
    decimal string, right less left.
    """

    what: str
    key: str
    column: str
    left: str
    right: str
    change: str
    left_place: str
    right_place: str
    note: str


class JsonTotal(msgspec.Struct):
    """The sums of a column; `explained` is what the list of differences makes of their difference."""

    column: str
    left: str
    right: str
    explained: str
    holds: bool


class JsonVersions(msgspec.Struct):
    """The whole comparison."""

    schema_version: int
    exit_code: int
    same_rows: int
    differences: list[JsonDifference]
    totals: list[JsonTotal]
    columns_only_left: list[str]
    columns_only_right: list[str]
    cut_off: str


def versions_json(result: Versions) -> bytes:
    """All that differs."""
    result = result if result.keeps_texts else versions_without_texts(result)
    totals = [
        JsonTotal(one.column, decimal_text(one.left), decimal_text(one.right), decimal_text(one.explained), one.holds)
        for one in result.totals
    ]
    whole = JsonVersions(
        SCHEMA_VERSION, result.exit_code, result.same_rows, list(differences(result)), totals,
        list(result.columns_only_left), list(result.columns_only_right), result.cut_off,
    )  # fmt: skip
    return json_bytes(whole)


def versions_schema() -> bytes:
    """The JSON Schema (2020-12) of what `versions_json` writes."""
    return published(JsonVersions)


def versions_csv(result: Versions) -> bytes:
    """A row for each thing that differs."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in differences(result):
        texts = (harmless(one.key), one.column, harmless(one.left), harmless(one.right))
        writer.writerow((one.what, *texts, one.change, one.left_place, one.right_place, harmless(one.note)))
    if result.cut_off:
        writer.writerow(("cut_off", *[""] * (len(HEADER) - len(("what", "note"))), result.cut_off))
    return text.getvalue().encode("utf-8-sig")


def differences(result: Versions) -> Iterator[JsonDifference]:
    """All that differs, one by one, in one shape."""
    left, right = result.left, result.right
    for one in result.differences:
        what = "rounding" if one.is_rounding else "cell"
        gap = "" if one.change is None else decimal_text(one.change)
        places = _place(left, one.left_row, one.column), _place(right, one.right_row, one.column)
        yield JsonDifference(what, _words(one.key), one.column, one.left, one.right, gap, *places, "")
    for row in result.only_left:
        yield JsonDifference("only_left", _words(left.keys[row]), "", "", "", "", _place(left, row), "", "")
    for row in result.only_right:
        yield JsonDifference("only_right", _words(right.keys[row]), "", "", "", "", "", _place(right, row), "")
    for same in result.repeated:
        lines = _lines(left, same.left_rows), _lines(right, same.right_rows)
        yield JsonDifference("repeated_key", _words(same.key), "", "", "", "", *lines, "its rows are not compared")
    for pair in result.renamed:
        keys = _words(left.keys[pair.left_row]), _words(right.keys[pair.right_row])
        places = _place(left, pair.left_row), _place(right, pair.right_row)
        yield JsonDifference("renamed", keys[0], "", *keys, "", *places, pair.why)


def versions_text(result: Versions, page: Page, *, everything: bool = False) -> str:
    """What differs, and the totals. Of long lists only the beginning is shown unless `everything` is asked for."""
    most = len(result.left.keys) + len(result.right.keys) if everything else MAX_ROWS_IN_LISTS
    return page.render(_parts(result, page, most))


def _parts(result: Versions, page: Page, most: int) -> Iterator[RenderableType]:
    left, right = result.left, result.right
    yield page.line(
        (f"{left.name}: {plural(len(left.keys), 'row')}    {right.name}: {plural(len(right.keys), 'row')}", "bold")
    )
    yield page.text(f"{plural(result.same_rows, 'row')} the same in both")
    if result.cut_off:
        yield page.text(f"Not compared to the end: {result.cut_off}.", "yellow")
    for name, columns in ((left.name, result.columns_only_left), (right.name, result.columns_only_right)):
        if columns:
            yield page.text(f"only in {name}: {plural(len(columns), 'column')}: {', '.join(columns)}", "dim")
    beyond = [one for one in result.differences if not one.is_rounding]
    yield from _cells(page, result, f"Cells that differ: {len(beyond):,}", beyond, most)
    rounding = [one for one in result.differences if one.is_rounding]
    yield from _cells(page, result, f"No more than rounding explains: {len(rounding):,}", rounding, most)
    for table, rows in ((left, result.only_left), (right, result.only_right)):
        lines = [f"{_words(table.keys[row])}  {_place(table, row)}" for row in rows]
        yield from _list(page, f"Only in {table.name}: {plural(len(rows), 'row')}", lines, most)
    repeated = [
        f"{_words(one.key)}: {_lines(left, one.left_rows) or 'nowhere'}; {_lines(right, one.right_rows) or 'nowhere'}"
        for one in result.repeated
    ]
    yield from _list(page, f"Keys that stand twice, not compared: {len(repeated):,}", repeated, most)
    renamed = [
        f"{_words(left.keys[one.left_row])} → {_words(right.keys[one.right_row])}: {one.why}" for one in result.renamed
    ]
    yield from _list(page, f"Perhaps renamed: {len(renamed):,}", renamed, most)
    yield from _totals(page, result)


def _cells(
    page: Page, result: Versions, title: str, cells: Sequence[CellDifference], most: int
) -> Iterator[RenderableType]:
    if not cells:
        return
    yield page.text("")
    yield page.heading(title)
    table = page.table(("column", "left"), ("left", "right"), ("right", "right"), ("by", "right"), ("row", "left"))
    for one in cells[:most]:
        by = "" if one.change is None else _signed(one.change)
        row = f"{_words(one.key)}  {_place(result.right, one.right_row, one.column)}"
        table.add_row(*(page.text(cell) for cell in (one.column, one.left, one.right, by, row)))
    yield table
    yield from _more(page, len(cells) - most)


def _list(page: Page, title: str, lines: Sequence[str], most: int) -> Iterator[RenderableType]:
    if not lines:
        return
    yield page.text("")
    yield page.heading(title)
    for line in lines[:most]:
        yield page.indented(page.text(line))
    yield from _more(page, len(lines) - most)


def _more(page: Page, count: int) -> Iterator[RenderableType]:
    if count > 0:
        yield page.text(f"  and {count:,} more (--show-all, or --output FILE.csv)", "dim")


def _totals(page: Page, result: Versions) -> Iterator[RenderableType]:
    if result.totals:
        yield page.text("")
        yield page.heading("Totals, without rows of totals")
        table = page.table(("column", "left"), ("left", "right"), ("right", "right"), ("by", "right"), ("", "left"))
        for one in result.totals:
            said = "" if one.holds else "NOT what is listed: a row is lost"
            cells = (one.column, f"{one.left:,f}", f"{one.right:,f}", _signed(one.right - one.left), said)
            table.add_row(*(page.text(cell) for cell in cells))
        yield table
    yield page.text("")
    yield page.text(f"Exit code {result.exit_code}.")


def _signed(amount: Decimal) -> str:
    return f"{'+' if amount > 0 else '−' if amount < 0 else ''}{abs(amount):,f}"


def _words(key: Key) -> str:
    return ", ".join(key)


def _lines(table: KeyedTable, rows: Sequence[int]) -> str:
    return ", ".join(_place(table, row) for row in rows)


def _place(table: KeyedTable, row: int, column: str = "") -> str:
    """Where a row stands, or a cell of a workbook."""
    line = table.lines[row]
    found = next((one.place for one in table.columns.values() if one.header == column), 0)
    return CellRef(table.name, line, column, cell_address(table.sheet, found, line) if table.sheet else "").place
