# ruff: noqa: D102 - `Frame` says what its methods do
"""Arrow's rows: what is grouped or joined by words is grouped and joined by numbers (`codes`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.evaluate.engines import Engine, Frame
from budget_monitor.evaluate.engines.codes import Codes, matched, row_codes
from budget_monitor.evaluate.engines.expr import Expr, col
from budget_monitor.evaluate.engines.narwhals import EngineFrame, rendered

_CODE = "__code"
_ROW = "__row"
_COUNT = "__count"


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

    def unique(self, names: Sequence[str]) -> Self:
        return self.of(self.table().take(self._groups(names)[_ROW]))

    def grouped(self, by: Sequence[str], *sums: Expr) -> Self:
        table = self.table()
        numbered = _spelt_out(table, self._packed & {made.start for made in sums})
        numbered = numbered.append_column(_CODE, pa.array(_codes(table, by)))
        numbered = numbered.append_column(_ROW, pa.array(np.arange(len(table))))
        groups = EngineFrame.grouped(self.of(numbered), [_CODE], *sums, col(_ROW).min()).table()
        keys = table.select(list(by)).take(groups[_ROW])
        for name in groups.column_names:
            if name not in (_CODE, _ROW):
                keys = keys.append_column(name, groups[name])
        return self.of(keys)

    def singles(self, by: Sequence[str], count: str) -> Self:
        groups = self._groups(by)
        rows = groups[_ROW].filter(pc.equal(groups[_COUNT], 1))
        return self.of(self.table().take(rows).append_column(count, pa.repeat(pa.scalar(1), len(rows))))

    def join(self, right: Frame, left_on: Sequence[str], right_on: Sequence[str], *, inner: bool = False) -> Self:
        assert isinstance(right, EngineFrame)
        left, other = self.table(), right.table()
        kept = [name for name in other.column_names if name not in right_on]
        here, there = matched([left[name] for name in left_on], [other[name] for name in right_on])
        rows = pc.indices_nonzero(there.is_valid())
        there = there.drop_null()
        if len(there) > pc.count_distinct(there).as_py():
            numbered = self.of(left.append_column(_CODE, here))
            looked_up = self.of(other.select(kept).take(rows).append_column(_CODE, there))
            return EngineFrame.join(numbered, looked_up, [_CODE], [_CODE], inner=inner).drop(_CODE)
        found = rows.take(pc.index_in(here, value_set=there))
        if inner:
            left, found = left.filter(found.is_valid()), found.drop_null()
        beside = other.select(kept).take(found)
        for name in kept:
            left = left.append_column(name, beside[name])
        return self.of(left)

    def earlier(self, by: Sequence[str], place: str, names: Mapping[str, str]) -> Self:
        table = self.table()
        numbered = table.append_column(_CODE, pa.array(_codes(table, by)))
        table = table.take(pc.sort_indices(numbered, sort_keys=[(_CODE, "ascending"), (place, "ascending")]))
        codes = _codes(table, by)
        before = pa.array(np.arange(len(table)) - 1, mask=np.diff(codes, prepend=-1) != 0)
        for new, old in names.items():
            table = table.append_column(new, table[old].take(before))
        return self.of(table)

    def moved_to(self, other: Frame, engine: Engine) -> Frame:
        assert isinstance(other, EngineFrame)
        is_here = other.native.implementation.is_pyarrow()
        return self if is_here else engine.frame(_spelt_out(self.table(), self._packed))

    def _groups(self, by: Sequence[str]) -> pa.Table:
        """For each group the number of its first row, and how many rows it has."""
        table = self.table()
        numbered = pa.table({_CODE: _codes(table, by), _ROW: np.arange(len(table))})
        groups = numbered.group_by(_CODE).aggregate([(_ROW, "min"), ([], "count_all")])
        return groups.select([f"{_ROW}_min", "count_all"]).rename_columns([_ROW, _COUNT])


def _spelt_out(table: pa.Table, names: Collection[str]) -> pa.Table:
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table


def _codes(table: pa.Table, by: Sequence[str]) -> Codes:
    return row_codes([table[name] for name in by])
