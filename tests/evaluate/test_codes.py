"""Rows are grouped and joined by numbers: these must be the same just where the keys are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from budget_monitor.evaluate.engines.codes import row_codes
from budget_monitor.evaluate.engines.expr import col
from budget_monitor.evaluate.engines.expr import rows as count_of_rows
from budget_monitor.evaluate.engines.narwhals import MAX_ROWS_COUNTED_IN_PYTHON, ArrowFrame

WORD = st.sampled_from(["", "a", "b", "Libraries", None])
NUMBER = st.sampled_from([0, 1, -3, 2**40, -(2**62), None])
DAY = st.sampled_from([date(2026, 4, 1), date(1999, 12, 31), None])
FIGURE = st.sampled_from([Decimal("1.5"), Decimal(0), None])
KINDS = (pa.string(), pa.int64(), pa.date32(), pa.decimal128(24, 6))
ROWS = st.lists(st.tuples(WORD, NUMBER, DAY, FIGURE), max_size=12)
NAMES = ("word", "number", "day", "figure")


def table(rows: Sequence[tuple[object, ...]], *, packed: bool, cut: int) -> pa.Table:
    """The rows in two chunks; words packed as a dictionary of each chunk, or spelt out."""
    columns = []
    for place, kind in enumerate(KINDS):
        parts = [pa.array([row[place] for row in part], kind) for part in (rows[:cut], rows[cut:])]
        if packed and place == 0:
            parts = [part.dictionary_encode() for part in parts]
        columns.append(pa.chunked_array(parts))
    return pa.table(columns, names=list(NAMES))


@given(ROWS, st.booleans(), st.integers(0, 12))
@settings(deadline=None)
def test_rows_have_the_same_number_just_where_their_keys_are_the_same(
    rows: list[tuple[object, ...]], packed: bool, cut: int
) -> None:
    codes = row_codes(table(rows, packed=packed, cut=cut).columns).tolist()
    assert [[one == other for other in codes] for one in codes] == [[one == other for other in rows] for one in rows]


@given(ROWS, ROWS, st.booleans(), st.booleans(), st.booleans())
@settings(deadline=None)
def test_a_join_finds_what_comparing_each_row_with_each_finds(
    lefts: list[tuple[object, ...]],
    rights: list[tuple[object, ...]],
    left_packed: bool,
    right_packed: bool,
    inner: bool,
) -> None:
    left = table(lefts, packed=left_packed, cut=5).append_column("left", pa.array(range(len(lefts))))
    right = table(rights, packed=right_packed, cut=7).append_column("right", pa.array(range(len(rights)), pa.int64()))
    right = right.rename_columns([*(f"{name}_there" for name in NAMES), "right"])
    joined = ArrowFrame.of(left).join(ArrowFrame.of(right), NAMES, right.column_names[:-1], inner=inner).rows()
    expected: list[tuple[int, int | None]] = []
    for number, row in enumerate(lefts):
        found = [other for other, there in enumerate(rights) if None not in row and row == there]
        expected += [(number, other) for other in found]
        expected += [(number, None)] if not found and not inner else []
    pairs = [(row["left"], row["right"]) for row in joined]
    assert Counter(pairs) == Counter(expected)


@given(ROWS, st.booleans())
@settings(deadline=None)
def test_single_rows_are_those_that_no_other_is_like(rows: list[tuple[object, ...]], packed: bool) -> None:
    whole = table(rows, packed=packed, cut=4).append_column("place", pa.array(range(len(rows)), pa.int64()))
    found = ArrowFrame.of(whole).singles(NAMES, "count").rows()
    expected = [place for place, row in enumerate(rows) if rows.count(row) == 1]
    assert sorted(row["place"] for row in found) == expected
    assert {row["count"] for row in found} <= {1}


@given(ROWS, st.booleans(), st.booleans())
@settings(deadline=None)
def test_groups_are_counted_whether_or_not_lines_rise(
    rows: list[tuple[object, ...]], packed: bool, backwards: bool
) -> None:
    numbers = range(len(rows), 0, -1) if backwards else range(1, len(rows) + 1)
    whole = table(rows, packed=packed, cut=4).append_column("line", pa.array(numbers, pa.int64()))
    found = ArrowFrame.of(whole).grouped(NAMES, col("line").min(), count_of_rows().alias("count")).rows()
    expected = {
        row: (min(number for number, other in zip(numbers, rows, strict=True) if other == row), rows.count(row))
        for row in rows
    }
    assert {tuple(row[name] for name in NAMES): (row["line"], row["count"]) for row in found} == expected
    assert len(found) == len(expected)


@given(ROWS, st.booleans())
@settings(deadline=None)
def test_many_rows_are_counted_as_few_are(rows: list[tuple[object, ...]], packed: bool) -> None:
    few = table(rows, packed=packed, cut=4)
    many = pa.concat_tables([few.unify_dictionaries()] * (MAX_ROWS_COUNTED_IN_PYTHON // max(len(rows), 1) + 1))
    times = len(many) // max(len(rows), 1)
    found = {tuple(row[name] for name in NAMES): number for row, number in ArrowFrame.of(many).counted()}
    assert found == {row: times * number for row, number in Counter(rows).items()}
