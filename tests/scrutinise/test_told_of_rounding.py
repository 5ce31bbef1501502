"""A report that says that its totals may be out because of rounding is believed, in whatever words it says so: a last
digit is no alarm there, and what is more than rounding still is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

SAID = [
    "Totals have been worked out from unrounded figures and can differ from the sum of the parts by 0.1.",
    "Figures may not sum due to rounding.",
    "Numbers in tables might not add up exactly because they have been rounded.",
    "Please note that, owing to rounding, columns do not always cast.",
    "All amounts are rounded independently, so totals may be out by £0.1m.",
    "Small differences between totals and their components are due to rounding.",
    "Totals may not agree with the lines above them (rounding).",
    "Each figure is rounded separately; the sum of rounded figures can therefore differ from the rounded total.",
    "Minor rounding differences may occur.",
    "Because of rounding the parts of a table may come to slightly more or less than its total.",
    "Tables are subject to rounding differences of up to 0.1.",
    "Where totals do not equal the sum of the lines this is a result of rounding.",
    "Figures shown are to the nearest £0.1m and so may not tally.",
    "Amounts don't always add to the total shown, as all of them have been rounded.",
    "Due to roundings, there may be apparent discrepancies between a total and its constituent figures.",
    "Rounding means that some totals are out by one in the last digit; this is not an error.",
]
NOT_SAID = [
    "Figures are in £m.",
    "The figures were audited and there are no rounding differences.",
    "Amounts are rounded to one decimal place.",
    "Variances may be explained by the pay award, which can differ between services.",
    "Residents' bins may be out on the pavement for round 4 by 6 am.",
]
ROWS = [
    ("Vale City", "22.4", "31.8", "35.2", "28.6", "20.1", "138.1"),
    ("Easterby", "9.6", "14.3", "18.9", "16.2", "8.5", "67.5"),
    ("Norham", "7.2", "11.5", "13.6", "12.4", "7.7", "52.4"),
    ("Regional schemes", "6.1", "12.9", "14.2", "11.3", "7.5", "52.0"),
]
HEADINGS = ("Authority", "2024/25", "2025/26", "2026/27", "2027/28", "2028/29", "Five years")


def _report(said: str, *, total: str) -> str:
    """A report with one total of 68.5, written as `total`; it says `said` before its table."""
    last = ("Total", "45.3", "70.5", "81.9", total, "43.8", "310.0")
    lines = ["| " + " | ".join(cells) + " |" for cells in (HEADINGS, ["---"] * len(HEADINGS), *ROWS, last)]
    return "\n".join(["# Programme", "", said, "", *lines, "", "The report is for information.", ""])


@pytest.mark.parametrize("said", SAID)
def test_a_last_digit_is_no_alarm_where_totals_may_be_out(tmp_path: Path, said: str) -> None:
    assert scrutinised(tmp_path, _report(said, total="68.6")).slips == ()


@pytest.mark.parametrize("said", SAID)
def test_what_is_more_than_rounding_is_told_of_all_the_same(tmp_path: Path, said: str) -> None:
    told = scrutinised(tmp_path, _report(said, total="65.8")).wrong
    assert any("65.8" in spot.text for slip in told for spot in slip.spots)


@pytest.mark.parametrize("said", NOT_SAID)
def test_other_words_on_figures_loosen_nothing(tmp_path: Path, said: str) -> None:
    told = scrutinised(tmp_path, _report(said, total="68.6")).wrong
    assert any("68.6" in spot.text for slip in told for spot in slip.spots)


def test_a_note_in_the_last_row_of_a_table_is_one_of_these(tmp_path: Path) -> None:
    text = _report("Figures in £m.", total="68.6")
    note = "| Totals may not sum because of rounding. |" + " |" * (len(HEADINGS) - 1)
    assert scrutinised(tmp_path, text.replace("\n\nThe report", f"\n{note}\n\nThe report")).slips == ()
