"""How the figures of a workbook came about: which are worked out from others, and which are typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property

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


def _is_stored(_: CellRef) -> Fraction:
    return Fraction(1)


class Formulas(Struct, frozen=True, dict=True):
    """The formulas of a workbook by cell, and the figures of all its cells. A figure without a formula was typed.

    `percents` are the cells that are shown as percentages: what is read there is a hundred times what is stored. Of any
    other cell `scale` tells how many times it is. Where ledgers were made of the workbook, the cells are theirs, and
    `spots` tells where in the workbook each stands.
    """

    made: Mapping[CellRef, Formula] = field(default_factory=dict)
    numbers: Mapping[CellRef, Fraction] = field(default_factory=dict)
    words: frozenset[CellRef] = frozenset()
    percents: frozenset[CellRef] = frozenset()
    scale: Callable[[CellRef], Fraction] = _is_stored
    spots: Mapping[CellRef, CellRef] = field(default_factory=dict)

    def number(self, ref: CellRef) -> Fraction | None:
        """The figure of a cell as it was saved."""
        return None if ref in self.words else self.numbers.get(ref, Fraction(0))

    def as_read(self, ref: CellRef, stored: Fraction) -> Fraction:
        """A stored figure as it is read in a cell: 5 for 0.05 in a cell that is shown as a percentage."""
        return stored * 100 if ref in self.percents else stored * self.scale(ref)

    def as_stored(self, ref: CellRef, read: Fraction) -> Fraction:
        """The other way round."""
        return read / 100 if ref in self.percents else read / self.scale(ref)

    def spot(self, ref: CellRef) -> CellRef:
        """Where in the workbook a cell stands."""
        return self.spots.get(ref, ref)

    def at(self, spot: CellRef) -> CellRef:
        """The cell that stands somewhere in the workbook, as the ledgers know it if they do."""
        return self._by_spot.get(spot, spot)

    @cached_property
    def _by_spot(self) -> Mapping[CellRef, CellRef]:
        found: dict[CellRef, CellRef] = {}
        for ref, spot in self.spots.items():
            found.setdefault(spot, ref)  # the first ledger that reads a cell stands for all
        return found

    def of_ledgers(self, spots: Mapping[CellRef, CellRef], scale: Callable[[CellRef], Fraction]) -> Formulas:
        """The same by the cells of ledgers, whose `spots` in the workbook are given."""
        known = Formulas(scale=scale, spots=spots)
        made = {known.at(ref): _of_ledgers(formula, known) for ref, formula in self.made.items()}
        numbers = {known.at(ref): number for ref, number in self.numbers.items()}
        words = frozenset(map(known.at, self.words))
        percents = frozenset(ref for ref in self.percents if known.at(ref) == ref)
        return Formulas(made, numbers, words, percents, scale, spots)


def _of_ledgers(formula: Formula, known: Formulas) -> Formula:
    def in_place_of(other: CellRef) -> Formula | None:
        copied = formula.in_place_of(known.spot(other))
        return None if copied is None else _of_ledgers(copied, known)

    return Formula(
        formula.text,
        tuple(map(known.at, formula.reads)),
        lambda number: formula.gives(lambda spot: number(known.at(spot))),
        in_place_of,
    )
