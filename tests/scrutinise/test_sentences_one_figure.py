"""A sentence with one figure, an over- or underspend, against the row that it names: told only where all of the row
denies the word.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised


def _table(head: str, *rows: str) -> str:
    columns = head.count("|") + 1
    lines = [f"| Service | {head} |", "|---|" + "--:|" * columns, *(f"| {row} |" for row in rows)]
    return "# Report\n\n" + "\n".join(lines) + "\n\n"


TABLES = {
    "plan, outturn and variance": _table(
        "Budget £000 | Forecast £000 | Variance £000",
        "Adult care | 5,250 | 5,345 | 95", "Libraries | 1,400 | 1,330 | (70)", "Total | 6,650 | 6,675 | 25",
    ),
    "variance alone": _table(
        "Over/(under) spend £000", "Adult care | 95", "Libraries | (70)", "Total | 25",
    ),
    "two forecasts": _table(
        "Budget £000 | Q1 forecast £000 | Q1 variance £000 | Q2 forecast £000 | Q2 variance £000",
        "Adult care | 5,250 | 5,310 | 60 | 5,345 | 95", "Libraries | 1,400 | 1,390 | (10) | 1,330 | (70)",
        "Total | 6,650 | 6,700 | 50 | 6,675 | 25",
    ),
    "two variances": _table(
        "Q1 over/(under) £000 | Q2 over/(under) £000", "Adult care | 60 | 95", "Libraries | (10) | (70)",
        "Total | 50 | 25",
    ),
}  # fmt: skip
SENTENCES = [
    "Adult care shows an {over|under}spend of £95k.",
    "Adult care is forecast to {over|under}spend by £95k.",
    "The main variance is an {over|under}spend of £95,000 in adult care.",
    "There is an {under|over}spend of £70k on libraries.",
    "Libraries will {under|over}spend by £70k because posts are vacant.",
    "Libraries are £70k {under|over} budget.",
    "Adult care is £95k {over|under} its budget.",
    "Adult care is £0.095m {over|under}spent.",
    "The overall position is an {over|under}spend of £25k.",
    "Libraries: {under|over}spend £70k, staff vacancies.",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_word_that_the_row_denies_is_told_by_its_one_figure(tmp_path: Path, table: str, sentence: str) -> None:
    before, _, rest = sentence.partition("{")
    words, _, after = rest.partition("}")
    right, wrong = words.split("|")
    assert [one.sentence for one in scrutinised(tmp_path, f"{TABLES[table]}{before}{right}{after}\n").slips] == []
    (told,) = scrutinised(tmp_path, f"{TABLES[table]}{before}{wrong}{after}\n").wrong
    assert told.title == "The words say the opposite of the table"
    row = next(one for one in ("Adult care", "Libraries", "Total") if one in told.spots[1].place)
    assert row == ("Adult care" if "95" in sentence else "Libraries" if "70" in sentence else "Total")


@pytest.mark.parametrize(
    ("head", "row", "sentence"),
    [
        ("Budget | Forecast | Later forecast", "Care | 5,250 | 5,345 | 5,155", "Care is £95k under budget."),
        ("Budget | Outturn | Year | Outlook", "Care | 536 | 538 | 804 | 802", "Care is £2k under budget."),
        ("Budget | Forecast | Over/(under)", "Gifts | (345) | (362) | (17)", "Gifts are £17k over budget."),
        ("Over/(under) | Staff over/(under)", "Care | 95 | (95)", "Care underspends by £95k on staff."),
        ("Budget | Forecast | Variance", "Rents | 250 | 345 | 95", "Rents are £95k under their target."),
        ("Variance", "Care | 95", "Care shows an underspend of £95k."),
    ],
)  # fmt: skip
def test_where_some_reading_bears_the_word_out_or_none_tells_it_is_right(
    tmp_path: Path, head: str, row: str, sentence: str
) -> None:
    head = head.replace(" |", " £000 |") + " £000"
    text = _table(head, row, *("Parks | " + " | ".join(["100"] * (head.count("|") + 1)),)) + sentence
    assert [one.sentence for one in scrutinised(tmp_path, text).wrong if one.spots[0].text in sentence] == []
