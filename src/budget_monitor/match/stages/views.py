"""The two sides as a batch sees them: single entries, and those that may add up to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct

from budget_monitor.match.entries.coded import LEFT, RIGHT
from budget_monitor.match.entries.pairs import Flags
from budget_monitor.match.state import State
from budget_monitor.model.lists.matching import MatchKind, Side


class View(Struct, frozen=True):
    """The two sides as a batch sees them: the single entries (`ones`) and the entries that may add up to one
    (`many`).
    """

    state: State
    ones: Side
    many: Side
    is_left: bool
    """Whether the single entries are those of the left side."""
    once: bool = False
    """Whether of entries typed twice, word for word, only the first may be part of a batch."""

    def open_ones(self) -> list[int]:
        """The single entries that are open."""
        return self.state.lefts() if self.is_left else self.state.rights()

    def open_many(self) -> list[int]:
        """The others that are open."""
        return [int(entry) for entry in np.flatnonzero(self.may_be_part())]

    def may_be_part(self) -> Flags:
        """Which of the others are open, entry by entry."""
        side = RIGHT if self.is_left else LEFT
        is_open = self.state.open_right if self.is_left else self.state.open_left
        return is_open & self.state.is_first[side] if self.once else is_open

    def is_near(self, one: int, other: int) -> bool:
        """Whether the dates lie within the window."""
        return self.state.is_near(one, other) if self.is_left else self.state.is_near(other, one)

    def is_open(self, one: int, others: Iterable[int]) -> bool:
        """Whether all of them are still open."""
        ones, many = self.state.open_left, self.state.open_right
        if not self.is_left:
            ones, many = many, ones
        return bool(ones[one]) and all(bool(many[other]) for other in others)

    def contradicts(self, one: int, others: Iterable[int]) -> bool:
        """Whether a reference of the single entry differs from one of the others."""
        contradict = self.state.contradict
        return any(contradict(one, other) if self.is_left else contradict(other, one) for other in others)

    def take(self, one: int, others: Sequence[int]) -> None:
        """Match one with several."""
        if self.is_left:
            self.state.take(MatchKind.BATCH, (one,), others)
        else:
            self.state.take(MatchKind.BATCH, others, (one,))


def views(state: State) -> Iterator[View]:
    """Several on the left for one on the right, and the other way round; then the same without what was typed twice."""
    for once in (False, True):
        for is_left, one, many in ((False, state.right, state.left), (True, state.left, state.right)):
            view = View(state, one, many, is_left, once)
            repeats = state.open_right & ~state.is_first[RIGHT] if is_left else state.open_left & ~state.is_first[LEFT]
            if not once or repeats.any():
                yield view


def take_those_without_rivals(view: View, answers: Mapping[int, set[tuple[int, ...]]]) -> int:
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
