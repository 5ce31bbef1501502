"""The sums of a matrix that are believed: totals below or above their terms, one reading for each target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.adding.account import steps_of_account
from budget_monitor.discover.adding.blocks import sums_of_blocks
from budget_monitor.discover.adding.coded import coded_sums
from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.adding.mirrors import Mirror, mirrors_of
from budget_monitor.discover.adding.repeated import repeated_sums
from budget_monitor.discover.adding.rows import moved, reversed_rows, rows_of
from budget_monitor.discover.adding.runs import runs_of
from budget_monitor.discover.adding.scan import MAX_CHANCE, MAX_CHANCE_IN_ONE_OF_TWO, MIN_TERMS, Scan
from budget_monitor.discover.labels import is_of_which, is_rate
from budget_monitor.discover.matrix import Line, Mask, Matrix, Whole

MIN_SHARE_THAT_ADDS_UP = 0.5
"""A column in which fewer of the sums hold does not add up: rates, averages, counts of something else."""
MIN_SUMS_TO_JUDGE_A_COLUMN = 2
MAX_STRIDE = 4
"""The most measures whose rows may alternate, such as a number and its percentage."""
MAX_ROWS_IN_STRIDES = 200
"""A longer table is not looked through again by parts of its rows."""
NOTHING_AGAIN: Mapping[int, int] = MappingProxyType({})


class Sums(Struct, frozen=True):
    """What was found, and the rows called totals that nothing adds up to. `mirrors` are totals that state another one
    again, as both sides of a balance sheet do.
    """

    identities: tuple[Identity, ...]
    unfound: tuple[int, ...]
    additive: Mask
    mirrors: tuple[Mirror, ...] = ()


def sums_of(matrix: Matrix, *, is_typed: bool = False) -> Sums:
    """Rows that are sums of rows."""
    additive = ~((matrix.percent & matrix.known).sum(axis=0) * 2 > matrix.known.sum(axis=0))
    if is_typed:
        additive &= ~np.array([is_rate(column.label) for column in matrix.columns], np.bool_)
    coded, adding = coded_sums(matrix, additive)
    if coded:
        made = {one.target for one in coded}
        unfound = [row for row, line in enumerate(matrix.rows) if line.is_total and row not in made]
        return Sums(tuple(sorted(coded, key=lambda one: one.target)), tuple(unfound), adding)
    found, unfound = _both_ways(matrix, additive, is_typed=is_typed)
    adding = additive & _adds_up(matrix, found, additive)
    if (adding != additive).any() and adding.any():
        again = _both_ways(matrix, adding, is_typed=is_typed)
        whole = [replace(one, says=one.says & adding) for one in found]  # where the time did not do for looking again
        found, unfound = (whole, unfound) if matrix.effort.is_over else again
    return Sums(tuple(found), tuple(unfound), adding, tuple(mirrors_of(matrix, adding, found)))


def _adds_up(matrix: Matrix, found: list[Identity], additive: Mask) -> Mask:
    """Which columns hold in the sums that were found: a slip in one of them leaves the sums near, or one figure that
    is put right makes all of them hold.
    """
    if len(found) < MIN_SUMS_TO_JUDGE_A_COLUMN:
        return additive
    says = np.sum([one.says & (one.holds | ~one.near) for one in found], axis=0)
    holds = np.sum([one.says & one.holds for one in found], axis=0)
    bad: Mask = (says >= MIN_SUMS_TO_JUDGE_A_COLUMN) & (holds < MIN_SHARE_THAT_ADDS_UP * says)
    for column in np.flatnonzero(bad):
        bad[column] = not _has_one_slip(matrix, found, int(column))
    return ~bad


def _has_one_slip(matrix: Matrix, found: list[Identity], column: int) -> bool:
    """True if one row would have to change by the same, but for rounding, in every sum that fails in a column."""
    changes, allowed = list[dict[int, int]](), 0
    for one in found:
        if one.says[column] and not one.holds[column]:
            terms = ((row, sign * int(matrix.values[row, column])) for row, sign in one.terms)
            gap = int(matrix.values[one.target, column]) - sum(value for _, value in terms)
            changes.append({one.target: -gap, **{row: sign * gap for row, sign in one.terms}})
            allowed += int(matrix.halves[[one.target, *(row for row, _ in one.terms)], column].sum())
    if len(changes) < MIN_SUMS_TO_JUDGE_A_COLUMN:
        return False
    first, *others = changes
    return any(all(row in one and abs(one[row] - change) <= allowed for one in others) for row, change in first.items())


def _both_ways(matrix: Matrix, additive: Mask, *, is_typed: bool) -> tuple[list[Identity], list[int]]:
    found, unfound = _of_neighbours(matrix, additive, is_typed=is_typed)
    again = [one for one in mirrors_of(matrix, additive, found) if one.row not in {each.target for each in found}]
    for one in again:
        between = np.arange(one.of + 1, one.row + 1)
        side = moved(_of_neighbours(rows_of(matrix, between), additive, is_typed=is_typed)[0], between)
        lines = {each.terms for each in side if each.target == one.row}
        found = [*(each for each in found if each.target != one.of or each.terms not in lines), *side]
    if not is_typed and len(matrix.rows) <= MAX_ROWS_IN_STRIDES:
        found += _of_strides(matrix, additive)
    if (rows := _without_parts(matrix, found)) is not None:
        others = moved(_of_neighbours(rows_of(matrix, rows), additive, is_typed=is_typed)[0], rows)
        # what repeats its one line is made already, and of no others that happen to come to it
        found += [one for one in others if not _is_repeated(matrix, one.target)]
    if matrix.is_transposed:
        found = _with_longer_sums(found)
        found += runs_of(matrix, additive, found)
    chosen = one_reading_each(found, matrix.rows, {one.row: one.of for one in again})
    chosen += repeated_sums(matrix, additive, chosen)
    chosen += sums_of_blocks(matrix, additive, {one.target for one in chosen})
    chosen = sorted([*chosen, *steps_of_account(matrix, additive, chosen)], key=lambda one: one.target)
    targets = {one.target for one in chosen}
    return chosen, [row for row in unfound if row not in targets]


def _with_longer_sums(found: Sequence[Identity]) -> list[Identity]:
    """The sums of columns, without those of two columns whose total is also that of others: the actual to date is what
    the months come to, and of the budget and the variance the variance is made, as a difference, and not the actual.
    """
    longer: dict[int, list[set[int]]] = {}
    for one in found:
        if len(one.terms) > MIN_TERMS and one.chance <= MAX_CHANCE_OF_LONGER:
            longer.setdefault(one.target, []).append({row for row, _ in one.terms})

    def is_turned(one: Identity) -> bool:
        pair = {row for row, _ in one.terms}
        return len(pair) == MIN_TERMS and any(pair.isdisjoint(rows) for rows in longer.get(one.target, ()))

    return [one for one in found if not is_turned(one)]


MAX_CHANCE_OF_LONGER = 1e-6
"""That chance made a long sum of columns whose total is read as that of two others, too."""


def _of_strides(matrix: Matrix, additive: Mask) -> list[Identity]:
    """Sums of every second, third … row: where several measures take turns, such as a number and its percentage."""
    found = []
    for stride in range(2, MAX_STRIDE + 1):
        for first in range(stride):
            rows = np.arange(first, len(matrix.rows), stride)
            if len(rows) > MIN_TERMS:
                identities, _ = _of_neighbours(rows_of(matrix, rows), additive, is_typed=False)
                found += [
                    one
                    for one in moved(identities, rows)
                    if one.chance * MAX_STRIDE <= MAX_CHANCE and all(sign > 0 for _, sign in one.terms)
                ]
    return found


def _without_parts(matrix: Matrix, found: Sequence[Identity]) -> Whole | None:
    """The rows that a total further down may be the sum of: not those that tell again what the line above them is made
    of, by arithmetic or as "of which", nor the only line of a group whose total repeats it; None where no such row
    stands there.
    """
    parts = {row for one in found if one.target < min(row for row, _ in one.terms) for row, _ in one.terms}
    is_part, is_short = False, len(matrix.rows) <= MAX_ROWS_IN_STRIDES
    for row, line in enumerate(matrix.rows):
        # what is indented below "of which" is a part, too
        is_part = is_of_which(line.label) or (is_part and not line.is_total and _is_indented(matrix, row))
        parts |= {row} if row and is_part else set()
        if is_short and _is_repeated(matrix, row) and not _is_repeated(matrix, row - 1):
            parts.add(row - 1)
    kept = [row for row in range(len(matrix.rows)) if row not in parts]
    return np.array(kept) if 0 < len(kept) < len(matrix.rows) else None


def _is_repeated(matrix: Matrix, row: int) -> bool:
    """True if a row has the figures of the one above it and another name, in all columns with any, or by a slip in all
    but one.
    """
    if not row or matrix.rows[row].label == matrix.rows[row - 1].label:
        return False
    known = matrix.known[row] & matrix.known[row - 1] & (matrix.values[row] != 0)
    same = int((known & (matrix.values[row] == matrix.values[row - 1])).sum())
    return same > 0 and same >= int(known.sum()) - 1


def _is_indented(matrix: Matrix, row: int) -> bool:
    if matrix.is_transposed:
        return False
    texts = (cell.text for cell in matrix.grid.rows[matrix.rows[row].index] if cell.value is None and cell.text.strip())
    return next(texts, "")[:1].isspace()


def _of_neighbours(matrix: Matrix, additive: Mask, *, is_typed: bool) -> tuple[list[Identity], list[int]]:
    down = Scan(matrix, additive, signed=True, is_typed=is_typed)
    up = Scan(reversed_rows(matrix), additive, signed=False)
    up.run()  # first, since it takes less of the time that there is
    down.run()
    found, unfound = down.found, down.unfound
    # its lines may be those of one that holds: opening + paid in - paid out, where most paid in the whole of a loan
    doubtful = {one.target for one in found if one.is_loose}
    others = {row for row, line in enumerate(matrix.rows) if not line.is_total}
    if unfound and any(one.is_signed and one.target in others for one in found):
        doubtful |= others  # lines that happen to give one another may have taken them from a total
    if doubtful:
        again = Scan(matrix, additive, signed=True, is_typed=is_typed, passed_over=doubtful)
        again.run()
        found, unfound = [*found, *again.found], [row for row in unfound if row in again.unfound]
    if unfound and any(one.target in others for one in found):
        of_totals = Scan(matrix, additive, signed=True, is_typed=is_typed, passed_over=others, only_totals=True)
        of_totals.run()
        found = [*found, *(one for one in of_totals.found if one.chance <= MAX_CHANCE)]
    last = len(matrix.rows) - 1
    above = [
        replace(one, target=last - one.target, terms=tuple(sorted((last - row, sign) for row, sign in one.terms)))
        for one in up.found
    ]
    return [*found, *above], down.unfound


def one_reading_each(
    identities: Iterable[Identity], lines: Sequence[Line], again: Mapping[int, int] = NOTHING_AGAIN
) -> list[Identity]:
    """The strongest identities, so that each row is the total of one set of rows and of none that it is part of itself;
    of a second set where that is sure, and all of it other rows: a whole by function, and by source.

    A row that is a term in one direction is not taken again in the other: a sum and its own terms are read once; the
    rows that are others `again` go for those.
    """
    chosen: list[Identity] = []
    parts: dict[int, set[int]] = {}
    read: set[frozenset[int]] = set()
    totals: set[int] = set()

    identities = list(identities)
    own = _distance_of_own_lines(identities, lines)

    def order(one: Identity) -> tuple[bool, bool, int, bool, float, int]:
        """A total's own lines go before others that come to it, also where there is a slip in them; of equal ones those
        beside it before those beyond a heading or a blank row.
        """
        is_total = lines[one.target].is_total
        distance = _distance(one, lines)
        return (
            not is_total,
            distance > own.get(one.target, distance),
            -one.strength,
            distance > 1,
            one.chance,
            one.target,
        )

    for one in sorted(identities, key=order):
        rows = {row for row, _ in one.terms}
        if first := parts.get(one.target):
            is_second = one.is_sure or _is_on_the_other_side(one, first, lines)
            if not is_second or rows & _all_parts(one.target, parts):
                continue
        if any(one.target in _all_parts(row, parts) for row in rows):
            continue
        if not lines[one.target].is_total and any({one.target, *rows} <= parts[total] for total in totals):
            continue  # a total adds up neither a line and what it is made of, nor what is left of two
        whole = frozenset(again.get(row, row) for row in (*rows, one.target))
        if whole in read:  # turned round: a + b = c read as c - b = a
            continue
        parts[one.target] = parts.get(one.target, set()) | rows
        read.add(whole)
        chosen.append(one)
        totals |= {one.target} if lines[one.target].is_total else set()
    return sorted(chosen, key=lambda one: one.target)


def _is_on_the_other_side(one: Identity, first: Collection[int], lines: Sequence[Line]) -> bool:
    """True of a sum of the lines right above what the `first` lines below it make, or the other way round, that holds
    in all columns but one, and not by chance: net assets are made of assets and debts above, and of reserves below.
    """
    is_beside = _distance(one, lines) == 1 and not one.is_signed
    is_beside &= (min(first) > one.target) != (min(row for row, _ in one.terms) > one.target)
    return is_beside and one.says.sum() - one.strength <= 1 and one.chance <= MAX_CHANCE_IN_ONE_OF_TWO


def _distance(one: Identity, lines: Sequence[Line]) -> int:
    """How many rows of the sheet the nearest of its lines is from a total."""
    return min(abs(lines[row].index - lines[one.target].index) for row, _ in one.terms)


def _distance_of_own_lines(identities: Iterable[Identity], lines: Sequence[Line]) -> dict[int, int]:
    """By row that is called a total, how far the nearest lines are that are added up to it, and not by chance."""
    own: dict[int, int] = {}
    for one in identities:
        if lines[one.target].is_total and not one.is_signed and one.chance <= MAX_CHANCE:
            distance = _distance(one, lines)
            own[one.target] = min(distance, own.get(one.target, distance))
    return own


def _all_parts(row: int, parts: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    waiting = [row]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(parts.get(one, ()))
    return seen
