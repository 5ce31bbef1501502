"""The cells of the rows of a table without lines: words by the column they stand in, headings by the one they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from budget_monitor.load.documents.paper.edges import SAME_EDGE, SPACE_GAP, Column, figures_of
from budget_monitor.load.documents.paper.rows import is_figure
from budget_monitor.load.documents.paper.words import CELL_GAP, Word, joined_lines, lines_of
from budget_monitor.model.documents.traced import Words

MAX_WORDS_IN_HEADING = 40
"""Of a line over several columns; a longer one is no heading."""
SPLIT_COST = 0.5
"""Points of a worse fit that are borne before a heading is taken apart at a mere space."""


def cells_of(row: Sequence[Word], columns: Sequence[Column]) -> Iterator[Words]:
    """The cells of a row."""
    own: list[list[Word]] = [[] for _ in columns]
    is_heading = not figures_of(row)
    figures = [at for at, column in enumerate(columns) if column.has_figures]
    for line in lines_of(row):
        placed = {
            place: at
            for place, word in enumerate(line)
            for at in figures
            if not is_heading and is_figure(word.text) and columns[at].holds(word)
        }
        for at, words in _by_figures(line, placed):
            if at is not None:
                own[at] += words
                continue
            free = [place for place in range(len(columns)) if place not in placed.values()]
            for part in _parts(words, columns):
                for place, some in _placed(part, columns, free, is_heading=is_heading):
                    own[place] += some
    for words in own:
        yield joined_lines(lines_of(words))


def _by_figures(line: Sequence[Word], placed: dict[int, int]) -> Iterator[tuple[int | None, list[Word]]]:
    """A line taken apart at its figures that stand in columns: each with its column, and what is between them."""
    between: list[Word] = []
    for place, word in enumerate(line):
        if place not in placed:
            between.append(word)
            continue
        if between:
            yield None, between
        between = []
        yield placed[place], [word]
    if between:
        yield None, between


def _parts(line: Sequence[Word], columns: Sequence[Column]) -> list[list[Word]]:
    """The words of a line that have no gap between them that parts cells."""
    parts: list[list[Word]] = []
    for word in line:
        if parts and not _parted(parts[-1][-1], word, columns):
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _parted(before: Word, word: Word, columns: Sequence[Column]) -> bool:
    """True if a wide gap parts two words, or one a little wider than a space that lies between two columns, or a column
    of words that begins with the second.
    """
    gap = word.left - before.right
    if gap > CELL_GAP * word.size:
        return True
    starts = any(abs(column.left - word.left) <= SAME_EDGE for column in columns[1:] if not column.has_figures)
    rivers = ((one.right + two.left) / 2 for one, two in pairwise(columns))
    return starts or (gap > SPACE_GAP * word.size and any(before.middle < river < word.middle for river in rivers))


def _placed(
    part: Sequence[Word], columns: Sequence[Column], free: Sequence[int], *, is_heading: bool
) -> Iterator[tuple[int, Sequence[Word]]]:
    """A part of a line in its column; in several where each word lies in one, or pieces of a heading fit several. One
    of which that cannot be told is of the first.
    """
    left, right = part[0].left, part[-1].right
    over = [at for at, column in enumerate(columns) if column.is_over(left, right)]
    if len(over) > 1:
        inside = [next((at for at, column in enumerate(columns) if column.holds(word)), None) for word in part]
        if None not in inside:
            for at in sorted({place for place in inside if place is not None}):
                yield at, [word for word, place in zip(part, inside, strict=True) if place == at]
            return
        first, last = max(0, over[0] - 1), min(len(columns), over[-1] + 2)
        may_part = is_heading or all(columns[at].has_figures for at in over)
        apart = headings_apart(part, columns, first, last) if may_part else None
        if apart is not None:
            yield from apart
            return
    yield (over[0] if over else _nearest((left + right) / 2, columns, free)), part


def _nearest(middle: float, columns: Sequence[Column], free: Sequence[int]) -> int:
    return min(
        free or range(len(columns)), key=lambda at: max(columns[at].left - middle, middle - columns[at].right, 0)
    )


def _misfit(words: Sequence[Word], columns: Sequence[Column], at: int) -> float:
    """Points by which some words stand off a column, by the edge or the middle that fits best; and over others."""
    left, right = words[0].left, words[-1].right
    own = columns[at]
    off = min(abs(left - own.left), abs(right - own.right), abs((left + right) / 2 - own.middle))
    others = [one for place, one in enumerate(columns) if place != at and one.is_over(left, right)]
    return off + sum(min(right, one.right) - max(left, one.left) for one in others)


def headings_apart(
    part: Sequence[Word], columns: Sequence[Column], first: int, last: int
) -> list[tuple[int, Sequence[Word]]] | None:
    """Words over several columns taken apart so that each piece fits the column it is over; None where none does."""
    if len(part) > MAX_WORDS_IN_HEADING:
        return None
    count = len(part)
    best: dict[tuple[int, int], tuple[float, list[tuple[int, Sequence[Word]]]]] = {(0, first): (0.0, [])}
    for at in range(first, last):
        for done in range(count + 1):
            here = best.get((done, at))
            if here is None:
                continue
            cost, pieces = here
            _keep(best, (done, at + 1), cost, pieces)
            for end in range(done + 1, count + 1):
                piece = part[done:end]
                own = _misfit(piece, columns, at) + (SPLIT_COST if done else 0.0)
                _keep(best, (end, at + 1), cost + own, [*pieces, (at, piece)])
    found = best.get((count, last))
    if found is None or len(found[1]) < len("ab") or found[0] > len(found[1]) * part[0].size / 2:
        return None
    return found[1]


def _keep(
    best: dict[tuple[int, int], tuple[float, list[tuple[int, Sequence[Word]]]]],
    key: tuple[int, int],
    cost: float,
    pieces: list[tuple[int, Sequence[Word]]],
) -> None:
    if key not in best or cost < best[key][0]:
        best[key] = (cost, pieces)
