"""Tables of workbooks whose cells show less than they store.

What is stored is checked first. Where that does not add up, the table is looked at once more as a reader sees it: a
total that was typed as it is shown, or is what the shown figures come to, is right, though a formula would have stored
more. A sum whose other columns hold to the last digit stored was made of what is stored, and there rounding excuses no
more than the last digits of what was typed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import PENNY_DECIMALS
from budget_monitor.discover.checks import LINEAR, NIL, Check, Part, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.results.outcome import Verdict

MIN_PLACES_AS_STORED = 2
"""In so many places a sum holds as it is stored, before that is how it was made: that is no chance."""
MAX_DUST = Fraction(1, 1_000)
"""Of the last digit shown: what adding binary numbers leaves at most."""


def shown_grid(grid: Grid) -> Grid | None:
    """The same table as its cells show it; None where they show all that they store."""
    if not any(cell.stores_more for row in grid.rows for cell in row):
        return None
    return replace(grid, rows=tuple(tuple(map(_seen, row)) for row in grid.rows))


def _seen(cell: GridCell) -> GridCell:
    if cell.shown is None:
        return cell
    return replace(cell, value=cell.shown, decimals=_decimals(cell), shown=None)


def _decimals(cell: GridCell) -> int:
    """How many decimals a cell shows: -3 for whole thousands."""
    return cell.decimals if cell.shown is None else -int(cell.shown.as_tuple().exponent)


def holding_as_shown(
    stored: Sequence[Check], shown: Sequence[Check], unfound: Collection[str], grid: Grid
) -> list[Check]:
    """The checks of a table as it is stored; those that do not hold, but do as they are shown, hold within rounding.
    To them come the sums that only the shown figures give, of totals that are `unfound`, by the address of one.
    """
    seen = {_cells(one): one for one in shown}
    to_the_digit = Counter(_lines(one) for one in stored if one.verdict in HELD and _is_to_the_digit(one))
    checks = [
        one
        if one.verdict in HELD
        else _judged(one, seen.get(_cells(one)), is_kept=to_the_digit[_lines(one)] >= MIN_PLACES_AS_STORED)
        for one in stored
    ]
    checks = _with_what_is_carried(checks)
    known = {_cells(one) for one in stored}
    return [*checks, *(one for one in _of_totals(shown, unfound, grid) if _cells(one) not in known)]


def _cells(one: Check) -> tuple[object, ...]:
    terms = frozenset(one.terms) if one.kind in LINEAR else one.terms
    return (one.kind, one.factor, one.is_change, one.target, terms)


def _lines(one: Check) -> tuple[object, ...]:
    """The same for a sum in every place where it is made of the same lines, in whatever order it was found."""
    if one.kind is RelationKind.RUNNING:
        return one.identity
    is_across = all(part.row == one.target.row for part in one.terms)
    target, *terms = ((part.column if is_across else part.row, part.sign) for part in one.parts)
    return (one.kind, is_across, target, frozenset(terms))


def _cells_of(one: Check) -> list[GridCell]:
    return [one.grid.rows[part.row][part.column] for part in one.parts]


def _is_to_the_digit(one: Check) -> bool:
    """True if a sum holds to the last digit stored, of which some are not shown."""
    units = [Fraction(10) ** -_decimals(cell) for cell in _cells_of(one) if cell.stores_more]
    return one.kind in LINEAR and bool(units) and abs(one.gap) <= MAX_DUST * min(units)


def _is_quotient_as_shown(one: Check, target: GridCell) -> bool:
    """True if a percentage was typed that is the right quotient rounded to the digits that its cell shows: the last of
    66.0% is a tenth, though its figure is 66.
    """
    if one.kind is not RelationKind.RATIO or not target.is_percent or target.stores_more:
        return False
    written = sum(map(str.isdigit, target.text.partition(".")[2]))
    return abs(one.gap) <= Fraction(1, 2) / Fraction(10) ** max(target.decimals, written)


def _judged(one: Check, shown: Check | None, *, is_kept: bool) -> Check:
    """A check that does not hold, given the same one of what is shown. `is_kept` tells that its sum is elsewhere kept
    to the last digit that is stored: then either the shown figures add up, or the stored ones but for last digits.
    """
    target, *terms = _cells_of(one)
    if _is_quotient_as_shown(one, target):
        return _held(one)
    last_digits = sum(map(_half_as_typed, terms), max(_half_as_typed(target), _half_as_shown(target)))
    if shown is None:
        is_unseen = target.stores_more and abs(one.gap) <= last_digits
        return _held(one) if is_unseen or _is_of_figures_as_shown(one) else one
    if all(cell.shown is None for cell in (target, *terms)):
        return one
    if abs(one.gap) <= last_digits or (shown.verdict in HELD and (not is_kept or shown.gap == 0)):
        return _held(one, shown.allowed)
    verdict = Verdict.FAIL if shown.verdict is Verdict.FAIL else one.verdict
    return replace(one, verdict=verdict, allowed=max(one.allowed, last_digits))


def _with_what_is_carried(checks: Sequence[Check]) -> list[Check]:
    """A figure made of a total that was typed as it is shown is out by as much as that one, and holds within it."""
    out = {_place(one.target): one.gap for one in checks if one.gap and one.verdict in HELD and _typed_as_shown(one)}
    carried: dict[tuple[int, int], Fraction] = {}
    for one in checks if out else ():
        if one.kind in LINEAR and one.verdict in HELD and not out.keys().isdisjoint(map(_place, one.terms)):
            carried[_place(one.target)] = sum((part.sign * out.get(_place(part), NIL) for part in one.terms), one.gap)
    return [
        _held(one)
        if one.verdict not in HELD
        and one.kind in LINEAR
        and (gap := carried.get(_place(one.target))) is not None
        and abs(one.gap - gap) <= sum(map(_half_as_typed, _cells_of(one)))
        else one
        for one in checks
    ]


def _typed_as_shown(one: Check) -> bool:
    return one.kind in LINEAR and _is_as_shown(one.grid.rows[one.target.row][one.target.column])


def _place(part: Part) -> tuple[int, int]:
    return (part.row, part.column)


def _half_as_typed(cell: GridCell) -> Fraction:
    return Fraction(1, 2) / Fraction(10) ** min(cell.decimals, PENNY_DECIMALS)


def _half_as_shown(cell: GridCell) -> Fraction:
    """Half of the last digit shown of a figure that was typed as it is shown, in thousands; 0 for any other."""
    return Fraction(1, 2) / Fraction(10) ** _decimals(cell) if _is_as_shown(cell) else Fraction()


def _is_as_shown(cell: GridCell) -> bool:
    """True if a figure was typed as it is shown, in thousands or millions."""
    return cell.shown is not None and not cell.stores_more


def _is_of_figures_as_shown(one: Check) -> bool:
    """True if all terms of a sum were typed as they are shown, in thousands, and the shown figures add up."""
    target, *terms = _cells_of(one)
    if one.kind not in LINEAR or not all(map(_is_as_shown, terms)):
        return False
    computed = sum((part.sign * value_of(one.grid, part) for part in one.terms), Fraction())
    return target.shown is not None and Fraction(target.shown) == computed


def _held(one: Check, allowed: Fraction = Fraction()) -> Check:
    return replace(one, verdict=Verdict.WITHIN_ROUNDING, allowed=max(allowed, abs(one.gap)))


def _of_totals(shown: Sequence[Check], unfound: Collection[str], grid: Grid) -> Iterator[Check]:
    """The sums of the shown figures whose totals are not found otherwise, with the figures that are stored."""
    groups: dict[tuple[object, ...], list[Check]] = {}
    for one in shown:
        if one.kind in LINEAR:
            groups.setdefault(one.identity, []).append(one)
    for group in groups.values():
        if any(grid.address(one.target.row, one.target.column) in unfound for one in group):
            yield from (_as_stored(one, grid) for one in group)


def _as_stored(one: Check, grid: Grid) -> Check:
    computed = sum((part.sign * value_of(grid, part) for part in one.terms), Fraction())
    gap = value_of(grid, one.target) - computed
    check = replace(one, grid=grid, computed=computed, gap=gap)
    return _held(check, one.allowed) if one.verdict in HELD else check
