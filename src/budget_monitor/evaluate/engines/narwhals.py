# ruff: noqa: D102 - `Frame` says what its methods do
"""Frames that Narwhals drives: the same expressions on Arrow, pandas, DuckDB and Spark. On Arrow, what is grouped or
joined by words is grouped and joined by numbers (`codes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, reduce
from typing import Any, Self, TypeAlias

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.exceptions import NarwhalsError

from budget_monitor.evaluate.engines import Engine, Frame, Row
from budget_monitor.evaluate.engines.codes import Codes, Groups, groups_of, matched, never_falls, row_codes
from budget_monitor.evaluate.engines.expr import Expr, col, rows
from budget_monitor.evaluate.engines.rendering import rendered
from budget_monitor.evaluate.engines.words import MadeOfWords

Native: TypeAlias = "nw.LazyFrame[Any]"

FAILURES: tuple[type[Exception], ...] = (NarwhalsError, pa.ArrowException)
"""What comes of expressions that cannot be computed, whichever the engine."""

_CODE = "__code"
_ROW = "__row"
MAX_ROWS_COUNTED_IN_PYTHON = 5_000
"""So many rows are counted faster one by one than by asking an engine."""


class EngineFrame(Frame):
    """Rows of an engine. `native` is the Narwhals frame."""

    def __init__(self, native: Native) -> None:
        self.native = native

    @classmethod
    def of(cls, rows: object) -> Self:
        """The rows of an engine's own frame."""
        return cls(nw.from_native(rows).lazy())  # type: ignore[call-overload]

    @property
    def names(self) -> list[str]:
        return self.native.collect_schema().names()

    @property
    def is_in_memory(self) -> bool:
        return self.native.implementation.is_pyarrow() or self.native.implementation.is_pandas()

    def is_empty(self) -> bool:
        return self.is_in_memory and self.native.collect().is_empty()

    def made(self, native: Native) -> Self:
        """A frame of the same kind."""
        return type(self)(native)

    def rendered(self, parts: Sequence[str | Expr]) -> list[Any]:
        """Expressions as Narwhals has them."""
        return rendered(parts)

    def with_columns(self, *made: Expr) -> Self:
        return self.made(self.native.with_columns(*self.rendered(made))) if made else self

    def select(self, *columns: str | Expr) -> Self:
        return self.made(self.native.select(*self.rendered(columns)))

    def shaped(self, columns: Mapping[str, str | Expr]) -> Self:
        """Plain columns are picked and renamed, which costs next to nothing; one that is wanted under several names
        is copied.
        """
        times = Counter(column for column in columns.values() if isinstance(column, str))
        columns = {
            name: Expr("col", (), column, column) if isinstance(column, str) and times[column] > 1 else column
            for name, column in columns.items()
        }
        frame = self.with_columns(*(made.alias(name) for name, made in columns.items() if isinstance(made, Expr)))
        frame = frame.select(*(name if isinstance(column, Expr) else column for name, column in columns.items()))
        renamed = {old: name for name, old in columns.items() if isinstance(old, str) and old != name}
        return frame.rename(renamed) if renamed else frame

    def filter(self, *conditions: Expr) -> Self:
        """A condition on no column (on criteria alone) is made a column first: engines filter by nothing else."""
        constant = {f"__always{place}": made for place, made in enumerate(conditions) if not made.columns}
        if not constant:
            return self.made(self.native.filter(*self.rendered(conditions)))
        frame = self.with_columns(*(made.alias(name) for name, made in constant.items()))
        varying = [made for made in conditions if made.columns]
        return frame.filter(*varying, *map(col, constant)).drop(*constant)

    def rename(self, names: Mapping[str, str]) -> Self:
        return self.made(self.native.rename(dict(names)))

    def drop(self, *names: str) -> Self:
        return self.made(self.native.drop(*names))

    def unique(self, names: Sequence[str]) -> Self:
        return self.made(self.native.unique(list(names)))

    def grouped(self, by: Sequence[str], *sums: Expr) -> Self:
        return self.made(self.native.group_by(*by).agg(*self.rendered(sums)))

    def singles(self, by: Sequence[str], count: str) -> Self:
        others = (col(name).max() for name in self.names if name not in by)
        return self.grouped(by, rows().alias(count), *others).filter(col(count) == 1)

    def join(self, right: Frame, left_on: Sequence[str], right_on: Sequence[str], *, inner: bool = False) -> Self:
        assert isinstance(right, EngineFrame)
        how: Any = "inner" if inner else "left"
        return self.made(self.native.join(right.native, left_on=list(left_on), right_on=list(right_on), how=how))

    def earlier(self, by: Sequence[str], place: str, names: Mapping[str, str]) -> Self:
        shifted = (nw.col(old).shift(1).over(*by, order_by=place).alias(new) for new, old in names.items())
        return self.made(self.native.with_columns(*shifted))

    def first(self, by: str, most: int) -> list[Row]:
        if not self.is_in_memory:
            return _listed(self.collected(self.native.sort(by).head(most)))
        found = self.collected(self.native)
        if found.num_rows > most:
            found = found.take(pc.select_k_unstable(found, k=most, sort_keys=[(by, "ascending")]))
        return _listed(found)

    def rows(self) -> list[Row]:
        return _listed(self.table())

    def counted(self) -> list[tuple[Row, int]]:
        names = self.names
        if not self.is_in_memory:
            number = nw.len().alias("__rows")
            groups = self.collected(self.native.group_by(*names).agg(number)).to_pylist()
            return [(group, group.pop("__rows")) for group in groups]
        table = self.table()
        if table.num_rows <= MAX_ROWS_COUNTED_IN_PYTHON:
            rows = zip(*(table[name].to_pylist() for name in names), strict=True)
            return [(dict(zip(names, row, strict=True)), number) for row, number in Counter(rows).items()]
        groups = groups_of(table.columns)
        return list(zip(table.take(groups.first).to_pylist(), groups.counts.tolist(), strict=True))

    def table(self) -> pa.Table:
        """The rows, as an Arrow table."""
        return self.collected(self.native)

    @staticmethod
    def collected(native: Native) -> pa.Table:
        """Rows as an Arrow table. Where pandas has kept row numbers of its own, they are left out."""
        table: pa.Table = native.collect(backend="pyarrow").to_native()
        row_numbers = [name for name in table.column_names if name.startswith("__index_level_")]
        return table.drop_columns(row_numbers) if row_numbers else table

    def computed(self) -> Self:
        """The same rows, worked out, where they are at hand."""
        return self.made(self.native.collect().lazy())

    def to_memory(self) -> EngineFrame:
        return ArrowFrame.of(self.table())

    def moved_to(self, other: Frame, engine: Engine) -> Frame:
        assert isinstance(other, EngineFrame)
        return self.to_memory() if other.native.implementation.is_pyarrow() else engine.frame(self.table())


