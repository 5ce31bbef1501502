"""Claims about rules for statements: one check over several columns, a table that is one group, the order of the file,
and tables that lie the other way.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.pipeline import check, rule_book

BOOK = """
[ledger]
name = "cash_book"
key = ["item"]
label = "item"
repeats = true

[ledger.columns]
item = "text"
paid_in = "money"
paid_out = "money"
balance = "money"
"""


def checked(folder: Path, rules: str, **files: str) -> Report:
    """A folder with these CSV files and one file of rules of its own."""
    (folder / "rules").mkdir()
    (folder / "rules" / "own.toml").write_text(rules, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return check(folder, select=["X"])


def gap(finding: Finding) -> int:
    assert finding.gap is not None
    return int(plain(finding.gap))


def counts(report: Report) -> dict[Verdict, int]:
    return {verdict: number for verdict, number in report.counts.items() if number}


def test_a_balance_runs_along_the_order_of_the_file(tmp_path: Path) -> None:
    """Totals are no step on the way, and the first row has nothing before it."""
    rule = """
[[rule]]
id = "X1"
check = "balance == previous(balance) + paid_in - paid_out"
by = []
sequence = "file"
"""
    text = (
        "item,paid_in,paid_out,balance\nOpening,0,0,100\nRent,0,30,70\nGrant,50,0,120\nFees,5,0,152\nPay,0,20,132\n"
        "Total,55,50,\n"
    )
    report = checked(tmp_path, BOOK + rule, cash_book=text)
    assert [(one.place.line, gap(one)) for one in report.findings if one.verdict is Verdict.FAIL] == [(5, 27)]
    assert counts(report)[Verdict.EXACT] == 3


@pytest.mark.parametrize("engine", ["arrow", "pandas"])
def test_each_group_has_a_balance_of_its_own(tmp_path: Path, engine: str) -> None:
    rule = '\n[[rule]]\nid = "X1"\ncheck = "balance == previous(balance) + paid_in"\nby = ["item"]\nsequence = "file"\n'
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text(BOOK + rule, encoding="utf-8")
    text = "item,paid_in,paid_out,balance\nA,0,0,1\nB,0,0,10\nA,2,0,3\nB,5,0,15\nA,1,0,5\n"
    (tmp_path / "cash_book.csv").write_text(text, encoding="utf-8")
    report = check(tmp_path, select=["X"], engine=engine)
    assert [(one.place.line, gap(one)) for one in report.findings] == [(6, 1)]


def test_one_check_is_put_to_several_columns(tmp_path: Path) -> None:
    rule = """
[[rule]]
id = "X1"
for_columns = ["paid_in", "paid_out"]
check = "column >= 0"
"""
    text = "item,paid_in,paid_out,balance\nRent,0,30,70\nGrant,-50,-1,120\n"
    report = checked(tmp_path, BOOK + rule, cash_book=text)
    assert [(one.place.line, one.place.column) for one in report.findings] == [(3, "paid_in"), (3, "paid_out")]


def test_a_table_can_be_one_group(tmp_path: Path) -> None:
    """`by = []`: all lines together, in sums of the row's own ledger and of others, in castings, and by itself."""
    rule = """
[[rule]]
id = "X1"
check = "sum(paid_in) == sum(paid_out)"
by = []
[[rule]]
id = "X2"
casts = ["paid_in"]
within = []
[[rule]]
id = "X3"
check = "paid_in <= sum(cash_book.paid_in)"
by = []
"""
    text = "item,paid_in,paid_out,balance\nRent,0,55,70\nGrant,50,0,120\nTotal,51,55,\n"
    report = checked(tmp_path, BOOK + rule, cash_book=text)
    assert [(one.rule, gap(one)) for one in report.findings] == [("X1", -5), ("X2", 1), ("X3", 1)]


FRONT_PAGE = """
[ledger]
name = "front_page"
key = ["what"]

[ledger.columns]
what = "text"
amount = "money"

[[rule]]
id = "X1"
check = "amount == CHECKED"
by = ["what = item"]
"""


