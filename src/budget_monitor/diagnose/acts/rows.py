"""All figures of one row at once: with the sign reversed, in another unit, or left standing from the period before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction

from budget_monitor.diagnose.acts.groups import MAX_LINES_OF_A_SUM, MAX_SUMS_COMPARED
from budget_monitor.diagnose.acts.patterns import fitting_together
from budget_monitor.diagnose.acts.units import UNITS, fits_by_chance, lost, plausible_factors, scale_of
from budget_monitor.diagnose.values.misfit import Misfit
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, best_fit, common_range, range_of
from budget_monitor.diagnose.web import Changes, Web, casting_of, equation_cells
from budget_monitor.model.checks.constraint import Constraint, Row
from budget_monitor.model.ledgers.cell import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]

WEIGHT = 15
WEIGHT_OF_A_UNIT = 60
"""What was lost when figures were written in a larger unit is free: other acts that explain them are likelier."""
MIN_FIGURES = 2
"""One figure is a slip of one cell."""


def whole_rows(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Rows with their sign reversed or in another unit, and totals that say what they said a period ago. None is
    verified here.
    """
    turned: dict[tuple[str, int, Fraction], dict[CellRef, None]] = defaultdict(dict)
    failing: dict[tuple[str, int], dict[CellRef, list[Constraint]]] = defaultdict(lambda: defaultdict(list))
    for constraint in equations[:MAX_SUMS_COMPARED]:
        cells = equation_cells(constraint)
        for cell in cells if len(cells) <= MAX_LINES_OF_A_SUM else ():
            value, needed = web.number(cell), range_of(constraint, cell, applied)
            if not value or needed is None:
                continue
            failing[cell.file, cell.line][cell].append(constraint)
            for factor in plausible_factors(web, cell):
                if _meets(needed, value * (factor - 1), lost(web, cell, factor)):
                    turned[cell.file, cell.line, factor][cell] = None
    for (*_, factor), cells_of_row in turned.items():
        if len(cells_of_row) >= MIN_FIGURES:
            yield from _rescaled(web, web.source.row(next(iter(cells_of_row))), factor, applied)
    for checks in failing.values():
        if len(checks) >= MIN_FIGURES:
            yield from _left_standing(web, checks, applied)


def _meets(needed: Range, change: Fraction, free: Fraction) -> bool:
    return needed.low <= change + free and change - free <= needed.high


def _rescaled(web: Web, row: Row, factor: Fraction, applied: Changes) -> Iterator[Proposals]:
    """All figures of a row times a factor; what was lost when they were written in a larger unit is free."""
    values = {ref: value for ref in row.figures.values() if (value := web.number(ref))}
    if len(values) < MIN_FIGURES or fits_by_chance(web, list(values), values, factor):
        return
    first = next(iter(values))
    kind = Kind.SIGN_CONVENTION if factor < 0 else Kind.UNIT_OF_COLUMN
    how = "have their sign reversed" if factor < 0 else f"are {UNITS[factor * scale_of(web, first)]}"
    changes: dict[CellRef, Fraction] = {}
    figures, around = set(row.figures.values()), web.around(values)
    for is_own in (False, True):  # what other rows say of a figure first, then what the row's own figures leave of it
        for one in around:
            cells = [ref for ref in equation_cells(one) if ref in values and ref not in changes]
            if (figures >= set(equation_cells(one))) is is_own and len(cells) == 1:
                (ref,) = cells
                change, free = values[ref] * (factor - 1), lost(web, ref, factor)
                needed = _shared(
                    web, ref, figures, values.keys() - changes.keys(), {**applied, **changes}, is_own=is_own
                )
                if needed is None or not _meets(needed, change, free):
                    return
                changes[ref] = min(max(change, needed.low), needed.high)
    changes = {ref: changes.get(ref, value * (factor - 1)) for ref, value in values.items()}
    text = f"all figures of line {row.line} {how}"
    weight = WEIGHT if factor < 0 else WEIGHT_OF_A_UNIT
    yield {ref: Proposal(change, kind, text, weight) for ref, change in changes.items()}


def _shared(
    web: Web, ref: CellRef, row: Set[CellRef], unknown: Set[CellRef], changes: Changes, *, is_own: bool
) -> Range | None:
    """The changes of a figure of a row with which its checks hold: those with other rows, or those within the row of
    which it is the last figure that is not known.
    """
    checks = [
        one for one in web.touching(ref)
        if (row >= set(cells := equation_cells(one))) is is_own and (not is_own or unknown.isdisjoint({*cells} - {ref}))
    ]  # fmt: skip
    return common_range(checks, ref, changes)


def _left_standing(web: Web, checks: Mapping[CellRef, Sequence[Constraint]], applied: Changes) -> Iterator[Proposals]:
    """The totals of a row that fail, where each of them is what stood there a period ago. Of a line that says nothing:
    many lines do not change from period to period.
    """
    first = next(iter(checks))
    if web.source.row(first).is_line or any(web.source.earlier(ref) != web.number(ref) for ref in checks):
        return
    needed: dict[CellRef, Range] = {}
    cast: dict[CellRef, Fraction] = {}
    for ref, failed in checks.items():
        around = [one for one in web.touching(ref) if casting_of(one) is not None or one in failed]
        shared = common_range(around, ref, applied)
        value = web.number(ref) or Fraction(0)
        best = (
            None if shared is None else best_fit(value, web.unit(ref), shared, Misfit(web, ref, value, around, applied))
        )
        if shared is None or best is None:
            return
        needed[ref], cast[ref] = shared, best - value
    changes = fitting_together(web, needed, cast, applied)
    text = f"line {first.line} says what it said a period ago"
    if changes is not None:
        yield {ref: Proposal(change, Kind.STALE_FIGURE, text, WEIGHT) for ref, change in changes.items()}
