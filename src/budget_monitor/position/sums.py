"""Figures worked out from others: exactly, and missing as soon as one of them is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add

from moneyed import Money

from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.results.position import PositionFigure
from budget_monitor.position.marks import Marks
from budget_monitor.position.rows import Row


class Sums:
    """Differences and sums of figures, with the cells and marks of all they were worked out from."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def difference(self, whole: PositionFigure, part: PositionFigure) -> PositionFigure:
        """`whole` minus `part`."""
        if whole.amount is None or part.amount is None:
            return self._made(None, (whole, part))
        return self._made(whole.amount - part.amount, (whole, part))

    def total(self, figures: Sequence[PositionFigure]) -> PositionFigure:
        """The sum of the figures; missing where there is none, or where one of them is missing."""
        amounts = [figure.amount for figure in figures if figure.amount is not None]
        complete = amounts and len(amounts) == len(figures)
        return self._made(reduce(add, amounts) if complete else None, figures)

    def stated_total(self, rows: Sequence[Row], column: str) -> PositionFigure:
        """The figure of the total row; where there is none, or it is blank, the sum of the lines."""
        for row in rows:
            if row.row_type is RowType.TOTAL and (stated := row.figure(column)).amount is not None:
                return stated
        return self.total([row.figure(column) for row in rows if row.row_type is RowType.LINE])

    def stated_or(self, stated: PositionFigure, whole: PositionFigure, part: PositionFigure) -> PositionFigure:
        """The stated figure, or `whole` minus `part` where it is missing and both of them are there."""
        if stated.amount is not None or whole.amount is None or part.amount is None:
            return stated
        return self.difference(whole, part)

    def _made(self, amount: Money | None, figures: Sequence[PositionFigure]) -> PositionFigure:
        cells = tuple(dict.fromkeys(cell for figure in figures for cell in figure.cells))
        findings = self.marks.in_order(name for figure in figures for name in figure.findings)
        return PositionFigure(amount, cells, True, findings)
