"""What adds up in one table by its figures alone: sums, columns that make others, averages, shares, balances."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from budget_monitor.discover.adding.sums import Sums, sums_of
from budget_monitor.discover.checks import Check, checks_of_mirrors, checks_of_sums
from budget_monitor.discover.columns.averages import averages_of
from budget_monitor.discover.columns.checking import (
    checks_of_averages,
    checks_of_pairings,
    checks_of_running,
    checks_of_shares,
)
from budget_monitor.discover.columns.mended import put_right
from budget_monitor.discover.columns.outer import checks_of_outer
from budget_monitor.discover.columns.pairing import Pairing
from budget_monitor.discover.columns.pairs import carried_of, pairings_of, rates_of
from budget_monitor.discover.columns.running import running_of
from budget_monitor.discover.columns.shares import shares_of
from budget_monitor.discover.doubts.taken_back import doubted
from budget_monitor.discover.matrix import Matrix
from budget_monitor.model.checks.relation import NoSum
from budget_monitor.model.checks.verdict import HELD


class Found(Struct, frozen=True):
    """What was found in one table. `sums` are of its rows, then of its columns; none where it has too few figures."""

    checks: Sequence[Check] = ()
    no_sums: Sequence[NoSum] = ()
    sums: Sequence[tuple[Matrix, Sums]] = ()


def by_arithmetic(matrix: Matrix, *, is_document: bool) -> Found:
    """All checks that the figures of a table make. A document has no running balances but those that words promise."""
    turned = matrix.transposed
    checks: list[Check] = []
    down, across = sums_of(matrix, is_typed=is_document), sums_of(turned)
    checks += checks_of_sums(matrix, down)
    checks += checks_of_sums(turned, across)
    checks += checks_of_mirrors(matrix, down)
    summed = {frozenset((found.target, *(row for row, _ in found.terms))) for found in across.identities}
    pairings = [one for one in pairings_of(matrix, put_right(matrix, checks)) if _columns(one) not in summed]
    no_sums = [*_unfound(matrix, down, set()), *_unfound(turned, across, {one.target for one in pairings})]
    checks += checks_of_pairings(matrix, pairings)
    checks += checks_of_pairings(turned, rates_of(turned))
    checks += checks_of_pairings(matrix, carried_of(matrix))
    checks += checks_of_pairings(turned, carried_of(turned))
    checks += [*checks_of_averages(matrix, averages_of(matrix)), *checks_of_averages(turned, averages_of(turned))]
    made = {one.target for one in across.identities} | {one.target for one in pairings}
    shares = [one for one in shares_of(matrix, down) if one.target not in made]
    turned_shares = shares_of(turned, across)
    checks += [*checks_of_shares(matrix, shares), *checks_of_shares(turned, turned_shares)]
    if not is_document:
        checks += checks_of_running(matrix, running_of(matrix, made))
        checks += checks_of_running(turned, running_of(turned, {one.target for one in down.identities}))
        checks += checks_of_outer(matrix, {one.target for one in checks if one.verdict in HELD})
    return Found(doubted(checks), no_sums, ((matrix, down), (turned, across)))


def _columns(one: Pairing) -> frozenset[int]:
    return frozenset((one.target, one.first, one.second))


def _unfound(matrix: Matrix, sums: Sums, made_up: set[int]) -> list[NoSum]:
    found = []
    is_beside_one = matrix.is_transposed and len(matrix.rows) <= len("ab")  # one other column is no sum of several
    for row in () if is_beside_one else sums.unfound:
        column = int(matrix.known[row].argmax())
        if matrix.values[row].any() and row not in made_up:
            place = matrix.grid.address(*matrix.place(row, column))
            found.append(NoSum(matrix.grid.file, place, matrix.rows[row].label))
    return found
