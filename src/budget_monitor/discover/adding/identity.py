"""A row that is the sum or the difference of others, and in how many columns."""

from __future__ import annotations

from msgspec import Struct

from budget_monitor.discover.belief.trust import MANY_PLACES, breaks_often
from budget_monitor.discover.matrix import Mask

MAX_CHANCE_OF_A_SURE_ONE = 1e-6
"""How likely chance may have made a sum that is believed beside another one of the same row."""

MAX_CHANCE_OF_A_SURE_DIFFERENCE = 1e-12
"""The same for what one row leaves of another: years and trends come near that by themselves."""
TERMS_OF_A_DIFFERENCE = 2


class Identity(Struct, frozen=True):
    """`target` is the sum of `terms`, each with its sign, in all columns of `holds`.

    `says` marks the columns that tell anything: at least two terms that are not nil, or no match; `near` those where
    it all but holds.
    """

    target: int
    terms: tuple[tuple[int, int], ...]
    holds: Mask
    says: Mask
    near: Mask
    chance: float
    evidence: str = ""
    """Why it is believed, where more than its own figures speak for it; it then holds nearly everywhere."""

    @property
    def strength(self) -> int:
        """In how many columns it holds without being trivial."""
        return int((self.holds & self.says).sum())

    def is_rather_meant_than(self, other: Identity) -> bool:
        """True if it holds in more places; or in fewer, but in all, where the other one breaks often."""
        if other._is_broken_where_holds(self):
            return True
        return self.strength > other.strength and not self._is_broken_where_holds(other)

    def _is_broken_where_holds(self, other: Identity) -> bool:
        """True if it breaks often, and in all these places the other one holds, as it does everywhere: lines that are
        mostly nil make nearly every longer sum hold, too.
        """
        is_whole = other.strength == int(other.says.sum()) and other.strength >= MANY_PLACES
        is_often = is_whole and breaks_often(self.strength, int(self.says.sum()))
        return is_often and bool(other.holds[self.says & ~self.holds].all())

    @property
    def is_sure(self) -> bool:
        """True of a sum, or of what one line leaves of another, that holds everywhere and could not by chance."""
        most = MAX_CHANCE_OF_A_SURE_DIFFERENCE if self.is_signed else MAX_CHANCE_OF_A_SURE_ONE
        is_short = not self.is_signed or len(self.terms) == TERMS_OF_A_DIFFERENCE
        return is_short and self.strength == self.says.sum() and self.chance <= most

    @property
    def is_loose(self) -> bool:
        """True of a difference that does not hold everywhere."""
        return self.strength < self.says.sum() and self.is_signed

    @property
    def is_signed(self) -> bool:
        """True where some of the terms are taken away."""
        return any(sign < 0 for _, sign in self.terms)
