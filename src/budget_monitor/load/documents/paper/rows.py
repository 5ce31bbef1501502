"""The rows of a table without lines: which of the lines of words are of one row, and which of its words are figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.figures.written import is_unit, read_figure
from budget_monitor.load.documents.paper.words import Band, Word, mended

MAX_GAP_IN_ROW = 0.35
"""Lines of one row are no farther apart than so many times their size."""
MAX_ONLY_GAP_IN_ROW = 0.3
"""As above, where all lines stand equally far apart."""
SAME_GAP = 1.0
"""Points by which gaps of one kind differ at most."""
MAX_STACKED = 0.1
"""How many of the rows, at most, may have a figure above another before lines are said to be rows of their own."""
_YEAR = re.compile(r"(?:19|20)\d\d$")


def is_figure(text: str) -> bool:
    """True if a text is a figure and nothing else."""
    return read_figure(text) is not None


def is_amount(text: str) -> bool:
    """True if a text is a figure that is neither a year nor the unit of a column."""
    return is_figure(text) and not (_YEAR.match(text) or is_unit(text))


def amounts_of(band: Band) -> list[Word]:
    """The figures of a band but for the first words of its lines."""
    return [word for line in band.lines for word in line[1:] if is_amount(word.text)]


def gap_above(bands: Sequence[Band], at: int) -> float:
    """The white above a band, in points."""
    return bands[at].top - bands[at - 1].bottom


def rows_of(region: Sequence[Band], sentence: float) -> list[list[Word]]:
    """The words of each row: lines that stand closer than rows do are of one row. A line without gaps, as wide as a
    `sentence` is at least, stands apart, with what goes on below it.
    """
    gaps = sorted(round(gap_above(region, at), 1) for at in range(1, len(region)))
    closest = gaps[0] if gaps else 0.0
    widest = max((gap for gap in gaps if gap - closest <= SAME_GAP), default=0.0)
    merged = _merged(region, widest, sentence)
    alike = bool(gaps) and gaps[-1] == widest
    stacked = sum(_is_stacked(group, strictly=alike) for group in merged)
    most = (MAX_ONLY_GAP_IN_ROW if alike else MAX_GAP_IN_ROW) * region[0].size
    if closest > most or stacked > MAX_STACKED * len(merged):
        merged = [[band] for band in region]
    groups = [part for group in merged for part in ([[one] for one in group] if _is_stacked(group) else [group])]
    return [mended([word for band in group for word in band.words]) for group in _with_continued(groups)]


def _merged(region: Sequence[Band], widest: float, sentence: float) -> list[list[Band]]:
    groups = [[region[0]]]
    for at in range(1, len(region)):
        above = _is_sentence(groups[-1][0], sentence)
        apart = len(region[at].segments) > 1 if above else _is_sentence(region[at], sentence)
        if round(gap_above(region, at), 1) <= widest and not apart:
            groups[-1].append(region[at])
        else:
            groups.append([region[at]])
    return groups


def _is_sentence(band: Band, width: float) -> bool:
    return len(band.segments) == 1 and band.right - band.left > width


def _is_stacked(group: Sequence[Band], *, strictly: bool = False) -> bool:
    """True if in a group of bands a figure stands below another, or, `strictly`, above or below anything: they are
    several rows.
    """
    seen: list[tuple[tuple[float, float], bool]] = []
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
