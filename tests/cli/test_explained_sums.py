"""Claims about `explain` of a sum of which no figure can be told to be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import run

LINES = """\
Service,Budget,Actual to date,Forecast
Adult Social Care,6788356.01,3062152.75,6735869.77
Children's Services,7513616.55,4421688.63,7713410.16
Highways,5791259.61,2350099.21,5802297.98
Housing,2774182.53,1469747.79,2888148.85
Leisure,1315539.81,624037.72,1365740.93
Total,24182954.51,11927726.10,24514358.90
"""


def test_each_figure_that_no_slip_explains_is_named_where_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(LINES, encoding="utf-8")
    told = run("explain", "1", str(file)).stdout
    acts = told.partition("What would put it right")[2].splitlines()[1:]
    assert any(line.startswith("table.csv:2 D 6735869.77: no single slip of the pen") for line in acts), told
    assert len(set(acts)) == len(acts)


YEARS = """\
Scheme,2021/22,2022/23,2023/24,2024/25,2025/26,2026/27
Schools,1204.5,2310.25,880.5,410.75,905.25,130.5
Roads,3120.75,2205.5,1990.25,2050.5,1880.25,990.75
Parks,310.25,402.5,{},265.5,180.75,120.25
Digital,505.5,610.75,710.5,330.25,240.5,105.75
Total,5141,5529,3901.75,3057,3206.75,1347.25
"""


@pytest.mark.parametrize(
    ("typed", "place", "said"),
    [("", "D4", "D4 is blank"), ("3Z0.S", "D6", "D4 `3Z0.S` is no figure")],
)
def test_where_no_figure_is_tried_the_one_that_is_none_is_named(
    tmp_path: Path, typed: str, place: str, said: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(YEARS.format(typed), encoding="utf-8")
    told = run("explain", place, str(file)).stdout
    assert f"No figure was tried by itself: {said}." in told, told
