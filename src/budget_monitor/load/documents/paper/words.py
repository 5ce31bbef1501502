"""The words of a page of a PDF, in bands: what stands on one height, or overlaps in height, across the whole page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from msgspec import Struct

from budget_monitor.model.documents.traced import Stretch

SHRUNK = 0.1
"""How much of its height a word gives up above and below before two are said to overlap: lines may stand close."""
CELL_GAP = 0.4
"""Words farther apart than so many times their size may belong to two cells; a space is a quarter to a third."""


_CUT = (
    (re.compile(r"\b(?:19|20)\d\d[/–-]\d$"), re.compile(r"\d$")),
    (re.compile(r"\d\d/\d\d/\d{3}$"), re.compile(r"\d$")),
    (re.compile(r"(?:^|\W)[£(]?[\d,]*\d\.$"), re.compile(r"\d{1,3}[%)]*$")),
    (re.compile(r"(?:^|\s)[-−–(]$"), re.compile(r"£?\d[\d,]*(?:\.\d+)?[%)]*$")),
    (re.compile(r"\d,$"), re.compile(r"\d{3}\b")),
    (re.compile(r"^[A-Z]{2,5}\.(?:\d+\.)*\d$"), re.compile(r"\d$")),
)
"""How a figure or a code ends that a narrow column broke off, and how it goes on."""


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
        return covered(self.words, CELL_GAP * self.size)

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
    """True for `2018/1` and `9`, `87.0` and `%`, `(14,471` and `)`, `-` and `97`, `100.` and `0`."""
    if text in ("%", ")", "%)"):
        return before[-1:].isdecimal()
    return any(end.search(before) and start.match(text) for end, start in _CUT)


def mended(words: Sequence[Word]) -> list[Word]:
    """The words of a row, those together that a narrow column broke at the end of a line."""
    lines = lines_of(words)
    for at in range(1, len(lines)):
        for word in list(lines[at]):
            place = lines[at].index(word)
            if place and word.left - lines[at][place - 1].right <= CELL_GAP * word.size:
                continue
            over = ((line, one) for line in reversed(lines[:at]) for one in line)
            line, above = next(
                ((line, one) for line, one in over if one.left < word.right and one.right > word.left), (None, word)
            )
            if line is not None and _is_broken(above.text, word.text):
                line[line.index(above)] = Word(
                    above.text + word.text, min(above.left, word.left), max(above.right, word.right), above.top,
                    above.bottom, above.size, above.is_bold, above.page,
                )  # fmt: skip
                lines[at].remove(word)
    return [word for line in lines for word in line]


def covered(words: Iterable[Word], gap: float) -> list[tuple[float, float]]:
    """The parts of the width that some words cover; gaps no wider than `gap` count as covered."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((word.left, word.right) for word in words):
        if found and left - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def words_of(raw: Sequence[dict[str, Any]], page: int) -> list[Word]:
    """Words as the library has them, those of two cells that touch apart: figures end at one edge in several rows, and
    words begin at one. A figure that a label runs into ends where figures that stand alone do, or begins there.
    """
    seams = [_seams(one) for one in raw]
    rights = sorted(float(one["x1"]) for one in raw if one["text"][-1:] in _FIGURE_ENDS)
    rights = sorted(
        [*rights, *(float(one["chars"][at - 1]["x1"]) for one, own in zip(raw, seams, strict=True) for at in own)]
    )
    lefts = sorted(float(one["x0"]) for one in raw)
    alone = [one for one in raw if _FIGURE.fullmatch(str(one["text"]))]
    ends, starts = sorted(float(one["x1"]) for one in alone), sorted(float(one["x0"]) for one in alone)
    found = []
    for one, own in zip(raw, seams, strict=True):
        chars, text = one["chars"], str(one["text"])
        cuts = [
            at
            for at in own
            if (text[at - 1] in _FIGURE_ENDS and _count(rights, float(chars[at - 1]["x1"])) > MIN_EDGES)
            or _count(lefts, float(chars[at]["x0"])) >= MIN_STARTS
        ]
        if (behind := _FIGURE_BEHIND.search(text)) and len(chars) == len(text):
            at = behind.end()
            of_column = max(_count(ends, float(chars[-1]["x1"])), _count(starts, float(chars[at]["x0"])))
            cuts += [at] if of_column >= MIN_EDGES and at not in cuts else []
        for first, last in pairwise([0, *cuts, len(chars)]):
            found.append(
                Word(
                    text[first:last] if cuts else text, float(chars[first]["x0"]), float(chars[last - 1]["x1"]),
                    float(one["top"]), float(one["bottom"]), float(one["size"]),
                    "bold" in str(one["fontname"]).casefold(), page,
                )
            )  # fmt: skip
    return found


_SEAM = re.compile(r"(?<=[\d%)])(?=(?:[A-Z][A-Za-z?]*|n/a)$)|(?<=[a-z)%])(?=[A-Z])")
_FIGURE = re.compile(r"[(−-]?[£$€]?\d[\d,]*(?:\.\d+)?[%)]*")
_FIGURE_BEHIND = re.compile(rf"^.*?[A-Za-z](?:.*?[A-Za-z.)?'’&])?(?={_FIGURE.pattern}$)")
"""Where a figure begins behind a label that was too long for its column: IT renewals1,815,500; 1.2 is one number."""
_FIGURE_ENDS = frozenset("0123456789%)")
MIN_EDGES = 2
"""Other figures of a page that end at one place."""
MIN_STARTS = 4
"""Words of a page that begin at one place."""
SAME_PLACE = 0.4
"""Points by which edges of one place differ at most."""


def _count(edges: Sequence[float], place: float) -> int:
    return bisect_right(edges, place + SAME_PLACE) - bisect_left(edges, place - SAME_PLACE)


def _seams(one: dict[str, Any]) -> list[int]:
    """Where a word may be two that touch."""
    text, chars = str(one["text"]), one["chars"]
    if len(chars) != len(text) or not (text[:1].isalnum() or text[:1] in "(-£%"):
        return []
    return [match.start() for match in _SEAM.finditer(text)]


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
