"""Claims about figures from elsewhere: sums, single rows of other ledgers, earlier periods, totals and their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.pipeline import check as check_folder
from tests.support.engines import QUICK
from tests.support.small_books import BUDGETS, SPENDING, check, counts, failures, rule

HEADING = "financial_year,period,department,budget,status\n"
BY_TEAM = '["financial_year", "period", "team = department"]'
BY_DEPARTMENT = '["financial_year", "period", "department = team"]'


def of_budgets(condition: str, **fields: str) -> str:
    """The rule file of budgets, with a rule of them."""
    return BUDGETS + rule(condition, **fields)


def of_spending(condition: str, **fields: str) -> str:
    """The rule file of spending, with a rule of it."""
    return SPENDING + rule(condition, **fields)


# --- sums and counts


SPENT = """\
financial_year,period,team,item,kind,amount
2021/22,Q1,Roads,Salt,cost,5
2021/22,Q1,Roads,Grit,cost,7
2021/22,Q1,Roads,Fees,income,-2
2021/22,Q1,Roads,Total,,10
2021/22,Q1,Parks,Seed,cost,4
2021/22,Q2,Roads,Salt,cost,3
"""


@pytest.mark.parametrize(
    ("condition", "gap"),
    [
        ("budget == sum(spending.amount)", "90"),  # 5 + 7 - 2; the total is no line
        ("budget == sum(spending.amount, where=kind == 'cost')", "88"),
        ("budget == sum(spending.amount, where=kind == 'cost' and amount > 5)", "93"),
        ("budget == -sum(spending.amount, where=kind == 'income')", "98"),
        ("budget == sum(spending.amount, where=item == 'Sand')", "100"),  # of no line: nothing
        ("budget == 2 * sum(spending.amount - spending.amount / 2)", "90"),
        ("budget == sum(spending.amount, where=kind == 'cost') / 6 + 98", "0"),
        ("budget == sum(spending.amount, where=kind == 'cost') + sum(spending.amount, where=kind == 'income')", "90"),
    ],
)
def test_a_sum_takes_the_lines_of_its_group(condition: str, gap: str) -> None:
    budgets = f"{HEADING}2021/22,Q1,Roads,100,\n"
    report = check(SPENDING, of_budgets(condition, by=BY_DEPARTMENT), ledgers={"spending": SPENT, "budgets": budgets})
    assert failures(report) == ([] if gap == "0" else [(2, "budget", gap)])
    assert sum(counts(report).values()) == 1


def test_a_sum_names_every_line_it_took() -> None:
    """The finding has the total's cell first and then the lines, none of another group and no total."""
    rules = of_budgets("budget == sum(spending.amount, where=kind == 'cost')", by=BY_DEPARTMENT)
    report = check(SPENDING, rules, ledgers={"spending": SPENT, "budgets": f"{HEADING}2021/22,Q1,Roads,100,\n"})
    (finding,) = report.findings
    assert [(cell.ref.file, cell.ref.line) for cell in finding.cells] == [
        ("budgets.csv", 2),
        ("spending.csv", 2),
        ("spending.csv", 3),
    ]
    assert [str(term.coefficient) for term in finding.terms] == ["1", "-1", "-1"]


def test_a_blank_line_leaves_the_sums_it_belongs_to_undecided() -> None:
    """The costs are known; what the fees are is not, and neither is the sum of all."""
    spent = SPENT.replace("Fees,income,-2", "Fees,income,")
    budgets = f"{HEADING}2021/22,Q1,Roads,12,\n2021/22,Q2,Roads,3,\n"
    for condition, expected in (
        ("budget == sum(spending.amount)", {"exact": 1, "undecided": 1}),
        ("budget == sum(spending.amount, where=kind == 'cost')", {"exact": 2}),
        ("budget == sum(spending.amount, where=not is_missing(amount))", {"exact": 2}),
    ):
        rules = of_budgets(condition, by=BY_DEPARTMENT)
        report = check(SPENDING, rules, ledgers={"spending": spent, "budgets": budgets})
        assert counts(report) == expected, condition


def test_a_line_of_unknown_kind_may_or_may_not_belong() -> None:
    spent = SPENT.replace("Fees,income,-2", "Fees,,-2")
    rules = of_budgets("budget == sum(spending.amount, where=kind == 'cost')", by=BY_DEPARTMENT)
    report = check(SPENDING, rules, ledgers={"spending": spent, "budgets": f"{HEADING}2021/22,Q1,Roads,12,\n"})
    assert counts(report) == {"undecided": 1}


