"""Claims about figures that are each within rounding and cannot all be true: found, exactly, with the checks named."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor import check as check_folder
from budget_monitor.evaluate.joint.feasible import CutOffError, Equation, contradiction
from budget_monitor.model.results.outcome import Outcome, Verdict
from budget_monitor.model.running.patience import clock
from tests.support.places import STOCKPORT
from tests.support.small_books import FIGURES, check

HALF = Fraction(1, 2)
LATER = 60.0

TWO = FIGURES + "[[rule]]\nid = 'J1'\ncheck = 'c == a + b'\n[[rule]]\nid = 'J2'\ncheck = 'n == a + b'\n".replace(
    "n ==", "d =="
)
TWO = TWO.replace("c    = {", 'd    = { type = "money", required = false }\nc    = {')


def has_grid_solution(equations: list[Equation[int]], figures: int) -> bool:
    """Whether some deviations of quarters of a unit satisfy all. With coefficients of one and gaps of whole units a
    solution is at such a point, or between two: for chains of sums it is enough to try these.
    """
    steps = [Fraction(step, 4) for step in range(-2, 3)]
    return any(
        all(sum(point[name] * number for name, number in one.coefficients.items()) + one.gap == 0 for one in equations)
        for point in product(steps, repeat=figures)
    )


EQUATIONS = st.lists(
    st.builds(
        lambda names, gap: Equation({name: Fraction(sign) for name, sign in names.items()}, Fraction(gap)),
        st.dictionaries(st.integers(0, 4), st.sampled_from([1, -1]), min_size=1, max_size=4),
        st.integers(-2, 2),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=60)
@given(EQUATIONS)
def test_what_contradicts_has_no_solution_and_any_less_of_it_has_one(equations: list[Equation[int]]) -> None:
    half = dict.fromkeys(range(5), HALF)
    found = contradiction(equations, half, clock() + LATER)
    if not found:
        return
    assert not has_grid_solution([equations[place] for place in found], 5)
    for left_out in found:
        rest = [equations[place] for place in found if place != left_out]
        assert not contradiction(rest, half, clock() + LATER)


@settings(deadline=None, max_examples=60)
@given(EQUATIONS)
def test_what_has_a_solution_is_no_contradiction(equations: list[Equation[int]]) -> None:
    if has_grid_solution(equations, 5):
        assert contradiction(equations, dict.fromkeys(range(5), HALF), clock() + LATER) == ()


def test_the_answers_are_those_of_another_solver() -> None:
    """HiGHS, in floating point: of whole and half figures it decides the same of 40 systems."""
    optimize = pytest.importorskip("scipy.optimize")
    for seed in range(40):
        signs = [[((seed * 7 + row * 5 + place * 3) % 4) - 1 for place in range(6)] for row in range(4)]
        gaps = [Fraction((seed * 11 + row * 13) % 9 - 4, 2) for row in range(4)]
        equations = [
            Equation({place: Fraction(sign) for place, sign in enumerate(row) if sign}, gap)
            for row, gap in zip(signs, gaps, strict=True)
        ]
        found = contradiction(equations, dict.fromkeys(range(6), HALF), clock() + LATER)
        answer = optimize.linprog([0] * 6, A_eq=signs, b_eq=[-float(gap) for gap in gaps], bounds=[(-0.5, 0.5)] * 6)
        assert (answer.status == 2) is bool(found), seed


def test_a_test_that_takes_too_long_is_cut_off() -> None:
    with pytest.raises(CutOffError):
        contradiction([Equation({"a": Fraction(1)}, Fraction(1, 4))], {"a": HALF}, clock() - 1)


# --- in ledgers


@pytest.mark.parametrize(
    ("row", "unit", "found"),
    [
        ("10,10,21,19", "£000", True),  # a + b is 20.5 at least, and 19.5 at most
        ("10,10,21,20", "£000", False),
        ("10,10,21,20.5", "£000", False),
        ("10,10,20,20", "£000", False),
    ],
)
def test_two_totals_of_the_same_lines_must_be_near_each_other(row: str, unit: str, found: bool) -> None:
    report = check(TWO, ledgers={"figures": f"name,a,b,c,d\nr1,{row}\n"}, unit=unit)
    assert [finding.rule for finding in report.findings] == (["JOINT"] if found else [])
    assert report.exit_code() == (1 if found else 0)


def test_a_front_page_and_a_total_are_one_figure_however_many_lines_there_are(tmp_path: Path) -> None:
    """303 and 299 are each within the rounding of 100 + 100 + 101, and cannot both be right."""
    (tmp_path / "budget-monitor.toml").write_text('unit = "£000"\n')
    (tmp_path / "headlines.csv").write_text(
        "financial_year,period,portfolio,figure,amount\n2021/22,Q4,Libraries,reserves_approved,303\n"
    )
    (tmp_path / "reserve_movements.csv").write_text(
        "financial_year,period,portfolio,reserve,purpose,opening,usage,closing\n"
        "2021/22,Q4,Libraries,A,a,100,0,100\n2021/22,Q4,Libraries,B,b,100,0,100\n"
        "2021/22,Q4,Libraries,C,c,101,0,101\n2021/22,Q4,Libraries,Total,,299,0,299\n"
    )
    (finding,) = check_folder(tmp_path).findings
    assert (finding.rule, finding.verdict, finding.outcome) == ("JOINT", Verdict.FAIL, Outcome.WRONG)
    assert "HL07 (headlines.csv:2): amount is £303,000, computed £301,000: £2,000 too high" in finding.message
    assert "RM02 (reserve_movements.csv:5): opening is £299,000, computed £301,000: £2,000 too low" in finding.message
    assert [cell.text for cell in finding.cells] == ["303", "100", "100", "101", "299"]


def test_a_figure_that_fails_by_itself_is_not_said_a_second_time() -> None:
    third = "[[rule]]\nid = 'J3'\ncheck = 'c == 2 * a'\n"
    report = check(TWO + third, ledgers={"figures": "name,a,b,c,d\nr1,8,12,21,19\n"}, unit="£000")
    assert [finding.rule for finding in report.findings] == ["J3"]


def test_the_shipped_reports_can_be_true_and_a_front_page_seven_thousand_off_cannot(tmp_path: Path) -> None:
    """Income of 27,670 is the sum of 28 lines: 27,677 is within the rounding of them all, and the total is 27,670."""
    assert "JOINT" not in {tally.rule for tally in check_folder(STOCKPORT).tallies}
    for file in STOCKPORT.iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace('"27,670",rcg', '"27,677",rcg'), encoding="utf-8")
    failed = [one for one in check_folder(tmp_path).findings if one.verdict is Verdict.FAIL and one.rule == "JOINT"]
    assert [one.label for one in failed] == ["Resources, Commissioning and Governance, income, 2021/22 B"]
