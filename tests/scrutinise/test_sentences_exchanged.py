"""Three figures that come out, in words of any kind: two digits exchanged in one of them are told of, chance is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests.support.typed_sentences import assert_told_only_of, scrutinised

SENTENCES = [
    ("The target was 1,250 inspections and {1,187} were made, 63 short.", "1,817"),
    ("The number of fines was 5,612; last year it was 5,940, so that there was a fall of {328}.", "382"),
    ("In 2023/24 there were 5,940 fines and in 2024/25 {5,612}, which is 328 fewer.", "5,162"),
    ("The pay award adds £310,000 to the £12,400,000 pay bill, taking it to {£12,710,000}.", "£12,170,000"),
    ("After income of £0.718m, gross spending of £5.902m comes down to {£5.184m} net.", "£5.814m"),
    ("We spent £51,840 on paths. With the £17,315 for hedges that makes {£69,155}.", "£69,515"),
    ("In 2022 the satisfied were 90.5%, so there has been a gain of {2.5} points to 93.0%.", "5.2"),
]


@pytest.mark.parametrize(("sentence", "typed"), SENTENCES)
def test_exchanged_digits_are_told_of_in_any_words(tmp_path: Path, sentence: str, typed: str) -> None:
    assert_told_only_of(typed, sentence, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "We planted 412 trees, 380 shrubs and 79 hedges.",
        "Fees rose to £1,284k, of which £312k is new, while £1,516k was spent.",
        "The 1,250 inspections took 1,187 hours and 36 officers.",
        "About 1,250 inspections were due and 1,817 were made, 63 short.",
    ],
)
def test_three_figures_that_have_nothing_to_do_with_one_another_are_none(tmp_path: Path, sentence: str) -> None:
    assert scrutinised(tmp_path, sentence).slips == ()


def test_a_figure_that_a_table_has_is_not_taken_for_mistyped(tmp_path: Path) -> None:
    text = "The bill was £12,400,000 and the award £310,000, which makes £12,170,000."
    assert [slip.proposed for slip in scrutinised(tmp_path, text).wrong] == ["£12,710,000"]
    table = "| | Last £ | This £ |\n|---|--:|--:|\n| Pay | 12,500,000 | 12,170,000 |\n| Post | 1,000 | 900 |\n\n"
    assert scrutinised(tmp_path, table + text).wrong == ()


WORDS = [
    "Of {0:,} letters {1:,} were answered and {2:,} were not.",
    "{1:,} came by post and {2:,} by hand, {0:,} in all.",
    "They numbered {0:,}, {1:,} more than the {2:,} of a year ago.",
    "They rose from {1:,} to {0:,}, an increase of {2:,}.",
    "There were {0:,} letters: {1:,} from here and {2:,} from elsewhere.",
]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(2_120, 2_202, WORDS[-1], 1)
@example(13_500, 14_000, WORDS[-1], 0)
@given(st.integers(2_101, 99_999), st.integers(2_101, 99_999), st.sampled_from(WORDS), st.integers(0, 3))
def test_figures_that_come_out_are_never_told_of_and_exchanged_ones_always(
    tmp_path: Path, first: int, second: int, words: str, place: int
) -> None:
    whole = first + second
    assert scrutinised(tmp_path, words.format(whole, first, second)).slips == ()
    digits = list(str(first))
    place = place % (len(digits) - 1)
    assume(digits[place] != digits[place + 1] and digits[1] != "0")
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    typed = int("".join(digits))
    assume(min(typed, second) * 2 <= whole)  # two of more than half each may be one of the other
    assert scrutinised(tmp_path, words.format(whole, typed, second)).wrong


def test_figures_of_more_digits_than_any_amount_are_none(tmp_path: Path) -> None:
    nought = "0" * 40
    text = f"We planted 12{nought} trees, 38{nought} shrubs and 5{nought} hedges, 55{nought} in all."
    assert scrutinised(tmp_path, text).wrong == ()
