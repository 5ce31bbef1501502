"""A PDF that holds text: ruled tables by their lines, other tables by where words stand, and the text between them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import UsageError, missing_extra, one_line
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.paper.paragraphs import Paragraphs
from budget_monitor.load.documents.paper.raised import lowered
from budget_monitor.load.documents.paper.regions import Table, rows_at, table_at
from budget_monitor.load.documents.paper.rows import is_figure
from budget_monitor.load.documents.paper.running import Edges, Key, edges_of, running_in, without
from budget_monitor.load.documents.paper.words import Band, Word, bands_of, joined_lines, lines_of, words_of
from budget_monitor.model.documents.traced import Words
from budget_monitor.model.running.limits import limits

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import CellGroup

MIN_FOLDED = 2
"""Lines of figures that a cell holds, where each is a row of its own."""
MIN_FIGURES_IN_ROW_ALONE = 2
SPACE = 0.15
"""A gap of so much of their size parts two words."""


def read_pdf(path: Path, content: bytes, into: Building) -> list[str]:
    """Reads the blocks, and says how where that is not plain. Raises UsageError where no page holds text."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfplumber.utils.exceptions import PdfminerException

        from budget_monitor.load.documents.paper.pages import pages_of
    except ImportError:
        raise missing_extra("pdf") from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(BytesIO(content)) as document:
            return _read(path, list(pages_of(document)), into)
    except PDFPasswordIncorrect:
        raise UsageError(f"cannot read {path}: it is encrypted; save it without a password") from None
    except PdfminerException as error:
        inner = error.args[0] if error.args else error
        if isinstance(inner, PDFPasswordIncorrect):
            raise UsageError(f"cannot read {path}: it is encrypted; save it without a password") from None
        raise UsageError(f"cannot read {path}: it is damaged, or no PDF ({one_line(error)})") from error
    except UsageError:
        raise
    except Exception as error:  # the reader of PDFs has no common kind of error for files that are damaged
        raise UsageError(f"cannot read {path}: it is damaged; export or print it to PDF anew") from error


def _read(path: Path, on: Sequence[Page], into: Building) -> list[str]:
    if len(on) > (most := limits().pages):
        raise UsageError(f"cannot read {path}: it has more than {most:,} pages (limits.pages)")
    pages: list[Sheet] = []
    empty = []
    for page in on:
        if page.chars:
            pages.append(_sheet(page))
        elif page.images:
            empty.append(page.page_number)
        page.close()
        if into.watch is not None:
            into.watch(f"reading {path.name}", page.page_number, len(on))
    if not pages:
        raise UsageError(
            f"cannot read {path}: its pages are pictures, and there is no text in it; have it recognised first"
        )
    running = running_in([sheet.edges for sheet in pages])
    sizes = Counter(round(word.size, 1) for sheet in pages for word in sheet.words)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    text = Paragraphs(usual, into)
    for sheet in pages:
        _page(sheet, running, text)
    text.flush()
    if empty:
        into.lost.append(_pictures_said(empty))
    return []


def _pictures_said(pages: Sequence[int]) -> str:
    """That pages are pictures, with their numbers."""
    if len(pages) == 1:
        return f"page {pages[0]} is a picture without text, and was not read"
    shown = list(map(str, pages[:MAX_PAGES_LISTED]))
    if left := len(pages) - len(shown):
        shown.append(f"{left} more")
    return f"pages {', '.join(shown[:-1])} and {shown[-1]} are pictures without text, and were not read"


MAX_PAGES_LISTED = 12


class Ruled(Struct, frozen=True):
    """A table between lines."""

    top: float
    rows: tuple[tuple[Words, ...], ...]


class Sheet(Struct, frozen=True):
    """A page: its ruled tables, and the words beside them."""

    number: int
    ruled: tuple[Ruled, ...]
    words: tuple[Word, ...]
    edges: Edges


def _sheet(page: Page) -> Sheet:
    raw = page.extract_words(
        extra_attrs=["size", "fontname"],
        keep_blank_chars=False,
        use_text_flow=False,
        x_tolerance_ratio=SPACE,
        return_chars=True,
    )
    words = lowered(words_of(raw, page.page_number))
    tables = [table for table in page.find_tables() if len(table.rows[0].cells) > 1]
    beside = [word for word in words if not any(_inside(word, table.bbox) for table in tables)]
    ruled = [Ruled(float(table.bbox[1]), tuple(_ruled_rows(table.rows, words))) for table in tables]
    edges = edges_of(beside, [table.bbox for table in tables], page.bbox, page.page_number)
    return Sheet(page.page_number, tuple(ruled), tuple(beside), edges)


