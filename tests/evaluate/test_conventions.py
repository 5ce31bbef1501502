"""Rules that allow for several conventions: which of them a set follows is told from its rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor import check
from budget_monitor.model.results.outcome import Finding, Verdict

HEADER = "financial_year,period,portfolio,reserve,purpose,opening,usage,closing"
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = tuple(f"P{number:02d}" for number in range(1, 13))
Row = list[str]


def reserves(usages: list[list[int]], *, goes_on: bool, periods: tuple[str, ...] = QUARTERS) -> list[Row]:
    """Two years of reserves in £000; each report opens with the year's balance, or goes on from the last."""
    rows: list[Row] = []
    for number, usage in enumerate(usages):
        balance = 10_000 + 1_000 * number
        for year in ("2024/25", "2025/26"):
            opening, used = balance, 0
            for period, now in zip(periods, usage, strict=False):
                used += now
                start, spent = (balance, now) if goes_on else (opening, used)
                rows.append(
                    [year, period, "Libraries", f"Reserve {number}", "x", *map(str, (start, spent, start - spent))]
                )
                balance -= now
    return rows


def failures(folder: Path, rows: list[Row], unit: str = "£000") -> list[Finding]:
    (folder / "reserve_movements.csv").write_text("\n".join([HEADER, *(",".join(row) for row in rows)]), "utf-8")
    (folder / "budget-monitor.toml").write_text(f'unit = "{unit}"', "utf-8")
    return [one for one in check(folder).findings if one.verdict is Verdict.FAIL]


@pytest.mark.parametrize("periods", [QUARTERS, MONTHS])
@pytest.mark.parametrize("goes_on", [True, False])
@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 300), min_size=12, max_size=12), min_size=1, max_size=4),
    st.sampled_from(["£", "£000", "£m"]),
)
def test_clean_reserves_of_either_convention_are_left_alone(
    tmp_path_factory: pytest.TempPathFactory,
    periods: tuple[str, ...],
    goes_on: bool,
    usages: list[list[int]],
    unit: str,
) -> None:
    rows = reserves(usages, goes_on=goes_on, periods=periods)
    assert not failures(tmp_path_factory.mktemp("set"), rows, unit)


@pytest.mark.parametrize(
    ("goes_on", "said"), [(True, "go on from the last closing"), (False, "open all year with the same balance")]
)
def test_an_opening_that_moves_within_a_year_is_told_by_the_convention_of_the_set(
    tmp_path: Path, goes_on: bool, said: str
) -> None:
    rows = reserves([[10, 20, 30, 40]] * 3, goes_on=goes_on)
    moved = rows[2]  # the row still rolls: nothing but the report before tells
    moved[5], moved[7] = str(int(moved[5]) + 7), str(int(moved[7]) + 7)
    found = failures(tmp_path, rows)
    assert found[0].rule == "RM06"
    assert found[0].place.line == 4
    assert said in found[0].message
    assert found[0].gap is not None


def test_an_opening_by_the_other_convention_fails_where_the_rest_of_the_portfolio_tells(tmp_path: Path) -> None:
    rows = reserves([[10, 20, 30, 40]] * 3, goes_on=False)
    rows[1][5] = rows[0][7]
    rows[1][7] = str(int(rows[1][5]) - int(rows[1][6]))
    assert [(one.rule, one.place.line) for one in failures(tmp_path, rows)] == [("RM06", 3), ("RM06", 4)]


def test_portfolios_of_two_conventions_are_both_right(tmp_path: Path) -> None:
    stays, goes_on = (reserves([[10, 20, 30, 40]] * 3, goes_on=goes) for goes in (False, True))
    assert not failures(tmp_path, stays + [[*row[:2], "Parks", *row[3:]] for row in goes_on])


def test_a_year_that_ends_with_its_middle_is_not_compared(tmp_path: Path) -> None:
    rows = [
        row
        for row in reserves([[10, 20, 30, 40]], goes_on=False)
        if row[:2] not in (["2024/25", "Q3"], ["2024/25", "Q4"])
    ]
    assert not failures(tmp_path, rows)
