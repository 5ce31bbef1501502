"""Failures that are too many for slips: what holds elsewhere is not meant in those rows."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.discover.checks import Check, value_of
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.typed.slips import MIN_LINES_COUNTED
from budget_monitor.model.results.outcome import Verdict

MIN_FAILURES = 6
"""So many figures of one kind are hardly ever typed wrong, each by an amount that no slip of the pen explains."""


def without_scattered(checks: Sequence[Check]) -> list[Check]:
    """The same checks. Of an identity that fails in many places, mostly by no slip, those that no slip explains are
    to be looked at: another term belongs to it there, or it came out by chance elsewhere.
    """
    failing: dict[tuple[object, ...], list[Check]] = {}
    for one in checks:
        if one.verdict is Verdict.FAIL:
            failing.setdefault(one.identity, []).append(one)
    doubtful: set[int] = set()
    for several in failing.values():
        if len(several) >= MIN_FAILURES:
            unlike = [one for one in several if not (slipped(one) or _is_out_by_a_line(one))]
            doubtful |= {id(one) for one in unlike if 2 * len(unlike) > len(several)}
    return [replace(one, verdict=Verdict.UNDECIDED) if id(one) in doubtful else one for one in checks]


def _is_out_by_a_line(one: Check) -> bool:
    """True if a total of several lines has one of them once too often, or leaves it out."""
    if len(one.terms) < MIN_LINES_COUNTED:
        return False
    return any(abs(abs(one.gap) - abs(value_of(one.grid, part))) <= one.allowed for part in one.terms)
