"""A small sample of the score of the advice, so that it gets no worse unnoticed."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.support.places import SLIPS

SETS = (0, 4, 8, 12)
"""Each of another unit than the one before, with the next kinds of slip."""
EACH = 4
ROWS = 220


def test_the_advice_is_right_on_a_sample_of_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    """In £, £000 and £m: nothing wrong is stated, nothing goes unseen, and four first answers of five are right."""
    monkeypatch.syspath_prepend(str(SLIPS))
    one_set = import_module("advice").one_set
    scores = [score for number in SETS for score in one_set(number, 81_000, EACH, ROWS)]
    clean = [one for one in scores if one.name == "clean"]
    slipped = [one for one in scores if one.name != "clean"]
    single = [one for one in slipped if one.name != "three slips"]
    assert len(single) >= EACH * len(SETS) - 2
    assert not [one.story for one in clean if one.detected or not one.silent]
    assert all(one.detected for one in slipped)
    assert [one.story for one in slipped if one.stated_wrong] == []
    assert sum(one.first_right for one in single) >= 0.8 * len(single)
    assert sum(one.in_list for one in single) >= 0.9 * len(single)
    assert sum(bool(one.ends_true) for one in single) >= 0.8 * len(single)
