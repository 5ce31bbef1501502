"""Changes that a sentence tells of a row of a table, with an end of them that stands nowhere but in the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

TABLES = """# Annual review 2024/25

Table 1: Income (£)

| Source | 2022/23 | 2023/24 | 2024/25 | Budget 2024/25 | Budget 2025/26 |
|---|--:|--:|--:|--:|--:|
| Mooring dues | 84,210 | 91,640 | 97,385 | 95,000 | 99,000 |
| Water rates and rents | 41,975 | 38,120 | 36,450 | 39,200 | 37,300 |
| Chandlery | 12,640 | 13,905 | 15,480 | 14,000 | 15,500 |
| Other | 2,310 | 1,985 | 2,240 | 2,000 | 2,200 |
| Total | 141,135 | 145,650 | 151,555 | 150,200 | 154,000 |

Table 2: Berths let, at the end of each quarter

| Basin | 31 March 2024 | 30 June 2024 | 31 March 2025 |
|---|--:|--:|--:|
| North basin | 412 | 436 | 385 |
| South basin (tidal) | 178 | 204 | 231 |
| Dry stack | 96 | 88 | 124 |

Table 3: Funds (£)

| | Repairs | Renewals | Both |
|---|--:|--:|--:|
| At 1 April 2024 | 62,300 | 118,450 | 180,750 |
| Paid in | 15,000 | 24,600 | 39,600 |
| Spent | (21,870) | (9,140) | (31,010) |
| At 31 March 2025 | 55,430 | 133,910 | 189,340 |

