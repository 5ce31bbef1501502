"""Tables without lines, from where their words stand: rivers of white between columns run from row to row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.building import is_unit
from budget_monitor.load.documents.words import CELL_GAP, Band, Word, covered, joined_lines, lines_of
from budget_monitor.model.traced import Words

Span = tuple[float, float]

WIDE_GAP = 0.8
"""A gap so many times as wide as the letters are high parts columns; a narrower one may, where others do."""
SPACE_GAP = 0.3
"""A space is hardly wider than so many times the size of its letters."""
MAX_GAP_IN_ROW = 0.35
"""Lines of one row are no farther apart than so many times their size."""
MAX_SHARE_OF_TEXT = 0.6
"""A line without gaps that covers more of the width of the page's text is a sentence, no row."""
MAX_ONLY_GAP_IN_ROW = 0.3
"""As above, where all lines stand equally far apart."""
SAME_GAP = 1.0
"""Points by which gaps of one kind differ at most."""
MIN_BANDS = 2
MAX_LINES_BETWEEN_ROWS = 40
"""Lines of text in a row of a table that has nothing else."""
_YEARS = re.compile(r"\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?|£?['’]?000")
_YEAR = re.compile(r"(?:19|20)\d\d$")
MAX_STACKED = 0.1
"""How many of the rows, at most, may have a figure above another before lines are said to be rows of their own."""
LEADERS = "...."
"""Points that lead to a page number, in a list of contents."""


class Table(Struct, frozen=True):
    """Bands that make up a table, and its cells: empty ones are texts without stretches."""

    bands: int
    rows: tuple[tuple[Words, ...], ...]


def table_at(bands: Sequence[Band], first: int, width: float) -> Table | None:
    """The table that begins with a band, or None. `width` is that of the text of the page."""
    count = _region(bands, first, width)
    region = bands[first : first + count]
    figures = [band for band in region if any(is_amount(text) for _, _, text in band.cells[1:])]
    if len([band for band in region if _is_tabular(band)]) < MIN_BANDS or not figures:
        return None
    if any(LEADERS in band.text for band in region):
        return None
    rows = _rows(region)
    columns = _columns(rows)
    if len(columns) < len("ab"):
        return None
    return Table(count, tuple(tuple(_cells(row, columns)) for row in rows))


def is_figure(text: str) -> bool:
    """True if a text is a figure and nothing else."""
    return read_figure(text) is not None or text in ("-", "–")


def is_amount(text: str) -> bool:
    """True if a text is a figure that is neither a year nor the unit of a column."""
    return is_figure(text) and not (_YEAR.match(text) or is_unit(text))


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
    for at in range(start + 1, len(bands)):
        band = bands[at]
        if abs(band.size - bands[last].size) > 1 and abs(band.size - bands[start].size) > 1:
            break
        if len(band.segments) > 1 and (shared := _shared(rivers, band)):
            between = bands[last + 1 : at]
            if between and has_figures and _is_head(band) and not _is_close(bands, last, at):
                break
            if _has_sentence(between, width) and len(shared) < len(rivers):
                break
            rivers, last = shared, at
            has_figures = has_figures or _has_figures(band)
        elif len(band.segments) > 1 or at - last > MAX_LINES_BETWEEN_ROWS:
            break
        elif _has_sentence([band], width):
            continue
        elif at == last + 1 and _gap(bands, at) <= MAX_GAP_IN_ROW * band.size:
            shared = _shared(rivers, band)
            if len(shared) < len(rivers):
                break
            rivers, last = shared, at
    return last + 1 - first


def _heads_a_column(bands: Sequence[Band], at: int, width: float) -> bool:
    """True for a short line without gaps that stands over a column of what follows, not over the first."""
    band = bands[at]
    if at + 1 >= len(bands) or len(band.segments) > 1 or band.right - band.left > width / 2:
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


def _gap(bands: Sequence[Band], at: int) -> float:
    return bands[at].top - bands[at - 1].bottom


def _is_close(bands: Sequence[Band], first: int, last: int) -> bool:
    """True if bands stand as close as lines of one cell."""
    return all(_gap(bands, at) <= MAX_GAP_IN_ROW * bands[at].size for at in range(first + 1, last + 1))


def _shared(rivers: Sequence[Span], band: Band) -> list[Span]:
    """What of the rivers a band leaves white."""
    white = [(-1.0e6, band.left), *_gaps(band), (band.right, 1.0e6)]
    both = [(max(a, c), min(b, d)) for a, b in rivers for c, d in white]
    return [(left, right) for left, right in both if right - left >= CELL_GAP * band.size]


