"""One check for each place where an identity that is believed should hold, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec import Struct

from budget_monitor.discover.columns.pairs import Pairing
from budget_monitor.discover.columns.running import Running
from budget_monitor.discover.columns.shares import Share
from budget_monitor.discover.labels import is_balance
from budget_monitor.discover.matrix import Matrix
from budget_monitor.discover.rounding import is_of_round_figures
from budget_monitor.discover.scan import Identity
from budget_monitor.discover.shapes import is_near, is_slip
from budget_monitor.discover.sums import Sums
from budget_monitor.model.cell import CellRef
from budget_monitor.model.grid import Grid, column_letters
from budget_monitor.model.outcome import Verdict
from budget_monitor.model.relation import RelationKind

MIN_PLACES_TO_FAIL = 4
"""An identity that no total's name vouches for must hold in so many places before it can fail in another."""
MIN_SHARE_TO_FAIL = 0.8
"""Where it holds in fewer, a place where it does not is not understood, rather than wrong."""
MIN_TOTALS_TO_FAIL = 2
MIN_SHARE_OF_TOTALS_TO_FAIL = 0.65
"""The same two for one that a total's name vouches for."""

LINEAR = (RelationKind.SUM, RelationKind.DIFFERENCE, RelationKind.RUNNING)


class Part(Struct, frozen=True):
    """A cell by its row and column in the grid, and the sign or, in a ratio, the part with which it is taken."""

    row: int
    column: int
    sign: int = 1


class Check(Struct, frozen=True):
    """`target` should be what `terms` come to. All in units of the figures, exactly; `allowed` is what rounding gives.

    `factor` is for ratios: 100 for percentages; with `is_change` they are of the change from the second term.
    """

    kind: RelationKind
    grid: Grid
    target: Part
    terms: tuple[Part, ...]
    computed: Fraction
    gap: Fraction
    allowed: Fraction
    verdict: Verdict
    evidence: str
    factor: int = 1
    is_change: bool = False
    is_of_columns: bool = False
    """It makes a column up of columns, in a row of the table; else a row of rows, in a column."""

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for all checks of one identity."""
        lines = tuple(part.column if self.is_of_columns else part.row for part in self.parts)
        return (self.kind, self.is_of_columns, *lines) if self.kind is not RelationKind.RUNNING else (self.kind,)

    @property
    def across(self) -> tuple[str, int]:
        """The row or column in which the identity is checked here."""
        return ("row", self.target.row) if self.is_of_columns else ("column", self.target.column)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The target, then the terms."""
        return (self.target, *self.terms)


def ref_of(grid: Grid, part: Part) -> CellRef:
    """Where a cell stands, as findings and corrections name it."""
    sheet = grid.sheet_of(part.row)
    file = f"{grid.file}:{sheet}" if sheet else grid.file
    return CellRef(file, grid.lines[part.row], column_letters(part.column), grid.address(part.row, part.column))


def value_of(grid: Grid, part: Part) -> Fraction:
    """A cell's figure; a blank is nothing."""
    value = grid.rows[part.row][part.column].value
    return Fraction(0) if value is None else Fraction(value)


def checks_of_sums(matrix: Matrix, sums: Sums) -> Iterator[Check]:
    """The sums, in every column in which they say something."""
    for one in sums.identities:
        held, said = one.strength, int((one.says & sums.additive).sum())
        line = matrix.rows[one.target]
        evidence = _evidence(held, said, "row" if matrix.is_transposed else "column", is_total=line.is_total)
        trust = _trust(held, said, is_total=line.is_total)
        for column in np.flatnonzero(one.says):
            if check := _sum(matrix, one, int(column), evidence, trust=trust):
                yield check


class Trust(IntEnum):
    """How far an identity is believed where it does not hold."""

    NONE = 0
    """it is not understood there"""
    NAMED = 1
    """its total is named: wrong where the gap is both small and shaped like a slip"""
    VOUCHED = 2
    """its total is named and it holds elsewhere: wrong where the gap is small"""
    HELD = 3
    """it holds nearly everywhere: wrong where the gap is small or shaped like a slip"""


def _trust(held: int, said: int, *, is_total: bool) -> Trust:
    if held >= MIN_PLACES_TO_FAIL and held >= MIN_SHARE_TO_FAIL * said:
        return Trust.HELD
    if not is_total:
        return Trust.NONE
    vouched = held >= MIN_TOTALS_TO_FAIL and held >= MIN_SHARE_OF_TOTALS_TO_FAIL * said
    return Trust.VOUCHED if vouched else Trust.NAMED if 2 * held >= said - 1 else Trust.NONE


