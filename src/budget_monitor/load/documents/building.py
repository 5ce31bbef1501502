"""Puts a document together piece by piece, whatever form it is read from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.figures.naming import NamedTable, named_table, unit_in, unit_of_caption
from budget_monitor.figures.rounded import rounded_to
from budget_monitor.figures.written import is_unit, read_figure
from budget_monitor.model.documents.document import Block, BlockKind, House
from budget_monitor.model.documents.traced import Words, text_of, tidy
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import STOPPED, was_stopped
from budget_monitor.model.running.progress import Watch

_CAPTION = re.compile(
    r"(?i)^(?:table|figure|chart)\s+(?:\d+(?:\.\d+)*|[A-Z]\d?(?=[:.)]))\b(?!\s+(?:shows?|sets?|gives?|summari[sz]es|provides?|below|above|details?"
    r"|presents?|illustrates?|compares?|and|is|lists?|contains?|indicates?|highlights?|reflects?|outlines?|of|in|has)\b)"
    r".{0,150}$"
)
_FOOTNOTE_MARK = re.compile(r"(?<=[0-9)%])\s?(?:\*+|[†‡]|[⁰¹²³⁴-⁹]+|\[[0-9a-z]\])$")
_TOLD = re.compile(
    r"(?i)\b(?:figures|amounts|sums|values|numbers|tables?(?: (?:\d+(?:\.\d+)*|[A-Z]\d?)\b)?)"
    r"(?: (?!not\b)[a-z]+){0,8}?,? \(?"
    r"(?P<unit>£ ?(?:['’‘]?000['’]?s?|m(?:illions?|n)?|k)(?![\w,-])|£ ?thousands?\b"
    r"|(?:thousand|million)s?(?: of)? pounds)"
)
_UNIT_ALONE = re.compile(r"(?i)^\(?(?:all )?(?:in )?£ ?(?:['’‘]?000['’]?s?|m(?:illions?)?|thousands?)\)?\.?$")
_BARE_UNIT = re.compile(
    r"(?i)(?<![\w£])(?P<unit>£ ?(?:['’‘]?000['’]?s?|m(?:illions?|n)?|k|thousands?)(?![\w,.-]*\d|\w)"
    r"|(?:in|as) (?:thousand|million)s?(?: of)? pounds)"
)
"""A unit without a figure, in the words that lead to a table: in £ million."""
_NEAREST = re.compile(r"(?i)\b(?:nearest|rounded|of)$")
_EVERYWHERE = re.compile(r"(?i)\b(?:report|document|paper|throughout|unless)\b")
MAX_CAPTION_CHARACTERS = 160
MAX_PARAGRAPH_CHARACTERS = 10_000
"""A longer paragraph is read as several."""


class Building:
    """The blocks of one document, as they come."""

    def __init__(
        self, file: str, currency: str = "GBP", watch: Watch | None = None, house: House | None = None
    ) -> None:
        self.house = house or House()
        self.watch = watch
        self.file = file
        self.currency = currency
        self.blocks: list[Block] = []
        self.sources: dict[tuple[int, int, int], Words] = {}
        self.lost: list[str] = []
        """What could not be read, in words."""
        self.page = 0
        self._section = ""
        self._tables = 0
        self._caption = self._lead = ""
        """What a table that comes next is called, or led to by."""
        self._unit = self._unit_of_all = ""
        """What a sentence of the section, or one on the whole document, says that bare figures mean."""
        self._rounded_to = 0
        """What a sentence of the section says that figures were rounded to; 0 where none says it."""
        self._last_headings: tuple[str, tuple[str, ...]] = ("", ())

    def text(self, kind: BlockKind, text: str | Words, *, level: int = 0, line: int = 0) -> None:
        """Adds a piece of text; one without any is left out."""
        plain = tidy(text_of(text))
        if not plain:
            return
        if len(plain) <= MAX_PARAGRAPH_CHARACTERS:  # where the pieces of a longer one stand is not kept
            self._trace(text, len(self.blocks))
        while len(plain) > MAX_PARAGRAPH_CHARACTERS:
            end = plain.rfind(" ", 1, MAX_PARAGRAPH_CHARACTERS) + 1 or MAX_PARAGRAPH_CHARACTERS
            self._piece(kind, plain[:end].strip(), level, line)
            plain = plain[end:]
        self._piece(kind, plain, level, line)

    def _piece(self, kind: BlockKind, plain: str, level: int, line: int) -> None:
        if kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and _CAPTION.match(plain):
            kind = BlockKind.CAPTION
        self._caption = plain[:MAX_CAPTION_CHARACTERS] if kind is BlockKind.CAPTION else ""
        self._lead = plain if kind is BlockKind.PARAGRAPH and _leads_on(plain) else ""
        if kind is BlockKind.HEADING:
            self._section, self._unit, self._rounded_to = plain, "", 0
        else:
            self._tell(plain, _unit_told(plain), rounded_to(plain))
        self._add(Block(len(self.blocks), kind, plain, self._section, level, line, self.page))

    def _add(self, block: Block) -> None:
        """Adds a block. Raises UsageError once Ctrl-C was pressed: of half a document nothing can be said."""
        if was_stopped():
            raise UsageError(f"{self.file}: {STOPPED} while it was read")
        self.blocks.append(block)

    def _tell(self, plain: str, unit: str, step: int) -> None:
        """A sentence says what bare figures mean: in the table above it, in those of its section, or in all; or what
        those of the table and of its section were rounded to. Empty, and 0, where it does not say that.
        """
        last = self.blocks[-1] if self.blocks else None
        if unit and _EVERYWHERE.search(plain):
            self._unit_of_all, unit = unit, ""
        self._unit, self._rounded_to = unit or self._unit, step or self._rounded_to
        if (unit or step) and last is not None and last.grid is not None:
            told = replace(last.grid, unit=last.grid.unit or unit, rounded_to=last.grid.rounded_to or step)
            self.blocks[-1] = replace(last, grid=told)

    def under(self, section: str) -> str:
        """What follows stands there, as in a note, and not under the last heading, which is given back."""
        before, self._section = self._section, section
        return before

    def edge(self, text: Words) -> None:
        """Adds a line of the head or the foot of pages, where it has words and no other has the same."""
        plain = tidy(text_of(text))
        told = (block.text for block in self.blocks if block.kind is BlockKind.EDGE)
        if any(map(str.isalpha, plain)) and plain not in told:
            self.text(BlockKind.EDGE, text)

    def picture(self) -> None:
        """Adds a picture, of which nothing is known."""
        self._add(Block(len(self.blocks), BlockKind.PICTURE, "", self._section, page=self.page))

    def _trace(self, text: str | Words, block: int, row: int = -1, column: int = -1) -> None:
        """Keeps where a text stands, if that is known."""
        if text and not isinstance(text, str):
            self.sources[block, row, column] = text

    def table(self, rows: Sequence[Sequence[str | Words]], *, lines: Sequence[int] = (), caption: str = "") -> None:
        """Adds a table of texts, each merged cell once, at its first row and column; one without texts is left out."""
        most, columns = limits().document_cells, limits().document_columns
        if sum(map(len, rows)) > most:
            message = f"a table in it has more than {most:,} cells (limits.document_cells)"
            raise UsageError(f"cannot read {self.file}: {message}")
        if any(text_of(cell).strip() for row in rows for cell in row[columns:]):
            message = f"is read up to its column {columns}, and no farther (limits.document_columns)"
            self.lost.append(f"table {self._tables + 1} {message}")
        plain = ((number, [tidy(text_of(cell)) for cell in row[:columns]]) for number, row in enumerate(rows))
        kept = [(number, row) for number, row in plain if any(row)]
        for row, (number, _) in enumerate(kept):
            self._trace_row(rows[number][:columns], len(self.blocks), row)
        width = max((len(row) for _, row in kept), default=0)
        cells = [tuple(self._cell(text) for text in row + [""] * (width - len(row))) for _, row in kept]
        self.grid(
            cells, [number + 1 for number, _ in kept], [lines[number] for number, _ in kept] if lines else (), caption
        )

    def _trace_row(self, row: Sequence[str | Words], block: int, number: int) -> None:
        for column, cell in enumerate(row):
            self._trace(cell, block, number, column)

    def goes_on(self, rows: Sequence[Sequence[str | Words]]) -> bool:
        """Adds rows to the table that ended the page before, if they go on with it: as many columns and no headings of
        their own but the same ones again. False where they are a table of their own.
        """
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.grid is None or last.page != self.page - 1:
            return False
        kept = [row for row in rows if any(tidy(text_of(cell)) for cell in row)]
        cells = [tuple(self._cell(tidy(text_of(cell))) for cell in row) for row in kept]
        if not cells or any(len(row) != last.grid.width for row in cells):
            return False
        head = [cell.text for cell in last.grid.rows[0]]
        if [cell.text for cell in cells[0]] == head:
            cells, kept = cells[1:], kept[1:]
        elif named_table(Grid(self.file, "", tuple(cells), tuple(range(len(cells))))).all_header_rows:
            return False
        numbers = (*last.grid.lines, *range(last.grid.lines[-1] + 1, last.grid.lines[-1] + 1 + len(cells)))
        for number, row in enumerate(kept, start=len(last.grid.rows)):
            self._trace_row(row, last.number, number)
        grid = replace(last.grid, rows=(*last.grid.rows, *cells), lines=numbers)
        self.blocks[-1] = replace(last, grid=grid)
        return True

    def grid(
        self,
        rows: Sequence[tuple[GridCell, ...]],
        numbers: Sequence[int],
        lines: Sequence[int] = (),
        caption: str = "",
        sheet: str = "",
    ) -> None:
        """Adds a table of cells. `numbers` are those of its rows, from 1; `sheet` is its name in a workbook."""
        if not rows:
            return
        self._tables += 1
        told = caption or self._caption
        unit = unit_of_caption(told) or unit_in(self._section) or self.house.unit_of((told, self._section))
        unit = unit or _unit_of_lead(self._lead) or self._unit or self._unit_of_all
        step = rounded_to(told) or rounded_to(self._section) or self._rounded_to
        grid = Grid(self.file, sheet or f"table {self._tables}", tuple(rows), tuple(numbers), unit, step)
        headings = self._headings_for(named_table(grid))
        self._add(
            Block(
                len(self.blocks), BlockKind.TABLE, caption or self._caption, self._section, 0,
                lines[0] if lines else 0, self.page, self._tables, grid, tuple(lines), headings,
            )
        )  # fmt: skip
        self._caption = self._lead = ""

    def _headings_for(self, table: NamedTable) -> tuple[str, ...]:
        """The headings of the table before, where this one has none and goes on with it."""
        rows = table.rows
        own = bool(rows) and bool(table.header_rows(rows[0]))
        if own or not table.value_columns:
            names = [table.heading(rows[-1], column) for column in range(table.grid.width)] if own else []
            self._last_headings = (self._section, tuple(names))
            return ()
        section, last = self._last_headings
        fits = len(last) == table.grid.width or _filled(last) == table.filled_width
        return last if section == self._section and fits else ()

    def _cell(self, text: str) -> GridCell:
        plain = _FOOTNOTE_MARK.sub("", text)
        found = read_figure(plain, self.currency) if len(plain) <= MAX_FIGURE_CHARACTERS else None
        if found is None or is_unit(plain):
            return GridCell(text)
        return GridCell(plain, found.value, found.precision, found.is_percent, found.read_as)


def _unit_told(plain: str) -> str:
    """What a sentence says that bare figures mean; empty where it says nothing of it."""
    if _UNIT_ALONE.match(plain):
        return "£m" if "m" in plain.casefold() else "£000"
    return _unit_found(_TOLD.search(plain))


def _unit_found(found: re.Match[str] | None) -> str:
    """The unit of a text that tells one; empty where figures are only rounded to it."""
    if found is None or _NEAREST.search(found.string[: found.start("unit")].rstrip(" (")):
        return ""
    return "£m" if "m" in found["unit"].casefold() else "£000"


def _leads_on(plain: str) -> bool:
    """True if a paragraph is the title of what comes next, or ends by announcing it."""
    return len(plain) <= MAX_CAPTION_CHARACTERS and plain[-1:] not in ".?!;,"


def _unit_of_lead(plain: str) -> str:
    """The unit in the words right above a table that lead to it; empty where there is none, or more than one."""
    found = [_unit_found(one) for one in _BARE_UNIT.finditer(plain)]
    return found[0] if found and len(set(found)) == 1 else ""


def _filled(texts: Sequence[str]) -> int:
    """How many texts there are up to the last that is not blank."""
    return max((place + 1 for place, text in enumerate(texts) if text), default=0)


MAX_FIGURE_CHARACTERS = 40
