"""Columns of another year than they should be of: a heading left from the last report, or typed twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from budget_monitor.figures.naming import cell_place, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.scrutinise.order.years import ReportYear
from budget_monitor.scrutinise.passages import Notes

_YEAR = re.compile(r"\b(20\d\d|19\d\d)(?:(\s?[/–-]\s?(?:20|19)?)(\d\d))?\b")
_ACTUAL = re.compile(r"(?i)\b(?:actuals?|outturns?|achieved|results?|spent)\b")
_NOT_YET = re.compile(
    r"(?i)\b(?:forecasts?|project\w*|plan\w*|targets?|budgets?|estimat\w*|expected|provisional|to date|latest)\b"
)
_BUDGET = re.compile(r"(?i)\b(?:budgets?|cash limits?)\b")
_VARIANCE = re.compile(r"(?i)\b(?:variances?|variation|(?:over|under)[ -]?spends?)\b")
MIN_IN_ORDER = 2
"""So many years that follow on from one another tell which comes next."""


class Heading(Struct, frozen=True):
    """The heading of a column: its whole text, and the year that it names by its beginning, with the row of that; 0
    where it names none, or several.
    """

    text: str
    year: int
    row: int
    column: int


def note_headings(document: Document, year: ReportYear, notes: Notes) -> None:
    """Notes a heading that stands twice where a year is left out, one of what came out in a year after the report's,
    and a variance between the budget of one year and what came out of another.
    """
    for block in document.tables:
        for headings in _headings(block):
            notes.order_checks += sum(1 for one in headings if one.year)
            for found, proposed, said in (*_twice(headings), *_to_come(headings, year), *_of_two_years(headings, year)):
                cell = block.grid.rows[found.row][found.column].text if block.grid is not None else ""
                place = cell_place(block, found.row, found.column)
                spot = Spot(
                    document.file, place, cell, None, block.line_of(found.row), block.number, 0, len(cell), found.row,
                    found.column,
                )  # fmt: skip
                written = _with_year(cell, proposed) if proposed else ""
                notes.slip(RelationKind.ORDER, "A column of another year", [spot], said, written)


def _headings(block: Block) -> Iterator[list[Heading]]:
    """The headings from left to right, for each run of rows that they stand above."""
    if block.grid is None:
        return
    table = named_table(block.grid, block.headings)
    for heads, row in {table.header_rows(row): row for row in reversed(table.rows)}.items():
        found = []
        for column in table.value_columns:
            cells = [(one, match) for one in heads for match in _YEAR.finditer(block.grid.rows[one][column].text)]
            years = {int(match[1]): one for one, match in cells}
            year, place = next(iter(years.items())) if len(years) == 1 else (0, 0)
            found.append(Heading(table.heading(row, column), year, place, column))
        yield found


Found = tuple[Heading, int, str]
"""A heading, the year that it should be of, 0 where that cannot be told, and what is said of it."""


def _twice(headings: list[Heading]) -> Iterator[Found]:
    dated = [one for one in headings if one.year]
    years = [one.year for one in dated]
    for at in range(1, len(dated)):
        left_out = [(one, year) for one in (at - 1, at) if (year := _between(years, one))]
        if dated[at].text == dated[at - 1].text and len(left_out) == 1:
            place, year = left_out[0]
            missing = _with_year(dated[at].text, year)
            yield dated[place], year, f"“{dated[at].text}” stands twice, and “{missing}” is left out"


def _between(years: list[int], at: int) -> int:
    """The year that would stand here and is nowhere: between its neighbours, or after all; else 0."""
    before, after = years[:at], years[at + 1 :]
    if not before or before[-1] + 1 in years:
        return 0
    goes_on = len(before) >= MIN_IN_ORDER and before == list(range(before[0], before[0] + len(before)))
    is_next = after[0] == before[-1] + 2 if after else goes_on
    return before[-1] + 1 if is_next else 0


def _to_come(headings: list[Heading], report: ReportYear) -> Iterator[Found]:
    """What came out of a year that has not ended: beside a column of the report's year, and after it."""
    if not report.start or report.start not in {one.year for one in headings}:
        return
    for one in headings:
        if one.year > report.start and _ACTUAL.search(one.text) and not _NOT_YET.search(one.text):
            said = f"a report on {report.text} has “{one.text}”, of a year that begins after it"
            yield one, report.start, said


def _of_two_years(headings: list[Heading], report: ReportYear) -> Iterator[Found]:
    """A budget, what came out beside it, and their variance, where the first two are of two years."""
    for budget, actual, variance in zip(headings, headings[1:], headings[2:], strict=False):
        is_variance = _VARIANCE.search(variance.text) is not None and not _BUDGET.search(actual.text)
        if not is_variance or not _BUDGET.search(budget.text) or not _ACTUAL.search(actual.text):
            continue
        if budget.year and actual.year and budget.year != actual.year:
            wrong, other = (budget, actual) if actual.year == report.start else (actual, budget)
            said = f"“{variance.text}” is between “{budget.text}” and “{actual.text}”, of two years"
            yield wrong, other.year if other.year == report.start else 0, said


def _with_year(text: str, year: int) -> str:
    """A heading with another year, written as the one in it."""

    def written(match: re.Match[str]) -> str:
        return f"{year}{match[2]}{(year + 1) % 100:02d}" if match[3] else str(year)

    return _YEAR.sub(written, text)
