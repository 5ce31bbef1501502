"""A file's cells into the typed table that every later stage works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.load.columns import Reading, TypedColumn, empty_column, read_column
from budget_monitor.load.csv_text import BLANK, CsvText
from budget_monitor.load.headings import AUTHORITY, ROW_TYPE_COLUMN, Heading, match_headings
from budget_monitor.load.numbers import FIGURE, Half
from budget_monitor.load.row_problems import ERROR, WARNING, RowProblem, row_problems
from budget_monitor.load.row_types import row_types, subtotals_above
from budget_monitor.load.sequence import rank_columns, sequence_columns
from budget_monitor.load.settings import Settings
from budget_monitor.model.ledger import (
    BLOCK,
    LINE,
    ROW_TYPE,
    SEQ,
    STEP,
    YEAR,
    Column,
    ColumnType,
    InputProblem,
    LedgerSchema,
    LedgerTable,
    half_column,
    negated_column,
)
from budget_monitor.model.money import unit_text

_MANY_ROWS = 50_000
_AUTHORITY = Column(AUTHORITY, ColumnType.TEXT, required=False)
_NEEDED_IN_KEYS = (ColumnType.FINANCIAL_YEAR, ColumnType.PERIOD)


@dataclass(frozen=True, slots=True)
class _File:
    """A file with its header recognised, and what is wrong with its cells, which grows as they are read."""

    name: str
    csv_text: CsvText
    known: Mapping[str, Heading]
    problems: list[InputProblem]

    @property
    def count(self) -> int:
        return len(self.csv_text.lines)

    def cells(self, name: str) -> pa.ChunkedArray | None:
        """The cells of a column as they stand; None when the file does not have it."""
        return self.csv_text.columns[self.known[name].place] if name in self.known else None

    def report(self, name: str, found: Sequence[RowProblem]) -> None:
        """Give each problem of a column its line, its header text and the text of its cell."""
        if not found:
            return
        rows = pa.array([problem.row for problem in found], pa.int64())
        lines = self.csv_text.lines.take(rows).to_pylist()
        texts = self.csv_text.columns[self.known[name].place].take(rows).to_pylist()
        header = self.known[name].text
        self.problems.extend(
            InputProblem(self.name, line, header, problem.severity, text.strip(), problem.message)
            for problem, line, text in zip(found, lines, texts, strict=True)
        )


def read_table(
    csv_text: CsvText,
    schema: LedgerSchema,
    file_name: str,
    settings: Settings,
    folder: str = "",
    authority: str = "",
) -> tuple[LedgerTable | None, list[InputProblem]]:
    """Type a file's cells. The table is None when the header is not the ledger's; the problems say why.

    A file without an `authority` column gets one throughout which `authority` stands, unless that is empty.
    """
    headings = match_headings(csv_text.header, schema, settings.currency)
    if headings.problems:
        return None, [
            InputProblem(file_name, csv_text.header_line, found.column, ERROR, found.text, found.message)
            for found in headings.problems
        ]
    ragged = [InputProblem(file_name, found.line, "", ERROR, found.text, found.message) for found in csv_text.problems]
    file = _File(file_name, csv_text, headings.known, ragged)
    unit = settings.unit_of(schema.name)

    _report_idle_units(file, schema)
    read = _read_columns(file, schema, settings)
    negated = _fill_from_stand_ins(file, schema, read)
    _fill_blanks(file, schema, read)
    types = row_types(file.count, file.cells(schema.label) if schema.label else None, file.cells(ROW_TYPE_COLUMN))
    file.report(ROW_TYPE_COLUMN, types.problems)

    columns = {name: read[name].values for name in schema.columns}
    has_authority = AUTHORITY in file.known or bool(authority)
    if AUTHORITY in file.known:
        columns[AUTHORITY] = read[AUTHORITY].values
    elif authority:
        columns[AUTHORITY] = pa.chunked_array([pa.repeat(authority, file.count)])
    year = _year_column(schema)
    own_place, earlier_place = sequence_columns(schema, read, file.count)
    columns |= {
        LINE: csv_text.lines,
        ROW_TYPE: types.values,
        BLOCK: subtotals_above(types.values),
        YEAR: read[year].ordinal if year else pa.nulls(file.count, pa.int64()),
        SEQ: own_place,
        STEP: earlier_place,
        **rank_columns(schema, read),
    }
    halves: dict[str, Decimal | None] = {}
    for name, column in schema.columns.items():
        half = read[name].half
        if column.type.is_numeric:
            halves[name] = half if isinstance(half, Decimal) else None
        if isinstance(half, pa.ChunkedArray):
            columns[half_column(name)] = half
    columns |= {negated_column(name): flags for name, flags in negated.items()}
    table = LedgerTable(
        schema=schema,
        file=file_name,
        table=pa.table(columns),
        text=pa.table(list(csv_text.columns), names=list(csv_text.header)),
        headers=_headers(file, schema),
        halves=halves,
        unit=unit_text(unit, settings.currency),
        has_authority=has_authority,
        folder=folder,
    )
    return table, _in_order(file)


def _year_column(schema: LedgerSchema) -> str | None:
    """The financial year that a row stands in along its sequence, or else the ledger's first one."""
    for name in (*schema.sequence, *schema.columns):
        if name in schema.columns and schema.columns[name].type is ColumnType.FINANCIAL_YEAR:
            return name
    return None


def _in_order(file: _File) -> list[InputProblem]:
    """By line, then from left to right."""
    places = {text: place for place, text in enumerate(file.csv_text.header)}
    return sorted(file.problems, key=lambda problem: (problem.line, places.get(problem.column, -1)))