"""

TURNED = [
    ("Mooring dues {rose} by £5,745 because two pontoons were added.", "fell", "97,385", "91,640"),
    ("Water rates and rents {fell} by £1,670.", "rose", "36,450", "38,120"),
    ("Berths let in the south basin have gone {up}, by 53.", "down", "231", "178"),
    ("The number in the north basin {fell} by 27 to 385.", "rose", "385", "412"),
    ("Chandlery took £15,480, £1,480 {more} than budgeted.", "less", "15,480", "14,000"),
    ("Mooring dues were £2,385 {above} budget.", "below", "97,385", "95,000"),
    ("Water rates and rents were £2,750 {under} their budget of £39,200.", "over", "36,450", "39,200"),
]
SLIPS = [
    ("Mooring dues came to £97,385, {£5,745} more than in the year before.", "£5,475", "97,385", "91,640"),
    ("Water rates and rents of £36,450 were {£2,750} below the estimate.", "£2,570", "36,450", "39,200"),
    ("The income of £151,555 was {£5,905} more than a year earlier.", "£9,505", "151,555", "145,650"),
    ("Chandlery, at £15,480, was {£2,840} higher than in 2022/23.", "£2,480", "15,480", "12,640"),
    ("There are 231 berths let in the south basin, {53} more than a year ago.", "35", "231", "178"),
    ("There are 231 berths let in the south basin, {27} more than in June.", "72", "231", "204"),
    ("Together they hold £189,340, {£8,590} more than a year earlier.", "£5,890", "189,340", "180,750"),
    ("Mooring dues were {£2,385} ahead of budget.", "£2,835", "97,385", "95,000"),
    (
        "Dues came to £91,640 before. Two pontoons and new rates have raised them by {£5,745} to £97,385.",
        "£5,475", "97,385", "91,640",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "typed", "now", "then"), TURNED)
def test_words_against_the_row_of_a_change_are_told(
    tmp_path: Path, sentence: str, typed: str, now: str, then: str
) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert scrutinised(tmp_path, f"{TABLES}{before}{right}{after}").slips == ()
    (told,) = scrutinised(tmp_path, f"{TABLES}{before}{typed}{after}").slips
    assert told.title == "The words say the opposite of the table"
    assert {spot.text for spot in told.spots[1:]} == {now, then}


@pytest.mark.parametrize(("sentence", "typed", "now", "then"), SLIPS)
def test_a_change_that_is_a_slip_of_the_pen_from_that_of_its_row_is_told(
    tmp_path: Path, sentence: str, typed: str, now: str, then: str
) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert scrutinised(tmp_path, f"{TABLES}{before}{right}{after}").slips == ()
    (told,) = scrutinised(tmp_path, f"{TABLES}{before}{typed}{after}").slips
    assert told.where.text == typed
    assert told.proposed == right
    assert {spot.text.strip("£") for spot in told.spots[1:]} == {now, then}


@pytest.mark.parametrize(
    "sentence",
    [
        "Mooring dues fell by £5,475 in 2020/21.",
        "Mooring dues came to £97,385, £5,475 more than in 2019/20.",
        "Mooring dues came to £97,385, £5,475 more than the harbour at Stell took.",
        "Mooring dues of £97,385 were £2,835 above target.",
        "Of the mooring dues of £97,385, £5,475 more is owed by visitors.",
        "Mooring dues rose by £7,430 in 2023/24.",
        "Mooring dues have risen by £13,175 in two years.",
        "Visitors paid mooring dues of £12,600, up by £5,475.",
        "Without the new pontoons mooring dues would have fallen by £2,745.",
        "At quarter 1 mooring dues were £2,835 above budget.",
        "Last year mooring dues were £2,835 above budget.",
        "The north basin rose by 24 to 436 in June, before it fell by 51 to 385.",
        "The dry stack fell by 8 to 88 in the first quarter.",
        "Mooring dues rose by 61% over ten years to £97,385.",
        "Without the new pontoons mooring dues would be £5,745 lower.",
        "Income from chandlery fell by £1,575.",
        "Chandlery cost £15,480, £1,575 less than at Stell.",
        "Chandlery took £15,480, £2,480 more than in 2019/20.",
        "The dry stack has grown by 36 since June, to 124.",
        "The south basin rose by 62 boats on regatta day.",
        "Water rates and rents of £36,450 were £1,670 less than last year and £2,750 less than budgeted.",
        "Water rates fell by £4,120 and rents rose by £2,450.",
        "Other income came to £2,240, £420 more than was expected in December.",
        "Both funds hold £189,340, £5,890 more than the auditor thinks prudent.",
        "The repairs fund fell by £6,870 to £55,430.",
        "The total is to rise by £2,445, to £154,000.",
        "Repairs cost £24,900, or 26% of mooring dues, and have gone down by £5,745.",
        "Chandlery, at £15,480, was £1,575 higher; at £15,480 it is £5,175 above what Stell takes.",
    ],
)
def test_a_change_that_may_be_of_something_else_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, TABLES + sentence).slips] == []


SHARES = [
    ("Mooring dues rose by {16%}, to £97,385.", "61%", "97,385", "84,210"),
    ("Berths in the dry stack increased by {41%} to 124.", "14%", "124", "88"),
    ("Chandlery grew by {22.5%} to £15,480.", "25.2%", "15,480", "12,640"),
]


OF_THE_END = [
    ("Mooring dues rose by {6.3%} to £97,385.", "5.9%", "97,385", "91,640"),
    ("Mooring dues rose by {6.3%} in 2024/25.", "5.9%", "97,385", "91,640"),
    ("Mooring dues rose fastest, by {6.3%}.", "5.9%", "97,385", "91,640"),
    ("Chandlery grew by {11.3%} to £15,480.", "10.2%", "15,480", "13,905"),
    ("Chandlery grew by £1,575, or {11.3%}.", "10.2%", "15,480", "13,905"),
    ("Water rates and rents fell by just {4.4%}.", "4.6%", "36,450", "38,120"),
    ("The dry stack has grown by {29.2%}.", "22.6%", "124", "96"),
]


@pytest.mark.parametrize(("sentence", "typed", "now", "then"), SHARES + OF_THE_END)
def test_a_change_in_percent_with_digits_exchanged_or_of_what_it_came_to_is_told(
    tmp_path: Path, sentence: str, typed: str, now: str, then: str
) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    assert scrutinised(tmp_path, f"{TABLES}{before}{right}{after}").slips == ()
    (told,) = scrutinised(tmp_path, f"{TABLES}{before}{typed}{after}").slips
    assert (told.where.text, told.proposed) == (typed, right)
    assert {spot.text for spot in told.spots[1:]} == {now, then}


@pytest.mark.parametrize(
    "sentence",
    [
        "Mooring dues rose by 6.3% to £97,385.",
        "Mooring dues rose by 11.3% in 2024/25.",
        "Mooring dues rose by 36%, to £97,385, in ten years.",
        "Mooring dues rose by 5.9% in real terms.",
        "Mooring dues rose by 5.9% a year.",
        "Visitors' use of moorings rose by 5.9%.",
        "Prices for mooring dues rose by 5.9%.",
        "Had the pontoons not been added, mooring dues would have risen by 5.9%.",
        "Mooring dues fell by 5.9%.",
        "In 2023/24 mooring dues rose by 5.9%.",
        "Mooring dues rose by 5.9% on what was forecast.",
    ],
)
def test_a_change_in_percent_of_something_else_or_of_another_time_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, TABLES + sentence).slips] == []


def test_of_a_row_that_stands_with_a_minus_a_fall_is_one_in_size(tmp_path: Path) -> None:
    rows = "| Grants | -3,428,000 | 212,000 | -3,216,000 |\n| Net deficit | -24,500 | -1,200 | -25,700 |\n\n"
    table = f"# Report\n\n| £ | 2024/25 | Change | 2025/26 |\n|---|--:|--:|--:|\n{rows}"
    assert scrutinised(tmp_path, f"{table}Grants drop by £212,000, to £3,216,000.").slips == ()
    assert scrutinised(tmp_path, f"{table}Net deficit fell by £1,200 to £25,700.").slips == ()
    (told,) = scrutinised(tmp_path, f"{table}Grants rise by £212,000, to £3,216,000.").slips
    assert told.where.text == "£212,000"
    assert told.title == "The words say the opposite of the table"


def test_what_was_last_year_is_no_outcome_of_the_budget(tmp_path: Path) -> None:
    rows = "| Precept | 284,600 | 149,250 | 298,500 |\n| Rents | 10,000 | 5,150 | 10,400 |\n\n"
    table = f"# Report\n\n| £ | Last year | To 30 Sept | Budget 2025/26 |\n|---|--:|--:|--:|\n{rows}"
    assert scrutinised(tmp_path, f"{table}The precept went up by £13,900.").slips == ()


def test_a_change_of_a_cell_in_doubt_is_not_told_as_well(tmp_path: Path) -> None:
    tables = TABLES.replace("| 97,385 |", "| 97,835 |")
    told = scrutinised(tmp_path, f"{tables}Mooring dues came to £97,835, £5,745 more than in the year before.").slips
    assert not any(one.title == "A change is not that between the figures of a row" for one in told)
