"""One table as it is looked at: as it is stored, with letters for signs, as its cells show it, and part by part."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.adding.sums import Sums
from budget_monitor.discover.checks import Check
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.matrix import Matrix, matrix_of
from budget_monitor.discover.problems import misread, problem_at, told_of_left_out, wrong_letters
from budget_monitor.discover.sheets.elsewhere import taken_over_below
from budget_monitor.discover.sheets.parts import sections, tables_beside, with_parts
from budget_monitor.discover.shown import holding_as_shown, shown_grid
from budget_monitor.discover.table.arithmetic import Found
from budget_monitor.discover.table.believing import Table, believed
from budget_monitor.discover.typed.convention import told_of_rounding
from budget_monitor.figures.letters import are_of_variances, signed_by_letters
from budget_monitor.model.checks.relation import NoSum
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import InputProblem

CHECKS_OF_A_SLIP = 3
"""Where letters are the only signs, a wrong one keeps so many from holding: of row, column, and percentage."""


class Seen(Struct, frozen=True):
    """What was found in one table, and what is to be said of it. `sums` are as those of `arithmetic.Found`."""

    checks: Sequence[Check]
    no_sums: Sequence[NoSum]
    problems: Sequence[InputProblem]
    sums: Sequence[tuple[Matrix, Sums]]


def looked_at(grid: Grid, effort: Effort, *, is_document: bool) -> Seen:
    """What adds up in a table as it is stored, and where that does not hold, as its cells show it."""

    def found_in(one: Grid) -> Found:
        return believed(Table(one, matrix_of(one, effort), is_document))

    problems = list(misread(grid))
    found = found_in(grid)
    as_written, margin = grid, CHECKS_OF_A_SLIP * are_of_variances(grid)
    for signed in signed_by_letters(grid):
        other = found_in(signed)
        if _held(other) > _held(found) - margin:
            grid, found, margin = signed, other, 0
    own, unfound = found.checks, found.no_sums
    if (unfound or any(one.verdict not in HELD for one in own)) and (shown := shown_grid(grid)) is not None:
        as_shown = found_in(shown)
        own = holding_as_shown(own, as_shown.checks, {one.place for one in unfound}, grid)
        unfound = [one for one in unfound if one in as_shown.no_sums]
    problems += told_of_left_out(own)
    problems += [problem_at(one.grid, one.target, text) for one, text in told_of_rounding(own)]
    problems += wrong_letters(as_written, grid, own)
    return Seen(own, unfound, problems, found.sums)


def with_parts_of(grid: Grid, seen: Seen, effort: Effort) -> Seen:
    """The same, with what adds up in parts of the table by themselves, as far as there is time."""
    beside, below = (
        [
            check
            for part in parts
            if not effort.is_over
            for check in believed(Table(part, matrix_of(part, effort), is_document=False)).checks
        ]
        for parts in (tables_beside(grid), sections(grid))
    )
    checks = with_parts(grid, seen.checks, beside, below)
    return replace(seen, checks=[*checks, *taken_over_below(grid, checks, effort)])


def _held(found: Found) -> int:
    return sum(one.verdict in HELD for one in found.checks)
