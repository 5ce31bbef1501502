"""Receipts and payments accounts: a balance brought forward, what came in, what went out, a balance carried forward.

The form of every parish and club. Its labels say where the balances stand, and not which lines are taken away: those
further down, from one of them on, which arithmetic tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from budget_monitor.discover.checks import Check, Part
from budget_monitor.discover.doubts.one_slip import chance_of_a_slip, slipped
from budget_monitor.discover.labels import is_closing, is_movement, is_opening
from budget_monitor.discover.typed.promises import Promise, check_of, checked
from budget_monitor.discover.typed.slips import MAX_CHANCE
from budget_monitor.figures.naming import NamedTable
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.results.outcome import Verdict

MAX_ROWS_OF_AN_ACCOUNT = 40
MIN_LINES, MAX_LINES = 2, 12
"""Lines between the two balances."""


def accounts_of(table: NamedTable, known: Sequence[Check] = ()) -> Iterator[Check]:
    """The checks of the accounts in a table of which at least one column comes out, and what one carries to another;
    and of an account in one column that would come out but for one slip.

    Lines that are `known` to be summed further down are left to their total.
    """
    if len(table.rows) > MAX_ROWS_OF_AN_ACCOUNT:
        return
    sums = [one for one in known if one.kind is RelationKind.SUM and not one.is_of_columns and one.verdict in HELD]
    summed = {part.row for one in sums if not is_closing(table.label(one.target.row)) for part in one.terms}
    told = {part.row for one in known if not one.is_of_columns and one.verdict in HELD for part in one.parts}
    labels = {row: table.label(row) for row in table.rows}
    for opening, closing, all_lines in _accounts(labels):
        lines = [row for row in all_lines if row not in summed] if opening not in summed else all_lines
        tried = [_checks(table, one) for one in _readings(opening, closing, lines)]
        best = max(tried, key=_held)
        if _held(best):
            yield from best
            yield from _carried(table, opening, closing)
        elif closing not in told:
            yield from _by_one_slip(tried)


def _by_one_slip(tried: Iterable[Sequence[Check]]) -> Iterable[Check]:
    """The one way to read an account in one column that is nearly right, and would be but for one slip."""
    near = [checks for checks in tried if len(checks) == 1 and checks[0].verdict is Verdict.FAIL]
    slips = [one for (one,) in near if slipped(one) and chance_of_a_slip(one) <= MAX_CHANCE]
    return slips if len(near) == 1 else ()


def _accounts(labels: Mapping[int, str]) -> Iterator[tuple[int, int, list[int]]]:
    rows = list(labels)
    for at, opening in enumerate(rows):
        if not is_opening(labels[opening]) or is_closing(labels[opening]):
            continue
        below = rows[at + 1 : at + MAX_LINES + 2]
        lines: list[int] = []
        for row in below:
            if is_opening(labels[row]):
                break
            if is_closing(labels[row]):
                if len(lines) >= MIN_LINES:
                    yield opening, row, lines
                elif not lines and at and is_movement(labels[rows[at - 1]]):
                    yield opening, row, [rows[at - 1]]
                break
            lines.append(row)


def _readings(opening: int, closing: int, lines: Sequence[int]) -> Iterator[Promise]:
    for kept in range(len(lines), -1, -1):
        signs = [1 if at < kept else -1 for at in range(len(lines))]
        terms = ((opening, 1), *zip(lines, signs, strict=True))
        yield Promise(closing, terms, "brought forward, receipts, payments and carried forward")


def _checks(table: NamedTable, promise: Promise) -> list[Check]:
    found = (check_of(table, promise, column, across=False) for column in table.columns)
    return [one for one in found if one is not None]


def _held(checks: Sequence[Check]) -> int:
    return sum(one.verdict in HELD for one in checks)


def _carried(table: NamedTable, opening: int, closing: int) -> Iterator[Check]:
    """The balances that each column takes over from the one beside it, from left or from right, where all do, but for
    those that one slip explains.
    """
    columns = [one for one in table.columns if table.is_figure(opening, one) and table.is_figure(closing, one)]
    evidence = "a balance brought forward is the one carried forward"
    for pairs in (list(pairwise(columns)), list(pairwise(columns[::-1]))):
        cells = ([Part(opening, after), Part(closing, before)] for before, after in pairs)
        found = [checked(table.grid, RelationKind.RUNNING, one, evidence, is_of_columns=False) for one in cells]
        judged = [one and _judged(one, is_lone=len(pairs) == 1) for one in found]
        kept = [one for one in judged if one is not None]
        if pairs and len(kept) == len(pairs):
            yield from kept
            return


def _judged(one: Check, *, is_lone: bool) -> Check | None:
    """A balance carried on, or one that is not by one slip; None where it is another figure."""
    if one.verdict is Verdict.EXACT:
        return one
    is_slip = slipped(one) and (not is_lone or chance_of_a_slip(one) <= MAX_CHANCE)
    return replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; one slip explains it") if is_slip else None
