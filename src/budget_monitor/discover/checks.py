"""One check for each place where an identity that is believed should hold, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np
from msgspec import Struct

from budget_monitor.discover.adding.identity import TERMS_OF_A_DIFFERENCE, Identity
from budget_monitor.discover.adding.sums import Sums
from budget_monitor.discover.belief.rounding import is_of_round_figures
from budget_monitor.discover.belief.throughout import altered_by, trust_in
from budget_monitor.discover.belief.trust import CALLED_A_TOTAL, Trust, evidence_of, verdict_of
from budget_monitor.discover.labels import is_balance, is_rate
from budget_monitor.discover.matrix import Matrix, Whole
from budget_monitor.figures.grammar import is_in_error
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, held_with
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import Grid, column_letters
from budget_monitor.model.results.outcome import Verdict

NIL = Fraction(0)
MAX_FIGURES_KEPT = 10_000
LINEAR = (RelationKind.SUM, RelationKind.DIFFERENCE, RelationKind.RUNNING)


class Part(Struct, frozen=True):
    """A cell by its row and column in the grid, and the sign or, in a ratio, the part with which it is taken."""

    row: int
    column: int
    sign: int = 1


STANDS_TWICE = " stands twice"
"""How the evidence ends where a line stands twice among those of a total that has it once."""


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
    empty: Part | None = None
    """Of a check that does not hold: its cell that is blank or nought, where that is why."""

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

    @property
    def places(self) -> frozenset[tuple[int, int]]:
        """The rows and columns of all its cells, in whatever order."""
        return frozenset((part.row, part.column) for part in self.parts)

    @property
    def address(self) -> str:
        """Where its target stands, as a spreadsheet calls it."""
        return self.grid.address(self.target.row, self.target.column)


class Judged(Struct, frozen=True):
    """What became of a check, in the units of its matrix: the gap is the reported figure minus the computed one, and
    `allowed` is how large rounding may make it.
    """

    gap: int | Fraction
    allowed: int | Fraction
    verdict: Verdict
    evidence: str = ""


def has_hidden(check: Check) -> bool:
    """True if a line of a sum is held back, so as to name nobody, or is in error: <5, *, #REF!."""
    lines = [part.column if check.is_of_columns else part.row for part in check.parts]
    within = slice(min(lines), max(lines) + 1)
    rows, target = check.grid.rows, check.target
    beside = rows[target.row][within] if check.is_of_columns else [row[target.column] for row in rows[within]]
    return any(_HIDDEN.match(cell.text) or is_in_error(cell.text) for cell in beside)


_HIDDEN = re.compile(r"\s*(?:<\s*\d{1,2}|\*{1,3}|suppressed|withheld)\s*$", re.IGNORECASE)


def needed_of(check: Check) -> dict[tuple[int, int], Fraction]:
    """By cell, the change that would make a check hold to the last digit."""
    signs = [1, *(-part.sign for part in check.terms)]
    return {(part.row, part.column): -check.gap / sign for part, sign in zip(check.parts, signs, strict=True)}


def left_out_of(check: Check) -> tuple[Part, ...]:
    """The figures that a wrong sum leaves out, where what they come to is the gap: no other figure is to blame. One is
    malformed, or kept as text where the sum is a number; or all are that are kept so.
    """
    if check.verdict in HELD or check.kind not in LINEAR:
        return ()
    cells = {part: check.grid.rows[part.row][part.column] for part in check.parts}
    is_number = not cells[check.target].is_kept_as_text
    texts = tuple(part for part in check.terms if is_number and cells[part].is_kept_as_text)
    alone = ((part,) for part in check.terms if cells[part].read_as or part in texts)
    return next((parts for parts in (*alone, texts) if parts and check.gap == -_come_to(check, parts)), ())


def _come_to(check: Check, parts: Sequence[Part]) -> Fraction:
    return sum((part.sign * value_of(check.grid, part) for part in parts), Fraction())


