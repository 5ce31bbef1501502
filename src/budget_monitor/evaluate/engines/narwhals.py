# ruff: noqa: D102 - `Frame` says what its methods do
"""Frames that Narwhals drives: the same expressions on Arrow, pandas, DuckDB and Spark."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Self, TypeAlias

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.exceptions import NarwhalsError

from budget_monitor.evaluate.engines import Engine, Frame, Row
from budget_monitor.evaluate.engines.expr import WHOLE_NUMBER, Expr, Fixed, col, rows

Native: TypeAlias = "nw.LazyFrame[Any]"

FAILURES: tuple[type[Exception], ...] = (NarwhalsError, pa.ArrowException)
"""What comes of expressions that cannot be computed, whichever the engine."""

MAX_DIGITS = 38
"""The digits of the widest decimal that engines have; a longer one they refuse in their own words."""
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
        constant = {f"__always{place}": made for place, made in enumerate(conditions) if not made.has_columns}
        if not constant:
            return self.made(self.native.filter(*self.rendered(conditions)))
        frame = self.with_columns(*(made.alias(name) for name, made in constant.items()))
        varying = [made for made in conditions if made.has_columns]
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
        grouped = table.group_by(names).aggregate([([], "count_all")])
        return [(group, group.pop("count_all")) for group in grouped.to_pylist()]

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
        from budget_monitor.evaluate.engines.arrow_frame import ArrowFrame

        return ArrowFrame.of(self.table())

    def moved_to(self, other: Frame, engine: Engine) -> Frame:
        assert isinstance(other, EngineFrame)
        return self.to_memory() if other.native.implementation.is_pyarrow() else engine.frame(self.table())

    def all_hold(self, condition: Expr, longer_than: int) -> bool:
        if not self.is_in_memory or len(self.native.collect()) <= longer_than:
            return False
        (made,) = self.rendered([condition])
        return bool(self.native.select(made.alias("all").all()).collect().item())


def _listed(table: pa.Table) -> list[Row]:
    rows: list[Row] = table.to_pylist()
    return rows


def rendered(parts: Sequence[str | Expr], packed: Collection[str] = ()) -> list[Any]:
    """Expressions as Narwhals has them; what occurs in several places is made once. Words of `packed` columns are
    spelt out for whatever is made from them.
    """
    known: dict[int, nw.Expr] = {}
    return [part if isinstance(part, str) else _whole(part, known, packed).alias(part.name) for part in parts]


def _whole(expr: Expr, known: dict[int, nw.Expr], packed: Collection[str]) -> nw.Expr:
    return nw.col(str(expr.value)) if expr.op == "col" else _render(expr, known, packed)


_INFIX: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "==": operator.eq,
    "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "&": operator.and_,
    "|": operator.or_,
}  # fmt: skip


def _render(expr: Expr, known: dict[int, nw.Expr], packed: Collection[str]) -> nw.Expr:
    if id(expr) not in known:
        if expr.op == "col" and expr.value in packed:
            known[id(expr)] = nw.col(str(expr.value)).cast(nw.String)
        else:
            known[id(expr)] = _made(expr, [_render(part, known, packed) for part in expr.parts])
    return known[id(expr)]


def _made(expr: Expr, parts: list[nw.Expr]) -> nw.Expr:
    value: Any = expr.value
    if expr.op in _INFIX:
        made: nw.Expr = _INFIX[expr.op](*parts)
        return made
    match expr.op:
        case "col":
            return nw.col(value)
        case "lit":
            return _literal(value)
        case "rows":
            return nw.len()
        case "when":
            chosen = nw.when(parts[0]).then(parts[1])
            return chosen if len(parts) == 2 else chosen.otherwise(parts[2])
        case "~":
            return ~parts[0]
        case "cast":
            return parts[0].cast(_kind(value))
        case "lower":
            return parts[0].str.to_lowercase()
        case "without_spaces":
            return parts[0].str.replace_all(" ", "", literal=True)
        case "contains":
            return parts[0].str.contains(value, literal=True)
        case "least":
            return nw.min_horizontal(*parts)
        case "greatest":
            return nw.max_horizontal(*parts)
        case "is_in":
            return parts[0].is_in(list(value))
        case "fill_null":
            return parts[0].fill_null(value)
    method: Callable[[], nw.Expr] = getattr(parts[0], expr.op)
    return method()


def _literal(value: object) -> nw.Expr:
    """The same value in every row. A decimal has its type: left to itself pandas keeps Python's objects, in which what
    is null becomes a float that is equal to nothing, and no longer null.
    """
    literal = nw.lit(value)  # type: ignore[arg-type]
    if not isinstance(value, Decimal):
        return literal
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    precision = max(len(digits) + max(0, int(exponent)), scale, 1)
    return literal.cast(nw.Decimal(precision, scale)) if precision <= MAX_DIGITS else literal


def _kind(kind: Fixed) -> nw.dtypes.DType:
    return nw.Int64() if kind == WHOLE_NUMBER else nw.Decimal(kind.precision, kind.scale)
