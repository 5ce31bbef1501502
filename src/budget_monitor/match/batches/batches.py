"""One entry on one side for several on the other: a paying-in slip, a payment run; and entries that cancel on one side.

A batch is matched only where exactly one set of entries adds up to it and no other batch could claim any of them. Where
chance alone would make such a sum, nothing is matched.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from budget_monitor.match.chance import MAX_CHANCE, Chance
from budget_monitor.match.state import State
from budget_monitor.match.batches.subsets import MAX_CHANCE_SUBSETS, chance_of_a_sum, subsets_with_sum
from budget_monitor.match.unique import grouped
from budget_monitor.match.words import are_at_odds, are_near, marks, name_words
from budget_monitor.model.matching import NO_DATE, MatchKind, Side

MAX_WINDOW_ENTRIES = 4_000
"""Open entries around a date that are gone through for one batch; among more, only those of its name are."""


@dataclass(frozen=True)
class View:
    """The two sides as a batch sees them: the single entries (`ones`) and the entries that may add up to one
    (`many`).
    """

    state: State
    ones: Side
    many: Side
    is_left: bool
    """Whether the single entries are those of the left side."""

    def open_ones(self) -> list[int]:
        """The single entries that are open."""
        return self.state.lefts() if self.is_left else self.state.rights()

    def open_many(self) -> list[int]:
        """The others that are open."""
        return self.state.rights() if self.is_left else self.state.lefts()

    def is_near(self, one: int, other: int) -> bool:
        """Whether the dates lie within the window."""
        return self.state.is_near(one, other) if self.is_left else self.state.is_near(other, one)

    def is_open(self, one: int, others: Iterable[int]) -> bool:
        """Whether all of them are still open."""
        ones, many = self.state.open_left, self.state.open_right
        if not self.is_left:
            ones, many = many, ones
        return bool(ones[one]) and all(bool(many[other]) for other in others)

    def take(self, one: int, others: Sequence[int]) -> None:
        """Match one with several."""
        if self.is_left:
            self.state.take(MatchKind.BATCH, (one,), others)
        else:
            self.state.take(MatchKind.BATCH, others, (one,))


def views(state: State) -> tuple[View, View]:
    """Several on the left for one on the right, and the other way round."""
    return View(state, state.right, state.left, False), View(state, state.left, state.right, True)


def batches_by_reference(state: State) -> None:
    """All open entries that share a reference add up to the one on the other side that has it too."""
    for view in views(state):
        groups: dict[str, list[int]] = defaultdict(list)
        for entry in view.open_many():
            for mark in marks(view.many.references[entry], view.many.names[entry]):
                groups[mark].append(entry)
        answers: dict[int, set[tuple[int, ...]]] = defaultdict(set)
        for one in view.open_ones():
            for mark in marks(view.ones.references[one], view.ones.names[one]):
                several = groups.get(mark, [])
                if len(several) >= 2 and sum(view.many.amounts[other] for other in several) == view.ones.amounts[one]:
                    answers[one].add(tuple(several))
        _take_those_without_rivals(view, answers)


def batches_of_a_day(state: State) -> None:
    """All open entries of one name on one day, or of one day, add up to one entry within the window."""
    chance = Chance(state)
    for named in (True, False):
        for view in views(state):
            groups = grouped(_day_keys(view, named=named))
            sums: dict[int, list[tuple[int, ...]]] = defaultdict(list)
            for several in groups.values():
                if len(several) >= 2:
                    sums[sum(view.many.amounts[entry] for entry in several)].append(tuple(several))
            answers: dict[int, set[tuple[int, ...]]] = {}
            for one in view.open_ones():
                fitting = {
                    several
                    for several in sums.get(view.ones.amounts[one], ())
                    if view.is_near(one, several[0])
                    and _name_fits(view, one, several, needed=named)
                    and chance.of_one(view.ones.amounts[one]) * (chance.share_of_a_name if named else 1) <= MAX_CHANCE
                }
                if fitting:
                    answers[one] = fitting
            _take_those_without_rivals(view, answers)


def _day_keys(view: View, *, named: bool) -> Iterator[tuple[int, Hashable]]:
    for entry in view.open_many():
        name = name_words(view.many.names[entry])
        if view.many.dates[entry] != NO_DATE and (name or not named):
            yield entry, (view.many.dates[entry], view.many.amounts[entry] > 0, name if named else None)


def _name_fits(view: View, one: int, several: Sequence[int], *, needed: bool) -> bool:
    name = name_words(view.ones.names[one])
    names = [name_words(view.many.names[other]) for other in several]
    if needed:
        return all(are_near(name, other) for other in names)
    return not (view.state.names_tell and any(are_at_odds(name, other) for other in names))


def batches_by_sum(state: State, told: Callable[[int, int], None]) -> None:
    """Exactly one subset of the open entries around an entry's date adds up to it; those of its name are asked first.

    `told` hears how far it has come. Repeated while a round leaves others with one answer.
    """
    for view in views(state):
        while True:
            answers = _sums_of_a_round(view, told)
            if not _take_those_without_rivals(view, answers) or state.is_late:
                break
    if state.is_late:
        state.cut_off = f"batches were looked for until the time limit of {state.options.seconds:g} s"


def _sums_of_a_round(view: View, told: Callable[[int, int], None]) -> dict[int, set[tuple[int, ...]]]:
    around = _Around(view)
    answers: dict[int, set[tuple[int, ...]]] = {}
    ones = view.open_ones()
    for number, one in enumerate(ones):
        if number % 256 == 0:
            told(number, len(ones))
        if view.state.is_late:
            break
        found = _sums_for(view, around, one)
        if found:
            answers[one] = set(found)
    return answers


def _sums_for(view: View, around: _Around, one: int) -> list[tuple[int, ...]]:
    """At most two subsets that add up to an entry: two are as good as many."""
    options = view.state.options
    target = view.ones.amounts[one]
    near = around.entries(one)
    name = name_words(view.ones.names[one])
    names = {other: name_words(view.many.names[other]) for other in near}
    named = [other for other in near if name and are_near(name, names[other])]
    unnamed = (
        []
        if len(near) > MAX_WINDOW_ENTRIES
        else [other for other in near if not (view.state.names_tell and are_at_odds(name, names[other]))]
    )
    for candidates in (named, unnamed):
        fitting = [
            other for other in candidates if 0 < view.many.amounts[other] * (1 if target > 0 else -1) < abs(target)
        ]
        if not 2 <= len(fitting) <= options.most_candidates:
            continue
        amounts = [view.many.amounts[other] for other in fitting]
        if chance_of_a_sum(amounts, options.most_in_batch) > MAX_CHANCE_SUBSETS:
            continue
        found = subsets_with_sum(amounts, target, options.most_in_batch)
        if found:
            return [tuple(fitting[place] for place in places) for places in found]
    return []


class _Around:
    """Open entries in order of date, to find those within a window."""

    def __init__(self, view: View) -> None:
        self.view = view
        dated = sorted((view.many.dates[entry], entry) for entry in view.open_many())
        self.days = [day for day, _ in dated]
        self.sorted = [entry for _, entry in dated]
        self.undated = self.sorted[: bisect_right(self.days, NO_DATE)]

    def entries(self, one: int) -> list[int]:
        """Those whose date lies within the window of a single entry, and those without a date."""
        day, window = self.view.ones.dates[one], self.view.state.options.days
        if day == NO_DATE:
            return self.sorted
        first, last = bisect_left(self.days, day - window), bisect_right(self.days, day + window)
        return self.undated + self.sorted[max(first, len(self.undated)) : last]


def _take_those_without_rivals(view: View, answers: dict[int, set[tuple[int, ...]]]) -> int:
    """Match the entries that have one answer whose parts are in nobody else's answer; how many there were."""
    claims: dict[int, set[int]] = defaultdict(set)
    for one, several in answers.items():
        for others in several:
            for other in others:
                claims[other].add(one)
    taken = 0
    for one, several in answers.items():
        if len(several) != 1:
            continue
        (others,) = several
        if all(claims[other] == {one} for other in others) and view.is_open(one, others):
            view.take(one, others)
            taken += 1
    return taken


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
