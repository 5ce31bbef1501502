"""Sentences that are right, and read otherwise look as if they were not; each beside one of its kind that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise

SPEND = "| Service | 2025/26 | 2026/27 |\n|---|---|---|\n| Streets | 1,204 | 1,317 |\n| Parks | 862 | 915 |\n"
FORECAST = """Table 1: Forecast (£m)

| Service | Budget | Forecast | Variance |
|---|---|---|---|
| Older people | 88.4 | 91.7 | 3.3 |
| Assessment | 19.8 | 18.6 | -1.2 |
"""
LIBRARIES = """Table 1: Cost, £000

| Heading | Budget 2025/26 | Outturn 2025/26 | Variance | Outturn 2024/25 |
|---|---|---|---|---|
| Premises | 812 | 873 | 61 | 798 |
| Books and media | 410 | 402 | (8) | 415 |
| Gross expenditure | 4,793 | 4,806 | 13 | 4,625 |
"""
COUNTS = """Table 1: Counts

| Measure | Q1 | Q2 | Half year | Target for the half year |
|---|---|---|---|---|
| Missed collections | 1,214 | 986 | 2,200 | 2,000 |
"""


def said(folder: Path, text: str) -> list[str]:
    """What is found wrong in a report with this text."""
    path = folder / "report.md"
    path.write_text(f"# Mid-year report\n\n{text}\n", encoding="utf-8")
    return [one.sentence for one in scrutinise([path]).documents[0].wrong]


@pytest.mark.parametrize("own", [1, 2, 3])
@pytest.mark.parametrize("lead", ["Table {} shows what was spent.", "What was spent is given in Table {} below."])
def test_a_table_that_only_the_text_numbers_is_there(tmp_path: Path, own: int, lead: str) -> None:
    """The others have captions; of a fourth there is none."""
    tables = [lead.format(at) if at == own else f"Table {at} Spending" for at in (1, 2, 3)]
    text = "\n\n".join(f"{above}\n\n{SPEND}" for above in tables)
    assert said(tmp_path, f"{text}\n\nTables 1 to 3 are of both years.") == []
    assert said(tmp_path, f"{text}\n\nAs Table 4 shows, costs grew.") == ["there is no table 4 in this document"]


def test_a_share_without_what_it_is_of_may_be_of_another_figure_of_a_table(tmp_path: Path) -> None:
    """£1.2m is 6.1% of the budget of its own row, and 2.4% of no figure."""
    text = f"{FORECAST}\nThe budget is put at £33.2m. Vacancies in assessment teams save £1.2m, or {{}} of that budget."
    assert said(tmp_path, text.format("6.1%")) == said(tmp_path, text.format("3.6%")) == []
    assert said(tmp_path, text.format("2.4%")) == ["£1.2m of £33.2m is 3.61%, but 2.4% is written"]


def test_what_a_share_is_of_is_not_what_the_sentence_says_moved(tmp_path: Path) -> None:
    """Books and media cost £13k less than the year before; gross expenditure is £13k over its budget."""
    sentence = (
        "Spending on books and media was £402k, or 8.4% of gross expenditure, and has gone down by £13k since 2024/25."
    )
    assert said(tmp_path, f"{LIBRARIES}\n{sentence}") == []
    assert said(tmp_path, f"{LIBRARIES}\nPremises has gone down by £75k since 2024/25.") == [
        "the words say a fall, but the table has 873 after 798"
    ]


def test_a_fall_since_a_year_is_not_one_from_the_budget(tmp_path: Path) -> None:
    assert said(tmp_path, f"{LIBRARIES}\nPremises has gone down by £61k since 2023/24.") == []
    assert said(tmp_path, f"{LIBRARIES}\nPremises has gone down by £61k.") == [
        "the words say a fall, but the table has 873 after 812"
    ]


@pytest.mark.parametrize("off", ["above the target", "more than the target", "over target for the half year"])
def test_by_how_much_a_target_is_missed_is_not_the_target(tmp_path: Path, off: str) -> None:
    text = f"{COUNTS}\nThere were 2,200 missed collections in the half year, {{}}, and 1,214 in the first quarter."
    assert said(tmp_path, text.format(f"200 {off}")) == []


def test_the_year_that_sentences_compare_with_is_not_that_of_the_report(tmp_path: Path) -> None:
    """So that a column of the year after it is of no other report."""
    table = "| | 2024/25 actual | 2025/26 actual |\n|---|---|---|\n| Permits | 4,123 | 4,319 |\n"
    text = "Permits brought £196 more than in 2024/25. They have gone up since 2024/25, and by 4.8% on 2024/25."
    assert said(tmp_path, f"{table}\n{text}") == []


def test_what_is_said_after_a_share_is_not_what_it_is_of(tmp_path: Path) -> None:
    text = "Agency staff cost £3,480k, {} of all pay, and are £1,580k over budget."
    assert said(tmp_path, text.format("5.7%")) == []
    assert said(tmp_path, "Agency staff cost £3,480k, or 7.5% of all pay of £61,100k.") == [
        "£3,480k of £61,100k is 5.7%, but 7.5% is written"
    ]


def test_a_rise_to_a_figure_is_from_the_year_before_of_the_same_thing(tmp_path: Path) -> None:
    """Not from the loans beside it; with two digits exchanged, though no neighbours, it is told."""
    head = "| Library | Visits 2024/25 | Visits 2025/26 | Loans 2024/25 |\n|---|---|---|---|\n"
    table = f"{head}| Central | 184,206 | 192,318 | 141,870 |\n| Northgate | 62,415 | 59,870 | 70,114 |\n"
    text = f"{table}\n\nVisits to Central increased by {{}} to 192,318."
    assert said(tmp_path, text.format("8,112")) == []
    assert said(tmp_path, text.format("8,211")) == [
        "from 184,206 to 192,318 is a change of 8,112, but 8,211 is written"
    ]
