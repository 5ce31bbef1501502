"""Failures that are taken back: where a table is rounded more coarsely than it looks, or does not add up there at all.

A wrong failure costs more than one that is missed, so each of these leaves a doubt to the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd

from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import is_of_round_figures
from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.belief.trust import MIN_PLACES_TO_FAIL, MIN_SHARE_TO_FAIL
from budget_monitor.discover.checks import LINEAR, Check, Part, has_hidden, value_of
from budget_monitor.discover.labels import are_adjusted, is_average
from budget_monitor.figures.naming import named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

MIN_ROUNDING_GAPS = 2
"""One sum that is a last digit out is a slip; this many of one identity are rounding."""
MIN_NOT_UNDERSTOOD = 5
MIN_NOT_UNDERSTOOD_TO_A_FAILURE = 4
MIN_BLANKS = 3
"""In so many rows a blank is no nil: the column was not filled in there."""
MIN_FAILURES_OF_A_LINE = 4
MIN_SHARE_OF_FAILURES = Fraction(1, 3)
"""A row or column in which this many identities fail, and so large a share, is not part of them."""
MIN_FIGURES_TO_TELL_A_STEP = 3


def doubted(checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table, with the failures taken back that are in doubt."""
    slight = [one for one in checks if one.verdict is Verdict.FAIL and _is_last_digits(one)]
    small = Counter(one.identity for one in slight if not _is_of_averages(one))
    failed: Counter[tuple[str, int]] = Counter()
    held: Counter[tuple[str, int]] = Counter()
    for one in checks:
        tally = failed if one.verdict is Verdict.FAIL else held
        tally[one.across] += 1
    averaged = {(one.target.row, one.target.column) for one in checks if _is_a_right_average(one)}
    taken = {
        line
        for line, n in failed.items()
        if n >= MIN_FAILURES_OF_A_LINE and n >= MIN_SHARE_OF_FAILURES * (n + held[line])
    }
    checks = _meant(checks)
    half = Counter(one.identity for one in checks if one.verdict not in HELD and _is_half_blank(one))
    judged = (
        _judged(
            one,
            small[one.identity],
            is_out=one.across in taken or has_hidden(one) or (half[one.identity] >= MIN_BLANKS and _is_half_blank(one)),
        )
        if one.verdict is Verdict.FAIL
        else one
        for one in checks
    )
    return _understood([one for one in judged if not _is_averaged_otherwise(one, averaged)])


def _understood(checks: Sequence[Check]) -> list[Check]:
    """The same checks; where most of what does not hold of an identity is not understood, none of it is wrong."""
    failed = Counter(one.identity for one in checks if one.verdict is Verdict.FAIL)
    unknown = Counter(one.identity for one in checks if one.verdict is Verdict.UNDECIDED)
    loose = {
        one for one, n in failed.items() if unknown[one] >= max(MIN_NOT_UNDERSTOOD, MIN_NOT_UNDERSTOOD_TO_A_FAILURE * n)
    }
    return [
        replace(one, verdict=Verdict.UNDECIDED) if one.verdict is Verdict.FAIL and one.identity in loose else one
        for one in checks
    ]


def _meant(checks: Sequence[Check]) -> list[Check]:
    """The same checks without those of columns, or rows, that are made otherwise: where drawn + opening - repaid is
    closing throughout, opening - repaid was it while nothing was drawn.
    """
    groups: dict[tuple[object, ...], list[Check]] = {}
    for one in checks:
        if one.kind in (RelationKind.SUM, RelationKind.DIFFERENCE):
            groups.setdefault(one.identity, []).append(one)
    wrong = [group for group in groups.values() if _failing(group)]
    targets = {(one[0].is_of_columns, _line(one[0], one[0].target)) for one in wrong}
    with_line: dict[tuple[bool, int], list[list[Check]]] = {}
    for group in groups.values():
        for line in _lines(group[0]):
            if (place := (group[0].is_of_columns, line)) in targets:
                with_line.setdefault(place, []).append(group)
    otherwise = set[tuple[object, ...]]()
    for group in wrong:
        first = group[0]
        others = with_line[first.is_of_columns, _line(first, first.target)]
        if any(_makes_up(other, group) for other in others) or _is_cut_short(group, others, list(groups.values())):
            otherwise.add(first.identity)
    return [one for one in checks if one.identity not in otherwise]


def _failing(checks: Sequence[Check]) -> set[tuple[str, int]]:
    """Where an identity does not hold."""
    return {one.across for one in checks if one.verdict not in HELD and not is_coarse(one)}


def _makes_up(right: Sequence[Check], wrong: Sequence[Check]) -> bool:
    """True if an identity has two lines of one that does not hold, and holds in most places in which that does not, as
    nearly everywhere.
    """
    lines, others = _lines(right[0]), _lines(wrong[0])
    if len(right) < MIN_PLACES_TO_FAIL or len(lines & others) < len("ab") or lines == others:
        return False
    off, failing = _failing(right), _failing(wrong)
    holding = {one.across for one in right} - off
    return len(holding) >= MIN_SHARE_TO_FAIL * len(right) and len(failing & holding) * 2 >= len(failing)


