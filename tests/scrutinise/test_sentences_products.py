"""Products and averages as officers word them: with one figure mistyped they are told of, else they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import assert_told_only_of, scrutinised

PRODUCTS = [
    ("21,400 subscribers at £48 bring {£1,027,200}.", "£1,072,200"),
    ("At £2.65 a meal the income from 664,200 paid meals was {£1,760,130}.", "£1,670,130"),
    ("It was hired for 1,315 hours at £7.50 an hour, {£9,862.50} in all.", "£9,826.50"),
    ("A charge of £48 for each of the 21,400 subscribers raises {£1,027,200}.", "£1,072,200"),
    ("Fees were {£9,862.50} (1,315 hours at £7.50).", "£9,682.50"),
    ("An average cremation took in {£819} (£598,460 over 731).", "£891"),
    ("Repairs cost {£248} per order, £2.731m over 11,000 orders.", "£284"),
    ("£33,000 spread over 1,240 homes is {£26.61} each.", "£26.16"),
    ("120 clubs held 3,852 meetings, an average of {32.1}.", "31.2"),
    ("Leavers in four months were 31, 27, 38 and 24, which is 120 in all and an average of {30} a month.", "34"),
    ("The balances were £44.2m, £47.8m, £45.1m, £42.6m, £39.3m and £36.2m, an average of {£42.5m}.", "£45.2m"),
    ("Bids of £1,240, £1,310 and £1,410 came in, giving an average of {£1,320}.", "£1,230"),
    ("Classes have 28, 31 and 25 pupils, or an average of {28}.", "82"),
    ("The cost of a post-mortem averaged {£1,023} (£655k for 640).", "£1,203"),
    ("A visit costs on average {£248} (£2,728,000 for 11,000 visits).", "£284"),
    ("184 parties brought 4,968 pupils, an average of {27} per party.", "72"),
]


@pytest.mark.parametrize(("sentence", "typed"), PRODUCTS)
def test_a_product_mistyped_is_told_of_and_the_right_one_holds(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "We sold 40 tickets at £12 and made £1,000 in all.",
        "21,400 subscribers at £48 bring £1.03m.",
        "21,400 subscribers at £48 bring £1,026,130, as some paid less.",
        "There are 24 grants of £1,000, and £42,000 is left.",
        "About 1,315 hours at £7.50 an hour came to £9,826.50.",
        "The 12 clubs met 36 times, an average of 4 hours each.",
        "4,968 pupils came in 184 parties, an average of 27.",
    ],
)
def test_a_sentence_that_only_looks_like_a_wrong_product_is_none(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []
