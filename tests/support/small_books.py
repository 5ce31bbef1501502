"""Small rule books and ledgers for the tests of evaluation: rule files as TOML text, ledgers as CSV text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from budget_monitor.model.ledgers.money import decimal_text, plain
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.pipeline import check_texts
from budget_monitor.rules.compiled import RuleBook
from budget_monitor.rules.rulebook import load_rulebook
from tests.support.engines import asked

FIGURES = """
[ledger]
name  = "figures"
key   = ["name"]
label = "name"

[ledger.columns]
name = { type = "text", required = false }
kind = { type = "choice", of = ["cost", "income"], required = false }
a    = { type = "money", required = false }
b    = { type = "money", required = false }
c    = { type = "money", required = false }
n    = { type = "number", required = false }
m    = { type = "number", required = false }
p    = { type = "percent", required = false }
i    = { type = "integer", required = false }
j    = { type = "integer", required = false }
day  = { type = "date", required = false }
"""
"""A ledger without time: money a, b, c; numbers n, m; a percentage p, whole numbers i and j, a date."""

SPENDING = """
[ledger]
name  = "spending"
key   = ["financial_year", "period", "team", "item"]
label = "item"

[ledger.columns]
financial_year  = "financial_year"
period          = "period"
team            = "text"
item            = { type = "text", required = false }
section         = { type = "text", required = false }
kind            = { type = "choice", of = ["cost", "income"], required = false }
previous_period = { type = "text", required = false, names_previous = true }
before          = { type = "money", required = false }
used            = { type = "money", required = false, negated_by = "movement" }
amount          = { type = "money", required = false }
"""
"""What teams spent on items, period by period; `before` is what the report before said."""

BUDGETS = """
[ledger]
name = "budgets"
key  = ["financial_year", "period", "department"]

[ledger.columns]
financial_year = "financial_year"
period         = "period"
department     = "text"
budget         = "money"
status         = { type = "text", required = false }
"""
"""A department's budget; a team of `spending` is a department here."""


@cache
def book_of(*files: str) -> RuleBook:
    """The ledgers and rules of rule files with these texts, and no others. Only conditions may be wrong in them."""
    with TemporaryDirectory() as folder, patch("budget_monitor.rules.rulebook.shipped_rules") as shipped:
        shipped.return_value = Path(folder) / "none"
        own = Path(folder) / "rules"
        own.mkdir()
        for number, text in enumerate(files):
            (own / f"{number}.toml").write_text(text, encoding="utf-8")
        book, problems = load_rulebook([own])
    assert set(problems) <= set(book.faults.values())
    return book


def check(
    *files: str,
    ledgers: Mapping[str, str],
    unit: str = "£",
    engine: str = "arrow",
    show: Show = Show.FAILURES,
) -> Report:
    """What the rules of these files say of these ledgers."""
    book = book_of(*files)
    return check_texts(ledgers, book, list(book.rules.values()), unit=unit, engine=asked(engine), show=show)


def rule(condition: str, **fields: str) -> str:
    """A rule T1 of a rule file. Fields are text, such as tolerance="exact", or a list as TOML writes it."""
    lines = "".join(
        f"{name} = {value}\n" if value.startswith("[") else f"{name} = '{value}'\n" for name, value in fields.items()
    )
    return f"\n[[rule]]\nid = 'T1'\ncheck = '''{condition}'''\n{lines}"


def figures(condition: str, text: str, unit: str = "£", **fields: str) -> Report:
    """What a condition on the ledger of figures comes to. `text` is its CSV text."""
    return check(FIGURES + rule(condition, **fields), ledgers={"figures": text}, unit=unit, show=Show.ALL)


def verdict_of(condition: str, text: str, unit: str = "£", **fields: str) -> Verdict:
    """The verdict of the one check that there is."""
    report = figures(condition, text, unit, **fields)
    (found,) = (verdict for verdict, number in report.counts.items() for _ in range(number))
    return found


def counts(report: Report) -> dict[str, int]:
    """How many checks came to each verdict that occurs; those with nothing to compare stand apart."""
    nothing = sum(tally.nothing_to_compare for tally in report.tallies)
    found = {verdict.value: number for verdict, number in report.counts.items() if number}
    if nothing:
        found["undecided"] -= nothing
        found["nothing_to_compare"] = nothing
    return {name: number for name, number in found.items() if number}


def gap(finding: Finding) -> str | None:
    """Reported minus computed, in currency units, as text; None where the check has no figures to show."""
    return None if finding.gap is None else decimal_text(plain(finding.gap))


def failures(report: Report) -> list[tuple[int, str, str | None]]:
    """Line, column and gap of every failed check."""
    return [
        (finding.place.line, finding.place.column, gap(finding))
        for finding in report.findings
        if finding.verdict is Verdict.FAIL
    ]
