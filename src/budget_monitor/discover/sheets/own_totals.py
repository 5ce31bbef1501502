"""Lines of a summary that tell again the totals of the sheets that they are called after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from budget_monitor.discover.belief.trust import trust_of
from budget_monitor.discover.checks import Check
from budget_monitor.discover.sheets.stack import MAX_COLUMNS, Table, check_over
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import SUBTOTAL_WORDS, TOTAL_WORDS, plain

MAX_LINES_OF_A_SUMMARY = 200
MIN_LETTERS_OF_A_PART = 4
"""A name must have so many to be found in a longer one."""
MIN_SIZE = 100
"""Smaller figures are the same by chance."""
_TOTAL = re.compile(rf"(?i)\b(?:{SUBTOTAL_WORDS}|{TOTAL_WORDS})\b(?: for| of)?|\bnet expenditure\b")
"""What the label of a sheet's total has beside the name of the sheet: Total for Libraries."""


class _Tie(Struct, frozen=True):
    """A line of a summary, and the total of the sheet that it is called after."""

    row: int
    detail: Table
    total: int


class _Place(Struct, frozen=True):
    """A figure of a summary, and the one of a sheet that it should be."""

    tie: _Tie
    column: int
    other: int
    holds: bool
    is_large: bool


def own_totals(stack: Grid, tables: Sequence[Table]) -> Iterator[Check]:
    """The figures of each summary's lines, where at least half of them are those of the totals of other sheets."""
    for summary in tables:
        ties = _ties(summary, [one for one in tables if one is not summary])
        places = _places(summary, ties)
        held = sum(one.holds for one in places)
        if 2 * held < len(places) or not any(one.holds and one.is_large for one in places):
            continue
        evidence = f"holds in {held} of {len(places)} places; lines of the summary are called as the sheets are"
        trust = trust_of(held, len(places), is_named=True)
        for one in places:
            target, term = (one.tie.row, one.column), (one.tie.total, one.other)
            yield check_over(stack, summary, one.tie.detail, target, [term], evidence, trust)


def _ties(summary: Table, details: Sequence[Table]) -> list[_Tie]:
    """Each line with the one sheet that it is called after, which no other line is."""
    lines = [row for row in summary.lines if summary.matrix.rows[row].label][: MAX_LINES_OF_A_SUMMARY + 1]
    if len(lines) > MAX_LINES_OF_A_SUMMARY:
        return []
    ties: list[_Tie] = []
    for is_tied in (_is_called, _is_called_in_part):
        taken_rows, taken = {one.row for one in ties}, {one.detail.first for one in ties}
        pairs = [
            (row, detail)
            for row in lines
            for detail in details
            if row not in taken_rows and detail.first not in taken and detail.totals
            if is_tied(summary.matrix.rows[row].label, detail)
        ]
        rows, sheets = [row for row, _ in pairs], [detail.first for _, detail in pairs]
        ties += [
            _Tie(row, detail, _total(summary, row, detail))
            for row, detail in pairs
            if rows.count(row) == 1 and sheets.count(detail.first) == 1
        ]
    return ties


def _is_called(label: str, detail: Table) -> bool:
    names = {detail.matrix.grid.sheet, *(_TOTAL.sub("", detail.matrix.rows[row].label) for row in detail.totals)}
    return plain(label) in {plain(one) for one in names} - {""}


def _is_called_in_part(label: str, detail: Table) -> bool:
    names = sorted((plain(label), plain(detail.matrix.grid.sheet)), key=len)
    return len(names[0]) >= MIN_LETTERS_OF_A_PART and names[0] in names[1]


def _total(summary: Table, row: int, detail: Table) -> int:
    """The total with the most of the line's figures; of equals the last."""
    figures = {_value(summary, (row, column)) for column in _columns(summary)}
    return max(
        detail.totals, key=lambda one: (len(figures & {_value(detail, (one, at)) for at in _columns(detail)}), one)
    )


def _places(summary: Table, ties: Sequence[_Tie]) -> list[_Place]:
    """The figures of each column of the summary with those of the columns of the same name, or else with the most of
    the same figures. A column that holds in none of several lines is of something else.
    """
    found = []
    headings = {plain(line.label) for tie in ties for line in tie.detail.matrix.columns if line.label}
    for column in _columns(summary):
        own = plain(summary.matrix.columns[column].label)
        tries = [_in_column(summary, ties, column, heading) for heading in sorted(headings, key=lambda one: one != own)]
        best = max(tries, key=lambda places: sum(one.holds for one in places), default=[])
        if any(one.holds for one in best) or (len(ties) == 1 and own in headings):
            found += best
    return found


def _in_column(summary: Table, ties: Sequence[_Tie], column: int, heading: str) -> list[_Place]:
    places = []
    for tie in ties:
        others = [at for at in _columns(tie.detail) if plain(tie.detail.matrix.columns[at].label) == heading]
        one, known = (tie.row, column), summary.matrix.known[tie.row, column]
        if len(others) == 1 and known and tie.detail.matrix.known[tie.total, others[0]]:
            left, right = _value(summary, one), _value(tie.detail, (tie.total, others[0]))
            if left or right:
                allowed = _half(summary, one) + _half(tie.detail, (tie.total, others[0]))
                places.append(_Place(tie, column, others[0], abs(left - right) <= allowed, abs(left) >= MIN_SIZE))
    return places


def _columns(table: Table) -> range:
    return range(min(len(table.matrix.columns), MAX_COLUMNS))


def _value(table: Table, place: tuple[int, int]) -> Fraction:
    return Fraction(int(table.matrix.values[place]), table.matrix.scale)


def _half(table: Table, place: tuple[int, int]) -> Fraction:
    return Fraction(int(table.matrix.halves[place]), table.matrix.scale)
