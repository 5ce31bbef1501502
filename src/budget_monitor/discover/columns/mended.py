"""A table as it would be if its sums held: what else then holds is not what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check
from budget_monitor.discover.matrix import Matrix
from budget_monitor.model.results.outcome import Verdict


def put_right(matrix: Matrix, checks: Iterable[Check]) -> Matrix | None:
    """The matrix with each figure of a sum that does not hold as it would have to be for that sum to hold, were it the
    one that is wrong; None where all hold.
    """
    rows = {line.index: at for at, line in enumerate(matrix.rows)}
    columns = {line.index: at for at, line in enumerate(matrix.columns)}
    values = None
    for one in checks:
        if one.kind not in LINEAR or one.verdict not in (Verdict.FAIL, Verdict.UNDECIDED):
            continue
        values = matrix.values.copy() if values is None else values
        gap = int(one.gap * matrix.scale)
        for part, sign in zip(one.parts, (1, *(-part.sign for part in one.terms)), strict=True):
            place = rows[part.row], columns[part.column]
            values[place] = matrix.values[place] - sign * gap
    return None if values is None else replace(matrix, values=values)
