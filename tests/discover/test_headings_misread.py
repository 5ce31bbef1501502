"""Headings promise what figures come to; where the figures say throughout that other columns are meant, those are."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise

ORDERS = (
    ("Latest forecast", "Budget", "Forecast at period 6", "Variance from budget"),
    ("Approved budget", "Outturn", "Budget last year", "Outturn last year", "Variance"),
    ("Projected outturn", "Original budget", "Budget", "Actual to date", "Over/(under) spend of the year"),
)
"""Each with its variance of the first two columns or of the second and the first, and neighbours that are not meant."""


def table(headings: tuple[str, ...], seed: int, slip: int = 0) -> str:
    """A right table of six services; `slip` is added to the variance of the third."""
    random = Random(seed)
    rows = []
    for name in ("Roads", "Parks", "Libraries", "Waste", "Homes", "Schools"):
        figures = [random.randint(200, 900) for _ in headings[:-1]]
        is_budget_first = headings[0] == "Approved budget"
        variance = figures[1] - figures[0] if is_budget_first else figures[0] - figures[1]
        rows.append([name, *figures, variance + slip * (name == "Libraries")])
    lines = [("Service", *headings), tuple("---" for _ in range(len(headings) + 1)), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def wrong(folder: Path, text: str) -> list[str]:
    path = folder / "report.md"
    path.write_text(f"# Report\n\n{text}", encoding="utf-8")
    return [one.sentence for one in scrutinise([path]).documents[0].wrong]


@pytest.mark.parametrize("headings", ORDERS, ids=lambda names: names[0])
@pytest.mark.parametrize("seed", range(8))
def test_a_variance_that_is_made_of_other_columns_throughout_is_no_slip(
    tmp_path: Path, headings: tuple[str, ...], seed: int
) -> None:
    assert wrong(tmp_path, table(headings, seed)) == []


@pytest.mark.parametrize("headings", ORDERS, ids=lambda names: names[0])
@pytest.mark.parametrize("seed", range(8))
def test_a_slip_among_them_is_told_once(tmp_path: Path, headings: tuple[str, ...], seed: int) -> None:
    assert len(wrong(tmp_path, table(headings, seed, slip=10))) == 1


@pytest.mark.parametrize("slip", [10, 100])
def test_a_slip_of_what_the_headings_promise_is_told_beside_another_sum(tmp_path: Path, slip: int) -> None:
    """The budget as changed is what was used and what is left in each row; one change was mistyped."""
    rows = [
        [name, first, change + slip * (name == "Parks"), first + change, used, first + change - used]
        for name, first, change, used in (("Roads", 410, 22, 300), ("Parks", 385, -31, 260), ("Waste", 920, 45, 811))
    ]
    heads = ("Service", "Original budget", "Virements", "Revised budget", "Spent", "Left")
    lines = [heads, ["---"] * len(heads), *rows]
    said = wrong(tmp_path, "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines))
    assert len(said) == 1, said
    assert f"385 − {31 - slip}" in said[0] or "385 +" in said[0], said


def rates(seed: int, slip: int = 0) -> str:
    """Days lost a head by service, of two years, and what they changed by; of all, the average. In hundredths."""
    random = Random(seed)
    staff = [random.randint(60, 700) for _ in range(3)]
    years = [[random.randint(400, 900) for _ in staff] for _ in range(2)]
    means = [round(sum(n * rate for n, rate in zip(staff, year, strict=True)) / sum(staff)) for year in years]
    away = [n // 7 for n in staff]
    rows = [
        (name, n, off, n - off, *(f"{x / 100:.2f}" for x in (now, last, now - last + slip * (name == "Parks"))))
        for name, n, off, now, last in zip(
            ("Roads", "Parks", "Waste", "Council"), [*staff, sum(staff)], [*away, sum(away)],
            [*years[0], means[0]], [*years[1], means[1]], strict=True,
        )
    ]  # fmt: skip
    heads = ("Service", "Posts", "Vacant", "Filled", "Days a head", "Days a head last year", "Change")
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in (heads, ("---",) * len(heads), *rows))


@pytest.mark.parametrize("seed", range(60))
def test_changes_of_rates_do_not_add_up(tmp_path: Path, seed: int) -> None:
    assert wrong(tmp_path, rates(seed)) == []


@pytest.mark.parametrize("seed", range(8))
def test_one_change_of_a_rate_mistyped_is_told(tmp_path: Path, seed: int) -> None:
    assert len(wrong(tmp_path, rates(seed, slip=300))) == 1
