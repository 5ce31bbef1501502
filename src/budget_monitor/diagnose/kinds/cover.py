"""Totals that cover a line too few or too many."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.cell import Kind

A_UNIT_APART = 3.0
"""What it costs, as a squared standard deviation, that figures rounded three times are a unit apart: one in six."""


def miscovered(suspect: Suspect, kind: Kind, parts: Sequence[Fraction], sign: int, words: str) -> Slip | None:
    """The slip of a total that is off by one of its parts: `sign` 1 where the part is missing, -1 where it is too many.

    A total summed from unrounded figures may be a unit away from the sum of printed ones: that is less likely, and
    chosen where the other checks fit it better. `words` has a place for the part's amount.
    """
    distinct = list(dict.fromkeys(part for part in parts if part))
    part_of: dict[Fraction, Fraction] = {}
    apart: dict[Fraction, float] = {}
    for step in (0, 1, -1) if suspect.is_rounded else (0,):
        for part in distinct:
            truth = suspect.value + sign * part + step * suspect.unit
            part_of.setdefault(truth, part)
            apart.setdefault(truth, abs(step) * A_UNIT_APART)
    return nearest_slip(
        suspect, kind, part_of, len(distinct), lambda truth: words.format(suspect.shown(part_of[truth])), apart
    )
