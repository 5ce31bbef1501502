"""The matching as a whole: the stages in their order, and what they leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from budget_monitor.match.entries.coded import LEFT, RIGHT
from budget_monitor.match.leftovers import ambiguous, open_entries
from budget_monitor.match.stages.batches import batches_by_reference, batches_by_sum, batches_of_a_day
from budget_monitor.match.stages.dates import learn_lags, same_amount_and_date, same_name_and_date_with_a_slip
from budget_monitor.match.stages.forced import only_way_to_pair_all
from budget_monitor.match.stages.many import several_by_sum, several_for_several
from budget_monitor.match.stages.netting import netted
from budget_monitor.match.stages.references import (
    repeated_reference_and_amount,
    same_number_and_amount,
    same_reference_and_amount,
    same_reference_with_a_slip,
    shared_mark_and_amount,
)
from budget_monitor.match.stages.tolerance import within_tolerance
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import NO_DATE, Match, Matching, MatchOptions, Proof, Side
from budget_monitor.model.running.progress import Watch

STAGES: tuple[tuple[str, Callable[[State], None]], ...] = (
    ("reference and amount", same_reference_and_amount),
    ("repeated reference and amount", repeated_reference_and_amount),
    ("number and amount", same_number_and_amount),
    ("part of the reference and amount", shared_mark_and_amount),
    ("how references and names are written", State.learn),
    ("reference with a slip", same_reference_with_a_slip),
    ("batches by reference", batches_by_reference),
    ("amount and date", same_amount_and_date),
    ("how late one list is", learn_lags),
    ("amount and date", same_amount_and_date),
    ("equal amounts", only_way_to_pair_all),
    ("tolerance", within_tolerance),
    ("name and date with a slip", same_name_and_date_with_a_slip),
    ("reversals", netted),
    ("batches of a day", batches_of_a_day),
    ("several for several", several_for_several),
)
"""Surest first: what an earlier stage takes, a later one need not look at."""


def match(
    left: Side, right: Side, options: MatchOptions, today: date | None = None, watch: Watch | None = None
) -> Matching:
    """Match two sides. Every entry ends up in exactly one list. Ages are as of `today`, the last date of either side
    where it is not given.
    """
    state = State(left, right, options)
    told = watch or _silent
    for number, (name, stage) in enumerate(STAGES):
        told(name, number, len(STAGES) + 1)
        stage(state)
    batches_by_sum(state, lambda done, of: told("batches by sum", done, of))
    several_by_sum(state)
    groups = ambiguous(state)
    unclear_left = {entry for group in groups for entry in group.left}
    unclear_right = {entry for group in groups for entry in group.right}
    alone_left = [entry for entry in state.lefts() if entry not in unclear_left]
    alone_right = [entry for entry in state.rights() if entry not in unclear_right]
    day = today.toordinal() if today else max([*left.dates, *right.dates, NO_DATE])
    looks = state.coded.looks
    return Matching(
        matches=_in_order(state.matches, len(left)),
        ambiguous=tuple(groups),
        only_left=tuple(open_entries(left, looks[LEFT], alone_left, day)),
        only_right=tuple(open_entries(right, looks[RIGHT], alone_right, day)),
        cut_off=state.cut_off,
    )


def _in_order(matches: Sequence[Match], after: int) -> tuple[Match, ...]:
    """By the left side, then by the right; what is on the right alone comes `after` the left."""
    firsts = [
        np.fromiter((one[0] if one else after for one in sides), np.int64, len(matches))
        for sides in ((match.right for match in matches), (match.left for match in matches))
    ]
    return tuple(matches[place] for place in np.lexsort(firsts).tolist())


def _silent(_what: str, _done: int, _of: int) -> None:
    """Nobody listens."""


def proof(left: Side, right: Side, matching: Matching) -> Proof:
    """What is open, added up from the lists; that it is the difference of the totals shows that no entry was lost."""
    unclear = matching.ambiguous
    ours = left.total([one.entry for one in matching.only_left]) + sum(left.total(group.left) for group in unclear)
    theirs = right.total([one.entry for one in matching.only_right]) + sum(
        right.total(group.right) for group in unclear
    )
    slips = sum(one.difference for one in matching.matches)
    return Proof(left.total(), right.total(), ours - theirs + slips)
