"""Claims about rows that could not be read: what takes them in is undecided and names them, and nobody is blamed."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

import budget_monitor
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict
from tests.support.engines import LISTS, QUICK
from tests.support.small_books import BUDGETS, SPENDING, check, counts, rule

RESERVES = """financial_year,period,portfolio,reserve,purpose,opening,usage,closing,note
2026/27,Q1,Libraries,Cabinet,Digital,500,150,350,checked
2026/27,Q1,Libraries,Flex,Museum,130,0,130,
2026/27,Q1,Libraries,Covid,Cleaning,70,20,50,
2026/27,Q1,Libraries,Total,,700,170,530,
"""

DAMAGE: dict[str, Callable[[list[str]], list[str]]] = {
    "a quotation mark that is never closed": lambda cells: [*cells[:4], f'"{cells[4]}', *cells[5:]],
    "a comma that is not in quotation marks": lambda cells: [*cells[:3], f"{cells[3]}, {cells[3]}", *cells[4:]],
    "a comma that was left out": lambda cells: [*cells[:3], f"{cells[3]} {cells[4]}", *cells[5:8]],
    "a year that is none": lambda cells: ["2026/72", *cells[1:]],
    "a period that is none": lambda cells: [cells[0], "Qi", *cells[2:]],
    "a period that is blank": lambda cells: [cells[0], "", *cells[2:]],
}


def folder_of(tmp_path: Path, **ledgers: str) -> Path:
    for name, text in ledgers.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def damaged(text: str, line: int, damage: Callable[[list[str]], list[str]]) -> str:
    """The text with the cells of one physical line changed."""
    lines = text.splitlines()
    lines[line - 1] = ",".join(damage(lines[line - 1].split(",")))
    return "\n".join(lines) + "\n"


def undecided(report: Report, rule_id: str) -> list[Finding]:
    return [one for one in report.findings if one.rule == rule_id and one.verdict is Verdict.UNDECIDED]


@pytest.mark.parametrize(("what", "line"), [*itertools.product(DAMAGE, [2, 3, 4])])
def test_a_casting_over_a_row_that_could_not_be_read_is_undecided_and_names_it(
    tmp_path: Path, what: str, line: int
) -> None:
    report = budget_monitor.check(folder_of(tmp_path, reserve_movements=damaged(RESERVES, line, DAMAGE[what])))
    assert [one for one in report.findings if one.outcome is Outcome.WRONG] == []
    castings = undecided(report, "RM02")
    assert len(castings) == 3, "each column of the total"
    assert all(f"line {line} of reserve_movements.csv could not be read" in one.message for one in castings)
    assert report.corrections == ()


def test_a_slip_in_another_row_is_still_found_beside_one_that_could_not_be_read(tmp_path: Path) -> None:
    text = damaged(RESERVES, 2, DAMAGE["a year that is none"]).replace("130,0,130", "130,0,103")
    report = budget_monitor.check(folder_of(tmp_path, reserve_movements=text))
    assert [(one.rule, one.place.line) for one in report.findings if one.verdict is Verdict.FAIL] == [("RM01", 3)]


def test_trailing_blanks_that_a_spreadsheet_dropped_are_blanks(tmp_path: Path) -> None:
    text = "\n".join(line.rstrip(",") for line in RESERVES.splitlines())
    report = budget_monitor.check(folder_of(tmp_path, reserve_movements=text))
    assert report.input_problems == ()
    assert report.exit_code() == 0
    assert (
        report.counts[Verdict.EXACT]
        == budget_monitor.check(folder_of(tmp_path, reserve_movements=RESERVES)).counts[Verdict.EXACT]
    )


def test_a_figure_missing_at_the_end_of_a_row_is_a_blank_with_a_warning(tmp_path: Path) -> None:
    text = "\n".join(line.rstrip(",") for line in RESERVES.replace("70,20,50,", "70,20").splitlines())
    report = budget_monitor.check(folder_of(tmp_path, reserve_movements=text))
    (problem,) = report.input_problems
    assert (problem.line, problem.severity) == (4, "warning")
    assert "closing is read as blank" in problem.message
    assert report.counts[Verdict.FAIL] == 0
    assert len(undecided(report, "RM01")) == 1
    assert len(undecided(report, "RM02")) == 3


def test_a_tie_to_a_ledger_that_could_not_be_read_at_all_is_undecided(tmp_path: Path) -> None:
    limits = "financial_year,period,portfolio,previously_reported,change,cash_limit\n2026/27,Q1,L,1000,163,1163\n"
    changes = "year,what\n2026/27,98\n"
    report = budget_monitor.check(folder_of(tmp_path, cash_limits=limits, budget_changes=changes))
    (finding,) = undecided(report, "CL02")
    assert "the file of budget_changes could not be read" in finding.message


GIVEN = "financial_year,period,department,budget\n2021/22,Q2,Roads,5\n2021/22,Q2,Parks,7\n"
SPENT = """financial_year,period,team,item,before,amount
2021/22,Q1,Roads,Salt,1,2
2021/22,Q2,Roads,Salt,2,5
2021/2222,Q2,Roads,Grit,0,1
"""
PAIRED = '["financial_year", "period", "team = department"]'


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("before == previous(amount)", {"undecided": 3}),
        ("sum(amount) == budgets.budget", {"undecided": 3}),
        ("count() <= 2", {"undecided": 3}),
        ("amount >= 0", {"exact": 3}),
    ],
)
def test_what_could_have_needed_a_lost_row_is_undecided_on_every_engine(
    engine: str, condition: str, expected: dict[str, int]
) -> None:
    fields = {} if "previous" in condition or ">= 0" in condition else {"by": PAIRED}
    report = check(SPENDING + rule(condition, **fields), BUDGETS,
                   ledgers={"spending": SPENT, "budgets": GIVEN}, engine=engine)  # fmt: skip
    assert counts(report) == expected


@pytest.mark.parametrize("engine", QUICK)
def test_a_single_row_that_is_there_is_compared_and_one_that_is_not_may_be_the_lost_one(engine: str) -> None:
    given = GIVEN + "2021/2,Q1,Roads,2\n"
    report = check(SPENDING + rule("amount == budgets.budget", by=PAIRED, rows="lines", on_missing="fail"), BUDGETS,
                   ledgers={"spending": SPENT.replace("2021/2222,Q2,Roads,Grit,0,1\n", ""), "budgets": given},
                   engine=engine)  # fmt: skip
    assert counts(report) == {"exact": 1, "undecided": 1}
    assert [one.message for one in report.findings if one.verdict is Verdict.UNDECIDED] == [
        "could not be checked: line 4 of budgets.csv could not be read, and may belong here"
    ]


@pytest.mark.parametrize("engine", QUICK)
def test_a_row_whose_own_key_could_not_be_read_lacks_nothing_elsewhere(engine: str) -> None:
    is_given = rule("not is_missing(budgets.budget)", by=PAIRED, rows="lines", on_missing="fail")
    given = GIVEN + "2021/22,Q1,Roads,2\n"
    report = check(SPENDING + is_given, BUDGETS, ledgers={"spending": SPENT, "budgets": given}, engine=engine)
    assert counts(report) == {"exact": 2}
    assert [one.line for one in report.input_problems if one.severity == "error"] == [4]


def test_lists_are_an_engine_of_these_tests() -> None:
    assert LISTS in QUICK
