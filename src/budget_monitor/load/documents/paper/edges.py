"""The columns of a table without lines: figures by their edges, which agree from row to row; words by the white between
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from budget_monitor.load.documents.paper.rows import is_amount
from budget_monitor.load.documents.paper.words import CELL_GAP, Word, covered, lines_of

_DASHES = ("-", "–", "—")
"""Nil, which is often written in the middle of a column whose figures end at its edge."""
SPACE_GAP = 0.35
"""The widest a space usually is, in multiples of the size of its letters."""
SAME_EDGE = 1.0
"""Points by which edges of one column differ at most."""
WIDTH_OF_A_BRACKET = 0.45
"""The width of a bracket or per cent sign, which may hang out of its column, in multiples of the letters' size."""
MAX_POINTS_OF_OVERLAP = 0.3
"""Points by which figures of neighbouring columns may overlap."""
MAX_POINTS_OUT_OF_A_COLUMN = 2.0
"""Points by which a word may stand out of its column."""
MIN_SHARE_OF_ROWS = 0.8
"""The fewest rows in which a word begins where a column of words does."""
MIN_ROWS_ALIGNED = 3


class Column(Struct, frozen=True):
    """What the words of a column cover of the width."""

    left: float
    right: float
    has_figures: bool

    @property
    def middle(self) -> float:
        """Halfway between its edges."""
        return (self.left + self.right) / 2

    def holds(self, word: Word) -> bool:
        """True if a word stands in it with nearly its whole width."""
        return (
            self.left - MAX_POINTS_OUT_OF_A_COLUMN <= word.left
            and word.right <= self.right + MAX_POINTS_OUT_OF_A_COLUMN
        )

    def is_over(self, left: float, right: float) -> bool:
        """True if it and a stretch of the width overlap."""
        return left < self.right and right > self.left


class _Amount(Struct, frozen=True):
    """A figure of a row with what stands beside it in its line."""

    row: int
    word: Word
    is_in_text: bool
    """True if it is the first word of its row, or words that are no figures stand a space before it, or after it where
    nothing is before it in its line.
    """
    is_before_word: bool


def agree(one: Word, other: Word) -> bool:
    """True if two words stand in one column by an edge or by their middles."""
    hanging = one.text.endswith((")", "%")) != other.text.endswith((")", "%"))
    reach = WIDTH_OF_A_BRACKET * one.size if hanging else SAME_EDGE
    return (
        abs(one.right - other.right) <= reach
        or abs(one.left - other.left) <= SAME_EDGE
        or abs(one.middle - other.middle) <= SAME_EDGE
    )


def columns_of(rows: Sequence[Sequence[Word]]) -> list[Column]:
    """The columns from left to right, from all rows together."""
    body = [row for row in rows if figures_of(row)] or list(rows)
    size = min(max(word.size for word in row) for row in body)
    figures = _figure_columns(body)
    found = [Column(left, right, has_figures=True) for left, right in figures]
    zones: list[list[list[Word]]] = [[] for _ in range(len(figures) + 1)]
    firm: set[int] = {0}
    for row in body:
        own: list[list[Word]] = [[] for _ in zones]
        for words, zone, is_firm in _words_beside(row, found):
            own[zone] += words
            firm |= {zone} if is_firm else set()
        for at, words in enumerate(own):
            if words:
                zones[at].append(words)
    for zone in sorted(firm):
        for left, right in covered([word for words in zones[zone] for word in words], CELL_GAP * size):
            edges = [left, *_starts(zones[zone], left, right), right]
            found += [Column(a, _end(zones[zone], a, b, right), has_figures=False) for a, b in pairwise(edges)]
    return sorted(found, key=lambda column: (column.middle, column.left))


def _words_beside(row: Sequence[Word], figures: Sequence[Column]) -> Iterator[tuple[list[Word], int, bool]]:
    """The runs of words of a row that stand in no column of figures; how many such columns are to the left of each; and
    whether it needs a column of its own: `n/a` stands in that of figures beside it in which the row has none, and what
    is written below a figure stands in its column.
    """
    taken = {at for at, column in enumerate(figures) if any(column.holds(word) for word in row)}
    for line in lines_of(row):
        runs: list[list[Word]] = []
        for word in line:
            if any(figures[at].holds(word) for at in taken):
                runs.append([])
            elif runs and runs[-1] and word.left - runs[-1][-1].right <= CELL_GAP * word.size:
                runs[-1].append(word)
            else:
                runs.append([word])
        for run in filter(None, runs):
            zone = sum(column.middle < run[0].middle for column in figures)
            beside = {at for at in (zone - 1, zone) if 0 <= at < len(figures)}
            free = (column for column in figures if not any(column.holds(word) for word in line))
            if not zone or not any(column.is_over(run[0].left, run[-1].right) for column in free):
                yield run, zone, beside <= taken


