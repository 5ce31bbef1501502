"""Columns and rows that are called cumulative: each figure is the one before it and what has come since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import allowed_of, half_of
from budget_monitor.discover.checks import Check, Part, needed_of, value_of
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.labels import is_running
from budget_monitor.discover.typed.slips import PROMISED
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

MIN_DIGITS_THAT_HOLD = 6
"""Steps that come out have so many digits together before it is known which figures are added up."""
MAX_OFF = 2
"""A figure of those in the middle that is wrong breaks the step to it, and that from it."""
EVIDENCE = f"{PROMISED}: cumulative"


class _Run(Struct, frozen=True):
    """Figures that may run up from step to step; `is_begun` where they begin with the first that is added up."""

    steps: tuple[Check, ...]
    is_begun: bool
    digits: int
    apart: int

    @property
    def held(self) -> int:
        return sum(one.verdict in HELD for one in self.steps) + self.is_begun


def with_cumulative(grid: Grid, known: Sequence[Check]) -> list[Check]:
    """The `known` checks of a table that was typed, and those of its cumulative figures, down a column or along a row.
    Steps that do not come out fail where one figure mends them: one by a slip of the pen, or one that two share.
    """
    table = named_table(grid)
    decided = [one for one in known if one.verdict is not Verdict.UNDECIDED]
    cells = {frozenset(map(_place, one.parts)) for one in decided}
    found: list[Check] = []
    for is_down in (True, False):
        made = {_series(one.target, is_down=is_down) for one in decided if one.is_of_columns is is_down}
        found += _found(table, made, is_down=is_down)
    return [*known, *(one for one in found if frozenset(map(_place, one.parts)) not in cells)]


def _place(part: Part) -> tuple[int, int]:
    return part.row, part.column


def _series(part: Part, *, is_down: bool) -> int:
    return part.column if is_down else part.row


def _found(table: NamedTable, made: set[int], *, is_down: bool) -> Iterator[Check]:
    series, places = (table.columns, table.rows) if is_down else (table.rows, table.columns)

    def heading(column: int) -> str:
        return table.heading(table.rows[0], column)

    names: tuple[Callable[[int], str], ...] = (heading, table.label) if is_down else (table.label, heading)
    places = tuple(one for one in places if not is_total(names[1](one)))
    for running in series:
        if running in made or not is_running(names[0](running)):
            continue
        runs = [_run(table, own, running, places, is_down=is_down) for own in series if own != running]
        best = max(runs, key=lambda one: (one.held, one.digits, -one.apart), default=None)
        if best is not None and best.held and best.digits >= MIN_DIGITS_THAT_HOLD:
            yield from _judged(best.steps)


def _run(table: NamedTable, own: int, running: int, places: Sequence[int], *, is_down: bool) -> _Run:
    """The figures of one row or column as those that another, `running`, adds up."""

    def cell(series: int, place: int) -> Part:
        return Part(place, series) if is_down else Part(series, place)

    def is_filled(*parts: Part) -> bool:
        cells = [table.grid.rows[part.row][part.column] for part in parts]
        return all(one.value is not None and not one.is_percent for one in cells)

    first = next((one for one in places if is_filled(cell(own, one), cell(running, one))), None)
    begins = [] if first is None else [cell(own, first), cell(running, first)]
    values = [value_of(table.grid, part) for part in begins]
    is_begun = bool(values) and values[0] == values[1] != 0
    steps = []
    for before, place in pairwise(places):
        parts = cell(running, place), cell(running, before), cell(own, place)
        if is_filled(*parts):
            steps.append(_step(table.grid, *parts, is_down=is_down))
    told = [*begins[: int(is_begun)], *(one.terms[1] for one in steps if one.verdict in HELD)]
    digits = sum(map(str.isdecimal, "".join(table.grid.rows[part.row][part.column].text for part in told)))
    return _Run(tuple(steps), is_begun, digits, abs(own - running))


def _step(grid: Grid, target: Part, before: Part, own: Part, *, is_down: bool) -> Check:
    parts = (target, before, own)
    figures = [value_of(grid, part) for part in parts]
    computed = figures[1] + figures[2]
    gap = figures[0] - computed
    allowed = allowed_of(gap, figures, (half_of(grid, part.row, part.column) for part in parts))
    verdict = held_with(gap) if abs(gap) <= allowed else Verdict.UNDECIDED
    return Check(
        RelationKind.SUM, grid, target, (before, own), computed, Fraction(gap), allowed, verdict, EVIDENCE,
        is_of_columns=is_down,
    )  # fmt: skip


def _judged(steps: Sequence[Check]) -> list[Check]:
    """The steps; those that do not come out fail where one figure mends all of them, else these are left out."""
    off = [one for one in steps if one.verdict not in HELD]
    held = [one for one in steps if one.verdict in HELD]
    shared = set.intersection(*(set(needed_of(one).items()) for one in off)) if off else set()
    is_mended = 0 < len(off) <= MAX_OFF and bool(shared) and (len(off) > 1 or bool(slipped(off[0])))
    return [*held, *(replace(one, verdict=Verdict.FAIL) for one in off if is_mended)]
