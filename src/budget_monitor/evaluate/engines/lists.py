# ruff: noqa: ANN401, D102 - values are whatever a column holds; `Frame` says what its methods do
"""A few hundred rows in lists, gone through in Python: quicker than asking an engine, which costs the same for one row.

Figures are exact decimals here too. One that would not fit into what an engine holds raises ArithmeticError; the
checks are then made by the engine, which says what it makes of it.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from functools import partial
from itertools import compress, pairwise
from typing import Any, TypeAlias

from budget_monitor.evaluate.engines import Engine, Frame, Row
from budget_monitor.evaluate.engines.expr import WHOLE_NUMBER, Expr, Fixed

Values: TypeAlias = list[Any]
Column: TypeAlias = "Values | Callable[[], Values]"
"""Its values, or what makes them when they are first asked for."""

EXACTLY = Context(prec=80, traps=[Inexact, InvalidOperation])


class ListFrame(Frame):
    """Columns of `height` values each."""

    is_in_memory = True

    def __init__(self, columns: Mapping[str, Column], height: int) -> None:
        self._columns = dict(columns)
        self.height = height

    @property
    def names(self) -> list[str]:
        return list(self._columns)

    def column(self, name: str) -> Values:
        """The values of a column."""
        column = self._columns[name]
        if not isinstance(column, list):
            column = self._columns[name] = column()
        return column

    def is_empty(self) -> bool:
        return not self.height

    def with_columns(self, *made: Expr) -> ListFrame:
        return ListFrame({**self._columns, **self._worked_out(made)}, self.height)

    def select(self, *columns: str | Expr) -> ListFrame:
        return self.shaped({column.name if isinstance(column, Expr) else column: column for column in columns})

    def shaped(self, columns: Mapping[str, str | Expr]) -> ListFrame:
        work = _Work(self)
        shaped: dict[str, Column] = {
            name: partial(self.column, column) if isinstance(column, str) else work.of(column)
            for name, column in columns.items()
        }
        return ListFrame(shaped, self.height)

    def filter(self, *conditions: Expr) -> ListFrame:
        work = _Work(self)
        wanted = [all(row) for row in zip(*(work.of(condition) for condition in conditions), strict=True)]
        return self if all(wanted) else self._picked(list(compress(range(self.height), wanted)))

    def rename(self, names: Mapping[str, str]) -> ListFrame:
        return ListFrame({names.get(name, name): column for name, column in self._columns.items()}, self.height)

    def drop(self, *names: str) -> ListFrame:
        return ListFrame({name: column for name, column in self._columns.items() if name not in names}, self.height)

    def unique(self, names: Sequence[str]) -> ListFrame:
        return self._picked([places[0] for places in self._groups(names).values()])

    def grouped(self, by: Sequence[str], *sums: Expr) -> ListFrame:
        groups = self._groups(by)
        columns: dict[str, Column] = {name: [key[place] for key in groups] for place, name in enumerate(by)}
        for made in sums:
            if made.op == "rows":
                columns[made.name] = [len(places) for places in groups.values()]
                continue
            (part,) = made.parts
            values, over = _Work(self).of(part), _OVER_A_GROUP[made.op]
            with localcontext(EXACTLY):
                columns[made.name] = [over([values[place] for place in places]) for places in groups.values()]
        return ListFrame(columns, len(groups))

    def singles(self, by: Sequence[str], count: str) -> ListFrame:
        alone = [places[0] for places in self._groups(by).values() if len(places) == 1]
        kept = {name: _taken(self, name, alone) for name in self._columns}
        return ListFrame({**kept, count: [1] * len(alone)}, len(alone))

    def earlier(self, by: Sequence[str], place: str, names: Mapping[str, str]) -> ListFrame:
        before: list[int | None] = [None] * self.height
        order = self.column(place)
        for places in self._groups(by).values():
            ordered = sorted(places, key=order.__getitem__)
            for earlier, later in pairwise(ordered):
                before[later] = earlier
        moved = {new: _taken(self, old, before) for new, old in names.items()}
        return ListFrame({**self._columns, **moved}, self.height)

    def join(self, right: Frame, left_on: Sequence[str], right_on: Sequence[str], *, inner: bool = False) -> ListFrame:
        assert isinstance(right, ListFrame)
        groups = right._groups(right_on)
        here: list[int] = []
        there: list[int | None] = []
        for place, key in enumerate(self._keys(left_on)):
            found = groups.get(key) if None not in key else None  # a null is equal to nothing
            if found:
                here += [place] * len(found)
                there += found
            elif not inner:
                here.append(place)
                there.append(None)
        columns = dict(self._picked(here)._columns)
        for name in right._columns:
            if name not in right_on and name not in columns:
                columns[name] = partial(_taken, right, name, there)
        return ListFrame(columns, len(here))

    def first(self, by: str, most: int) -> list[Row]:
        return sorted(self.rows(), key=operator.itemgetter(by))[:most]

    def rows(self) -> list[Row]:
        names = self.names
        return [dict(zip(names, row, strict=True)) for row in self._keys(names)]

    def to_memory(self) -> ListFrame:
        return self

    def moved_to(self, other: Frame, engine: Engine) -> ListFrame:
        assert isinstance(other, ListFrame), engine
        return self

    def counted(self) -> list[tuple[Row, int]]:
        names = self.names
        return [(dict(zip(names, row, strict=True)), number) for row, number in Counter(self._keys(names)).items()]

    def _worked_out(self, made: Iterable[Expr]) -> dict[str, Column]:
        work = _Work(self)
        return {expr.name: work.of(expr) for expr in made}

    def _picked(self, places: Sequence[int]) -> ListFrame:
        return ListFrame({name: partial(_taken, self, name, places) for name in self._columns}, len(places))

    def _keys(self, names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
        return zip(*(self.column(name) for name in names), strict=True)

    def _groups(self, names: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
        """The places of the rows that have the same of some columns, in the order in which they first come."""
        groups: dict[tuple[Any, ...], list[int]] = {}
        for place, key in enumerate(self._keys(names)):
            groups.setdefault(key, []).append(place)
        return groups


def _taken(frame: ListFrame, name: str, places: Sequence[int | None]) -> Values:
    values = frame.column(name)
    return [None if place is None else values[place] for place in places]


def _sum(values: Values) -> Any:
    return sum((value for value in values if value is not None), 0)


def _least(values: Iterable[Any]) -> Any:
    return min((value for value in values if value is not None), default=None)


def _greatest(values: Iterable[Any]) -> Any:
    return max((value for value in values if value is not None), default=None)


_OVER_A_GROUP: Mapping[str, Callable[[Values], Any]] = {"sum": _sum, "min": _least, "max": _greatest}

_INFIX: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "==": operator.eq,
    "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class _Work:
    """Works expressions out over the rows of a frame; what occurs in several places is computed once."""

    def __init__(self, frame: ListFrame) -> None:
        self.frame = frame
        self._known: dict[int, tuple[Expr, Values]] = {}

    def of(self, expr: Expr) -> Values:
        """The values of an expression."""
        if id(expr) not in self._known:
            with localcontext(EXACTLY):
                self._known[id(expr)] = expr, self._made(expr)
        return self._known[id(expr)][1]

    def _made(self, expr: Expr) -> Values:
        value: Any = expr.value
        match expr.op:
            case "col":
                return self.frame.column(value)
            case "lit":
                return [value] * self.frame.height
        parts = [self._part(part) for part in expr.parts]
        if expr.op in _INFIX:
            work, (lefts, rights) = _INFIX[expr.op], parts
            return [
                None if left is None or right is None else work(left, right)
                for left, right in zip(lefts, rights, strict=True)
            ]
        if expr.op in ("max", "min"):
            return [_OVER_A_GROUP[expr.op](parts[0])] * self.frame.height
        return list(_BY_ROW[expr.op](value, *parts))

    def _part(self, expr: Expr) -> Values:
        if id(expr) not in self._known:
            self._known[id(expr)] = expr, self._made(expr)
        return self._known[id(expr)][1]


def _and(_: object, lefts: Values, rights: Values) -> Iterator[Any]:
    for left, right in zip(lefts, rights, strict=True):
        yield False if left is False or right is False else None if left is None or right is None else True


def _or(_: object, lefts: Values, rights: Values) -> Iterator[Any]:
    for left, right in zip(lefts, rights, strict=True):
        yield True if left is True or right is True else None if left is None or right is None else False


def _when(_: object, conditions: Values, thens: Values, others: Values | None = None) -> Values:
    if others is None:
        return [then if holds else None for holds, then in zip(conditions, thens, strict=True)]
    return [then if holds else other for holds, then, other in zip(conditions, thens, others, strict=True)]


def _cast(kind: Fixed, values: Values) -> Values:
    """A figure that does not fit, or would lose digits, is refused."""
    if kind == WHOLE_NUMBER:
        return [None if value is None else int(value) for value in values]
    places = Decimal(1).scaleb(-kind.scale)
    context = Context(prec=kind.precision, traps=[Inexact, InvalidOperation])
    return [None if value is None else Decimal(value).quantize(places, context=context) for value in values]


def _lower(_: object, values: Values) -> Values:
    return [None if text is None else text.lower() if text.isascii() else _lower_by_arrow(text) for text in values]


def _lower_by_arrow(text: str) -> str:
    """Engines lower each letter by itself; Python looks at the letters around some of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lowered: str = pc.utf8_lower(pa.scalar(text)).as_py()
    return lowered


def _of_each(work: Callable[[Any, Any], Any]) -> Callable[[Any, Values], Values]:
    return lambda given, values: [None if value is None else work(value, given) for value in values]


_BY_ROW: Mapping[str, Callable[..., Iterable[Any]]] = {
    "&": _and,
    "|": _or,
    "when": _when,
    "cast": _cast,
    "lower": _lower,
    "~": _of_each(lambda value, _: not value),
    "abs": _of_each(lambda value, _: abs(value)),
    "without_spaces": _of_each(lambda text, _: text.replace(" ", "")),
    "contains": _of_each(lambda text, part: part in text),
    "is_in": _of_each(lambda value, options: value in options),
    "is_null": lambda _, values: [value is None for value in values],
    "fill_null": lambda given, values: [given if value is None else value for value in values],
    "least": lambda _, *parts: map(_least, zip(*parts, strict=True)),
    "greatest": lambda _, *parts: map(_greatest, zip(*parts, strict=True)),
}
