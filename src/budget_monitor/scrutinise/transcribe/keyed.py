"""Tables of two columns, a name and an amount: the figures of a front page, and how one budget becomes the next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from budget_monitor.figures.headers import likeness
from budget_monitor.model.documents.document import place_of
from budget_monitor.model.documents.transcript import Placed, PlacedRow
from budget_monitor.model.ledgers.names import bare_words, is_total
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.scrutinise.transcribe.cells import Sheet
from budget_monitor.scrutinise.transcribe.columns import Header, header, is_figure, year_column
from budget_monitor.scrutinise.transcribe.tables import Laid

MIN_LIKENESS = 0.5
_BUDGET = re.compile(r"(?i)\b(?:budget|cash limit|net expenditure|control total)\b")
_BEFORE = re.compile(
    r"(?i)\b(?:previous\w*|prior|original|opening|base|approved|last reported|brought forward|b/?fwd?"
    r"|at (?:q\d|quarter|month|period))\b"
)
_SAVING = re.compile(r"(?i)\b(?:savings?|efficienc\w+)\b")
MIN_LINES_OF_WALK = 2


class _Line(Struct, frozen=True):
    row: int
    label: str
    place: int
    value: Decimal | None


def _lines(sheet: Sheet) -> tuple[list[_Line], int] | None:
    """The rows of a table with one column of figures, and that column; None for any other table."""
    columns = [one for one in sheet.table.columns if any(sheet.is_figure(row, one) for row in sheet.table.rows)]
    if len(columns) != 1:
        return None
    found = []
    for row in range(len(sheet.table.grid.rows)):
        texts = [(place, sheet.text(row, place)) for place in range(columns[0])]
        place, label = next(((place, text) for place, text in texts if text), (0, ""))
        value = sheet.cell(row, columns[0]).value if sheet.is_figure(row, columns[0]) else None
        found.append(_Line(row, label, place, value))
    return found, columns[0]


def named_figures(sheet: Sheet, schemas: Mapping[str, LedgerSchema]) -> Laid | None:
    """A table all of whose labels are values of a ledger's choice: cash limit, outturn, (surplus)/deficit."""
    found = _lines(sheet)
    if found is None:
        return None
    lines, column = found
    figures = [line for line in lines if line.value is not None]
    for schema in schemas.values():
        name = _choice_of_key(schema)
        if not name:
            continue
        told = [(line, header(line.label), choice_like(line.label, name, schema)) for line in figures]
        keys = {(value, own.years) for _, own, value in told}
        if told and all(value for *_, value in told) and len(keys) == len(told):
            laid = Laid()
            amount = next(one for one in schema.columns if is_figure(schema, one))
            for line, own, value in told:
                cells = {name: sheet.words(line.row, line.place, value), amount: sheet.amount(line.row, column)}
                cells |= _dated(sheet, line, own, schema)
                laid.rows.append(PlacedRow(schema.name, cells, f"{place_of(sheet.block)}, {line.label}"))
                laid.used.add((line.row, column))
            return laid
    return None


def _choice_of_key(schema: LedgerSchema) -> str:
    """The choice that tells the rows of a ledger apart, of one that has no other label and one figure."""
    if schema.label is not None or len([one for one in schema.columns if is_figure(schema, one)]) != 1:
        return ""
    return next((one for one in schema.key if schema.columns[one].type is ColumnType.CHOICE), "")


def choice_like(label: str, name: str, schema: LedgerSchema) -> str:
    """The value of a choice that a label is most like; empty where it is like none."""
    own = header(label).words
    scores = [
        (likeness(own, value, schema.words.get(f"{name}.{value}", ())), value) for value in schema.columns[name].of
    ]
    best = max(scores)
    return best[1] if best[0] >= MIN_LIKENESS else ""


def _dated(sheet: Sheet, line: _Line, own: Header, schema: LedgerSchema) -> dict[str, Placed]:
    name = year_column(schema)
    return {name: sheet.words(line.row, line.place, own.years[0])} if name and len(own.years) == 1 else {}


def budget_walk(sheet: Sheet, schemas: Mapping[str, LedgerSchema]) -> Laid | None:
    """A list from one budget to the next, which comes out: the last figure is the first with all that is between."""
    found = _lines(sheet)
    limits, changes = schemas.get("cash_limits"), schemas.get("budget_changes")
    if found is None or limits is None or changes is None:
        return None
    lines, column = found
    figures = [line for line in lines if line.value is not None]
    if len(figures) < MIN_LINES_OF_WALK + 1 or not _is_walk(figures):
        return None
    first, *between, last = figures
    own = [line for line in between if not is_total(line.label)]
    if not own or (first.value or 0) + sum((line.value or 0 for line in own), Decimal(0)) != last.value:
        return None
    laid = Laid(used={(line.row, column) for line in figures})
    said = header(first.label)
    cells = {
        "previously_reported": sheet.amount(first.row, column), "cash_limit": sheet.amount(last.row, column)
    }  # fmt: skip
    if said.period:
        text = " ".join([*said.years[:1], said.period])
        cells["previous_period"] = sheet.words(first.row, first.place, text)
    laid.rows.append(PlacedRow(limits.name, cells, f"{place_of(sheet.block)}, {last.label}"))
    laid.rows += _changes(sheet, lines[lines.index(first) + 1 : lines.index(last)], column, changes)
    return laid


def _is_walk(figures: Sequence[_Line]) -> bool:
    first, last = figures[0].label, figures[-1].label
    is_named = _BUDGET.search(first) is not None and _BUDGET.search(last) is not None
    starts = _BEFORE.search(first) is not None or bool(header(first).period)
    return is_named and starts and not is_total(first)


def _changes(sheet: Sheet, lines: Sequence[_Line], column: int, schema: LedgerSchema) -> list[PlacedRow]:
    rows = []
    group = ("adjustment", lines[0].row, lines[0].place)
    for line in lines:
        if line.value is None:
            if line.label:
                group = (category_of(line.label), line.row, line.place)
            continue
        kind = "subtotal" if is_total(line.label) else "line"
        cells = {
            "description": sheet.words(line.row, line.place), "category": sheet.words(group[1], group[2], group[0]),
            "amount": sheet.amount(line.row, column),
        }  # fmt: skip
        rows.append(PlacedRow(schema.name, cells, f"{place_of(sheet.block)}, {line.label}", kind))
    return rows


def category_of(text: str) -> str:
    """The kind of change that a heading or a sentence mentions: savings are called so in every ledger."""
    return "saving" if _SAVING.search(text) else bare_words(text) or "adjustment"
