"""Two neighbouring digits transposed."""

from __future__ import annotations

from collections.abc import Iterator

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.diagnose.kinds.written import Variants, Written, written
from budget_monitor.model.ledgers.cell import Kind


def digits_transposed(suspect: Suspect) -> Slip | None:
    """61 typed as 16."""
    figure = written(suspect)
    if figure is None:
        return None
    among, truths = figure.truths(_transposed(figure))
    return nearest_slip(suspect, Kind.DIGITS_TRANSPOSED, truths, among, "digits transposed")


def _transposed(figure: Written) -> Iterator[Variants]:
    digits, number = figure.digits, figure.number
    changes = (
        (int(left) - int(right)) * 9 * 10**place
        for place, (left, right) in enumerate(zip(digits[-2::-1], digits[:0:-1], strict=True))
    )
    yield [number - change for change in changes], len(digits), figure.decimals