def _plain(number: Any) -> int | float:  # noqa: ANN401 - numpy's numbers have no common type
    return number.item() if hasattr(number, "item") else number  # type: ignore[no-any-return]


def _evidence(held: int, said: int, where: str, *, is_total: bool) -> str:
    places = f"{held:,} of {said:,} {where}s" if said > 1 else f"the one {where} there is"
    believed = f"holds in {places}" if held else f"is the nearest sum in {places}"
    return f"{believed}; {CALLED_A_TOTAL}" if is_total else believed


CALLED_A_TOTAL = "it is called a total"
"""How the evidence ends for what a label or heading calls a total."""


def _printed(gap: Fraction, matrix: Matrix, row: int, column: int) -> int:
    """The gap to what would have been printed: 14.4 for 41.4, although the share is 41.435, is digits exchanged."""
    unit = max(1, 2 * int(matrix.halves[row, column]))
    return round(gap / unit) * unit


def _sum(matrix: Matrix, one: Identity, column: int, evidence: str, *, trust: Trust) -> Check | None:
    rows = [row for row, _ in one.terms]
    figures = [int(matrix.values[row, column]) for row in rows]
    computed = sum(sign * figure for (_, sign), figure in zip(one.terms, figures, strict=True))
    gap = int(matrix.values[one.target, column]) - computed
    allowed = int(matrix.halves[one.target, column]) + sum(int(matrix.halves[row, column]) for row in rows)
    if 0 < abs(gap) <= allowed and _is_round(matrix, gap, [int(matrix.values[one.target, column]), *figures], column):
        allowed = 0
    size = max(abs(int(matrix.values[one.target, column])), abs(computed))
    verdict = verdict_of(gap, allowed, size, [int(matrix.values[one.target, column]), *figures], trust=trust)
    if verdict is Verdict.UNDECIDED and is_balance(matrix.columns[column].label):
        return None
    is_difference = any(sign < 0 for _, sign in one.terms)
    return _check(
        matrix, RelationKind.DIFFERENCE if is_difference else RelationKind.SUM,
        (one.target, column, 1), [(row, column, sign) for row, sign in one.terms],
        (computed, gap, allowed), verdict, evidence, is_of_columns=matrix.is_transposed,
    )  # fmt: skip


def _is_round(matrix: Matrix, gap: int, figures: list[int], column: int) -> bool:
    unit = 2 * int(matrix.halves[:, column].max()) or 1
    return is_of_round_figures(Fraction(gap), [Fraction(one) for one in figures], Fraction(unit))


def verdict_of(gap: int, allowed: int, size: int, figures: list[int], *, trust: Trust) -> Verdict:
    """What a gap means in an identity that is trusted so far; `size` is that of the larger side."""
    if not gap:
        return Verdict.EXACT
    if abs(gap) <= allowed:
        return Verdict.WITHIN_ROUNDING
    near, slip = is_near(gap, size), is_slip(gap, figures)
    failed = {
        Trust.NONE: False, Trust.NAMED: near and slip, Trust.VOUCHED: near, Trust.HELD: near or slip,
    }[trust]  # fmt: skip
    return Verdict.FAIL if failed else Verdict.UNDECIDED


def check_of_lines(
    matrix: Matrix,
    kind: RelationKind,
    target: int,
    terms: Iterable[tuple[int, int]],
    place: int,
    numbers: tuple[int, int],
    verdict: Verdict,
    evidence: str,
) -> Check:
    """A check that makes row `target` of a matrix up of others, with their signs, in column `place`; `numbers` are the
    gap and what rounding allows.
    """
    gap, allowed = numbers
    computed = int(matrix.values[target, place]) - gap
    return _check(
        matrix, kind, (target, place, 1), [(row, place, sign) for row, sign in terms], (computed, gap, allowed),
        verdict, evidence, is_of_columns=matrix.is_transposed,
    )  # fmt: skip


def check_between(
    kind: RelationKind,
    grid: Grid,
    target: Part,
    terms: tuple[Part, ...],
    numbers: tuple[Fraction, Fraction, Fraction],
    verdict: Verdict,
    evidence: str,
) -> Check:
    """A check whose cells are not all in one row or column; `numbers` are what it comes to, the gap and the allowed."""
    return Check(kind, grid, target, terms, *numbers, verdict, evidence)


