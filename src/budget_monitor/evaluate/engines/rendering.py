"""Expressions as Narwhals has them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import narwhals as nw

from budget_monitor.evaluate.engines.expr import WHOLE_NUMBER, Expr, Fixed

MAX_DIGITS = 38
"""The digits of the widest decimal that engines have; a longer one they refuse in their own words."""


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