class ArrowFrame(EngineFrame):
    """Rows of an Arrow table, whose words may be packed."""

    @cached_property
    def _packed(self) -> frozenset[str]:
        return frozenset(field.name for field in self.table().schema if pa.types.is_dictionary(field.type))

    def rendered(self, parts: Sequence[str | Expr]) -> list[Any]:
        return rendered(parts, self._packed)

    def table(self) -> pa.Table:
        table: pa.Table = self.native.collect().to_native()
        return table

    def with_columns(self, *made: Expr) -> Self:
        words = MadeOfWords(self.table(), self._packed)
        parts = words.replaced(made)
        if not words.made:
            return super().with_columns(*made)
        return self.of(words.table).with_columns(*parts).drop(*words.made)

    def filter(self, *conditions: Expr) -> Self:
        """Column by column: a table whose columns are cut into blocks in different ways takes four times as long."""
        if not all(made.columns for made in conditions):
            return super().filter(*conditions)
        words = MadeOfWords(self.table(), self._packed)
        parts = words.replaced([one.alias(f"__holds{place}") for place, one in enumerate(conditions)])
        holding = self.of(words.table).select(*parts).table()
        chosen = reduce(pc.and_, holding.columns).combine_chunks()
        if chosen.true_count == len(chosen):
            return self
        table = self.table()
        return self.of(pa.table([one.filter(chosen) for one in table.columns], names=table.column_names))

    def unique(self, names: Sequence[str]) -> Self:
        return self.of(self.table().take(self._groups(names).first))

    def grouped(self, by: Sequence[str], *sums: Expr) -> Self:
        table = self.table()
        if all(made.op == "rows" or _is_of_first(made, table) for made in sums):
            return self._counted_groups(by, sums)
        numbered = _spelt_out(table, self._packed & {made.start for made in sums})
        numbered = numbered.append_column(_CODE, pa.array(_codes(table, by)))
        numbered = numbered.append_column(_ROW, pa.array(np.arange(len(table))))
        groups = EngineFrame.grouped(self.of(numbered), [_CODE], *sums, col(_ROW).min()).table()
        keys = table.select(list(by)).take(groups[_ROW])
        for name in groups.column_names:
            if name not in (_CODE, _ROW):
                keys = keys.append_column(name, groups[name])
        return self.of(keys)

    def _counted_groups(self, by: Sequence[str], sums: Sequence[Expr]) -> Self:
        table, groups = self.table(), self._groups(by)
        found = table.select(list(by)).take(groups.first)
        for made in sums:
            one = pa.array(groups.counts) if made.op == "rows" else table[str(made.start)].take(groups.first)
            found = found.append_column(made.name, one)
        return self.of(found)

    def singles(self, by: Sequence[str], count: str) -> Self:
        groups = self._groups(by)
        rows = groups.first[groups.counts == 1]
        return self.of(self.table().take(rows).append_column(count, pa.repeat(pa.scalar(1), len(rows))))

    def join(self, right: Frame, left_on: Sequence[str], right_on: Sequence[str], *, inner: bool = False) -> Self:
        assert isinstance(right, EngineFrame)
        left, other = self.table(), right.table()
        kept = [name for name in other.column_names if name not in right_on]
        if not other.num_rows:  # no key is worth a look then
            left = left.slice(0, 0) if inner else left
            for name in kept:
                left = left.append_column(name, pa.nulls(left.num_rows, other[name].type))
            return self.of(left)
        here, there = matched([left[name] for name in left_on], [other[name] for name in right_on])
        rows = pc.indices_nonzero(there.is_valid())
        there = there.drop_null()
        if len(there) > pc.count_distinct(there).as_py():
            left_rows, found = _pairs(here, there, inner=inner)
            left, found = left.take(left_rows), rows.take(found)
        else:
            found = rows.take(pc.index_in(here, value_set=there))
            if inner:
                left, found = left.filter(found.is_valid()), found.drop_null()
        beside = other.select(kept).take(found)
        for name in kept:
            left = left.append_column(name, beside[name])
        return self.of(left)

    def earlier(self, by: Sequence[str], place: str, names: Mapping[str, str]) -> Self:
        table, codes = self.table(), _codes(self.table(), by)
        numbered = pa.table({_CODE: codes, place: table[place]})
        order = pc.sort_indices(numbered, sort_keys=[(_CODE, "ascending"), (place, "ascending")])
        table = table.take(order)
        before = pa.array(np.arange(len(table)) - 1, mask=np.diff(codes[order.to_numpy()], prepend=-1) != 0)
        for new, old in names.items():
            table = table.append_column(new, table[old].take(before))
        return self.of(table)

    def moved_to(self, other: Frame, engine: Engine) -> Frame:
        assert isinstance(other, EngineFrame)
        is_here = other.native.implementation.is_pyarrow()
        return self if is_here else engine.frame(_spelt_out(self.table(), self._packed))

    def _groups(self, by: Sequence[str]) -> Groups:
        table = self.table()
        return groups_of([table[name] for name in by])


def _pairs(here: pa.Array, there: pa.Array, *, inner: bool) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The rows on the left and on the right that have the same code; null on the right where there is none."""
    left = pa.table({_CODE: here, "left": np.arange(len(here))})
    right = pa.table({_CODE: there, "right": np.arange(len(there))})
    pairs = left.join(right, _CODE, join_type="inner" if inner else "left outer")
    return pairs["left"], pairs["right"]


def _spelt_out(table: pa.Table, names: Collection[str]) -> pa.Table:
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table


def _is_of_first(made: Expr, table: pa.Table) -> bool:
    """Whether what is asked of each group is what its first row says: the least of a column that never falls."""
    return made.op == "min" and made.parts[0].op == "col" and never_falls(table[str(made.start)])


def _codes(table: pa.Table, by: Sequence[str]) -> Codes:
    return row_codes([table[name] for name in by])


def _listed(table: pa.Table) -> list[Row]:
    rows: list[Row] = table.to_pylist()
    return rows
