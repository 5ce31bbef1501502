"""What is wrong with the figures of a table as they were written, or read from a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from budget_monitor.discover.checks import Check, Part, left_out_of, ref_of
from budget_monitor.discover.matrix import holds_figures
from budget_monitor.figures.grammar import Notation, is_in_error
from budget_monitor.figures.letters import (
    OTHER_LETTER,
    against_their_letters,
    letter_meant,
    letters_of,
    mark_of,
    without_letters,
)
from budget_monitor.figures.misfit import why_unreadable
from budget_monitor.figures.written import likeliest, read_figure
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.money import decimal_of, thousands_text
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.model.results.outcome import Verdict

MAX_MISREAD_LISTED = 8
A_FIGURE_KEPT_AS_TEXT = "a figure kept as text"
NOT_READ = "nothing in it adds up as it was read from the page, so it is not checked"


def misread(grid: Grid) -> Iterable[InputProblem]:
    """One problem for all texts that were meant as figures and are none, and one for each way in which figures are
    malformed, however many there are.
    """
    yield from _unreadable(grid)
    ways: dict[str, list[tuple[int, int]]] = {}
    for row, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            if cell.read_as:
                ways.setdefault(cell.read_as.partition(" ")[2], []).append((row, column))
    for places in ways.values():
        row, column = places[0]
        also = _others(grid, places, "so are")
        message = f"a malformed figure, read as {grid.rows[row][column].read_as}{also}"
        yield problem_at(grid, Part(row, column), message)


def _unreadable(grid: Grid) -> Iterable[InputProblem]:
    """One problem for all texts in columns of figures that were meant as figures and are none, and one for all cells
    in error: nothing that needs them is checked. Other texts stand in such columns by right: headings, notes, numbers
    of paragraphs.
    """
    columns = [column for column in range(grid.width) if holds_figures(grid, column)]
    places = [
        (row, column)
        for row, cells in enumerate(grid.rows)
        for column in columns
        if cells[column].value is None and _is_meant_as_a_figure(cells[column].text.strip())
    ]
    in_error = _in_error(grid, places)
    for alike in (in_error, [one for one in places if one not in in_error]):
        if alike:
            row, column = alike[0]
            why = why_unreadable(grid.rows[row][column].text, Notation(ColumnType.MONEY))
            yield problem_at(grid, Part(row, column), f"{why}{_others(grid, alike, 'nor can be read')}", "error")


def _in_error(grid: Grid, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(row, column) for row, column in places if is_in_error(grid.rows[row][column].text)]


def _is_meant_as_a_figure(text: str) -> bool:
    if is_in_error(text):
        return True
    is_left_out = read_figure(text) is not None or _COUNTED.fullmatch(text) is not None  # £000 says a unit
    return not is_left_out and likeliest(text) != ""


_COUNTED = re.compile(r"[0-9.,\s]*|\(?[0-9]{1,2}[).:;,]*")
"""Days, and numbers of paragraphs and notes: 31.3.24, 4.1.2, 1)."""


def wrong_letters(grid: Grid, signed: Grid, checks: Sequence[Check]) -> Iterator[InputProblem]:
    """One problem for each figure whose letter, F or A, is not that of the others with its sign, and of which no check
    that fails says that the sign is wrong; and one for each whose letter is missing, or another mark.

    `signed` is the table of the checks: as its letters sign it where they are the only signs, else `grid` itself.
    """
    failing = {(part.row, part.column) for one in checks if one.verdict is Verdict.FAIL for part in one.parts}
    for row, column in sorted(against_their_letters(signed) - failing):
        letter = letters_of(signed)[column][row]
        mark, shown = mark_of(grid, row, column), grid.rows[row][column].text.strip()
        of = f" as {grid.address(row, column)} `{shown}`" if mark != (row, column) else ""
        message = (
            f"({letter}) is not the letter of the other figures with the same sign{of}: ({OTHER_LETTER[letter]}) is"
        )
        yield problem_at(grid, Part(*mark), message)
    held = {(part.row, part.column) for one in checks if one.verdict in HELD for part in one.parts}
    for place, mark in sorted(without_letters(grid).items()):
        letter = letter_meant(signed, *place) if place in held else ""
        meant = f": ({letter}), as it adds up" if letter else ""
        figure = f"{grid.address(*place)} `{grid.rows[place[0]][place[1]].text.strip()}`"
        yield problem_at(grid, Part(*mark), f"expected (A) or (F), as beside the other figures, for {figure}{meant}")


def _others(grid: Grid, places: Sequence[tuple[int, int]], words: str) -> str:
    """`; so are B3, B4, and 2 more`: the places but the first."""
    others = [grid.address(*place) for place in places[1 : MAX_MISREAD_LISTED + 1]]
    more = f", and {len(places) - 1 - len(others)} more" if len(places) - 1 > len(others) else ""
    return f"; {words} {', '.join(others)}{more}" if others else ""


def told_of_left_out(checks: Sequence[Check]) -> Iterator[InputProblem]:
    """One problem for the figures kept as text that a sum leaves out, with what it should be."""
    for one in checks:
        parts = left_out_of(one)
        if parts and all(one.grid.rows[part.row][part.column].is_kept_as_text for part in parts):
            total = one.grid.address(one.target.row, one.target.column)
            others = _others(one.grid, [(part.row, part.column) for part in parts], "so are")
            left_out = f"{A_FIGURE_KEPT_AS_TEXT}, which {total} leaves out: type it as a number{others}"
            should_be = thousands_text(decimal_of(one.computed))
            yield problem_at(one.grid, parts[0], f"{left_out}; {total} should be {should_be}")


def not_read(grid: Grid) -> InputProblem:
    """What is said of a whole table of a document."""
    return InputProblem(grid.file, 0, "", "error", grid.sheet, NOT_READ)


def problem_at(grid: Grid, part: Part, message: str, severity: str = "warning") -> InputProblem:
    """What is said of one cell."""
    ref, text = ref_of(grid, part), grid.rows[part.row][part.column].text
    return InputProblem(ref.file, ref.line, ref.column, severity, text.strip(), message, ref.address)
