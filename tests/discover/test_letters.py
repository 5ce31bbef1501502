"""(F) and (A) with variances: the only sign of each, or besides one; behind the figure, or in a column of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from budget_monitor.diagnose.diagnosis import diagnose
from budget_monitor.discover.discovery import Discovery, discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

SERVICES = (
    ("Libraries", 1_204_500, 1_187_300), ("Museums", 845_200, 861_950), ("Parks", 2_310_400, 2_298_100),
    ("Sport", 640_800, 671_300), ("Total", 5_000_900, 5_018_650),
)  # fmt: skip
Write = Callable[[int, str], list[str]]
WAYS: dict[str, Write] = {
    "the only sign, behind": lambda left, letter: [f"{abs(left):,} ({letter})"],
    "the only sign, beside": lambda left, letter: [f"{abs(left)}", letter],
    "beside a plus for what is left": lambda left, letter: [f"{left}", f"({letter})"],
    "beside a minus for what is left": lambda left, letter: [f"{-left}", f"({letter})"],
}


def table(write: Write, wrong: int | None = None, *, letter: bool = False) -> list[list[str]]:
    """Budget, actual and variance by service; in row `wrong` with the other sign, or the other letter."""
    rows = []
    for row, (name, budget, actual) in enumerate(SERVICES):
        left = budget - actual
        given = "FA"[(left < 0) != (letter and row == wrong)]
        shown = write(left, given)
        if row == wrong and not letter:
            shown[0] = shown[0].removeprefix("-") if shown[0].startswith("-") else f"-{shown[0]}"
        rows.append([name, f"{budget}", f"{actual}", *shown])
    return [["Service", "Budget £", "Actual £", "Variance £", "F/A"][: len(rows[0])], *rows]


def advice(found: Discovery) -> list[tuple[str, str]]:
    """What to type, and where."""
    corrections = diagnose(found.constraints, found.findings).corrections
    return [(change.address, change.type_as) for one in corrections for change in one.cells]


@pytest.mark.parametrize("way", WAYS)
def test_a_right_table_holds_with_its_variances(way: str) -> None:
    found = discover([grid_of(table(WAYS[way]))])
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert {f"D{row}" for row in range(2, 7)} <= {cell.place for one in found.relations for cell in one.cells}
    assert found.problems == ()


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_sign_is_told_with_the_figure_to_type(way: str) -> None:
    ((place, typed),) = advice(discover([grid_of(table(WAYS[way], wrong=1))]))
    assert place == "D3"
    assert typed == {
        "the only sign, behind": "16,750 (A)", "the only sign, beside": "16750 (A)",
        "beside a plus for what is left": "-16750", "beside a minus for what is left": "16750",
    }[way]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_letter_is_told(way: str) -> None:
    found = discover([grid_of(table(WAYS[way], wrong=1, letter=True))])
    if "only" in way:
        assert [place for place, _ in advice(found)] == ["D3"]
        assert advice(found)[0][1].endswith("(A)")
    else:
        assert advice(found) == []
        assert [(one.address, one.text, "(A) is" in one.message) for one in found.problems] == [("E3", "(F)", True)]


def test_letters_for_actual_and_forecast_are_no_signs() -> None:
    months = [("April", 120, "A"), ("May", 131, "A"), ("June", 127, "F"), ("July", 144, "F"), ("Total", 522, "F")]
    rows = [["Month", "Spend"], *([name, f"{spent} ({letter})"] for name, spent, letter in months)]
    found = discover([grid_of(rows)])
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert found.problems == ()


UNKNOWN = ("(X)", "?", "On target", "")


def marked(mark: str, *, total: bool = True) -> list[list[str]]:
    """Variances whose only signs are marks beside them; that of Libraries, which is to the good, is `mark`."""
    rows = table(WAYS["the only sign, beside"])
    rows = [[*row[:4], f"({row[4]})"] if at else row for at, row in enumerate(rows)]
    rows[1][4] = mark
    return rows if total else rows[:-1]


@pytest.mark.parametrize("mark", UNKNOWN)
def test_an_unknown_mark_is_told_with_the_one_that_adds_up_and_turns_no_other_into_a_failure(mark: str) -> None:
    found = discover([grid_of(marked(mark))])
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    (problem,) = found.problems
    assert (problem.address, problem.text, problem.severity) == ("E2", mark, "warning")
    assert problem.message == "expected (A) or (F), as beside the other figures, for D2 `17200`: (F), as it adds up"


def test_remarks_beside_variances_are_no_marks() -> None:
    rows = [["Service", "Budget", "Actual", "Variance", "Remarks"]]
    rows += [[name, f"{one}", f"{two}", f"{two - one}", "A"] for name, one, two in SERVICES]
    for row in (1, 3, 5):
        rows[row][4] = "see the note on page 4"
    found = discover([grid_of(rows)])
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert found.problems == ()


def lines_without_total(wrong: str = "A") -> list[list[str]]:
    lines = [*SERVICES[:4], ("Planning", 610_000, 655_400), ("Waste", 2_510_000, 2_498_700)]
    rows = [["Service", "Budget", "Actual", "Variance", "A/F"]]
    rows += [[name, f"{one}", f"{two}", f"{abs(two - one)}", "A" if two > one else "F"] for name, one, two in lines]
    rows[-1][4] = wrong
    return rows


def test_a_letter_that_no_total_proves_wrong_is_to_look_at() -> None:
    found = discover([grid_of(lines_without_total())])
    (told,) = found.findings
    assert (told.verdict, told.place.address) == (Verdict.UNDECIDED, "D7")
    assert "either (A) should be (F), or more is to the good here, as of income" in told.message


def test_the_letter_of_income_goes_the_other_way() -> None:
    rows = lines_without_total()
    rows[-1][0] = "Car park income"
    assert discover([grid_of(rows)]).findings == ()


def test_a_minus_beside_a_letter_that_is_the_only_sign_of_the_others_is_wrong_without_a_total_too() -> None:
    rows = lines_without_total("F")
    rows[1][3] = f"-{rows[1][3]}"
    assert advice(discover([grid_of(rows)])) == [("D2", "17200 (F)")]


def test_one_wrong_letter_of_a_table_that_then_has_one_letter_only_is_told() -> None:
    rows = table(WAYS["the only sign, beside"])
    kept = [rows[0], rows[2], rows[4], rows[1]]
    kept.append(
        ["Total", *(f"{sum(int(row[at]) for row in kept[1:])}" for at in (1, 2)), f"{16_750 + 30_500 - 17_200}", "A"]
    )
    assert {one.verdict for one in discover([grid_of(kept)]).relations} == {Verdict.EXACT}
    kept[3][4] = "A"
    assert advice(discover([grid_of(kept)])) == [("D4", "17200 (F)")]
