"""One digit mistyped for another."""

from __future__ import annotations

from collections.abc import Iterator

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.diagnose.kinds.written import Variants, Written, written
from budget_monitor.model.ledgers.cell import Kind


def digit_mistyped(suspect: Suspect) -> Slip | None:
    """4971 typed as 4771."""
    figure = written(suspect)
    if figure is None:
        return None
    among, truths = figure.truths(_substituted(figure))
    return nearest_slip(suspect, Kind.DIGIT_MISTYPED, truths, among, "one digit mistyped")


def _substituted(figure: Written) -> Iterator[Variants]:
    for place, digit in enumerate(reversed(figure.digits)):
        worth = 10**place
        without = figure.number - int(digit) * worth
        yield range(without, without + 10 * worth, worth), len(figure.digits), figure.decimals
