from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.model.checks.rule import EVERY_LEDGER, Clause, Example, OnMissing, Pair, Rows, Rule, Severity
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.render.book.rules import rule_list, rule_page, tolerance_text
from budget_monitor.render.text.page import Page
from budget_monitor.rules.compiled import RuleBook

RM01 = Rule(
    id="RM01",
    clauses=(Clause("reserve_movements", check="opening - usage == closing", where='period != "B"'),),
    title="Opening less usage is closing",
    what="Every line must roll.\nTotals too.",
    why="A line that does not roll hides a use.",
    source="Annual report 2019/20, section 2.2",
    examples=(
        Example(passes=True, ledgers={"reserve_movements": "opening,usage,closing\n300,239,61\n"}, title="it rolls"),
        Example(
            passes=False,
            ledgers={"reserve_movements": "opening,usage,closing\n300,239,16\n"},
            unit="£000",
            findings=({"line": "2", "column": "closing", "gap": "-45000"},),
        ),
    ),
    defined_in="rules/reserve_movements.toml",
    line=22,
)

CL02 = Rule(
    id="CL02",
    clauses=(
        Clause(
            "cash_limits",
            check="change == sum(budget_changes.amount)",
            by=(Pair("period", "period"), Pair("portfolio", "held_by")),
            rows=Rows.LINES,
            on_missing=OnMissing.FAIL,
        ),
    ),
    title="Change is explained",
    severity=Severity.WARNING,
    tolerance=Decimal("2.50"),
)

KEY = Rule(id="KEY", clauses=(Clause(EVERY_LEDGER, check="count() == 1"),), title="Keys are unique")

BOOK = RuleBook(
    {"reserve_movements": LedgerSchema("reserve_movements", "Earmarked reserves", {}, ())},
    {rule.id: rule for rule in (RM01, CL02, KEY)},
)


def test_the_list_is_by_ledger_with_a_rule_on_a_line() -> None:
    assert rule_list(BOOK) == (
        "Earmarked reserves (reserve_movements)\n"
        "  RM01  Opening less usage is closing\n"
        "\n"
        "cash_limits\n"
        "  CL02  Change is explained (warning)\n"
        "\n"
        "Every ledger\n"
        "  KEY   Keys are unique\n"
    )


def test_a_rules_page_has_all_there_is_to_know() -> None:
    assert rule_page(RM01) == (
        "RM01  Opening less usage is closing\n"
        "\n"
        "  what        Every line must roll. Totals too.\n"
        "  why         A line that does not roll hides a use.\n"
        "  holds       reserve_movements: opening - usage == closing\n"
        '  where       period != "B"\n'
        "  severity    error\n"
        "  about       figures: a failure is a wrong figure, to be put right\n"
        "  tolerance   rounding: as far apart as the rounding of the printed figures\n"
        "              allows\n"
        "  source      Annual report 2019/20, section 2.2\n"
        "  defined in  rules/reserve_movements.toml:22\n"
        "\n"
        "Example that passes: it rolls\n"
        "  reserve_movements.csv\n"
        "    opening,usage,closing\n"
        "    300,239,61\n"
        "\n"
        "Example that fails\n"
        "  reserve_movements.csv (in £000)\n"
        "    opening,usage,closing\n"
        "    300,239,16\n"
        "  finds: line 2, column closing, gap -45000\n"
    )


def test_groups_rows_and_the_missing_side_are_named() -> None:
    text = rule_page(CL02)
    assert "  by          period, portfolio = held_by\n" in text
    assert "  rows        lines\n" in text
    assert "  if missing  fails where the other side does not exist\n" in text


def test_a_casting_is_said_in_words() -> None:
    rule = Rule(
        id="RM02",
        clauses=(Clause("r", casts=("opening", "closing"), by=(Pair("period", "period"),), subtotal_by="sector"),),
    )
    text = rule_page(rule)
    assert "  holds          r: opening, closing cast to their totals\n" in text
    assert "  within         period\n" in text
    assert "  sub-totals by  sector\n" in text


@pytest.mark.parametrize(
    ("tolerance", "currency", "text"),
    [
        (None, "", "rounding: as far apart as the rounding of the printed figures allows"),
        (Decimal(0), "", "exact: to the penny"),
        (Decimal("2.50"), "GBP", "up to £2.50 apart"),
        (Decimal(1000), "EUR", "up to €1,000 apart"),
        (Decimal(3), "", "up to 3 apart"),
    ],
)
def test_a_tolerance_is_said_in_words(tolerance: Decimal | None, currency: str, text: str) -> None:
    assert tolerance_text(Rule(id="X1", clauses=(), tolerance=tolerance, currency=currency)) == text


def test_text_of_a_rule_file_is_printed_literally() -> None:
    hostile = Rule(id="X\x1b[1m", clauses=(Clause("l", check="[bold]"),), title="[red]x", what="\x9b \u202e")
    text = rule_page(hostile)
    assert text.startswith("X␛[1m  [red]x\n")
    assert "l: [bold]" in text
    assert r"\x9b \u202e" in text


def test_no_line_is_wider_than_the_page() -> None:
    for width in (24, 40, 80):
        for text in (rule_list(BOOK, Page(width)), *(rule_page(rule, Page(width)) for rule in BOOK.rules.values())):
            assert max(map(len, text.splitlines())) <= width
