"""Which pairs of entries have names that may be the same payer's, a million pairs at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

import numpy as np

from budget_monitor.match.entries.coded import LEFT, RIGHT, Coded, Numbers
from budget_monitor.match.entries.pairs import Flags, Pairs
from budget_monitor.match.entries.words import MIN_NAME_CHARACTERS, are_near, name_words

MAX_NAMES_OF_A_TELLING_WORD = 3
MAX_SHARE_OF_A_TELLING_WORD = 0.05
"""A word that stands in no more of a side's names, one way or the other, tells whose name it is."""

MIN_LETTERS = 2
_SMALL_WORDS = frozenset(("AT", "BY", "FOR", "IN", "NO", "OF", "ON", "OR", "RE", "VIA", "WITH"))


class Names:
    """The distinct names of both sides, and how they compare."""

    def __init__(self, coded: Coded, entries: tuple[Numbers, Numbers]) -> None:
        self.coded = coded
        self.words: dict[int, frozenset[str]] = {}
        telling = []
        for codes, side, chosen in zip(coded.names, coded.sides, entries, strict=True):
            values, first = np.unique(codes[chosen], return_index=True)
            own = {value: name_words(side.names[entry])
                   for value, entry in zip(values.tolist(), chosen[first].tolist(), strict=True)}  # fmt: skip
            self.words |= own
            telling.append(_telling_words(set(own.values())))
        self._telling = telling
        numbers: dict[frozenset[str], int] = {frozenset(): 0}
        self._numbers = np.zeros(max(self.words, default=-1) + 2, np.int64)
        for code, words in self.words.items():
            self._numbers[code] = numbers.setdefault(words, len(numbers))
        self._sets = list(numbers)
        """The distinct sets of words: a bank that writes a number beside each name has few of them."""
        self.letters = self._first_letters()

    def _first_letters(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """For each set, which letters its words begin with, as bits: names that are near have them in common."""
        bits = np.zeros(len(self._sets), np.int64)
        for number, words in enumerate(self._sets):
            for word in words:
                bits[number] |= 1 << (ord(word[0]) % 62)
        return bits

    def near(self, pairs: Pairs) -> Flags:
        """Whether both have a name, and one name has all words of the other, whole or cut off."""
        ours, theirs = self._letters_of(pairs)
        both = ours & theirs
        maybe = (ours != 0) & (theirs != 0) & ((both == ours) | (both == theirs))
        return self._asked(pairs, maybe, are_near)

    def are_near(self, left: int, right: int) -> bool:
        """The same for one pair."""
        codes = self.coded.names
        return are_near(self.words[int(codes[LEFT][left])], self.words[int(codes[RIGHT][right])])

    def share_a_word(self, pairs: Pairs) -> Flags:
        """Whether they share a word that few names have."""
        ours, theirs = self._letters_of(pairs)
        return self._asked(pairs, (ours & theirs) != 0, self._shares)

    def at_odds(self, pairs: Pairs) -> Flags:
        """Whether both have a name, and nothing says that the names are the same payer's."""
        ours, theirs = self._letters_of(pairs)
        odds: Flags = (ours != 0) & (theirs != 0) & ~self.near(pairs) & ~self.share_a_word(pairs)
        return odds

    def _shares(self, one: frozenset[str], other: frozenset[str]) -> bool:
        ours, theirs = self._telling
        heads = _heads(one) & _heads(other)
        return any(head in ours and head in theirs for head in heads)

    def _letters_of(self, pairs: Pairs) -> tuple[Numbers, Numbers]:
        left, right = self._sets_of(pairs)
        return self.letters[left], self.letters[right]

    def _sets_of(self, pairs: Pairs) -> tuple[Numbers, Numbers]:
        codes = self.coded.names
        return self._numbers[codes[LEFT][pairs.left]], self._numbers[codes[RIGHT][pairs.right]]

    def _asked(self, pairs: Pairs, maybe: Flags, ask: Callable[[frozenset[str], frozenset[str]], bool]) -> Flags:
        """The answer for every pair, asked once for any two names."""
        found = np.zeros(len(pairs), np.bool_)
        if not maybe.any():
            return found
        size = len(self._sets)
        left, right = self._sets_of(pairs.where(maybe))
        values, places = np.unique(left * size + right, return_inverse=True)
        answers = np.fromiter(
            (ask(self._sets[value // size], self._sets[value % size]) for value in values.tolist()),
            np.bool_, len(values),
        )  # fmt: skip
        found[maybe] = answers[places]
        return found


def _telling_words(names: Collection[frozenset[str]]) -> frozenset[str]:
    counts = Counter(head for words in names for head in _heads(words))
    most = max(MAX_NAMES_OF_A_TELLING_WORD, MAX_SHARE_OF_A_TELLING_WORD * len(names))
    return frozenset(word for word, count in counts.items() if count <= most)


def _heads(words: Iterable[str]) -> set[str]:
    """What may tell a name: words by their first letters, which a bank does not cut off."""
    return {word[:MIN_NAME_CHARACTERS] for word in words if len(word) >= MIN_LETTERS and word not in _SMALL_WORDS}
