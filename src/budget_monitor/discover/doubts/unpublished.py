"""Sums that fail where some of their lines were not published: what these come to may be the gap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict

_NOT_AVAILABLE = re.compile(r"(?i)\s*(?:\.\.+|…|:|\[(?:c|u|w|x|low)\]|not (?:available|published|collected))\s*")
MIN_BLANK = 2
"""A line that is blank where it is filled otherwise may be a slip; so many were left open."""


def with_unpublished(checks: Sequence[Check]) -> list[Check]:
    """The checks of a table, the failures of sums left undecided in which a line is not available, or several are blank
    that are filled wherever the sum holds.
    """
    filled: dict[tuple[object, ...], set[int]] = defaultdict(set)
    blank: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for one in checks:
        if one.kind in LINEAR and one.verdict in HELD:
            for part in one.terms:
                (filled if value_of(one.grid, part) else blank)[one.identity].add(_line(one, part))
    return [
        replace(one, verdict=Verdict.UNDECIDED)
        if one.verdict is Verdict.FAIL
        and one.kind in LINEAR
        and one.empty is None
        and _is_open(one, filled[one.identity] - blank[one.identity])
        else one
        for one in checks
    ]


def _line(one: Check, part: Part) -> int:
    return part.column if one.is_of_columns else part.row


def _is_open(one: Check, filled: set[int]) -> bool:
    cells = {part: one.grid.rows[part.row][part.column] for part in one.terms}
    empty = [part for part, cell in cells.items() if cell.value is None]
    if any(_NOT_AVAILABLE.fullmatch(cells[part].text) for part in empty):
        return True
    return len(empty) >= MIN_BLANK and all(_line(one, part) in filled for part in empty)
