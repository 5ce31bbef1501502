"""What wrong sums leave out: figures that are kept as text, or malformed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from budget_monitor.discover.checks import Check, Part, left_out_of, needed_of, ref_of
from budget_monitor.discover.constraints import label_of
from budget_monitor.model.checks.relation import Relation
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.cell import Cell, Kind
from budget_monitor.model.ledgers.formulas import Formulas
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.model.results.correction import CellChange, Certainty, Correction

MAX_SUMS_NAMED = 4


def kept_as_text(checks: Sequence[Check], relations: Sequence[Relation], formulas: Formulas) -> tuple[Correction, ...]:
    """One correction for each figure kept as text that formulas leave out, or for several that one formula does: typed
    as numbers, these come right of themselves. A total that was typed does not, and is to be put right itself.

    `relations` are what the checks say, in the same order; the rank of each correction is given later.
    """
    together: list[list[int]] = []
    for at, one in enumerate(checks):
        if _texts(one) and ref_of(one.grid, one.target) in formulas.made:
            beside = [group for group in together if any(_share(one, checks[other]) for other in group)]
            together = [group for group in together if group not in beside]
            together.append([*(other for group in beside for other in group), at])
    return tuple(_correction(checks, group, relations) for group in together)


def _texts(one: Check) -> tuple[Part, ...]:
    """The figures kept as text that a wrong sum leaves out."""
    parts = left_out_of(one)
    return parts if all(one.grid.rows[part.row][part.column].is_kept_as_text for part in parts) else ()


def _share(one: Check, other: Check) -> bool:
    return one.grid is other.grid and not set(map(_place, _texts(one))).isdisjoint(map(_place, _texts(other)))


def _place(part: Part) -> tuple[int, int]:
    return part.row, part.column


def _correction(checks: Sequence[Check], group: Sequence[int], relations: Sequence[Relation]) -> Correction:
    wrong = [checks[at] for at in group]
    grid = wrong[0].grid
    parts = list({_place(part): part for one in wrong for part in _texts(one)}.values())
    sums = [grid.address(*_place(one.target)) for one in wrong]
    named = (
        sums if len(sums) <= MAX_SUMS_NAMED else [*sums[: MAX_SUMS_NAMED - 1], f"{len(sums) - MAX_SUMS_NAMED + 1} more"]
    )
    leave = f"{', '.join(named[:-1])} and {named[-1]} leave" if len(named) > 1 else f"{named[0]} leaves"
    said = f"{leave} {'it' if len(parts) == 1 else 'them'} out: formulas take no text for a number"
    settled = [at for at, one in enumerate(checks) if at in group or _holds_with(one, wrong)]
    return Correction(
        rank=0,
        certainty=Certainty.ONLY,
        kind=Kind.KEPT_AS_TEXT,
        label=label_of(grid, parts[0]),
        sentence=said,
        cells=tuple(_change(grid, part) for part in parts),
        resolves=tuple(relations[at].id for at in settled),
    )


def _holds_with(one: Check, totals: Sequence[Check]) -> bool:
    """True if a failed check holds once one of some totals is right."""
    needed = needed_of(one) if one.verdict is Verdict.FAIL else {}
    return any(one.grid is total.grid and needed.get(_place(total.target)) == -total.gap for total in totals)


def _change(grid: Grid, part: Part) -> CellChange:
    ref, cell = ref_of(grid, part), grid.rows[part.row][part.column]
    value = cell.value or Decimal()
    return CellChange(Cell(ref, cell.text, value), value, decimal_text(value), ref.address)


def settled_by_what_is_left_out(checks: Sequence[Check]) -> list[str]:
    """Of each check, why it is wrong where figures are left out: its total leaves them out, or it holds once the total
    that does is put right. Empty for any other.
    """
    totals = [
        (one.grid, (one.target.row, one.target.column), -one.gap, _left_out_text(one, parts[0]))
        for one in checks
        if (parts := left_out_of(one))
    ]
    return [
        next((why for grid, place, change, why in totals if one.grid is grid and needed.get(place) == change), "")
        for one, needed in ((one, needed_of(one) if one.verdict is Verdict.FAIL else {}) for one in checks)
    ]


def _left_out_text(check: Check, part: Part) -> str:
    cell, total = check.grid.rows[part.row][part.column], check.grid.address(check.target.row, check.target.column)
    what = "kept as text" if cell.is_kept_as_text else "malformed"
    return f"{check.grid.address(part.row, part.column)} `{cell.text.strip()}` is {what}, and {total} leaves it out"
