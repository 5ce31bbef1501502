"""Groups of one amount in which as many entries stand on each side, and only one way of pairing all of them fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from budget_monitor.match.entries.coded import LEFT, RIGHT, Numbers
from budget_monitor.match.entries.pairs import Flags, Pairs, connected
from budget_monitor.match.stages.chance import MAX_CHANCE, Chance
from budget_monitor.match.stages.dates import near_pairs
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import MatchKind, MatchStatus

MAX_ENTRIES_OF_A_GROUP = 60
MIN_DAYS_BETWEEN = 5
"""Entries of a series, such as a weekly hire, lie so far apart at least."""
MAX_LAGS_APART = 3
"""The most days by which the lags of a series differ."""
MIN_LAGS_TO_TELL_ONE = 6
"""An entry with a short lag is the right one where every other candidate's lag differs by at least this many days."""


def only_way_to_pair_all(state: State) -> None:
    """A hirer who pays the same every week: the first payment fits the first entry alone, then the next the next.

    Entries that say the same word for word on both sides are paired in their order: one is as good as the other.
    """
    pairs = near_pairs(state)
    names, chance = state.known_names, Chance(state)
    odds = chance.of(state.coded.amounts[LEFT][pairs.left])
    likely = names.near(pairs) | names.share_a_word(pairs)
    is_odd = ~likely & names.at_odds(pairs) if state.names_tell else np.zeros(len(pairs), np.bool_)
    kept = pairs.where(~is_odd & (odds * np.where(likely, chance.share_of_a_name, 1) <= MAX_CHANCE))
    kept = kept.where(np.array([not state.contradict(left, right) for left, right in kept.items()], np.bool_))
    numbers, named = _as_numbers(kept, pairs.where(likely))
    kept = _by_their_names(kept, np.isin(numbers, named))
    alike = set(pairs.where(likely).items())
    rights_of: dict[int, list[int]] = {}
    for left, right in kept.items():
        rights_of.setdefault(left, []).append(right)
    for lefts, rights in connected(kept):
        if len(lefts) != len(rights) or len(lefts) > MAX_ENTRIES_OF_A_GROUP:
            continue
        own = {left: rights_of[left] for left in lefts}
        found = _one_by_one(own) or _as_a_series(state, lefts, rights, alike)
        if found is not None:
            state.take_equal(MatchKind.AMOUNT_AND_DATE, _as_pairs(found))
        elif _are_alike(state, lefts, rights) and all(len(fitting) == len(rights) for fitting in own.values()):
            state.take_equal(MatchKind.IDENTICAL, _as_pairs(dict(zip(lefts, rights, strict=True))))
    _by_a_short_lag(state, kept, alike)


def _as_numbers(*several: Pairs) -> list[Numbers]:
    size = 1 + max((int(one.right.max(initial=0)) for one in several), default=0)
    return [one.left * size + one.right for one in several]


def _by_their_names(pairs: Pairs, likely: Flags) -> Pairs:
    """Without the pairs of which both have another candidate that bears the same name, where they have not."""
    named = pairs.where(likely)
    is_known = np.isin(pairs.left, named.left) & np.isin(pairs.right, named.right)
    return pairs.where(likely | ~is_known)


def _as_a_series(
    state: State, lefts: Sequence[int], rights: Sequence[int], alike: set[tuple[int, int]]
) -> dict[int, int] | None:
    """One payer's entries at a distance from one another, in their order, where all are late by much the same."""
    ours = sorted(lefts, key=lambda entry: state.left.dates[entry])
    theirs = sorted(rights, key=lambda entry: state.right.dates[entry])
    found = dict(zip(ours, theirs, strict=True))
    lags = [state.days(left, right) for left, right in found.items()]
    known = [lag for lag in lags if lag is not None]
    days = [state.left.dates[entry] for entry in ours]
    is_far = all(later - earlier >= MIN_DAYS_BETWEEN for earlier, later in pairwise(days))
    is_steady = len(known) == len(lags) and max(known) - min(known) <= MAX_LAGS_APART
    is_near = all(state.is_near(left, right) for left, right in found.items())
    return found if is_far and is_steady and is_near and alike.issuperset(found.items()) else None


def _by_a_short_lag(state: State, pairs: Pairs, alike: set[tuple[int, int]]) -> None:
    """Of one payer's entries that come and go, those that are a few days late where all others are far away."""
    singles = [one.days for one in state.matches if one.status is MatchStatus.MATCHED and one.left and one.right]
    side = 1 if median(singles or [0]) >= 0 else -1
    pairs = state.still_open(pairs)
    lags: dict[tuple[str, int], list[int]] = {}
    days = {pair: state.days(*pair) for pair in pairs.items()}
    by_pair = {pair: lag for pair, lag in days.items() if lag is not None}
    for (left, right), lag in by_pair.items():
        lags.setdefault(("left", left), []).append(lag)
        lags.setdefault(("right", right), []).append(lag)
    found = {}
    for (left, right), late in by_pair.items():
        if not 0 <= late * side <= MAX_LAGS_APART or (left, right) not in alike:
            continue
        others = [*lags["left", left], *lags["right", right]]
        others.remove(late)
        others.remove(late)
        if all(abs(other - late) >= MIN_LAGS_TO_TELL_ONE for other in others):
            found[left] = right
    state.take_equal(MatchKind.AMOUNT_AND_DATE, _as_pairs(found))


def _one_by_one(candidates: Mapping[int, Sequence[int]]) -> dict[int, int] | None:
    """The pairing of all, where at each step some entry has a single candidate left; None where none is forced."""
    open_rights = {left: set(rights) for left, rights in candidates.items()}
    owners: dict[int, set[int]] = {}
    for left, rights in candidates.items():
        for right in rights:
            owners.setdefault(right, set()).add(left)
    found: dict[int, int] = {}
    while open_rights:
        pair = next(((left, *rights) for left, rights in open_rights.items() if len(rights) == 1), None)
        if pair is None:
            pair = next(((*lefts, right) for right, lefts in owners.items() if len(lefts) == 1), None)
        if pair is None:
            return None
        left, right = pair
        found[left] = right
        for other in open_rights.pop(left):
            owners[other].discard(left)
        for other in owners.pop(right):
            open_rights[other].discard(right)
            if not open_rights[other]:
                return None
    return found


def _as_pairs(found: Mapping[int, int]) -> Pairs:
    ordered = sorted(found.items())
    return Pairs(np.array([left for left, _ in ordered], np.int64), np.array([right for _, right in ordered], np.int64))


def _are_alike(state: State, lefts: Sequence[int], rights: Sequence[int]) -> bool:
    looks = state.coded.looks
    return all(len(np.unique(looks[side][list(own)])) == 1 for side, own in ((LEFT, lefts), (RIGHT, rights)))