def test_a_count_counts_lines() -> None:
    """Put to each group of a ledger's own lines, and placed at the first of them."""
    rules = of_spending("count() == 2", by='["financial_year", "period", "team"]')
    report = check(rules, ledgers={"spending": SPENT})
    assert failures(report) == [(2, "financial_year", "1"), (6, "financial_year", "-1"), (7, "financial_year", "-1")]
    (first, *_) = report.findings
    assert first.message == "the number of lines is 3, computed 2: 1 too high"
    assert first.key == {"financial_year": "2021/22", "period": "Q1", "team": "Roads"}
    rules = of_spending("count(where=kind == 'cost') == 2", by='["financial_year", "period", "team"]')
    assert [line for line, _, _ in failures(check(rules, ledgers={"spending": SPENT}))] == [6, 7]


def test_a_condition_on_sums_alone_is_put_once_to_each_group() -> None:
    """Spending in all against the budget in all: one check a year and period, however many rows there are."""
    rules = of_spending("sum(amount) <= sum(budgets.budget)", by='["financial_year", "period"]')
    budgets = f"{HEADING}2021/22,Q1,Roads,10,\n2021/22,Q1,Parks,3,\n2021/22,Q2,Roads,3,\n"
    report = check(BUDGETS, rules, ledgers={"spending": SPENT, "budgets": budgets})
    assert counts(report) == {"exact": 1, "fail": 1}
    (finding,) = report.findings
    assert (finding.place.line, finding.message) == (2, "the sum of amount is £14; it should be at most £13")


# --- one row of another ledger


TIE = of_spending("amount == budgets.budget", by=BY_TEAM, rows="totals")


@pytest.mark.parametrize(
    ("budgets", "expected"),
    [
        ("2021/22,Q1,Roads,10,", {"exact": 1}),
        ("2021/22,Q1,Roads,11,", {"fail": 1}),
        ("2021/22,Q2,Roads,11,", {"nothing_to_compare": 1}),
        ("2021/22,Q1,Roads,10,\n2021/22,Q1,Roads,10,", {"exact": 1}),
        ("2021/22,Q1,Roads,11,\n2021/22,Q1,Roads,11,", {"fail": 1}),
        ("2021/22,Q1,Roads,10,\n2021/22,Q1,Roads,11,", {"undecided": 1}),
        ("2021/22,Q1,roads,10,", {"exact": 1}),
    ],
)
def test_a_tie_is_to_the_row_that_shares_the_columns_of_by(budgets: str, expected: dict[str, int]) -> None:
    """Several such rows are as good as one where they state the same, and nothing is known where they do not."""
    report = check(BUDGETS, TIE, ledgers={"spending": SPENT, "budgets": f"{HEADING}{budgets}\n"})
    assert counts(report) == expected


def test_rows_that_disagree_are_said_to() -> None:
    budgets = f"{HEADING}2021/22,Q1,Roads,10,\n2021/22,Q1,Roads,11,\n"
    (finding,) = check(BUDGETS, TIE, ledgers={"spending": SPENT, "budgets": budgets}).findings
    assert finding.message == "could not be checked: 2 rows of budgets are meant, and their budget is not the same"


def test_a_failed_tie_shows_both_cells() -> None:
    (finding,) = check(
        BUDGETS, TIE, ledgers={"spending": SPENT, "budgets": f"{HEADING}2021/22,Q1,Roads,12,\n"}
    ).findings
    assert [(cell.ref.file, cell.ref.line, cell.ref.column) for cell in finding.cells] == [
        ("spending.csv", 5, "amount"),
        ("budgets.csv", 2, "budget"),
    ]
    assert finding.message == "amount is £10, computed £12: £2 too low"


