"""Performance measures: percentages, ratings, trends and restatements, on figures that were rounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.pipeline import check, check_texts
from budget_monitor.rules.rulebook import load_rulebook

BOOK, _ = load_rulebook()
HEADER = (
    "financial_year,period,portfolio,code,series,measure,good_performance,year,basis,"
    "value,numerator,denominator,target,status,trend,unit\n"
)


def measure(
    value: str,
    *,
    counts: tuple[str, str] = ("", ""),
    target: str = "",
    status: str = "",
    trend: str = "",
    good: str = "high",
    year: str = "2021/22",
    basis: str = "actual",
    unit: str = "percent",
    report: str = "2021/22,Q4",
    series: str = "on_time",
    code: str = "L1",
) -> str:
    """One row of the ledger."""
    numerator, denominator = (f'"{count}"' if count else "" for count in counts)
    cells = [f'"{value}"', numerator, denominator, f'"{target}"', status, trend, unit]
    return f"{report},Libraries,{code},{series},Requests on time,{good},{year},{basis},{','.join(cells)}\n"


def checked(rule: str, *rows: str) -> Report:
    """What one rule says of some rows; line 2 is the first."""
    return check_texts({"performance_measures": HEADER + "".join(rows)}, BOOK, [BOOK.rules[rule]], show=Show.ALL)


def the_finding(rule: str, *rows: str) -> Finding:
    """The one check that a rule makes of some rows, whatever its verdict; nothing else is wrong with them."""
    report = checked(rule, *rows)
    assert report.input_problems == ()
    (found,) = (*report.findings, *report.within_rounding, *report.exact)
    return found


# Percentages


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("93%", Verdict.WITHIN_ROUNDING),
        ("93.1%", Verdict.WITHIN_ROUNDING),
        ("93.06", Verdict.WITHIN_ROUNDING),
        ("93.0%", Verdict.FAIL),
        ("93.07%", Verdict.FAIL),
        ("94%", Verdict.FAIL),
    ],
)
def test_a_percentage_is_held_to_the_decimals_it_prints(value: str, verdict: Verdict) -> None:
    """1,288 of 1,384 is 93.0636%."""
    assert the_finding("PM01", measure(value, counts=("1,288", "1,384"))).verdict is verdict


def test_a_percentage_that_is_no_more_than_its_counts_is_exact() -> None:
    assert the_finding("PM01", measure("50%", counts=("61", "122"))).verdict is Verdict.EXACT


def test_a_wrong_percentage_is_told_with_the_counts_as_they_are_printed() -> None:
    finding = the_finding("PM01", measure("93.0%", counts=("1,288", "1,384")))
    assert finding.message == "value is 93.0%; 100 × 1,288 / 1,384 is 93.06"
    assert finding.place.column == "value"


@pytest.mark.parametrize("counts", [("829", ""), ("", "923")])
def test_a_percentage_with_half_of_its_counts_is_undecided(counts: tuple[str, str]) -> None:
    finding = the_finding("PM01", measure("89.8%", counts=counts))
    assert finding.verdict is Verdict.UNDECIDED
    missing = "denominator" if counts[0] else "numerator"
    assert finding.message == f"could not be checked: {missing} (performance_measures.csv:2) is blank"


@pytest.mark.parametrize("numerator", ["829", "0"])
def test_nothing_is_divided_by_nothing(numerator: str) -> None:
    finding = the_finding("PM01", measure("100%", counts=(numerator, "0")))
    assert finding.verdict is Verdict.UNDECIDED
    place = "denominator (performance_measures.csv:2)"
    assert finding.message == f"could not be checked: {place} is 0, and nothing can be divided by 0"


def test_a_percentage_without_its_counts_or_of_another_unit_is_none_of_the_rule_s() -> None:
    rate = measure("77.6", counts=("22,044", "284,072"), unit='"per 1,000 population"')
    assert checked("PM01", measure("93.0%"), rate).tallies[0].checks == 0


@pytest.mark.parametrize("unit", ["", "%", "Percent", "per cent", "percentage"])
def test_a_value_with_counts_is_a_percentage_unless_its_unit_is_another(unit: str) -> None:
    assert the_finding("PM01", measure("93.0%", counts=("1,288", "1,384"), unit=unit)).verdict is Verdict.FAIL


def test_a_ledger_without_units_is_checked_all_the_same() -> None:
    text = "financial_year,period,portfolio,code,measure,good_performance,year,basis,value,numerator,denominator\n"
    text += "2021/22,Q4,Libraries,L1,On time,high,2021/22,actual,33%,41,121\n"
    report = check_texts({"performance_measures": text}, BOOK, [BOOK.rules["PM01"]])
    assert [finding.place.line for finding in report.findings] == [2]


def test_counts_of_millions_are_multiplied_out_exactly() -> None:
    wrong, right = (measure(value, counts=("2,260,047,113", "2,506,774,009")) for value in ("90.16%", "90.1576%"))
    assert the_finding("PM01", wrong).verdict is Verdict.WITHIN_ROUNDING
    assert the_finding("PM01", right).verdict is Verdict.WITHIN_ROUNDING
    assert the_finding("PM01", right.replace("90.1576", "90.1574")).verdict is Verdict.FAIL


@pytest.mark.parametrize("value", ["£42.25", "0.21m", "£100k", "8.5", "1,672", "93%", "£486,557"])
def test_values_of_any_kind_are_read(value: str) -> None:
    assert checked("PM05", measure(value)).input_problems == ()


# Status


def verdicts(rule: str, *rows: str) -> dict[int, Verdict]:
    """The verdict of every check that a rule makes of some rows, by line."""
    report = checked(rule, *rows)
    assert report.input_problems == ()
    found = (*report.findings, *report.within_rounding, *report.exact)
    return {finding.place.line: finding.verdict for finding in found}


RATINGS = (
    ("100.0", "high", "Green"),
    ("99.9", "high", "Amber"),
    ("95.0", "high", "Amber"),
    ("94.9", "high", "Red"),
    ("100.0", "low", "Green"),
    ("100.1", "low", "Amber"),
    ("105.0", "low", "Amber"),
    ("105.1", "low", "Red"),
)


def test_the_rating_that_the_criteria_give_is_exact_and_no_other_is() -> None:
    """The target is 100; the printed figures decide, where rounding leaves the choice."""
    said = [(value, good, status, rating) for value, good, rating in RATINGS for status in ("Green", "Amber", "Red")]
    rows = [
        measure(value, target="100.00", status=status, good=good, code=f"L{place}")
        for place, (value, good, status, _) in enumerate(said)
    ]
    exact = {line for line, verdict in verdicts("PM02", *rows).items() if verdict is Verdict.EXACT}
    assert exact == {line for line, (_, _, status, rating) in enumerate(said, start=2) if status == rating}


def test_a_rating_that_no_rounding_explains_is_told_in_words() -> None:
    finding = the_finding("PM02", measure("92%", target="93.0%", status="Green"))
    assert finding.verdict is Verdict.FAIL
    assert finding.place.column == "status"
    assert finding.message == "status is Green; the criteria give Amber: value 92%, target 93.0%, good is high"
    assert (finding.reported, finding.computed, finding.gap, finding.allowed) == (None, None, None, None)
    assert finding.terms == ()


def test_a_rating_that_rounding_alone_decides_says_so() -> None:
    """95% may be 94.6%, which is just below a target of 95.0%; 94.6% itself may not be 95.0%."""
    finding = the_finding("PM02", measure("95%", target="95.0%", status="Amber"))
    assert finding.verdict is Verdict.WITHIN_ROUNDING
    assert finding.message == (
        "status is Amber; the criteria give Green: value 95%, target 95.0%, good is high; rounding alone decides"
    )
    assert the_finding("PM02", measure("94.6%", target="95.0%", status="Green")).verdict is Verdict.FAIL


def test_a_contextual_measure_has_no_rating() -> None:
    assert checked("PM02", measure("40", target="50", status="Green", good="contextual")).tallies[0].checks == 0


@pytest.mark.parametrize(
    ("row", "blank"),
    [
        (measure("89.8%", status="Red"), "target"),
        (measure("", target="95%", status="Red"), "value"),
        (measure("89.8%", target="95.0%", status="Green", good=""), "good_performance"),
    ],
)
def test_a_rating_that_lacks_what_it_rests_on_is_undecided(row: str, blank: str) -> None:
    finding = the_finding("PM02", row)
    assert finding.verdict is Verdict.UNDECIDED
    assert f"{blank} (performance_measures.csv:2)" in finding.message
    assert finding.place.column == "status"


def test_a_measure_that_may_be_negative_is_rated_by_its_distance_from_the_target() -> None:
    """4% below a target of -100 is -104; 6% below it is -106."""
    rated = (("-100.0", "Green"), ("-104.0", "Amber"), ("-106.0", "Red"))
    rows = [measure(value, target="-100.00", status=rating, code=rating) for value, rating in rated]
    assert set(verdicts("PM02", *rows).values()) == {Verdict.EXACT}


# Trend


def years(before: str, value: str, trend: str, good: str = "high", basis: str = "actual") -> tuple[str, str]:
    """A measure's row for 2020/21 and the one for 2021/22, with its trend."""
    return measure(before, year="2020/21", good=good), measure(value, trend=trend, good=good, basis=basis)


TRENDS = (
    ("100.9", "high", "stable"),
    ("99.1", "low", "stable"),
    ("101.1", "high", "better"),
    ("98.9", "high", "worse"),
    ("101.1", "low", "worse"),
    ("98.9", "low", "better"),
)


def test_the_trend_that_the_criteria_give_is_exact_and_no_other_holds() -> None:
    """The year before is 100.00."""
    said = [(value, good, trend, right) for value, good, right in TRENDS for trend in ("better", "stable", "worse")]
    rows = [
        row.replace(",L1,", f",L{place},")
        for place, (value, good, trend, _) in enumerate(said)
        for row in years("100.00", value, trend, good)
    ]
    found = verdicts("PM03", *rows)
    expected = [Verdict.EXACT if trend == right else Verdict.FAIL for _, _, trend, right in said]
    assert [found[line] for line in sorted(found)] == expected


def test_a_trend_that_rounding_alone_decides_says_so() -> None:
    """94% may be 94.4%, which is 1.3% above 93.2%; and it cannot be below it."""
    better = the_finding("PM03", *years("93.2%", "94%", "better"))
    assert better.verdict is Verdict.WITHIN_ROUNDING
    assert better.message == (
        "trend is better; the criteria give stable: 94%, after 93.2% in 2020/21, good is high; rounding alone decides"
    )
    assert the_finding("PM03", *years("93.2%", "94%", "worse")).verdict is Verdict.FAIL


