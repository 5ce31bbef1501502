"""Claims about `where`: what it may speak of, and that a rule that says more is broken alone, with its place."""

from __future__ import annotations

import pytest

from tests.support.engines import LISTS, QUICK
from tests.support.small_books import BUDGETS, FIGURES, SPENDING, check, counts, rule

SPENT = """financial_year,period,team,item,before,amount
2021/22,Q2,Roads,Salt,1,2
2021/22,Q4,Roads,Salt,2,3
2021/22,Q4,Roads,Total,2,3
"""
GIVEN = "financial_year,period,department,budget,status\n2021/22,Q2,Roads,5,open\n"
SOUND = "\n[[rule]]\nid = 'T2'\nledger = 'spending'\ncheck = 'amount > 0'\n"
PAIRED = '["financial_year", "period", "team = department"]'


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("check = 'amount > 0'\nwhere = 'sum(budgets.budget) > 0'\nby = ['team']", "budgets has no column 'team'"),
        ("check = 'amount > 0'\nwhere = 'budgets.budget > 0'", "`by` is needed: over which columns is budgets"),
        ("casts = ['amount']\nwithin = ['team']\nwhere = 'budgets.budget > 0'", "of a casting, `where` uses"),
        ("casts = ['amount']\nwithin = ['team']\nwhere = 'previous(amount) > 0'", "of a casting, `where` uses"),
        ("ledger = '*'\ncheck = '1 == 1'\nwhere = 'is_missing(budgets.budget)'", "budgets has no column 'team'"),
    ],
)
def test_a_rule_whose_where_cannot_be_looked_up_is_broken_and_the_others_run(
    engine: str, fields: str, message: str
) -> None:
    book = SPENDING + f"\n[[rule]]\nid = 'T1'\n{fields}\n" + SOUND
    report = check(book, BUDGETS, ledgers={"spending": SPENT, "budgets": GIVEN}, engine=engine)
    assert counts(report) == {"broken": 1, "exact": 3}
    (problem,) = (one for one in report.input_problems if one.severity == "error")
    assert problem.message.startswith(f"rule T1: {message}")
    assert problem.line > 0


@pytest.mark.parametrize("engine", QUICK)
def test_a_where_may_look_up_what_by_finds(engine: str) -> None:
    book = SPENDING + rule("amount > 0", where="budgets.status == 'open'".replace("'", '"'), by=PAIRED)
    report = check(book, BUDGETS, ledgers={"spending": SPENT, "budgets": GIVEN}, engine=engine)
    assert counts(report) == {"exact": 1}


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize(
    ("condition", "where", "expected"),
    [
        ("a > 0", "switch > 0", {"exact": 3}),
        ("a > 0", "switch > 1", {}),
        ("a > 0", "switch > 0 and a > 1", {"exact": 2}),
        ("count() == 3", "switch > 0", {"exact": 1}),
        ("count() == 3", "switch > 1", {}),
        ("sum(a, where=switch > 0) == 6", "1 == 1", {"exact": 1}),
        ("sum(a, where=switch > 1) == 0", "1 == 1", {"exact": 1}),
        ("switch > 1", "1 == 1", {"fail": 3}),
    ],
)
def test_a_where_on_criteria_alone_takes_all_rows_or_none(
    engine: str, condition: str, where: str, expected: dict[str, int]
) -> None:
    by = "by = ['kind']" if "(" in condition else ""
    text = f"\n[[rule]]\nid = 'T1'\ncheck = '{condition}'\nwhere = '{where}'\ncriteria = {{ switch = 1 }}\n{by}\n"
    report = check(FIGURES + text, ledgers={"figures": "name,a\nx,1\ny,2\nz,3\n"}, engine=engine)
    assert counts(report) == expected


def test_previous_in_a_where_steps_along_the_clauses_own_sequence() -> None:
    book = SPENDING + rule("amount > 0", where="previous(amount) > 0", sequence='["period"]', by='["team", "item"]')
    assert counts(check(book, ledgers={"spending": SPENT})) == {"exact": 1}


@pytest.mark.parametrize("engine", [LISTS, "arrow"])
@pytest.mark.parametrize(("joined", "number"), [("and", 400), ("or", 400), ("in", 1_000)])
def test_long_chains_are_carried_up_to_the_limit_that_is_said(engine: str, joined: str, number: int) -> None:
    def chain(many: int) -> str:
        if joined == "in":
            return f"a in ({', '.join(map(str, range(many)))})"
        op, first = ("!=", 10) if joined == "and" else ("==", 0)
        return f" {joined} ".join(f"a {op} {value}" for value in range(first, first + many))

    ledgers = {"figures": "name,a\nx,2\n"}
    assert counts(check(FIGURES + rule(chain(number)), ledgers=ledgers, engine=engine)) == {"exact": 1}
    report = check(FIGURES + rule(chain(1_001)), ledgers=ledgers, engine=engine)
    assert [problem.message for problem in report.input_problems] == [
        "rule T1: this comes to more than 1,000 cases or terms; write several rules"
    ]


@pytest.mark.parametrize("engine", QUICK)
def test_rows_that_disagree_are_told_with_their_number_whatever_the_engine(engine: str) -> None:
    given = GIVEN + "2021/22,Q2,Roads,6,shut\n"
    book = SPENDING + rule("amount == budgets.budget", by=PAIRED)
    report = check(book, BUDGETS, ledgers={"spending": SPENT, "budgets": given}, engine=engine)
    assert [finding.message for finding in report.findings] == [
        "could not be checked: 2 rows of budgets are meant, and their budget is not the same"
    ]
