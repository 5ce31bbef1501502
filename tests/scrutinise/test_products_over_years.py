"""What a sum of each year, month or week comes to in several."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised


@pytest.mark.parametrize(
    ("sentence", "typed"),
    [
        ("It costs £1,164k a year, £88k less than now (£1,252k); over the three years this saves {£264k}.", "£246k"),
        (
            "The lease is £12,450 a year. Rates are £3,870 a year; over the five years that comes to {£19,350}.",
            "£13,950",
        ),
        ("Each crew costs £2,315 a week, and over the 12 weeks this adds {£27,780}.", "£27,870"),
        ("The new rate is £640 a month dearer; over the six months it costs {£3,840}.", "£8,340"),
    ],
)
def test_a_sum_of_each_year_over_several_years_is_checked(tmp_path: Path, sentence: str, typed: str) -> None:
    before, _, rest = sentence.partition("{")
    right, _, after = rest.partition("}")
    good = scrutinised(tmp_path, f"{before}{right}{after}")
    assert good.slips == ()
    assert any(right in one.cells[0].text for one in good.relations)
    (told,) = scrutinised(tmp_path, f"{before}{typed}{after}").slips
    assert (told.where.text, told.proposed) == (typed, right)


@pytest.mark.parametrize(
    "sentence",
    [
        "It costs £1,164k a year; over the three years this saves £250k of the £750k that was hoped for.",
        "The rate rises from £210 to £240 and then £260; over the three years this adds £710 to each bill.",
        "A place costs £4,300 a term; over the three terms it comes to £12,100 with the discount for siblings.",
        "It will save about £88k a year; over the three years this saves £246k.",
        "We pay £5,200 a year; over the two years this is £1,100 more than planned.",
    ],
)
def test_what_comes_of_changing_sums_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, sentence).slips] == []