def test_the_year_before_is_the_same_report_s_own() -> None:
    """The report of 2020/21 printed 110; that of 2021/22 restates it as 90, and 100 is better than that."""
    earlier = measure("110", year="2020/21", report="2020/21,Q4")
    assert the_finding("PM03", earlier, *years("90", "100", "better")).verdict is Verdict.EXACT


def test_a_year_left_out_is_not_the_year_before() -> None:
    """2019/20 is no basis for a trend in 2021/22: there is nothing to compare with."""
    report = checked("PM03", measure("90", year="2019/20"), measure("100", trend="better"))
    assert report.tallies[0].nothing_to_compare == report.tallies[0].checks == 1


def test_an_interim_value_or_forecast_is_compared_with_last_year_s_actual() -> None:
    assert the_finding("PM03", *years("90", "100", "better", basis="forecast")).verdict is Verdict.EXACT


# Restatements


def test_a_restatement_stands_at_the_later_report_and_names_both() -> None:
    rows = measure("36%", year="2019/20", report="2019/20,Q4", code="L5"), measure("29.8%", year="2019/20", code="L3")
    finding = the_finding("PM04", *rows)
    assert (finding.verdict, finding.severity.value, finding.place.line) == (Verdict.FAIL, "warning", 3)
    assert finding.message == "on_time, 2019/20: 29.8% here, in 2021/22 Q4; it was 36% in 2019/20 Q4"
    assert [cell.ref.line for cell in finding.cells] == [3, 2]