def test_a_folded_column_pairs_texts_whatever_their_case_and_spacing() -> None:
    """Highways Depot and HIGHWAYS DEPOT are one team, and so is HighwaysDepot."""
    spent = "financial_year,period,team,item,amount\n" + "".join(
        f"2021/22,Q1,{team},Salt,5\n" for team in ("Highways Depot", "HIGHWAYS  DEPOT", "highwaysdepot", "Depot")
    )
    budgets = f"{HEADING}2021/22,Q1,Highways depot,5,\n"
    folded = of_spending("amount == budgets.budget", by='["financial_year", "period", "team ~ department"]')
    assert counts(check(BUDGETS, folded, ledgers={"spending": spent, "budgets": budgets})) == {
        "exact": 3,
        "nothing_to_compare": 1,
    }
    plain = of_spending("amount == budgets.budget", by=BY_TEAM)
    assert counts(check(BUDGETS, plain, ledgers={"spending": spent, "budgets": budgets})) == {
        "exact": 2,  # one name, however its capitals and spaces are typed
        "nothing_to_compare": 2,
    }


def test_words_of_another_ledger() -> None:
    """A text can be tied too; an empty one is missing."""
    rules = of_spending("budgets.status == 'agreed' or is_missing(budgets.status)", by=BY_TEAM, rows="totals")
    for status, expected in (("agreed", {"exact": 1}), ("draft", {"fail": 1}), ("", {"exact": 1})):
        budgets = f"{HEADING}2021/22,Q1,Roads,10,{status}\n"
        assert counts(check(BUDGETS, rules, ledgers={"spending": SPENT, "budgets": budgets})) == expected


def test_a_tie_to_no_column_of_a_group_is_refused() -> None:
    """Without `by` nobody could tell which row is meant; with a column that is not there, neither."""
    for by, message in (
        (None, "`by` is needed: over which columns is budgets looked up?"),
        ('["team"]', "budgets has no column 'team'"),
        ('["team = departmnet"]', "budgets has no column 'departmnet'; did you mean 'department'?"),
        ('["amount ~ budget"]', '"~" compares texts; spending.amount holds money'),
    ):
        rules = of_spending("amount == budgets.budget", **({} if by is None else {"by": by}))
        (finding,) = check(BUDGETS, rules, ledgers={"spending": SPENT}).findings
        assert finding.verdict is Verdict.BROKEN
        assert finding.message.startswith(message)


# --- earlier periods


ROLLS = of_spending("before == previous(amount)")
YEARS = of_spending("before == previous_year(amount)")
ROLLING = "financial_year,period,team,item,previous_period,before,amount\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["2021/22,Q1,Roads,Salt,,0,5", "2021/22,Q2,Roads,Salt,,5,6"], {"exact": 1, "nothing_to_compare": 1}),
        (["2021/22,Q1,Roads,Salt,,0,5", "2021/22,Q2,Roads,Salt,,6,6"], {"fail": 1, "nothing_to_compare": 1}),
        # a quarter nobody reported is passed over
        (["2021/22,Q1,Roads,Salt,,0,5", "2021/22,Q4,Roads,Salt,,5,6"], {"exact": 1, "nothing_to_compare": 1}),
        # from one year to the next, and the period before is the last of it
        (
            ["2020/21,Q2,Roads,Salt,,0,4", "2020/21,Q4,Roads,Salt,,4,5", "2021/22,Q1,Roads,Salt,,5,6"],
            {"exact": 2, "nothing_to_compare": 1},
        ),
        # a year nobody reported is not
        (["2019/20,Q4,Roads,Salt,,0,5", "2021/22,Q1,Roads,Salt,,9,6"], {"nothing_to_compare": 2}),
        # another item, or another team, is another key
        (["2021/22,Q1,Roads,Grit,,0,5", "2021/22,Q2,Roads,Salt,,9,6"], {"nothing_to_compare": 2}),
        (["2021/22,Q1,Parks,Salt,,0,5", "2021/22,Q2,Roads,Salt,,9,6"], {"nothing_to_compare": 2}),
        # the order of the file does not matter
        (["2021/22,Q2,Roads,Salt,,5,6", "2021/22,Q1,Roads,Salt,,0,5"], {"exact": 1, "nothing_to_compare": 1}),
        # a blank there is a figure that is missing
        (["2021/22,Q1,Roads,Salt,,0,", "2021/22,Q2,Roads,Salt,,5,6"], {"undecided": 1, "nothing_to_compare": 1}),
    ],
)
def test_previous_is_the_same_key_one_report_back(rows: list[str], expected: dict[str, int]) -> None:
    assert counts(check(ROLLS, ledgers={"spending": ROLLING + "\n".join(rows) + "\n"})) == expected


