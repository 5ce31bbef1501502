"""Two sides while they are matched: which entries are still open, and what was matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic

from budget_monitor.match.words import are_near, contradict, name_words, numbers, reference_key
from budget_monitor.model.matching import NO_DATE, Match, MatchKind, MatchOptions, MatchStatus, Side

MIN_SHARE_OF_REFERENCES = 0.2
"""Of the entries with a reference, how many must have found theirs on the other side for a different one to mean
anything.
"""
MIN_SHARE_OF_NAMES = 0.7
"""Of the pairs matched by reference, how many must have near names for a different one to mean anything."""


@dataclass
class State:
    """The sides, and for each entry whether it is open. Every stage goes through the open ones alone."""

    left: Side
    right: Side
    options: MatchOptions
    matches: list[Match] = field(default_factory=list)
    cut_off: str = ""

    def __post_init__(self) -> None:
        self.open_left = [True] * len(self.left)
        self.open_right = [True] * len(self.right)
        self.keys_left = [reference_key(reference) for reference in self.left.references]
        self.keys_right = [reference_key(reference) for reference in self.right.references]
        self.names_tell = self.numbers_tell = True
        self.until = monotonic() + self.options.seconds

    def learn(self) -> None:
        """What the matches by reference show: whether both sides write the same references and the same names.

        A club's cash book numbers its vouchers, and says "hall hire" where the bank says who paid: then a number or
        a name that differs tells nothing.
        """
        pairs = [(one.left[0], one.right[0]) for one in self.matches]
        numbered = [
            entry for entry in range(len(self.left)) if numbers(self.left.references[entry], self.left.names[entry])
        ]
        self.numbers_tell = len(pairs) >= MIN_SHARE_OF_REFERENCES * len(numbered)
        named = [(name_words(self.left.names[left]), name_words(self.right.names[right])) for left, right in pairs]
        named = [(one, other) for one, other in named if one and other]
        near = sum(are_near(one, other) for one, other in named)
        self.names_tell = bool(named) and near >= MIN_SHARE_OF_NAMES * len(named)

    def lefts(self) -> list[int]:
        """The open entries of the left side."""
        return [entry for entry, is_open in enumerate(self.open_left) if is_open]

    def rights(self) -> list[int]:
        """The open entries of the right side."""
        return [entry for entry, is_open in enumerate(self.open_right) if is_open]

    def days(self, left: int, right: int) -> int | None:
        """How many days the right entry came after the left; None where one has no date."""
        before, after = self.left.dates[left], self.right.dates[right]
        return None if NO_DATE in (before, after) else after - before

    def is_near(self, left: int, right: int) -> bool:
        """Whether the dates lie within the window. An entry carried forward may be cleared however much later."""
        days = self.days(left, right)
        if days is None:
            return True
        if left < self.left.carried and days >= 0:
            return True
        if right < self.right.carried and days <= 0:
            return True
        return abs(days) <= self.options.days

    def looks(self, left: int) -> tuple[int, str, str]:
        """All that an entry of the left says besides its amount."""
        return self.left.dates[left], self.left.references[left], self.left.names[left]

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
        for entry in lefts:
            self.open_left[entry] = False
        for entry in rights:
            self.open_right[entry] = False
        difference = self.left.total(lefts) - self.right.total(rights)
        days = (self.days(lefts[-1], rights[-1]) or 0) if lefts and rights else 0
        self.matches.append(
            Match(status, kind, lefts, rights, difference or Decimal(0), days, wrong=self._wrong(status))
        )

    def _wrong(self, status: MatchStatus) -> str:
        """Which side slipped: the one that its balances do not prove, where the other's do."""
        if status is not MatchStatus.SLIP or self.left.is_proven == self.right.is_proven:
            return ""
        return "right" if self.left.is_proven else "left"

    def take_pairs(
        self, kind: MatchKind, pairs: Sequence[tuple[int, int]], status: MatchStatus = MatchStatus.MATCHED
    ) -> int:
        """Match pair by pair; how many there were."""
        for left, right in pairs:
            self.take(kind, (left,), (right,), status)
        return len(pairs)

    @property
    def is_late(self) -> bool:
        """Whether the time for searching is over."""
        return monotonic() > self.until
