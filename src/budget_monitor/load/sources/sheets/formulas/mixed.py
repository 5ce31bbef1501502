"""Sums that take in what they should not, or leave out what they seem to take in: figures kept as text, and figures of
different units.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from budget_monitor.figures.headers import text_and_unit
from budget_monitor.figures.written import is_unit, read_figure
from budget_monitor.load.sources.sheets.formulas.values import (
    Place,
    Rows,
    Span,
    added,
    last_place,
    number_at,
    spans_summed,
)
from budget_monitor.load.sources.sheets.number_formats import NumberFormat
from budget_monitor.model.ledgers.grid import cell_address
from budget_monitor.model.ledgers.period import is_calendar_year
from budget_monitor.model.ledgers.schema import Unit

MAX_TEXTS_KEPT = 10_000
"""Labels recur; what has been looked at for a unit is remembered."""


def kept_as_text(formulas: Mapping[Place, str], rows: Rows) -> Iterator[tuple[Place, str]]:
    """Texts that look like figures within the range of a sum, which passes over all text."""
    texts = _figures_in_text(formulas, rows)
    for place, formula in sorted(formulas.items()):
        for span in spans_summed(formula):
            told = [(row, column) for column in texts if span.left <= column <= span.right
                    for row in _taken_within(texts[column], span)]  # fmt: skip
            for cell in sorted(told):
                left_out = f"a figure kept as text, which ={formula} in {_name(place)} leaves out"
                yield cell, f"{left_out}: type it as a number"


def _figures_in_text(formulas: Mapping[Place, str], rows: Rows) -> Mapping[int, list[int]]:
    """The rows of each column in which a text that looks like a figure stands, from the top."""
    found: dict[int, list[int]] = {}
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if _is_figure_in_text(value) and (row, column) not in formulas:
                found.setdefault(column, []).append(row)
    return found


def _taken_within(rows: list[int], span: Span) -> list[int]:
    """Takes out those of a column's rows that are in a range: each is told once."""
    within = slice(bisect_left(rows, span.top), bisect_right(rows, span.bottom))
    taken = rows[within]
    del rows[within]
    return taken


def _is_figure_in_text(value: object) -> bool:
    if not isinstance(value, str) or not any(one.isdecimal() for one in value) or is_calendar_year(value.strip()):
        return False
    figure = read_figure(value)
    return figure is not None and not figure.read_as and not is_unit(value)


def units_mixed(
    formulas: Mapping[Place, str], rows: Rows, format_of: Callable[[Place], NumberFormat]
) -> Iterator[tuple[Place, str]]:
    """Sums of percentages and other figures, or of figures whose columns say that they are counted differently."""
    stated, last = _units_stated(rows), last_place(rows)
    for place, formula in sorted(formulas.items()):
        cells = [cell for cell in added(formula, last) if number_at(rows, cell)]
        percents = [cell for cell in cells if format_of(cell).is_percent]
        if percents and len(percents) < len(cells):
            other = next(cell for cell in cells if not format_of(cell).is_percent)
            yield place, f"it adds a percentage, {_name(percents[0])}, to what is none, {_name(other)}"
        elif stated and not percents:
            units = ((cell, _unit_above(stated, cell)) for cell in reversed(cells))
            counted = {unit.factor: (cell, unit) for cell, unit in units if unit is not None}
            if len(counted) > 1:
                said = " and ".join(f"{_name(cell)} in {unit.value}" for cell, unit in sorted(counted.values())[:2])
                yield place, f"it adds figures of several units: {said}"


def _units_stated(rows: Rows) -> Mapping[int, Sequence[tuple[int, Unit]]]:
    """The rows at which each column states a unit for the figures below, `Budget (£000)`, from the top."""
    found: dict[int, list[tuple[int, Unit]]] = {}
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and (unit := _unit_in(value)) is not None:
                found.setdefault(column, []).append((row, unit))
    return found


@lru_cache(MAX_TEXTS_KEPT)
def _unit_in(text: str) -> Unit | None:
    return Unit.THOUSANDS if is_unit(text) else text_and_unit(f"_ {text}")[1]


def _unit_above(stated: Mapping[int, Sequence[tuple[int, Unit]]], place: Place) -> Unit | None:
    """The unit that stands nearest above a cell in its column."""
    row, column = place
    above = [unit for at, unit in stated.get(column, ()) if at < row]
    return above[-1] if above else None


def _name(place: Place) -> str:
    return cell_address("", place[1], place[0] + 1)
