"""The expression language of rules: its syntax tree, and the parser.

Python's own parser reads the text (the language is a subset of Python's expressions); nothing is ever evaluated
as Python, and numbers are taken from the source text, so that 0.1 stays a tenth.
"""

from __future__ import annotations

import ast
import warnings
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from budget_monitor.errors import RuleError, did_you_mean
from budget_monitor.model.running.limits import limits

MAX_DIGITS = 60
TOO_LARGE = f"a number has at most {MAX_DIGITS} digits"
FUNCTIONS = ("abs", "min", "max", "sum", "count", "previous", "previous_year", "is_missing")


class _Node(Struct, frozen=True, eq=False):
    """A part of an expression. `at` is where it stands in the text; two that say the same elsewhere are equal."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._said == other._said

    def __ne__(self, other: object) -> bool:  # a Struct's own says otherwise
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), self._said))

    @property
    def _said(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "at")


class Number(_Node, frozen=True, eq=False):
    """A number as written; in a comparison with money it means currency units."""

    value: Decimal
    at: int = 0


class Text(_Node, frozen=True, eq=False):
    """A quoted word."""

    value: str
    at: int = 0


class Name(_Node, frozen=True, eq=False):
    """A column: of the row's own ledger, or `ledger.column`."""

    ledger: str | None
    column: str
    at: int = 0

    def __str__(self) -> str:
        return f"{self.ledger}.{self.column}" if self.ledger else self.column


class Arithmetic(_Node, frozen=True, eq=False):
    """`left op right`, op one of + - * /."""

    op: str
    left: Expression
    right: Expression
    at: int = 0


class Compare(_Node, frozen=True, eq=False):
    """`left op right`, op one of == != < <= > >=."""

    op: str
    left: Expression
    right: Expression
    at: int = 0


class Member(_Node, frozen=True, eq=False):
    """`item in (options)`."""

    item: Expression
    options: tuple[Number | Text, ...]
    at: int = 0


class Logic(_Node, frozen=True, eq=False):
    """`and` or `or` of two or more operands."""

    op: str
    operands: tuple[Expression, ...]
    at: int = 0


class Not(_Node, frozen=True, eq=False):
    """`not operand`."""

    operand: Expression
    at: int = 0


class Conditional(_Node, frozen=True, eq=False):
    """`then if test else other`."""

    test: Expression
    then: Expression
    other: Expression
    at: int = 0


class Call(_Node, frozen=True, eq=False):
    """A function of FUNCTIONS with its arguments; `where` is the keyword argument of sum and count."""

    function: str
    arguments: tuple[Expression, ...]
    where: Expression | None = None
    at: int = 0


Expression: TypeAlias = Number | Text | Name | Arithmetic | Compare | Member | Logic | Not | Conditional | Call

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def parse(source: str) -> Expression:
    """The syntax tree of an expression. Raises RuleError with the place of what is not in the language."""
    return _parsed(source, limits().expression_depth)


@lru_cache(maxsize=1_000)
def _parsed(source: str, deepest: int) -> Expression:
    line = " ".join(source.splitlines()).strip()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Python allows with a warning, too, the language says what it says
            tree = ast.parse(line, mode="eval")
    except (RecursionError, MemoryError) as error:  # what Python's parser says of an expression nested too deeply
        raise _too_deep(line, deepest) from error
    except (SyntaxError, ValueError) as error:
        at = max((getattr(error, "offset", 1) or 1) - 1, 0)
        reason = getattr(error, "msg", str(error))
        if "limit" in reason and "digits" in reason:  # Python's own, for the whole numbers that it reads
            reason = TOO_LARGE
        raise RuleError(f"not an expression: {reason}", text=line[at : at + 20], at=at) from error
    if _depth(tree.body) > deepest:
        raise _too_deep(line, deepest)
    return _Reader(line).read(tree.body)


