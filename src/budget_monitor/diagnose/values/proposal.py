"""A change to a cell that is proposed."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from budget_monitor.model.ledgers.cell import Kind


class Proposal(Struct, frozen=True):
    """A change to a cell and how the slip most likely happened; a smaller weight is likelier."""

    change: Fraction
    kind: Kind
    text: str
    weight: int
    chance: float = 0.0
    """How likely it is that a figure that is right would look like such a slip: for the order of answers alone."""
    sure: float = 1.0
    """How much of what could stand in the cell, if it is the wrong one, is this value: less than 1 by rounding."""
    beside: tuple[Fraction, ...] = ()
    """Other changes of the same cell that rounding leaves, hardly less likely."""
    said: Fraction | None = None
    """Of a total that left a part out or took it twice: the change that the printed part says, before rounding."""
    decimals: int | None = None
    """How many digits after the point it is to be typed with, where its column has others than the typed figure."""
    type_as: str = ""
    """What is to be typed instead of the figure: a formula."""
    margin: Fraction = Fraction(0)
    """By how much the change could be more or less, and all checks would hold: what rounding leaves open."""
