"""Claims about which lines a sum takes in: those up to a period, and those that a third ledger maps to the row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.ledgers.period import period_rank
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from tests.support.engines import EVERY_ENGINE, QUICK
from tests.support.small_books import BUDGETS, check, counts, rule

POSTINGS = """
[ledger]
name    = "postings"
key     = ["financial_year", "period", "team", "account"]
repeats = true

[ledger.columns]
financial_year = "financial_year"
period         = "period"
team           = "text"
account        = "text"
amount         = { type = "money", required = false }
journal        = { type = "text", required = false }
day            = { type = "date", required = false }
"""
ACCOUNTS = """
[ledger]
name = "accounts"
key  = ["account"]

[ledger.columns]
account = "text"
section = "text"
"""
BUDGET_HEADING = "financial_year,period,department,budget,status\n"
POSTING_HEADING = "financial_year,period,team,account,amount\n"

UP_TO = '["financial_year", "department = team", "period >= period"]'
OF_SECTION = '["financial_year", "department = team", "status = accounts.section", "period >= period"]'
"""A budget's `status` is a section here, so that two departments may have sections of one name."""


def tie(by: str, condition: str = "budget == sum(postings.amount)", **fields: str) -> tuple[str, str, str]:
    """The rule files of three ledgers, with a rule of the budgets."""
    return POSTINGS, ACCOUNTS, BUDGETS + rule(condition, by=by, **fields)


def listed(report: Report) -> list[Finding]:
    """Every check that there is a finding of, whatever its verdict, by line."""
    return sorted((*report.findings, *report.within_rounding, *report.exact), key=lambda finding: finding.place.line)


def lines_of(finding: Finding) -> list[int]:
    """The lines of the postings that a finding names."""
    return [cell.ref.line for cell in finding.cells if cell.ref.file == "postings.csv"]


# --- up to a period

POSTED = (
    POSTING_HEADING
    + """\
2021/22,P01,Roads,A,10
2021/22,P06,Roads,A,20
2021/22,Q2,Roads,B,40
2021/22,P07,Roads,A,80
2021/22,P01,Parks,A,160
2020/21,P01,Roads,A,320
"""
)


@pytest.mark.parametrize("engine", EVERY_ENGINE)
@pytest.mark.parametrize(
    ("period", "total", "lines"),
    [
        ("B", None, []),
        ("P01", 10, [2]),
        ("Q1", 10, [2]),
        ("P06", 30, [2, 3]),
        ("Q2", 70, [2, 3, 4]),
        ("P07", 150, [2, 3, 4, 5]),
        ("Q4", 150, [2, 3, 4, 5]),
    ],
)
def test_an_ordered_pair_takes_the_lines_at_or_before_the_row(
    engine: str, period: str, total: int | None, lines: list[int]
) -> None:
    """A quarter has its months and what is posted to the quarter itself; another year and team are none of it."""
    budgets = f"{BUDGET_HEADING}2021/22,{period},Roads,1,\n"
    ledgers = {"postings": POSTED, "budgets": budgets}
    report = check(*tie(UP_TO), ledgers=ledgers, engine=engine, show=Show.ALL)
    if total is None:
        assert counts(report) == {"nothing_to_compare": 1}
        return
    (finding,) = listed(report)
    assert finding.computed is not None
    assert plain(finding.computed) == total
    assert lines_of(finding) == lines


def test_months_count_from_the_month_the_year_starts_in() -> None:
    """June is P03, which is in Q1."""
    ledgers = {
        "postings": POSTING_HEADING + "2021/22,June,Roads,A,5\n2021/22,July,Roads,A,7\n",
        "budgets": BUDGET_HEADING + "2021/22,Q1,Roads,5,\n",
    }
    assert counts(check(*tie(UP_TO), ledgers=ledgers)) == {"exact": 1}


def test_an_order_alone_is_enough() -> None:
    """Everything up to the period, of whatever year and team."""
    ledgers = {"postings": POSTED, "budgets": BUDGET_HEADING + "2021/22,P06,Roads,510,\n"}
    assert counts(check(*tie('["period >= period"]'), ledgers=ledgers)) == {"exact": 1}


