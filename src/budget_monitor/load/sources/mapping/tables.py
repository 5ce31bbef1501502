"""A table of a file as a mapping takes it: its window, its header, and what is missing in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import did_you_mean
from budget_monitor.load.cells.headings import AUTHORITY, ROW_TYPE_COLUMN
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.csv_file import CsvSource
from budget_monitor.load.sources.mapping.blocks import SourceBlock
from budget_monitor.load.sources.mapping.doubts import doubts_of, new_headings, told_of_new
from budget_monitor.load.sources.mapping.templates import PLACEHOLDER, Template
from budget_monitor.load.sources.mapping.texts import TextTable
from budget_monitor.load.sources.mapping.window import Header, Window, header_of, window_of
from budget_monitor.load.sources.sheets.rows import Rows
from budget_monitor.load.sources.sheets.sheet_source import SheetSource
from budget_monitor.load.sources.sheets.texts import AMOUNTS, MANNERS, Manner
from budget_monitor.model.ledgers.schema import Layout, LedgerSchema

MAX_HEADERS_NAMED = 12


Mappable: TypeAlias = CsvSource | SheetSource | TextTable
"""What a mapping can take."""


class Feed(Struct, frozen=True):
    """A `[source]` with the tables that it takes. `said_in` is its place: `budget-monitor.toml:3`."""

    block: SourceBlock
    tables: Sequence[Mappable]
    said_in: str


class MappedTable(Struct):
    """A table of a file, found in its window; `problems` is what there is to say of its sheet. `new` are the columns,
    of a transposed one the rows, that are in no rule, by their places: what each is called.
    """

    source: Mappable
    feed: Feed
    window: Window
    header: Header
    problems: list[RecordProblem]
    new: Mapping[int, str]


def table_of(source: Mappable, feed: Feed, schema: LedgerSchema, is_one_of_several: bool) -> MappedTable:
    """A table in its window, with the columns that feed the ledger. Raises Unreadable where one is not there."""
    block = feed.block

    def manners(first: Rows) -> Mapping[int, Manner]:
        if block.layout is Layout.TRANSPOSED:
            return {}
        kinds = {
            found.heading.place: MANNERS.get(schema.columns[found.column].type, AMOUNTS)
            for found in header_of(window_of(first, _without_end(block)), block, schema).found
            if found.column in schema.columns
        }
        return {place: manner for place, manner in kinds.items() if manner is not AMOUNTS}

    has_manners = any(column.type in MANNERS for column in schema.columns.values())
    try:
        rows, problems = source.rows(manners if has_manners else lambda _: {})
        _check_names(block, schema)
        window = window_of(rows, block)
        header = header_of(window, block, schema)
        _check_columns(window, header, feed, schema)
    except Unreadable as error:
        where = f" in {source.file}" if is_one_of_several else ""
        here = [replace(one, message=f"{one.message} ({feed.said_in}{where})") for one in error.problems]
        raise Unreadable(*here) from error
    new = new_headings(window, header, block, schema)
    doubts = [*doubts_of(rows, window, header, block, schema), *told_of_new(new, window, header, block)]
    return MappedTable(source, feed, window, header, [*problems, *doubts], new)


def _without_end(block: SourceBlock) -> SourceBlock:
    """The same for the first rows of a sheet only, in which the end of the table need not be."""
    return msgspec.structs.replace(block, above="")


def _check_names(block: SourceBlock, schema: LedgerSchema) -> None:
    """Raises Unreadable for a column that a mapping speaks of and the ledger has not."""
    stand_ins = [column.negated_by for column in schema.columns.values() if column.negated_by]
    known = [*schema.columns, *stand_ins, AUTHORITY, ROW_TYPE_COLUMN]
    patterns = [text for named in block.columns.values() for text in ([named] if isinstance(named, str) else named)]
    named = {
        "columns": [*block.columns, *(name for text in patterns for name in PLACEHOLDER.findall(text))],
        "constants": [*block.constants],
        "values": [*block.values],
        "reversed": block.reversed,
        "fill": block.fill,
        "headings": [block.headings] if block.headings else [],
    }
    wrong = [(field, name) for field, names in named.items() for name in names if name not in known]
    if wrong:
        raise Unreadable(
            *(RecordProblem(0, name, f"{field}: {schema.no_column(name, stand_ins)}") for field, name in wrong)
        )


def _check_columns(window: Window, header: Header, feed: Feed, schema: LedgerSchema) -> None:
    """Raises Unreadable for a header that the mapping names and the table has not, or that nothing gives."""
    block = feed.block
    texts = [one.text for one in header.headings if one.text]
    line = window.row_numbers[header.last_row] + 1 if block.layout is Layout.ROWS else 0
    given = {found.column for found in header.found} | {*block.constants, block.headings}
    given |= {name for found in header.found for name in found.across}
    found_in = "; the header here: " + ", ".join(texts[:MAX_HEADERS_NAMED])
    problems = []
    for column, named in block.columns.items():
        if named and column not in given:
            wanted = [named] if isinstance(named, str) else list(named)
            known = [(one, Template(one, schema, block.values)) for one in wanted]
            near = (did_you_mean(one, pattern.likened(header.headings)) for one, pattern in known)
            hint = next((one for one in near if one.startswith("; did")), found_in)
            place = "row" if block.layout is Layout.TRANSPOSED else "column"
            message = f"no {place} {' or '.join(map(repr, wanted))} for {column}{hint}"
            problems.append(RecordProblem(line, wanted[0], message, column))
    for name, column_ in schema.columns.items():
        if column_.required and name not in given | {*block.columns} and column_.negated_by not in given:
            hint = did_you_mean(name, texts)
            hint = hint if hint.startswith("; did") else found_in
            message = f"nothing gives {name}: name its header under columns, or its value under constants{hint}"
            problems.append(RecordProblem(line, "", message, name))
    if problems:
        raise Unreadable(*problems)
