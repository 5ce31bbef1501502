"""What is open while two sides are matched, stage by stage, and what has been matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

import numpy as np
from msgspec import Struct, field

from budget_monitor.match.entries.coded import LEFT, NO_CODE, RIGHT, Coded, Marked, Numbers
from budget_monitor.match.entries.names import Names
from budget_monitor.match.entries.pairs import Flags, Pairs, sharing_marks
from budget_monitor.match.entries.words import are_near, contradict, name_words, numbers
from budget_monitor.model.lists.matching import NO_DATE, Match, MatchKind, MatchOptions, MatchStatus, Side
from budget_monitor.model.running.patience import STOPPED, was_stopped

MIN_SHARE_OF_REFERENCES = 0.2
"""Of the entries with a reference, how many must have found theirs on the other side for a different one to mean
anything.
"""
MIN_SHARE_OF_NAMES = 0.7
"""Of the pairs matched by reference, how many must have near names for a different one to mean anything."""
MAX_PAIRS_LEARNT_FROM = 5_000
SUMS_IN_A_SECOND = 1_500_000
"""How many sums of entries are formed in a second, about."""
NOTHING = Decimal(0)


class State(Struct, dict=True):
    """The sides, and for each entry whether it is open. Every stage goes through the open ones alone."""

    left: Side
    right: Side
    options: MatchOptions
    matches: list[Match] = field(default_factory=list)
    cut_off: str = ""

    def __post_init__(self) -> None:
        self.coded = Coded(self.left, self.right)
        self.open_left: Flags = np.ones(len(self.left), np.bool_)
        self.open_right: Flags = np.ones(len(self.right), np.bool_)
        self.carried = (self.left.carried, self.right.carried)
        self.names_tell = self.numbers_tell = True
        self.window = (-self.options.days, self.options.days)
        self.lags = {True: self.window, False: self.window}
        """How many days the right comes after the left, at least and at most: of money in, and of money out."""
        self.work_left = int(self.options.seconds * SUMS_IN_A_SECOND)

    def learn(self) -> None:
        """What the matches by reference show: whether both sides write the same references and the same names.

        A club's cash book numbers its vouchers, and says "hall hire" where the bank says who paid: then a number or
        a name that differs tells nothing.
        """
        step = 1 + len(self.matches) // MAX_PAIRS_LEARNT_FROM
        pairs = [(one.left[0], one.right[0]) for one in self.matches[::step]]
        numbered = sum(
            bool(numbers(self.left.references[entry], self.left.names[entry]))
            for entry in range(0, len(self.left), step)
        )
        self.numbers_tell = len(pairs) >= MIN_SHARE_OF_REFERENCES * numbered
        named = [(name_words(self.left.names[left]), name_words(self.right.names[right])) for left, right in pairs]
        named = [(one, other) for one, other in named if one and other]
        near = sum(are_near(one, other) for one, other in named)
        self.names_tell = bool(named) and near >= MIN_SHARE_OF_NAMES * len(named)

    def lefts(self) -> list[int]:
        """The open entries of the left side."""
        return list(map(int, self.open()[LEFT]))

    def rights(self) -> list[int]:
        """The open entries of the right side."""
        return list(map(int, self.open()[RIGHT]))

    def open(self) -> tuple[Numbers, Numbers]:
        """The open entries of both sides."""
        return np.flatnonzero(self.open_left), np.flatnonzero(self.open_right)

    @cached_property
    def is_first(self) -> list[Flags]:
        """Side by side, whether an entry repeats none that stands before it, word for word."""
        found = []
        for looks in self.coded.looks:
            first: Flags = np.zeros(len(looks), np.bool_)
            first[np.unique(looks, return_index=True)[1]] = True
            found.append(first)
        return found

    @cached_property
    def marks(self) -> list[Marked]:
        """The marks of the entries that were open when they were first asked for."""
        return self.coded.marks_of(self.open())

    @cached_property
    def known_names(self) -> Names:
        """The names of the entries that were open when they were first asked for."""
        return Names(self.coded, self.open())

    def sharing_marks(self, *, same_amount: bool) -> Pairs:
        """Open pairs that share a mark which few others have, and the amount where that is asked."""
        return sharing_marks(self.coded, self.marks, self.open(), same_amount=same_amount)

    def still_open(self, pairs: Pairs) -> Pairs:
        """The pairs of which both are open."""
        return pairs.where(self.open_left[pairs.left] & self.open_right[pairs.right])

    def days(self, left: int, right: int) -> int | None:
        """How many days the right entry came after the left; None where one has no date."""
        before, after = self.left.dates[left], self.right.dates[right]
        return None if NO_DATE in (before, after) else after - before

    def is_near(self, left: int, right: int) -> bool:
        """Whether the dates lie within the window, and the accounts agree. An entry carried forward may be cleared
        however much later.
        """
        if self.are_of_two_accounts(left, right):
            return False
        days = self.days(left, right)
        if days is None:
            return True
        if left < self.left.carried and days >= 0:
            return True
        if right < self.right.carried and days <= 0:
            return True
        return abs(days) <= self.options.days

    def are_of_two_accounts(self, left: int, right: int) -> bool:
        """Whether the lists tell accounts apart, and these entries are of different ones."""
        accounts = self.coded.accounts
        if accounts is None:
            return False
        one, other = accounts[LEFT][left], accounts[RIGHT][right]
        return bool(one != other and NO_CODE not in (one, other))

    def contradict(self, left: int, right: int) -> bool:
        """Whether the entries have references of their own that differ, where the sides share references at all."""
        return self.numbers_tell and contradict(
            numbers(self.left.references[left], self.left.names[left]),
            numbers(self.right.references[right], self.right.names[right]),
        )

    def take(
        self,
        kind: MatchKind,
        left: Iterable[int],
        right: Iterable[int],
        status: MatchStatus = MatchStatus.MATCHED,
    ) -> None:
        """Match these entries: from now on they are not open."""
        lefts, rights = tuple(sorted(left)), tuple(sorted(right))
        self.open_left[list(lefts)] = False
        self.open_right[list(rights)] = False
        difference = self.left.total(lefts) - self.right.total(rights)
        days = (self.days(lefts[-1], rights[-1]) or 0) if lefts and rights else 0
        wrong = self._wrong(lefts[0], rights[0]) if status is MatchStatus.SLIP else ""
        self.matches.append(Match(status, kind, lefts, rights, difference or NOTHING, days, wrong=wrong))

    def _wrong(self, left: int, right: int) -> str:
        """Which side slipped: the one whose own balances go by the amount of the other."""
        is_left = self.left.asked(left) == self.right.amounts[right]
        is_right = self.right.asked(right) == self.left.amounts[left]
        return "" if is_left == is_right else "left" if is_left else "right"

    def take_equal(self, kind: MatchKind, pairs: Pairs) -> int:
        """Match pair by pair entries of one amount; how many there were."""
        self.open_left[pairs.left] = False
        self.open_right[pairs.right] = False
        ours, theirs = self.coded.days[LEFT][pairs.left], self.coded.days[RIGHT][pairs.right]
        days = np.where((ours == NO_DATE) | (theirs == NO_DATE), 0, theirs - ours).tolist()
        status = MatchStatus.MATCHED
        self.matches.extend(
            Match(status, kind, (left,), (right,), NOTHING, lag)
            for (left, right), lag in zip(pairs.items(), days, strict=True)
        )
        return len(pairs)

    def take_pairs(
        self, kind: MatchKind, pairs: Sequence[tuple[int, int]], status: MatchStatus = MatchStatus.MATCHED
    ) -> int:
        """Match pair by pair; how many there were."""
        for left, right in pairs:
            self.take(kind, (left,), (right,), status)
        return len(pairs)

    def late_text(self, what: str) -> str:
        """What is said of a search that was not gone through to its end."""
        if was_stopped():
            return f"{what} were looked for until it was {STOPPED}"
        return f"{what} were looked for until the time limit of {self.options.seconds:g} s"

    @property
    def is_late(self) -> bool:
        """Whether the time for searching is over. It is counted in work, so that the answer is the same on every
        machine.
        """
        return self.work_left <= 0 or was_stopped()
