"""Two digits transposed: mostly neighbours, seldom others."""

from __future__ import annotations

from itertools import combinations

from msgspec.structs import replace

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.diagnose.kinds.written import Variants, Written, written
from budget_monitor.model.ledgers.cell import Kind

SELDOM_APART = 60
"""Tenths of bits: digits that are no neighbours are transposed so much more seldom, sixty to one: counts of errors
in copied numbers say twelve at least, and rounding lets many such exchanges come out by chance.
"""


def digits_transposed(suspect: Suspect) -> Slip | None:
    """61 typed as 16; where no neighbours are, 5,205 typed as 5,502."""
    figure = written(suspect)
    if figure is None:
        return None
    return _nearest(suspect, figure, are_neighbours=True) or _nearest(suspect, figure, are_neighbours=False)


def _nearest(suspect: Suspect, figure: Written, *, are_neighbours: bool) -> Slip | None:
    among, truths = figure.truths([_transposed(figure, are_neighbours=are_neighbours)])
    slip = nearest_slip(suspect, Kind.DIGITS_TRANSPOSED, truths, among, "digits transposed")
    if slip is None or are_neighbours:
        return slip
    return replace(slip, weight=slip.weight + SELDOM_APART)


def _transposed(figure: Written, *, are_neighbours: bool) -> Variants:
    digits = [int(digit) for digit in reversed(figure.digits)]
    changes = (
        (digits[high] - digits[low]) * (10**high - 10**low)
        for low, high in combinations(range(len(digits)), 2)
        if (high - low == 1) is are_neighbours
    )
    return [figure.number - change for change in changes], len(digits), figure.decimals
