"""What a kind of slip works on and what it answers with, and how likely a slip is against another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from math import exp, log, log2, sqrt

from moneyed import Money
from msgspec import Struct, field

from budget_monitor.model.ledgers.cell import Cell, Kind
from budget_monitor.model.ledgers.money import Figure, decimal_of, figure_text, money

PENNY = Fraction(1, 100)
"""The grid of money printed in pounds: exact."""

TENTHS_OF_BITS_OF_A_SQUARE = 10 / (2 * log(2))
"""What one squared standard deviation of rounding costs, in tenths of bits."""

_LEAST_FIT = 2.0**-12


class Suspect(Struct, frozen=True):
    """One cell that may be wrong, and where its true value may lie.

    Every figure is in currency units (or plain numbers), in the cell's own sign. `unit` is the grid the figure is
    printed on: 1000 for £000, 1/100 for pounds and pence. The corrected value lies in [low, high], a point where
    nothing is rounded. `earlier` is the same key's figure one period back, None if unknown. A total has the `lines`
    it should cover, in the sign they have in its equation, and the `subtotals` that stand among them. A count
    `is_exact`, though its grid is 1.
    """

    cell: Cell
    value: Fraction
    unit: Fraction
    low: Fraction
    high: Fraction
    earlier: Fraction | None = None
    lines: Sequence[Fraction] = ()
    subtotals: Sequence[Fraction] = ()
    is_exact: bool = False
    is_empty: bool = False
    """Whether checks say that a figure belongs in it, though it is blank or nought."""
    is_of_another_length: bool = False
    """Whether it has more or fewer digits after the point than the figures of its column; `unit` is the usual one."""
    decimals: int | None = None
    """How many digits after the point nearly all figures of its column have; None where that is not known."""
    notation: str = ""
    """The letters and signs that most figures of its column have besides their digits: `£m`."""
    best: Fraction | None = None
    """The printable value in the range that fits the checks best."""
    misfit: Callable[[Fraction], float] | None = None
    """How much worse a value fits all checks of the cell than the typed one fits those that hold now, as a sum of
    squares in standard deviations of rounding."""

    cost_of_sign: Callable[[Fraction], int] | None = None
    """How much less likely the sign of a value is in its column than that of the typed one, in tenths of bits."""

    def penalty(self, value: Fraction) -> float:
        """How badly a value fits, against the best value in the range; 0 where the checks do not tell values apart."""
        return 0.0 if self.misfit is None else self.misfit(value)

    @property
    def is_rounded(self) -> bool:
        """Whether the figure stands for an interval around it, as figures in £000 and percentages do."""
        return not self.is_exact and (self.unit != PENNY or not isinstance(self.cell.value, Money))

    @property
    def spread(self) -> float:
        """How far rounding alone carries the corrected value from the middle of its range, on average.

        A range of n units comes from n figures rounded on their own; their errors mostly cancel.
        """
        return sqrt((self.high - self.low) * self.unit / 12)

    def shown(self, number: Fraction) -> str:
        """A figure of this cell's sort, for people."""
        return figure_text(self.figure(number))

    def figure(self, number: Fraction) -> Figure:
        """A number as a figure of this cell's sort: money in its currency, or a plain number."""
        exact = decimal_of(number)
        value = self.cell.value
        return money(exact, str(value.currency.code)) if isinstance(value, Money) else exact


class Slip(Struct, frozen=True):
    """How the figure in a cell may have come about.

    `proposed` is the figure that belongs there, in the cell's own sign; `text` says what happened, for people;
    `weight` is how much of a coincidence the match would be otherwise, in tenths of bits: the smaller, the likelier
    the slip, for figures of one cell and of several; `shares` is what each figure has of all that the kind would
    explain.
    """

    kind: Kind
    proposed: Fraction
    text: str
    weight: int
    shares: Mapping[Fraction, float] = field(default_factory=dict)


def nearest_slip(
    suspect: Suspect,
    kind: Kind,
    truths: Collection[Fraction],
    among: int,
    words: str | Callable[[Fraction], str],
    apart: Mapping[Fraction, float] | None = None,
) -> Slip | None:
    """The slip of a kind that changes the figure least, or None where it explains no figure in the range.

    `truths` are the figures that the kind could have turned into the one in the cell; only those in the range and on
    the grid count. `among` is how many there were in all: a kind that could explain many figures proves little
    with one of them. `words` says what happened; `apart` how unlikely some of them are by themselves, as penalties.
    """
    apart = apart or {}
    found = [
        truth
        for truth in truths
        if suspect.low <= truth <= suspect.high and truth != suspect.value and (truth / suspect.unit).denominator == 1
    ]
    if not found:
        return None

    def cost(truth: Fraction) -> float:
        return suspect.penalty(truth) + apart.get(truth, 0.0)

    proposed = min(found, key=lambda truth: (cost(truth), abs(truth - suspect.value), abs(truth), truth))
    text = words if isinstance(words, str) else words(proposed)
    weight = _tenths_of_bits(among / _fit(suspect, found))
    if suspect.misfit is not None:
        weight = _tenths_of_bits(among) + round(cost(proposed) * TENTHS_OF_BITS_OF_A_SQUARE)
    told = f"{text}: {suspect.shown(proposed)} typed as {suspect.shown(suspect.value)}"
    return Slip(kind, proposed, told, weight, _shares(cost, proposed, found))


def _shares(cost: Callable[[Fraction], float], proposed: Fraction, found: Sequence[Fraction]) -> dict[Fraction, float]:
    least = cost(proposed)
    mass = {truth: exp(-(cost(truth) - least) / 2) for truth in dict.fromkeys(found)}
    return {truth: one / sum(mass.values()) for truth, one in mass.items()}


def grid_point(suspect: Suspect, low: Fraction, high: Fraction) -> Fraction | None:
    """The figure on the cell's grid nearest to the typed one, within the range and within [low, high]."""
    low, high = max(low, suspect.low), min(high, suspect.high)
    first, last = -(-low // suspect.unit), high // suspect.unit
    if first > last:
        return None
    return suspect.unit * min(max(round(suspect.value / suspect.unit), first), last)


def _fit(suspect: Suspect, found: Sequence[Fraction]) -> float:
    """How well figures fit the range: one in the middle counts 1, one at its end hardly anything."""
    spread = suspect.spread
    if not spread:
        return len(found)
    middle = (suspect.low + suspect.high) / 2
    # only the order of slips hangs on this, never a figure: binary floats will do
    return max(_LEAST_FIT, sum(exp(-((float(truth - middle) / spread) ** 2) / 2) for truth in found))


def _tenths_of_bits(ratio: float) -> int:
    return round(10 * log2(ratio))
