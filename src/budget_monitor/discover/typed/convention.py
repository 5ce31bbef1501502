"""A house whose rounded figures all add up: where so many sums are exact, one that is a digit out is a slip."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check
from budget_monitor.model.outcome import Verdict

MAX_CHANCE = 0.01
"""That sums which were rounded figure by figure would all come out exactly."""
MAX_SHARE_ROUNDED = 0.06


def with_convention(checks: Sequence[Check]) -> list[Check]:
    """The same checks of one document; those within rounding fail where all others are exact and could not be by
    chance.
    """
    adding = [one for one in checks if one.kind in LINEAR and one.allowed and len(one.terms) > 1]
    exact = [one for one in adding if one.verdict is Verdict.EXACT]
    rounded = [one for one in adding if one.verdict is Verdict.WITHIN_ROUNDING]
    if not rounded or not exact or len(rounded) > max(2, MAX_SHARE_ROUNDED * len(adding)):
        return list(checks)
    if math.prod(_chance(len(one.terms)) for one in exact) > MAX_CHANCE:
        return list(checks)
    evidence = f"all {len(exact)} other sums of the document are exact"
    return [
        replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {evidence}") if one in rounded else one
        for one in checks
    ]


def _chance(terms: int) -> float:
    """How likely the rounding of so many terms and of their total cancels out."""
    spread = math.sqrt(terms / 12)
    return math.erf(0.5 / (spread * math.sqrt(2)))
