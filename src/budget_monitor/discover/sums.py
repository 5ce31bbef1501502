"""The sums of a matrix that are believed: totals below or above their terms, one reading for each target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from budget_monitor.discover.matrix import Mask, Matrix
from budget_monitor.discover.scan import Identity, Scan, reversed_rows

MIN_SHARE_THAT_ADDS_UP = 0.5
"""A column in which fewer of the sums hold does not add up: rates, averages, counts of something else."""
MIN_SUMS_TO_JUDGE_A_COLUMN = 2


@dataclass(frozen=True, slots=True)
class Sums:
    """What was found, and the rows called totals that nothing adds up to."""

    identities: tuple[Identity, ...]
    unfound: tuple[int, ...]
    additive: Mask


def sums_of(matrix: Matrix, *, is_typed: bool = False) -> Sums:
    """Rows that are sums of rows."""
    additive = ~((matrix.percent & matrix.known).sum(axis=0) * 2 > matrix.known.sum(axis=0))
    found, unfound = _both_ways(matrix, additive, is_typed=is_typed)
    adding = additive & _adds_up(found, additive)
    if (adding != additive).any() and adding.any():
        found, unfound = _both_ways(matrix, adding, is_typed=is_typed)
    return Sums(tuple(found), tuple(unfound), adding)


def _adds_up(found: list[Identity], additive: Mask) -> Mask:
    """Which columns hold in the sums that were found: a slip in one of them leaves the sums near."""
    if len(found) < MIN_SUMS_TO_JUDGE_A_COLUMN:
        return additive
    says = np.sum([one.says & (one.holds | ~one.near) for one in found], axis=0)
    holds = np.sum([one.says & one.holds for one in found], axis=0)
    bad: Mask = (says >= MIN_SUMS_TO_JUDGE_A_COLUMN) & (holds < MIN_SHARE_THAT_ADDS_UP * says)
    return ~bad


def _both_ways(matrix: Matrix, additive: Mask, *, is_typed: bool) -> tuple[list[Identity], list[int]]:
    down = Scan(matrix, additive, signed=True, is_typed=is_typed)
    up = Scan(reversed_rows(matrix), additive, signed=False)
    down.run()
    up.run()
    last = len(matrix.rows) - 1
    above = [
        replace(one, target=last - one.target, terms=tuple((last - row, sign) for row, sign in one.terms))
        for one in up.found
    ]
    found = one_reading_each([*down.found, *above], {row: line.is_total for row, line in enumerate(matrix.rows)})
    targets = {one.target for one in found}
    unfound = [row for row in down.unfound if row not in targets]
    return found, unfound


def one_reading_each(identities: Iterable[Identity], is_total: dict[int, bool]) -> list[Identity]:
    """The strongest identities, so that each row is made up in one way and none, directly or not, of itself.

    A row that is a term in one direction is not taken again in the other: a sum and its own terms are read once.
    """
    chosen: list[Identity] = []
    parts: dict[int, set[int]] = {}
    owner: dict[int, set[int]] = {}
    for one in sorted(identities, key=lambda one: (not is_total[one.target], -one.strength, one.chance, one.target)):
        rows = {row for row, _ in one.terms}
        if one.target in parts or any(one.target in _all_parts(row, parts) for row in rows):
            continue
        if any(_same_reading(rows | {one.target}, set(other)) for other in owner.values()):
            continue
        parts[one.target] = rows
        owner[one.target] = rows | {one.target}
        chosen.append(one)
    return sorted(chosen, key=lambda one: one.target)


def _same_reading(rows: set[int], others: set[int]) -> bool:
    """True if two identities are over the same rows, turned round: a + b = c read as c - b = a."""
    return rows == others


def _all_parts(row: int, parts: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    waiting = [row]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(parts.get(one, ()))
    return seen
