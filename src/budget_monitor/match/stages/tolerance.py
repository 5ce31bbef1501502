"""Matching amounts that differ by no more than the settings allow: bank charges, exchange, rounding."""

from __future__ import annotations

import numpy as np

from budget_monitor.match.entries.coded import LEFT, RIGHT
from budget_monitor.match.entries.pairs import are_near
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import MatchKind


def within_tolerance(state: State) -> None:
    """The reference agrees, and the amounts by no more than the tolerance; nothing where none is set."""
    options, coded = state.options, state.coded
    if not options.tolerance and not options.percent:
        return
    floor = int(options.tolerance.scaleb(state.left.places))
    pairs = state.sharing_marks(same_amount=False)
    pairs = pairs.where(are_near(coded, pairs, state.window, state.carried))
    share = options.percent / 100
    ours, theirs = coded.amounts[LEFT][pairs.left], coded.amounts[RIGHT][pairs.right]
    allowed = [max(floor, int(abs(amount) * share)) for amount in ours.tolist()]
    is_close = (np.sign(ours) == np.sign(theirs)) & (np.abs(ours - theirs) <= np.array(allowed, np.int64))
    state.take_pairs(MatchKind.TOLERANCE, pairs.where(is_close).only_each_other().items())
