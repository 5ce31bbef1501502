"""Claims about the five verdicts: what is exact, within rounding, failed, undecided or broken."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Verdict
from tests.support.small_books import BUDGETS, FIGURES, SPENDING, check, counts, failures, figures, rule, verdict_of

EXACT, ROUNDING, FAIL = Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.FAIL
UNDECIDED, BROKEN = Verdict.UNDECIDED, Verdict.BROKEN


# --- printed figures and rounding


@pytest.mark.parametrize(
    ("row", "unit", "expected"),
    [
        ("33,33,66", "£000", EXACT),
        ("33,33,67", "£000", ROUNDING),  # 33.4 + 33.4 = 66.8
        ("33,33,65", "£000", ROUNDING),
        ("33,33,68", "£000", FAIL),  # three figures may be off by 0.5 each: 1.5 in all
        ("33,33,64", "£000", FAIL),
        ("33,33,67", "£", FAIL),
        ("33.00,33.00,66.01", "£", FAIL),
        ("0.1,0.2,0.3", "£", EXACT),
        ("0.10,0.20,0.31", "£", FAIL),
        ("1.2,1.3,2.6", "£m", ROUNDING),  # to the last digit written: a hundred thousand
        ("1.20,1.30,2.60", "£m", FAIL),
        ("-33,(33),67-", "£000", ROUNDING),
        ("£0.033m,33k,66", "£000", EXACT),
    ],
)  # fmt: skip
def test_figures_stand_for_what_rounds_to_them(row: str, unit: str, expected: Verdict) -> None:
    assert verdict_of("a + b == c", f"a,b,c\n{row}\n", unit) is expected


@pytest.mark.parametrize("lines", [1, 3, 8])
def test_a_casting_of_n_lines_may_differ_by_half_a_unit_for_each_figure(lines: int) -> None:
    """N lines and their total are n + 1 figures, each off by at most £500: (n + 1) x £500, and not a pound more."""
    rule_file = FIGURES + "[[rule]]\nid = 'T1'\ncasts = ['a']\nwithin = []\n"
    allowed = (lines + 1) // 2 * 1000  # in whole thousands, as it is printed
    for gap, expected in (
        (0, {"exact": 1}),
        (allowed, {"within_rounding": 1}),
        (-allowed, {"within_rounding": 1}),
        (allowed + 1000, {"fail": 1}),
        (-allowed - 1000, {"fail": 1}),
    ):
        total = (lines * 33_000 + gap) // 1000
        text = "name,a\n" + "".join(f"line {line},33\n" for line in range(lines)) + f"Total,{total}\n"
        report = check(rule_file, ledgers={"figures": text}, unit="£000", show=Show.ROUNDING)
        assert counts(report) == expected, gap
        for finding in (*report.findings, *report.within_rounding):
            assert finding.allowed == money(Decimal(lines + 1) * 500)
            assert finding.gap == money(Decimal(gap))


def test_a_figure_with_its_own_suffix_has_its_own_precision() -> None:
    """£0.16m is £155,000 to £165,000; beside bare thousands the total may be off by £5,000 + £500 + £500."""
    header = "name,a\n"
    rule_file = FIGURES + "[[rule]]\nid = 'T1'\ncasts = ['a']\nwithin = []\n"
    for total, expected in ((260, "exact"), (265, "within_rounding"), (266, "within_rounding"), (267, "fail")):
        report = check(rule_file, ledgers={"figures": f"{header}x,£0.16m\ny,100\nTotal,{total}\n"}, unit="£000")
        assert counts(report) == {expected: 1}
    for total, expected in ((263, "exact"), (264, "within_rounding"), (265, "fail")):
        report = check(rule_file, ledgers={"figures": f"{header}x,£0.163m\ny,100\nTotal,{total}\n"}, unit="£000")
        assert counts(report) == {expected: 1}


def test_a_figure_on_both_sides_is_counted_once() -> None:
    """Whatever a stands for, a + b == a + c only asks for b == c; and a == a holds of any figure."""
    assert verdict_of("a + b == a + c", "a,b,c\n5,1,2\n", "£000") is ROUNDING
    assert verdict_of("a + b == a + c", "a,b,c\n5,1,3\n", "£000") is FAIL
    assert verdict_of("2 * a == a + a", "a\n5\n", "£000") is EXACT


def test_rounding_counts_as_often_as_a_figure_is_taken() -> None:
    """3 * a may be off by 3 x 0.5, and c by 0.5."""
    for c, expected in (("9", EXACT), ("11", ROUNDING), ("12", FAIL)):
        assert verdict_of("3 * a == c", f"a,c\n3,{c}\n", "£000") is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("93.06,134,144", ROUNDING),  # 134 / 144 is 93.0555…%
        ("93.1,134,144", ROUNDING),
        ("93,134,144", ROUNDING),
        ("93.0,134,144", FAIL),  # which claims more than 93
        ("93.05,134,144", FAIL),
        ("50,72,144", EXACT),
        ("50.0,72,144", EXACT),
        ("50.0,73,144", FAIL),
        ("50,72,0", UNDECIDED),
        ("50,72,", UNDECIDED),
    ],
)
def test_a_percentage_is_as_precise_as_its_digits(row: str, expected: Verdict) -> None:
    """Whole numbers are exact; so the percentage alone is rounded."""
    assert verdict_of("p == 100 * i / j", f"p,i,j\n{row}\n") is expected


@pytest.mark.parametrize(
    ("condition", "row", "expected"),
    [
        ("a <= c", "5,5", EXACT),
        ("a <= c", "5,6", EXACT),
        ("a <= c", "6,5", ROUNDING),  # 5.5 and 5.5
        ("a < c", "6,5", FAIL),
        ("a < c", "5,5", ROUNDING),
        ("a <= c", "7,5", FAIL),
        ("a >= c", "5,6", ROUNDING),
        ("a > c", "5,6", FAIL),
        ("a != c", "5,5", ROUNDING),
        ("a != c", "5,6", EXACT),
        ("not a == c", "5,5", ROUNDING),
        ("not a <= c", "5,5", ROUNDING),  # a > c: 5.2 and 5.1
        ("not a <= c", "5,7", FAIL),
        ("not a < c", "5,6", ROUNDING),
        ("a >= 0", "-1,0", FAIL),
        ("a > -1.5", "-1,0", EXACT),
    ],
)
def test_inequalities_hold_if_some_figures_inside_their_ranges_satisfy_them(
    condition: str, row: str, expected: Verdict
) -> None:
    thousands = condition.replace("-1.5", "-1500")
    assert verdict_of(thousands, f"a,c\n{row}\n", "£000") is expected


RATED = 'name == ("Green" if n >= 90 else "Amber" if n >= 85 else "Red")'


@pytest.mark.parametrize(
    ("n", "name", "expected"),
    [
        ("90", "Green", EXACT),
        ("90", "Amber", ROUNDING),  # 89.5 is below 90
        ("90.0", "Amber", ROUNDING),
        ("90.1", "Amber", FAIL),
        ("89.0", "Amber", EXACT),
        ("89.0", "Red", FAIL),
        ("85", "Red", ROUNDING),
        ("85", "Green", FAIL),
        ("85", "", UNDECIDED),
        ("", "Green", UNDECIDED),
    ],
)
def test_a_rating_that_rounding_alone_decides_is_within_rounding(n: str, name: str, expected: Verdict) -> None:
    report = figures(RATED, f"n,name\n{n},{name}\n")
    assert counts(report) == {expected.value: 1}
    if expected is ROUNDING:
        (finding,) = report.within_rounding
        assert finding.message.endswith("rounding alone decides")


# --- tolerances


@pytest.mark.parametrize(
    ("tolerance", "row", "unit", "expected"),
    [
        ("exact", "33,33,66", "£000", EXACT),
        ("exact", "33,33,67", "£000", FAIL),
        ("£2", "1.00,2.00,5.00", "£", ROUNDING),
        ("£2", "1.00,2.00,1.00", "£", ROUNDING),
        ("£2", "1.00,2.00,5.01", "£", FAIL),
        ("2", "1.00,2.00,3.00", "£", EXACT),
        ("£2", "33,33,67", "£000", FAIL),  # £1,000 too much, however it was rounded
        ("£1,000", "33,33,67", "£000", ROUNDING),
        ("£1,000", "33,33,68", "£000", FAIL),
        ("rounding", "33,33,67", "£000", ROUNDING),
    ],
)
def test_a_tolerance_takes_the_place_of_rounding(tolerance: str, row: str, unit: str, expected: Verdict) -> None:
    assert verdict_of("a + b == c", f"a,b,c\n{row}\n", unit, tolerance=tolerance) is expected


@pytest.mark.parametrize(
    ("condition", "row", "expected"),
    [
        ("n == 100 * a / b", "52,1,2", ROUNDING),
        ("n == 100 * a / b", "52.1,1,2", FAIL),
        ("n == 100 * a / b", "48,1,-2", FAIL),
        ("n == 100 * a / b", "-48,1,-2", ROUNDING),
        ("a <= b", "1,4,2", ROUNDING),
        ("a <= b", "1,4.01,2", FAIL),
        ("n <= 3", "5,1,1", ROUNDING),
        ("n <= 3", "5.1,1,1", FAIL),
    ],
)
def test_a_tolerance_is_of_what_the_check_compares(condition: str, row: str, expected: Verdict) -> None:
    """Of a quotient it is the quotient that may be off, whatever it is divided by."""
    assert verdict_of(condition, f"n,a,b\n{row}\n", tolerance="2") is expected


# --- what is missing


def test_a_blank_leaves_a_check_undecided() -> None:
    """A blank is missing and never nothing: 1 + blank == 1 is not known."""
    report = figures("a + b == c", "a,b,c\n1,,1\n")
    assert counts(report) == {"undecided": 1}
    (finding,) = report.findings
    assert finding.message == "could not be checked: b (figures.csv:2) is blank"
    assert (finding.reported, finding.gap) == (None, None)
    assert figures("a + b == c", "a,b,c\n1,-,1\n").counts[EXACT] == 1  # a dash is nothing


def test_every_blank_is_named_up_to_three() -> None:
    (finding,) = figures("a + b == c", "name,a,b,c\nx,,,\ny,1,2,3\n").findings
    assert finding.message == "could not be checked: c (figures.csv:2), a (figures.csv:2), b (figures.csv:2) are blank"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a == 1 and b == 2", UNDECIDED),
        ("a == 2 and b == 2", FAIL),  # false, whatever b may be
        ("a == 1 or b == 2", EXACT),  # true, whatever b may be
        ("a == 2 or b == 2", UNDECIDED),
        ("not (a == 2 and b == 2)", EXACT),
        ("not (a == 1 or b == 2)", FAIL),
        ("not b == 2", UNDECIDED),
        ("a == b - b + 1", EXACT),  # what cancels out need not be known
        ("b != b + 1", EXACT),
        ("is_missing(b)", EXACT),
        ("not is_missing(b)", FAIL),
        ("is_missing(a)", FAIL),
        ("a == 1 if is_missing(b) else a == b", EXACT),
        ("a == (1 if is_missing(b) else b)", EXACT),
        ("a == (1 if b == 2 else 2)", UNDECIDED),
        ("kind == 'cost'", UNDECIDED),
        ("kind in ('cost',)", UNDECIDED),
        ("is_missing(kind)", EXACT),
    ],
)
def test_what_is_not_known_matters_only_where_it_decides(condition: str, expected: Verdict) -> None:
    assert verdict_of(condition, "a,b,kind\n1,,\n") is expected


TIED = SPENDING + rule("amount == budgets.budget", by='["financial_year", "period", "team = department"]')
SPENT = "financial_year,period,team,item,amount\n2021/22,Q1,Roads,Salt,5\n2021/22,Q1,Parks,Salt,7\n"
HEADING = "financial_year,period,department,budget\n"


def test_a_tie_without_its_other_side_is_counted_and_no_finding() -> None:
    """The budget of Roads is there, and nobody states one of Parks."""
    report = check(BUDGETS, TIED, ledgers={"spending": SPENT, "budgets": f"{HEADING}2021/22,Q1,Roads,5\n"})
    assert counts(report) == {"exact": 1, "nothing_to_compare": 1}
    assert report.counts[UNDECIDED] == 1
    assert report.findings == ()


def test_a_tie_to_a_blank_is_a_finding() -> None:
    """The other side exists, and its figure does not."""
    budgets = f"{HEADING}2021/22,Q1,Roads,5\n2021/22,Q1,Parks,\n"
    report = check(BUDGETS, TIED, ledgers={"spending": SPENT, "budgets": budgets})
    assert counts(report) == {"exact": 1, "undecided": 1}
    (finding,) = report.findings
    assert finding.message == "could not be checked: budget (budgets.csv:3) is blank"


def test_a_tie_to_a_ledger_that_is_not_there_has_nothing_to_compare() -> None:
    assert counts(check(BUDGETS, TIED, ledgers={"spending": SPENT})) == {"nothing_to_compare": 2}


def test_on_missing_fail_makes_it_a_failure() -> None:
    """Then it counts, and is listed with its place."""
    strict = TIED + "on_missing = 'fail'\n"
    budgets = f"{HEADING}2021/22,Q1,Roads,5\n"
    report = check(BUDGETS, strict, ledgers={"spending": SPENT, "budgets": budgets})
    assert counts(report) == {"exact": 1, "fail": 1}
    (finding,) = report.findings
    assert (finding.place.file, finding.place.line, finding.place.column) == ("spending.csv", 3, "amount")


def test_a_rule_that_ran_on_nothing_says_so() -> None:
    report = check(BUDGETS, TIED, ledgers={"budgets": f"{HEADING}2021/22,Q1,Roads,5\n"})
    (tally,) = report.tallies
    assert (tally.rule, tally.checks) == ("T1", 0)


# --- division


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("50,1,2", EXACT),
        ("50,-1,-2", EXACT),
        ("-50,1,-2", EXACT),
        ("49.5,1,2", FAIL),
        ("33,1,3", ROUNDING),
        ("-33,1,-3", ROUNDING),
        ("33.0,1,3", FAIL),
        ("50,1,0", UNDECIDED),
        ("50,0,0", UNDECIDED),
        ("50,1,", UNDECIDED),
    ],
)
def test_a_quotient_is_compared_as_it_is_and_never_divided_by_nothing(row: str, expected: Verdict) -> None:
    """A third is no decimal; 33% is one third as printed, and 33.0% is not."""
    assert verdict_of("n == 100 * a / b", f"n,a,b\n{row}\n") is expected


def test_a_denominator_of_nothing_says_so() -> None:
    (finding,) = figures("n == 100 * a / b", "n,a,b\n50,1,0\n").findings
    assert finding.message == "could not be checked: b (figures.csv:2) is 0, and nothing can be divided by 0"


def test_a_denominator_that_may_be_nothing_leaves_it_open_too() -> None:
    """Nothing in thousands is anything from -£500 to £500."""
    (finding,) = figures("n == a / b", "n,a,b\n5,1,0\n", "£000").findings
    assert finding.verdict is UNDECIDED
    (finding,) = figures("n == a / (b - c)", "n,a,b,c\n5,5,2,1\n", "£000").findings
    assert finding.message == "could not be checked: b (figures.csv:2) may be 0, and nothing can be divided by 0"


# --- broken rules


OTHERS = "\n[[rule]]\nid = 'T2'\ncheck = 'a == b'\n[[rule]]\nid = 'T3'\ncheck = 'a == c'\n"


def test_a_rule_that_cannot_run_is_broken_and_the_others_run() -> None:
    """The product of two numbers near 10^17 does not fit; that is exit code 2, and never a pass."""
    text = "n,m,a,b,c\n5,5,1,1,1\n-99999999999999999,55555555555,1,1,2\n"
    report = check(FIGURES + rule("n * m == 5") + OTHERS, ledgers={"figures": text})
    assert counts(report) == {"exact": 3, "fail": 1, "broken": 1}
    assert report.exit_code() == 2
    (broken,) = (finding for finding in report.findings if finding.verdict is BROKEN)
    assert broken.rule == "T1"
    assert broken.message == (
        "the rule could not run: it comes to numbers of more than the 38 digits that are kept; two figures that are"
        " multiplied by each other must be under 10^14 and 10^10; the largest figure that it reads is n"
        " (figures.csv:3) `-99999999999999999`"
    )


@pytest.mark.parametrize(
    "condition",
    [
        "a > 99999999999999999999999999999999999999",
        "a * 99999999999999999999999999999999999999 == b",
        f"a > 0.{'1' * 60}",
        "n" + " * n" * 40 + " == m",
        " and ".join(["a == b"] * 1_001),
    ],
)
def test_a_rule_of_too_large_numbers_is_broken_and_no_traceback(condition: str) -> None:
    report = check(FIGURES + rule(condition) + OTHERS, ledgers={"figures": "n,m,a,b,c\n12345678901,2,1,1,2\n"})
    assert counts(report) == {"exact": 1, "fail": 1, "broken": 1}
    assert report.exit_code() == 2


@pytest.mark.parametrize(
    "condition",
    [
        "n * m * 1.1 == p",
        "p == 1.234 * n / m",
        "p == (n + m) / (-0.1 - n)",
        "n * m + p * n + 1 + m == p + p * m",
        "(-2.1 * m + 0.85) * (-0.42 - 1.8 * n) >= p",
        "0.123456789 * n + m + p == 1",
        "n / m == p / i",
    ],
)
def test_arithmetic_of_ordinary_size_runs(condition: str) -> None:
    """Decimals have 38 digits: products and factors do not use them up."""
    for row in ("1234567.89,12345.67,99.95,7", "-0.27,0.01,30,-1"):
        assert verdict_of(condition, f"n,m,p,i\n{row}\n") is not BROKEN


def test_large_amounts_add_up_exactly() -> None:
    """Sums of hundreds of billions, to the penny; a binary float has no pennies there."""
    text = "a,b,c\n999999999999999.99,0.01,1000000000000000.00\n999999999999999.99,0.02,1000000000000000.00\n"
    report = figures("a + b == c", text)
    assert counts(report) == {"exact": 1, "fail": 1}
    assert failures(report) == [(3, "c", "-0.01")]


# --- what is said of a failure


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("a == b", "a is £1, computed £20: £19 too low"),
        ("a + b == c + 5", "a + b is £21, computed £8: £13 too high"),
        ("a + b == 2 * c", "a + b is £21, computed £6: £15 too high"),
        ("0.9 * a == b - c", "0.9 × a is £0.90, computed £17: £16.10 too low"),
        ("a / 3 + b / 2 == 5", "1/3 × a + 0.5 × b is £10.333333, computed £5: £5.333333 too high"),
        ("100 * i / j == 5", "100 × i / j is 50, computed 5: 45 too high"),
        ("i / (j - 1) >= 2", "i / (j − 1) is 1; it should be at least 2"),
        ("abs(a - b) <= 5", "−a + b is £19; it should be at most £5"),
        ("max(a, b) == c", "b is £20, computed £3: £17 too high"),
        ("b < 20", "b is £20; it should be less than £20"),
        ("a != 1", "a is £1; it should be other than £1"),
        ("kind == 'income'", "kind is cost; it should be income"),
        ("kind in ('income',)", "does not hold: kind in ('income',)"),
        ("not a < b", "a is £1; it should be at least £20"),
        ("not a == 1", "a is £1; it should be other than £1"),
        ("not a != b", "a is £1, computed £20: £19 too low"),
        ("not (a == 2 or b == 20)", "b is £20; it should be other than £20"),
        ("not (a == 1 and b == 20)", "a is £1; it should be other than £1"),
        ("not max(a, b) == 20", "b is £20; it should be other than £20"),
    ],
)
def test_a_message_says_what_the_reported_figure_is(condition: str, message: str) -> None:
    """A cell of the row by its column; anything else as arithmetic that can be redone."""
    (finding,) = figures(condition, "a,b,c,i,j,kind\n1,20,3,1,2,cost\n").findings
    assert finding.message == message


def test_a_column_that_stands_in_for_another_is_named_with_it() -> None:
    """The cell says -2; as a usage that is 2."""
    text = "financial_year,period,team,item,movement\n2021/22,Q1,Roads,Salt,-2\n"
    (finding,) = check(SPENDING + rule("used == 5"), ledgers={"spending": text}).findings
    assert finding.message == "used (−movement) is £2, computed £5: £3 too low"
    assert (finding.place.column, finding.cells[0].text) == ("movement", "-2")


# Very many rows


def test_a_failure_after_thousands_with_nothing_to_compare_is_listed() -> None:
    """2,100 teams of a first year have no year before; the one that has a year before comes last in the file."""
    new = "".join(f"2021/22,Q4,Team {number},Salt,5,0,5\n" for number in range(2_100))
    known = "2020/21,Q4,Old,Salt,9,0,9\n"
    header = "financial_year,period,team,item,before,used,amount\n"
    spending = header + new + known + "2021/22,Q4,Old,Salt,8,0,8\n"
    rule_file = SPENDING + "[[rule]]\nid = 'T1'\ncheck = 'before == previous_year(amount)'\n"
    report = check(rule_file, ledgers={"spending": spending})
    assert [(found.place.line, found.gap) for found in report.findings] == [(2_103, money(Decimal(-1)))]
