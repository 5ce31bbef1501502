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
        assert [(one.line, one.column, "(A) is" in one.message) for one in found.problems] == [(3, "D", True)]


def test_letters_for_actual_and_forecast_are_no_signs() -> None:
    months = [("April", 120, "A"), ("May", 131, "A"), ("June", 127, "F"), ("July", 144, "F"), ("Total", 522, "F")]
    rows = [["Month", "Spend"], *([name, f"{spent} ({letter})"] for name, spent, letter in months)]
    found = discover([grid_of(rows)])
    assert {one.verdict for one in found.relations} == {Verdict.EXACT}
    assert found.problems == ()
