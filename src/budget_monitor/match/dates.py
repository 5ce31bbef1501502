"""Matching by amount and date, then by name: only pairs for which nothing else would do on either side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from budget_monitor.match.slips import slip_between, slips_of
from budget_monitor.match.state import State
from budget_monitor.match.unique import grouped, only_each_other
from budget_monitor.match.words import are_at_odds, are_near, name_words
from budget_monitor.model.matching import NO_DATE, MatchKind, MatchStatus

MAX_PAIRS_OF_AN_AMOUNT = 40_000
"""Entries of one amount on both sides, multiplied: beyond this the amount says nothing."""
MAX_CHANCE = 1.0
"""How many unrelated entries of an amount may be expected in a window, where nothing but amount and date agrees. One
entry stands there, and an unrelated one would only be taken for it where the right one is missing besides.
"""
MAX_CHANCE_OF_A_SLIP = 0.1
"""The same for an amount that one of many slips would make of another."""
MAX_CHANCE_AT_ODDS = 0.001
"""The same, where the names differ besides."""


def same_amount_and_date(state: State) -> None:
    """The amount, and dates within the window; repeated while each round leaves others with one answer."""
    chance = Chance(state)

    def is_certain(left: int, right: int) -> bool:
        odds = chance.of(state.left.amounts[left])
        if state.contradict(left, right) or (state.names_tell and are_at_odds(*_names(state, left, right))):
            return odds <= MAX_CHANCE_AT_ODDS
        return odds * (chance.share_of_a_name if have_near_names(state, left, right) else 1) <= MAX_CHANCE

    candidates = near_candidates(state, lambda _left, _right: True)
    while state.take_pairs(
        MatchKind.AMOUNT_AND_DATE, [pair for pair in only_each_other(candidates) if is_certain(*pair)]
    ):
        candidates = near_candidates(state, lambda _left, _right: True)


def same_amount_date_and_name(state: State) -> None:
    """The same, among entries whose names may be the same payer's and whose references do not differ."""
    chance = Chance(state)

    def fits(left: int, right: int) -> bool:
        return have_near_names(state, left, right) and not state.contradict(left, right)

    while state.take_pairs(
        MatchKind.NAME,
        [
            (left, right)
            for left, right in only_each_other(near_candidates(state, fits))
            if chance.of(state.left.amounts[left]) * chance.share_of_a_name <= MAX_CHANCE
        ],
    ):
        pass


def same_name_and_date_with_a_slip(state: State) -> None:
    """The name, dates within the window, and amounts that one slip of the pen parts: where a bank has lost the
    reference.
    """
    chance = Chance(state)
    rights = grouped((entry, state.right.amounts[entry]) for entry in state.rights())
    candidates: dict[int, list[int]] = {}
    for left in state.lefts():
        typed = slips_of(state.left.amounts[left])
        found = [
            right
            for amount in typed
            for right in rights.get(amount, ())
            if state.is_near(left, right) and have_near_names(state, left, right) and not state.contradict(left, right)
        ]
        if found and chance.of(state.left.amounts[left]) * chance.share_of_a_name * len(typed) <= MAX_CHANCE_OF_A_SLIP:
            candidates[left] = found
    for left, right in only_each_other(candidates):
        kind = slip_between(state.left.amounts[left], state.right.amounts[right])
        if kind is not None:
            state.take(kind, (left,), (right,), MatchStatus.SLIP)


def have_near_names(state: State, left: int, right: int) -> bool:
    """Whether both have a name, and the names may be the same payer's."""
    return are_near(*_names(state, left, right))


def _names(state: State, left: int, right: int) -> tuple[frozenset[str], frozenset[str]]:
    return name_words(state.left.names[left]), name_words(state.right.names[right])


def near_candidates(state: State, fits: Callable[[int, int], bool]) -> dict[int, list[int]]:
    """For open entries on the left, those on the right of the same amount, within the window, that fit."""
    lefts = grouped((entry, state.left.amounts[entry]) for entry in state.lefts())
    rights = grouped((entry, state.right.amounts[entry]) for entry in state.rights())
    found: dict[int, list[int]] = {}
    for amount, ours in lefts.items():
        theirs = rights.get(amount)
        if theirs is None or len(ours) * len(theirs) > MAX_PAIRS_OF_AN_AMOUNT:
            continue
        for twins in grouped((left, state.looks(left)) for left in ours).values():
            fitting = [right for right in theirs if state.is_near(twins[0], right) and fits(twins[0], right)]
            if fitting:  # of entries typed twice, word for word, one is as good as the other
                found.update(dict.fromkeys(twins[: len(fitting)], fitting))
    return found


class Chance:
    """How likely two unrelated entries agree in amount and date: unusual amounts prove more than round ones."""

    def __init__(self, state: State) -> None:
        dates = [day for side in (state.left, state.right) for day in side.dates if day != NO_DATE]
        span = max(dates) - min(dates) + 1 if dates else 1
        self.share = min(1.0, (2 * state.options.days + 1) / span)
        self.share_of_a_name = 1 / max(1, len({name_words(name) for name in state.left.names}))
        self.sizes = sorted(abs(amount) for amount in state.right.amounts)
        self.round = 10**state.right.places

    def of(self, amount: int) -> float:
        """How many unrelated entries of this amount a window is expected to hold: from how many amounts there are of
        its size, and how round it is.
        """
        size = abs(amount)
        around = bisect_right(self.sizes, size * 3 // 2) - bisect_left(self.sizes, size * 2 // 3)
        step = next(
            step
            for step in (self.round * 100, self.round * 10, self.round, self.round // 10 or 1, 1)
            if size % step == 0
        )
        return self.share * around * step / max(1, size * 5 // 6)