def _depth(node: ast.AST) -> int:
    """How many levels of nodes there are, counted without going down into them."""
    depth, level = 0, [node]
    while level:
        depth, level = depth + 1, [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def _too_deep(line: str, deepest: int) -> RuleError:
    message = f"operations stand more than {deepest} deep inside one another (limits.expression_depth)"
    message += "; write several rules"
    return RuleError(message, text=line[:20])


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.encoded = source.encode()

    def read(self, node: ast.expr) -> Expression:
        at = self.place(node)
        match node:
            case ast.Constant(value=bool()):
                raise self.not_known(node, "True and False are not words of rules; write a comparison")
            case ast.Constant(value=str(value)):
                return Text(value, at)
            case ast.Constant(value=int() | float()):
                return Number(self.number(node), at)
            case ast.Name(id=name):
                return Name(None, name, at)
            case ast.Attribute(value=ast.Name(id=ledger), attr=column):
                return Name(ledger, column, at)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand)
                if isinstance(inner, Number):
                    return Number(inner.value.copy_negate(), at)  # `-` would round to 28 digits
                return Arithmetic("*", Number(Decimal(-1), at), inner, at)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand), at)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(op)], self.read(left), self.read(right), at)
            case ast.BoolOp(op=op, values=values):
                word = "and" if isinstance(op, ast.And) else "or"
                return Logic(word, tuple(self.read(value) for value in values), at)
            case ast.IfExp(test=test, body=then, orelse=other):
                return Conditional(self.read(test), self.read(then), self.read(other), at)
            case ast.Compare():
                return self.comparison(node, at)
            case ast.Call():
                return self.call(node, at)
        raise self.not_known(node, "this is not part of the language of rules")

    def comparison(self, node: ast.Compare, at: int) -> Expression:
        links: list[Expression] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                member = Member(self.read(left), self.options(right), at)
                links.append(Not(member, at) if isinstance(op, ast.NotIn) else member)
            elif type(op) in _COMPARISONS:
                links.append(Compare(_COMPARISONS[type(op)], self.read(left), self.read(right), at))
            else:
                raise self.not_known(node, "`is` is not part of the language of rules; use ==")
            left = right
        return links[0] if len(links) == 1 else Logic("and", tuple(links), at)

    def options(self, node: ast.expr) -> tuple[Number | Text, ...]:
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            read = [self.read(element) for element in node.elts]
            options = tuple(option for option in read if isinstance(option, Number | Text))
            if options and len(options) == len(read):
                return options
        raise self.not_known(node, '`in` needs a list of words or numbers, such as ("from", "released")')

    def call(self, node: ast.Call, at: int) -> Expression:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            name = self.text(node.func)
            raise RuleError(f"unknown function {name!r}{did_you_mean(name, FUNCTIONS)}", text=name, at=at)
        function = node.func.id
        where: Expression | None = None
        for keyword in node.keywords:
            if keyword.arg != "where" or function not in ("sum", "count"):
                name = keyword.arg or "**"
                raise RuleError(f"{function}() has no argument {name!r}", text=name, at=at)
            if where is not None:
                raise RuleError(f"{function}() has two arguments 'where'; join them with `and`", text="where", at=at)
            where = self.read(keyword.value)
        arguments = tuple(self.read(argument) for argument in node.args)
        wanted = {"count": 0, "min": 2, "max": 2}.get(function, 1)
        if len(arguments) != wanted and not (function in ("min", "max") and len(arguments) > wanted):
            raise RuleError(f"{function}() takes {wanted} argument{'s' * (wanted != 1)}, not {len(arguments)}",
                            text=function, at=at)  # fmt: skip
        return Call(function, arguments, where, at)

    def number(self, node: ast.Constant) -> Decimal:
        text = self.text(node).replace("_", "")
        if not text.replace(".", "", 1).isdigit():
            raise self.not_known(node, "write numbers in plain digits")
        number = Decimal(text)
        if len(number.as_tuple().digits) > MAX_DIGITS:
            raise self.not_known(node, TOO_LARGE)
        return number

    def not_known(self, node: ast.expr, message: str) -> RuleError:
        return RuleError(message, text=self.text(node), at=self.place(node))

    def place(self, node: ast.expr) -> int:
        """The character at which a part of the expression begins; Python counts bytes."""
        return node.col_offset if self.source.isascii() else len(self.encoded[: node.col_offset].decode())

    def text(self, node: ast.expr) -> str:
        """A part of the expression as it is written. All of it stands on one line."""
        return self.encoded[node.col_offset : node.end_col_offset].decode()