@pytest.mark.parametrize(
    ("names", "before", "expected"),
    [
        ("", 6, "exact"),  # Q2, the one before Q4
        ("Q1", 5, "exact"),
        ("Q1", 6, "fail"),
        ("2020/21 Q4", 4, "exact"),
        ("2020/21 Outturn", 4, "exact"),
        ("2019/20 Q4", 3, "exact"),
        ("Q3", 6, "nothing_to_compare"),  # named, and not there
    ],
)
def test_a_row_may_name_the_report_it_goes_back_to(names: str, before: int, expected: str) -> None:
    earlier = (
        "2019/20,Q4,Roads,Salt,,,3\n2020/21,Q4,Roads,Salt,,,4\n2021/22,Q1,Roads,Salt,,,5\n2021/22,Q2,Roads,Salt,,,6\n"
    )
    rules = SPENDING + rule("before == previous(amount)", where='period == "Q4" and financial_year == "2021/22"')
    text = f"{ROLLING}{earlier}2021/22,Q4,Roads,Salt,{names},{before},7\n"
    assert counts(check(rules, ledgers={"spending": text})) == {expected: 1}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ["2020/21,Q2,Roads,Salt,,,4", "2020/21,Q4,Roads,Salt,,,5", "2021/22,Q1,Roads,Salt,,5,6"],
            {"exact": 1, "nothing_to_compare": 2},
        ),
        (["2020/21,Q2,Roads,Salt,,,4", "2021/22,Q1,Roads,Salt,,4,6"], {"exact": 1, "nothing_to_compare": 1}),
        (["2020/21,Q4,Roads,Salt,,,5", "2021/22,Q1,Roads,Salt,,4,6"], {"fail": 1, "nothing_to_compare": 1}),
        (["2019/20,Q4,Roads,Salt,,,5", "2021/22,Q1,Roads,Salt,,4,6"], {"nothing_to_compare": 2}),
        (["2021/22,Q1,Roads,Salt,,,5", "2021/22,Q2,Roads,Salt,,4,6"], {"nothing_to_compare": 2}),
    ],
)
def test_previous_year_is_the_last_report_of_the_year_before(rows: list[str], expected: dict[str, int]) -> None:
    """Of that very key: whether or not another had a later one."""
    assert counts(check(YEARS, ledgers={"spending": ROLLING + "\n".join(rows) + "\n"})) == expected


def test_a_key_that_stands_twice_is_no_previous_one() -> None:
    """Which of the two was meant cannot be told."""
    rows = "2021/22,Q1,Roads,Salt,,0,5\n2021/22,Q1,Roads,Salt,,0,6\n2021/22,Q2,Roads,Salt,,5,6\n"
    assert counts(check(ROLLS, ledgers={"spending": ROLLING + rows})) == {"nothing_to_compare": 3}


def test_a_failed_roll_forward_shows_the_earlier_cell() -> None:
    text = ROLLING + "2021/22,Q1,Roads,Salt,,0,5\n2021/22,Q2,Roads,Salt,,6,6\n"
    (finding,) = check(ROLLS, ledgers={"spending": text}).findings
    assert [(cell.ref.line, cell.ref.column) for cell in finding.cells] == [(3, "before"), (2, "amount")]
    assert finding.message == "before is £6, computed £5: £1 too high"


def test_a_ledger_whose_key_is_time_alone_rolls_too() -> None:
    """One row a period: the one before is the row before."""
    rules = """
[ledger]
name = "balances"
key  = ["financial_year", "period"]
[ledger.columns]
financial_year = "financial_year"
period         = "period"
opening        = "money"
closing        = "money"
[[rule]]
id    = "T1"
check = "opening == previous(closing)"
[[rule]]
id    = "T2"
check = "opening == previous_year(closing)"
"""
    text = "financial_year,period,opening,closing\n2020/21,Q4,1,5\n2021/22,Q1,5,6\n2021/22,Q2,5,6\n"
    report = check(rules, ledgers={"balances": text})
    assert [(finding.rule, finding.place.line) for finding in report.findings] == [("T1", 4)]
    assert counts(report) == {"exact": 3, "fail": 1, "nothing_to_compare": 2}


# --- castings


WITHIN = 'within = ["financial_year", "period"]\n'
CASTS = SPENDING + f"[[rule]]\nid = 'T1'\ncasts = ['amount', 'used']\n{WITHIN}"
CAST = "financial_year,period,team,section,item,used,amount\n"


