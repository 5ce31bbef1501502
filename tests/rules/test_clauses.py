"""What a rule may say besides its check: criteria, texts paired loosely, a sequence of its own, a message."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from budget_monitor.model.checks.rule import Pair, Rule
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.pipeline import check, check_texts, choose_rules, rule_book
from tests.support.parking import LEDGER, line_of, read

RESERVES = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
INVESTMENTS = "financial_year,period,portfolio,investment,purpose,amount\n"


def checked(folder: Path, rule: str, ledgers: Mapping[str, str]) -> Report:
    """What a rule MY01 of a rule file with this text says of some of the shipped ledgers."""
    (folder / "mine.toml").write_text(f'[[rule]]\nid = "MY01"\n{rule}\n', encoding="utf-8")
    book, problems = rule_book([folder / "mine.toml"])
    assert set(problems) <= set(book.faults.values())
    return check_texts(ledgers, book, choose_rules(book, ["MY01"], []), show=Show.ALL)


def found(report: Report) -> list[Finding]:
    """Every check, whatever its verdict, line by line."""
    every = (*report.findings, *report.within_rounding, *report.exact)
    return sorted(every, key=lambda finding: finding.place.line)


def broken(folder: Path, rule: str) -> str:
    """Why a rule could not be understood."""
    report = checked(folder, rule, {"reserve_movements": RESERVES})
    assert report.counts[Verdict.BROKEN] == 1
    assert report.exit_code() == 2
    (problem,) = report.input_problems
    return problem.message.removeprefix("rule MY01: ")


# Criteria

WITHIN = 'ledger = "reserve_movements"\ncriteria = { allowed_use = 0.5 }\ncheck = "usage <= allowed_use * opening"'


def rule_of(folder: Path, text: str) -> tuple[Rule | None, list[str]]:
    """The rule PK02 of a rule file, and what is wrong with the file."""
    book, problems = read(folder, LEDGER + text)
    return book.rules.get("PK02"), [f"{problem.line}: {problem.message}" for problem in problems]


def test_a_criterion_is_a_number_that_the_expression_names(tmp_path: Path) -> None:
    text = RESERVES + "2021/22,Q4,Libraries,Fund,Museum,300,150,150\n2021/22,Q4,Libraries,Fund,Archive,300,151,149\n"
    exact, failed = found(checked(tmp_path, WITHIN, {"reserve_movements": text}))
    assert (exact.verdict, failed.verdict) == (Verdict.EXACT, Verdict.FAIL)
    assert failed.message == "usage is £151; it should be at most £150"


def test_a_criterion_may_stand_in_where_and_in_a_sum(tmp_path: Path) -> None:
    rule = """
ledger   = "reserve_movements"
criteria = { small = 100 }
by       = ["period"]
where    = "closing > small"
check    = "usage == sum(reserve_movements.usage, where=opening > small)"
"""
    text = RESERVES + "2021/22,Q4,Libraries,Fund,Museum,300,150,150\n2021/22,Q4,Libraries,Fund,Archive,50,20,30\n"
    (only,) = found(checked(tmp_path, rule, {"reserve_movements": text}))
    assert (only.place.line, only.verdict) == (2, Verdict.EXACT)


def test_a_set_s_settings_change_a_criterion_of_a_user_s_own_rule(tmp_path: Path) -> None:
    text = RESERVES + "2021/22,Q4,Libraries,Fund,Archive,300,151,149\n"
    (tmp_path / "reserve_movements.csv").write_text(text, encoding="utf-8")
    (tmp_path / "budget-monitor.toml").write_text("[criteria]\nallowed_use = 0.51\n", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.toml").write_text(f'[[rule]]\nid = "MY01"\n{WITHIN}\n', encoding="utf-8")
    report = check(tmp_path, select=["MY01"])
    assert (report.findings, report.input_problems) == ((), ())
    assert report.counts[Verdict.EXACT] == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("opening", "the criterion 'opening' has the name of a column of reserve_movements"),
        ("savings", "the criterion 'savings' has the name of a ledger"),
        ("previous", "the criterion 'previous' has the name of a function"),
    ],
)
def test_a_criterion_needs_a_name_of_its_own(tmp_path: Path, name: str, message: str) -> None:
    rule = f'ledger = "reserve_movements"\ncriteria = {{ {name} = 5 }}\ncheck = "usage <= {name}"'
    assert broken(tmp_path, rule).startswith(message)


def test_a_name_that_another_ledger_has_for_a_column_is_no_criterion_in_its_sum(tmp_path: Path) -> None:
    """`amount` is no column of the reserves, and one of the appropriations: nobody could tell which is meant."""
    rule = """