def test_two_orders_at_once() -> None:
    """Up to that year, and in each of these up to that period."""
    by = '["financial_year >= financial_year", "department = team", "period >= period"]'
    ledgers = {"postings": POSTED, "budgets": BUDGET_HEADING + "2021/22,P06,Roads,350,\n2020/21,Q4,Roads,320,\n"}
    assert counts(check(*tie(by), ledgers=ledgers)) == {"exact": 2}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("budget == sum(postings.amount, where=account == 'A')", {"exact": 1}),
        ("budget == postings.amount", {"undecided": 1}),  # three lines that state different figures
        ("budget == 30 and not is_missing(postings.team)", {"exact": 1}),
        ("budget > 0 and postings.team == department", {"exact": 1}),
    ],
)
def test_what_else_may_be_looked_up_up_to_a_period(condition: str, expected: dict[str, int]) -> None:
    ledgers = {"postings": POSTED, "budgets": BUDGET_HEADING + "2021/22,Q2,Roads,30,\n"}
    assert counts(check(*tie(UP_TO, condition), ledgers=ledgers)) == expected


def test_sums_in_another_unit_are_off_by_the_sum_of_what_their_lines_may_be_off_by() -> None:
    """Three lines in thousands and one total: 2,000 either way, over the lines of two periods."""
    postings = POSTING_HEADING + "2021/22,P01,Roads,A,1\n2021/22,P02,Roads,A,1\n2021/22,P02,Roads,B,1\n"
    for budget, verdict in (("3", "exact"), ("5", "within_rounding"), ("6", "fail")):
        ledgers = {"postings": postings, "budgets": f"{BUDGET_HEADING}2021/22,P02,Roads,{budget},\n"}
        assert counts(check(*tie(UP_TO), ledgers=ledgers, unit="£000")) == {verdict: 1}


# --- through a mapping

MAPPED = "account,section\nA,Salt\nB,Grit\nC,Salt\n"


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_a_mapping_takes_the_lines_whose_key_is_mapped_to_the_row(engine: str) -> None:
    """A and C are Salt; D is not in the mapping, and in no section."""
    postings = POSTING_HEADING + "".join(f"2021/22,P01,Roads,{account},{10 ** place}\n"
                                         for place, account in enumerate("ABCDA"))  # fmt: skip
    budgets = BUDGET_HEADING + "2021/22,Q1,Roads,10101,Salt\n2021/22,Q1,Roads,11,Grit\n2021/22,Q1,Roads,1,Sand\n"
    ledgers = {"postings": postings, "budgets": budgets, "accounts": MAPPED}
    report = check(*tie(OF_SECTION), ledgers=ledgers, engine=engine, show=Show.ALL)
    assert counts(report) == {"exact": 1, "fail": 1, "nothing_to_compare": 1}
    exact, failed = listed(report)
    assert (lines_of(failed), lines_of(exact)) == ([3], [2, 4, 6])


def test_a_key_mapped_twice_counts_where_both_say_the_same() -> None:
    postings = POSTING_HEADING + "2021/22,P01,Roads,A,1\n2021/22,P01,Roads,B,2\n"
    budgets = BUDGET_HEADING + "2021/22,Q1,Roads,1,Salt\n"
    accounts = "account,section\nA,Salt\nA,Salt\nB,Grit\nB,Salt\n"
    ledgers = {"postings": postings, "budgets": budgets, "accounts": accounts}
    assert counts(check(*tie(OF_SECTION), ledgers=ledgers)) == {"exact": 1}


def test_a_mapping_may_be_loose() -> None:
    ledgers = {
        "postings": POSTING_HEADING + "2021/22,P01,Roads,A,5\n",
        "budgets": BUDGET_HEADING + "2021/22,P01,Roads,5,SALT and Grit\n",
        "accounts": "account,section\nA,Salt and grit\n",
    }
    by = '["status ~ accounts.section"]'
    assert counts(check(*tie(by), ledgers=ledgers)) == {"exact": 1}


def test_authorities_have_mappings_of_their_own() -> None:
    """The same account is Salt here and Grit there."""
    ledgers = {
        "postings": "authority,financial_year,period,team,account,amount\n"
        "Here,2021/22,P01,Roads,A,5\nThere,2021/22,P01,Roads,A,7\n",
        "budgets": "authority,financial_year,period,department,budget,status\n"
        "Here,2021/22,Q1,Roads,5,Salt\nThere,2021/22,Q1,Roads,7,Grit\n",
        "accounts": "authority,account,section\nHere,A,Salt\nThere,A,Grit\n",
    }
    assert counts(check(*tie(OF_SECTION), ledgers=ledgers)) == {"exact": 2}


# --- against a model that looks at each line

PERIODS = ["B", "P01", "P03", "Q1", "P06", "Q2", "Q4", "P13"]


@dataclass(frozen=True)
class Posting:
    """A line of the postings; `amount` None is a blank."""

    year: str
    period: str
    team: str
    account: str
    amount: int | None


@dataclass(frozen=True)
class Budget:
    """A line of the budgets."""

    year: str
    period: str
    department: str
    budget: int
    section: str


