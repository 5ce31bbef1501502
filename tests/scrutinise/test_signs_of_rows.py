"""Words against what the sign of a cell means: by its heading, its row, its letter or a note on brackets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

RESULTS = """| Service | Income | Spending | {} |
|---|--:|--:|--:|
| Libraries | 388 | 449 | (61) |
| Museums | 512 | 468 | 44 |
| Leisure | 2,140 | 2,005 | 135 |
| Theatre | 976 | 1,013 | (37) |
"""
SURPLUS = RESULTS.format("Surplus/(deficit) £000")
VARIANCES = """| Team | Variance £000 |
|---|--:|
| North | 214 |
| South | (163) |
| East | (48) |
| West | 31 |
"""
LETTERS = """| Service | Variance £000 |
|---|--:|
| Roads | 97 (A) |
| Parks | 124 (F) |
| Sport | 57 (F) |
| Arts | 75 (A) |
"""
YEARS = """| £000 | 2023/24 | 2024/25 |
|---|--:|--:|
| Income | 1,820 | 1,902 |
| Spending | 1,796 | 1,949 |
| Surplus/(deficit) | 24 | (47) |
"""
UNDERSPENDS = f"Figures in brackets are underspends.\n\n{VARIANCES}"
ADVERSE = f"Adverse variances are shown in brackets.\n\n{VARIANCES}"
SIGNS = [
    (SURPLUS, "Libraries reports a {deficit|surplus} of £61,000."),
    (SURPLUS, "Museums ended the year with a {surplus|deficit} of £44,000."),
    (SURPLUS, "Leisure made a {profit|loss} of £135,000."),
    (SURPLUS, "The theatre is £37,000 in {deficit|surplus}."),
    (RESULTS.format("(Deficit)/surplus £000"), "Libraries reports a {deficit|surplus} of £61,000."),
    (RESULTS.format("Favourable/(adverse) £000"), "Libraries has an {adverse|favourable} variance of £61,000."),
    (RESULTS.format("Under/(over) £000"), "Libraries reports an {overspend|underspend} of £61,000."),
    (RESULTS.format("(Overspend)/underspend £000"), "Museums reports an {underspend|overspend} of £44,000."),
    (RESULTS.format("Underspend (+) / overspend (-) £000"), "Museums reports an {underspend|overspend} of £44,000."),
    (RESULTS.format("Over/(under) £000"), "Libraries reports an {underspend|overspend} of £61,000."),
    (LETTERS, "Roads reports an {overspend|underspend} of £97,000."),
    (LETTERS, "Parks has a {favourable|adverse} variance of £124,000."),
    (YEARS, "In 2024/25 we made a {deficit|surplus} of £47,000."),
    (UNDERSPENDS, "North has an {overspend|underspend} of £214,000."),
    (UNDERSPENDS, "South has an {underspend|overspend} of £163,000."),
    (ADVERSE, "North has an {underspend|overspend} of £214,000."),
]


@pytest.mark.parametrize(("table", "template"), SIGNS)
def test_words_against_a_sign_are_told(tmp_path: Path, table: str, template: str) -> None:
    right, wrong = (re.sub(r"\{(.*?)\|(.*?)\}", rf"\{number}", template) for number in (1, 2))
    assert scrutinised(tmp_path, f"{table}\n{right}\n").slips == ()
    told = scrutinised(tmp_path, f"{table}\n{wrong}\n").wrong
    assert [one.title for one in told] == ["The words say the opposite of the table"]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (RESULTS.format("Result £000"), "Libraries reports a surplus of £61,000."),
        (RESULTS.format("Surplus or deficit £000"), "Libraries reports a surplus of £61,000."),
        (SURPLUS, "Without the grant museums would have a deficit of £44,000."),
        (SURPLUS, "Libraries had a surplus of £61,000 a year ago."),
        (SURPLUS, "Libraries turned a surplus of £61,000 into the reverse."),
        (SURPLUS, "Libraries sold surplus land for £61,000."),
        (SURPLUS, "The trust is in surplus, and libraries took £61,000 of it."),
        (VARIANCES, "North has an underspend of £214,000."),
        (f"{UNDERSPENDS}\nFigures in brackets are adverse.\n", "North has an underspend of £214,000."),
        (UNDERSPENDS.replace("North", "Fees"), "Fees have a favourable variance of £214,000."),
        (LETTERS.replace("Variance", "Amount"), "Roads reports an underspend of £97,000."),
    ],
)
def test_where_a_sign_may_mean_anything_nothing_is_said(tmp_path: Path, table: str, sentence: str) -> None:
    assert scrutinised(tmp_path, f"{table}\n{sentence}\n").slips == ()
