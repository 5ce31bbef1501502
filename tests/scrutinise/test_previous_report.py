"""A report against the last one: what rolls forward, what was restated, what vanished, and what was carried over."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def quarters(tmp_path: Path, *, limit: str, opening: str, total: str, vacant: str, text: str) -> list[tuple[str, str]]:
    """A report of quarter 2, and that of quarter 3 with these figures: what is said of the second."""
    report = """# Economy: quarter {0} of 2025/26

| £000 | Previously reported | Change | Current |
|---|--:|--:|--:|
| Cash limit | {1} |

| Reserve | Opening £000 | Usage £000 | Closing £000 |
|---|--:|--:|--:|
| Skills | 640 | {2} |
| Towns | {3} |
| Total | {4} |

| Measure | 2023/24 Actual | 2024/25 Actual |
|---|--:|--:|
| Vacant shops | 11.4% | {5} |

{6}
"""
    last = report.format(2, "8,214 | 126 | 8,340", "180 | 460", "1,215 | 315 | 900", "1,855 | 495 | 1,360", "10.9%", "")
    now = report.format(3, limit, "220 | 420", opening, total, vacant, text)
    (tmp_path / "q2.md").write_text(last, encoding="utf-8")
    (tmp_path / "q3.md").write_text(now, encoding="utf-8")
    (one,) = scrutinise([tmp_path / "q3.md"], previous=tmp_path / "q2.md").documents
    return [(slip.outcome.value, slip.sentence) for slip in one.slips]


def test_within_a_year_a_balance_opens_as_before_and_what_was_reported_rolls_forward(tmp_path: Path) -> None:
    right = {"limit": "8,340 | 60 | 8,400", "opening": "1,215 | 315 | 900", "total": "1,855 | 535 | 1,320"}
    assert quarters(tmp_path, **right, vacant="10.9%", text="") == []
    wrong = {"limit": "8,430 | 60 | 8,490", "opening": "1,125 | 315 | 810", "total": "1,765 | 535 | 1,230"}
    assert quarters(tmp_path, **wrong, vacant="10.2%", text="Vacant shops in 2024/25 have been restated.") == [
        ("wrong", "this report opens with 8,430, but q2.md closed with 8,340; it adds up here"),
        ("wrong", "this report opens with 1,125, but q2.md opened with 1,215; it adds up here"),
        ("restated", "this report states 10.2%, but q2.md stated 10.9%; the text says that figures were restated"),
    ]
    said = quarters(tmp_path, **right, vacant="9.1%", text="The reserve for towns was restated.")
    assert said == [("restated", "this report states 9.1%, but q2.md stated 10.9%; the text does not say why")]


def test_comparatives_of_accounts_stand_under_their_year_alone(tmp_path: Path) -> None:
    """A year that was over when the last report was written has the same figures in this one; a half year has not."""
    rows = "| Council tax | {} | {} |\n| Fees | 9,120 | 9,120 |\n"
    heads = "| Note | {} £000 | {} £000 |\n|---|--:|--:|\n"
    last = f"# Statement of Accounts 2020/21\n\n{heads.format('2019/20', '2020/21')}{rows.format('41,200', '42,870')}"
    now = f"# Statement of Accounts 2021/22\n\n{heads.format('2020/21', '2021/22')}{rows.format('42,780', '44,100')}"
    for name, text in (("last", last), ("now", now)):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    (one,) = scrutinise([tmp_path / "now.md"], previous=tmp_path / "last.md").documents
    assert [slip.sentence for slip in one.wrong] == ["this report states 42,780, but last.md stated 42,870"]
    (tmp_path / "last.md").write_text(last.replace("Statement of Accounts", "Mid-year report"), encoding="utf-8")
    (one,) = scrutinise([tmp_path / "now.md"], previous=tmp_path / "last.md").documents
    assert one.wrong == ()


def monitored(tmp_path: Path, pools: str, total: str, measures: str = "") -> list[tuple[str, str]]:
    """A report of quarter 2 with these rows, against one of quarter 1: each table has a total of its own."""
    report = """# Leisure: quarter {0} of 2026/27

## Reserves

| Reserve | Opening £000 | Usage £000 | Closing £000 |
|---|--:|--:|--:|
| Flexibility | 500 | {1} |
| Equipment | 300 | 50 | 250 |
| Total | 800 | {2} |

## Budget

| Service | Previously reported £000 | Change £000 | Cash limit £000 | Forecast £000 |
|---|--:|--:|--:|--:|
| Pools | {3} |
| Parks | {4} |
| Total | {5} |

