"""Sums that do not hold, and that nobody meant: the other relations of their table say what their figures are.

One figure typed wrong breaks every relation that it stands in. So a sum is none where each of its figures stands in
another one of its row that holds; nor where its column is made of others, which say what it lacks, or why it does not
add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.discover.labels import is_rate, is_running
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

MIN_ROWS = 2
"""Rows in which a column must be made of others, and not be in fewer others, before it is believed."""
MIN_COLUMNS_OF_BOTH = 2
"""Columns in which a total is what these lines come to and what others do, before it is known to be both."""
MIN_STEPS = 2
"""Steps from line to line in which a column must go on from the line before."""
MIN_SHARE_OF_STEPS = Fraction(3, 4)


class _Known(Struct, frozen=True):
    """What is known of a table: its `models`, one check of each identity of columns that holds in most rows in which
    it is told; in how many places each identity is `exact`, and in how many it holds by rounding; the `quotients` of
    columns, by row; and the sums of lines that hold, each by its identity and column.
    """

    table: NamedTable
    models: tuple[Check, ...]
    exact: Mapping[tuple[object, ...], int]
    rounded: Mapping[tuple[object, ...], int]
    quotients: Mapping[int, Sequence[Check]]
    adding: Mapping[tuple[object, ...], Check]


def without_explained(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of a table without those sums that fail, or hold by rounding alone, and were not meant."""
    off = [one for one in checks if one.kind in LINEAR and one.gap]
    known = _known(grid, checks) if off else None
    unmeant = [one for one in off if known and _is_explained(one, known)]
    return [one for one in checks if one not in unmeant]


def _known(grid: Grid, checks: Sequence[Check]) -> _Known:
    across = [one for one in checks if one.is_of_columns]
    held = Counter(one.identity for one in across if one.verdict in HELD)
    said = Counter(one.identity for one in across)
    believed = [
        one for one in across if held[one.identity] >= max(MIN_ROWS, said[one.identity] - held[one.identity] + 1)
    ]
    quotients: dict[int, list[Check]] = {}
    for one in believed:
        if one.kind in (RelationKind.RATIO, RelationKind.PRODUCT):
            quotients.setdefault(one.target.row, []).append(one)
    models = {one.identity: one for one in believed if one.kind in LINEAR}
    down = [one for one in checks if not one.is_of_columns and one.verdict in HELD]
    adding = {(*one.identity, one.target.column): one for one in down}
    exact = Counter(one.identity for one in checks if one.verdict is Verdict.EXACT)
    rounded = Counter(one.identity for one in checks if one.verdict is Verdict.WITHIN_ROUNDING)
    return _Known(named_table(grid), tuple(models.values()), exact, rounded, quotients, adding)


def _is_explained(one: Check, known: _Known) -> bool:
    if _is_of_trends(one, known):
        return True
    if one.is_of_columns:
        return _stands_elsewhere(one, known) or _is_of_another(one, known)
    reasons = (_is_among_rates, _is_of_other_lines, _is_filled, _is_quotient, _runs)
    return one.verdict not in HELD and any(is_so(one, known) for is_so in reasons)


def _is_among_rates(one: Check, known: _Known) -> bool:
    """True if what stands below rates or ranks is between the least and the most of them: it is another one."""
    total, *lines = (value_of(one.grid, part) for part in one.parts)
    is_of_rates = is_rate(known.table.heading(one.target.row, one.target.column))
    return is_of_rates and len(lines) > len("ab") and min(lines) <= total <= max(lines)


def _is_of_trends(one: Check, known: _Known) -> bool:
    """True if a sum with signs holds nowhere to the last digit: years that rise alike give one another by rounding."""
    is_signed = len(one.terms) > len("ab") and any(part.sign < 0 for part in one.terms)
    return is_signed and known.rounded.get(one.identity, 0) >= MIN_ROWS and not known.exact.get(one.identity)


