"""All kinds of papers, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from benchmarks.papers import capital, local, revenue, statements
from benchmarks.papers.marks import Paper

STYLES: Mapping[str, Callable[[Random], Paper]] = {
    style.__name__: style
    for style in (
        revenue.county_monitoring, revenue.savings_tracker, revenue.housing_account, revenue.schools_grant, revenue.medium_term,
        capital.capital_monitoring, capital.treasury, capital.reserves_forecast, capital.section_106,
        local.parish_minutes, local.town_budget, local.council_tax,
        statements.income_and_expenditure, statements.aged_debt, statements.workforce, statements.pension_fund,
        statements.audit_progress, statements.fees_and_charges, statements.scorecard,
    )
}  # fmt: skip
