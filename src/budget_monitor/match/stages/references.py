"""Matching by reference: with the same amount, or with an amount that a slip of the pen explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from budget_monitor.match.entries.coded import LEFT, NO_CODE, RIGHT, Numbers, combined
from budget_monitor.match.entries.pairs import MAX_ENTRIES_OF_A_MARK, Pairs, no_pairs, with_common
from budget_monitor.match.entries.slips import slip_between
from budget_monitor.match.entries.unique import grouped, only_each_other
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import MatchKind, MatchStatus, Side


def same_reference_and_amount(state: State) -> None:
    """The reference, as letters and digits, and the amount stand once on each side."""
    state.take_equal(MatchKind.REFERENCE, _by_key_and_amount(state).only_each_other())


def same_number_and_amount(state: State) -> None:
    """The first long number, in the reference or beside the name, and the amount stand once on each side."""
    state.take_equal(
        MatchKind.REFERENCE, _by_code_and_amount(state, state.coded.numbers_of(state.open())).only_each_other()
    )


def _by_key_and_amount(state: State) -> Pairs:
    return _by_code_and_amount(state, state.coded.keys)


def _by_code_and_amount(state: State, codes: Sequence[Numbers]) -> Pairs:
    ours, theirs = state.open()
    coded = state.coded
    keys = codes[LEFT][ours], codes[RIGHT][theirs]
    has = [own != NO_CODE for own in keys]
    if not all(own.any() for own in has):
        return no_pairs()
    entries = ours[has[LEFT]], theirs[has[RIGHT]]
    both = combined(
        [keys[LEFT][has[LEFT]], keys[RIGHT][has[RIGHT]]],
        [coded.blocks[LEFT][entries[LEFT]], coded.blocks[RIGHT][entries[RIGHT]]],
    )
    return with_common((both[LEFT], both[RIGHT]), entries, MAX_ENTRIES_OF_A_MARK**2)


def repeated_reference_and_amount(state: State) -> None:
    """The same reference and amount several times, such as a rent: those whose dates leave one answer; then, where
    as many stand on each side, in the order of their dates, for nothing tells them apart. Where an entry was typed
    twice, word for word, one of the two is as good as the other.
    """
    found = _by_key_and_amount(state)
    lefts = grouped((left, (int(state.coded.keys[LEFT][left]), int(state.coded.blocks[LEFT][left])))
                    for left in np.unique(found.left).tolist())  # fmt: skip
    rights_of: dict[int, list[int]] = defaultdict(list)
    for left, right in found.items():
        rights_of[left].append(right)
    for ours in lefts.values():
        theirs = rights_of[ours[0]]
        near = {left: [right for right in theirs if state.is_near(left, right)] for left in ours}
        pairs = only_each_other(near)
        state.take_pairs(MatchKind.REFERENCE, pairs)
        done = {left for left, _ in pairs}, {right for _, right in pairs}
        ours = sorted((one for one in ours if one not in done[0]), key=lambda one: (state.left.dates[one], one))
        theirs = sorted((one for one in theirs if one not in done[1]), key=lambda one: (state.right.dates[one], one))
        in_order = list(zip(ours, theirs, strict=False))
        alike = len(ours) == len(theirs) or (_are_alike(state.left, ours) and _are_alike(state.right, theirs))
        if alike and all(state.is_near(*pair) for pair in in_order):
            state.take_pairs(MatchKind.IDENTICAL, in_order)


def _are_alike(side: Side, entries: list[int]) -> bool:
    """Whether nothing tells some entries of one reference and amount apart."""
    return len({(side.dates[entry], side.names[entry]) for entry in entries}) <= 1


def shared_mark_and_amount(state: State) -> None:
    """A part of the reference, or a reference that was cut off, and the amount: nothing else has them on either
    side.
    """
    state.take_equal(MatchKind.REFERENCE, state.sharing_marks(same_amount=True).only_each_other())


def same_reference_with_a_slip(state: State) -> None:
    """The reference, or a part of it, that one open entry of each side has; the amounts differ by one slip of the
    pen.
    """
    for whole in (True, False):
        shared = _whole_references(state) if whole else state.sharing_marks(same_amount=False)
        slips: dict[MatchKind, list[tuple[int, int]]] = defaultdict(list)
        for left, right in shared.only_each_other().items():
            if _is_soon(state, left, right):
                kind = slip_between(state.left.amounts[left], state.right.amounts[right])
                if kind is not None:
                    slips[kind].append((left, right))
        for kind, pairs in slips.items():
            state.take_pairs(kind, pairs, MatchStatus.SLIP)


def _whole_references(state: State) -> Pairs:
    ours, theirs = state.open()
    keys = state.coded.keys[LEFT][ours], state.coded.keys[RIGHT][theirs]
    return with_common(keys, (ours, theirs), 1)


def _is_soon(state: State, left: int, right: int) -> bool:
    """Within four windows: a slip is less certain than an amount that agrees, so a date counts."""
    days = state.days(left, right)
    return not state.are_of_two_accounts(left, right) and (days is None or abs(days) <= 4 * state.options.days)
