"""Totals that cover a line too few or too many."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.diagnose.kinds.slip import Slip, Suspect, nearest_slip
from budget_monitor.model.cell import Kind


def miscovered(suspect: Suspect, kind: Kind, parts: Sequence[Fraction], sign: int, words: str) -> Slip | None:
    """The slip of a total that is off by one of its parts: `sign` 1 where the part is missing, -1 where it is too many.

    A total summed from unrounded figures may be a unit away from the sum of printed ones; that is tried last.
    `words` has a place for the part's amount.
    """
    distinct = list(dict.fromkeys(part for part in parts if part))
    for slack in (0, 1) if suspect.is_rounded else (0,):
        part_of: dict[Fraction, Fraction] = {}
        for part in distinct:
            for truth in {suspect.value + sign * part + step * slack * suspect.unit for step in (1, -1)}:
                part_of.setdefault(truth, part)
        slip = nearest_slip(
            suspect,
            kind,
            part_of,
            len(distinct) * (1 + 2 * slack),
            lambda truth, found=part_of: words.format(suspect.shown(found[truth])),  # type: ignore[misc]
        )
        if slip is not None:
            return slip
    return None
