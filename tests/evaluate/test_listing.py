"""Claims about which rows of a crowded check are looked at: what was accepted stays so, whatever else fails."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor import check as check_folder
from budget_monitor.evaluate.engines import open_engine
from budget_monitor.evaluate.evaluation import Evaluation, evaluate
from budget_monitor.evaluate.verdicts import run
from budget_monitor.load.ledger_set import set_from_text
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.model.results.review import Acceptance, AcceptanceFault
from tests.support.command import run as run_command
from tests.support.engines import EVERY_ENGINE, asked
from tests.support.small_books import SPENDING, book_of, rule

FEW = 20
"""How many rows are listed in these tests."""


@pytest.fixture(autouse=True)
def _few_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_ROWS_LISTED", FEW)
    monkeypatch.setattr("budget_monitor.evaluate.listing.MAX_ROWS_LISTED", FEW)


def spending(rows: int = 30) -> str:
    """Every row fails by its own number of pounds, and says nothing of what was used."""
    header = "financial_year,period,team,item,before,used,amount\n"
    lines = (f"2021/22,Q4,Children’s  TEAM {row % 3},Item {row},{row},,{2 * row + 1}\n" for row in range(rows))
    return header + "".join(lines)


def accepted(row: int, **changes: str) -> Acceptance:
    key = {"financial_year": "2021/22", "period": "Q4", "team": f"Children's TEAM {row % 3}", "item": f"Item {row}"}
    return Acceptance("T1", {**key, **changes}, Decimal(row + 1), "known", "J. Smith", date(2022, 5, 1))


def evaluated(engine: str, condition: str, *entries: Acceptance, text: str = "", **fields: str) -> Evaluation:
    book = book_of(SPENDING + rule(condition, **fields))
    read = set_from_text({"spending": text or spending()}, book.ledgers)
    options = asked(engine)
    return evaluate(
        read, book, list(book.rules.values()), engine=open_engine(options), short=options.short, accepted=entries
    )


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_an_accepted_row_is_looked_at_however_many_fail_before_it(engine: str) -> None:
    found = evaluated(engine, "amount == before", accepted(27), accepted(3), accepted(99))
    assert [finding.place.line for finding in found.findings] == [*range(2, FEW + 2), 29]
    assert (found.tallies[0].counts[Verdict.FAIL], found.tallies[0].unlisted) == (30, 9)
    assert found.cut_off == frozenset()
    (warning,) = found.problems
    assert warning.message == "rule T1: 9 more fail than are listed one by one; all of them are counted"


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_accepted_groups_and_undecided_rows_are_found_in_the_same_way(engine: str) -> None:
    key = {"financial_year": "2021/22", "period": "Q4", "team": "Team 25"}
    entry = Acceptance("T1", key, Decimal(-1), "known", "J. Smith", date(2022, 5, 1))
    lines = "".join(f"2021/22,Q4,Team {row},{item},1,1\n" for row in range(30) for item in "ab")
    text = f"financial_year,period,team,item,before,amount\n{lines}"
    groups = evaluated(engine, "count() == 1", entry, text=text, by="['financial_year', 'period', 'team']")
    assert [finding.key["team"] for finding in groups.findings][-1] == "Team 25"
    assert len(groups.findings) == FEW + 1
    blank = evaluated(engine, "used == before", accepted(28))
    assert [(blank.findings[-1].place.line, blank.findings[-1].verdict)] == [(30, Verdict.UNDECIDED)]


def test_more_accepted_rows_than_are_looked_at_are_said_to_be_so() -> None:
    """All rows have the one key that was accepted: which of them was meant cannot be told without reading them all."""
    same = "financial_year,period,team,item,before,amount\n" + "2021/22,Q4,Roads,Salt,1,2\n" * 50
    found = evaluated("arrow", "amount == before", accepted(1, team="Roads", item="Salt"), text=same)
    assert (len(found.findings), found.cut_off) == (FEW, frozenset({"T1"}))


RULES = """
[ledger]
name = "days"
key  = ["day"]
[ledger.columns]
day = "date"
a   = "money"
b   = "money"
[[rule]]
id    = "ZZ1"
title = "The two figures are the same"
check = "a == b"
"""
ENTRY = """
[[accepted]]
rule   = "ZZ1"
key    = { day = "2022-05-%02d" }
gap    = "-1"
reason = "known"
by     = "J. Smith"
on     = 2022-05-31
"""


def test_an_acceptance_that_was_not_looked_for_is_named_in_every_format(tmp_path: Path) -> None:
    """A key of a date alone has no words to find its rows by."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/days.toml").write_text(RULES)
    (tmp_path / "days.csv").write_text("day,a,b\n" + "".join(f"2022-05-{day:02},1,2\n" for day in range(1, 31)))
    (tmp_path / "accepted.toml").write_text(ENTRY % 3 + ENTRY % 27)
    report = check_folder(tmp_path, select=["ZZ1"])
    (problem,) = report.acceptance_problems
    assert (problem.fault, problem.acceptance.key) == (AcceptanceFault.NOT_LOOKED_AT, {"day": "2022-05-27"})
    assert len(report.accepted) == 1
    for command in (["--format", name] for name in ("table", "json", "junit", "markdown", "html", "concise")):
        said = run_command("check", str(tmp_path), "--select", "ZZ1", *command)
        assert said.exit_code == 1
        assert "this one was not" in " ".join(said.stdout.split()), command


def test_once_much_is_listed_the_first_few_of_each_further_rule_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budget_monitor.evaluate.listing.MAX_LISTED_IN_ALL", 10)
    monkeypatch.setattr(run, "FEW_ROWS_LISTED", 3)
    book = book_of(SPENDING + rule("amount == before") + rule("amount == 0").replace("'T1'", "'T2'"))
    read = set_from_text({"spending": spending()}, book.ledgers)
    found = evaluate(read, book, list(book.rules.values()))
    listed = Counter(finding.rule for finding in found.findings)
    assert listed == {"T1": FEW, "T2": 3}
    assert [(tally.rule, tally.counts[Verdict.FAIL], tally.unlisted) for tally in found.tallies] == [
        ("T1", 30, 10),
        ("T2", 30, 27),
    ]
    assert "rule T2: 27 more fail than are listed one by one; all of them are counted" in {
        problem.message for problem in found.problems
    }
