"""A PDF that holds text: ruled tables by their lines, other tables by where words stand, and the text between them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from budget_monitor.errors import UsageError, missing_extra, one_line
from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.building import Building
from budget_monitor.load.documents.columns import Cell, rows_of_cells
from budget_monitor.model.document import BlockKind
from budget_monitor.model.traced import tidy

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

MAX_PAGES = 2_000
MIN_FOLDED = 2
"""Lines of figures that a cell holds, where each is a row of its own."""
MIN_REPEATS = 3
"""A line that stands at one height on so many pages is a running head or foot."""
LINE_TOLERANCE = 3.0
"""Points by which words of one line may stand apart in height."""
PARAGRAPH_GAP = 1.6
"""Lines farther apart than so many times their size belong to two paragraphs."""
CELL_GAP = 1.2
"""Words farther apart than so many times their size stand in two columns."""
LARGER = 1.12
"""Text larger than the usual by this is a heading."""
MAX_HEADING_CHARACTERS = 110
_ITEM = ("•", "▪", "‣", "- ", "– ", "o ")


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one height on a page. `cells` are its parts between wide gaps."""

    top: float
    size: float
    text: str
    is_bold: bool
    cells: tuple[Cell, ...]


def read_pdf(path: Path, into: Building) -> list[str]:
    """Reads the blocks, and says how where that is not plain. Raises UsageError where no page holds text."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise missing_extra("pdf") from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(path) as document:
            return _read(path, document, into)
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
        raise UsageError(f"cannot read {path}: it is damaged ({one_line(error)})") from error


def _read(path: Path, document: PDF, into: Building) -> list[str]:
    if len(document.pages) > MAX_PAGES:
        raise UsageError(f"cannot read {path}: it has more than {MAX_PAGES:,} pages")
    pages = []
    empty = []
    for page in document.pages:
        if page.chars:
            pages.append((page.page_number, _pieces(page)))
        elif page.images:
            empty.append(page.page_number)
        page.close()
    if not pages:
        raise UsageError(
            f"cannot read {path}: its pages are pictures, and there is no text in it; have it recognised first"
        )
    running = _running([piece for _, piece in pages])
    usual = Counter(round(line.size, 1) for _, pieces in pages for line in pieces if isinstance(line, Line))
    size = usual.most_common(1)[0][0] if usual else 0.0
    for number, pieces in pages:
        into.page = number
        _page([piece for piece in pieces if _key(piece) not in running], size, into)
    listed = ", ".join(map(str, empty[:MAX_REPEATED_PAGES]))
    return [f"pages {listed} are pictures without text, and were not read"] if empty else []


MAX_REPEATED_PAGES = 12


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table between lines."""

    top: float
    rows: tuple[tuple[str, ...], ...]


def _pieces(page: Page) -> list[Line | Ruled]:
    """The lines of text and the ruled tables of a page, from top to bottom."""
    tables = [table for table in page.find_tables() if len(table.rows[0].cells) > 1]
    ruled = [
        Ruled(float(table.bbox[1]), tuple(line for row in table.extract() for line in _unfolded(row)))
        for table in tables
    ]
    words = [
        word
        for word in page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False, use_text_flow=False)
        if not any(_inside(word, table.bbox) for table in tables)
    ]
    return sorted([*ruled, *_lines(words)], key=lambda piece: piece.top)


def _unfolded(row: Sequence[str | None]) -> Iterator[tuple[str, ...]]:
    """A row of a table, as several where its cells hold a line for each: a table that is ruled at its totals alone.

    That is so where all figures beside one another are as many. Labels that are more begin with a heading.
    """
    cells = [[tidy(line) for line in (cell or "").split("\n") if line.strip()] for cell in row]
    counts = {len(lines) for lines in cells[1:] if lines}
    lines_of_figures = [lines for lines in cells[1:] if all(map(_is_figure, lines))]
    count = max(counts, default=0)
    if len(counts) != 1 or count < MIN_FOLDED or len(lines_of_figures) < len(cells) - 1 or len(cells[0]) < count:
        yield tuple(" ".join(lines) for lines in cells)
        return
    headings = len(cells[0]) - count
    for text in cells[0][:headings]:
        yield (text, *[""] * (len(cells) - 1))
    for at in range(count):
        yield (cells[0][headings + at], *(lines[at] if lines else "" for lines in cells[1:]))


