"""Where a suspected cell's true value may lie, and which value to propose there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import ceil, floor

from msgspec import Struct

from budget_monitor.diagnose.kinds import Slip, Suspect, slips
from budget_monitor.diagnose.kinds.nearness import is_near
from budget_monitor.diagnose.values.misfit import Misfit
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.sure import shares
from budget_monitor.diagnose.values.usual import Usual
from budget_monitor.diagnose.web import Changes, Web, coefficient_of, gap_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind


class Range(Struct, frozen=True):
    """A closed range of changes to one cell, in currency units and the cell's own sign."""

    low: Fraction
    high: Fraction

    def meet(self, other: Range) -> Range | None:
        """What two ranges share, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high) if low <= high else None

    def exact(self, unit: Fraction) -> Range:
        """Its middle alone, which rounding has no part in, if that is printed to a unit; else all of it."""
        middle = (self.low + self.high) / 2
        return self if middle % unit else Range(middle, middle)

    def turned(self) -> Range:
        """The same changes with their sign turned."""
        return Range(-self.high, -self.low)

    def has(self, change: Fraction) -> bool:
        """Whether a change lies in it."""
        return self.low <= change <= self.high


UNEXPLAINED_WEIGHT = 1_000
NOT_EXPLAINED = "no single slip of the pen explains it"
MAX_WEIGHT_OF_A_CHANCE = 1_000
"""Tenths of bits: more than this is practically impossible, and 2 to its power would overflow."""
KINDS_AS_LIKELY = 3
DERIVED_BONUS = 20
"""Tenths of bits: a figure that is worked out from others is suspected before those it comes from."""
LEAST_OF_A_RIVAL = 0.15
"""A value is told beside another from this part of its likelihood on."""
SIBLINGS = 6
"""So many figures beside a suspect tell whether figures of its column change from period to period at all."""


def range_of(constraint: Constraint, cell: CellRef, changes: Changes) -> Range | None:
    """The further changes of a cell with which an equation holds; None where it is no equation of the cell."""
    linear, gap = constraint.linear, gap_after(constraint, changes)
    coefficient = coefficient_of(constraint, cell)
    if linear is None or gap is None or not coefficient or linear.blanks:
        return None
    ends = sorted(((-linear.allowed - gap) / coefficient, (linear.allowed - gap) / coefficient))
    return Range(ends[0], ends[1])


def common_range(
    constraints: Iterable[Constraint], cell: CellRef, changes: Changes, slack: Fraction = Fraction(0)
) -> Range | None:
    """The changes of a cell with which every equation of it holds; None where there is none. By `slack` each may be
    further out: half of what the unit is larger that the cell is rounded to once it is corrected.
    """
    shared: Range | None = None
    for constraint in constraints:
        found = range_of(constraint, cell, changes)
        if found is not None:
            found = Range(found.low - slack, found.high + slack) if slack else found
            shared = found if shared is None else shared.meet(found)
            if shared is None:
                return None
    return shared


def suspect(
    web: Web,
    cell: CellRef,
    found: Range,
    around: Sequence[Constraint],
    *,
    alone: bool = True,
    changes: Changes | None = None,
) -> Suspect | None:
    """A cell with all that the kinds of slip look at. Where it is one of very many suspects, not `alone`, last
    period's figure and the lines of a total are not looked up.
    """
    value = web.number(cell)
    if value is None:
        return None
    lines = _lines(web, cell, around) if alone else ()
    misfit = Misfit(web, cell, value, around, changes or {})
    unit = web.unit(cell)
    usual = web.kept(Usual).unit(cell) if alone else unit
    narrower = min(unit - usual, found.high - found.low) / 2  # figures taken as exact left the unit no room
    finer = Range(found.low + narrower, found.high - narrower) if usual < unit else found
    if usual > unit:
        finer = common_range(around, cell, changes or {}, (usual - unit) / 2) or found
    best = best_fit(value, usual, finer, misfit) if finer.low <= finer.high else None
    if best is None:
        best, finer, usual = best_fit(value, unit, found, misfit), found, unit
    before = misfit.before
    return Suspect(
        cell=web.source.cell(cell),
        value=value,
        unit=usual,
        low=value + finer.low,
        high=value + finer.high,
        earlier=telling_earlier(web, cell, around) if alone else None,
        lines=lines,
        subtotals=_subtotals(web, cell, around) if lines else (),
        is_exact=web.source.is_exact(cell),
        is_empty=web.source.is_empty(cell),
        decimals=web.kept(Usual).decimals(cell) if alone else None,
        notation=web.kept(Usual).notation(cell) if alone else "",
        is_of_another_length=usual != unit,
        best=best,
        misfit=lambda number: misfit.of(number) - before,
        cost_of_sign=partial(web.kept(Usual).cost_of_sign, cell) if alone else None,
    )


def propose(
    web: Web,
    cell: CellRef,
    found: Range,
    around: Sequence[Constraint],
    *,
    alone: bool = True,
    changes: Changes | None = None,
) -> Proposal | None:
    """The value to propose in a range: what the likeliest slip gives, or else the one that fits the checks best.

    None when no value that the cell could print lies in the range.
    """
    value, unit = web.number(cell), web.unit(cell)
    if value is not None and not alone and found.low == found.high and not is_near(value, value + found.low, unit):
        is_printable = not (value + found.low) % unit
        return Proposal(found.low, Kind.UNEXPLAINED, NOT_EXPLAINED, UNEXPLAINED_WEIGHT) if is_printable else None
    suspected = suspect(web, cell, found, around, alone=alone, changes=changes)
    if suspected is None:
        return None
    explained: list[Slip] = slips(suspected)
    if explained:
        best = explained[0]
        derived = DERIVED_BONUS if _is_result(cell, around) else 0
        chance = _chance(suspected, best)
        told = shares(suspected, best.proposed, best, explained[1:])
        change, weight = best.proposed - suspected.value, best.weight - derived
        beside = _beside(suspected, best.proposed, told)
        sure = told[best.proposed]
        if alone and sure < 1:
            sure = 1 - (1 - sure) * web.kept(Usual).rounded_apart(cell)
        decimals = web.kept(Usual).decimals(cell) if suspected.is_of_another_length else None
        return Proposal(change, best.kind, best.text, weight, chance, sure, beside, decimals=decimals)
    return _unexplained(suspected)


def _chance(suspected: Suspect, slip: Slip) -> float:
    """The slips of a kind, and of others as likely, among the figures of this size that fall into the range."""
    points = (suspected.high - suspected.low) / suspected.unit + 1
    size = float(max(abs(suspected.value), abs(slip.proposed)) / suspected.unit)
    return (
        float(2 ** (min(max(slip.weight, 0), MAX_WEIGHT_OF_A_CHANCE) / 10))
        * KINDS_AS_LIKELY
        * float(points)
        / max(size, 10.0)
    )


def chance_of(web: Web, cell: CellRef, found: Range) -> float:
    """How likely a figure of a cell's size lies in a range by chance."""
    units = abs(web.number(cell) or Fraction(0)) / web.unit(cell)
    return float(((found.high - found.low) / web.unit(cell) + 1) / max(units, Fraction(10)))