def casts(*rows: str, rules: str = CASTS) -> list[tuple[int, str, str | None]]:
    """The failures of rows in the columns team, section, item, used, amount."""
    text = CAST + "".join(f"2021/22,Q1,{row}\n" for row in rows)
    return failures(check(rules, ledgers={"spending": text}))


def test_each_column_casts_to_its_total() -> None:
    lines = ("Roads,,Salt,1,5", "Roads,,Grit,2,7")
    assert casts(*lines, ",,Total,3,12") == []
    assert casts(*lines, ",,TOTAL,3,13") == [(4, "amount", "1")]
    assert casts(*lines, ",,Grand total,2,11") == [(4, "amount", "-1"), (4, "used", "-1")]
    assert casts(",,Total,4,12", *lines) == [(2, "used", "1")]  # wherever it stands


def test_a_total_covers_the_lines_of_its_group_and_no_other() -> None:
    text = (
        CAST
        + "2021/22,Q1,Roads,,Salt,1,5\n2021/22,Q1,,,Total,1,5\n2021/22,Q2,Roads,,Salt,2,6\n2021/22,Q2,,,Total,1,6\n"
    )
    assert failures(check(CASTS, ledgers={"spending": text})) == [(5, "used", "-1")]


def test_a_group_without_a_total_has_nothing_to_cast() -> None:
    report = check(CASTS, ledgers={"spending": CAST + "2021/22,Q1,Roads,,Salt,1,5\n"})
    assert counts(report) == {}


def test_a_sub_total_covers_the_lines_above_it_and_is_itself_no_line() -> None:
    """5 + 7 = 12, 4 alone is 4, and the total is 16 and not 32."""
    rows = [
        "Roads,,Salt,1,5",
        "Roads,,Grit,2,7",
        ",,Sub-total,3,12",
        "Parks,,Seed,1,4",
        ",,Subtotal,1,4",
        ",,Total,4,16",
    ]
    assert casts(*rows) == []
    rows[4] = ",,Subtotal,1,16"
    assert casts(*rows) == [(6, "amount", "12")]


def test_a_sub_total_covers_the_lines_of_its_section_where_the_rule_says_so() -> None:
    """Wherever the lines stand."""
    rules = CASTS + "subtotal_by = 'section'\n"
    rows = [
        "Roads,North,Salt,1,5",
        "Roads,South,Grit,2,7",
        ",South,Sub-total,2,7",
        ",North,Sub-total,1,5",
        ",,Total,3,12",
    ]
    assert casts(*rows, rules=rules) == []
    rows[2] = ",South,Sub-total,3,12"
    assert casts(*rows, rules=rules) == [(4, "amount", "5"), (4, "used", "1")]


def test_a_column_that_a_table_does_not_have_is_not_cast() -> None:
    """Blank in the lines and in the total: it does not apply. Blank in one of them only, it is missing."""
    header = CAST
    for rows, expected in (
        (["Salt,,5", "Total,,5"], {"exact": 1}),
        (["Salt,1,5", "Total,,5"], {"exact": 1, "undecided": 1}),
        (["Salt,1,4", "Grit,,1", "Total,1,5"], {"exact": 1, "undecided": 1}),
    ):
        text = header + "".join(f"2021/22,Q1,,,{row}\n" for row in rows)
        assert counts(check(CASTS, ledgers={"spending": text})) == expected, rows


def test_a_casting_with_a_where_leaves_lines_and_totals_out() -> None:
    """A heading with a figure of its own is no line here."""
    rules = CASTS + "where = 'team != \"Heading\"'\n"
    rows = ["Heading,,Roads,9,9", "Roads,,Salt,1,5", "Roads,,Total,1,5"]
    assert casts(*rows, rules=rules) == []
    assert casts(*rows, rules=CASTS) == [(4, "amount", "-9"), (4, "used", "-9")]


def test_the_finding_of_a_total_shows_the_lines() -> None:
    text = CAST + "2021/22,Q1,Roads,,Salt,1,5\n2021/22,Q1,Roads,,Grit,2,7\n2021/22,Q1,,,Total,3,13\n"
    (finding,) = check(CASTS, ledgers={"spending": text}).findings
    assert [cell.ref.line for cell in finding.cells] == [4, 2, 3]
    assert finding.message == "amount is £13, computed £12: £1 too high"