ledger   = "reserve_movements"
criteria = { amount = 5 }
by       = ["purpose"]
check    = "usage == sum(appropriations.amount, where=amount > 5)"
"""
    message = "'amount' is a criterion of the rule and a column of appropriations"
    assert broken(tmp_path, rule).startswith(message)


def test_a_criterion_that_is_mistyped_is_an_unknown_name_with_the_nearest(tmp_path: Path) -> None:
    mistyped = WITHIN.replace("usage <= allowed_use", "usage <= alowed_use")
    assert "did you mean 'allowed_use'?" in broken(tmp_path, mistyped)


@pytest.mark.parametrize("number", ["nan", '"five"', "true"])
def test_a_criterion_is_a_number(tmp_path: Path, number: str) -> None:
    text = f'\n[[rule]]\nid = "PK02"\ncriteria = {{ limit = {number} }}\ncheck = "income <= limit"\n'
    rule, problems = rule_of(tmp_path, text)
    assert rule is None
    assert problems[0].startswith(f"{line_of(LEDGER + text, 'criteria')}: ")


# Texts paired with case and spacing ignored


def test_a_tilde_in_by_pairs_texts_loosely(tmp_path: Path) -> None:
    text = '\n[[rule]]\nid = "PK02"\ncheck = "income == savings.value"\nby = ["period", "car_park ~ proposal"]\n'
    rule, problems = rule_of(tmp_path, text)
    assert rule is not None
    assert problems == []
    assert rule.clauses[0].by == (Pair("period", "period"), Pair("car_park", "proposal", folded=True))
    assert [str(pair) for pair in rule.clauses[0].by] == ["period", "car_park ~ proposal"]


def test_case_and_spacing_are_ignored_and_nothing_else(tmp_path: Path) -> None:
    """A hyphen is neither case nor spacing."""
    rule = """