def figures_of(row: Sequence[Word]) -> list[Word]:
    """The figures of a row that have no word a space beside them."""
    return [one.word for one in _amounts(0, row) if not (one.is_in_text or one.is_before_word)]


def _end(zone: Sequence[Sequence[Word]], left: float, following: float, right: float) -> float:
    """The right edge of a column of words that begins at `left` and ends before another does."""
    if following == right:
        return right
    inside = [word.right for words in zone for word in words if left <= word.middle < following]
    return min(max(inside, default=following), following)


def _starts(zone: Sequence[Sequence[Word]], left: float, right: float) -> list[float]:
    """Where columns of words begin in a stretch: there a word begins in nearly all rows, after gaps of many widths."""
    firsts = [[word for word in lines_of(words)[0] if left <= word.middle <= right] for words in zone]
    firsts = [line for line in firsts if line]
    if len(firsts) < MIN_ROWS_ALIGNED:
        return []
    found: list[float] = []
    for word in max(firsts, key=len)[1:]:
        gaps = [
            two.left - one.right
            for line in firsts
            for one, two in pairwise(line)
            if abs(two.left - word.left) <= SAME_EDGE
        ]
        if len(gaps) >= MIN_SHARE_OF_ROWS * len(firsts) and max(gaps) - min(gaps) > 2 * SAME_EDGE:
            found.append(word.left)
    return found


def _figure_columns(rows: Sequence[Sequence[Word]]) -> list[tuple[float, float]]:
    """What columns of figures cover: figures of several rows that agree, and figures that stand alone."""
    amounts = [one for number, row in enumerate(rows) for one in _amounts(number, row)]
    aligned = _aligned(amounts)
    found = []
    for left, right in covered([one.word for one in aligned], -MAX_POINTS_OF_OVERLAP):
        own = [one for one in aligned if left <= one.word.middle <= right]
        beside = sum(one.is_in_text for one in own)
        rows_twice = len(own) - len({one.row for one in own})
        if 2 * beside <= len(own) and rows_twice * 10 <= len(own):
            found.append((left, right))
    alone = [
        one.word
        for one in amounts
        if not one.is_in_text and not any(one.word.left < right and one.word.right > left for left, right in found)
    ]
    return sorted([*found, *(span for span in covered(alone, -MAX_POINTS_OF_OVERLAP))])


def _aligned(amounts: Sequence[_Amount]) -> list[_Amount]:
    """Those that agree with one of another row; only those near by an edge or their middle are compared."""
    found: set[int] = set()
    for place, reach in ((_right, WIDTH_OF_A_BRACKET), (_left, 0), (_middle, 0)):
        order = sorted(amounts, key=place)
        for at, one in enumerate(order):
            far = place(one) + SAME_EDGE + reach * one.word.size
            for beyond in range(at + 1, len(order)):
                other = order[beyond]
                if place(other) > far:
                    break
                if not {id(one), id(other)} <= found and one.row != other.row and agree(one.word, other.word):
                    found |= {id(one), id(other)}
    return [one for one in amounts if id(one) in found]


def _right(one: _Amount) -> float:
    return one.word.right


def _left(one: _Amount) -> float:
    return one.word.left


def _middle(one: _Amount) -> float:
    return one.word.middle


def _amounts(number: int, row: Sequence[Word]) -> Iterator[_Amount]:
    edge = min(word.left for word in row)
    for line in lines_of(row):
        for at, word in enumerate(line):
            if not is_amount(word.text) or word.text in _DASHES:
                continue
            before = line[at - 1 : at] if at else []
            close = [
                any(gap <= SPACE_GAP * word.size and not is_amount(one.text) for gap, one in beside)
                for beside in (
                    [(word.left - one.right, one) for one in before],
                    [(one.left - word.right, one) for one in line[at + 1 : at + 2]],
                )
            ]
            is_in_text = word.left <= edge or close[0] or (not before and close[1])
            yield _Amount(number, word, is_in_text, close[1])
