"""What a formula gives, of those that only add and multiply cells of their own sheet."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Generic, TypeVar

from msgspec import Struct

from budget_monitor.model.ledgers.grid import cell_place

Place = tuple[int, int]
Rows = Sequence[Sequence[object]]
NumberOf = Callable[[str, Place], Fraction | None]
_Number = TypeVar("_Number", float, Fraction)

_TOKENS = re.compile(
    r"\s*(?P<sheet>'(?:[^']|'')+'!|[A-Za-z_][\w.]*!)?"
    r"(?:(?P<range>\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]{1,7})|(?P<cell>\$?[A-Z]{1,3}\$?[0-9]{1,7})(?![\w(!.])"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<sum>SUM)\(|(?P<mark>[-+*/(),]))"
)
MAX_CELLS_OF_A_RANGE = 100_000
MAX_DEPTH = 64
"""How deep brackets and signs may stand in one another; spreadsheets allow no more."""


class NotSimpleError(Exception):
    """A formula that does more than add and multiply cells of its own sheet."""


class Span(Struct, frozen=True):
    """A range of cells, rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """How many cells it has."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    def cells(self) -> Iterator[Place]:
        """Its cells, row by row."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))

    def up_to(self, last: Place) -> Span:
        """What of it is not beyond a row and a column; it has no cells where all of it is."""
        return Span(self.top, self.left, min(self.bottom, last[0]), min(self.right, last[1]))

    def holds(self, place: Place) -> bool:
        """True if a cell is in it."""
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right


def span_of(text: str) -> Span:
    """A range such as $B$2:B9."""
    first, last = (cell_place(part) for part in text.replace("$", "").split(":"))
    (top, bottom), (left, right) = (sorted(pair) for pair in zip(first, last, strict=True))
    return Span(top, left, bottom, right)


_SUM = re.compile(r"SUM\((\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]{1,7})\)")


def summed(formula: str) -> Span | None:
    """The range of a formula that is a sum of one and nothing else."""
    match = _SUM.fullmatch(formula.replace(" ", ""))
    return span_of(match[1]) if match else None


def spans_summed(formula: str) -> Iterator[Span]:
    """The ranges of all sums within a formula, of those on its own sheet."""
    for found in _SUMS.finditer(formula.replace(" ", "")):
        for part in found[1].split(","):
            if _RANGE.fullmatch(part):
                yield span_of(part)


_RANGE = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?[0-9]{1,7}")
_SUMS = re.compile(r"\bSUM\(([^()]*)\)")
_ADDED = re.compile(rf"(?:{_RANGE.pattern}|\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}|SUM\(|[-+,()])+")
_CELL_OR_RANGE = re.compile(rf"{_RANGE.pattern}|\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}")


def last_place(rows: Rows) -> Place:
    """The last row and the last column of a sheet, whose rows are all as wide as its first."""
    return len(rows) - 1, len(rows[0]) - 1 if rows else -1


def cells_taken_in(formulas: Iterable[str], rows: Rows) -> int:
    """How many cells of their sheet formulas take in, each as often as they do."""
    last = last_place(rows)
    return sum(span.up_to(last).size for text in formulas for _, span in places_read(text))


def added(formula: str, last: Place) -> list[Place]:
    """The cells of a formula that only adds and subtracts cells of its own sheet, up to its last one; none of any
    other formula.
    """
    plain = formula.replace(" ", "")
    if not _ADDED.fullmatch(plain):
        return []
    cells: list[Place] = []
    for found in _CELL_OR_RANGE.findall(plain):
        span = span_of(found if ":" in found else f"{found}:{found}").up_to(last)
        if span.size > MAX_CELLS_OF_A_RANGE:
            return []
        cells += span.cells()
    return cells


def number_at(rows: Rows, place: Place) -> float | None:
    """The figure of a cell; None where it has none."""
    row, column = place
    value = rows[row][column] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def value_of(formula: str, rows: Rows) -> float:
    """What a formula gives with the cells as they are. Raises NotSimpleError for any but the simplest."""

    def number(sheet: str, place: Place) -> float | None:
        if sheet:
            raise NotSimpleError
        row, column = place
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        return 0.0 if value == "" else number_at(rows, place)

    return _Reader(_tokens(formula), number, float, last_place(rows)).whole()


