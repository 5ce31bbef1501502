"""Expressions over the columns of a frame, as trees of our own.

A rule is turned into these once. Whoever has the rows works them out: `engines.narwhals` hands them to Narwhals, and
`engines.lists` goes through a few hundred rows in Python, which takes less time than it takes to ask an engine.

Nulls are SQL's: what is computed from one is null, a comparison with one is null, and false and unknown is false.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

Literal: TypeAlias = Decimal | int | str | bool


class Fixed(Struct, frozen=True):
    """Decimals of so many digits, `scale` of them after the point: what a sum or product is brought back to."""

    precision: int
    scale: int


WHOLE_NUMBER = Fixed(18, 0)
"""Whole numbers as such, not as decimals."""


class Expr:
    """A column made from others. `op` says how, `parts` are what it is made from, `value` what goes with the `op`.

    An expression has the name of the column it starts from, unless it is given another.
    """

    __slots__ = ("_name", "columns", "op", "parts", "value")

    def __init__(self, op: str, parts: tuple[Expr, ...] = (), value: object = None, name: str = "") -> None:
        self.op = op
        self.parts = parts
        self.value = value
        self._name = name
        self.columns: frozenset[str] = frozenset([str(value)] if op == "col" else ())
        """The columns of the frame that have a part in it."""
        if parts:
            self.columns = self.columns.union(*(part.columns for part in parts))

    @property
    def name(self) -> str:
        """What the column is called."""
        expr = self
        while not expr._name:
            expr = expr.parts[0]
        return expr._name

    @property
    def start(self) -> object:
        """The column that it starts from, or another literal."""
        return self.parts[0].start if self.parts else self.value

    def of(self, *parts: Expr) -> Expr:
        """The same made from other parts."""
        return Expr(self.op, parts, self.value, self._name)

    def alias(self, name: str) -> Expr:
        """The same under another name."""
        return Expr(self.op, self.parts, self.value, name)

    def _with(self, op: str, other: Expr | Literal) -> Expr:
        return Expr(op, (self, other if isinstance(other, Expr) else lit(other)))

    def __add__(self, other: Expr | Literal) -> Expr:
        return self._with("+", other)

    def __sub__(self, other: Expr | Literal) -> Expr:
        return self._with("-", other)

    def __mul__(self, other: Expr | Literal) -> Expr:
        return self._with("*", other)

    def __floordiv__(self, other: Expr | Literal) -> Expr:
        return self._with("//", other)

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]  # a column, as in any library of frames
        return self._with("==", other)  # type: ignore[arg-type]

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return self._with("!=", other)  # type: ignore[arg-type]

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Expr | Literal) -> Expr:
        return self._with("<", other)

    def __le__(self, other: Expr | Literal) -> Expr:
        return self._with("<=", other)

    def __gt__(self, other: Expr | Literal) -> Expr:
        return self._with(">", other)

    def __ge__(self, other: Expr | Literal) -> Expr:
        return self._with(">=", other)

    def __and__(self, other: Expr) -> Expr:
        return self._with("&", other)

    def __or__(self, other: Expr) -> Expr:
        return self._with("|", other)

    def __invert__(self) -> Expr:
        return Expr("~", (self,))

    def abs(self) -> Expr:
        """The size of a figure."""
        return Expr("abs", (self,))

    def cast(self, kind: Fixed) -> Expr:
        """The same figure as another kind of number. One that does not fit stops the rule."""
        return Expr("cast", (self,), kind)

    def is_null(self) -> Expr:
        """Whether it is null; never null itself."""
        return Expr("is_null", (self,))

    def fill_null(self, value: Literal) -> Expr:
        """A value in the place of nulls."""
        return Expr("fill_null", (self,), value)

    def is_in(self, values: Collection[Literal]) -> Expr:
        """Whether it is one of some values. Of a null it may be false or null: ask first."""
        return Expr("is_in", (self,), tuple(values))

    def lower(self) -> Expr:
        """A text in lower case."""
        return Expr("lower", (self,))

    def without_spaces(self) -> Expr:
        """A text less its spaces."""
        return Expr("without_spaces", (self,))

    def contains(self, text: str) -> Expr:
        """Whether a text has another in it."""
        return Expr("contains", (self,), text)

    def sum(self) -> Expr:
        """The sum over a group; nulls are passed over."""
        return Expr("sum", (self,))

    def min(self) -> Expr:
        """The least of a group; nulls are passed over."""
        return Expr("min", (self,))

    def max(self) -> Expr:
        """The greatest of a group, or of all rows; nulls are passed over."""
        return Expr("max", (self,))


def col(name: str) -> Expr:
    """A column of the frame."""
    return Expr("col", (), name, name)


def lit(value: Literal) -> Expr:
    """The same value in every row."""
    return Expr("lit", (), value, "literal")


def rows() -> Expr:
    """How many rows a group has."""
    return Expr("rows", (), None, "rows")


def when(condition: Expr, then: Expr, otherwise: Expr | None = None) -> Expr:
    """One value where a condition holds, and another, or null, where it does not or is null."""
    return Expr("when", (condition, then) if otherwise is None else (condition, then, otherwise), None, then.name)


def least(*parts: Expr) -> Expr:
    """The least of several columns, row by row; nulls are passed over."""
    return Expr("least", parts)


def greatest(*parts: Expr) -> Expr:
    """The greatest of several columns, row by row; nulls are passed over."""
    return Expr("greatest", parts)
