"""Authors whose rounded figures all add up: where most sums are exact, one that is a digit out is a slip."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import chance_of_exact, is_cut_off, says_rounded
from budget_monitor.discover.belief.trust import CALLED_A_TOTAL, MIN_PLACES_TO_FAIL, breaks_often
from budget_monitor.discover.checks import LINEAR, Check, Part, has_hidden, needed_of
from budget_monitor.discover.doubts.coarse import is_rounded_further
from budget_monitor.discover.labels import is_counted
from budget_monitor.discover.typed.slips import is_of_rates
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid, once_for_each_grid
from budget_monitor.model.ledgers.money import decimal_of
from budget_monitor.model.results.outcome import Verdict

MAX_CHANCE = 0.01
"""That sums which were rounded figure by figure would all come out exactly."""
MAX_CHANCE_OF_ALL = 0.1
"""The same where none at all is out; of rounded figures, too, a sum that comes out is the likeliest."""
MAX_SHARE_ROUNDED = 0.06
MIN_ROUNDED_ALLOWED = 2
"""However few sums there are, this many may be a last digit out."""
MAX_CHANCE_IN_A_FILE = 1e-4
"""The same for one table, of which it is not known that its figures were rounded in one way: there more than
MIN_ROUNDED_ALLOWED sums that are a last digit out are rounding, however many others are exact.
"""


def with_convention(checks: Sequence[Check], *, is_document: bool = True, is_told_rounded: bool = False) -> list[Check]:
    """The same checks of one document; those within rounding fail where all others of figures with as many decimals are
    exact and could not be by chance: thousands in an appendix are rounded in another way than millions in a summary.
    In a file a column, or row, of which several sums are out, each by as much as another, is rounded by itself.
    Where it is told beside them (`is_told_rounded`) or in one of their tables that sums may be out because of rounding,
    only numbers of something must come out.

    Where all sums of a document that hold are exact, those that fail leave no room for rounding either: what puts them
    right makes them exact, too.
    """
    open_ = (Verdict.WITHIN_ROUNDING, Verdict.FAIL) if is_document else (Verdict.WITHIN_ROUNDING,)
    if all(one.verdict not in open_ for one in checks):
        return list(checks)
    alike: dict[int, list[Check]] = {}
    counted: dict[int, list[Check]] = {}
    for one in checks:
        is_sum = one.kind in LINEAR and one.allowed and len(one.terms) > 1
        if is_sum and not is_of_rates(one) and not has_hidden(one) and not is_rounded_further(one):
            decimals = one.grid.rows[one.target.row][one.target.column].decimals
            alike.setdefault(decimals, []).append(one)
            if _is_counted(one):
                counted.setdefault(id(one.grid), []).append(one)
    slips: dict[int, Check] = {}
    grids = {id(one.grid): one.grid for one in checks}.values()
    for adding in () if is_told_rounded or any(map(_tells_of_rounding, grids)) else alike.values():
        own = _slips(adding, is_document=is_document)
        slips |= own
        if is_document:
            slips |= _without_rounding([own.get(id(one), one) for one in adding])
    for adding in counted.values():
        slips |= _miscounted(adding)
    return [slips.get(id(one), one) for one in checks]


@once_for_each_grid
def _tells_of_rounding(grid: Grid) -> bool:
    return any(says_rounded(cell.text) for row in grid.rows for cell in row if cell.value is None)


def _slips(adding: Sequence[Check], *, is_document: bool) -> dict[int, Check]:
    exact = [one for one in adding if one.verdict is Verdict.EXACT]
    rounded = [one for one in adding if one.verdict is Verdict.WITHIN_ROUNDING and not _is_dust(one)]
    if not is_document:
        places = Counter(one.identity for one in adding)
        off = Counter(one.identity for one in adding if one.verdict not in HELD or _is_beyond_likely(one))
        rounded = [
            one
            for one in rounded
            if one.evidence.endswith(CALLED_A_TOTAL) or places[one.identity] >= MIN_PLACES_TO_FAIL
            if not breaks_often(places[one.identity] - off[one.identity], places[one.identity])
        ]
    most = max(MIN_ROUNDED_ALLOWED, MAX_SHARE_ROUNDED * len(adding)) if is_document else MIN_ROUNDED_ALLOWED
    far_off = [one for one in rounded if _is_beyond_likely(one)]
    if len(rounded) - len(far_off) > most:
        rounded = far_off
    elif not is_document:
        rounded = [one for one in rounded if one in far_off or not _is_of_rounded_line(one, adding)]
    if not rounded or not exact:
        return {}
    if math.prod(chance_of_exact(len(one.terms)) for one in exact) > (
        MAX_CHANCE if is_document else MAX_CHANCE_IN_A_FILE
    ):
        return {}
    others = sum(one.verdict is Verdict.WITHIN_ROUNDING for one in adding) - len(rounded)
    evidence = f"{'' if others else 'all '}{len(exact)} other sums are exact"
    return {
        id(one): replace(one, verdict=Verdict.FAIL, allowed=Fraction(0), evidence=f"{one.evidence}; {evidence}")
        for one in rounded
    }


def _without_rounding(adding: Sequence[Check]) -> dict[int, Check]:
    """By its id each of the sums that are alike without what rounding allows, where none that holds needs it, and that
    is no chance.
    """
    exact = [one for one in adding if one.verdict is Verdict.EXACT]
    is_any_out = any(one.verdict is Verdict.WITHIN_ROUNDING for one in adding)
    if is_any_out or math.prod(chance_of_exact(len(one.terms)) for one in exact) > MAX_CHANCE_OF_ALL:
        return {}
    return {id(one): replace(one, allowed=Fraction(0)) for one in adding}


def _is_of_rounded_line(one: Check, adding: Sequence[Check]) -> bool:
    """True if another sum of its column, or row, is out by another amount: then that column is rounded by itself."""
    near = (other for other in adding if other.verdict is Verdict.WITHIN_ROUNDING and other.across == one.across)
    return any(abs(other.gap) != abs(one.gap) and not _is_dust(other) for other in near)


def _is_beyond_likely(one: Check) -> bool:
    """True if a sum is out by more than rounding is likely to leave, though by no more than it could: 446 figures and
    their total could be out by 223.5, and are hardly by 25.
    """
    return abs(one.gap) > MAX_DEVIATIONS * float(one.allowed) / math.sqrt(3 * len(one.parts))


MAX_DEVIATIONS = 4
"""Standard deviations of the rounding of a sum's figures, each of which may be anywhere within half of its digit."""