def _is_result(cell: CellRef, around: Sequence[Constraint]) -> bool:
    """Whether a cell is worked out from others: a total, a variance, a percentage."""
    return any(constraint.linear is not None and constraint.linear.result == cell for constraint in around)


def _unexplained(suspected: Suspect) -> Proposal | None:
    if suspected.best is None:
        return None
    change = suspected.best - suspected.value
    told = shares(suspected, suspected.best, None, [])
    beside = _beside(suspected, suspected.best, told)
    return Proposal(change, Kind.UNEXPLAINED, NOT_EXPLAINED, UNEXPLAINED_WEIGHT, 0.0, told[suspected.best], beside)


def _beside(suspected: Suspect, value: Fraction, told: Mapping[Fraction, float]) -> tuple[Fraction, ...]:
    """The changes that are hardly less likely than a value, most likely first."""
    others = [one for one, share in told.items() if one != value and share >= LEAST_OF_A_RIVAL * told[value]]
    return tuple(one - suspected.value for one in sorted(others, key=lambda one: (-told[one], one)))


def best_fit(value: Fraction, unit: Fraction, found: Range, misfit: Misfit) -> Fraction | None:
    """The printable value in a range of changes that fits the checks best; of those, the nearest to what was typed.

    None where no figure printed to the cell's unit lies in the range.
    """
    low, high = value + found.low, value + found.high
    first, last = ceil(low / unit), floor(high / unit)
    if first > last:
        return None
    typed = round(value / unit)
    places = {first, last, min(max(typed, first), last), *(_near(point, unit) for point in misfit.exact_points())}
    middle = round(sum(misfit.exact_points(), Fraction(0)) / max(1, len(misfit.exact_points())) / unit)
    around = {place + step for place in (*places, middle) for step in (-1, 0, 1)}
    candidates = [place * unit for place in around if first <= place <= last]
    return min(candidates, key=lambda point: (round(misfit.of(point), 6), abs(point - value), point))


def _near(point: Fraction, unit: Fraction) -> int:
    return round(point / unit)


def telling_earlier(web: Web, cell: CellRef, around: Sequence[Constraint]) -> Fraction | None:
    """Last period's figure, unless the figures beside it stand as they stood too: then it says nothing."""
    earlier = web.source.earlier(cell)
    if earlier is None or earlier != web.number(cell):
        return earlier
    siblings = {
        ref
        for constraint in around
        if constraint.linear is not None
        for ref in constraint.linear.coefficients
        if ref != cell and (ref.file, ref.column) == (cell.file, cell.column)
    }
    some = sorted(siblings, key=lambda ref: (abs(ref.line - cell.line), ref.line))[:SIBLINGS]
    standing = sum(web.source.earlier(ref) == web.number(ref) for ref in some)
    return None if standing * 2 > len(some) else earlier


def _lines(web: Web, cell: CellRef, around: Sequence[Constraint]) -> tuple[Fraction, ...]:
    """The figures that a total adds up: the other cells of its own column in an equation of three cells or more."""
    for constraint in around:
        linear = constraint.linear
        if linear is None or cell not in linear.coefficients:
            continue
        own = linear.coefficients[cell]
        lines = [
            ref for ref in linear.coefficients if ref != cell and ref.file == cell.file and ref.column == cell.column
        ]
        if lines and all(linear.coefficients[ref] == -own for ref in lines):
            values = (web.number(ref) for ref in lines)
            return tuple(value for value in values if value is not None)
    return ()


def _subtotals(web: Web, cell: CellRef, around: Sequence[Constraint]) -> tuple[Fraction, ...]:
    """The sub-totals that stand among a total's lines."""
    lines = [ref.line for constraint in around if constraint.linear for ref in constraint.linear.coefficients
             if ref.file == cell.file and ref.column == cell.column]  # fmt: skip
    within = range(min(lines, default=0), max(lines, default=0) + 1)
    values = (web.number(ref) for ref in web.source.subtotals(cell) if ref.line in within and ref != cell)
    return tuple(value for value in values if value is not None)
