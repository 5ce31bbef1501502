"""Blocks of rows with blank lines between them, each with its total in the first row or in the last.

No word calls it a total, and in one column chance may give the sum of a few round figures; that it comes out in every
block is hardly ever chance.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from math import prod

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.adding.scan import MIN_COVERAGE, MIN_TERMS, Scan
from budget_monitor.discover.matrix import Mask, Matrix

MIN_BLOCKS = 2
MIN_BLOCKS_WITH_A_SLIP = 4
"""Of so many blocks one may be made otherwise, which is a slip."""
MAX_BLOCKS = 60
MAX_CHANCE_OF_ALL = 1e-3
"""That chance made all blocks come out."""


def sums_of_blocks(matrix: Matrix, additive: Mask, made: Collection[int]) -> list[Identity]:
    """The first rows of all blocks as the sums of the others, or the last ones, but for those that are `made` already;
    none where they do not come out.
    """
    blocks = _blocks(matrix)
    if matrix.is_transposed or not MIN_BLOCKS <= len(blocks) <= MAX_BLOCKS:
        return []
    scan = Scan(matrix, additive, signed=False)
    for at in (0, -1):
        found = [scan.identity(rows[at], [(one, 1) for one in rows if one != rows[at]], 1) for rows in blocks]
        held = [one for one in found if one.strength >= max(1, MIN_COVERAGE * int(one.says.sum()))]
        is_all = len(held) == len(found) or len(held) == len(found) - 1 >= MIN_BLOCKS_WITH_A_SLIP - 1
        if is_all and prod(min(1.0, one.chance) for one in held) <= MAX_CHANCE_OF_ALL:
            where = "last" if at else "first"
            evidence = f"the {where} row is the sum of the others in {len(held)} of {len(found)} blocks"
            return [replace(one, evidence=evidence) for one in found if one.target not in made]
    return []


def _blocks(matrix: Matrix) -> Sequence[range]:
    """The rows of each block that has at least two lines and a total."""
    lines = [matrix.grid.lines[row.index] for row in matrix.rows] if not matrix.is_transposed else []
    begins = [0, *(np.flatnonzero(np.diff(lines) > 1) + 1).tolist(), len(lines)]
    return [range(begin, end) for begin, end in pairwise(begins) if end - begin > MIN_TERMS]
