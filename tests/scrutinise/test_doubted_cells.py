"""A total of a table that is told to be wrong is no measure of what the text should say."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise

REPORT = """# Adults portfolio, quarter 2 report 2025/26

## 1. Revenue

The portfolio spent {spent} against a budget of £4.808m.

Table 1: Revenue outturn (£000)

| Service | Budget | Outturn | Variance |
|---|---|---|---|
| Older people | 2,104 | 2,204 | 100 |
| Learning disability | 1,874 | 1,931 | 57 |
| Mental health | 830 | 836 | 6 |
| Total | 4,808 | 4,917 | 163 |
"""


@pytest.mark.parametrize(
    ("spent", "likely", "said"),
    [
        ("£4.971m", ["4,971"], "; £4.971m is written in 1. Revenue"),  # the text has the total as it should be
        ("£4.911m", ["", "4,971"], "(holds in 2 of 3 columns; it is called a total)"),  # neither here nor there
        ("£4.917m", ["4,971"], "(holds in 2 of 3 columns; it is called a total)"),  # a copy of the wrong one
    ],
)
def test_a_figure_that_differs_from_a_wrong_total(tmp_path: Path, spent: str, likely: list[str], said: str) -> None:
    (tmp_path / "a.md").write_text(REPORT.format(spent=spent), encoding="utf-8")
    (document,) = scrutinise([tmp_path / "a.md"]).documents
    assert [slip.proposed for slip in document.slips] == likely
    assert document.slips[-1].sentence.endswith(said)
    assert spent not in [tick.spot.text for tick in document.ticks]