def _is_counted(one: Check) -> bool:
    """True if whole figures are added up that a heading calls a number of something, and no unit says otherwise."""
    cells = [one.grid.rows[part.row][part.column] for part in one.parts]
    heading = named_table(one.grid).heading(one.target.row, one.target.column)
    is_rounded = all(not (cell.value or 0) % ROUNDED_TO for cell in cells)
    return not (one.grid.unit or is_rounded or any(cell.decimals for cell in cells)) and is_counted(heading)


def _miscounted(adding: Sequence[Check]) -> dict[int, Check]:
    """The one sum of a table's numbers that does not come out where all others do; numbers are not rounded."""
    off = [one for one in adding if one.verdict is Verdict.WITHIN_ROUNDING]
    exact = len(adding) - len(off)
    if (
        len(off) != 1
        or exact < MIN_COUNTED
        or any(one.verdict not in (Verdict.EXACT, off[0].verdict) for one in adding)
    ):
        return {}
    evidence = f"{off[0].evidence}; all {exact} other sums are exact, and it counts"
    return {id(off[0]): replace(off[0], verdict=Verdict.FAIL, evidence=evidence)}


ROUNDED_TO = 5
"""Numbers of people are published in such steps."""
MIN_COUNTED = 2
"""Sums of numbers that come out, where one does not."""


def told_of_rounding(checks: Sequence[Check]) -> Iterator[tuple[Check, str]]:
    """Checks that hold within rounding alone, where all others are exact and one figure would make these so, too: a
    slip, or rounding; nothing in the table tells which.
    """
    adding = [one for one in checks if one.kind in LINEAR and len(one.terms) > 1]
    off = [one for one in adding if one.verdict is Verdict.WITHIN_ROUNDING and one.gap]
    others = [one for one in adding if one not in off]
    if (
        not 1 < len(off) <= MAX_OFF
        or len(others) < MIN_OTHERS
        or any(one.verdict is not Verdict.EXACT for one in others)
    ):
        return
    meant = set.intersection(*(set(needed_of(one).items()) for one in off))
    if len(meant) == 1:
        ((row, column), change) = meant.pop()
        grid = off[0].grid
        cell = grid.rows[row][column]
        value = decimal_of(Fraction(cell.value or 0) + change)
        places = " and ".join(dict.fromkeys(grid.address(one.target.row, one.target.column) for one in off))
        yield (
            replace(off[0], target=Part(row, column)),
            f"a slip for {value:,f}, or rounding: all other sums here are exact, and with {value:,f} {places} would be",
        )


def _is_dust(check: Check) -> bool:
    """True if a figure was computed, and cut off somewhere."""
    return any(is_cut_off(check.grid.rows[part.row][part.column]) for part in check.parts)


MAX_OFF = 4
"""More sums that are not exact are rounding."""
MIN_OTHERS = 3
