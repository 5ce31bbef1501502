"""Columns of another year than they should be of."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise

FIGURES = ("10", "12", "2", "3")


def found(folder: Path, *tables: str) -> list[tuple[str, str, str]]:
    """What is wrong in an annual report on 2021/22: what is said, where, and what is proposed."""
    rows = ["| Service | {} |\n|{}\n| Parks | {} |"] * len(tables)
    made = []
    for row, headings in zip(rows, tables, strict=True):
        count = headings.count("|") + 1
        made.append(row.format(headings, "---|" * (count + 1), " | ".join(FIGURES[:count])))
    path = folder / "report.md"
    path.write_text("# Annual report 2021/22\n\n" + "\n\n".join(made) + "\n", encoding="utf-8")
    return [(one.sentence, one.where.text, one.proposed) for one in scrutinise([path]).documents[0].wrong]


@pytest.mark.parametrize(
    ("headings", "text", "proposed"),
    [
        ("2018/19 Actual | 2019/20 Actual | 2019/20 Actual | 2021/22 Target", "2019/20 Actual", "2020/21 Actual"),
        ("2018 | 2019 | 2019 | 2021", "2019", "2020"),
        ("2019/20 | 2020/21 | 2020/21", "2020/21", "2021/22"),
        ("2021/22 Budget £000 | 2022/23 Actual £000", "2022/23 Actual £000", "2021/22 Actual £000"),
        ("Budget 2020-21 | Outturn 2021-22 | Variance", "Budget 2020-21", "Budget 2021-22"),
    ],
)
def test_a_heading_of_another_year(tmp_path: Path, headings: str, text: str, proposed: str) -> None:
    assert [(where, right) for _, where, right in found(tmp_path, headings)] == [(text, proposed)]


@pytest.mark.parametrize(
    "headings",
    [
        "2018/19 Actual | 2019/20 Actual | 2020/21 Actual | 2021/22 Target",
        "2019/20 | 2020/21 | 2019/20 | 2020/21",
        "Budget 2021/22 | Actual 2021/22 | Variance",
        "Outturn 2020/21 | Budget 2021/22 | Variance",
        "2021/22 Actual | 2022/23 Forecast outturn | 2023/24 Plan",
        "Actual 2019/20 | Actual 2021/22",
    ],
)
def test_these_years_are_right(tmp_path: Path, headings: str) -> None:
    assert found(tmp_path, headings) == []


def test_the_outturn_of_another_year_is_another_figure(tmp_path: Path) -> None:
    """10 and 12 are a digit apart, and of two years; 12 and 11 would be of one."""
    assert found(tmp_path, "Outturn 2020/21 £000", "Budget £000 | Outturn 2021/22 £000") == []
    ((said, *_),) = found(tmp_path, "Outturn £000", "Budget £000 | Outturn 2021/22 £000")
    assert said.startswith("the outturn is")
