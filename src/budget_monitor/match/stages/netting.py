"""Entries that cancel on one side: a payment and its reversal."""

from __future__ import annotations

from collections.abc import Hashable

from budget_monitor.match.entries.unique import grouped
from budget_monitor.match.entries.words import marks, name_words
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import NO_DATE, MatchKind, Side


def netted(state: State) -> None:
    """Entries of one side that cancel: a payment and its reversal, with one reference or one name, within the
    window. What was carried forward may be reversed or put right however much later.
    """
    for side, entries, is_left in ((state.left, state.lefts(), True), (state.right, state.rights(), False)):
        groups = grouped(
            (entry, (abs(side.amounts[entry]), _who(side, entry))) for entry in entries if _who(side, entry)
        )
        for several in groups.values():
            ins = [entry for entry in several if side.amounts[entry] > 0]
            outs = [entry for entry in several if side.amounts[entry] < 0]
            if len(ins) == len(outs) == 1 and _are_soon(state, side, ins[0], outs[0]):
                pair = (ins[0], outs[0])
                state.take(MatchKind.NETTED, pair if is_left else (), () if is_left else pair)


def _who(side: Side, entry: int) -> Hashable:
    found = marks(side.references[entry], "")
    return max(found, key=len) if found else name_words(side.names[entry])


def _are_soon(state: State, side: Side, one: int, other: int) -> bool:
    days = side.dates[one], side.dates[other]
    if min(one, other) < side.carried:
        return True
    return NO_DATE in days or abs(days[0] - days[1]) <= state.options.days
