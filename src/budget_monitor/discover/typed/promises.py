"""What headings and labels promise of figures, and the checks that come of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from budget_monitor.discover.belief.rounding import allowed_of, half_of
from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.typed.slips import PROMISED
from budget_monitor.figures.naming import NamedTable
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict


class Promise(Struct, frozen=True):
    """`target` is what the terms come to, each with its sign. All are rows or columns of the grid."""

    target: int
    terms: tuple[tuple[int, int], ...]
    named: str


def check_of(table: NamedTable, promise: Promise, line: int, *, across: bool) -> Check | None:
    """The check of what is promised in one row or column; None where a figure is missing there."""
    places = [promise.target, *(one for one, _ in promise.terms)]
    cells = [(line, one) if across else (one, line) for one in places]
    if not all(table.is_figure(*cell) for cell in cells):
        return None
    signs = [1, *(sign for _, sign in promise.terms)]
    parts = [Part(*cell, sign) for cell, sign in zip(cells, signs, strict=True)]
    kind = RelationKind.SUM if min(signs) > 0 else RelationKind.DIFFERENCE
    return checked(table.grid, kind, parts, f"{PROMISED}: {promise.named}", is_of_columns=across)


def checked(
    grid: Grid, kind: RelationKind, parts: Sequence[Part], evidence: str, *, is_of_columns: bool
) -> Check | None:
    """A check of these cells, the first being what the others come to; None where they say nothing."""
    target, *terms = parts
    values = [value_of(grid, part) for part in parts]
    if not any(values[1:]) or (len(terms) > 1 and sum(1 for one in values[1:] if one) == 0):
        return None
    computed = sum((part.sign * value for part, value in zip(terms, values[1:], strict=True)), Fraction())
    gap = values[0] - computed
    # a total of one line is that line: nothing was rounded on the way
    halves = (half_of(grid, part.row, part.column) for part in parts)
    allowed = allowed_of(gap, values, halves) if len(terms) > 1 else Fraction(0)
    size = max(abs(values[0]), abs(computed), *(abs(one) for one in values[1:]))
    verdict = Verdict.EXACT if not gap else Verdict.WITHIN_ROUNDING if abs(gap) <= allowed else Verdict.UNDECIDED
    if verdict is Verdict.UNDECIDED and is_near(int(gap * 10**6), int(size * 10**6)):
        verdict = Verdict.FAIL
    return Check(
        kind, grid, target, tuple(terms), computed, gap, allowed, verdict, evidence, is_of_columns=is_of_columns
    )
