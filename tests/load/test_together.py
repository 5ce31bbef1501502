"""What is told of many texts at once is what a look at each of them tells."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.load.cells.distinct import tidied
from budget_monitor.load.cells.plain import is_cast_as_read
from budget_monitor.load.cells.row_types import TotalWords
from budget_monitor.load.cells.together import Together
from budget_monitor.model.ledgers.names import folded

TEXTS = st.lists(st.text(' "=.`aTtOoLl-é\u00a0\t9', max_size=6), max_size=8)
FIGURES = st.lists(st.from_regex(r"-?[0-9]{0,3}(\.[0-9]{0,4})?[eE.]?[0-9]?|£1|k", fullmatch=True), max_size=8)
LABELS = st.sampled_from(["Total", "Sub-total", "sum toTAL", "Overall", "overalls", "to", "tal", "Libraries", ""])


def sliced(texts: list[str]) -> pa.Array:
    """The texts as a part of a longer column, whose other texts must not matter."""
    return pa.array([" x  y.", *texts, "e5.", "total"]).slice(1, len(texts))


@given(TEXTS)
def test_texts_that_are_surely_tidy_need_no_tidying(texts: list[str]) -> None:
    tidy = [" ".join(folded(re.sub(r'^ *="([^"]*)" *$', r"\1", text)).split()) for text in texts]
    if Together.of(sliced(texts)).are_surely_tidy:
        assert texts == tidy
    assert tidied(sliced(texts)).to_pylist() == tidy


@given(TEXTS, st.integers(0, 3))
def test_characters_before_the_end_are_counted_text_by_text(texts: list[str], distance: int) -> None:
    found = Together.of(sliced(texts))
    there = [text.encode()[::-1][distance : distance + 1] for text in texts]
    assert found.count_before_the_end(ord("9"), distance) == there.count(b"9")
    assert found.longest == max((len(text.encode()) for text in texts), default=0)
    assert found.count(ord("t")) == "".join(texts).count("t")


@given(FIGURES)
def test_what_is_cast_at_once_is_digits_with_at_most_so_many_behind_a_point(cells: list[str]) -> None:
    if not is_cast_as_read(sliced(cells), 2):
        return
    try:
        pc.cast(sliced(cells), pa.decimal128(24, 6))
    except pa.ArrowInvalid:
        return  # refused, and read cell by cell
    assert all(re.fullmatch(r"-?[0-9]*(\.[0-9]{1,2})?", cell) for cell in cells)


@given(st.lists(LABELS, max_size=12))
def test_total_words_are_found_among_many_labels_as_among_few(labels: list[str]) -> None:
    words = TotalWords()
    many = pa.array([*labels, *(f"Reserve {number}" for number in range(1_000))])
    expected = [re.search(words.anywhere, label) is not None for label in labels]
    assert words.among(many).to_pylist() == [*expected, *[False] * 1_000]
    assert words.among(pa.array(labels, pa.string())).to_pylist() == expected


def test_a_set_s_own_total_words_are_found_among_many_labels() -> None:
    many = pa.array(["Insgesamt", *(f"Reserve {number}" for number in range(1_000))])
    assert TotalWords(["insgesamt"]).among(many).true_count == 1