def _rows(region: Sequence[Band]) -> list[list[Word]]:
    """The words of each row: lines that stand closer than rows do are of one row."""
    gaps = sorted(round(_gap(region, at), 1) for at in range(1, len(region)))
    closest = gaps[0] if gaps else 0.0
    widest = max((gap for gap in gaps if gap - closest <= SAME_GAP), default=0.0)
    merged = _merged(region, widest)
    alike = bool(gaps) and gaps[-1] == widest
    stacked = sum(_is_stacked(group, strictly=alike) for group in merged)
    most = (MAX_ONLY_GAP_IN_ROW if alike else MAX_GAP_IN_ROW) * region[0].size
    if closest > most or stacked > MAX_STACKED * len(merged):
        merged = [[band] for band in region]
    groups = [part for group in merged for part in ([[one] for one in group] if _is_stacked(group) else [group])]
    return [[word for band in group for word in band.words] for group in _with_continued(groups)]


def _merged(region: Sequence[Band], widest: float) -> list[list[Band]]:
    groups = [[region[0]]]
    for at in range(1, len(region)):
        if round(_gap(region, at), 1) <= widest:
            groups[-1].append(region[at])
        else:
            groups.append([region[at]])
    return groups


def _is_stacked(group: Sequence[Band], *, strictly: bool = False) -> bool:
    """True if in a group of bands a figure stands below another, or, `strictly`, above or below anything: they are
    several rows.
    """
    seen: list[tuple[Span, bool]] = []
    for band in group:
        own = [((left, right), is_amount(text)) for left, right, text in band.cells]
        for (left, right), is_own in own:
            over = [is_other for (a, b), is_other in seen if left < b and right > a]
            if any((is_own and other) or (strictly and (is_own or other)) for other in over):
                return True
        seen += own
    return False


def _with_continued(groups: list[list[Band]]) -> list[list[Band]]:
    """A row that is only the end of a label, as its small first letter tells, belongs to the row above."""
    found: list[list[Band]] = []
    for group in groups:
        text = group[0].text
        goes_on = text[:1].islower() and found and not (_is_stacked([*found[-1], *group]))
        alone = len(group) == 1 and len(group[0].segments) == 1
        before_alone = bool(found) and all(len(band.segments) == 1 for band in found[-1])
        if goes_on and (alone or before_alone):
            found[-1] = [*found[-1], *group]
        else:
            found.append(group)
    return found


def _columns(rows: Sequence[Sequence[Word]]) -> list[Span]:
    """The columns from left to right, by the white that no row with figures covers."""
    bands = [Band(tuple(row)) for row in rows]
    body = [band for band in bands if any(is_amount(text) for _, _, text in band.cells[1:])] or bands
    size = min(band.size for band in body)
    return covered(body, CELL_GAP * size)


def _cells(row: Sequence[Word], columns: Sequence[Span]) -> Iterator[Words]:
    """The cells of a row."""
    own: list[list[Word]] = [[] for _ in columns]
    for line in lines_of(row):
        for part in _parts(line, columns):
            for at, words in _placed(part, columns):
                own[at] += words
    for words in own:
        yield joined_lines(lines_of(words))


def _parts(line: Sequence[Word], columns: Sequence[Span]) -> list[list[Word]]:
    """The words of a line that have no gap between them that parts cells."""
    parts: list[list[Word]] = []
    for word in line:
        if parts and not _parted(parts[-1][-1], word, columns):
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _parted(before: Word, word: Word, columns: Sequence[Span]) -> bool:
    """True if a wide gap parts two words, or one a little wider than a space that lies between two columns."""
    gap = word.left - before.right
    if gap > CELL_GAP * word.size:
        return True
    rivers = ((left[1] + right[0]) / 2 for left, right in pairwise(columns))
    return gap > SPACE_GAP * word.size and any(before.middle < river < word.middle for river in rivers)


def _placed(part: Sequence[Word], columns: Sequence[Span]) -> Iterator[tuple[int, Sequence[Word]]]:
    """A part of a line in its column; in several where each word lies in one. One over several is of the first."""
    left, right = part[0].left, part[-1].right
    over = [at for at, (start, end) in enumerate(columns) if left < end and right > start]
    if len(over) > 1:
        places = [_inside(word, columns) for word in part]
        if None not in places:
            for at in sorted({place for place in places if place is not None}):
                yield at, [word for word, place in zip(part, places, strict=True) if place == at]
            return
    yield (over[0] if over else _nearest((left + right) / 2, columns)), part


def _inside(word: Word, columns: Sequence[Span]) -> int | None:
    """The column that a word lies in with its whole width, nearly; None where it does in none."""
    fits = [at for at, (left, right) in enumerate(columns) if left - SLACK <= word.left and word.right <= right + SLACK]
    return fits[0] if fits else None


def _nearest(middle: float, columns: Sequence[Span]) -> int:
    return min(range(len(columns)), key=lambda at: max(columns[at][0] - middle, middle - columns[at][1], 0))


SLACK = 2.0
"""Points by which a word may stand out of its column."""