ledger = "one_off_investments"
by     = ["purpose ~ purpose"]
check  = "amount == sum(reserve_movements.opening)"
"""
    reserves = ("Open  Plus,1", "OPEN plus,20", "openplus,300", "Open-Plus,4000", "Open Plus 2,50000")
    (only,) = found(
        checked(
            tmp_path,
            rule,
            {
                "one_off_investments": INVESTMENTS + "2021/22,B,Resources,Libraries,Open Plus,321\n",
                "reserve_movements": RESERVES
                + "".join(f"2021/22,Q4,L,Fund{n},{s},0,0\n" for n, s in enumerate(reserves)),
            },
        )
    )
    assert only.verdict is Verdict.EXACT
    assert [cell.ref.line for cell in only.cells] == [2, 2, 3, 4]


def test_a_group_of_the_ledger_itself_may_be_loose(tmp_path: Path) -> None:
    """Two investments of one name are one group, however they are written; the finding names the first."""
    rule = 'ledger = "one_off_investments"\nby = ["investment ~ investment"]\ncheck = "count() == 1"'
    text = INVESTMENTS + "2021/22,B,R,Open Plus,,1\n2021/22,B,R,Climate,,1\n2021/22,B,R,open plus,,1\n"
    failed, exact = found(checked(tmp_path, rule, {"one_off_investments": text}))
    assert (failed.verdict, failed.place.line, failed.key) == (Verdict.FAIL, 2, {"investment": "Open Plus"})
    assert (exact.verdict, exact.place.line) == (Verdict.EXACT, 3)


def test_only_texts_are_paired_loosely(tmp_path: Path) -> None:
    rule = 'ledger = "reserve_movements"\nby = ["period ~ period"]\ncheck = "opening == sum(savings.value)"'
    assert broken(tmp_path, rule).startswith('"~" compares texts; reserve_movements.period holds period')


# A single row of another ledger

SAME = (
    'ledger = "one_off_investments"\nby = ["financial_year", "purpose"]\ncheck = "amount == reserve_movements.opening"'
)


def reserve(opening: str, period: str = "Q4") -> str:
    return f"2021/22,{period},Libraries,Fund,Open Plus,{opening},0,0\n"


@pytest.mark.parametrize(
    ("reserves", "verdict"),
    [
        (reserve("300"), Verdict.EXACT),
        (reserve("300", "Q2") + reserve("300"), Verdict.EXACT),
        (reserve("250", "Q2") + reserve("250"), Verdict.FAIL),
        (reserve("300", "Q2") + reserve("250"), Verdict.UNDECIDED),
        (reserve("300", "Q2") + reserve(""), Verdict.EXACT),
        (reserve(""), Verdict.UNDECIDED),
    ],
)
def test_rows_that_all_state_the_same_figure_state_it_once(tmp_path: Path, reserves: str, verdict: Verdict) -> None:
    """A blank states nothing."""
    ledgers = {
        "one_off_investments": INVESTMENTS + "2021/22,B,Resources,Libraries,Open Plus,300\n",
        "reserve_movements": RESERVES + reserves,
    }
    (only,) = found(checked(tmp_path, SAME, ledgers))
    assert only.verdict is verdict
    assert len(only.cells) == 2


def test_rows_that_state_different_figures_are_named(tmp_path: Path) -> None:
    ledgers = {
        "one_off_investments": INVESTMENTS + "2021/22,B,Resources,Libraries,Open Plus,300\n",
        "reserve_movements": RESERVES + reserve("300", "Q2") + reserve("250"),
    }
    (only,) = found(checked(tmp_path, SAME, ledgers))
    said = "could not be checked: 2 rows of reserve_movements are meant, and their opening is not the same"
    assert only.message == said


# A sequence of the clause's own

ALONG = """
ledger   = "reserve_movements"
sequence = ["financial_year", "period"]
by       = ["purpose"]
check    = "opening == previous(closing)"
"""


def test_previous_steps_along_a_sequence_of_the_clause_s_own(tmp_path: Path) -> None:
    """Whoever holds the money for the museum, and however long nobody reported it, it opens as it closed."""
    text = RESERVES + (
        "2021/22,Q4,Parks,Fund B,Museum,61,1,60\n"
        "2019/20,Q2,Libraries,Fund A,Museum,300,100,200\n"
        "2019/20,Q4,Libraries,Fund A,Museum,200,139,61\n"
        "2019/20,Q4,Libraries,Fund A,Archive,10,0,10\n"
    )
    report = checked(tmp_path, ALONG, {"reserve_movements": text})
    assert [(finding.place.line, finding.verdict) for finding in found(report)] == [
        (2, Verdict.EXACT),
        (4, Verdict.EXACT),
    ]
    assert report.tallies[0].nothing_to_compare == 2


def test_two_rows_at_one_place_of_the_sequence_are_no_step(tmp_path: Path) -> None:
    text = RESERVES + (
        "2019/20,Q4,Libraries,Fund A,Museum,200,139,61\n"
        "2019/20,Q4,Parks,Fund B,Museum,90,0,90\n"
        "2021/22,Q4,Parks,Fund B,Museum,90,30,60\n"
    )
    assert checked(tmp_path, ALONG, {"reserve_movements": text}).tallies[0].nothing_to_compare == 3


def test_the_rows_of_a_sequence_may_be_paired_loosely(tmp_path: Path) -> None:
    text = RESERVES + (
        "2019/20,Q4,Libraries,Fund A,the  MUSEUM,200,139,61\n2021/22,Q4,Parks,Fund B,The Museum,16,0,16\n"
    )
    rule = ALONG.replace('["purpose"]', '["purpose ~ purpose"]')
    (failed,) = found(checked(tmp_path, rule, {"reserve_movements": text}))
    assert (failed.verdict, failed.place.line) == (Verdict.FAIL, 3)
    assert [cell.ref.line for cell in failed.cells] == [3, 2]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("previous(closing)", "closing", "a sequence is for previous(): nothing here steps along it"),
        ("previous(", "previous_year(", "a sequence is for previous(): previous_year() follows the ledger's own"),
    ],
)
def test_a_sequence_is_for_previous(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert broken(tmp_path, ALONG.replace(old, new)).startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"period"]', '"car_park"]', "rule PK02: 'car_park' holds text, which puts rows in no order"),
        ('"period"]', '"perod"]', "rule PK02: parking has no column 'perod'; did you mean 'period'?"),
        ("by =", "# by =", "rule PK02: a sequence needs `by`: among which rows does previous() step along it?"),
    ],
)
def test_a_sequence_has_columns_with_an_order_and_a_group(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = """
[[rule]]
id = "PK02"
check = "tickets == previous(income)"
sequence = ["financial_year", "period"]
by = ["car_park"]
""".replace(old, new)
    rule, problems = rule_of(tmp_path, text)
    assert rule is None
    assert problems == [f"{line_of(LEDGER + text, 'sequence')}: {message}"]


# Financial years have an order; other texts have none


def test_financial_years_are_compared_in_their_order(tmp_path: Path) -> None:
    rule = 'ledger = "headlines"\ncheck = \'programme_year >= financial_year and programme_year < "2024/25"\''
    header = "financial_year,period,portfolio,figure,programme_year,amount\n"
    rows = [
        f"2021/22,B,Resources,capital_budget,{year},1\n" for year in ("2020/21", "2021/22", "2023/24", "2024/25", "")
    ]
    early, now, later, late, none = found(checked(tmp_path, rule, {"headlines": header + "".join(rows)}))
    assert [early.verdict, now.verdict, later.verdict, late.verdict, none.verdict] == [
        Verdict.FAIL, Verdict.EXACT, Verdict.EXACT, Verdict.FAIL, Verdict.UNDECIDED,
    ]  # fmt: skip
    assert early.message == "programme_year is 2020/21; it should be at least 2021/22"
    assert late.message == "programme_year is 2024/25; it should be less than 2024/25"


@pytest.mark.parametrize("check", ["period <= period", "portfolio < reserve", "financial_year <= portfolio"])
def test_other_texts_have_no_order(tmp_path: Path, check: str) -> None:
    assert broken(tmp_path, f'ledger = "reserve_movements"\ncheck = "{check}"').startswith("text has no order")


# A message of the rule's own


def test_a_message_may_name_columns_figures_criteria_and_the_row_before(tmp_path: Path) -> None:
    rule = """
