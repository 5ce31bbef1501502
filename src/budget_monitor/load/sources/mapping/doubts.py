"""What a mapping leaves unread that may have been meant: it is said, so that nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from budget_monitor.errors import hint, nearest
from budget_monitor.figures.written import read_figure
from budget_monitor.load.cells.headings import match_headings, mistyped
from budget_monitor.load.cells.row_problems import ERROR, WARNING
from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.load.sources.cells import RecordProblem
from budget_monitor.load.sources.mapping.blocks import SourceBlock
from budget_monitor.load.sources.mapping.templates import Heading, Template
from budget_monitor.load.sources.mapping.window import Header, Window
from budget_monitor.load.sources.sheets.rows import Rows
from budget_monitor.model.ledgers.grid import column_letters
from budget_monitor.model.ledgers.schema import Layout, LedgerSchema

MAX_NEW_NAMED = 5
MAX_VALUES_COMPARED = 1_000
"""Of a column, among which the nearest to a text of `only` is looked for."""


def doubts_of(
    rows: Rows, window: Window, header: Header, block: SourceBlock, schema: LedgerSchema
) -> Iterator[RecordProblem]:
    """Columns that the mapping passes over though they look as if they were meant, and rows below its range."""
    line = window.row_numbers[header.last_row] + 1 if block.layout is Layout.ROWS else 0
    taken = {one.heading.place for one in header.found}
    free = [one for one in header.headings if one.text and one.place not in taken]
    named = match_headings([one.text for one in free], schema)
    for name in named.known.keys() & block.constants.keys():
        said = f"the mapping gives every row {name} {str(block.constants[name])!r}; this column of the file is not read"
        yield RecordProblem(line, free[named.known[name].place].text, said, severity=WARNING)
    given = {*block.columns, *block.constants, *(one.column for one in header.found)}
    for doubt in mistyped(given, [one.text for one in free], schema):
        yield RecordProblem(line, doubt.text, doubt.message, severity=WARNING)
    for name, text, one in _that_fit_no_value(free, block, schema):
        if any(_is_figure(row, window, one) for row in window.texts[header.last_row + 1 :]):
            said = f"this fits {text!r}, but for its {name}, so the column is not read"
            yield RecordProblem(line, one.text, said, severity=WARNING)
    yield from _below(rows, window, header, block, schema)


def new_headings(window: Window, header: Header, block: SourceBlock, schema: LedgerSchema) -> Mapping[int, str]:
    """Columns with figures that are neither named nor `unused`, of a transposed table rows, by their places: what each
    is called. None where the mapping does not say what is unused.
    """
    if block.unused is None:
        return {}
    unused = [Template(text, schema, block.values).found("", header.headings) for text in block.unused]
    known = {one.heading.place for found in (*unused, header.found) for one in found}
    columns = schema.columns
    figures = [one.heading for one in header.found if one.column in columns and columns[one.column].type.is_numeric]
    lines = [row for row in window.texts[header.last_row + 1 :] if any(_is_figure(row, window, one) for one in figures)]
    new = [
        one for one in header.headings if one.place not in known and any(_is_figure(row, window, one) for row in lines)
    ]
    if block.layout is Layout.TRANSPOSED:
        return {one.place: f"row {one.place + 1} {one.text!r}" for one in new}
    return {one.place: f"column {column_letters(one.place)} {one.text!r}" for one in new}


def told_of_new(new: Mapping[int, str], window: Window, header: Header, block: SourceBlock) -> Iterator[RecordProblem]:
    """An error for what is in no rule."""
    if not new:
        return
    named = ", ".join(list(new.values())[:MAX_NEW_NAMED])
    more = f" and {len(new) - MAX_NEW_NAMED:,} more" if len(new) > MAX_NEW_NAMED else ""
    are, theirs, them = ("is", "its", "it") if len(new) == 1 else ("are", "their", "them")
    said = (
        f"{named}{more} {are} in no rule: {theirs} figures are not checked, and a total with {them} in it does not come"
        f" out; add {them} to the mapping and to the rules of such totals, or move the written files away and have the"
        " rules written anew"
    )
    line = window.row_numbers[header.last_row] + 1 if block.layout is Layout.ROWS else 0
    yield RecordProblem(line, next(one.text for one in header.headings if one.place in new), said)


def _that_fit_no_value(
    free: Sequence[Heading], block: SourceBlock, schema: LedgerSchema
) -> Iterator[tuple[str, str, Heading]]:
    """Headers, not of totals, that a pattern fits, without a value for it; and the pattern."""
    words = TotalWords()
    texts = [text for named in block.columns.values() for text in ([named] if isinstance(named, str) else named)]
    for template in (Template(text, schema, block.values) for text in texts if "{" in text):
        for one in free:
            if not words.are_in(one.text) and (name := template.unfit(one)):
                yield name, template.text, one


def _is_figure(row: Sequence[str], window: Window, one: Heading) -> bool:
    return read_figure(row[window.column_numbers.index(one.place)]) is not None


def _below(
    rows: Rows, window: Window, header: Header, block: SourceBlock, schema: LedgerSchema
) -> Iterator[RecordProblem]:
    """The row just below the range, where the table goes on with figures."""
    below = window.row_numbers[-1] + 1 if window.row_numbers else 0
    if not block.range or block.above or block.layout is not Layout.ROWS or below >= len(rows.texts):
        return
    columns = schema.columns
    figures = [one for one in header.found if one.column in columns and columns[one.column].type.is_numeric]
    row = rows.texts[below]
    if any(one.heading.place < len(row) and read_figure(row[one.heading.place]) is not None for one in figures):
        said = f"the table goes on below the range {block.range}, from here; what is there is not read"
        yield RecordProblem(below + 1, "", said, severity=WARNING)


class Kept(Struct):
    """Which rows the choices of a mapping (`only`, `leave_out`) keep, over all tables that it takes."""

    line: int
    seen: int = 0
    kept: int = 0
    values: dict[str, dict[str, None]] = {}
    """By column of `only`, the texts that stand in it."""
    fitted: set[tuple[str, str]] = set()
    """By column, the texts of `only` that a row has."""

    def problems(self, block: SourceBlock, said_in: str) -> Iterator[RecordProblem]:
        """An error where no row is kept, and a warning for each text of `only` that no row has."""
        missing = [
            (name, text)
            for name, texts in block.only.items()
            for text in ([texts] if isinstance(texts, str) else texts)
            if (name, text) not in self.fitted
        ]
        is_empty = bool(self.seen) and not self.kept
        for name, text in missing if self.seen else ():
            near = nearest(text, self.values.get(name, ()))
            said = f"only: no row has the {name} {text!r}{hint(near)} ({said_in})"
            yield RecordProblem(self.line, text, said, severity=ERROR if is_empty else WARNING)
        if is_empty and not missing:
            said = f"only and leave_out keep none of its rows, so nothing of it is checked ({said_in})"
            yield RecordProblem(self.line, "", said, severity=ERROR)