# --- which rows, whose authority, which sign


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, [2, 3, 4, 5]),
        ({"rows": "all"}, [2, 3, 4, 5]),
        ({"rows": "lines"}, [2, 3]),
        ({"rows": "totals"}, [4, 5]),
        ({"where": 'item == "Salt"'}, [2]),
        ({"where": "amount > 6"}, [3, 4, 5]),
        ({"where": "amount > 6", "rows": "lines"}, [3]),
        ({"where": "used > 0"}, []),  # not known: nothing to speak of
    ],
)
def test_which_rows_a_check_is_put_to(fields: dict[str, str], lines: list[int]) -> None:
    rows = "2021/22,Q1,Roads,,Salt,,5\n2021/22,Q1,Roads,,Grit,,7\n2021/22,Q1,,,Sub-total,,12\n2021/22,Q1,,,Total,,12\n"
    report = check(of_spending("amount == 0", **fields), ledgers={"spending": CAST + rows})
    assert [line for line, _, _ in failures(report)] == lines


def test_where_may_look_elsewhere() -> None:
    """Only spending whose budget is agreed is checked; where there is none, nothing is known of it."""
    rules = of_spending("amount == 0", by=BY_TEAM, where='budgets.status == "agreed"')
    budgets = f"{HEADING}2021/22,Q1,Roads,10,agreed\n2021/22,Q1,Parks,10,draft\n"
    report = check(BUDGETS, rules, ledgers={"spending": SPENT, "budgets": budgets})
    assert [line for line, _, _ in failures(report)] == [2, 3, 4, 5]


def test_a_movement_is_a_usage_with_its_sign_turned() -> None:
    """Movement -2 is a usage of 2; the finding names the column of the file, and the coefficient its sign."""
    rules = of_spending("before - used == amount")
    text = "financial_year,period,team,item,before,movement,amount\n2021/22,Q1,Roads,Salt,5,-2,3\n"
    assert counts(check(rules, ledgers={"spending": text})) == {"exact": 1}
    (finding,) = check(rules, ledgers={"spending": text.replace("-2,3", "2,3")}).findings
    coefficients = {term.cell.ref.column: str(term.coefficient) for term in finding.terms}
    assert coefficients == {"amount": "1", "before": "-1", "movement": "-1"}  # 3 - 5 - 2 = -4
    assert failures(check(rules, ledgers={"spending": text.replace("-2,3", "2,3")})) == [(2, "amount", "-4")]


AUTHORITIES = """\
authority,financial_year,period,team,item,previous_period,before,amount
Stockport,2021/22,Q1,Roads,Salt,,0,5
Tameside,2021/22,Q1,Roads,Salt,,0,6
Stockport,2021/22,Q2,Roads,Salt,,5,5
Tameside,2021/22,Q2,Roads,Salt,,5,6
Stockport,2021/22,Q2,,Total,,5,5
Tameside,2021/22,Q2,,Total,,5,7
"""


def test_an_authority_is_part_of_every_key() -> None:
    """Sums, ties and earlier periods stay within one authority, and the finding says which."""
    rules = ROLLS + f"where = 'item == \"Salt\"'\n[[rule]]\nid = 'T2'\ncasts = ['amount']\n{WITHIN}"
    report = check(rules, ledgers={"spending": AUTHORITIES})
    assert [(finding.rule, finding.place.line, finding.key["authority"]) for finding in report.findings] == [
        ("T1", 5, "Tameside"),
        ("T2", 7, "Tameside"),
    ]
    ties = of_spending("amount == budgets.budget", by=BY_TEAM, where='period == "Q1"')
    budgets = "authority,financial_year,period,department,budget\nTameside,2021/22,Q1,Roads,5\n"
    report = check(BUDGETS, ties, ledgers={"spending": AUTHORITIES, "budgets": budgets})
    assert counts(report) == {"fail": 1, "nothing_to_compare": 1}
    assert failures(report) == [(3, "amount", "1")]


# --- choosing reports


