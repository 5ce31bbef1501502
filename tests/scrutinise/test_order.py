"""The document's own order: spans, numbers, references and what was left open, each with what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from budget_monitor.pipeline.documents.scrutinising import scrutinise


def said(folder: Path, text: str, title: str = "Mid-Year Report 2021/22") -> list[str]:
    """What is found wrong in a report with this text."""
    path = folder / "report.md"
    path.write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    return [one.sentence for one in scrutinise([path]).documents[0].wrong]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("The year from 1 April 2020 to 31 March 2022 was hard.", "is 24 months, not a year"),
        ("The financial year April 2020 – March 2022 was hard.", "is 24 months, not a year"),
        ("The six months from April to December 2021 were good.", "is 9 months, not 6 months"),
        ("A three-year plan from April 2021 to March 2023 was made.", "is 24 months, not 36 months"),
        ("The period April 2021 to March 2020 was good.", "ends before it begins"),
        ("In April–September 2020 visits rose.", "its own months end in 2021"),
    ],
)
def test_a_span_is_as_long_as_it_is_called(tmp_path: Path, text: str, what: str) -> None:
    assert [one for one in said(tmp_path, text) if what in one] == said(tmp_path, text) != []


@pytest.mark.parametrize(
    "text",
    [
        "The half year April 2021 to September 2021 was good.",
        "The first half of the year April 2021 to September 2021 was good.",
        "They pay £5 a year from April 2021 to March 2024.",
        "They meet twice a year between April 2021 and March 2023.",
        "The year April to March 2022 was good.",
        "The 24 months from April 2020 to March 2022 were good.",
        "The two years from April 2020 to March 2022 were good.",
        "The three months from October 2021 to January 2022 were good.",
        "It rose in April 2021 and March 2020.",
    ],
)
def test_these_spans_are_right(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, text) == []


TABLE = "| Service | £000 |\n|---|--:|\n| Parks | 5 |\n| Pools | 7 |\n\n"


@pytest.mark.parametrize(
    ("title", "months"),
    [
        ("Portfolio Report: Quarter 2, 2026/27", "April to September"),
        ("Second quarter of 2026/27", "July to September"),
        ("Monitoring at Q3 2026/27", "April to December"), ("Quarter One 2026/27", "April to June"),
        ("Quarter 4 report 2026/27", "January to March"), ("Outturn 2026/27", "April to March"),
    ],
)  # fmt: skip
def test_the_months_of_a_report_are_of_its_own_year(tmp_path: Path, title: str, months: str) -> None:
    ends = 2026 + months.endswith("March")
    assert said(tmp_path, f"This covers {months} {ends}.", title) == []
    assert said(tmp_path, f"This is compared with {months} {ends - 1}.", title) == []
    (told,) = said(tmp_path, f"This covers {months} {ends - 1}.", title)
    assert told.endswith(f"its own months end in {ends}")


def test_the_year_of_a_report_is_told_above_its_tables(tmp_path: Path) -> None:
    table = "| Item | 2023/24 actual | 2024/25 actual |\n|---|--:|--:|\n| Fees | 1,210 | 1,340 |\n"
    text = f"## Report on the year ended 31 March 2025\n\n{table}\n(the income of 2023/24 as audited)\n\n{table}"
    assert said(tmp_path, text, "Minutes") == []
    assert said(tmp_path, text.replace("2025", "2024"), "Minutes") != []


def test_numbers_of_tables_with_points_and_letters(tmp_path: Path) -> None:
    captions = ["Table 1.1: A", "Table 1.2a: B", "Table 1.2b: C", "Table 1.3: D", "Table 2.1: E", "Table 2.3: F"]
    assert said(tmp_path, "\n\n".join(f"{caption}\n\n{TABLE}" for caption in captions)) == ["table 2.3 is after 2.1"]


@pytest.mark.parametrize("why", ["is exempt and on the pink pages", "has been withdrawn", "is published separately"])
def test_a_section_that_is_said_to_be_left_out_is_not_skipped(tmp_path: Path, why: str) -> None:
    text = f"## 1. Limits\n\nA.\n\n(Section 2 {why}.)\n\n## 3. Performance\n\nB."
    assert said(tmp_path, text) == []
    assert said(tmp_path, text.replace("Section 2", "Appendix 2")) == ["section 3 is after 1"]
    assert said(tmp_path, text.replace(why, "gives the figures")) == ["section 3 is after 1"]


def test_references_to_several_tables(tmp_path: Path) -> None:
    captions = "".join(f"Table {number}: A\n\n{TABLE}" for number in (1, 2, 3))
    assert said(tmp_path, f"See Tables 1 and 5, Tables 1 to 3 and Table 2a.\n\n{captions}") == [
        "there is no table 5 in this document"
    ]


def test_references_into_other_documents_are_none_of_this_one(tmp_path: Path) -> None:
    text = (
        "Table 4 of last year's report gave more. See Table 5 of the Treasury Management Strategy, and figures as in "
        "Table 6 in the council's own accounts. See Table 7 of this report, and Table 8 of the report."
    )
    assert said(tmp_path, f"{text}\n\nTable 1: A\n\n{TABLE}") == [
        "there is no table 7 in this document",
        "there is no table 8 in this document",
    ]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("In 2018/20 it rose, as it had in 2018/19.", "2018/19"),
        ("In 2018/20 it rose, as it will in 2019/20.", "2019/20"),
        ("In 2018/20 it rose.", ""),
        ("In 2018/20 it rose, more than in 2018/19 and 2019/20.", ""),
        ("In 2019/21 it rose.", "2019/20"),
        ("In 2020/22 it rose, not in 2021/22.", ""),
    ],
)
def test_of_two_years_that_could_be_meant_the_one_that_the_text_has_elsewhere_is_proposed(
    tmp_path: Path, text: str, proposed: str
) -> None:
    path = tmp_path / "report.md"
    path.write_text(f"# Report 2021/22\n\n{text}\n", encoding="utf-8")
    assert [one.proposed for one in scrutinise([path]).documents[0].wrong] == [proposed]


@pytest.mark.parametrize(
    ("text", "what", "proposed"),
    [
        (
            "The balance at 31 April 2022 was good.",
            "there is no 31 April 2022: the month ends on the 30th",
            "30 April 2022",
        ),
        ("It closes by 31st June.", "there is no 31st June: the month ends on the 30th", "30th June"),
        ("It was approved on 31/11/2021.", "there is no 31/11/2021: the month ends on the 30th", "30/11/2021"),
        ("It met on 29 February 2022.", "there is no 29 February 2022: the month ends on the 28th", ""),
        ("It met on the 30th of February.", "there is no 30th of February: the month ends on the 29th", ""),
        ("It met on Monday 14 July 2026.", "14 July 2026 is a Tuesday, not a Monday", ""),
        ("It met on MONDAY, the 14th of July, 2026.", "14th of July, 2026 is a Tuesday, not a MONDAY", ""),
    ],
)
def test_a_day_is_one_that_its_month_has(tmp_path: Path, text: str, what: str, proposed: str) -> None:
    """A 31st is likely the 30th; else the day, the month, the year or the weekday may be wrong."""
    path = tmp_path / "report.md"
    path.write_text(f"# Report\n\n{text}\n", encoding="utf-8")
    wrong = scrutinise([path]).documents[0].wrong
    assert [(one.sentence, one.proposed) for one in wrong] == [(what, proposed)]


@pytest.mark.parametrize(
    "text",
    [
        "It met on Tuesday 14 July 2026, and by 31 May and 29 February 2024 all was done.",
        "There were 31 April claims and 30 February visits.",
        "See issue 31 April 2022 and page 31 June 2022.",
        "Paid £31 April 2022, ref 31/04/20221 and 12/31/2021.",
        "Tuesday to Friday 5 June 2026, Monday 1 to Friday 5 June 2026.",
    ],
)
def test_these_days_are_right(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, text, "Report") == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("See Tables 1, 2 and 7.", [7]),
        ("Tables 1, 8, and 9 show it.", [8, 9]),
        ("Tables 1-3 and 5 to 6 show it.", [5, 6]),
        ("See Table 2, 3 and 4.", [4]),
        ("Table 1 and 6 show it.", [6]),
        ("It is all there (see Table 2 to 4).", [4]),
        ("Of the conclusions in Table 5, 11 were returned.", [5]),
        ("See Table 4 for details and Appendix 9.", [4]),
        ("Table 4 of Appendix 9 and Table 5 (Annex B) have more.", []),
    ],
)
def test_lists_of_tables(tmp_path: Path, text: str, missing: list[int]) -> None:
    captions = "".join(f"Table {number}: A\n\n{TABLE}" for number in (1, 2, 3))
    assert said(tmp_path, f"{text}\n\n{captions}") == [f"there is no table {one} in this document" for one in missing]


@pytest.mark.parametrize(
    "text",
    [
        "Of the conclusions in Table 2, 11 were returned by a jury.",
        "In Table 3, 12 of 40 claims were late.",
        "In Table 3, 12 and 14 of the claims were late.",
        "As Table 1 shows, 17 and 19 were the worst weeks.",
        "In Tables 1 and 2, 11 were returned.",
        "In Tables 1 to 3, 12 people are counted twice.",
        "In Tables 1, 12 people are counted twice.",
        "Between Table 2 and 15 other lists there is no difference.",
        "In Table 2, 35% and 40% are given.",
        "In Table 2, 3.125 and 4.375 are given.",
        "In Table 1, 12,450 and 13,220 were paid.",
        "See Table 1 and 12,450 claims.",
        "It is drawn from Figure 1, 2024 data.",
        "We helped those named (see section 2), 15 people.",
        "As we see in section 2, 15 people were helped.",
        "Table 2: 11 of 12 were paid.",
        "Table 2 – 11 of 12 were paid.",
    ],
)
def test_counts_after_a_table_are_no_tables(tmp_path: Path, text: str) -> None:
    captions = "".join(f"Table {number}: A\n\n{TABLE}" for number in (1, 2, 3))
    assert said(tmp_path, f"Figure 1: Visits\n\n## 1 Plans\n\n{text}\n\n## 2 Risks\n\n{captions}") == []


def test_paragraphs_that_are_numbered(tmp_path: Path) -> None:
    own = ["1.1 We report.", "1.2 We plan.", "1.4 We spend.", "1.5 We end.", "1.5 We add."]
    text = "## 1 Spending\n\n" + "\n\n".join(own)
    assert said(tmp_path, text) == ["paragraph 1.4 is after 1.2", "paragraph 1.5 is used twice"]
    assert said(tmp_path, text.replace("1.5 We add", "1.6 We add").replace("1.4 We", "1.3 More.\n\n1.4 We")) == []
    assert said(tmp_path, "## 1 Spending\n\n1.5 Million was spent.\n\n1.5 Million is left.") == []


def test_a_whole_section_that_is_not_there(tmp_path: Path) -> None:
    text = "## 1 Plans\n\nThe risks are listed (see section 7).\n\n## 2 Risks\n\nNone.\n"
    assert said(tmp_path, text) == ["there is no section 7 in this document"]
    below = text.replace("(see section 7)", "with the detail and section 7 below")
    assert said(tmp_path, below) == ["there is no section 7 in this document"]
    for other in ("see section 2)", "as section 151 officer)", "under section 25 of the Local Government Act)"):
        assert said(tmp_path, text.replace("see section 7)", other)) == []


def test_a_table_below_that_has_no_rows(tmp_path: Path) -> None:
    text = f"The savings are in the table below.\n\n{TABLE}"
    assert said(tmp_path, text) == []
    empty = "| Service | £000 |\n|---|--:|\n| Total | |\n"
    assert said(tmp_path, text.replace(TABLE, empty)) == [
        "Mid-Year Report 2021/22, table 1 has no rows below its headings"
    ]


@pytest.mark.parametrize(
    "open_",
    ["XX/XX/2022", "DD/MM/YYYY", "£x,xxx", "£0.0XXm", "£[ ]m", "nn%", "?%", "<insert figure>", "[AB to check]", "####"],
)
def test_what_is_still_to_be_written(tmp_path: Path, open_: str) -> None:
    assert said(tmp_path, f"The figure is {open_} today.") == [f"“{open_}” stands in the text"]


@pytest.mark.parametrize(
    "text", ["Part XX of the Act says so.", "The XX century is over.", "Was it 5%? 6% is right.", "An x-ray was taken."]
)
def test_these_are_written(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("A case took 27 weeks, against 33 weeks in 2042; that is 6 less.", "2042"),
        ("The rate was £340 in 2042 and has gone up since.", "2042"),
        ("There were 64 bays at 31 March 2042, 24 a year before.", "2042"),
        ("Visits stood at 4,120 in May 2032.", "2032"),
        ("The grant goes up to £60,000 under the agreement signed on 28 November 2032.", "2032"),
        ("The reserve was last reviewed in March 2032 and the forecast to 2030 is in the plan.", "2032"),
        ("Claims took 50 weeks, 2.6 weeks less than in September 2042.", "2042"),
        ("The home was inspected by the regulator on 4 June 2032 and rated good.", "2032"),
        ("The caseload was 9,572 at the end of March 2032.", "2032"),
        ("Compared with 412 in 2042, calls are fewer.", "2042"),
        ("The rate was £340 in 2042/25, and has gone up by £12.", "2042/25"),
        ("In 2032/24 there were 56 reports.", "2032/24"),
    ],
)
def test_a_year_with_its_digits_exchanged_is_told_where_it_is_spoken_of_as_over(
    tmp_path: Path, text: str, meant: str
) -> None:
    found = said(tmp_path, text, "Outturn Report 2024/25")
    assert len(found) == 1
    assert meant in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "We are to be carbon neutral by 2042.",
        "The plan was that emissions should be halved in 2032.",
        "The Council was among the first to aim for net zero in 2042.",
        "The target was set in 2019 and is to be met in 2032.",
        "The loan of £2.0m was taken up in 2012 and matures in 2052.",
        "A lease was granted that ends in 2042.",
        "Borrowing was £12.0m, the last of it to be repaid in 2042.",
        "The population was 61,200 and is projected to be 70,100 in 2042.",
        "The school roll was 412 in 2022 and 431 in 2023.",
        "The bonds were issued with redemption in 2042.",
        "The contract was let to run to March 2032.",
        "Reserves were £3.1m, and run out in 2032 at this pace.",
        "The new school will be opened in March 2032.",
        "The lease signed in 2012 ends in March 2032.",
        "Elections are to be held on 5 May 2032.",
        "The plan, to be reviewed in March 2032, was agreed last week.",
        "The bonds bought in 2012 are to be sold in March 2032.",
        "Rents should be higher than in March 2022 when the next wing opens in 2032.",
        "It was agreed in 2019 and ends in 2042.",
        "Phase 2 opens in 2042, the year before the line closes.",
        "The population was 61,200 in 2021 against 70,100 in 2032.",
        "Emissions were 40% lower in 2023 and are to be 90% lower in 2042.",
        "The number of pupils was 412 in 2023 and is put at 450 in 2032.",
        "The application 2042/25 was refused.",
        "Emissions in 2042 were modelled at 12,400 tonnes.",
        "The pension fund was valued, with full funding in 2042.",
    ],
)
def test_a_year_far_ahead_that_is_meant_is_none(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, text, "Outturn Report 2024/25") == []


@pytest.mark.parametrize("title", ["Annual report for 2024", "Parking: year to March 2024", "Outturn 2023/24"])
def test_the_year_of_a_title_is_that_of_its_report(tmp_path: Path, title: str) -> None:
    assert len(said(tmp_path, "A case took 27 weeks, against 33 weeks in 2032.", title)) == 1
    assert said(tmp_path, "A case took 27 weeks, against 33 weeks in 2023.", title) == []


def test_the_captions_of_a_web_page_are_numbered_too(tmp_path: Path) -> None:
    rows = "<tr><th>Month</th><th>Visits</th></tr><tr><td>May</td><td>64</td></tr>"
    table = f"<table><caption>Table {{}}: Visits</caption>{rows}</table>"
    path = tmp_path / "report.html"

    def wrong(*numbers: int) -> list[str]:
        tables = "".join(map(table.format, numbers))
        path.write_text(f"<html><body>{tables}<p>Table 2 has the visits.</p></body></html>", encoding="utf-8")
        return [one.sentence for one in scrutinise([path]).documents[0].wrong]

    assert wrong(1, 2) == []
    assert wrong(1, 1) == ["table 1 is used twice", "there is no table 2 in this document"]
    assert sorted(wrong(1, 3)) == ["table 3 is after 1", "there is no table 2 in this document"]


def test_two_tables_of_one_layout_are_of_different_years_or_places(tmp_path: Path) -> None:
    """The outturn of last year is another one, though it differs from this year's in two digits."""
    head = "| Service | Budget | Outturn |\n|---|--:|--:|\n"
    last = f"{head}| Parks | 1,500 | 1,540 |\n| Roads | 1,200 | 1,179 |\n| Total | 2,700 | 2,719 |\n"
    this = f"{head}| Parks | 1,500 | 1,450 |\n| Roads | 1,340 | 1,321 |\n| Total | 2,840 | 2,771 |\n"
    assert said(tmp_path, f"## Outturn 2023/24 £000\n\n{last}\n## Outturn 2024/25 £000\n\n{this}", "Report") == []
