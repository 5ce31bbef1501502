"""What is made of packed words, each looked at once, is what is made of the words row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.evaluate.engines.expr import Expr, col, lit, when
from budget_monitor.evaluate.engines.narwhals import ArrowFrame

WORDS = st.lists(st.sampled_from(["", "Parks", "PARKS", "Parks and Trees", "£ parks", None]), max_size=9)
OF_WORDS: Sequence[Callable[[Expr], Expr]] = (
    lambda word: word.fill_null(""),
    lambda word: word.fill_null("Parks"),
    lambda word: word.fill_null("").lower().without_spaces(),
    lambda word: word == "Parks",
    lambda word: word != "Parks",
    lambda word: (word == "Parks").fill_null(False),
    lambda word: word.fill_null("").is_in(["Parks", ""]),
    lambda word: word.is_null() | (word == "PARKS"),
    lambda word: ~word.lower().contains("trees"),
    lambda word: (word == "Parks") & (col("amount") > 2),
    lambda word: when(word == "Parks", col("amount"), lit(0)),
    lambda word: word == col("other"),
)


def table(words: Sequence[str | None], *, packed: bool, cut: int) -> pa.Table:
    """The words in two chunks, packed or spelt out, beside the number of the row and the words the other way round."""
    parts = [pa.array(part, pa.string()) for part in (words[:cut], words[cut:])]
    if packed:
        parts = [part.dictionary_encode() for part in parts]
    amounts = pa.array(range(len(words)), pa.int64())
    return pa.table({"word": pa.chunked_array(parts), "amount": amounts, "other": pa.array(words[::-1], pa.string())})


@given(WORDS, st.sampled_from(OF_WORDS), st.integers(0, 9))
@settings(deadline=None)
def test_columns_made_of_packed_words_are_those_made_row_by_row(
    words: list[str | None], made_of: Callable[[Expr], Expr], cut: int
) -> None:
    plain, packed = (ArrowFrame.of(table(words, packed=packed, cut=cut)) for packed in (False, True))
    made = made_of(col("word")).alias("made")
    assert packed.with_columns(made).rows() == plain.with_columns(made).rows()


@given(WORDS, st.sampled_from(OF_WORDS[3:10]), st.integers(0, 9))
@settings(deadline=None)
def test_rows_chosen_by_packed_words_are_those_chosen_row_by_row(
    words: list[str | None], made_of: Callable[[Expr], Expr], cut: int
) -> None:
    plain, packed = (ArrowFrame.of(table(words, packed=packed, cut=cut)) for packed in (False, True))
    chosen = made_of(col("word"))
    assert packed.filter(chosen).rows() == plain.filter(chosen).rows()


def test_words_made_of_words_stay_packed() -> None:
    packed = ArrowFrame.of(table(["Parks", None, "PARKS"], packed=True, cut=1))
    made = packed.with_columns(col("word").fill_null("").lower().alias("made")).table()
    assert pa.types.is_dictionary(made["made"].type)
    assert made.column_names == ["word", "amount", "other", "made"]