def _check(
    matrix: Matrix,
    kind: RelationKind,
    target: tuple[int, int, int],
    terms: list[tuple[int, int, int]],
    numbers: tuple[int | Fraction, int | Fraction, int | Fraction],
    verdict: Verdict,
    evidence: str,
    factor: int = 1,
    is_change: bool = False,
    is_of_columns: bool = False,
) -> Check:
    def part(row: int, column: int, sign: int) -> Part:
        return Part(*matrix.place(row, column), sign)

    computed, gap, allowed = (Fraction(one) / matrix.scale for one in numbers)
    return Check(
        kind, matrix.grid, part(*target), tuple(part(*one) for one in terms), computed, gap, allowed, verdict, evidence,
        factor, is_change, is_of_columns,
    )  # fmt: skip


def checks_of_pairings(matrix: Matrix, pairings: list[Pairing]) -> Iterator[Check]:
    """The differences, ratios and products, in every row in which they say something."""
    for one in pairings:
        held, said = one.strength, int(one.says.sum())
        evidence = _evidence(held, said, "column" if matrix.is_transposed else "row", is_total=False)
        trust = _trust(held, said, is_total=False)
        for row in np.flatnonzero(one.says):
            yield _pairing(matrix, one, int(row), evidence, trust=trust)


def _pairing(matrix: Matrix, one: Pairing, row: int, evidence: str, *, trust: Trust) -> Check:
    gap, allowed = (Fraction(_plain(one.gap[row])), Fraction(_plain(one.allowed[row])))
    target = int(matrix.values[row, one.target])
    terms = [(row - one.lag, one.first, 1)]
    if not one.lag:
        terms.append((row, one.second, one.sign if one.kind in LINEAR else 1))
    figures = [target, *(int(matrix.values[at, column]) for at, column, _ in terms)]
    linear = one.kind in LINEAR
    size = max(abs(target), abs(target - int(gap)))
    shaped = int(gap) if linear else _printed(gap, matrix, row, one.target)
    verdict = verdict_of(shaped, int(allowed), size, figures, trust=trust)
    if not linear and abs(gap) <= allowed:
        verdict = Verdict.EXACT if abs(gap) * 2 <= 1 else Verdict.WITHIN_ROUNDING
    return _check(
        matrix,
        one.kind,
        (row, one.target, 1),
        terms,
        (target - gap, gap, allowed),
        verdict,
        evidence,
        one.factor,
        one.is_change,
        not matrix.is_transposed,
    )


def checks_of_running(matrix: Matrix, found: list[Running]) -> Iterator[Check]:
    """The balances that run, in every row that goes on from another."""
    for one in found:
        rows = np.flatnonzero(one.says)
        held = int(one.holds.sum())
        evidence = _evidence(held, len(rows), "column" if matrix.is_transposed else "row", is_total=False)
        trust = _trust(held, len(rows), is_total=False)
        for row in rows:
            before = int(one.before[row])
            moves = [(int(row), column, sign) for column, sign in one.moves if matrix.values[row, column]]
            gap, allowed, value = int(one.gap[row]), int(one.allowed[row]), int(matrix.values[row, one.target])
            figures = [value, int(matrix.values[before, one.target])]
            figures += [int(matrix.values[row, column]) for _, column, _ in moves]
            yield _check(
                matrix, RelationKind.RUNNING, (int(row), one.target, 1), [(before, one.target, 1), *moves],
                (value - gap, gap, allowed),
                verdict_of(gap, allowed, max(abs(value), abs(value - gap)), figures, trust=trust), evidence,
                is_of_columns=not matrix.is_transposed,
            )  # fmt: skip


def checks_of_shares(matrix: Matrix, found: list[Share]) -> Iterator[Check]:
    """The shares of a total, in every line of it."""
    for one in found:
        held = int(one.holds.sum())
        evidence = _evidence(held, len(one.rows), "column" if matrix.is_transposed else "row", is_total=False)
        trust = _trust(held, len(one.rows), is_total=False)
        for row, gap, allowed in zip(one.rows, one.gap, one.allowed, strict=True):
            value = int(matrix.values[row, one.target])
            gap_of = _printed(Fraction(float(gap)), matrix, int(row), one.target)
            size = max(abs(value), abs(value - gap_of))
            verdict = verdict_of(gap_of, int(allowed), size, [value], trust=trust)
            if abs(gap) <= allowed:
                verdict = Verdict.EXACT if abs(gap) * 2 <= 1 else Verdict.WITHIN_ROUNDING
            numbers = (Fraction(value) - Fraction(float(gap)), Fraction(float(gap)), Fraction(float(allowed)))
            terms = [(int(row), one.amount, 1), (one.total, one.amount, 1)]
            yield _check(
                matrix, RelationKind.RATIO, (int(row), one.target, 1), terms, numbers, verdict, evidence, one.factor,
                is_of_columns=not matrix.is_transposed,
            )  # fmt: skip
