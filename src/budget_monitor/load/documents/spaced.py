"""Tables of plain text whose columns are kept apart by blanks alone, as typewriters and programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from budget_monitor.figures.grammar import says_missing
from budget_monitor.figures.written import read_figure

_PIECE = re.compile(r"\S+(?: \S+)*")
"""What no two blanks part."""
_RULE = re.compile(r"^\s*[-=_–—]{2,}[-=_–—\s]*$")
_DASHES = re.compile(r"^[-–—]{2,}$")
"""What a typewriter puts for nil; one dash is read as a figure."""
_THOUSANDS = re.compile(r"^\d{3}\b")
_CAPTION = re.compile(r"(?i)^(?:table|figure|chart)\s+\d")
_ENDS = (".", ",", ";", ":")
MIN_ROWS = 2
MAX_NAME_CHARACTERS = 60
"""A line that is one piece within a table is a heading among its rows, or the rest of a name; a longer one is text."""
MAX_LINES_WITHOUT_FIGURES = 12
MAX_TRIES = 8
"""Lines of one stretch of text at which a table is looked for in vain."""


class Piece(Struct, frozen=True):
    """A part of a line, with the places where it begins and ends."""

    start: int
    end: int
    text: str

    @property
    def is_figure(self) -> bool:
        """True of a figure, and of what stands in its place."""
        is_missing = says_missing(self.text) or _DASHES.match(self.text) is not None
        return is_missing or read_figure(self.text) is not None


class SpacedTable(Struct, frozen=True):
    """The rows of a table, the number of the line of each from 1, and the index of the line after it."""

    rows: list[list[str]]
    lines: list[int]
    following: int


class SpacedTables:
    """The tables of one text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._end = self._tries = 0
        self._kept: dict[int, list[Piece]] = {}

    def at(self, first: int) -> SpacedTable | None:
        """The table that begins with a line; None where none does.

        Its rows have figures after a name, or after other figures, and these stand below one another.
        """
        if first >= self._end:
            self._tries = 0
        if self._tries >= MAX_TRIES or len(self._split(first)) < len("ab"):
            return None
        pieces = list(self._taken(first))
        table = self._longest(pieces, first)
        if table is None:
            self._end = max(self._end, first + len(pieces))
            self._tries += 1
        return table

    def _longest(self, pieces: Sequence[list[Piece]], first: int) -> SpacedTable | None:
        """The table of all lines, or else of as many as stand in one set of columns, up to a blank line."""
        row = next((at for at, own in enumerate(pieces) if _is_row(own)), len(pieces))
        blanks = [at for at in range(len(pieces)) if not self._lines[first + at].strip()]
        above = max((at for at in blanks if at < row), default=-1)
        if above >= 0 and above < row - 1:
            return None  # the table begins below the blank line
        table = _table(pieces, first, above)
        ends = [at for at in blanks if at > row][:MAX_TRIES]
        for end in ends if table is None else ():
            if (one := _table(pieces[:end], first, above)) is None:
                break
            table = one
        return table

    def _taken(self, first: int) -> Iterator[list[Piece]]:
        """The pieces of the lines that may belong to a table; rules and blank lines have none."""
        lines, bare, has_rows = self._lines, 0, False
        for at in range(first, len(lines)):
            own = self._split(at)
            if not lines[at].strip() and (not lines[at - 1].strip() or (has_rows and not self._goes_on(at + 1))):
                return
            if len(own) == 1 and len(own[0].text) > MAX_NAME_CHARACTERS:
                return
            bare = 0 if _is_row(own) else bare + 1
            has_rows = has_rows or not bare
            if bare > MAX_LINES_WITHOUT_FIGURES:
                return
            yield own

    def _goes_on(self, first: int) -> bool:
        """True if rows follow below a blank line, under no headings of columns and no caption of their own."""
        for at in range(first, min(first + MAX_LINES_WITHOUT_FIGURES, len(self._lines))):
            own = self._split(at)
            if _is_row(own):
                return True
            if len(own) > 1 or not self._lines[at].strip() or _CAPTION.match(self._lines[at].strip()):
                return False
        return False

    def _split(self, at: int) -> list[Piece]:
        found = self._kept.get(at)
        if found is None:
            found = self._kept[at] = _split(self._lines[at])
        return found


def _table(pieces: Sequence[list[Piece]], first: int, above: int) -> SpacedTable | None:
    """The table of some lines; those up to `above` are headings that a blank line sets apart."""
    rows = [own for own in pieces if _is_row(own)]
    columns = _columns([piece for own in rows for piece in own])
    counts = [sum(any(_meet(piece, column) for piece in own) for own in rows) for column in columns]
    if sum(count >= MIN_ROWS for count in counts) < len("ab"):
        return None
    heads = [own for own in pieces[: above + 1] if own]
    if any(len(own) == 1 or own[-1].text.endswith(_ENDS) for own in heads):
        return None
    if any(len({_nearest(piece, columns) for piece in own}) < len(own) for own in [*heads, *rows]):
        return None
    last = max(at for at, own in enumerate(pieces) if _is_row(own) or _is_sum(own, columns))
    kept = [(at, own) for at, own in enumerate(pieces[: last + 1]) if own]
    return SpacedTable([_cells(own, columns) for _, own in kept], [first + at + 1 for at, _ in kept], first + last + 1)


def _is_sum(pieces: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> bool:
    """True for a figure that stands alone below others, as totals do."""
    return len(pieces) == 1 and pieces[0].is_figure and any(_meet(pieces[0], column) for column in columns[1:])


def _split(line: str) -> list[Piece]:
    return [] if _RULE.match(line) else _pieces(line.expandtabs())


def _pieces(line: str) -> list[Piece]:
    """What stands apart in a line, and figures that a single blank parts."""
    found: list[Piece] = []
    for match in _PIECE.finditer(line):
        words = [Piece(match.start() + one.start(), match.start() + one.end(), one[0])
                 for one in re.finditer(r"\S+", match[0])]  # fmt: skip
        if len(words) > 1 and all(one.is_figure for one in words) and not any(
            _THOUSANDS.match(one.text) for one in words[1:]
        ):  # fmt: skip
            found += words
        else:
            found.append(Piece(match.start(), match.end(), match[0]))
    return found


def _is_row(pieces: Sequence[Piece]) -> bool:
    return len(pieces) > 1 and pieces[-1].is_figure


def _meet(one: Piece, column: tuple[int, int]) -> bool:
    return one.start < column[1] and column[0] < one.end


def _columns(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where the pieces of all rows stand, those that overlap together."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in pieces):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _nearest(piece: Piece, columns: Sequence[tuple[int, int]]) -> int:
    """The column that a piece shares most with, or else the one that is nearest."""

    def apart(column: tuple[int, int]) -> int:
        return max(piece.start, column[0]) - min(piece.end, column[1])

    return min(range(len(columns)), key=lambda at: apart(columns[at]))


def _cells(pieces: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> list[str]:
    cells = [""] * len(columns)
    for piece in pieces:
        at = _nearest(piece, columns)
        cells[at] = f"{cells[at]} {piece.text}".strip()
    return cells