def _headers(file: _File, schema: LedgerSchema) -> dict[str, str]:
    """Header texts by column name; a column that only its stand-in is there for has the stand-in's."""
    headers = {name: heading.text for name, heading in file.known.items()}
    for name, column in schema.columns.items():
        if column.negated_by in headers:
            headers.setdefault(name, headers[column.negated_by])
    return headers


def _stand_ins(schema: LedgerSchema) -> dict[str, Column]:
    """By the name of each stand-in, the column it stands in for."""
    return {column.negated_by: column for column in schema.columns.values() if column.negated_by}


def _report_idle_units(file: _File, schema: LedgerSchema) -> None:
    columns = {**_stand_ins(schema), **schema.columns}
    message = "a unit in the header of a column that is not money changes nothing"
    for name, heading in file.known.items():
        if heading.unit and (name not in columns or columns[name].type is not ColumnType.MONEY):
            line = file.csv_text.header_line
            file.problems.append(InputProblem(file.name, line, heading.text, WARNING, heading.text, message))


def _read_columns(file: _File, schema: LedgerSchema, settings: Settings) -> dict[str, TypedColumn]:
    """Every column of the ledger, and the stand-ins and the authority column that the file has."""
    wanted = {AUTHORITY: _AUTHORITY, **_stand_ins(schema), **schema.columns}
    there = {name: column for name, column in wanted.items() if name in file.known}

    def read(name: str) -> TypedColumn:
        column = there[name]
        reading = Reading(
            unit=file.known[name].unit or settings.unit_of(schema.name),
            currency=settings.currency,
            year_start=settings.year_start,
            needs_value=column.required and name in schema.key and column.type in _NEEDED_IN_KEYS,
            may_say_total=name == schema.label,
        )
        return read_column(file.cells(name), column, reading)

    if file.count > _MANY_ROWS:  # pyarrow does its work outside the interpreter lock
        with ThreadPoolExecutor() as pool:
            columns = dict(zip(there, pool.map(read, there), strict=True))
    else:
        columns = {name: read(name) for name in there}
    for name, column in columns.items():
        file.report(name, column.problems)
    missing = {name: empty_column(column, file.count) for name, column in schema.columns.items() if name not in there}
    return columns | missing


def _fill_from_stand_ins(file: _File, schema: LedgerSchema, read: dict[str, TypedColumn]) -> dict[str, pa.ChunkedArray]:
    """Fill columns from those that say the same with the sign reversed; by column, which rows were filled.

    Where both are filled and disagree, neither can be trusted: the figure is null, and the stand-in's cell at fault.
    """
    negated = {}
    for name, column in schema.columns.items():
        stand_in = column.negated_by
        if stand_in is None or stand_in not in file.known or not column.type.is_numeric:
            continue
        own, opposite = read[name], _reversed(read[stand_in])
        negated[name] = pc.and_(pc.is_null(own.values), pc.is_valid(opposite.values))
        filled = _filled(own, opposite, negated[name])
        disagree = pc.fill_null(pc.not_equal(own.values, opposite.values), False)
        if pc.any(disagree, min_count=0).as_py():
            filled = replace(filled, values=pc.if_else(disagree, None, filled.values))
            _report_disagreement(file, disagree, name, stand_in)
        read[name] = filled
    return negated


def _reversed(column: TypedColumn) -> TypedColumn:
    ordinal = None if column.ordinal is None else pc.negate(column.ordinal)
    return replace(column, values=pc.negate(column.values), ordinal=ordinal)


def _report_disagreement(file: _File, disagree: pa.ChunkedArray, name: str, stand_in: str) -> None:
    message = f"disagrees with {file.known[name].text} in the same row, whose sign it should reverse"
    rows = pc.indices_nonzero(disagree).cast(pa.int64())
    file.report(stand_in, row_problems(rows, file.cells(stand_in), lambda _: message))


def _fill_blanks(file: _File, schema: LedgerSchema, read: dict[str, TypedColumn]) -> None:
    """Fill blanks, and not what could not be read, from the column that `blank_means` names."""
    for name, column in schema.columns.items():
        other = read.get(column.blank_means) if column.blank_means else None
        if other is None or other.values.type != read[name].values.type:
            continue
        cells = file.cells(name)
        if cells is None:
            blank = pa.chunked_array([pa.repeat(True, file.count)])
        else:
            blank = pc.match_substring_regex(cells, BLANK)
        read[name] = _filled(read[name], other, blank)


def _filled(first: TypedColumn, second: TypedColumn, where: pa.ChunkedArray) -> TypedColumn:
    """`first`, with `second` in the rows `where` says so."""
    ordinal = first.ordinal
    if first.ordinal is not None and second.ordinal is not None:
        ordinal = pc.if_else(where, second.ordinal, first.ordinal)
    half = first.half
    if first.half is not None and second.half is not None:
        half = _filled_half(first, second, where)
    return replace(first, values=pc.if_else(where, second.values, first.values), half=half, ordinal=ordinal)


def _filled_half(first: TypedColumn, second: TypedColumn, where: pa.ChunkedArray) -> Half | None:
    if isinstance(first.half, Decimal) and isinstance(second.half, Decimal) and first.half == second.half:
        return first.half
    if first.values.null_count == len(first.values):
        return second.half
    if not pc.any(where, min_count=0).as_py():
        return first.half
    one, other = (pa.scalar(half, FIGURE) if isinstance(half, Decimal) else half for half in (first.half, second.half))
    return pc.if_else(where, other, one)
