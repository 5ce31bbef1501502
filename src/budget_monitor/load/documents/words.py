"""The words of a page of a PDF, in bands: what stands on one height, or overlaps in height, across the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from budget_monitor.model.traced import Stretch

SHRUNK = 0.1
"""How much of its height a word gives up above and below before two are said to overlap: lines may stand close."""
CELL_GAP = 0.4
"""Words farther apart than so many times their size may belong to two cells; a space is a quarter to a third."""


_YEAR_CUT = re.compile(r"\b(?:19|20)\d\d[/–-]\d$")


class Word(Struct, frozen=True):
    """A word with its box in points, from the top left corner of its page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    is_bold: bool
    page: int

    @property
    def middle(self) -> float:
        """Halfway between its left and its right."""
        return (self.left + self.right) / 2

    @property
    def stretch(self) -> Stretch:
        """The word as a text that knows its place."""
        return Stretch(self.text, (self.page, self.left, self.top, self.right, self.bottom))


class Band(Struct, frozen=True, dict=True):
    """Words that stand beside one another; in a table their lines need not be on one height."""

    words: tuple[Word, ...]

    @cached_property
    def top(self) -> float:
        """The upper edge of the highest."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """The lower edge of the lowest."""
        return max(word.bottom for word in self.words)

    @cached_property
    def size(self) -> float:
        """That of the largest."""
        return max(word.size for word in self.words)

    @cached_property
    def is_bold(self) -> bool:
        """True if all of it is."""
        return all(word.is_bold for word in self.words)

    @cached_property
    def lines(self) -> list[list[Word]]:
        """By their height, each from left to right."""
        return lines_of(self.words)

    @cached_property
    def text(self) -> str:
        """All of it, line by line."""
        return " ".join(word.text for line in self.lines for word in line)

    @cached_property
    def segments(self) -> list[tuple[float, float]]:
        """The parts of the width that are covered, from left to right."""
        return covered([self], CELL_GAP * self.size)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.segments[0][0]

    @property
    def right(self) -> float:
        """The right edge."""
        return self.segments[-1][1]

    @cached_property
    def cells(self) -> list[tuple[float, float, str]]:
        """Words of one line without a gap between them: left, right and text."""
        found: list[tuple[float, float, str]] = []
        for line in self.lines:
            last: tuple[float, float, str] | None = None
            for word in line:
                if last is not None and word.left - last[1] <= CELL_GAP * word.size:
                    last = (last[0], word.right, f"{last[2]} {word.text}")
                    found[-1] = last
                else:
                    last = (word.left, word.right, word.text)
                    found.append(last)
        return found


def joined_lines(lines: Iterable[Sequence[Word]]) -> list[Stretch]:
    """The words of some lines of a cell as one text; a figure that was broken at the end of a line is whole again."""
    whole: list[Stretch] = []
    for line in lines:
        for number, word in enumerate(line):
            is_broken = not number and whole and _is_broken(whole[-1].text, word.text)
            whole += [word.stretch] if is_broken or not whole else [Stretch(" "), word.stretch]
    return whole


def _is_broken(before: str, text: str) -> bool:
    """True for `2018/1` and `9`, `87.0` and `%`, `(14,471` and `)`."""
    if text in ("%", ")", "%)"):
        return before[-1:].isdecimal()
    return _YEAR_CUT.search(before) is not None and text.isdecimal() and len(text) == 1


def covered(bands: Iterable[Band], gap: float) -> list[tuple[float, float]]:
    """The parts of the width that words of some bands cover; gaps no wider than `gap` count as covered."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((word.left, word.right) for band in bands for word in band.words):
        if found and left - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def words_of(raw: Iterable[dict[str, Any]], page: int) -> list[Word]:
    """Words as the library has them."""
    return [
        Word(
            str(one["text"]), float(one["x0"]), float(one["x1"]), float(one["top"]), float(one["bottom"]),
            float(one["size"]), "bold" in str(one["fontname"]).casefold(), page,
        )
        for one in raw
    ]  # fmt: skip


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words of one height together, from top to bottom, each line from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.bottom, one.left)):
        if lines and abs(lines[-1][0].bottom - word.bottom) <= LINE_TOLERANCE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda one: one.left) for line in lines]


LINE_TOLERANCE = 3.0
"""Points by which words of one line may stand apart in height."""


def bands_of(words: Sequence[Word]) -> Iterator[Band]:
    """The bands of a page, from top to bottom."""
    own: list[Word] = []
    bottom = 0.0
    for word in sorted(words, key=lambda one: (one.top, one.left)):
        give = SHRUNK * (word.bottom - word.top)
        if own and word.top + give >= bottom:
            yield Band(tuple(own))
            own = []
        bottom = max(bottom, word.bottom - give) if own else word.bottom - give
        own.append(word)
    if own:
        yield Band(tuple(own))