def _is_figure(text: str) -> bool:
    return read_figure(text) is not None or text in ("-", "–", "—")


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= word["x0"] <= box[2] and box[1] <= middle <= box[3])


def _lines(words: Sequence[dict[str, Any]]) -> Iterator[Line]:
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda one: (one["bottom"], one["x0"])):
        if rows and abs(rows[-1][0]["bottom"] - word["bottom"]) <= LINE_TOLERANCE:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda one: one["x0"])
        size = float(max(one["size"] for one in row))
        cells: list[Cell] = []
        for word in row:
            if cells and word["x0"] - cells[-1].right <= CELL_GAP * size:
                last = cells.pop()
                cells.append(Cell(f"{last.text} {word['text']}", last.left, float(word["x1"])))
            else:
                cells.append(Cell(word["text"], float(word["x0"]), float(word["x1"])))
        bold = all("bold" in str(one["fontname"]).casefold() for one in row)
        yield Line(float(row[0]["top"]), size, " ".join(cell.text for cell in cells), bold, tuple(cells))


def _key(piece: Line | Ruled) -> tuple[int, str]:
    text = piece.text if isinstance(piece, Line) else ""
    return round(piece.top / 4), "".join("#" if one.isdecimal() else one for one in text)


def _running(pages: Sequence[Sequence[Line | Ruled]]) -> set[tuple[int, str]]:
    """Heads and feet: what stands at one height on many pages, page numbers apart."""
    counts = Counter(key for pieces in pages for key in {_key(one) for one in pieces if isinstance(one, Line)})
    return {key for key, count in counts.items() if count >= MIN_REPEATS}


def _page(pieces: Sequence[Line | Ruled], usual: float, into: Building) -> None:
    """Adds the blocks of a page."""
    paragraph: list[Line] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, Ruled):
            _flush(paragraph, into)
            if at or not into.goes_on(piece.rows):
                into.table(piece.rows)
            at += 1
            continue
        run = list(_leading_lines(pieces[at:]))
        taken, rows = rows_of_cells([line.cells for line in run])
        if rows:
            _flush(paragraph, into)
            into.table(rows)
            at += taken
            continue
        if _is_heading(piece, usual):
            _flush(paragraph, into)
            into.text(BlockKind.HEADING, piece.text, level=1 if piece.size > usual * LARGER * LARGER else 2)
        else:
            if paragraph and _starts(paragraph[-1], piece):
                _flush(paragraph, into)
            paragraph.append(piece)
        at += 1
    _flush(paragraph, into)


def _leading_lines(pieces: Sequence[Line | Ruled]) -> Iterator[Line]:
    for piece in pieces:
        if not isinstance(piece, Line):
            return
        yield piece


def _is_heading(line: Line, usual: float) -> bool:
    short = len(line.text) <= MAX_HEADING_CHARACTERS and not line.text.rstrip().endswith((".", ";", ","))
    return short and (line.size > usual * LARGER or line.is_bold)


def _starts(before: Line, line: Line) -> bool:
    """True if a line begins a paragraph of its own."""
    apart = line.top - before.top > PARAGRAPH_GAP * max(line.size, before.size)
    return apart or line.text.startswith(_ITEM) or abs(line.size - before.size) > 1


def _flush(paragraph: list[Line], into: Building) -> None:
    if paragraph:
        text = " ".join(line.text for line in paragraph)
        is_item = text.startswith(_ITEM)
        into.text(BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, text.lstrip("•▪‣-– ") if is_item else text)
        paragraph.clear()
