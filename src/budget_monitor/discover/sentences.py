"""What a check comes to in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import GridCell
from budget_monitor.model.ledgers.money import decimal_of, thousands_text
from budget_monitor.model.results.outcome import Verdict

MAX_LISTED_TERMS = 6
"""Of a longer sum a sentence names only the first and the last term."""


def sentence_of(check: Check, addresses: Sequence[str]) -> str:
    """The arithmetic, without a full stop: "B2 to B9 come to 4,971, but B10 is 4,917; the gap is -54". `addresses` are
    those of its cells, the target's first.
    """
    grid = check.grid
    target, *places = addresses
    computed = _number(check.computed)
    if check.kind is RelationKind.RATIO:
        made = f"{places[0]} / {places[1]}" + (" - 1" if check.is_change else "")
        made += " in percent" if check.factor > 1 else ""
    elif check.kind is RelationKind.PRODUCT:
        made = f"{places[0]} x {places[1]}"
    elif check.kind is RelationKind.AVERAGE:
        made = f"the average of {len(places)} figures from {places[0]} to {places[-1]}"
    else:
        made = _added(check, places)
    if check.verdict in HELD:
        return f"{target} = {made}: {computed}"
    if check.empty is not None and check.verdict is Verdict.UNDECIDED:
        return _asked(check, check.empty, addresses, made)
    cell = grid.rows[check.target.row][check.target.column]
    reported = _reported(cell) if cell.value is not None else cell.text.strip() or "blank"
    text = f"{made} comes to {computed}, but {target} is {reported}; the gap is {_number(check.gap)}"
    if left_out := left_out_of(check):
        place = grid.address(left_out.row, left_out.column)
        cell = grid.rows[left_out.row][left_out.column]
        what = "malformed figure" if cell.read_as else "figure kept as text"
        return f"{text}: the {what} {cell.text.strip()} in {place}"
    return text


def _reported(cell: GridCell) -> str:
    """A figure as its cell shows it, and what is stored where that is more: "4,917, stored as 4,917.28"."""
    stored = _number(Fraction(cell.value or 0))
    if cell.shown is None or not cell.stores_more:
        return stored
    unit = "%" if cell.is_percent else ""
    seen = f"{cell.shown:,f}{unit}"
    return f"{seen}, stored as {stored}{unit}"


def _asked(check: Check, empty: Part, addresses: Sequence[str], made: str) -> str:
    """What would stand in a blank or a nought if the check held: "B26 is blank; B11 + B17 + B24 comes to 379,467"."""
    cell = check.grid.rows[empty.row][empty.column]
    is_now = f"{check.grid.address(empty.row, empty.column)} is {cell.text.strip() or 'blank'}"
    if empty == check.target:
        return f"{is_now}; {made} comes to {_number(check.computed)}"
    figure = check.gap * empty.sign
    return f"{is_now}; with {_number(figure)} in it {addresses[0]} would be {made}"


def left_out_of(check: Check) -> Part | None:
    """The figure that a wrong sum leaves out, where its size is the gap: no other figure is to blame. It is malformed,
    or kept as text where the sum is a number.
    """
    cells = {part: check.grid.rows[part.row][part.column] for part in (check.target, *check.terms)}
    is_number = not cells[check.target].is_kept_as_text
    passed_over = (part for part in check.terms if cells[part].read_as or (is_number and cells[part].is_kept_as_text))
    found = (part for part in passed_over if check.gap == -part.sign * value_of(check.grid, part))
    return next(found, None) if check.verdict is Verdict.FAIL else None


def _added(check: Check, places: Sequence[str]) -> str:
    if len(places) <= MAX_LISTED_TERMS:
        signed = [f"{'-' if part.sign < 0 else '+'} {place}" for part, place in zip(check.terms, places, strict=True)]
        return " ".join(signed).removeprefix("+ ")
    return f"the sum of {len(places)} figures from {places[0]} to {places[-1]}"


MAX_DECIMALS_SHOWN = 2


def _number(number: Fraction) -> str:
    return thousands_text(round(decimal_of(number), MAX_DECIMALS_SHOWN))
