"""A digit left out."""

from __future__ import annotations

from collections.abc import Iterator

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.diagnose.kinds.written import Variants, Written, written
from budget_monitor.model.ledgers.cell import Kind


def digit_dropped(suspect: Suspect) -> Slip | None:
    """12716 typed as 1276."""
    figure = written(suspect)
    if figure is None:
        return None
    among, truths = figure.truths(_with_one_more(figure), suspect.decimals)
    return nearest_slip(suspect, Kind.DIGIT_DROPPED, truths, among, "a digit left out")


def _with_one_more(figure: Written) -> Iterator[Variants]:
    length, decimals = len(figure.digits) + 1, figure.decimals
    for place in range(length):
        worth = 10**place
        before, after = divmod(figure.number, worth)
        with_nought = before * 10 * worth + after
        numbers = range(with_nought, with_nought + 10 * worth, worth)
        if place >= decimals:
            yield numbers, length, decimals
        if decimals and place <= decimals:
            yield numbers, length, decimals + 1
