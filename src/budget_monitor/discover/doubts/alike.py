"""Figures that are alike, as of years beside one another: between them a trend makes differences and quotients hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.labels import is_balance
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind

MIN_PARTS_TO_TELL = 10
"""A figure tells something if it is further from the one that it resembles than so many parts of what rounding
allows.
"""
MIN_SHARE_OF_LARGEST = Fraction(3, 4)
"""Figures of which none is less than this of the largest are of one size."""
_PERCENT = 100
MIN_TERMS = 3
"""Of a sum that takes some of its terms away."""


def without_alike(checks: Sequence[Check]) -> list[Check]:
    """The checks without those of identities in which most figures are of one size and, but for rounding, one of those
    that they are made of, or the one before: 98.1 = 97.9 + 97.7 - 97.5 holds of whatever changes slowly, and so does
    98.1 = 96.2 / 98.1 in percent, or that one area begins with what another had the year before.
    """
    groups: dict[tuple[object, ...], list[Check]] = defaultdict(list)
    for one in checks:
        if _may_be_alike(one):
            groups[_line_of(one)].append(one)
    alike = {line for line, group in groups.items() if 2 * sum(map(_is_alike, group)) > len(group)}
    return [one for one in checks if not (_may_be_alike(one) and _line_of(one) in alike)]


def _line_of(one: Check) -> tuple[object, ...]:
    lines = (part.column if one.is_of_columns else part.row for part in one.parts)
    return one.kind, one.is_of_columns, *lines


def _may_be_alike(one: Check) -> bool:
    if one.kind is RelationKind.RATIO:
        return one.factor == _PERCENT and not one.is_change
    if one.kind is RelationKind.RUNNING:
        table = named_table(one.grid)
        return len(one.terms) == 1 and not any(is_balance(table.label(part.row)) for part in one.parts)
    signs = {part.sign for part in one.terms}
    return one.kind in (RelationKind.SUM, RelationKind.DIFFERENCE) and len(one.terms) >= MIN_TERMS and len(signs) > 1


def _is_alike(one: Check) -> bool:
    sizes = [abs(value_of(one.grid, part)) for part in one.parts]
    if min(sizes) < MIN_SHARE_OF_LARGEST * max(sizes):
        return False
    figure = value_of(one.grid, one.target)
    nearest = min((abs(figure - value_of(one.grid, part)) for part in _resembled(one)), default=abs(figure))
    return nearest < MIN_PARTS_TO_TELL * one.allowed


def _resembled(one: Check) -> Iterator[Part]:
    """The figures that a figure may be but for rounding: those beside it in its own line, and what is added to it."""
    row, column = one.target.row, one.target.column
    beside = ((row - 1, column), (row + 1, column)) if one.is_of_columns else ((row, column - 1), (row, column + 1))
    for place in beside:
        cells = one.grid.rows[place[0]] if 0 <= place[0] < len(one.grid.rows) else ()
        if 0 <= place[1] < len(cells) and cells[place[1]].value is not None:
            yield Part(*place)
    if one.kind in (RelationKind.SUM, RelationKind.DIFFERENCE):
        yield from (part for part in one.terms if part.sign > 0)
