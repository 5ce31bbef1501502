"""What is usual in a column: how its figures are written, to how many digits, and with which sign."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import erf, log2, sqrt

from budget_monitor.diagnose.web import Web
from budget_monitor.model.ledgers.cell import Cell, CellRef

MAX_FIGURES_LOOKED_AT = 5_000
"""Of a longer column nothing is said."""
MIN_FIGURES_OF_ONE_LENGTH = 2
"""So many other figures of a column tell how many digits after the point are usual in it."""
MAX_ROWS_FOR_ROUNDING = 150
"""So many rows around a figure tell whether its table adds up to the last digit."""
ROUNDED_MORE_OFTEN = 3
"""So many tables are rounded figure by figure for one that is made to add up."""
MIN_FIGURES_ADDED = 2
"""A figure printed twice is the same, rounded or not."""
MAX_WEIGHT_OF_A_SIGN = 60
"""Tenths of bits: no sign is more unlikely than this."""


class Usual:
    """The columns of a set, each counted once, when it is first asked about."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._written: dict[tuple[str, str], Counter[tuple[str, int]]] = {}
        self._signs: dict[tuple[str, str], Counter[int]] = {}
        self._not_nil: dict[tuple[str, str], Sequence[CellRef]] = {}
        self._rounded: dict[tuple[str, str], float] = {}

    def unit(self, cell: CellRef) -> Fraction:
        """The unit that a figure would be printed to with as many digits after the point as its column has. A figure
        that is not rounded is printed to no larger one than it is: 364.0 among pence may have lost a digit.
        """
        unit, usual = self._web.unit(cell), self.decimals(cell)
        if usual is None:
            return unit
        of_the_column = unit * Fraction(10) ** (_decimals(self._web.source.cell(cell).text) - usual)
        return min(unit, of_the_column) if self._web.source.is_exact(cell) else of_the_column

    def decimals(self, cell: CellRef) -> int | None:
        """How many digits after the point nearly all other figures of a column have, of those in a cell's notation."""
        text = self._web.source.cell(cell).text
        own = notation_of(text)
        alike = Counter({decimals: often for (form, decimals), often in self._forms(cell).items() if form == own})
        if _is_figure(text):
            alike[_decimals(text)] -= 1
        most, often = alike.most_common(1)[0] if alike else (0, 0)
        return most if often >= MIN_FIGURES_OF_ONE_LENGTH and often * 10 >= 9 * alike.total() else None

    def notation(self, cell: CellRef) -> str:
        """The letters and signs that most figures of a column, and of its row, have besides their digits."""
        source = self._web.source
        beside = [source.cell(ref).text for ref in source.row(cell).figures.values() if ref != cell]
        counts = Counter(notation_of(text) for text in beside if _is_figure(text))
        for (notation, _), often in self._forms(cell).items():
            counts[notation] += often
        most, often = counts.most_common(1)[0] if counts else ("", 0)
        return most if often * 2 > counts.total() else ""

    def figure_beside(self, cell: CellRef) -> Cell | None:
        """The nearest figure of a cell's column that is not nil: what is nil does not show its unit."""
        figures = self._not_nil_in_column(cell)
        at = bisect_left(figures, cell.line, key=lambda ref: ref.line)
        beside = [ref for ref in figures[max(0, at - 1) : at + 2] if ref != cell]
        near = min(beside, key=lambda ref: abs(ref.line - cell.line), default=None)
        return None if near is None else self._web.source.cell(near)

    def cost_of_sign(self, cell: CellRef, value: Fraction) -> int:
        """How much less likely the sign of a value is than that of the figure that stands in a cell, by the other
        figures of its column, in tenths of bits; less than 0 where it is likelier. Nil counts as a sign.
        """
        typed = self._web.number(cell)
        return 0 if typed is None else self._cost(cell, _sign(typed), _sign(value), without=_sign(typed))

    def cost_of_a_line(self, like: CellRef, value: Fraction) -> int:
        """How much less likely the sign of a further figure is than the likeliest in its column."""
        signs = self._signs_of(like)
        usual = max(signs, key=lambda sign: (signs[sign], sign), default=_sign(value))
        return max(0, self._cost(like, usual, _sign(value), without=None))

    def rounded_apart(self, cell: CellRef) -> float:
        """How likely it is that the figures of a cell's table were rounded each by itself, totals too: 1 where a sum
        near it is out by a unit, and less the more of them add up to the last digit, as figures do that were made to.
        """
        if (cell.file, cell.column) not in self._rounded:
            column = self._web.source.column(cell, MAX_FIGURES_LOOKED_AT)
            near = sorted(column, key=lambda ref: abs(ref.line - cell.line))[:MAX_ROWS_FOR_ROUNDING]
            told = 1 / ROUNDED_MORE_OFTEN
            for one in self._web.around(ref for cell in near for ref in self._web.source.row(cell).figures.values()):
                linear = one.linear
                if linear is None or linear.blanks or linear.is_tangent or not linear.allowed or one.finding:
                    continue
                count = len(linear.coefficients)
                by_chance = erf(0.5 / sqrt(count / 6)) if count > MIN_FIGURES_ADDED else 1.0
                told = min(1e6, told / by_chance) if not linear.gap else 0.0
            self._rounded[cell.file, cell.column] = 1 / (1 + told)
        return self._rounded[cell.file, cell.column]

    def _cost(self, cell: CellRef, usual: int, sign: int, without: int | None) -> int:
        signs = self._signs_of(cell)
        often, seldom = (signs[one] - (one == without) for one in (usual, sign))
        cost = 0 if not signs or usual == sign else round(10 * log2((often + 0.5) / (seldom + 0.5)))
        return max(-MAX_WEIGHT_OF_A_SIGN, min(MAX_WEIGHT_OF_A_SIGN, cost))

    def _not_nil_in_column(self, cell: CellRef) -> Sequence[CellRef]:
        """The figures of a cell's column that are not nil, in the order of lines, each on one of its own."""
        if (cell.file, cell.column) not in self._not_nil:
            column = self._web.source.column(cell, MAX_FIGURES_LOOKED_AT)
            self._not_nil[cell.file, cell.column] = list(filter(self._web.number, column))
        return self._not_nil[cell.file, cell.column]

    def _forms(self, cell: CellRef) -> Mapping[tuple[str, int], int]:
        """How often figures of a column are written in each notation, with so many digits after the point."""
        if (cell.file, cell.column) not in self._written:
            source = self._web.source
            texts = [source.cell(ref).text for ref in source.column(cell, MAX_FIGURES_LOOKED_AT)]
            forms = ((notation_of(text), _decimals(text)) for text in texts if _is_figure(text))
            self._written[cell.file, cell.column] = Counter(forms)
        return self._written[cell.file, cell.column]

    def _signs_of(self, cell: CellRef) -> Counter[int]:
        if (cell.file, cell.column) not in self._signs:
            values = map(self._web.number, self._web.source.column(cell, MAX_FIGURES_LOOKED_AT))
            self._signs[cell.file, cell.column] = Counter(_sign(value) for value in values if value is not None)
        return self._signs[cell.file, cell.column]


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _decimals(text: str) -> int:
    """How many digits a figure has after its point."""
    return sum(map(str.isdigit, text.partition(".")[2]))


def notation_of(text: str) -> str:
    """The letters and signs of a figure besides its digits: `£m` of £0.163m."""
    return "".join(sign for sign in text.casefold() if sign.isalpha() or sign in "£%")


def _is_figure(text: str) -> bool:
    """Whether a text has digits other than nought: what is nil may be written shorter."""
    return any(sign in "123456789" for sign in text)
