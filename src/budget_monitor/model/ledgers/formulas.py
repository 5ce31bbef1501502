"""How the figures of a workbook came about: which are worked out from others, and which are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct, field

from budget_monitor.model.ledgers.cell import CellRef

NumberAt = Callable[[CellRef], Fraction | None]
"""The figure of a cell as it is stored, 0.05 for 5%: 0 of a blank, None of words."""


class Formula(Struct, frozen=True):
    """A formula as it stands in one cell, its text without the `=`. `reads` are the cells that it takes in."""

    text: str
    reads: tuple[CellRef, ...]
    gives: Callable[[NumberAt], Fraction | None]
    """What it comes to with some figures, exactly; None of a formula that does more than add, subtract, multiply and
    divide.
    """
    in_place_of: Callable[[CellRef], Formula | None]
    """The formula as it would read when copied into another cell of its sheet; None where that cannot be."""


class Formulas(Struct, frozen=True, dict=True):
    """The formulas of a workbook by cell, and the figures of all its cells. A figure without a formula was typed.

    `percents` are the cells that are shown as percentages: what is read there is a hundred times what is stored.
    """

    made: Mapping[CellRef, Formula] = field(default_factory=dict)
    numbers: Mapping[CellRef, Fraction] = field(default_factory=dict)
    words: frozenset[CellRef] = frozenset()
    percents: frozenset[CellRef] = frozenset()

    def number(self, ref: CellRef) -> Fraction | None:
        """The figure of a cell as it was saved."""
        return None if ref in self.words else self.numbers.get(ref, Fraction(0))

    def as_read(self, ref: CellRef, stored: Fraction) -> Fraction:
        """A stored figure as it is read in a cell: 5 for 0.05 in a cell that is shown as a percentage."""
        return stored * 100 if ref in self.percents else stored

    def as_stored(self, ref: CellRef, read: Fraction) -> Fraction:
        """The other way round."""
        return read / 100 if ref in self.percents else read
