"""Changes whose percentage, in brackets, has a sign."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("The roll {} by 46 pupils to 1,286 (+3.7%).", "grew", "fell"),
        ("Arrears {} by £12,300 to £84,950 (-12.6%).", "fell", "rose"),
        ("Visits went {} by 5,140 to 71,905 (+7.7%).", "up", "down"),
    ],
)
def test_a_word_that_the_sign_denies_is_told(tmp_path: Path, sentence: str, right: str, wrong: str) -> None:
    assert scrutinised(tmp_path, sentence.format(right)).slips == ()
    (told,) = scrutinised(tmp_path, sentence.format(wrong)).slips
    assert told.title == "Words say the opposite of one another"
    assert told.spots[1].text in ("3.7%", "-12.6%", "7.7%")


@pytest.mark.parametrize(
    "sentence",
    [
        "The overspend fell by £1.2m to £2.4m (+1.2%).",
        "Spending fell by £310,000 to £6.1m (+0.4% in real terms).",
        "Complaints fell by 12 to 88 (+3%).",
    ],
)
def test_a_signed_share_of_something_else_is_not_told(tmp_path: Path, sentence: str) -> None:
    assert [one.sentence for one in scrutinised(tmp_path, sentence).slips] == []