def test_each_report_is_compared_with_the_one_before_it_whatever_the_order_of_the_file() -> None:
    """36, then 30, then 30 again: only the second report restates, though it stands last."""
    printed = (("2021/22,Q4", "30"), ("2019/20,Q4", "36"), ("2021/22,Q2", "30"))
    rows = [measure(value, year="2019/20", report=report) for report, value in printed]
    assert [finding.place.line for finding in checked("PM04", *rows).findings] == [4]


def test_the_same_value_in_more_digits_is_no_restatement() -> None:
    rows = measure("88%", year="2019/20", report="2019/20,Q4"), measure("88.4%", year="2019/20")
    assert the_finding("PM04", *rows).verdict is Verdict.WITHIN_ROUNDING


def test_what_is_meant_to_change_or_is_another_figure_is_no_restatement() -> None:
    """Interim values, forecasts, rows without a series, another series, another year, and values not printed."""
    pairs = (
        (measure("36", basis="interim", report="2021/22,Q2"), measure("30")),
        (measure("36", basis="forecast", report="2021/22,Q2"), measure("30")),
        (measure("36", series="", report="2021/22,Q2"), measure("30", series="")),
        (measure("36", series="upheld", report="2021/22,Q2"), measure("30")),
        (measure("36", year="2019/20", report="2021/22,Q2"), measure("30", year="2020/21")),
        (measure("", report="2021/22,Q2"), measure("30")),
        (measure("36", report="2021/22,Q2"), measure("")),
    )
    for earlier, later in pairs:
        assert checked("PM04", earlier, later).tallies[0].checks == 0


# What no report can print


def test_a_value_for_a_year_after_the_report_s_is_found() -> None:
    finding = the_finding("PM05", measure("70,000", year="2024/25"))
    assert (finding.verdict, finding.place.column) == (Verdict.FAIL, "year")
    assert finding.message == "Requests on time: a value for 2024/25, in the report of 2021/22"


def test_a_target_may_look_ahead() -> None:
    assert checked("PM05", measure("", target="100", year="2024/25")).tallies[0].checks == 0


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (measure("90", status="Gren"), "status", "not one of Green, Amber, Red; did you mean 'Green'?"),
        (measure("90", trend="beter"), "trend", "not one of better, stable, worse; did you mean 'better'?"),
        (measure("90", good="hihg"), "good_performance", "not one of high, low, contextual; did you mean 'high'?"),
        (measure("90", basis="actul"), "basis", "not one of actual, interim, forecast; did you mean 'actual'?"),
    ],
)
def test_a_word_outside_its_vocabulary_names_the_nearest(row: str, column: str, message: str) -> None:
    (problem,) = checked("PM02", row).input_problems
    assert (problem.line, problem.column, problem.severity, problem.message) == (2, column, "error", message)


# The criteria are settings


def write(folder: Path, settings: str) -> None:
    """A set of one measure, 6% below its target and rated Amber, and up 1.5% and called stable."""
    rows = measure("100.0", year="2020/21"), measure("101.5", target="108.0", status="Amber", trend="stable")
    (folder / "performance_measures.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    (folder / "budget-monitor.toml").write_text(settings, encoding="utf-8")


def test_the_criteria_are_those_of_the_reports_unless_the_set_says_otherwise(tmp_path: Path) -> None:
    write(tmp_path, "")
    assert [found.rule for found in check(tmp_path, select=["PM"]).findings] == ["PM02", "PM03"]
    write(tmp_path, "[criteria]\namber_within = 7.5\nstable_within = 2\n")
    assert check(tmp_path, select=["PM"]).findings == ()
    write(tmp_path, "[criteria]\nstable_within = 1.3\n")
    assert [found.rule for found in check(tmp_path, select=["PM"]).findings] == ["PM02", "PM03"]


def test_a_criterion_that_no_rule_has_is_an_input_problem_with_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path, "[criteria]\namber_withn = 10\n")
    report = check(tmp_path, select=["PM"])
    (problem,) = report.input_problems
    assert (problem.file, problem.line) == ("budget-monitor.toml", 2)
    assert "amber_within" in problem.message
    assert report.exit_code() == 2
