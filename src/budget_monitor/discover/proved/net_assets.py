"""Balance sheets: what is owned less what is owed, which arithmetic does not find where one line has the wrong sign.

Liabilities have a minus, or are taken away without one; one that is written the other way than the others is the slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.typed.lines_above import sum_over
from budget_monitor.discover.typed.slips import SCALE
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.verdict import HELD, Verdict
from budget_monitor.model.ledgers.grid import Grid

_NET = re.compile(r"(?i)\bnet (?:current )?(?:assets|liabilities|worth)\b|\bassets less\b.*\bliabilities\b")
_OWED = re.compile(
    r"(?i)\b(?:liabilit(?:y|ies)|creditors?|payables?|borrowings?|loans?|overdrafts?|provisions?|deferred|owed|owing|less"
    r"|accruals?|in advance|debts?)\b"
)
_LESS = re.compile(r"(?i)\W*(?:less|minus|deduct)\b")
_OWNED = re.compile(r"(?i)\b(?:assets|debtors|receivables?|prepayments?|loans? (?:to|made|receivable)|reimbursement)\b")


def with_net_assets(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of one table with those of its net assets, and without those that only repeat, with the sign of one
    line turned round, a sum that fails by that.
    """
    table = named_table(grid)
    known = [one for one in checks if not one.is_of_columns]
    failed = [one for one in known if one.verdict is Verdict.FAIL]
    said = {id(one) for one in known if one.verdict in HELD and _says_it_turned(one, failed)}
    told = {_place(one) for one in known if one.verdict in HELD and one.terms[0].row < one.target.row}
    told |= {_place(one) for one in failed}
    rows = [row for row in table.rows if _NET.search(table.label(row))]
    held = {one.places for one in known if one.verdict in HELD}
    found = [one for row in rows for one in _net(table, row, known, told) if one.places not in held]
    targets = {_place(one) for one in found}
    kept = [one for one in checks if one.verdict is not Verdict.UNDECIDED or _place(one) not in targets]
    return [*(one for one in kept if id(one) not in said), *found]


def _place(check: Check) -> tuple[int, int]:
    return check.target.row, check.target.column


def _says_it_turned(one: Check, failed: Sequence[Check]) -> bool:
    """True if a check adds up just the lines of a sum that fails, to the same figure in another place, with the sign of
    one of them turned round: reserves that are what net assets and other reserves, with a minus, come to.
    """
    values = {part.row: value_of(one.grid, part) for part in one.parts}
    for each in failed:
        rows = {part.row for part in each.terms}
        if one.target.column == each.target.column and rows < values.keys() and len(values) == len(rows) + 1:
            (other,) = values.keys() - rows
            if values[other] == value_of(each.grid, each.target):
                return True
    return False


def open_lines(table: NamedTable, row: int, column: int, known: Sequence[Check]) -> list[int]:
    """The lines above a row that no sum above it has added up."""
    above = [one for one in table.rows if one < row and table.is_figure(one, column)]
    sums = [one for one in known if one.target.column == column and one.target.row < row]
    sums = [one for one in sums if one.verdict is not Verdict.UNDECIDED]
    added = {part.row for one in sums if one.terms[0].row < one.target.row for part in one.terms}
    return [one for one in above if one not in added]


def _net(table: NamedTable, row: int, known: Sequence[Check], told: set[tuple[int, int]]) -> Iterator[Check]:
    """What is owned less what is owed, in all columns in which nothing says yet what net assets are made of."""
    columns = [column for column in table.columns if table.is_figure(row, column) and (row, column) not in told]
    read, says_less = [], False
    for column in columns:
        lines = open_lines(table, row, column, known)
        owed = [line for line in lines if _is_owed(table, line)]
        if owed and len(owed) < len(lines):
            signs = [-1 if line in owed else 1 for line in lines]
            ways = [sum_over(table.grid, column, row, lines), sum_over(table.grid, column, row, lines, signs)]
            read.append((ways, [value_of(table.grid, Part(line, column)) for line in owed]))
            says_less = all(_LESS.match(table.label(line)) for line in owed)
    held = [sum(abs(ways[way].gap) <= ways[way].allowed for ways, _ in read) for way in (0, 1)]
    for ways, figures in read:
        minus = sum(value < 0 for value in figures)
        plus = len(figures) - minus
        is_clear = says_less or held[0] != held[1] or minus != plus
        one = ways[held[1] > held[0] or (held[0] == held[1] and (says_less or plus > minus))]
        if (judged := _judged(one, is_clear=is_clear)) is not None:
            yield judged


def _is_owed(table: NamedTable, row: int) -> bool:
    label = table.label(row)
    return _OWED.search(label) is not None and _OWNED.search(label) is None


def _judged(one: Check, *, is_clear: bool) -> Check | None:
    evidence = "net assets are what is owned less what is owed"
    if abs(one.gap) <= one.allowed:
        return replace(one, verdict=Verdict.WITHIN_ROUNDING if one.gap else Verdict.EXACT, evidence=evidence)
    near = is_near(int(one.gap * SCALE), int(value_of(one.grid, one.target) * SCALE))
    if slipped(one) and is_clear:
        return replace(one, verdict=Verdict.FAIL, evidence=f"{evidence}; one slip explains it")
    if slipped(one):
        both = "some of what is owed has a minus here, and some has none"
        return replace(one, verdict=Verdict.UNDECIDED, evidence=f"{evidence}; {both}")
    return replace(one, verdict=Verdict.UNDECIDED, evidence=evidence) if near else None
