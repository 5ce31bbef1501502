"""Amounts a thousand times too large or too small beside a table in £000, named by nothing but the portfolio itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

HEAD = "# Culture Portfolio\n\n## Resources\n\n"
ROWS = "| Libraries | 3,400 | 3,350 |\n| Housing | 8,400 | 8,671 |\n"
TABLES = {
    "total": f"{HEAD}| Service | Budget £000 | Forecast £000 |\n|---|--:|--:|\n{ROWS}| Total | 11,800 | 12,021 |\n\n",
    "own name": f"{HEAD}| £000 | Budget | Forecast |\n|---|--:|--:|\n{ROWS}| Culture Portfolio | 11,800 | 12,021 |\n\n",
}
LINES = f"{HEAD}| £000 | |\n|---|--:|\n| Cash limit | 6,273 |\n| Outturn | 6,164 |\n| Variance | (109) |\n\n"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("right", "typed", "cell", "proposed", "sentence"),
    [
        ("£11.8m", "£11,800m", "11,800", "£11.800m", "The budget of the portfolio is {}."),
        ("£11,800k", "£11,800m", "11,800", "£11.800m", "The portfolio's budget is {}."),
        ("£11,800k", "£11,800", "11,800", "£11,800k", "The budget of the portfolio is {}."),
        ("£12.021m", "£12,021m", "12,021", "£12.021m", "The portfolio is forecast to spend {}."),
        ("£8.4m", "£8,400m", "8,400", "£8.400m", "Housing has a budget of {}."),
        ("£8.671m", "£8,671m", "8,671", "£8.671m", "Housing is forecast to spend {}."),
        ("£8.4m", "£8,400m", "8,400", "£8.400m", "The cash limit of Housing is {}."),
        ("£12.021m", "£12,021m", "12,021", "£12.021m", "The outturn of the portfolio is {}."),
        ("£8,671k", "£8,671", "8,671", "£8,671k", "Housing is forecast to spend {}."),
        ("£8.671m", "£8.671bn", "8,671", "£8.671m", "Housing is forecast to spend {}."),
        ("£8.671 million", "£8.671 billion", "8,671", "£8.671 million", "Housing is forecast to spend {}."),
    ],
)
def test_an_amount_of_the_wrong_size_is_told(
    tmp_path: Path, table: str, right: str, typed: str, cell: str, proposed: str, sentence: str
) -> None:
    assert scrutinised(tmp_path, TABLES[table] + sentence.format(right)).slips == ()
    (told,) = scrutinised(tmp_path, TABLES[table] + sentence.format(typed)).wrong
    assert [one.text for one in told.spots] == [typed, cell]
    assert told.proposed == proposed


@pytest.mark.parametrize(
    ("typed", "proposed", "sentence"),
    [
        ("£6,273m", "£6.273m", "The cash limit is {}."),
        ("£6,273", "£6,273k", "The cash limit is {}."),
        ("£6,164m", "£6.164m", "The outturn is {} against a cash limit of £6.273m."),
    ],
)
def test_a_line_of_the_portfolio_alone_is_told_too(tmp_path: Path, typed: str, proposed: str, sentence: str) -> None:
    assert scrutinised(tmp_path, LINES + sentence.format(proposed)).slips == ()
    (told,) = scrutinised(tmp_path, LINES + sentence.format(typed)).wrong
    assert (told.spots[0].text, told.proposed) == (typed, proposed)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "sentence",
    [
        "The council's budget is £11,800m.",
        "Nationally £11,800m is spent on housing.",
        "The national budget for libraries is £3,400m.",
        "The gross value of the county's homes is £11,800m.",
        "An average grant costs £3,350 in Libraries.",
        "A home of the Housing service has a budget of £8,400 a year.",
        "Last year the total budget was £11,800 more.",
        "The charity has a budget of £8,400.",
    ],
)
def test_an_amount_of_something_else_is_not_told(tmp_path: Path, table: str, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, TABLES[table] + sentence).slips] == []
