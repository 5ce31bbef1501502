"""How far each figure of a table may be from the truth: half of the last digit that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from budget_monitor.discover.belief.rounding import PENNY_DECIMALS, counts_exactly, decimals_shown, is_of_thousands
from budget_monitor.discover.labels import MIN_FIGURES, is_percentage
from budget_monitor.model.ledgers.grid import Grid, GridCell

MAX_DECIMALS = 6
MAX_DECIMALS_OF_ROUNDED = 4
"""Among figures of more than MAX_DECIMALS, which were computed, one with so few was rounded by somebody."""


class Halves(Struct, frozen=True):
    """Those of a table, in steps of 10^-power. By column: the `decimals` it is written with, its `halves`, and the
    decimals of its amounts where these are `coarse` beside ratios. Of figures that are exact halves are nought, but of
    those with digits unsaid.
    """

    power: int
    decimals: dict[int, int]
    halves: dict[int, int]
    coarse: dict[int, int]
    is_exact: bool

    def of_row(self, columns: Sequence[int], cells: Sequence[GridCell]) -> list[int]:
        """Those of the figures of a row, in these columns; 0 where there is no figure."""
        most = _decimals_of_row(cells) if self.coarse else MAX_DECIMALS
        are_ratios = not self.is_exact and not any(map(_is_amount, cells))
        return [
            0 if cell.value is None else self._half(column, cell, most, are_ratios=are_ratios)
            for column, cell in zip(columns, cells, strict=True)
        ]

    def _half(self, column: int, cell: GridCell, most: int, *, are_ratios: bool) -> int:
        """That of a figure in a row whose amounts have at `most` so many decimals, or that holds ratios alone."""
        fewer, decimals = self.coarse.get(column, -1), self.decimals[column]
        is_coarse = most <= fewer or (fewer >= 0 and _is_amount(cell))
        half = self._half_of(fewer) if is_coarse else self.halves[column]
        if are_ratios and cell.decimals > MAX_DECIMALS_OF_ROUNDED:
            half = self._half_of(min(cell.decimals, MAX_DECIMALS))
        if cell.decimals < 0:
            half = self._half_of(cell.decimals)
        if decimals > PENNY_DECIMALS and decimals_shown(cell) < PENNY_DECIMALS:
            half = max(half, self._half_of(decimals_shown(cell)))
        if decimals == MAX_DECIMALS and cell.decimals <= MAX_DECIMALS_OF_ROUNDED:
            half = max(half, self._half_of(max(PENNY_DECIMALS, cell.decimals)))
        return half

    def _half_of(self, decimals: int) -> int:
        return int(10 ** (self.power - decimals)) // 2


def halves_of(grid: Grid, rows: list[int], columns: list[int], headings: dict[int, str]) -> Halves:
    """Those of the figures in these rows and columns of a grid, under these headings."""
    decimals = {column: _decimals(grid, column, rows) for column in columns}
    power = max(PENNY_DECIMALS, *decimals.values()) + 1
    decimals |= {
        column: usual for column in columns if (usual := _usual_decimals(grid, column, rows, headings[column])) >= 0
    }
    if counts_exactly(grid):
        return Halves(power, decimals, dict.fromkeys(columns, 0), {}, is_exact=True)
    halves = {column: _half(grid, column, rows, decimals[column], power) for column in columns}
    coarse = {column: fewer for column in columns if (fewer := _decimals_of_amounts(grid, column, rows)) >= 0}
    return Halves(power, decimals, halves, coarse, is_exact=False)


def _decimals(grid: Grid, column: int, rows: list[int]) -> int:
    written = (grid.rows[row][column].decimals for row in rows if grid.rows[row][column].value is not None)
    return min(MAX_DECIMALS, max(written, default=0))


def _usual_decimals(grid: Grid, column: int, rows: list[int], heading: str) -> int:
    """How many decimals all percentages of a column have but one, which has more: 9.46 typed for 94.6. -1 of any other
    column.
    """
    cells = [grid.rows[row][column] for row in rows if grid.rows[row][column].value is not None]
    if not is_percentage(heading) and 2 * sum(one.is_percent for one in cells) <= len(cells):
        return -1
    written = [one.decimals for one in cells]
    usual = set(written) - {max(written, default=0)}
    is_one = len(usual) == 1 and written.count(max(written)) == 1 and len(written) > len("ab")
    return usual.pop() if is_one else -1


def _half(grid: Grid, column: int, rows: list[int], decimals: int, power: int) -> int:
    """Half the unit that a column's figures are printed to, in steps of 10^-power; 0 for pounds and pence."""
    if decimals == PENNY_DECIMALS and not is_of_thousands(grid, column):
        return 0
    figures = (grid.rows[row][column].value for row in rows)
    is_amount = any(figure is not None and abs(figure) >= MIN_AMOUNT for figure in figures)
    coarse = min(decimals, PENNY_DECIMALS) if is_amount else decimals
    return int(10 ** (power - coarse)) // 2


def _decimals_of_amounts(grid: Grid, column: int, rows: list[int]) -> int:
    """How many decimals a column's amounts have, none or one, though ratios with more stand among them: to so many they
    were rounded. -1 of any other column. Amounts in pence may end in noughts, but most of them do not.
    """
    amounts: list[int] = []
    ratios: list[int] = []
    for cell in (grid.rows[row][column] for row in rows):
        if cell.value is not None:
            is_amount = _is_amount(cell) and not (cell.decimals and abs(cell.value) < MAX_SHARE)
            (amounts if is_amount else ratios).append(cell.decimals)
    most = max(amounts, default=0)
    is_most = 2 * amounts.count(most) > len(amounts) > MIN_FIGURES
    return most if is_most and 0 <= most < PENNY_DECIMALS and max(ratios, default=0) > most else -1


def _decimals_of_row(cells: Iterable[GridCell]) -> int:
    """The most decimals in a row of amounts, some of which may be as small as rates; of any other row more than any."""
    filled = [cell for cell in cells if cell.value is not None]
    return max(cell.decimals for cell in filled) if any(map(_is_amount, filled)) else MAX_DECIMALS


def _is_amount(cell: GridCell) -> bool:
    return cell.value is not None and abs(cell.value) >= MIN_AMOUNT


MAX_SHARE = 200
"""A percentage of a whole may be more than 100, but is less than that."""
MIN_AMOUNT = 100
"""A column of figures that are all smaller, with many decimals, holds ratios, and each decimal counts."""