def ref_of(grid: Grid, part: Part) -> CellRef:
    """Where a cell stands, as findings and corrections name it."""
    sheet = grid.sheet_of(part.row)
    file = f"{grid.file}:{sheet}" if sheet else grid.file
    return CellRef(file, grid.lines[part.row], column_letters(part.column), grid.address(part.row, part.column))


def value_of(grid: Grid, part: Part) -> Fraction:
    """A cell's figure; a blank is nothing."""
    value = grid.rows[part.row][part.column].value
    return NIL if value is None else _exact(value)


@lru_cache(MAX_FIGURES_KEPT)
def _exact(value: Decimal) -> Fraction:
    """A figure as a fraction, made once for the several checks that it stands in."""
    return Fraction(value)


def checks_of_sums(matrix: Matrix, sums: Sums) -> Iterator[Check]:
    """The sums, in every column in which they are not trivial."""
    where = "row" if matrix.is_transposed else "column"
    for one in sums.identities:
        line, rows = matrix.rows[one.target], [one.target, *(row for row, _ in one.terms)]
        gaps, says = _gaps(matrix, one), one.says & sums.additive
        figures, halves = matrix.values[rows].T.tolist(), matrix.halves[rows].sum(axis=0).tolist()
        unit = 2 * int(matrix.halves[rows].max()) or matrix.scale
        altered = altered_by(gaps[says], matrix.values[one.target, says], len(rows), unit)
        within = one.holds
        if altered:
            within = within | np.asarray(np.abs(gaps) <= altered, np.bool_)
            halves = [max(altered, half) for half in halves]
        held, said = int((within & says).sum()), int(says.sum())
        evidence = one.evidence or evidence_of(held, said, where, CALLED_A_TOTAL if line.is_total else "")
        evidence += "; by their gaps to either side, the figures were altered by a few units" if altered else ""
        known, half = (gaps[says], within[says], len(one.terms)), max(altered, unit // 2)
        is_sure = one.chance <= MAX_CHANCE_CARRIED and not (one.is_signed and len(one.terms) > TERMS_OF_A_DIFFERENCE)
        believed = trust_in(*known, half, is_sure=is_sure, is_named=line.is_total)
        trust = Trust.HELD if one.evidence else believed
        is_rounded = altered > 0 or int((np.asarray(gaps != 0) & one.holds & one.says).sum()) >= MIN_ROUNDED_COLUMNS
        for column in np.flatnonzero(one.says).tolist():
            if check := _sum(matrix, one, column, (figures[column], halves[column], is_rounded), evidence, trust=trust):
                yield check


MAX_CHANCE_CARRIED = 1e-6
"""That chance made a sum of which gaps that are the same are taken for one mistake."""
MIN_ROUNDED_COLUMNS = 3
"""Where so many of a sum's columns hold within rounding alone, round figures among them are chance."""


def _gaps(matrix: Matrix, one: Identity) -> Whole:
    signs = np.array([sign for _, sign in one.terms], matrix.values.dtype)[:, None]
    gaps: Whole = matrix.values[one.target] - (matrix.values[[row for row, _ in one.terms]] * signs).sum(axis=0)
    return gaps


def silent_checks(matrix: Matrix, sums: Sums) -> Iterator[Check]:
    """The sums in the columns that tell nothing of them, such as those of noughts alone: whoever changes a figure there
    changes its total, too.
    """
    for one in sums.identities:
        gaps = _gaps(matrix, one)
        for column in np.flatnonzero(one.holds & sums.additive & ~one.says).tolist():
            gap = int(gaps[column])
            allowed = int(matrix.halves[[one.target, *(row for row, _ in one.terms)], column].sum())
            kind = RelationKind.DIFFERENCE if one.is_signed else RelationKind.SUM
            yield check_of_lines(matrix, kind, one.target, one.terms, column, Judged(gap, allowed, held_with(gap)))


def checks_of_mirrors(matrix: Matrix, sums: Sums) -> Iterator[Check]:
    """The totals that state another one again, in every column in which one of the two is not nil."""
    where = "row" if matrix.is_transposed else "column"
    for one in sums.mirrors:
        evidence = evidence_of(one.strength, int(one.says.sum()), where, CALLED_A_TOTAL)
        for column in map(int, np.flatnonzero(one.says)):
            figures = [int(matrix.values[one.row, column]), one.sign * int(matrix.values[one.of, column])]
            gap, allowed = figures[0] - figures[1], int(matrix.halves[[one.row, one.of], column].sum())
            verdict = verdict_of(gap, allowed, max(map(abs, figures)), figures, trust=Trust.VOUCHED)
            judged = Judged(gap, allowed, verdict, evidence)
            yield check_of_lines(matrix, RelationKind.TIE, one.row, [(one.of, one.sign)], column, judged)


def _sum(
    matrix: Matrix, one: Identity, column: int, numbers: tuple[list[int], int, bool], evidence: str, *, trust: Trust
) -> Check | None:
    """`numbers` are the figures of the column, the target's first, what rounding allows, and whether the figures are
    known to be rounded.
    """
    figures, allowed, is_rounded = numbers
    target, *terms = figures
    computed = sum(sign * figure for (_, sign), figure in zip(one.terms, terms, strict=True))
    gap = target - computed
    if 0 < abs(gap) <= allowed and not is_rounded and _is_round(matrix, gap, figures, column):
        allowed = 0
    slack = allowed if is_rounded else 0
    verdict = verdict_of(gap, allowed, max(abs(target), abs(computed)), figures, trust=trust, slack=slack)
    is_open = verdict is Verdict.UNDECIDED
    if is_open and is_balance(matrix.columns[column].label):
        return None
    is_between = verdict not in HELD and min(terms) <= target <= max(terms)  # as the rate of all is that of its parts
    if (is_open or is_between) and _is_rate(matrix, column, target):
        return None
    kind = RelationKind.DIFFERENCE if one.is_signed else RelationKind.SUM
    return check_of_lines(matrix, kind, one.target, one.terms, column, Judged(gap, allowed, verdict, evidence))


def _is_rate(matrix: Matrix, column: int, total: int) -> bool:
    """True in a column of percentages or other rates, which do not add up; shares of one whole do, to 100."""
    is_rate_of = matrix.is_called_a_percentage(column) or is_rate(matrix.columns[column].label)
    return is_rate_of and total != WHOLE * matrix.scale


WHOLE = 100


def _is_round(matrix: Matrix, gap: int, figures: list[int], column: int) -> bool:
    unit = 2 * int(matrix.halves[:, column].max()) or 1
    return is_of_round_figures(Fraction(gap), [Fraction(one) for one in figures], Fraction(unit))


def check_of_lines(
    matrix: Matrix, kind: RelationKind, target: int, terms: Iterable[tuple[int, int]], place: int, judged: Judged
) -> Check:
    """A check that makes row `target` of a matrix up of other rows, each with its sign, in column `place`."""
    cells = [(row, place, sign) for row, sign in terms]
    return _check_in(matrix, kind, (target, place), cells, judged, is_of_columns=matrix.is_transposed)


def check_of_columns(
    matrix: Matrix, kind: RelationKind, target: tuple[int, int], terms: Iterable[tuple[int, int, int]], judged: Judged
) -> Check:
    """A check that makes a figure of a column of a matrix up of others, most of them in its row: each with its row, its
    column and its sign.
    """
    return _check_in(matrix, kind, target, terms, judged, is_of_columns=not matrix.is_transposed)


def _check_in(
    matrix: Matrix,
    kind: RelationKind,
    target: tuple[int, int],
    terms: Iterable[tuple[int, int, int]],
    judged: Judged,
    *,
    is_of_columns: bool,
) -> Check:
    parts = tuple(Part(*matrix.place(row, column), sign) for row, column, sign in terms)
    numbers = (int(matrix.values[target]) - judged.gap, judged.gap, judged.allowed)
    computed, gap, allowed = (Fraction(one, matrix.scale) if one else NIL for one in numbers)
    return Check(
        kind, matrix.grid, Part(*matrix.place(*target)), parts, computed, gap, allowed, judged.verdict, judged.evidence,
        is_of_columns=is_of_columns,
    )  # fmt: skip
