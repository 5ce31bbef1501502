"""Many slips under one total: what resolves the checks of a row, or two that cross, whatever else is wrong nearby.

With hundreds of wrong rows under one total, the total's check stays broken until the last is mended. A check that fails
anyway does not speak against a correction; one that holds does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from budget_monitor.diagnose.answers import Answer
from budget_monitor.diagnose.values.ranges import common_range, propose
from budget_monitor.diagnose.web import Web, clusters, equation_cells, holds_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef

MAX_CELLS_OF_A_ROWS_CHECK = 12
"""A check of more cells adds up a column; it is looked at once the checks of the rows are resolved."""
MAX_ROWS_LOOKED_AT_CLOSELY = 60
"""In more rows than this, last period's figures and the lines of totals are not looked up."""
MIN_CROSSING = 2
"""Checks that agree on one cell and one value, for it to be named amid others that fail."""

Checks = Sequence[Constraint]


class Local:
    """The failed checks of one large cluster, part by part, after some changes."""

    def __init__(self, web: Web, cluster: Checks, applied: dict[CellRef, Fraction]) -> None:
        self.web = web
        self.cluster = cluster
        self.applied = applied
        self.failed = {one.id for one in cluster}

    def rows(self) -> list[tuple[list[Answer], Checks]]:
        """For each group of short checks joined by their cells, the single cells that resolve most of it, and these
        checks. Nothing of groups that no single cell resolves a part of.
        """
        short = [one for one in self.cluster if len(one.cells) <= MAX_CELLS_OF_A_ROWS_CHECK]
        self.web.fetch(cell for one in short for cell in equation_cells(one))
        parts = clusters(short)
        alone = len(parts) <= MAX_ROWS_LOOKED_AT_CLOSELY
        found: list[tuple[list[Answer], Checks]] = []
        for part in parts:
            own = {one.id for one in part}
            counted: dict[CellRef, list[Constraint]] = defaultdict(list)
            for one in part:
                for cell in equation_cells(one):
                    counted[cell].append(one)
            for size in range(len(part), 0, -1):
                some = [cell for cell, checks in counted.items() if len(checks) == size]
                answers = [answer for cell in some if (answer := self._of(cell, own, alone=alone)) is not None]
                if answers:
                    settled = {
                        check.id: check for answer in answers for cell in answer.changes for check in counted[cell]
                    }
                    found.append((answers, list(settled.values())))
                    break
        return found

    def crossings(self) -> list[tuple[Answer, Checks]]:
        """The cells on whose value several failed checks agree, where no other cell resolves any of these."""
        counted: dict[CellRef, list[Constraint]] = defaultdict(list)
        for one in self.cluster:
            for cell in equation_cells(one):
                counted[cell].append(one)
        several = {cell: checks for cell, checks in counted.items() if len(checks) >= MIN_CROSSING}
        agreed = {cell: checks for cell, checks in several.items() if common_range(checks, cell, self.applied)}
        self.web.fetch(agreed)
        found = [
            (answer, checks)
            for cell, checks in agreed.items()
            if (answer := self._of(cell, self.failed, alone=len(agreed) <= MAX_ROWS_LOOKED_AT_CLOSELY)) is not None
        ]
        uses: dict[tuple[int, int, int], int] = defaultdict(int)
        for _, checks in found:
            for one in checks:
                uses[one.id] += 1
        return [(answer, checks) for answer, checks in found if all(uses[one.id] == 1 for one in checks)]

    def _of(self, cell: CellRef, own: set[tuple[int, int, int]], *, alone: bool) -> Answer | None:
        """The correction of a cell that resolves the failed checks asked for and breaks none that holds."""
        if cell in self.applied:
            return None
        around = [one for one in self.web.touching(cell) if one.id in own or one.id not in self.failed]
        # changes elsewhere are none of a check's that holds by itself
        near = {ref: change for one in around for ref in one.cells if (change := self.applied.get(ref)) is not None}
        found = common_range(around, cell, near)
        if found is None:
            return None
        proposal = propose(self.web, cell, found, around, alone=alone, changes=near)
        if proposal is None or not all(holds_after(one, {**near, cell: proposal.change}) for one in around):
            return None
        return Answer({cell: proposal}, 1)
