"""Claims about `explain` of a sum of which no figure can be told to be wrong."""

from __future__ import annotations

from pathlib import Path

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
