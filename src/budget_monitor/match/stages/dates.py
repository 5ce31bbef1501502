"""Matching by amount and date, then by name: only pairs without another candidate on either side."""

from __future__ import annotations

import numpy as np

from budget_monitor.match.entries.coded import LEFT, RIGHT, Numbers
from budget_monitor.match.entries.pairs import Flags, Pairs, are_near, of_a_block_and_window
from budget_monitor.match.entries.slips import slip_between, slips_of
from budget_monitor.match.stages.chance import MAX_CHANCE, MAX_CHANCE_AT_ODDS, MAX_CHANCE_OF_A_SLIP, Chance
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import MatchKind, MatchStatus

MIN_LAGS_LEARNT_FROM = 20
"""How many entries must have been matched beyond doubt for their lags to show how late a bank can be."""

MAX_MATCHES_LEARNT_FROM = 50_000


def same_amount_and_date(state: State) -> None:
    """The amount, and dates within the window; then among those whose names agree. Repeated while each round leaves
    others with one answer.
    """
    pairs = near_pairs(state)
    names, chance = state.known_names, Chance(state)
    is_near = names.near(pairs)
    likely = is_near | names.share_a_word(pairs)
    is_odd = ~likely & names.at_odds(pairs) if state.names_tell else np.zeros(len(pairs), np.bool_)
    odds = chance.of(state.coded.amounts[LEFT][pairs.left])
    named = odds * np.where(likely, chance.share_of_a_name, 1)
    while True:
        taken = _take(state, MatchKind.AMOUNT_AND_DATE, pairs, np.ones(len(pairs), np.bool_), named, is_odd, odds)
        taken += _take(state, MatchKind.NAME, pairs, likely, named, is_odd, odds)
        if not taken:
            break


def _take(
    state: State, kind: MatchKind, pairs: Pairs, asked: Flags, named: np.ndarray[tuple[int], np.dtype[np.float64]],
    is_odd: Flags, odds: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> int:  # fmt: skip
    """Match those of the given pairs that have no other candidate, and return their number."""
    places = np.flatnonzero(asked & state.open_left[pairs.left] & state.open_right[pairs.right])
    places = places[_one_of_each_look(state, pairs.where(places))]
    lefts, rights = pairs.left[places], pairs.right[places]
    if not len(places):
        return 0
    single = (np.bincount(lefts)[lefts] == 1) & (np.bincount(rights)[rights] == 1)
    places = places[single]
    places = places[np.where(is_odd[places], odds[places] <= MAX_CHANCE_AT_ODDS, named[places] <= MAX_CHANCE)]
    found = pairs.where(places)
    if state.numbers_tell:
        clash = np.array([state.contradict(left, right) for left, right in found.items()], np.bool_)
        keep = ~clash if kind is MatchKind.NAME else ~clash | (odds[places] <= MAX_CHANCE_AT_ODDS)
        found = found.where(keep)
    return state.take_equal(kind, found)


def _one_of_each_look(state: State, pairs: Pairs) -> Flags:
    """Of entries of the left typed twice, word for word, one is as good as the other: the first ones stand for them,
    as many as the right has candidates.
    """
    if not len(pairs):
        return np.zeros(0, np.bool_)
    looks = state.coded.looks[LEFT]
    lefts, starts, fitting = np.unique(pairs.left, return_index=True, return_counts=True)
    del starts
    order = np.argsort(looks[lefts], kind="stable")
    ordered = looks[lefts][order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    rank = np.arange(len(lefts)) - np.repeat(first, np.diff(np.append(first, len(lefts))))
    is_kept = np.zeros(len(state.open_left), np.bool_)
    is_kept[lefts[order][rank < fitting[order]]] = True
    kept: Flags = is_kept[pairs.left]
    return kept


def near_pairs(state: State) -> Pairs:
    """The open pairs of one amount within the lags that are known."""
    pairs = of_a_block_and_window(state.coded, state.open(), state.options.days, state.carried)
    is_in = state.coded.amounts[LEFT][pairs.left] > 0
    first, last = (np.where(is_in, state.lags[True][end], state.lags[False][end]) for end in (0, 1))
    return pairs.where(are_near(state.coded, pairs, (first, last), state.carried))


def learn_lags(state: State) -> None:
    """How late one list is, with money in and with money out: what was matched beyond doubt shows it.

    Then an entry of the same amount a week later is no candidate any more.
    """
    lags: dict[bool, list[int]] = {True: [], False: []}
    for one in state.matches[:: 1 + len(state.matches) // MAX_MATCHES_LEARNT_FROM]:
        is_single = one.status is MatchStatus.MATCHED and len(one.left) == len(one.right) == 1
        if is_single and abs(one.days) <= state.options.days:
            lags[state.left.amounts[one.left[0]] > 0].append(one.days)
    pooled = [*lags[True], *lags[False]]
    for is_in, own in lags.items():
        found = own if len(own) >= MIN_LAGS_LEARNT_FROM else pooled
        if len(found) >= MIN_LAGS_LEARNT_FROM:
            found.sort()
            few = len(found) // 100
            state.lags[is_in] = found[few], found[-1 - few]


def same_name_and_date_with_a_slip(state: State) -> None:
    """The name, dates within the window, and amounts that one slip of the pen parts: where a bank has lost the
    reference.
    """
    chance = Chance(state)
    pairs, slips = _a_slip_apart(state)
    odds = chance.of(state.coded.amounts[LEFT][pairs.left]) * chance.share_of_a_name * slips
    pairs = pairs.where(odds <= MAX_CHANCE_OF_A_SLIP)
    pairs = pairs.where(state.known_names.near(pairs))
    pairs = pairs.where(np.array([not state.contradict(left, right) for left, right in pairs.items()], np.bool_))
    for left, right in pairs.only_each_other().items():
        kind = slip_between(state.left.amounts[left], state.right.amounts[right])
        if kind is not None:
            state.take(kind, (left,), (right,), MatchStatus.SLIP)


def _a_slip_apart(state: State) -> tuple[Pairs, Numbers]:
    """The open pairs within the window whose amounts are a slip apart, and for each how many slips its left amount
    allows.
    """
    coded, (ours, theirs) = state.coded, state.open()
    typed = [sorted(slips_of(amount)) for amount in coded.amounts[LEFT][ours].tolist()]
    counts = np.fromiter(map(len, typed), np.int64, len(typed))
    lefts = np.repeat(ours, counts)
    amounts = np.fromiter((amount for several in typed for amount in several), np.int64, int(counts.sum()))
    is_known = np.isin(amounts, coded.amounts[RIGHT][theirs])
    lefts, amounts = lefts[is_known], amounts[is_known]
    found = of_a_block_and_window(
        coded, (lefts, theirs), state.options.days, state.carried, (amounts, coded.amounts[RIGHT][theirs])
    )
    if coded.accounts is not None:
        same = [not state.are_of_two_accounts(left, right) for left, right in found.items()]
        found = found.where(np.array(same, np.bool_))
    allowed = np.zeros(len(coded.amounts[LEFT]), np.int64)
    allowed[ours] = counts
    return found, allowed[found.left]