ledger   = "reserve_movements"
criteria = { growth = 2 }
check    = "opening <= growth * previous(closing)"
message  = "{purpose}: {opening} ({reported}) is {gap} above {growth} × {previous(closing)} of {previous(period)}"
"""
    text = RESERVES + "2021/22,Q2,L,Fund,Museum,300,200,100\n2021/22,Q4,L,Fund,Museum,250,0,250\n"
    (failed,) = found(checked(tmp_path, rule, {"reserve_movements": text}))
    assert failed.message == "Museum: £250 (£250) is £50 above 2 × £100 of Q2"


def test_an_unknown_name_in_a_message_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    rule = 'ledger = "reserve_movements"\ncheck = "opening >= usage"\nmessage = "{purpos} is overdrawn"'
    assert broken(tmp_path, rule).startswith("the message has an unknown name 'purpos'; did you mean 'purpose'?")


def test_a_test_of_words_says_what_the_word_should_be(tmp_path: Path) -> None:
    rule = 'ledger = "savings"\ncheck = \'risk_rating == ("Green" if value < 100 else "Red")\''
    header = "financial_year,period,portfolio,proposal,risk_rating,value\n"
    text = header + "2021/22,B,Libraries,Restructure,Amber,124\n"
    (failed,) = found(checked(tmp_path, rule, {"savings": text}))
    assert (failed.place.column, failed.message) == ("risk_rating", "risk_rating is Amber; it should be Red")
