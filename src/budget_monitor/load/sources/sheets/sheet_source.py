"""A sheet of a workbook as a table of rows that the loader reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.figures.headers import plain_name
from budget_monitor.load.cells.headings import match_headings
from budget_monitor.load.sources.cells import WARNING, RecordProblem, Unreadable
from budget_monitor.load.sources.sheets.rows import (
    MAX_ROWS_ABOVE_A_HEADER,
    Header,
    RowCells,
    Rows,
    found_header,
)
from budget_monitor.load.sources.sheets.texts import (
    AMOUNTS,
    MANNERS,
    Manner,
    Place,
    no_formats,
    rows_of_texts,
)
from budget_monitor.model.ledgers.schema import LedgerSchema

if TYPE_CHECKING:  # what opens workbooks is imported where one is read: most folders have none
    from budget_monitor.load.sources.sheets.compiled.answers import SheetInfo
    from budget_monitor.load.sources.sheets.opening import Book


class SheetSource(Struct, dict=True):
    """A sheet. `other_name` is the file's, for the first sheet of a file that is named after a ledger."""

    book: Book
    info: SheetInfo
    other_name: str = ""
    share: int = 1
    encodings: Sequence[str] = ("",)

    @property
    def file(self) -> str:
        """`quarter.xlsx:Outturns`."""
        return f"{self.book.path.name}:{self.info.name}"

    @property
    def sheet(self) -> str:
        """Its name in the workbook."""
        return self.info.name

    @property
    def name(self) -> str:
        """The sheet's name as a ledger's would be written: "Cash limits" is cash_limits."""
        return plain_name(self.info.name)

    @property
    def size(self) -> int:
        """Its part of the workbook's bytes, more or less."""
        return len(self.book.content) // self.share

    @contextmanager
    def cells(self, schema: LedgerSchema, encoding: str) -> Iterator[RowCells]:  # noqa: ARG002 - it has types
        """Its cells. Raises Unreadable where the sheet is empty."""
        found: list[Header] = []

        def manners(first: Rows) -> Mapping[int, Manner]:
            header = found_header(first, schema)
            if header is None:
                raise Unreadable(RecordProblem(0, "", "the sheet is empty; expected a header and rows"))
            found.append(header)
            return _manners(header.names, schema)

        rows, problems = self.rows(manners, lambda: found[0].last_row)
        yield RowCells(rows, found[0], schema, problems, lambda: self.book.sha256)

    def rows(
        self, manners_of: Callable[[Rows], Mapping[int, Manner]], last_header_row: Callable[[], int] = lambda: -1
    ) -> tuple[Rows, list[RecordProblem]]:
        """All rows as texts, and what there is to say of the sheet. `manners_of` tells from the first rows how the
        figures of some columns are told; labels merged downwards below the header stand for every row they cover.
        """
        from budget_monitor.load.sources.sheets.formulas.in_file import said_of
        from budget_monitor.load.sources.sheets.opening import values_of
        from budget_monitor.load.sources.sheets.parts import HAS_MACROS

        sheet = self.book.sheet(self.info.name)
        values: Sequence[Sequence[object]] = values_of(sheet)
        parts, problems = said_of(self.book, self.info, values)
        given = {place: f"={formula}" for place, formula in parts.formulas.items() if place in parts.uncalculated}
        given |= parts.errors
        manners = manners_of(_first_texts(values, given))
        texts = rows_of_texts(values, manners, lambda: self.book.format_of(self.info.name), given)
        merged = [(top, bottom, left) for (top, left), (bottom, _) in sheet.merged] + parts.merged_down
        above = last_header_row()
        _fill_merged(texts, [one for one in merged if one[0] > above and _is_label(values, one)])
        if self.other_name and self.book.parts.has_macros:
            problems.append(RecordProblem(0, "", HAS_MACROS, severity=WARNING))
        return Rows(texts, range(1, len(texts) + 1)), problems

    @property
    def sha256(self) -> str:
        """Of the workbook's bytes."""
        return self.book.sha256


def _is_label(values: Sequence[Sequence[object]], merged: tuple[int, int, int]) -> bool:
    """True if a text stands in merged cells, which may lie beyond all that the sheet holds."""
    top, _, left = merged
    return top < len(values) and left < len(values[top]) and type(values[top][left]) is str


def _fill_merged(texts: list[list[str]], merged: Iterable[tuple[int, int, int]]) -> None:
    """A label in cells merged downwards stands for every row that they cover."""
    for top, bottom, left in merged:
        for row in range(top + 1, min(bottom + 1, len(texts))):
            texts[row][left] = texts[row][left] or texts[top][left]


def sheet_sources(path: Path, open_files: ExitStack) -> Sequence[SheetSource]:
    """The sheets of a workbook. Raises Unreadable where it cannot be opened.

    A workbook that this tool has written is one table of no name: a result, and no ledger.
    """
    from budget_monitor.load.sources.sheets.compiled.answers import SheetInfo
    from budget_monitor.load.sources.sheets.opening import Book

    book = Book(path, open_files)
    if book.is_own_result:
        return [_OwnResult(book, SheetInfo("", is_hidden=False))]
    sources = [SheetSource(book, sheet, share=max(1, len(book.sheets))) for sheet in book.sheets]
    shown = [source for source in sources if not source.info.is_hidden] or sources
    if shown:
        shown[0].other_name = plain_name(path.stem)
    return sources


class _OwnResult(SheetSource):
    @property
    def file(self) -> str:
        return self.book.path.name

    @property
    def name(self) -> str:
        return ""


def _manners(header: Sequence[str], schema: LedgerSchema) -> dict[int, Manner]:
    """How figures are told in columns that are no amounts, by the column's place."""
    known = match_headings(header, schema).known
    found = {
        known[name].place: MANNERS.get(column.type, AMOUNTS) for name, column in schema.columns.items() if name in known
    }
    return {place: manner for place, manner in found.items() if manner is not AMOUNTS}


def _first_texts(values: Sequence[Sequence[object]], given: dict[Place, str]) -> Rows:
    first = values[: MAX_ROWS_ABOVE_A_HEADER + 2]
    return Rows(rows_of_texts(first, {}, no_formats, given), range(1, len(first) + 1))
