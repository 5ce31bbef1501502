"""Sums of blocks that are all made in one way: what holds in several of them holds in the others, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.adding.scan import MIN_COVERAGE, Scan
from budget_monitor.discover.matrix import Mask, Matrix

MIN_BLOCKS = 3
"""Blocks in which a sum must be found before it is looked for in the others."""

MAX_TOLD_OF_LITTLE = 2
"""Columns that a block tells anything in, if it is not to speak against what holds in the others."""

Way: TypeAlias = tuple[str, tuple[tuple[int, int, str], ...]]
"""What a row is called, and how many rows from it each term stands, its sign, and what that is called."""


def repeated_sums(matrix: Matrix, additive: Mask, found: Sequence[Identity]) -> Iterator[Identity]:
    """For each row without a sum that is called as others are, the one that those have: request - estimate = increase
    in every department, also where it is nil, or in one column alone.
    """
    labels = [line.label.casefold() for line in matrix.rows]
    ways: dict[Way, list[Identity]] = defaultdict(list)
    for one in found:
        terms = tuple((row - one.target, sign, labels[row]) for row, sign in one.terms)
        ways[labels[one.target], terms].append(one)
    made = {one.target for one in found}
    open_: dict[str, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        if label and row not in made:
            open_[label].append(row)
    scan = Scan(matrix, additive, signed=False)
    for (label, terms), blocks in ways.items():
        if len(blocks) < MIN_BLOCKS:
            continue
        for row in open_[label]:
            rows = [(row + apart, sign) for apart, sign, _ in terms]
            if all(
                0 <= one < len(labels) and labels[one] == called
                for (one, _), (*_, called) in zip(rows, terms, strict=True)
            ):
                one = scan.identity(row, rows, 1)
                said = int(one.says.sum())
                if said and (said <= MAX_TOLD_OF_LITTLE or one.strength >= MIN_COVERAGE * said):
                    yield replace(one, evidence=f"{label} is made so in {len(blocks)} other places")
