"""A report against the last one: what rolls forward, what was restated, what vanished, and what was carried over."""

from __future__ import annotations

from pathlib import Path

from budget_monitor.model.results.outcome import Outcome
from budget_monitor.pipeline.documents.scrutinising import scrutinise

LAST = """# Parks and Leisure
## Annual report 2023/24

| Measure | 2022/23 Actual | 2023/24 Actual | 2023/24 Target |
|---|---|---|---|
| Missed bins | 41 | 38 | 40 |
| Visits to parks | 12,400 | 13,100 | 13,000 |
| Playgrounds inspected | 88 | 91 | 90 |

| Reserve | Opening balance £000 | Used £000 | Closing balance £000 |
|---|---|---|---|
| Insurance | 400 | 100 | 300 |
| Trees | 210 | 20 | 190 |

In the year 1,312 requests were answered. Minor variances below £0.050m are contained within the portfolio.
"""
NOW = """# Parks and Leisure
## Annual report 2024/25

| Measure | 2023/24 Actual | 2024/25 Actual | 2024/25 Target |
|---|---|---|---|
| Missed bins | 38 | 36 | 40 |
| Visits to parks | 13,100 | 13,900 | 13,000 |
| Playgrounds inspected | 91 | 90 | 90 |

| Reserve | Opening balance £000 | Used £000 | Closing balance £000 |
|---|---|---|---|
| Insurance | 300 | 100 | 200 |
| Trees | 190 | 20 | 170 |

In the year 1,409 requests were answered. Minor variances below £0.050m are contained within the portfolio.
"""


def found(tmp_path: Path, now: str) -> list[tuple[Outcome, str]]:
    (tmp_path / "last.md").write_text(LAST, encoding="utf-8")
    (tmp_path / "now.md").write_text(now, encoding="utf-8")
    (one,) = scrutinise([tmp_path / "now.md"], previous=tmp_path / "last.md").documents
    return [(slip.outcome, slip.sentence) for slip in one.slips]


def test_a_report_that_goes_on_from_the_last_has_nothing_wrong(tmp_path: Path) -> None:
    assert found(tmp_path, NOW) == []


def test_an_opening_that_is_a_slip_of_the_last_closing_is_wrong(tmp_path: Path) -> None:
    slipped = NOW.replace("| Insurance | 300 | 100 | 200 |", "| Insurance | 330 | 100 | 230 |")
    assert found(tmp_path, slipped) == [(Outcome.WRONG, "this report opens with 330, but last.md closed with 300")]


def test_a_comparative_that_is_another_is_restated_and_whether_the_text_says_so_is_told(tmp_path: Path) -> None:
    other = NOW.replace("| 13,100 | 13,900 |", "| 12,650 | 13,900 |")
    said = "this report states 12,650, but last.md stated 13,100"
    assert found(tmp_path, other) == [(Outcome.RESTATED, f"{said}; the text does not say why")]
    told = other.replace("In the year", "Visits to parks for 2023/24 have been restated. In the year")
    assert found(tmp_path, told) == [(Outcome.RESTATED, f"{said}; the text says that figures were restated")]


def test_a_measure_that_vanished_is_told(tmp_path: Path) -> None:
    without = NOW.replace("| Playgrounds inspected | 91 | 90 | 90 |\n", "")
    named = "last.md has “Playgrounds inspected” in Annual report 2023/24, table 1"
    assert found(tmp_path, without) == [(Outcome.NOTICE, named)]
    spoken = without.replace("In the year", "Playgrounds are inspected by the parishes now. In the year")
    assert found(tmp_path, spoken) == []


def test_a_sentence_carried_over_with_its_figure_is_told_and_a_criterion_is_not(tmp_path: Path) -> None:
    carried = NOW.replace("1,409", "1,312")
    assert found(tmp_path, carried) == [
        (Outcome.NOTICE, "last.md says the same in the same words, with 1,312"),
    ]
