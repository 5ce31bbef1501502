"""Sums of what does not add up: rates, shares, codes, and what all lines down to each come to."""

from __future__ import annotations

from collections.abc import Sequence

from budget_monitor.discover.checks import LINEAR, Check, value_of
from budget_monitor.discover.labels import is_code_heading, is_rate, is_running
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, Verdict

WHOLE = 100


def without_sums_of_rates(checks: Sequence[Check]) -> list[Check]:
    """The checks of a table without sums that do not hold because their figures are none to add up."""
    off = (one for one in checks if one.kind in LINEAR and one.verdict not in HELD and len(one.terms) > 1)
    gone = {id(one) for one in off if _is_one_rate(one) or (one.verdict is Verdict.UNDECIDED and _is_of_rates(one))}
    return [one for one in checks if id(one) not in gone]


def _is_one_rate(one: Check) -> bool:
    """True if all figures of a sum are the same: what a rate is for each part it is for all of them."""
    return one.kind is RelationKind.SUM and len({value_of(one.grid, part) for part in one.parts}) == 1


def _is_of_rates(one: Check) -> bool:
    """True if the heading of a column, or the label of a row, is that of rates, codes or running totals."""
    table = named_table(one.grid)
    row, column = one.target.row, one.target.column
    name = table.label(row) if one.is_of_columns else table.heading(row, column)
    is_named = is_rate(name) or is_code_heading(name) or is_running(name)
    return is_named and value_of(one.grid, one.target) != WHOLE
