"""A digit too many."""

from __future__ import annotations

from collections.abc import Iterator

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.diagnose.kinds.written import Variants, Written, written
from budget_monitor.model.ledgers.cell import Kind


def digit_added(suspect: Suspect) -> Slip | None:
    """1276 typed as 12776."""
    figure = written(suspect)
    if figure is None:
        return None
    among, truths = figure.truths(_with_one_less(figure), suspect.decimals)
    return nearest_slip(suspect, Kind.DIGIT_ADDED, truths, among, "a digit too many")


def _with_one_less(figure: Written) -> Iterator[Variants]:
    length, decimals = len(figure.digits) - 1, figure.decimals
    for place in range(length + 1):
        worth = 10**place
        before, after = figure.number // (10 * worth), figure.number % worth
        yield [before * worth + after], length, decimals - (place < decimals)
