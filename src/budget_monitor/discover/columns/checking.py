"""One check for each place where a column that is made of others should hold, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.belief.trust import (
    CALLED_A_PERCENTAGE,
    MIN_TOTALS_TO_FAIL,
    Trust,
    evidence_of,
    trust_of,
    verdict_of,
)
from budget_monitor.discover.checks import LINEAR, Check, Judged, check_of_columns, check_of_lines
from budget_monitor.discover.columns.averages import Average
from budget_monitor.discover.columns.pairing import Pairing
from budget_monitor.discover.columns.running import Running
from budget_monitor.discover.columns.shares import Share
from budget_monitor.discover.labels import is_paid_back
from budget_monitor.discover.matrix import Matrix
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Verdict


def checks_of_pairings(matrix: Matrix, pairings: list[Pairing]) -> Iterator[Check]:
    """The differences, ratios and products, in every row in which they are not trivial."""
    for one in pairings:
        held, said = one.strength, int(one.says.sum())
        evidence, trust = _belief(matrix, held, said, is_named=one.is_named, excused=one.excused)
        for row in np.flatnonzero(one.says):
            yield _pairing(matrix, one, int(row), evidence, trust=trust)


def _pairing(matrix: Matrix, one: Pairing, row: int, evidence: str, *, trust: Trust) -> Check:
    gap, allowed = (Fraction(_plain(one.gap[row])), Fraction(_plain(one.allowed[row])))
    target = int(matrix.values[row, one.target])
    terms = [(row - one.lag, one.first, 1)]
    if not one.lag:
        terms.append((row, one.second, one.sign if one.kind in LINEAR else 1))
    if one.third is not None:
        terms.append((row, one.third, 1))
    figures = [target, *(int(matrix.values[at, column]) for at, column, _ in terms)]
    linear = one.kind in LINEAR
    size = max(abs(target), abs(target - int(gap)))
    shaped = int(gap) if linear else _printed(gap, matrix, row, one.target)
    slack = int(allowed) if matrix.is_called_a_percentage(one.target) else 0
    verdict = verdict_of(shaped, int(allowed), size, figures, trust=trust, slack=slack)
    if not linear and abs(gap) <= allowed:
        verdict = Verdict.EXACT if abs(gap) * 2 <= 1 else Verdict.WITHIN_ROUNDING
    check = check_of_columns(matrix, one.kind, (row, one.target), terms, Judged(gap, allowed, verdict, evidence))
    return replace(check, factor=one.factor, is_change=one.is_change)


def checks_of_running(matrix: Matrix, found: list[Running]) -> Iterator[Check]:
    """The balances that run, in every row that goes on from another."""
    for one in found:
        rows = np.flatnonzero(one.says)
        held = int(one.holds.sum())
        evidence, trust = _belief(matrix, held, len(rows))
        for row in rows:
            before = int(one.before[row])
            moves = [(int(row), column, sign) for column, sign in one.moves if matrix.values[row, column]]
            gap, allowed, value = int(one.gap[row]), int(one.allowed[row]), int(matrix.values[row, one.target])
            if gap and is_paid_back(matrix.rows[int(row)].label):
                put_back = gap + 2 * sum(sign * int(matrix.values[int(row), column]) for _, column, sign in moves)
                if abs(put_back) <= allowed:
                    gap, moves = put_back, [(place, column, -sign) for place, column, sign in moves]
            figures = [value, int(matrix.values[before, one.target])]
            figures += [int(matrix.values[row, column]) for _, column, _ in moves]
            verdict = verdict_of(gap, allowed, max(abs(value), abs(value - gap)), figures, trust=trust)
            terms, judged = [(before, one.target, 1), *moves], Judged(gap, allowed, verdict, evidence)
            yield check_of_columns(matrix, RelationKind.RUNNING, (int(row), one.target), terms, judged)


def checks_of_averages(matrix: Matrix, found: Iterable[Average]) -> Iterator[Check]:
    """The averages, in every column in which they are not trivial."""
    for one in found:
        evidence = evidence_of(one.held, len(one.gaps), "row" if matrix.is_transposed else "column")
        evidence += "; it is called an average"
        trust = Trust.VOUCHED if one.held >= MIN_TOTALS_TO_FAIL else Trust.NAMED
        for column, (gap, allowed) in one.gaps.items():
            value = int(matrix.values[one.target, column])
            terms = [(row, 1) for row in one.rows if matrix.known[row, column]]
            if abs(gap) <= allowed:
                verdict = Verdict.EXACT
            else:
                size = max(abs(value), abs(round(value - gap)))
                verdict = verdict_of(round(gap), int(allowed), size, [], trust=trust)
            judged = Judged(gap, allowed, verdict, evidence)
            yield check_of_lines(matrix, RelationKind.AVERAGE, one.target, terms, column, judged)


def checks_of_shares(matrix: Matrix, found: list[Share]) -> Iterator[Check]:
    """The shares of a total, in every line of it. One may be a last digit out, so that all come to the whole."""
    for one in found:
        held = int(one.holds.sum())
        evidence, trust = _belief(matrix, held, len(one.rows), is_named=one.is_named)
        for row, gap, allowed in zip(one.rows, one.gap, one.allowed, strict=True):
            value = int(matrix.values[row, one.target])
            allowed += 2 * int(matrix.halves[row, one.target])
            gap_of = _printed(Fraction(float(gap)), matrix, int(row), one.target)
            size = max(abs(value), abs(value - gap_of))
            verdict = verdict_of(gap_of, int(allowed), size, [value], trust=trust)
            if abs(gap) <= allowed:
                verdict = Verdict.EXACT if abs(gap) * 2 <= 1 else Verdict.WITHIN_ROUNDING
            judged = Judged(Fraction(float(gap)), Fraction(float(allowed)), verdict, evidence)
            terms = [(int(row), one.amount, 1), (one.total, one.amount, 1)]
            check = check_of_columns(matrix, RelationKind.RATIO, (int(row), one.target), terms, judged)
            yield replace(check, factor=one.factor)


def _belief(matrix: Matrix, held: int, said: int, *, is_named: bool = False, excused: int = 0) -> tuple[str, Trust]:
    """Why a relation of columns is believed that holds in this many of its places, and how far."""
    where = "column" if matrix.is_transposed else "row"
    called = CALLED_A_PERCENTAGE if is_named else ""
    return evidence_of(held, said, where, called), trust_of(held, said - excused, is_named=is_named)


def _plain(number: Any) -> int | float:  # noqa: ANN401 - numpy's numbers have no common type
    return number.item() if hasattr(number, "item") else number  # type: ignore[no-any-return]


def _printed(gap: Fraction, matrix: Matrix, row: int, column: int) -> int:
    """The gap to what would have been printed: 14.4 for 41.4, although the share is 41.435, is digits exchanged."""
    unit = max(1, 2 * int(matrix.halves[row, column]))
    return round(gap / unit) * unit