def _is_cut_short(wrong: Sequence[Check], others: Iterable[Sequence[Check]], groups: Sequence[Sequence[Check]]) -> bool:
    """True if a sum that often does not hold has all terms but some of a total that always does, and is set beside that
    total: approved is no sum of the first years of a scheme, if all years and it make a variance.
    """
    target, lines = _line(wrong[0], wrong[0].target), _lines(wrong[0])
    failing = _failing(wrong)
    if len(failing) < MIN_PLACES_CUT_SHORT or len(wrong) - len(failing) >= MIN_SHARE_TO_FAIL * len(wrong):
        return False
    beside = set().union(*(_lines(one[0]) for one in others if not _failing(one))) - lines
    return any(
        _line(one[0], one[0].target) in beside
        and target not in _lines(one[0])
        and lines - {target} < _lines(one[0])
        and one[0].is_of_columns == wrong[0].is_of_columns
        and not _failing(one)
        and failing <= {each.across for each in one}
        for one in groups
    )


MIN_PLACES_CUT_SHORT = 2
"""A sum that does not hold in one place alone may be a slip."""


def _lines(one: Check) -> set[int]:
    return {_line(one, part) for part in one.parts}


def _line(one: Check, part: Part) -> int:
    return part.column if one.is_of_columns else part.row


def _is_half_blank(one: Check) -> bool:
    """True if of two columns that make a third one is blank in a row."""
    cells = [one.grid.rows[part.row][part.column] for part in one.terms]
    return one.is_of_columns and len(cells) == len("ab") and any(cell.value is None for cell in cells)


def _is_a_right_average(one: Check) -> bool:
    return one.kind is RelationKind.AVERAGE and one.verdict in HELD


def _is_averaged_otherwise(one: Check, averaged: set[tuple[int, int]]) -> bool:
    """True of the corner of a table with blanks: an average of averages down is another one than that across."""
    place = (one.target.row, one.target.column)
    return one.kind is RelationKind.AVERAGE and place in averaged and not _is_a_right_average(one)


def _judged(one: Check, small: int, *, is_out: bool) -> Check:
    """A failure, or what is left of it."""
    if _is_last_digits(one) and (small >= MIN_ROUNDING_GAPS or _is_of_whole_figures(one) or _is_of_averages(one)):
        return replace(one, verdict=Verdict.WITHIN_ROUNDING)
    if one.kind is RelationKind.RATIO and _is_last_digit_of_a_ratio(one):
        return replace(one, verdict=Verdict.WITHIN_ROUNDING)
    if is_out or is_coarse(one) or _has_holes(one) or _is_adjusted(one):
        return replace(one, verdict=Verdict.UNDECIDED)
    return one


def _is_last_digits(one: Check) -> bool:
    """True if half of the last digit written of each figure would make up the gap."""
    grid = one.grid
    halves = [Fraction(1, 2 * 10 ** max(0, grid.rows[part.row][part.column].decimals)) for part in one.parts]
    return one.kind in LINEAR and abs(one.gap) <= sum(halves)


def _is_last_digit_of_a_ratio(one: Check) -> bool:
    """True if a ratio was rounded to the decimals that it is written with, fewer than others have."""
    decimals = one.grid.rows[one.target.row][one.target.column].decimals
    return decimals > 0 and abs(one.gap) <= Fraction(1, 2 * 10**decimals)


def _is_of_whole_figures(one: Check) -> bool:
    """True if all figures of a sum are whole, though pence stand elsewhere in their column: those were rounded."""
    cells = [one.grid.rows[part.row][part.column] for part in one.parts]
    written = (_units(one.grid, part.column) for part in one.parts)
    return all(cell.decimals == 0 for cell in cells) and any(map(bool, written)) and not _are_round(one)


def _is_of_averages(one: Check) -> bool:
    """True if each figure of a sum is an average, as its row or its column is called: each was rounded by itself."""
    table, (row, column) = named_table(one.grid), (one.target.row, one.target.column)
    return is_average(table.label(row) if one.is_of_columns else table.heading(row, column))


def _units(grid: Grid, column: int) -> int:
    return max((row[column].decimals for row in grid.rows if row[column].value is not None), default=0)


def _are_round(one: Check) -> bool:
    figures = [value_of(one.grid, part) for part in one.parts]
    return is_of_round_figures(one.gap, figures, Fraction(1))


def _has_holes(one: Check) -> bool:
    """True if a figure that is blank among the lines, in a row that has others, may be what a far total takes in."""
    if one.is_of_columns or one.kind is not RelationKind.SUM or len({part.column for part in one.parts}) > 1:
        return False
    if is_near(int(one.gap * SCALE), int(value_of(one.grid, one.target) * SCALE)):
        return False
    rows, column = sorted(part.row for part in one.terms), one.target.column
    between = one.grid.rows[rows[0] : rows[-1] + 1] + one.grid.rows[rows[-1] + 1 : one.target.row]
    return any(row[column].value is None and any(cell.value is not None for cell in row) for row in between)


SCALE = 10**6
MAX_ADJUSTED = 5
"""How far a figure may be altered at random, on average."""


def _is_adjusted(one: Check) -> bool:
    """True of a small gap in a table whose notes say that its figures were altered at random."""
    if one.kind not in LINEAR or abs(one.gap) > MAX_ADJUSTED * len(one.parts):
        return False
    return any(are_adjusted(cell.text) for row in one.grid.rows for cell in row if cell.value is None and cell.text)


def is_coarse(one: Check) -> bool:
    """True if all figures are multiples of five, ten, a thousand …, and rounding to that would make up the gap."""
    figures = [value_of(one.grid, part) for part in one.parts]
    if one.kind not in LINEAR or len(figures) < MIN_FIGURES_TO_TELL_A_STEP or any(figure % 1 for figure in figures):
        return False
    step = reduce(gcd, (int(figure) for figure in figures))
    return step > 1 and 2 * abs(one.gap) <= step * len(figures)