def places_read(formula: str) -> Iterator[tuple[str, Span]]:
    """The cells and ranges that a formula refers to, each with its sheet, empty for its own; texts are passed over."""
    for found in _REFERENCES.finditer(_TEXTS.sub("", formula)):
        first = found["first"].replace("$", "")
        last = (found["last"] or first).replace("$", "")
        yield _sheet_of(found), span_of(f"{first}:{last}")


_TEXTS = re.compile('"(?:[^"]|"")*"')
_A_CELL = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}(?![\w(!.])"
_REFERENCES = re.compile(
    rf"(?:(?P<sheet>(?<!')'(?:[^']|'')++'!|(?<![\w.\]])[A-Za-z_][\w.]*+!)|(?<![\w$.!]))"
    rf"(?P<first>{_A_CELL})(?::(?P<last>{_A_CELL}))?"
)


def _sheet_of(found: re.Match[str]) -> str:
    """The sheet that a reference names, without its quotes; empty for that of the formula."""
    return (found["sheet"] or "").removesuffix("!").strip("'").replace("''", "'")


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(formula.rstrip()):
        match = _TOKENS.match(formula, at)
        if match is None:
            raise NotSimpleError
        yield match
        at = match.end()


def exact_value_of(formula: str, number: NumberOf) -> Fraction:
    """The same exactly, of figures that are asked for by sheet, empty for the formula's own, and place."""
    return _Reader(_tokens(formula), number, Fraction).whole()


class _Reader(Generic[_Number]):
    """`number` gives the figure of a cell, nought of a blank and None of words; `make` a figure that is written. Cells
    of the formula's own sheet beyond `last` are blank.
    """

    def __init__(
        self,
        tokens: Iterator[re.Match[str]],
        number: Callable[[str, Place], _Number | None],
        make: Callable[[str], _Number],
        last: Place = (sys.maxsize, sys.maxsize),
    ) -> None:
        self._last = last
        self._tokens = tokens
        self._number: Callable[[str, Place], _Number | None] = number
        self._make: Callable[[str], _Number] = make
        self._next = next(tokens, None)
        self._depth = 0

    def whole(self) -> _Number:
        """The value, of a formula that is read to its end."""
        value = self.sum()
        if self._next is not None:
            raise NotSimpleError
        return value

    def _take(self) -> re.Match[str]:
        if self._next is None:
            raise NotSimpleError
        taken, self._next = self._next, next(self._tokens, None)
        return taken

    def _mark(self) -> str | None:
        return self._next["mark"] if self._next is not None else None

    def sum(self) -> _Number:
        value = self._product()
        while (mark := self._mark()) in ("+", "-"):
            self._take()
            other = self._product()
            value = value + other if mark == "+" else value - other
        return value

    def _product(self) -> _Number:
        value = self._factor()
        while (mark := self._mark()) in ("*", "/"):
            self._take()
            other = self._factor()
            if mark == "/" and not other:
                raise NotSimpleError
            value = value * other if mark == "*" else value / other
        return value

    def _factor(self) -> _Number:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotSimpleError
        value = self._single()
        self._depth -= 1
        return value

    def _single(self) -> _Number:
        token = self._take()
        if token["number"]:
            return self._make(token["number"])
        if token["cell"]:
            return self._cell(token)
        if token["sum"]:
            return self._arguments()
        if token["mark"] in ("-", "+"):
            value = self._factor()
            return -value if token["mark"] == "-" else value
        if token["mark"] == "(":
            value = self.sum()
            self._close()
            return value
        raise NotSimpleError

    def _cell(self, token: re.Match[str]) -> _Number:
        number = self._number(_sheet_of(token), cell_place(token["cell"].replace("$", "")))
        if number is None:
            raise NotSimpleError
        return number

    def _arguments(self) -> _Number:
        value = self._argument()
        while self._mark() == ",":
            self._take()
            value += self._argument()
        self._close()
        return value

    def _argument(self) -> _Number:
        if self._next is None or not self._next["range"]:
            return self.sum()
        token = self._take()
        sheet, span = _sheet_of(token), span_of(token["range"])
        if not sheet:
            span = span.up_to(self._last)
        if span.size > MAX_CELLS_OF_A_RANGE:
            raise NotSimpleError
        nought = self._make("0")
        return sum((self._number(sheet, place) or nought for place in span.cells()), nought)  # words are nothing there

    def _close(self) -> None:
        if self._take()["mark"] != ")":
            raise NotSimpleError
