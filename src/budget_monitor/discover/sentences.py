"""What a check comes to in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.discover.checks import Check, Part, left_out_of
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
        made += told_in(check.factor)
    elif check.kind is RelationKind.PRODUCT:
        made = " x ".join(places)
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
    left_out = left_out_of(check)
    if not left_out:
        return f"{text}{_not_filled(check)}"
    places = [grid.address(part.row, part.column) for part in left_out]
    cell = grid.rows[left_out[0].row][left_out[0].column]
    if len(places) > 1:
        return f"{text}: the {len(places)} figures kept as text from {places[0]} to {places[-1]}"
    what = "malformed figure" if cell.read_as else "figure kept as text"
    return f"{text}: the {what} {cell.text.strip()} in {places[0]}"


def told_in(factor: int) -> str:
    """In what a ratio is told, in words that follow it."""
    return {1: "", PERCENT: " in percent"}.get(factor, f" per {factor:,}")


PERCENT = 100


def _not_filled(check: Check) -> str:
    """`; D4 and D5 are TBC`, `; D4 is blank, D5 is TBC`: the cells of a sum that have no figure; empty without any."""
    by_text: dict[str, list[str]] = {}
    others = _other_side(check)
    for part in check.terms:
        cell = check.grid.rows[part.row][part.column]
        if cell.value is None and (cell.text.strip() or part.row not in others):
            by_text.setdefault(cell.text.strip() or "blank", []).append(check.grid.address(part.row, part.column))
    return "; " + ", ".join(_are(places, text) for text, places in by_text.items()) if by_text else ""


def _other_side(check: Check) -> set[int]:
    """The rows whose figure stands in another column than the one that is added up, as credits beside debits: of each
    row one of the two columns is blank, which is no want. Empty where there is no such column.
    """
    columns = {part.column for part in check.terms}
    if len(columns) > 1:
        return set()
    (own,) = columns
    rows = [check.grid.rows[part.row] for part in check.terms]
    for column in range(len(rows[0])):
        there = {part.row for part, row in zip(check.terms, rows, strict=True) if row[column].value is not None}
        blank = {part.row for part, row in zip(check.terms, rows, strict=True) if row[own].value is None}
        if len(there) >= MIN_ROWS_OF_A_SIDE and there <= blank and len(there) * 2 > len(blank):
            return there
    return set()


MIN_ROWS_OF_A_SIDE = 2


def _are(places: Sequence[str], text: str) -> str:
    if len(places) == 1:
        return f"{places[0]} is {text}"
    listed = [*places[: MAX_LISTED_TERMS - 1], f"{len(places) - MAX_LISTED_TERMS + 1} more"]
    listed = listed if len(places) > MAX_LISTED_TERMS else [*places]
    return f"{', '.join(listed[:-1])} and {listed[-1]} are {text}"


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


def _added(check: Check, places: Sequence[str]) -> str:
    if len(places) <= MAX_LISTED_TERMS:
        signed = [f"{'-' if part.sign < 0 else '+'} {place}" for part, place in zip(check.terms, places, strict=True)]
        return " ".join(signed).removeprefix("+ ")
    return f"the sum of {len(places)} figures from {places[0]} to {places[-1]}"


MAX_DECIMALS_SHOWN = 2


def _number(number: Fraction) -> str:
    return thousands_text(round(decimal_of(number), MAX_DECIMALS_SHOWN))