years, teams = st.sampled_from(["2020/21", "2021/22"]), st.sampled_from(["Roads", "Parks"])
some_postings = st.lists(
    st.builds(
        Posting, years, st.sampled_from(PERIODS), teams, st.sampled_from("ABC"),
        st.one_of(st.none(), st.integers(-4, 4), st.integers(-4, 4), st.integers(-4, 4)),
    ),
    max_size=12,
)  # fmt: skip
some_budgets = st.lists(
    st.builds(Budget, years, st.sampled_from(PERIODS), teams, st.integers(-4, 4), st.sampled_from(["Salt", "Grit"])),
    min_size=1,
    max_size=8,
)
some_accounts = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["Salt", "Grit"])), max_size=5)


def expected_of(taken: Sequence[tuple[int, Posting]], budget: Budget) -> tuple[Verdict | None, list[int]]:
    """The verdict of one budget, None where there is nothing to compare, and the lines of its sum."""
    lines = [line for line, _ in taken]
    if not taken:
        return None, lines
    amounts = [posting.amount for _, posting in taken]
    if any(amount is None for amount in amounts):
        return Verdict.UNDECIDED, lines
    total = sum(amount for amount in amounts if amount is not None)
    return (Verdict.EXACT if total == budget.budget else Verdict.FAIL), lines


def found_in(report: Report) -> dict[int, tuple[Verdict | None, list[int]]]:
    """By line of the budgets, what was found there."""
    return {finding.place.line: (finding.verdict, lines_of(finding)) for finding in listed(report)}


def csv_of(heading: str, rows: Iterable[Iterable[object]]) -> str:
    return heading + "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)


@settings(max_examples=60, deadline=None)
@given(postings=some_postings, budgets=some_budgets, accounts=some_accounts, engine=st.sampled_from(QUICK))
def test_sums_up_to_a_period_are_those_of_looking_at_each_line(
    postings: list[Posting], budgets: list[Budget], accounts: list[tuple[str, str]], engine: str
) -> None:
    """Verdicts and lines, of small ledgers in any order, plain and through a mapping."""
    ledgers = {
        "postings": csv_of(POSTING_HEADING, ((p.year, p.period, p.team, p.account, p.amount) for p in postings)),
        "budgets": csv_of(BUDGET_HEADING, ((b.year, b.period, b.department, b.budget, b.section) for b in budgets)),
        "accounts": csv_of("account,section\n", accounts),
    }
    sections = {account: {section for name, section in accounts if name == account} for account in "ABC"}
    for by, is_mapped in ((UP_TO, False), (OF_SECTION, True)):
        report = check(*tie(by), ledgers=ledgers, engine=engine, show=Show.ALL)
        found = found_in(report)
        for line, budget in enumerate(budgets, start=2):
            taken = [
                (number, posting)
                for number, posting in enumerate(postings, start=2)
                if (posting.year, posting.team) == (budget.year, budget.department)
                and period_rank(posting.period) <= period_rank(budget.period)
                and (not is_mapped or sections[posting.account] == {budget.section})
            ]
            verdict, lines = expected_of(taken, budget)
            assert found.get(line) == (None if verdict is None else (verdict, lines))


# --- what cannot be paired


@pytest.mark.parametrize(
    ("by", "condition", "message"),
    [
        ('["period >= peirod"]', "", "postings has no column 'peirod'; did you mean 'period'?"),
        ('["period >= team"]', "", "postings.team holds text, which puts rows in no order"),
        ('["period >= day"]', "", "'period >= day' compares period and date, which have no order in common"),
        ('["period >= period"]', "budget == sum(budgets.budget)", "'period >= period' is for another ledger: lines of"),
        (
            '["status = accounts.section"]',
            "budget == sum(budgets.budget)",
            "'status = accounts.section' is for another ledger: lines of budgets itself share the columns of `by`",
        ),
        (
            '["department = budgets.department"]',
            "",
            "postings has no column 'department', by which budgets is looked up",
        ),
    ],
)
def test_a_pair_that_pairs_nothing_is_refused(by: str, condition: str, message: str) -> None:
    files = tie(by, condition) if condition else tie(by)
    (finding,) = check(*files, ledgers={"budgets": BUDGET_HEADING + "2021/22,Q1,Roads,1,\n"}).findings
    assert finding.verdict is Verdict.BROKEN
    assert finding.message.startswith(message)


def test_totals_are_cast_over_the_columns_they_share() -> None:
    casts = "\n[[rule]]\nid = 'T1'\ncasts = ['budget']\nwithin = ['period >= period']\n"
    (finding,) = check(BUDGETS + casts, ledgers={"budgets": BUDGET_HEADING + "2021/22,Q1,Roads,1,\n"}).findings
    assert finding.message.startswith("'period >= period' is for another ledger")