def test_choosing_a_report_chooses_checks_and_not_what_they_see(tmp_path: Path) -> None:
    """`--period Q2` checks Q2 only, against the Q1 that it follows and all the changes of the set."""
    (tmp_path / "cash_limits.csv").write_text(
        "financial_year,period,portfolio,previously_reported,change,cash_limit\n"
        "2020/21,Q4,Libraries,90,10,100\n"
        "2021/22,Q1,Libraries,100,5,106\n"  # 105
        "2021/22,Q2,Libraries,105,5,110\n"  # 106
        "2021/22,Q2,Parks and Gardens,50,1,52\n"  # 51
    )

    def found(**chosen: str) -> list[tuple[str, int]]:
        report = check_folder(tmp_path, select=["CL01", "CL03"], **chosen)  # type: ignore[arg-type]
        return [(finding.rule, finding.place.line) for finding in report.findings]

    everything = [("CL01", 3), ("CL03", 4), ("CL01", 5)]
    assert found() == everything
    assert found(period="Q1") == [("CL01", 3)]
    assert found(period="Mid-Year") == [("CL03", 4), ("CL01", 5)]
    assert found(portfolio="parks") == [("CL01", 5)]
    assert found(portfolio="LIB") == [("CL01", 3), ("CL03", 4)]
    assert found(year="2021-22") == everything
    assert found(year="2020/21") == []
    report = check_folder(tmp_path, select=["CL01"], year="2020/21")
    assert counts(report) == {"exact": 1}


def test_a_sum_is_of_the_whole_set_whichever_report_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "cash_limits.csv").write_text(
        "financial_year,period,portfolio,previously_reported,change,cash_limit\n2021/22,Q2,Libraries,105,5,110\n"
    )
    (tmp_path / "budget_changes.csv").write_text(
        "financial_year,period,portfolio,description,category,amount\n"
        "2021/22,Q2,Libraries,Pay award,adjustment,3\n2021/22,Q2,Libraries,Rent,adjustment,2\n"
    )
    report = check_folder(tmp_path, select=["CL02"], period="Q2", portfolio="libraries", show=Show.ALL)
    assert counts(report) == {"exact": 1}
    lines = [cell.ref.line for cell in report.exact[0].cells if cell.ref.file == "budget_changes.csv"]
    assert lines == [2, 3]


@pytest.mark.parametrize("engine", QUICK)
def test_previous_steps_through_many_reports_of_one_key_in_memory_linear_in_their_number(engine: str) -> None:
    """20,000 reports of one key: every pair of them would be 200 million rows."""
    book = """
[ledger]
name = "days"
key = ["day"]
sequence = ["day"]
[ledger.columns]
day = "integer"
opening = "money"
closing = "money"
[[rule]]
id = "T1"
check = "opening == previous(closing)"
"""
    text = "day,opening,closing\n" + "".join(f"{day},{day},{day + 1}\n" for day in range(20_000))
    report = check(book, ledgers={"days": text.replace("\n7,7,8\n", "\n7,6,8\n")}, engine=engine)
    assert counts(report) == {"exact": 19_998, "fail": 1, "nothing_to_compare": 1}


APOSTROPHES = [("Children's", "Children’s"), ("A - B", "A – B"), ("Café", "Cafe\u0301"), ("Parks", "Pa\u200brks")]


@pytest.mark.parametrize("engine", QUICK)
@pytest.mark.parametrize(("one", "other"), APOSTROPHES)
def test_names_are_found_however_they_were_typed(engine: str, one: str, other: str) -> None:
    spent = f"financial_year,period,team,item,before,amount\n2021/22,Q1,{one},Salt,1,5\n2021/22,Q2,{other},Salt,5,7\n"
    given = f"financial_year,period,department,budget\n2021/22,Q1,{other},5\n2021/22,Q2,{one},9\n"
    by = '["financial_year", "period", "team = department"]'
    ties = check(SPENDING + rule("amount == budgets.budget", by=by), BUDGETS,
                 ledgers={"spending": spent, "budgets": given}, engine=engine)  # fmt: skip
    assert counts(ties) == {"exact": 1, "fail": 1}
    steps = check(SPENDING + rule("before == previous(amount)"), ledgers={"spending": spent}, engine=engine)
    assert counts(steps) == {"exact": 1, "nothing_to_compare": 1}
    chosen = check(
        SPENDING + rule("amount > 0", where=f'team == "{other}"'), ledgers={"spending": spent}, engine=engine
    )
    assert counts(chosen) == {"exact": 2}
    (finding,) = [one for one in ties.findings if one.verdict is Verdict.FAIL]
    assert finding.key["team"] == " ".join(other.split()), "as the file has it"
