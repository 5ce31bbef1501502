"""One entry on one side for several on the other: a paying-in slip, a payment run.

A batch is matched only where exactly one set of entries adds up to it and no other batch could claim any of them. Where
chance alone would make such a sum, nothing is matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import gcd

import numpy as np
import numpy.typing as npt

from budget_monitor.match.entries.coded import LEFT, RIGHT, Numbers
from budget_monitor.match.entries.pairs import Flags
from budget_monitor.match.entries.unique import grouped
from budget_monitor.match.entries.words import are_at_odds, are_near, name_words
from budget_monitor.match.stages.chance import MAX_CHANCE, MAX_CHANCE_OF_A_RUN, Chance
from budget_monitor.match.stages.subsets import MAX_CHANCE_SUBSETS, chance_of_a_sum, subsets_with_sum
from budget_monitor.match.stages.views import View, take_those_without_rivals, views
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import NO_DATE

MAX_WINDOW_ENTRIES = 4_000
"""Open entries around a date that are gone through for one batch; among more, only those of its name are."""


NOT_ASKED, NEITHER, SAME, ODD = range(4)
WORK_OF_A_LOOK = 250
"""The cost of collecting the entries around one, in sums that could be tried in that time."""


def batches_by_reference(state: State) -> None:
    """All open entries that share a reference add up to the one on the other side that has it too."""
    for view in views(state):
        ones, many = (state.marks[side] for side in ((LEFT, RIGHT) if view.is_left else (RIGHT, LEFT)))
        is_open = state.open_left if view.is_left else state.open_right
        several, single = view.may_be_part()[many.entries], is_open[ones.entries]
        codes, members = many.codes[several], many.entries[several]
        order = np.argsort(codes, kind="stable")
        codes, members = codes[order], members[order]
        if not len(codes):
            continue
        starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        sums = np.add.reduceat(np.array(view.many.amounts, np.int64)[members], starts)
        ends = np.append(starts[1:], len(codes))
        groups = np.searchsorted(codes[starts], ones.codes[single]).clip(max=len(starts) - 1)
        entries = ones.entries[single]
        fits = (codes[starts][groups] == ones.codes[single]) & (ends[groups] - starts[groups] >= 2)
        fits &= sums[groups] == np.array(view.ones.amounts, np.int64)[entries]
        answers: dict[int, set[tuple[int, ...]]] = defaultdict(set)
        for one, group in zip(entries[fits].tolist(), groups[fits].tolist(), strict=True):
            several = members[starts[group] : ends[group]].tolist()
            if view.ones.amounts[one] not in {view.many.amounts[part] for part in several}:  # else the rest cancels
                answers[one].add(tuple(several))
        take_those_without_rivals(view, answers)


def batches_of_a_day(state: State) -> None:
    """All open entries of one name on one day, or of one day, or of one name since no longer than the window, add up to
    one entry within the window.
    """
    chance = Chance(state)
    for named, gathered in ((True, _of_a_day), (False, _of_a_day), (False, _of_a_run)):
        for view in views(state):
            most = MAX_CHANCE if gathered is _of_a_day and not view.once else MAX_CHANCE_OF_A_RUN
            sums: dict[int, list[tuple[int, ...]]] = defaultdict(list)
            for several in gathered(view, named=named):
                if len(several) >= 2:
                    sums[sum(view.many.amounts[entry] for entry in several)].append(tuple(several))
            answers: dict[int, set[tuple[int, ...]]] = {}
            ones = np.array(view.open_ones(), np.int64)
            targets = state.coded.amounts[RIGHT if view.ones is state.right else LEFT][ones]
            unlikely = chance.of(targets) * (chance.share_of_a_name if named else 1) <= most
            for one in ones[unlikely & np.isin(targets, np.fromiter(sums, np.int64, len(sums)))].tolist():
                fitting = {
                    several
                    for several in sums[view.ones.amounts[one]]
                    if all(view.is_near(one, other) for other in (several[0], several[-1]))
                    and _name_fits(view, one, several, needed=named)
                }
                if fitting:
                    answers[one] = fitting
            take_those_without_rivals(view, answers)


def _of_a_day(view: View, *, named: bool) -> Iterable[list[int]]:
    """The open entries of one day and one direction, and of one name where that is asked."""
    return grouped(
        (entry, (view.many.dates[entry], view.many.amounts[entry] > 0, name if named else None))
        for entry, name in _dated_names(view)
        if name or not named
    ).values()


def _of_a_run(view: View, *, named: bool) -> Iterator[list[int]]:  # noqa: ARG001 - one of the gatherers
    """The open entries of one name and one direction, a window from the first to the last: takings that are paid in
    together after some days.
    """
    days = view.state.options.days
    for several in grouped((entry, (name, view.many.amounts[entry] > 0))
                           for entry, name in _dated_names(view) if name).values():  # fmt: skip
        several.sort(key=lambda entry: (view.many.dates[entry], entry))
        run: list[int] = []
        for entry in several:
            if run and view.many.dates[entry] - view.many.dates[run[-1]] > days:
                yield run
                run = []
            run.append(entry)
        yield run


def _dated_names(view: View) -> Iterator[tuple[int, frozenset[str]]]:
    for entry in view.open_many():
        if view.many.dates[entry] != NO_DATE:
            yield entry, name_words(view.many.names[entry])


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
            if not take_those_without_rivals(view, answers) or state.is_late:
                break
    if state.is_late:
        state.cut_off = state.late_text("batches")


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
    options, state = view.state.options, view.state
    target = view.ones.amounts[one]
    near = around.entries(one)
    state.work_left -= WORK_OF_A_LOOK + len(near) // 8
    amounts = around.amounts[near]
    near = near[(amounts * (1 if target > 0 else -1) > 0) & (np.abs(amounts) < abs(target))]
    alike, odd = around.compared(one, near)
    unnamed = near[:0] if len(near) > MAX_WINDOW_ENTRIES else near[~odd] if state.names_tell else near
    for candidates in (near[alike], unnamed):
        if not 2 <= len(candidates) <= options.most_candidates:
            continue
        sizes = around.amounts[candidates].tolist()
        if chance_of_a_sum(sizes, options.most_in_batch) > MAX_CHANCE_SUBSETS:
            continue
        state.work_left -= 2 << (len(sizes) + 1) // 2
        found = subsets_with_sum(sizes, target, options.most_in_batch)
        if found and not _is_by_chance(sizes, found[0], target, options.most_in_batch):
            fitting = candidates.tolist()
            answers = [tuple(fitting[place] for place in places) for places in found]
            return [several for several in answers if not view.contradicts(one, several)]
    return []


def _is_by_chance(sizes: Sequence[int], places: Sequence[int], target: int, most: int) -> bool:
    """Whether round amounts alone would make such a sum: 60 and 10 are 70 wherever they meet."""
    step = gcd(target, *(sizes[place] for place in places))
    return chance_of_a_sum([size for size in sizes if size % step == 0], most) > MAX_CHANCE_SUBSETS


class _Around:
    """Open entries in order of date, to find those within a window."""

    def __init__(self, view: View) -> None:
        self.view = view
        coded = view.state.coded
        ones, many = (LEFT, RIGHT) if view.is_left else (RIGHT, LEFT)
        self.amounts = coded.amounts[many]
        self.dates = coded.days[ones]
        entries = np.array(view.open_many(), np.int64)
        words: dict[frozenset[str], int] = {}
        self.name_numbers = np.zeros(len(self.amounts), np.int64)
        self.name_numbers[entries] = [
            words.setdefault(name_words(view.many.names[entry]), len(words)) for entry in entries.tolist()
        ]
        self._words = list(words)
        self._answers: dict[frozenset[str], npt.NDArray[np.int8]] = {}
        order = np.argsort(coded.days[many][entries], kind="stable")
        self.sorted = entries[order]
        self.days = coded.days[many][self.sorted]
        self.undated = int(np.searchsorted(self.days, NO_DATE, "right"))

    def entries(self, one: int) -> Numbers:
        """Those whose date lies within the window of a single entry, and those without a date."""
        day, window = int(self.dates[one]), self.view.state.options.days
        if day == NO_DATE:
            return self.sorted
        first, last = np.searchsorted(self.days, day - window), np.searchsorted(self.days, day + window, "right")
        near = self.sorted[max(int(first), self.undated) : int(last)]
        return np.concatenate((self.sorted[: self.undated], near)) if self.undated else near

    def compared(self, one: int, others: Numbers) -> tuple[Flags, Flags]:
        """Which of them bear the same name as a single entry, and which one that is at odds with it."""
        own, codes = name_words(self.view.ones.names[one]), self.name_numbers[others]
        if own not in self._answers:
            self._answers[own] = np.full(len(self._words), NOT_ASKED, np.int8)
        answers = self._answers[own]
        found = answers[codes]
        unknown = codes[found == NOT_ASKED]
        if len(unknown):
            for code in set(unknown.tolist()):
                other = self._words[code]
                answers[code] = SAME if are_near(own, other) else ODD if are_at_odds(own, other) else NEITHER
            found = answers[codes]
        return found == SAME, found == ODD
