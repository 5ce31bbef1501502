"""What is itself said to move: spending that grew is none of a balance; a budget that was reduced is not more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.typed_sentences import scrutinised

RIGHT = (Path(__file__).parent / "own_moves_right.txt").read_text(encoding="utf-8").splitlines()
AGAINST = [
    "The budget was reduced by £20,000, bringing the allocation from £100,000 to £120,000.",
    "The budget was increased by £20,000, bringing the allocation from £120,000 to £100,000.",
    "The fee was increased by £20, taking the fee from £120 to £100.",
    "The budget was increased by £20,000, taking the revised allocation from £120,000 to £100,000.",
    "The revised budget was cut by £20,000, taking it from £100,000 to £120,000.",
    "The deficit improved by £50,000 from £200,000 to £250,000.",
    "The overspend worsened by £50,000, from £250,000 to £200,000.",
    "£20,000 was used, bringing the reserve from £100,000 to £120,000.",
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_sentence_is_not_told_of(tmp_path: Path, sentence: str) -> None:
    assert [slip.sentence for slip in scrutinised(tmp_path, sentence).slips] == []


@pytest.mark.parametrize("sentence", AGAINST)
def test_words_against_their_figures_are_told(tmp_path: Path, sentence: str) -> None:
    told = scrutinised(tmp_path, sentence).wrong
    assert [one.title for one in told] == ["The words say the opposite of the figures"]


def test_two_and_a_half_times_is_not_doubled(tmp_path: Path) -> None:
    (told,) = scrutinised(tmp_path, "Referrals doubled from 120 to 300.").wrong
    assert told.sentence.endswith("120 doubled is 240, but 300 is written")


def test_what_is_not_far_from_doubled_is_neither_held_nor_told(tmp_path: Path) -> None:
    scrutiny = scrutinised(tmp_path, "Referrals doubled from 120 to 280.")
    assert scrutiny.slips == ()
    assert not any("doubled" in one.sentence for one in scrutiny.relations)