# --- groups of some lines only

JOURNALS = "financial_year,period,team,account,amount,journal\n"
BALANCE = POSTINGS + rule("sum(amount) == 0", where="not is_missing(journal)", by='["financial_year", "account"]')


@pytest.mark.parametrize("engine", EVERY_ENGINE)
def test_where_chooses_the_lines_that_form_the_groups(engine: str) -> None:
    """A has a journal and an invoice, B a journal that is out by 1, C no journal at all: no check of C."""
    postings = JOURNALS + (
        "2021/22,P01,Roads,A,99,\n2021/22,P01,Roads,A,5,j\n2021/22,P02,Parks,A,-5,j\n"
        "2021/22,P01,Roads,B,7,j\n2021/22,P01,Parks,B,-6,j\n2021/22,P01,Roads,C,4,\n"
    )
    report = check(BALANCE, ledgers={"postings": postings}, engine=engine, show=Show.ALL)
    assert counts(report) == {"exact": 1, "fail": 1}
    exact, failed = listed(report)
    assert (exact.place.line, lines_of(exact)) == (3, [3, 4])
    assert (failed.place.line, lines_of(failed)) == (5, [5, 6])
    assert failed.key == {"financial_year": "2021/22", "account": "B"}


def test_the_search_changes_no_line_that_is_in_no_group() -> None:
    """Its line is of no journal, so no check of it could be the one that a correction resolves."""
    postings = JOURNALS + "2021/22,P01,Roads,A,-1,\n2021/22,P01,Roads,A,5,j\n2021/22,P01,Roads,A,-4,j\n"
    report = check(BALANCE, ledgers={"postings": postings})
    assert {correction.cell.ref.line for culprit in report.culprits for correction in culprit.corrections} == {3, 4}


def test_where_chooses_groups_by_their_sums() -> None:
    """Of sums alone it speaks of the groups, as before."""
    rules = POSTINGS + rule("sum(amount) < 10", where="count() > 1", by='["account"]')
    postings = POSTING_HEADING + "2021/22,P01,Roads,A,90\n2021/22,P01,Roads,B,5\n2021/22,P01,Roads,B,6\n"
    assert counts(check(rules, ledgers={"postings": postings})) == {"fail": 1}


def test_where_does_not_speak_of_lines_and_groups_at_once() -> None:
    rules = POSTINGS + rule("sum(amount) == 0", where='count() > 1 and team == "Roads"', by='["account"]')
    (finding,) = check(rules, ledgers={"postings": POSTED}).findings
    assert finding.verdict is Verdict.BROKEN
    assert finding.message.startswith(
        "of a check of groups, `where` uses the lines' own columns or those of the groups"
    )


# --- ledgers whose lines repeat, and rules that need a ledger

EVERY_KEY = "\n[[rule]]\nid = 'T2'\nledger = '*'\nby = 'key'\ncheck = 'count() == 1'\n"


def test_a_ledger_whose_lines_repeat_has_no_key_to_keep() -> None:
    """The accounts are checked, and the postings passed over."""
    twice = POSTING_HEADING + "2021/22,P01,Roads,A,5\n" * 2
    report = check(POSTINGS, ACCOUNTS + EVERY_KEY, ledgers={"postings": twice, "accounts": "account,section\nA,Salt\n"})
    assert counts(report) == {"exact": 1}


def test_without_a_ledger_it_needs_a_rule_makes_no_check() -> None:
    """With an empty one it makes them: nothing is posted to compare with."""
    files = (POSTINGS, ACCOUNTS, BUDGETS + rule("budget == sum(postings.amount)", by=UP_TO, needs='["postings"]'))
    budgets = BUDGET_HEADING + "2021/22,Q1,Roads,5,\n"
    report = check(*files, ledgers={"budgets": budgets})
    assert [(tally.rule, tally.checks) for tally in report.tallies] == [("T1", 0)]
    report = check(*files, ledgers={"budgets": budgets, "postings": POSTING_HEADING})
    assert counts(report) == {"nothing_to_compare": 1}


def test_a_rule_that_cannot_be_understood_is_broken_though_its_ledger_is_not_there() -> None:
    files = (POSTINGS, ACCOUNTS, BUDGETS + rule("budgte > 0", needs='["postings"]'))
    (finding,) = check(*files, ledgers={"budgets": BUDGET_HEADING + "2021/22,Q1,Roads,5,\n"}).findings
    assert finding.verdict is Verdict.BROKEN
