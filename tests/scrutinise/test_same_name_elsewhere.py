"""Which cell of a wrong sum is wrong is told where another table has the figure under the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.model.documents.scrutiny import Slip
from budget_monitor.pipeline.documents.scrutinising import scrutinise

REPORT = """# Report

| Portfolio | Budget £000 | Forecast £000 |
| --- | --: | --: |
| Libraries | 4,808 | 4,910 |
| Highways | {highways} | 9,300 |
| Adults | 31,400 | 32,050 |
| Total net budget | {total} | 46,260 |

## Again

| | Forecast {unit} | Budget {unit} |
| --- | --: | --: |
| Parks | 30 | 41 |
| {name} | {other} | {again} |
"""
FAR_OFF = {"highways": "9,950", "total": "45,328"}
"""The sum comes to 46,158: no slip of one digit tells which of its figures is wrong."""


def slips(folder: Path, **texts: str) -> list[Slip]:
    path = folder / "report.md"
    path.write_text(REPORT.format(**texts), encoding="utf-8")
    (one,) = scrutinise([path]).documents
    return list(one.slips)


def test_alone_it_cannot_be_told(tmp_path: Path) -> None:
    (one,) = slips(tmp_path, **FAR_OFF, unit="£000", name="Waste", other="9,300", again="9,120")
    assert (one.where.text, one.proposed) == ("45,328", "")


@pytest.mark.parametrize(("unit", "other", "again"), [("£000", "9,300", "9,120"), ("£m", "9.300", "9.120")])
def test_a_line_that_another_table_has_as_it_should_be_is_to_be_put_right(
    tmp_path: Path, unit: str, other: str, again: str
) -> None:
    (one,) = slips(tmp_path, **FAR_OFF, unit=unit, name="Highways", other=other, again=again)
    assert (one.where.text, one.proposed) == ("9,950", "9,120")
    assert f"{again} is written in" in one.sentence


def test_a_total_that_another_table_has_as_it_should_be_is_to_be_put_right(tmp_path: Path) -> None:
    texts = {"unit": "£000", "name": "Total net budget", "other": "46,260", "again": "46,158"}
    (one,) = slips(tmp_path, **FAR_OFF, **texts)
    assert (one.where.text, one.proposed) == ("45,328", "46,158")


def test_a_table_that_has_the_figure_as_it_stands_tells_nothing(tmp_path: Path) -> None:
    (one,) = slips(tmp_path, **FAR_OFF, unit="£000", name="Highways", other="9,300", again="9,950")
    assert one.proposed == ""
