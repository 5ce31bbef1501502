"""Figures that are alike, as of years beside one another: between them chance, or a trend, makes differences hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from budget_monitor.discover.checks import Check, value_of
from budget_monitor.model.checks.relation import RelationKind

MIN_PARTS_TO_TELL = 10
"""A figure tells something if it is further from the one that it resembles than so many parts of what rounding
allows.
"""
_PERCENT = 100
MIN_TERMS = 3
"""Of a sum that takes some of its terms away."""


def without_alike(checks: Sequence[Check]) -> list[Check]:
    """The checks without those of identities in which most figures are, but for rounding, one of those that they are
    made of: 98.1 = 97.9 + 97.7 - 97.5 and 98.1 = 97.9 / 99.8 in percent hold of anything that changes slowly.
    """
    groups: dict[tuple[object, ...], list[Check]] = defaultdict(list)
    for one in checks:
        if _may_be_alike(one):
            groups[one.identity].append(one)
    alike = {identity for identity, group in groups.items() if 2 * sum(map(_is_alike, group)) > len(group)}
    return [one for one in checks if not (_may_be_alike(one) and one.identity in alike)]


def _may_be_alike(one: Check) -> bool:
    if one.kind is RelationKind.RATIO:
        return one.factor == _PERCENT and not one.is_change
    signs = {part.sign for part in one.terms}
    return one.kind in (RelationKind.SUM, RelationKind.DIFFERENCE) and len(one.terms) >= MIN_TERMS and len(signs) > 1


def _is_alike(one: Check) -> bool:
    figure = value_of(one.grid, one.target)
    terms = one.terms[:1] if one.kind is RelationKind.RATIO else [part for part in one.terms if part.sign > 0]
    nearest = min(abs(figure - value_of(one.grid, part)) for part in terms) if terms else abs(figure)
    return nearest < MIN_PARTS_TO_TELL * one.allowed
