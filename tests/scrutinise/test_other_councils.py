"""Papers of other councils as they are typed: units with an apostrophe, averages, rounded shares, changes in text."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.figures.naming import unit_in
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, TieStatus
from budget_monitor.pipeline.documents.scrutinising import scrutinise_document

TITLE = "# Report 2024/25\n\nThere is a little text in this report, and some of it is in English.\n\n"


def scrutinised(folder: Path, text: str) -> DocumentScrutiny:
    (folder / "paper.md").write_text(TITLE + text, encoding="utf-8")
    return scrutinise_document(read_document(folder / "paper.md"))


def wrong(folder: Path, text: str) -> list[str]:
    return [slip.where.text for slip in scrutinised(folder, text).wrong]


@pytest.mark.parametrize("text", ["Budget £'000", "Budget £’000", "Budget (£000's)", "Budget £000"])
def test_thousands_are_written_with_an_apostrophe_or_without(text: str) -> None:
    assert unit_in(text).startswith("£000")


def test_a_unit_counts_wherever_it_stands_in_a_heading(tmp_path: Path) -> None:
    table = (
        "| Service | Budget £'000 2024/25 | Forecast £'000 2024/25 |\n|---|--:|--:|\n| Adults | 190,512 | 191,204 |\n"
    )
    (tie,) = scrutinised(tmp_path, f"{table}\nThe forecast for Adults is £191.204m.\n").ties
    assert tie.status is TieStatus.TIED


AGES = """| Age of debt | £ | % |
|---|--:|--:|
| Not yet due | 1,580,817 | 26.2 |
| 0-30 days | 406,648 | 6.7 |
| 31-60 days | 125,620 | 2.1 |
| 61-90 days | 1,009,118 | 16.7 |
| 91-365 days | 1,910,477 | 31.6 |
| Over 1 year | 1,012,104 | 16.8 |
| Total | 6,044,784 | 100.0 |

| Type | Number of cases | Amount £ | Average £ |
|---|--:|--:|--:|
| Council tax | 355 | 87,078 | 245.29 |
| Business rates | 14 | 69,897 | 4,992.64 |
| Benefits | 59 | 17,141 | 290.53 |
| Sundry debts | 39 | 9,397 | 240.95 |
| Total | 467 | 183,513 | 392.96 |
"""


def test_shares_that_were_rounded_and_averages_are_no_alarm(tmp_path: Path) -> None:
    assert wrong(tmp_path, AGES) == []


@pytest.mark.parametrize(
    ("written", "slipped"), [("| 59 |", "| 5 |"), ("1,009,118", "1,090,118"), ("69,897", "96,897")]
)
def test_a_slip_beside_them_is_found(tmp_path: Path, written: str, slipped: str) -> None:
    assert wrong(tmp_path, AGES.replace(written, slipped)) != []


PLAN = """| £000 | 2025/26 | 2026/27 | 2027/28 | 2028/29 |
|---|--:|--:|--:|--:|
| Base budget | 98,441 | 101,589 | 103,658 | 108,726 |
| Inflation | 3,652 | 3,416 | 4,271 | 2,779 |
| Growth | 1,697 | 1,603 | 1,705 | 1,593 |
| Savings | (2,201) | (2,950) | (908) | (3,313) |
| Requirement | 101,589 | 103,658 | 108,726 | {0} |
| Resources | 92,523 | 92,562 | 96,833 | 95,180 |
| Gap | 9,066 | 11,096 | 11,893 | 14,605 |
"""


def test_a_figure_that_keeps_a_whole_column_from_adding_up_is_found(tmp_path: Path) -> None:
    assert wrong(tmp_path, PLAN.format("109,785")) == []
    assert wrong(tmp_path, PLAN.format("-109,785")) == ["-109,785"]


DEFICIT = """| Deficit | £m |
|---|--:|
| Brought forward 1 April 2024 | 13.14 |
| In-year deficit | {0} |
| Carried forward | 19.64 |
"""


def test_a_deficit_of_the_year_is_what_changes_a_deficit_brought_forward(tmp_path: Path) -> None:
    assert wrong(tmp_path, DEFICIT.format("6.50")) == []
    assert wrong(tmp_path, DEFICIT.format("6.05")) == ["6.05"]


SENTENCES = [
    ("The deficit of £13.14m is forecast to increase by £6.50m to £19.64m.", "£19.64m", "£16.94m", "£19.64m"),
    ("The Council sold 14,212 bins (2023/24: 13,905), 307 more.", "13,905", "13,950", "13,905"),
    ("The charge rises from £230.92 to £237.82, an increase of £6.90 (2.99%).", "2.99%", "2.59%", "2.99%"),
    ("The charge rises from £230.92 to £237.82, an increase of £6.90 (2.99%).", "£230.92", "£239.02", "£230.92"),
    ("There is an overspend of £1.693m, with £51.693m spent against a budget of £50.0m.", "1.693m,", "1.963m,", ""),
    ("In all, 17 of 23 reports (74%) were positive.", "of 23", "of 273", ""),
    ("Debt over 90 days is £1,740,625 of the £7,747,686 (22.5%).", "£1,7", "£2,7", ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "written", "slipped", "proposed"), SENTENCES)
def test_arithmetic_of_a_sentence(tmp_path: Path, sentence: str, written: str, slipped: str, proposed: str) -> None:
    assert wrong(tmp_path, sentence) == []
    (slip,) = scrutinised(tmp_path, sentence.replace(written, slipped)).wrong
    assert slip.proposed == proposed


def test_a_paragraph_broken_into_long_lines_is_one(tmp_path: Path) -> None:
    first = (
        "Of the requests for information that came in during the year, from residents and from the press alike, it was"
    )
    assert wrong(tmp_path, f"{first} 829 of\n923 (88.9%) that were answered in time.\n") == ["88.9%"]


def test_a_sum_in_round_figures_is_told_in_full(tmp_path: Path) -> None:
    table = "| | £000 | £000 |\n|---|--:|--:|\n| Pay | 110 | 120 |\n| Rent | 120 | 130 |\n| Total | 320 | 250 |\n"
    (slip,) = scrutinised(tmp_path, table).wrong
    assert "110 + 120 comes to 230, but 320 is written" in slip.sentence