## Measures

| Measure | 2024/25 | 2025/26 | Quarter {0} 2026/27 |
|---|--:|--:|--:|
| Visits to each resident | 4.1 | 4.4 | 1.2 |
{6}
"""
    last = ("100 | 400", "150 | 650", "2,800 | 8 | 2,808 | 2,811", "1,990 | 10 | 2,000 | 2,000")
    kept = "| Complaints upheld | 12 | 14 | 3 |"
    now = ("120 | 380", "170 | 630", pools, "2,000 | 63 | 2,063 | 2,063", total, measures or kept)
    (tmp_path / "q1.md").write_text(report.format(1, *last, "4,790 | 18 | 4,808 | 4,811", kept), encoding="utf-8")
    (tmp_path / "q2.md").write_text(report.format(2, *now), encoding="utf-8")
    (one,) = scrutinise([tmp_path / "q2.md"], previous=tmp_path / "q1.md").documents
    return [(slip.outcome.value, slip.sentence) for slip in one.slips]


def test_totals_are_held_against_those_of_the_same_table(tmp_path: Path) -> None:
    """All are called Total: that of the budget says nothing of what the reserves closed with."""
    assert monitored(tmp_path, "2,808 | 100 | 2,908 | 2,811", "4,808 | 163 | 4,971 | 4,874") == []


def test_what_was_reported_before_is_the_cash_limit_of_the_last_report(tmp_path: Path) -> None:
    """Its heading does not say current or revised: it is the one budget beside what was reported before."""
    assert monitored(tmp_path, "2,880 | 28 | 2,908 | 2,811", "4,880 | 91 | 4,971 | 4,874") == [
        ("wrong", "this report opens with 2,880, but q1.md closed with 2,808; it adds up here"),
    ]


def test_a_row_under_measure_is_one_whatever_its_years_are_called(tmp_path: Path) -> None:
    right = ("2,808 | 100 | 2,908 | 2,811", "4,808 | 163 | 4,971 | 4,874")
    assert monitored(tmp_path, *right, "| Lifeguards trained | 7 | 9 | 2 |") == [
        ("notice", "q1.md has “Complaints upheld” in Measures, table 3"),
    ]


def test_an_original_budget_stays_what_it_was_within_the_year(tmp_path: Path) -> None:
    report = """# Adults: quarter {} of 2026/27

| Scheme | Original budget £000 | Slippage £000 | Revised budget £000 |
|---|--:|--:|--:|
| Extra care | {} |
| Adaptations | 400 | 0 | 400 |
"""
    (tmp_path / "q2.md").write_text(report.format(2, "1,200 | (100) | 1,100"), encoding="utf-8")
    said = {}
    for name, row in (("right", "1,200 | (300) | 900"), ("slipped", "1,020 | (300) | 720")):
        (tmp_path / "q3.md").write_text(report.format(3, row), encoding="utf-8")
        (one,) = scrutinise([tmp_path / "q3.md"], previous=tmp_path / "q2.md").documents
        said[name] = [(slip.outcome, slip.sentence, slip.proposed) for slip in one.slips]
    assert said["right"] == []
    wrong = "this report states 1,020, but q2.md stated 1,200"
    assert said["slipped"] == [(Outcome.WRONG, wrong, "1,200")]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Leisure portfolio: quarter 1 of 2026/27", ()),
        ("Leisure portfolio: annual report 2025/26", ()),
        ("Leisure report", ()),
        (
            "Adults portfolio: quarter 1 of 2026/27",
            ("last.md, given as the last report, is of Adults, and this one of Leisure",),
        ),
        (
            "Leisure portfolio: quarter 3 of 2026/27",
            ("last.md, given as the last report, is of 2026/27 Q3, and this one of 2026/27 Q2: not after it",),
        ),
    ],
)
def test_a_last_report_of_something_else_or_from_after_is_told(
    tmp_path: Path, title: str, told: tuple[str, ...]
) -> None:
    table = "| Reserve | Opening £000 | Used £000 | Closing £000 |\n|---|--:|--:|--:|\n| Trees | 210 | 20 | 190 |\n"
    (tmp_path / "last.md").write_text(f"# {title}\n\n{table}", encoding="utf-8")
    (tmp_path / "now.md").write_text(f"# Leisure portfolio: quarter 2 of 2026/27\n\n{table}", encoding="utf-8")
    (one,) = scrutinise([tmp_path / "now.md"], previous=tmp_path / "last.md").documents
    assert one.document.notes == told
