"""Tables without lines, from where their words stand: rivers of white between columns run from row to row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from budget_monitor.load.documents.paper.cells import cells_of, headings_apart
from budget_monitor.load.documents.paper.edges import Column, agree, columns_of, figures_of
from budget_monitor.load.documents.paper.rows import MAX_GAP_IN_ROW, amounts_of, gap_above, is_amount, rows_of
from budget_monitor.load.documents.paper.words import CELL_GAP, Band, Word, mended
from budget_monitor.model.documents.traced import Words

Span = tuple[float, float]

WIDE_GAP = 0.8
"""A gap this many times as wide as the letters are high separates columns; a narrower one may, where others do."""
MAX_SHARE_OF_TEXT = 0.6
"""A line without gaps that covers more of the width of the page's text is a sentence, no row."""
MIN_BANDS = 2
MIN_FIGURES_IN_ONE_ROW = 3
"""Set apart by white: fewer may stand in a sentence."""
MAX_HEAD_LINES = 3
MAX_GAP_TO_HEADINGS = 1.0
"""The farthest that headings stand above their rows, in multiples of their size."""
MIN_ROWS_OF_FIGURES = 3
"""Rows after which figures in other columns begin another table."""
MAX_LINES_BETWEEN_ROWS = 40
"""Lines of text in a row of a table that has nothing else."""
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?|£?['’]?000")
LEADERS = "...."
"""Points that lead to a page number, in a list of contents."""


class Table(Struct, frozen=True):
    """Bands that make up a table, its cells, empty ones being texts without stretches, and its columns."""

    bands: int
    rows: tuple[tuple[Words, ...], ...]
    columns: Sequence[Column]


def table_at(bands: Sequence[Band], first: int, width: float) -> Table | None:
    """The table that begins with a band, or None. `width` is that of the text of the page."""
    count = _region(bands, first, width)
    heads = 0
    while not count and heads < MAX_HEAD_LINES and _may_head(bands, first + heads):
        heads += 1
        count = _region(bands, first + heads, width)
    region = bands[first + heads : first + heads + count]
    figures = [band for band in region if any(is_amount(text) for _, _, text in band.cells[1:])]
    is_row = len(region) == 1 and len(figures_of(region[0].words)) >= MIN_FIGURES_IN_ONE_ROW
    if not figures or not (is_row or len([band for band in region if _is_tabular(band)]) + heads >= MIN_BANDS):
        return None
    if any(LEADERS in band.text for band in region):
        return None
    rows = rows_of(region, MAX_SHARE_OF_TEXT * width)
    columns = columns_of(rows)
    if len(columns) < len("ab"):
        return None
    if heads:
        above = bands[first + heads - 1].words
        if headings_apart(sorted(above, key=lambda word: word.left), columns, 0, len(columns)) is None:
            return None
        rows = [mended([word for band in bands[first : first + heads] for word in band.words]), *rows]
    return Table(heads + count, tuple(tuple(cells_of(row, columns)) for row in rows), columns)


def rows_at(bands: Sequence[Band], columns: Sequence[Column], least: int) -> Table | None:
    """The first bands as rows of a table that began before them: each has at least so many figures, all in its columns.
    None where the first is no such row.
    """
    figures = [column for column in columns if column.has_figures]
    rows: list[list[Word]] = []
    for band in bands:
        row = mended(band.words)
        own = figures_of(row)
        fits = all(any(column.is_over(word.left, word.right) for column in figures) for word in own)
        if len(own) < least or _ends(band) or not fits:
            break
        rows.append(row)
    return Table(len(rows), tuple(tuple(cells_of(row, columns)) for row in rows), columns) if rows else None


def _may_head(bands: Sequence[Band], at: int) -> bool:
    """True if a line of which the words stand too close to tell may be the headings of what is close below it."""
    if at + 1 >= len(bands):
        return False
    band, below = bands[at], bands[at + 1]
    close = below.top - band.bottom <= MAX_GAP_TO_HEADINGS * band.size and abs(band.size - below.size) <= 1
    return close and not _ends(band) and not any(map(is_amount, band.text.split()))


def _ends(band: Band) -> bool:
    """True if a line ends as a sentence does."""
    return band.text.endswith((".", ":", ";"))


def _is_tabular(band: Band) -> bool:
    return any(right - left >= WIDE_GAP * band.size for left, right in _gaps(band))


def _gaps(band: Band) -> list[Span]:
    """The white between the parts of a band, and beside it."""
    edges = [-1.0e6, *(edge for part in band.segments for edge in part), 1.0e6]
    return list(zip(edges[::2], edges[1::2], strict=True))[1:-1]


def _region(bands: Sequence[Band], first: int, width: float) -> int:
    """How many bands from the first on share at least one river; 0 where that is not wide enough there."""
    start = first
    while start < len(bands) and _heads_a_column(bands, start, width):
        start += 1
    if start == len(bands) or not _is_tabular(bands[start]):
        return 0
    rivers = _gaps(bands[start])
    last = start
    has_figures = _has_figures(bands[start])
    seen = _Seen()
    seen.add(bands[start], start)
    for at in range(start + 1, len(bands)):
        band = bands[at]
        if abs(band.size - bands[last].size) > 1 and abs(band.size - bands[start].size) > 1:
            break
        if seen.is_another(band):
            if any(len(one.segments) > 1 for one in bands[seen.last + 1 : at]):
                last = seen.last
            break
        is_aligned = seen.is_aligned(band)
        seen.add(band, at)
        if is_aligned and not _shared(rivers, band):
            if _has_sentence(bands[last + 1 : at], width):
                break
            last = at
        elif len(band.segments) > 1 and (shared := _shared(rivers, band)):
            between = bands[last + 1 : at]
            if between and has_figures and _is_head(band) and not _is_close(bands, last, at):
                break
            is_broken = len(shared) < len(rivers) or (not is_aligned and amounts_of(band))
            if _has_sentence(between, width) and is_broken:
                break
            rivers, last = shared, at
            has_figures = has_figures or _has_figures(band)
        elif len(band.segments) > 1 or at - last > MAX_LINES_BETWEEN_ROWS:
            break
        elif _has_sentence([band], width):
            continue
        elif at == last + 1 and gap_above(bands, at) <= MAX_GAP_IN_ROW * band.size:
            shared = _shared(rivers, band)
            if len(shared) < len(rivers):
                break
            rivers, last = shared, at
    return last + 1 - first


class _Seen:
    """The figures of the rows of a table so far."""

    def __init__(self) -> None:
        self.last = -1
        self._rows = 0
        self._figures: list[Word] = []

    def add(self, band: Band, at: int) -> None:
        """Adds a row."""
        if own := amounts_of(band):
            self.last = at
            self._rows += 1
            self._figures += own

    def is_aligned(self, band: Band) -> bool:
        """True if half of the figures of a row, at least, stand below or above one."""
        own = [] if _ends(band) else amounts_of(band)
        return bool(own) and 2 * sum(any(agree(one, other) for other in self._figures) for one in own) >= len(own)

    def is_another(self, band: Band) -> bool:
        """True if a row has figures, none of which stands below one of many rows: those of another table."""
        own = amounts_of(band)
        return (
            bool(own)
            and self._rows >= MIN_ROWS_OF_FIGURES
            and not any(one.left < other.right and one.right > other.left for one in own for other in self._figures)
        )


def _heads_a_column(bands: Sequence[Band], at: int, width: float) -> bool:
    """True for a short line without gaps that stands over a column of what follows, not over the first."""
    band = bands[at]
    if at + 1 >= len(bands) or len(band.segments) > 1 or band.right - band.left > width / 2 or _ends(band):
        return False
    below = bands[at + 1]
    if len(below.segments) == 1:
        return _heads_a_column(bands, at + 1, width) and abs(below.left - band.left) < width / 2 and _over(bands, at)
    return _is_tabular(below) and band.left > below.segments[0][1]


def _over(bands: Sequence[Band], at: int) -> bool:
    """True if a line stands to the right of the first column of the next band with gaps."""
    below = next((band for band in bands[at + 1 :] if len(band.segments) > 1), None)
    return below is not None and bands[at].left > below.segments[0][1]


def _has_figures(band: Band) -> bool:
    return any(is_amount(text) for _, _, text in band.cells)


def _is_head(band: Band) -> bool:
    """True if nothing but the first cell has digits that make up no year and no unit."""
    return not any(one.isdecimal() for _, _, text in band.cells[1:] for one in _YEARS.sub("", text))


def _has_sentence(bands: Sequence[Band], width: float) -> bool:
    """True if a band without gaps covers most of the width of the text."""
    return any(len(band.segments) == 1 and band.right - band.left > MAX_SHARE_OF_TEXT * width for band in bands)


def _is_close(bands: Sequence[Band], first: int, last: int) -> bool:
    """True if bands stand as close as lines of one cell."""
    return all(gap_above(bands, at) <= MAX_GAP_IN_ROW * bands[at].size for at in range(first + 1, last + 1))


def _shared(rivers: Sequence[Span], band: Band) -> list[Span]:
    """What of the rivers a band leaves white."""
    white = [(-1.0e6, band.left), *_gaps(band), (band.right, 1.0e6)]
    both = [(max(a, c), min(b, d)) for a, b in rivers for c, d in white]
    return [(left, right) for left, right in both if right - left >= CELL_GAP * band.size]
