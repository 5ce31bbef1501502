"""What stands in one column and is made of figures in another, of the same sheet or of one beside it: equal figures,
and sums by what a line is called. A rule says it of rows: `roads == detail.roads_total`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from budget_monitor.discover.checks import Check
from budget_monitor.discover.sheets.stack import StackedGrid
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import DECIDED

LineOf = Mapping[str, Callable[[int], str]]
"""By sheet, what a column of figures is called where no other is called so; "" of others."""


class Between(Struct, frozen=True):
    """A row of a sheet that is made of rows, with their signs, of the sheet `of_sheet`: figures of its column `line` of
    those in the column `of_line`; both are "" where each column is made of the one called like it.
    """

    sheet: str
    row: int
    of_sheet: str
    terms: tuple[tuple[int, int], ...]
    line: str = ""
    of_line: str = ""


def between_columns(checks: Iterable[Check], line_of: LineOf) -> tuple[dict[Between, list[Check]], list[Check]]:
    """Such identities with the checks of each; and those that are none, or whose columns have no names of their own."""
    groups: dict[Between, list[Check]] = {}
    others: list[Check] = []
    for check in checks:
        one = _between(check, line_of)
        if one is None:
            others.append(check)
        else:
            groups.setdefault(one, []).append(check)
    return {one: group for one, group in groups.items() if any(each.verdict in DECIDED for each in group)}, others


def _between(check: Check, line_of: LineOf) -> Between | None:
    sheet, row = _place(check, check.target.row)
    places = [_place(check, part.row) for part in check.terms]
    columns, sheets = {part.column for part in check.terms}, {one for one, _ in places}
    if check.kind not in (RelationKind.SUM, RelationKind.TIE) or len(columns) > 1 or len(sheets) > 1:
        return None
    of_sheet = places[0][0]
    line, of_line = line_of[sheet](check.target.column), line_of[of_sheet](columns.pop())
    if not (line and of_line):
        return None
    terms = tuple((at, part.sign) for (_, at), part in zip(places, check.terms, strict=True))
    if line == of_line and sheet != of_sheet:
        return Between(sheet, row, of_sheet, terms)
    return Between(sheet, row, of_sheet, terms, line, of_line)


def _place(check: Check, row: int) -> tuple[str, int]:
    """The sheet of a row, and which of its rows that is."""
    grid = check.grid
    if not isinstance(grid, StackedGrid):
        return grid.sheet, row
    at = max(at for at, first in grid.first.items() if first <= row)
    return grid.grids[at].sheet, row - grid.first[at]