def _ruled_rows(rows: Sequence[CellGroup], words: Sequence[Word]) -> Iterator[tuple[Words, ...]]:
    """The words in each cell between lines; a cell that others reach into has none."""
    for row in rows:
        inside = [word for word in words if _inside(word, row.bbox)]
        yield from _unfolded([
            [] if cell is None else lines_of([word for word in inside if _inside(word, cell)]) for cell in row.cells
        ])  # fmt: skip


def _unfolded(cells: Sequence[Sequence[Sequence[Word]]]) -> Iterator[tuple[Words, ...]]:
    """A row of a table, as several where its cells hold a line for each: a table that is ruled at its totals alone.

    That is so where all figures beside one another are as many. Labels that are more begin with a heading.
    """
    counts = {len(lines) for lines in cells[1:] if lines}
    lines_of_figures = [lines for lines in cells[1:] if all(map(_is_figure, lines))]
    count = max(counts, default=0)
    if len(counts) != 1 or count < MIN_FOLDED or len(lines_of_figures) < len(cells) - 1 or len(cells[0]) < count:
        yield tuple(joined_lines(lines) for lines in cells)
        return
    headings = len(cells[0]) - count
    for line in cells[0][:headings]:
        yield (joined_lines([line]), *[[]] * (len(cells) - 1))
    for at in range(count):
        yield (joined_lines([cells[0][headings + at]]), *(joined_lines(lines[at : at + 1]) for lines in cells[1:]))


def _is_figure(line: Sequence[Word]) -> bool:
    return is_figure(" ".join(word.text for word in line))


def _inside(word: Word, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= word.middle <= box[2] and box[1] <= (word.top + word.bottom) / 2 <= box[3]


def _page(sheet: Sheet, running: Set[Key], text: Paragraphs) -> None:
    """Adds the blocks of a page."""
    words = without(sheet.words, sheet.edges, running)
    tables = sorted(sheet.ruled, key=lambda one: one.top)
    first = next(iter(lines_of(words)), [])
    is_above = bool(first) and all(first[0].top < table.top for table in tables[:1])
    is_first = not text.turn_page(first if is_above else [])
    text.into.page = sheet.number
    for number, after in enumerate([*tables, None]):
        above = tables[number - 1].top if number else 0.0
        own = [word for word in words if above <= word.top and (after is None or word.top < after.top)]
        is_first = _between(list(bands_of(own)), text, is_first=is_first)
        if after is not None:
            text.flush()
            _add(after.rows, text.into, is_first=is_first)
            is_first = False


def _between(bands: Sequence[Band], text: Paragraphs, *, is_first: bool) -> bool:
    """Adds what stands between ruled tables: sentences, and tables without lines. Gives whether nothing stood there."""
    width = max((band.right for band in bands), default=0.0) - min((band.left for band in bands), default=0.0)
    at = 0
    while at < len(bands):
        table = table_at(bands, at, width)
        is_top = is_first and not at
        if table is not None:
            text.flush()
            _add(table.rows, text.into, is_first=is_top)
        else:
            table = _rows_alone(bands[at:], text, is_top=is_top)
        if table is not None:
            at += table.bands
            text.columns = table.columns
        else:
            for line in bands[at].lines:
                text.line(line)
            at += 1
    return is_first and not bands


def _rows_alone(bands: Sequence[Band], text: Paragraphs, *, is_top: bool) -> Table | None:
    """Adds rows that stand alone, at the top of a page or between sentences, where they are of the last table."""
    table = rows_at(bands, text.columns, 1 if is_top else MIN_FIGURES_IN_ROW_ALONE)
    if table is None or (is_top and not text.into.goes_on(table.rows)):
        return None
    if not is_top:
        text.flush()
        text.into.table(table.rows)
    return table


def _add(rows: Sequence[Sequence[Words]], into: Building, *, is_first: bool) -> None:
    """Adds a table; at the top of a page it may go on with that of the page before."""
    if not (is_first and into.goes_on(rows)):
        into.table(rows)