@pytest.mark.parametrize("looked_up", ["cash_book.paid_in", "sum(cash_book.paid_in)"])
@pytest.mark.parametrize("engine", ["arrow", "pandas"])
def test_a_figure_ties_to_a_total_of_another_ledger(tmp_path: Path, looked_up: str, engine: str) -> None:
    """With `rows` given and the label in `by`, totals are reached, and named as what may be wrong."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    rule = FRONT_PAGE.replace("CHECKED", looked_up) + 'rows = "all"\n'
    (folder / "front.toml").write_text(rule, encoding="utf-8")
    text = "item,paid_in,paid_out,balance\nGrant,50,0,50\nFees,5,0,55\nTotal,55,0,\n"
    (tmp_path / "cash_book.csv").write_text(text, encoding="utf-8")
    (tmp_path / "front_page.csv").write_text("what,amount\nTotal,56\nFees,5\n", encoding="utf-8")
    report = check(tmp_path, select=["X"], engine=engine)
    (finding,) = report.findings
    assert (gap(finding), counts(report)) == (1, {Verdict.EXACT: 1, Verdict.FAIL: 1})
    assert "cash_book.csv:4" in [term.cell.ref.place for term in finding.terms]


def test_sums_reach_no_total_unless_they_are_asked_to(tmp_path: Path) -> None:
    rule = FRONT_PAGE.replace("CHECKED", "sum(cash_book.paid_in)")
    text = "item,paid_in,paid_out,balance\nGrant,50,0,50\nTotal,50,0,\n"
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "book.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "rules" / "front.toml").write_text(rule, encoding="utf-8")
    (tmp_path / "cash_book.csv").write_text(text, encoding="utf-8")
    (tmp_path / "front_page.csv").write_text("what,amount\nTotal,51\nGrant,50\n", encoding="utf-8")
    assert counts(check(tmp_path, select=["X"])) == {Verdict.EXACT: 1, Verdict.UNDECIDED: 1}


RESERVES = """
[ledger]
name = "movement_in_reserves"
key = ["reserve"]
label = "reserve"
layout = "transposed"

[ledger.columns]
reserve = "text"
opening_balance = "money"
surplus = "money"
transfers = "money"
closing_balance = "money"

[[rule]]
id = "X1"
check = "opening_balance + surplus + transfers == closing_balance"
[[rule]]
id = "X2"
casts = ["opening_balance", "surplus", "transfers", "closing_balance"]
within = []
"""


def test_a_statement_of_movements_by_reserve_is_read_as_it_lies(tmp_path: Path) -> None:
    text = (
        "Movement in reserves,General fund,Earmarked,Total\nOpening balance,100,50,150\nSurplus,20,0,20\n"
        "Transfers,-10,10,0\nClosing balance,110,61,170\n"
    )
    report = checked(tmp_path, RESERVES, movement_in_reserves=text)
    assert not report.input_problems
    assert [(one.rule, one.place.line, one.place.column, one.place.address) for one in report.findings] == [
        ("X1", 5, "Closing balance", "C5"), ("X2", 5, "Closing balance", "D5"),
    ]  # fmt: skip
    (correction,) = report.corrections
    assert [(change.cell.ref.address, change.cell.text) for change in correction.cells] == [("C5", "61")]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('for_columns = ["paid"]\ncheck = "column > 0"', "has no column 'paid'; did you mean 'paid_in'?"),
        ('for_columns = ["paid_in"]\ncasts = ["paid_in"]\nwithin = []', "for_columns goes with a check"),
        ('for_columns = ["paid_in"]\ncheck = "paid_out > 0"', "in which `column` stands for each of them"),
        ("for_columns = []\ncheck = \"column > 0\"", "for_columns names no column"),
        ('check = "previous(balance) > 0"\nby = []\nsequence = "line"', 'or "file" for the order of the rows'),
    ],
)  # fmt: skip
def test_a_mistake_is_said(tmp_path: Path, rule: str, message: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'{BOOK}\n[[rule]]\nid = "X1"\n{rule}\n', encoding="utf-8")
    _, problems = rule_book([file])
    assert message in problems[0].message