def _is_of_another(one: Check, known: _Known) -> bool:
    """True if what should make up a column makes another one oftener, and in this row, too: the variance of now, beside
    that of last time, which may be the same.
    """
    terms = {part.column for part in one.terms}
    return any(
        terms <= {part.column for part in model.parts}
        and known.exact.get(model.identity, 0) > known.exact.get(one.identity, 0)
        and not _gap(model, row=one.target.row)
        for model in known.models
        if model.identity != one.identity and len(model.parts) == len(one.parts)
    )


def _stands_elsewhere(one: Check, known: _Known) -> bool:
    """True if each figure of a sum of columns stands in another one of its row that is exact."""
    row = one.target.row
    exact: set[int] = set()
    for model in known.models:
        columns = [part.column for part in model.parts]
        if model.identity != one.identity and all(known.table.is_figure(row, column) for column in columns):
            exact |= set() if _gap(model, row=row) else set(columns)
    return all(part.column in exact for part in one.parts)


def _gap(model: Check, **place: int) -> Fraction:
    """What is left, in another row or column, of a sum that holds in its own; blanks are nothing."""
    target, *terms = (replace(part, **place) for part in model.parts)
    return value_of(model.grid, target) - sum((part.sign * value_of(model.grid, part) for part in terms), Fraction())


def _is_of_other_lines(one: Check, known: _Known) -> bool:
    """True if a total is that of other lines in another column, and in its own these come to it, too; but not where in
    several columns it is that of both.
    """
    models = [each for each in known.adding.values() if each.target.row == one.target.row and each.kind in LINEAR]
    own = {each.target.column for each in models if each.identity == one.identity}
    others = {each.identity: each for each in models if each.identity != one.identity}
    return any(
        abs(_gap(each, column=one.target.column)) <= one.allowed
        and sum((*identity, column) in known.adding for column in own) < MIN_COLUMNS_OF_BOTH
        for identity, each in others.items()
    )


def _is_filled(one: Check, known: _Known) -> bool:
    """True if a total of changes takes in those of lines that have none, such as "new" or "not comparable", and other
    columns tell how much these are.
    """
    column, rows = one.target.column, sorted(part.row for part in one.parts)
    between = [row for row in known.table.rows if rows[0] <= row <= rows[-1]]
    empty = [row for row in between if one.grid.rows[row][column].value is None]
    for model in known.models:
        signs = [-part.sign if part == model.target else part.sign for part in model.parts]
        own = next((sign for part, sign in zip(model.parts, signs, strict=True) if part.column == column), 0)
        figures = [own * _gap(model, row=row) for row in empty] if own and not _gap(model, row=one.target.row) else []
        if any(figures) and abs(one.gap - sum(figures, Fraction())) <= one.allowed:
            return True
    return False


def _is_quotient(one: Check, known: _Known) -> bool:
    """True if a column is the quotient of two others that add up, in the row of its total and in those of its lines:
    days lost a head. One of its figures typed wrong would be none.
    """
    column = one.target.column
    own = {
        each.identity
        for each in known.quotients.get(one.target.row, ())
        if column in [part.column for part in each.parts]
        and all((*one.identity, part.column) in known.adding for part in each.parts if part.column != column)
    }
    kept = [each for part in one.parts for each in known.quotients.get(part.row, ()) if each.identity in own]
    return bool(kept) and all(each.verdict in HELD for each in kept)


def _runs(one: Check, known: _Known) -> bool:
    """True if a column adds up from line to line what another one has, or is called so and ends with its total."""
    grid, column = one.grid, one.target.column
    rows = sorted(part.row for part in one.terms)
    last = value_of(grid, Part(rows[-1], column))
    if is_running(known.table.heading(one.target.row, column)) and last == value_of(grid, one.target):
        return True
    values = [value_of(grid, Part(row, column)) for row in rows]
    steps = [(row, after - before) for row, (before, after) in zip(rows[1:], pairwise(values), strict=True)]
    for other in known.table.columns:
        same = sum(bool(step) and value_of(grid, Part(row, other)) == step for row, step in steps)
        if other != column and same >= MIN_STEPS and same >= MIN_SHARE_OF_STEPS * len(steps):
            return True
    return False
