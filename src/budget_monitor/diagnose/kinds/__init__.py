"""The kinds of slip that happen to one cell: each says which true figure it could have turned into the typed one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import iter_modules

from msgspec.structs import replace

from budget_monitor.diagnose.kinds.slip import Slip, Suspect
from budget_monitor.figures.written import MAX_CHARACTERS_OF_A_FIGURE
from budget_monitor.model.ledgers.cell import Kind

__all__ = ["KINDS", "Slip", "Suspect", "slips"]

_FILES = {module.name for module in iter_modules(__path__)}
KINDS: Sequence[Callable[[Suspect], Slip | None]] = tuple(
    getattr(import_module(f"{__name__}.{kind}"), kind) for kind in Kind if kind in _FILES
)
"""The function of each kind that has a file here, which is called like it, in the order of `Kind`."""

OF_ANOTHER_LENGTH = (Kind.DIGIT_DROPPED, Kind.DIGIT_ADDED, Kind.SCALE_SLIP)
"""The slips that leave a figure with more or fewer digits after the point than its column has."""
ODD_LENGTH = 30
"""Tenths of bits: such a figure is suspected before others, and of such a slip before others."""


def slips(suspect: Suspect) -> list[Slip]:
    """Every kind of slip that explains a figure in the suspect's range, the likeliest first, one each.

    If this cell is the one at fault, and says what it said a period ago, that is hardly by chance: such a figure was
    left standing, whatever else would explain it. But that it says so does little to put it at fault.
    """
    if len(suspect.cell.text) > MAX_CHARACTERS_OF_A_FIGURE:  # no slip of the pen makes a text so long
        return []
    found = [slip for kind in KINDS if (slip := kind(suspect)) is not None]
    if suspect.cost_of_sign is not None:
        found = [replace(slip, weight=slip.weight + suspect.cost_of_sign(slip.proposed)) for slip in found]
    if suspect.is_of_another_length:
        found = [
            replace(slip, weight=slip.weight + (-ODD_LENGTH if slip.kind in OF_ANOTHER_LENGTH else ODD_LENGTH))
            for slip in found
        ]
    return sorted(found, key=lambda slip: (slip.kind is not Kind.STALE_FIGURE or not suspect.value, slip.weight))
