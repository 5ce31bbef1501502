"""What a shell completes (rule ids, ledgers, periods, years) and the options for which it does.

Nothing here complains: a shell wants words or none.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, TypeAlias

import typer

from budget_monitor.model.ledgers.period import PERIODS

MAX_YEARS_BACK = 12


def complete_rules(incomplete: str) -> list[tuple[str, str]]:
    """Rule ids that go on so, with their titles; of several with commas between them, the last."""
    before, comma, last = incomplete.rpartition(",")
    return [
        (f"{before}{comma}{name}", title) for name, title in _rules() if name.casefold().startswith(last.casefold())
    ]


def complete_findings(incomplete: str) -> list[tuple[str, str]]:
    """The numbers and ids of what a check of the ledgers here finds, with the rows they are about."""
    with suppress(Exception):
        from budget_monitor.cli.shared.book import set_of
        from budget_monitor.model.results.numbered import contents
        from budget_monitor.pipeline import check_set

        told = contents(check_set(set_of(None)).report).all()
        numbers = [(str(one.number), one.findings[0].label) for one in told]
        ids = [(finding.id, finding.label) for one in told for finding in one.findings]
        return [pair for pair in [*numbers, *ids] if pair[0].casefold().startswith(incomplete.casefold())]
    return []


def complete_ledgers(incomplete: str) -> list[tuple[str, str]]:
    """Names of ledgers that go on so, with their titles."""
    with suppress(Exception):
        from budget_monitor.cli.shared.book import set_of
        from budget_monitor.pipeline import own_rules, rule_book

        book, _ = rule_book(own_rules(set_of(None)))
        return [(name, one.title) for name, one in book.ledgers.items() if name.startswith(incomplete.casefold())]
    return []


def complete_periods(incomplete: str) -> list[str]:
    """Periods that go on so."""
    return [period for period in PERIODS if period.casefold().startswith(incomplete.casefold())]


def complete_years(incomplete: str) -> list[str]:
    """Financial years that go on so, the latest first."""
    from budget_monitor.cli.shared import clock

    this = clock.today().year
    years = [f"{year}/{(year + 1) % 100:02d}" for year in range(this + 1, this - MAX_YEARS_BACK, -1)]
    return [year for year in years if year.startswith(incomplete)]


OfYear: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="YEAR", help="Only this financial year: 2021/22.", autocompletion=complete_years),
]
OfPeriod: TypeAlias = Annotated[
    str | None, typer.Option(metavar="PERIOD", help="Only this period: Q4.", autocompletion=complete_periods)
]
OfPortfolio: TypeAlias = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Only portfolios whose name has this in it.")
]


def _rules() -> Iterable[tuple[str, str]]:
    with suppress(Exception):
        from budget_monitor.cli.shared.book import set_of
        from budget_monitor.pipeline import own_rules, rule_book

        book, _ = rule_book(own_rules(set_of(None)))
        return [(name, rule.title) for name, rule in book.rules.items()]
    return []
