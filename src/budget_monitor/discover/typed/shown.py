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
from budget_monitor.discover.checks import LINEAR, Check, value_of
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid, GridCell
from budget_monitor.model.results.outcome import Verdict

MIN_PLACES_AS_STORED = 2
"""In so many places a sum holds as it is stored, before that is how it was made: that is no chance."""
MAX_DUST = Fraction(1, 1_000)
"""Of the last digit shown: what adding binary numbers leaves at most."""


def shown_grid(grid: Grid) -> Grid | None:
    """The same table as its cells show it; None where they show all that they store."""
    if all(cell.shown is None for row in grid.rows for cell in row):
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
    to_the_digit = Counter(one.identity for one in stored if one.verdict in HELD and _is_to_the_digit(one))
    checks = [
        one
        if one.verdict in HELD or (other := seen.get(_cells(one))) is None
        else _judged(one, other, is_kept=to_the_digit[one.identity] >= MIN_PLACES_AS_STORED)
        for one in stored
    ]
    known = {_cells(one) for one in stored}
    return [*checks, *(one for one in _of_totals(shown, unfound, grid) if _cells(one) not in known)]


def _cells(one: Check) -> tuple[object, ...]:
    return (one.kind, one.factor, one.is_change, one.parts)


def _cells_of(one: Check) -> list[GridCell]:
    return [one.grid.rows[part.row][part.column] for part in one.parts]


def _is_to_the_digit(one: Check) -> bool:
    """True if a sum holds to the last digit stored, of which some are not shown."""
    units = [Fraction(10) ** -_decimals(cell) for cell in _cells_of(one) if cell.shown is not None]
    return one.kind in LINEAR and bool(units) and abs(one.gap) <= MAX_DUST * min(units)


def _judged(one: Check, shown: Check, *, is_kept: bool) -> Check:
    """A check that does not hold, given the same one of what is shown. `is_kept` tells that its sum is elsewhere kept
    to the last digit that is stored: then either the shown figures add up, or the stored ones but for last digits.
    """
    cells = _cells_of(one)
    if all(cell.shown is None for cell in cells):
        return one
    last_digits = sum(
        (Fraction(1, 2) / Fraction(10) ** min(cell.decimals, PENNY_DECIMALS) for cell in cells), Fraction()
    )
    if abs(one.gap) <= last_digits or (shown.verdict in HELD and (not is_kept or shown.gap == 0)):
        return _held(one, shown)
    verdict = Verdict.FAIL if shown.verdict is Verdict.FAIL else one.verdict
    return replace(one, verdict=verdict, allowed=max(one.allowed, last_digits))


def _held(one: Check, shown: Check) -> Check:
    return replace(one, verdict=Verdict.WITHIN_ROUNDING, allowed=max(shown.allowed, abs(one.gap)))


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
    return _held(check, one) if one.verdict in HELD else check
