"""Names and types of expressions: every name is found, every operation is allowed, before any row is read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from msgspec import Struct, field
from msgspec.structs import replace

from budget_monitor.errors import RuleError, did_you_mean
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.ledgers.period import PERIODS, parse_financial_year, parse_period
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema, unknown_ledger
from budget_monitor.rules.syntax import (
    FUNCTIONS,
    Arithmetic,
    Call,
    Compare,
    Conditional,
    Expression,
    Logic,
    Member,
    Name,
    Not,
    Number,
    Text,
)


class Type(Enum):
    """What an expression is. A LITERAL number is money beside money, and a plain number beside one."""

    MONEY = "money"
    NUMBER = "a number"
    LITERAL = "a written number"
    TEXT = "text"
    DATE = "a date"
    TRUTH = "a condition"


_NUMERIC = (Type.MONEY, Type.NUMBER, Type.LITERAL)


def type_of(column: Column) -> Type:
    """The type a column has in expressions."""
    if column.type is ColumnType.MONEY:
        return Type.MONEY
    if column.type.is_numeric:
        return Type.NUMBER
    return Type.DATE if column.type is ColumnType.DATE else Type.TEXT


class Scope(Struct, frozen=True):
    """Where names are looked up: the row's own ledger, and the others that `ledger.column` may name.

    `inside` names the function whose argument this is: aggregates and steps do not nest. `criteria` are the numbers
    of the rule that have names; `year_start` is the month that a month's name counts from as a period.
    """

    ledger: LedgerSchema
    ledgers: Mapping[str, LedgerSchema]
    inside: str = ""
    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    year_start: int = 4

    def criterion(self, name: Name) -> Decimal | None:
        """The number a name means, or None. Raises RuleError where it could be a column as well."""
        if name.ledger is not None or name.column not in self.criteria:
            return None
        if name.column in self.ledger.columns:
            message = f"{name.column!r} is a criterion of the rule and a column of {self.ledger.name}"
            raise RuleError(message, text=name.column, at=name.at)
        return self.criteria[name.column]

    def column(self, name: Name) -> Column:
        """The column a name means. Raises RuleError with the nearest known name."""
        schema = self.ledger
        if name.ledger is not None:
            if name.ledger not in self.ledgers:
                raise RuleError(unknown_ledger(name.ledger, self.ledgers), text=str(name), at=name.at)
            schema = self.ledgers[name.ledger]
        if name.column not in schema.columns:
            words = [*self.criteria, *self.ledgers, *FUNCTIONS] if name.ledger is None else []
            raise RuleError(schema.no_column(name.column, words), text=str(name), at=name.at)
        return schema.columns[name.column]


def resolve(node: Expression, scope: Scope) -> tuple[Expression, Type]:
    """The same tree with every column naming its ledger and every literal in canonical form, and its type.

    Raises RuleError for an unknown name, or an operation its operands do not allow.
    """
    match node:
        case Number():
            return node, Type.LITERAL
        case Text():
            return node, Type.TEXT
        case Name():
            criterion = scope.criterion(node)
            if criterion is not None:
                return Number(criterion, node.at), Type.LITERAL
            column = scope.column(node)
            if scope.inside and node.ledger not in (None, scope.ledger.name):
                raise RuleError(
                    f"{scope.inside}() looks at one ledger; {node} is of another", text=str(node), at=node.at
                )
            return Name(node.ledger or scope.ledger.name, node.column, node.at), type_of(column)
        case Arithmetic():
            return _arithmetic(node, scope)
        case Compare():
            return _compare(node, scope), Type.TRUTH
        case Member():
            item, kind = resolve(node.item, scope)
            options = tuple(_canonical(option, item, scope) for option in node.options)
            for option in options:
                _comparable(kind, Type.TEXT if isinstance(option, Text) else Type.LITERAL, "in", node.at)
            return Member(item, options, node.at), Type.TRUTH
        case Logic():
            return Logic(node.op, tuple(_truth(operand, scope) for operand in node.operands), node.at), Type.TRUTH
        case Not():
            return Not(_truth(node.operand, scope), node.at), Type.TRUTH
        case Conditional():
            then, kind = resolve(node.then, scope)
            other, second = resolve(node.other, scope)
            _comparable(kind, second, "if … else", node.at)
            return Conditional(_truth(node.test, scope), then, other, node.at), _joined(kind, second)
        case Call():
            return _call(node, scope)


def _truth(node: Expression, scope: Scope) -> Expression:
    resolved, kind = resolve(node, scope)
    if kind is not Type.TRUTH:
        raise RuleError(f"a condition is needed here, not {kind.value}", at=node.at)
    return resolved


def _joined(first: Type, second: Type) -> Type:
    return second if first is Type.LITERAL else first


def _comparable(first: Type, second: Type, op: str, at: int) -> None:
    same = first is second or (Type.LITERAL in (first, second) and first in _NUMERIC and second in _NUMERIC)
    if not same:
        raise RuleError(f"{op} cannot set {first.value} beside {second.value}", text=op, at=at)


def _arithmetic(node: Arithmetic, scope: Scope) -> tuple[Expression, Type]:
    left, first = resolve(node.left, scope)
    right, second = resolve(node.right, scope)
    for kind, operand in ((first, node.left), (second, node.right)):
        if kind not in _NUMERIC:
            raise RuleError(f"{node.op} needs figures, not {kind.value}", text=node.op, at=operand.at)
    resolved = Arithmetic(node.op, left, right, node.at)
    if node.op in "+-":
        _comparable(first, second, node.op, node.at)
        return resolved, _joined(first, second)
    if node.op == "*":
        if first is second is Type.MONEY:
            raise RuleError("money cannot be multiplied by money", text="*", at=node.at)
        return resolved, Type.MONEY if Type.MONEY in (first, second) else _joined(first, second)
    if second is Type.MONEY and first is not Type.MONEY:
        raise RuleError("a number cannot be divided by money", text="/", at=node.at)
    if first is second is Type.MONEY:
        return resolved, Type.NUMBER
    return resolved, Type.MONEY if first is Type.MONEY else _joined(first, second)


def _compare(node: Compare, scope: Scope) -> Expression:
    left, first = resolve(node.left, scope)
    right, second = resolve(node.right, scope)
    _comparable(first, second, node.op, node.at)
    if first is Type.TRUTH:
        raise RuleError("conditions are joined with `and` and `or`, not compared", text=node.op, at=node.at)
    if first is Type.TEXT and node.op not in ("==", "!=") and not _is_year(left, right, scope):
        message = f"text has no order: {node.op} needs figures, dates or financial years"
        raise RuleError(message, text=node.op, at=node.at)
    if isinstance(right, Text):
        right = _canonical(right, left, scope)
    if isinstance(left, Text):
        left = _canonical(left, right, scope)
    return Compare(node.op, left, right, node.at)


def _is_year(left: Expression, right: Expression, scope: Scope) -> bool:
    """Whether both sides are financial years, which are in order as they are written: 2019/20, 2021/22."""
    columns = [_column_beside(side, scope) for side in (left, right) if not isinstance(side, Text)]
    return bool(columns) and all(column and column.type is ColumnType.FINANCIAL_YEAR for column in columns)


def _canonical(literal: Number | Text, beside: Expression, scope: Scope) -> Number | Text:
    """A quoted word as the column it is compared with writes it; an impossible one is an error at load time."""
    if isinstance(literal, Number):
        return literal
    column = _column_beside(beside, scope)
    if column is None:
        return literal
    known: tuple[str, ...] = ()
    value: str | None = folded(literal.value)
    if column.type is ColumnType.PERIOD:
        known, value = PERIODS, parse_period(literal.value, scope.year_start)
    elif column.type is ColumnType.FINANCIAL_YEAR:
        known, value = ("2021/22",), parse_financial_year(literal.value)
    elif column.type is ColumnType.CHOICE:
        known = column.of
        value = next((choice for choice in known if choice.casefold() == folded(literal.value).casefold()), None)
    if value is None:
        message = f"{column.name} is never {literal.value!r}{did_you_mean(literal.value, known)}"
        raise RuleError(message, text=literal.value, at=literal.at)
    return Text(value, literal.at)


def _column_beside(node: Expression, scope: Scope) -> Column | None:
    match node:
        case Name():
            return scope.column(node)
        case Call(function="previous" | "previous_year", arguments=(Name() as name,)):
            return scope.column(name)
        case Conditional():
            return _column_beside(node.then, scope) or _column_beside(node.other, scope)
    return None


def _call(node: Call, scope: Scope) -> tuple[Expression, Type]:
    if node.function in ("abs", "min", "max"):
        resolved = [resolve(argument, scope) for argument in node.arguments]
        kind = resolved[0][1]
        for _, other in resolved:
            if other not in _NUMERIC:
                raise RuleError(f"{node.function}() needs figures, not {other.value}", text=node.function, at=node.at)
            _comparable(kind, other, f"{node.function}()", node.at)
            kind = _joined(kind, other)
        return Call(node.function, tuple(expression for expression, _ in resolved), None, node.at), kind
    if node.function == "is_missing":
        argument, _ = resolve(node.arguments[0], scope)
        stepped = isinstance(argument, Call) and argument.function in ("previous", "previous_year")
        cell = argument.arguments[0] if isinstance(argument, Call) and stepped else argument
        if not isinstance(cell, Name):
            raise RuleError("is_missing() needs a column", text="is_missing", at=node.at)
        return Call("is_missing", (argument,), None, node.at), Type.TRUTH
    if scope.inside:
        raise RuleError(f"{node.function}() cannot stand inside {scope.inside}()", text=node.function, at=node.at)
    if node.function in ("previous", "previous_year"):
        inner = replace(scope, inside=node.function)
        argument, kind = resolve(node.arguments[0], inner)
        if kind in (Type.TRUTH, Type.LITERAL):
            raise RuleError(f"{node.function}() needs a column", text=node.function, at=node.at)
        return Call(node.function, (argument,), None, node.at), kind
    return _aggregate(node, scope)


def _aggregate(node: Call, scope: Scope) -> tuple[Expression, Type]:
    names = {name.ledger for argument in node.arguments for name in _names(argument) if name.ledger}
    if len(names) > 1:
        raise RuleError(f"{node.function}() adds up one ledger, not {len(names)}", text=node.function, at=node.at)
    schema = scope.ledger
    if names:
        (ledger,) = names
        if ledger not in scope.ledgers:
            raise RuleError(unknown_ledger(ledger, scope.ledgers), text=ledger, at=node.at)
        schema = scope.ledgers[ledger]
    inner = replace(scope, ledger=schema, inside=node.function)
    where = None if node.where is None else _truth(node.where, inner)
    if node.function == "count":
        return Call("count", (Name(schema.name, "", node.at),), where, node.at), Type.NUMBER
    argument, kind = resolve(node.arguments[0], inner)
    if kind not in (Type.MONEY, Type.NUMBER):
        raise RuleError(f"sum() needs figures, not {kind.value}", text="sum", at=node.at)
    return Call("sum", (argument,), where, node.at), kind


def _names(node: Expression) -> list[Name]:
    match node:
        case Name():
            return [node]
        case Arithmetic() | Compare():
            return _names(node.left) + _names(node.right)
        case Logic():
            return [name for operand in node.operands for name in _names(operand)]
        case Conditional():
            return _names(node.test) + _names(node.then) + _names(node.other)
        case Call():
            return [name for argument in node.arguments for name in _names(argument)]
        case Not():
            return _names(node.operand)
        case Member():
            return _names(node.item)
    return []
