"""Matching amounts that differ by no more than the settings allow: bank charges, exchange, rounding."""

from __future__ import annotations

from budget_monitor.match.references import sharing_marks
from budget_monitor.match.state import State
from budget_monitor.match.unique import only_each_other
from budget_monitor.model.matching import MatchKind


def within_tolerance(state: State) -> None:
    """The reference agrees, and the amounts by no more than the tolerance; nothing where none is set."""
    options = state.options
    if not options.tolerance and not options.percent:
        return
    floor = int(options.tolerance.scaleb(state.left.places))
    share = options.percent / 100

    def is_close(left: int, right: int) -> bool:
        ours, theirs = state.left.amounts[left], state.right.amounts[right]
        return ours * theirs > 0 and abs(ours - theirs) <= max(floor, int(abs(ours) * share))

    close = {
        left: [right for right in rights if is_close(left, right) and state.is_near(left, right)]
        for left, rights in sharing_marks(state).items()
    }
    state.take_pairs(MatchKind.TOLERANCE, only_each_other({left: rights for left, rights in close.items() if rights}))
