"""What is wrong with the figures of a table as they were written, or read from a page."""

from __future__ import annotations

from collections.abc import Iterable

from budget_monitor.discover.checks import Part, ref_of
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import InputProblem

MAX_MISREAD_LISTED = 8
NOT_READ = "nothing in it adds up as it was read from the page, so it is not checked"


def misread(grid: Grid) -> Iterable[InputProblem]:
    """One problem for each way in which figures are malformed, however many there are."""
    ways: dict[str, list[tuple[int, int]]] = {}
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.read_as:
                ways.setdefault(cell.read_as.partition(" ")[2], []).append((row, column))
    for places in ways.values():
        row, column = places[0]
        cell = grid.rows[row][column]
        others = [grid.address(*place) for place in places[1 : MAX_MISREAD_LISTED + 1]]
        more = f", and {len(places) - 1 - len(others)} more" if len(places) - 1 > len(others) else ""
        also = f"; so are {', '.join(others)}{more}" if others else ""
        message = f"a malformed figure, read as {cell.read_as}{also}"
        yield problem_at(grid, Part(row, column), message)


def not_read(grid: Grid) -> InputProblem:
    """What is said of a whole table of a document."""
    return InputProblem(grid.file, 0, "", "error", grid.sheet, NOT_READ)


def problem_at(grid: Grid, part: Part, message: str) -> InputProblem:
    """What is said of one cell."""
    ref, text = ref_of(grid, part), grid.rows[part.row][part.column].text
    return InputProblem(ref.file, ref.line, ref.column, "warning", text.strip(), message, ref.address)
