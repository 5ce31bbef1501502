"""Running heads and feet of a PDF: what stands at the edge of many pages alike, the numbers of the pages apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import takewhile

from msgspec import Struct

from budget_monitor.load.documents.paper.words import Word, lines_of

MIN_REPEATS = 3
"""A line that stands at one height of the edge of so many pages is a running head or foot."""
MAX_LINES = 3
"""The most lines of a head or foot."""
MARGIN = 0.1
"""How far heads and feet reach into a page, as a share of its longer side."""
STEP = 4
"""Points of height that are held for one."""

Key = tuple[int, str]
"""The height of a line and what it says, without the number of its page."""
Box = tuple[float, float, float, float]

_ALONE = re.compile(r"(?i)[-–—|\s]*(?:\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|[ivxl]+)[-–—|\s]*")
"""A line that is the number of a page and nothing else."""
_PAGE = re.compile(r"(?i)\bpage \d{1,4}(?: of \d{1,4})?\b")
_LONE = re.compile(r"^\d{1,4}(?= )|(?<= )\d{1,4}$")
"""A number at an end of a line: that of the page if it goes up with the pages."""


class Line(Struct, frozen=True):
    """A line at the edge of a page."""

    words: tuple[Word, ...]
    keys: frozenset[Key]
    """All that it may be alike in with those of other pages."""


class Edges(Struct, frozen=True):
    """The lines above and below which nothing stands but one another, the outermost first."""

    head: tuple[Line, ...]
    foot: tuple[Line, ...]


def edges_of(words: Sequence[Word], tables: Sequence[Box], page: Box, number: int) -> Edges:
    """The edges of a page with its number, of whose words those in its ruled tables are left out."""
    lines = lines_of(words)
    left, top, right, bottom = page
    reach = MARGIN * max(right - left, bottom - top)
    highest = min([top + reach, *(table[1] for table in tables)])
    lowest = max([bottom - reach, *(table[3] for table in tables)])
    head = takewhile(lambda line: line[0].bottom <= highest, lines[:MAX_LINES])
    foot = takewhile(lambda line: line[0].top >= lowest, lines[: -MAX_LINES - 1 : -1])
    return Edges(tuple(_line(line, number) for line in head), tuple(_line(line, number) for line in foot))


def _line(words: Sequence[Word], number: int) -> Line:
    height = round(words[0].top / STEP)
    said = " ".join(word.text for word in words)
    return Line(tuple(words), frozenset((height, text) for text in _readings(said, number)))


def _readings(said: str, number: int) -> Iterator[str]:
    """What a line says on all pages: with the number of its page taken out, wherever that may stand."""
    if _ALONE.fullmatch(said):
        yield "#"
        return
    yield _PAGE.sub("page #", said)
    for found in _LONE.finditer(said):
        yield f"{said[: found.start()]}#{int(found[0]) - number}{said[found.end() :]}"


def running_in(pages: Sequence[Edges]) -> Set[Key]:
    """What stands at one height of the edges of many pages."""
    alike = [{key for line in (*page.head, *page.foot) for key in line.keys} for page in pages]
    counts = Counter(key for keys in alike for key in keys)
    return {key for key, count in counts.items() if count >= MIN_REPEATS}


def without(words: Sequence[Word], edges: Edges, running: Set[Key]) -> list[Word]:
    """The words of a page without its running head and foot, which end at the first line that is of this page alone."""
    left_out: set[Word] = set()
    for lines in (edges.head, edges.foot):
        for line in takewhile(lambda one: not running.isdisjoint(one.keys), lines):
            left_out.update(line.words)
    return [word for line in lines_of(words) for word in line if word not in left_out]
