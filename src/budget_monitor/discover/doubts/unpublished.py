"""Sums that fail where some of their lines were not published: what these come to may be the gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict

_NOT_AVAILABLE = re.compile(
    r"(?i)\s*(?:\.\.+|…|:|\[(?:c|u|w|x|z|low)\]|[cxzuw]|not (?:available|published|collected))\s*"
)
MIN_BLANK = 2
"""A line that is blank where it is filled otherwise may be a slip; so many were left open."""


MIN_PLACES = 3
"""In so many places a sum holds before it is known which of its lines are usually filled."""
MIN_SHARE_FILLED = Fraction(3, 4)
"""Of the places where the sum holds, a line that is usually filled is filled in so many."""


def with_unpublished(checks: Sequence[Check]) -> list[Check]:
    """The checks of a table, the failures of sums left undecided in which a line is not available, or several are blank
    that are filled nearly wherever the sum holds.
    """
    held: Counter[tuple[object, ...]] = Counter()
    filled: Counter[tuple[object, ...]] = Counter()
    for one in checks:
        if one.kind in LINEAR and one.verdict in HELD:
            held[one.identity] += 1
            filled.update((one.identity, _line(one, part)) for part in one.terms if value_of(one.grid, part))

    def is_open(one: Check) -> bool:
        cells = {part: one.grid.rows[part.row][part.column] for part in one.terms}
        empty = [part for part, cell in cells.items() if cell.value is None]
        if any(_NOT_AVAILABLE.fullmatch(cells[part].text) for part in empty):
            return True
        least = MIN_SHARE_FILLED * held[one.identity]
        is_usual = held[one.identity] >= MIN_PLACES and len(empty) >= MIN_BLANK
        return is_usual and all(filled[one.identity, _line(one, part)] >= least for part in empty)

    return [
        replace(one, verdict=Verdict.UNDECIDED)
        if one.verdict is Verdict.FAIL and one.kind in LINEAR and one.empty is None and is_open(one)
        else one
        for one in checks
    ]


def _line(one: Check, part: Part) -> int:
    return part.column if one.is_of_columns else part.row
