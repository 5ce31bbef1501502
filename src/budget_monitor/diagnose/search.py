"""The search for culprits: the smallest sets of cells whose correction makes every check that touches them hold.

Fellegi and Holt's principle (1976) with exact rational arithmetic. A single wrong cell is found by direct reasoning:
it stands in every failed equation of its cluster, and all its equations agree on its true value. Slips that move
several cells at once (`patterns`) come next; then sets of two cells and more, by a search whose bound is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from budget_monitor.diagnose.patterns import patterns, patterns_across
from budget_monitor.diagnose.ranges import Proposal, common_range, fitting, propose, range_of
from budget_monitor.diagnose.web import Changes, Web, clusters, holds_after
from budget_monitor.model.constraint import Constraint
from budget_monitor.model.outcome import CellRef

LARGEST = 4
"""The most cells that a searched set may have."""
BOUND = 1_000
"""The most steps the search takes in one cluster."""
MANY = 100
"""Of more suspects than this for one failed check, none is looked at closely: the lines of a long casting."""
LIKELY = 30
"""A single cell explained at this weight or less is not doubted: no slip of several cells is looked for."""
SMALL_CLUSTER = 12
"""A cluster with more failed equations is first thinned by reasoning row by row."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One set of corrections, with how each slip most likely happened; `slips` counts acts, not cells."""

    proposals: Mapping[CellRef, Proposal]
    slips: int

    @property
    def changes(self) -> Changes:
        """By how much each cell changes."""
        return {cell: proposal.change for cell, proposal in self.proposals.items()}

    @property
    def weight(self) -> int:
        """Smaller is likelier."""
        weights = [proposal.weight for proposal in self.proposals.values()]
        return max(weights) if self.slips == 1 else sum(weights)


@dataclass(frozen=True, slots=True)
class Solution:
    """The equally small answers for the same failed checks, likeliest first."""

    answers: tuple[Answer, ...]
    resolved: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Failed equations for which no small set of cells was found; `bounded` when the search gave up early."""

    constraints: tuple[Constraint, ...]
    bounded: bool


class Search:
    """Finds culprits for everything that failed. `trust` weighs cells: the more trusted, the later suspected."""

    def __init__(self, web: Web, trust: Mapping[str, int] | None = None) -> None:
        self.web = web
        self.source = web.source
        self.trust = trust or {}
        self.applied: dict[CellRef, Fraction] = {}
        self.failed = {constraint.id for constraint in web.failing}

    def outcome(self) -> tuple[list[Solution], list[Unsolved]]:
        """Every cluster of failed equations, solved or not, in the order of their checks."""
        solutions: list[Solution] = []
        unsolved: list[Unsolved] = []
        equations = [constraint for constraint in self.web.failing if constraint.linear is not None]
        short = (
            cell for constraint in equations if len(constraint.cells) <= SMALL_CLUSTER for cell in _cells(constraint)
        )
        self.web.fetch(short)  # in one go: each look at a large ledger costs the same, whatever it brings back
        self._across(equations, solutions)
        for cluster in clusters(equations):
            self._solve(cluster, solutions, unsolved)
        return solutions, unsolved

    def _across(self, equations: Sequence[Constraint], solutions: list[Solution]) -> None:
        """Accepts patterns that settle several clusters in one act, though each might be settled by itself too."""
        for proposals in patterns_across(self.web, equations, self.applied):
            changes = self.applied | {cell: proposal.change for cell, proposal in proposals.items()}
            if self.applied.keys().isdisjoint(proposals):
                around = self.web.around(proposals)
                if self._all_hold(around, changes):
                    failed = [constraint for constraint in around if constraint.id in self.failed]
                    self._accept([Answer(proposals, 1)], failed, solutions)

    def _solve(self, cluster: Sequence[Constraint], solutions: list[Solution], unsolved: list[Unsolved]) -> None:
        cluster = [constraint for constraint in cluster if not holds_after(constraint, self.applied)]
        if not cluster:
            return  # an earlier correction, of a whole column perhaps, settled these too
        whole = self._one_act(cluster)
        if whole is None and len(cluster) > SMALL_CLUSTER:
            rest = self._row_by_row(cluster, solutions)
            if len(rest) < len(cluster):
                for part in clusters(rest):
                    self._solve(part, solutions, unsolved)
                return
        bounded = False
        if whole is None and not any(constraint.linear and constraint.linear.is_partial for constraint in cluster):
            whole, bounded = self._sets(cluster)
        if whole is None:
            unsolved.append(Unsolved(tuple(cluster), bounded))
            return
        self._accept(whole, cluster, solutions)

    def _accept(self, answers: Sequence[Answer], cluster: Sequence[Constraint], solutions: list[Solution]) -> None:
        ordered = tuple(sorted(answers, key=self._preference))
        touched = [constraint for constraint in self.web.around(ordered[0].changes) if constraint.id in self.failed]
        resolved = {constraint.id: constraint for constraint in [*cluster, *touched]}
        changes = self.applied | dict(ordered[0].changes)
        settled = tuple(constraint for constraint in resolved.values() if holds_after(constraint, changes))
        solutions.append(Solution(ordered, settled))
        self.applied |= ordered[0].changes

    def _preference(self, answer: Answer) -> tuple[int, int, int, list[tuple[str, int, str]]]:
        trust = max(self.trust_in(cell) for cell in answer.changes)
        places = sorted((cell.file, cell.line, cell.column) for cell in answer.changes)
        return answer.slips, trust, answer.weight, places

    def trust_in(self, cell: CellRef) -> int:
        """The weight that the settings give a cell: its column's, or its ledger's, or 1."""
        ledger, column = self.source.name(cell)
        return self.trust.get(f"{ledger}.{column}", self.trust.get(ledger, 1))

    # --- one act: a single cell, or a pattern

    def _one_act(self, cluster: Sequence[Constraint]) -> list[Answer] | None:
        found = self._singles(cluster)
        if all(answer.weight > LIKELY for answer in found):
            found += self._patterns(cluster)
        return found or None

    def _singles(self, cluster: Sequence[Constraint]) -> list[Answer]:
        """Every single cell that settles the whole cluster."""
        first, *others = sorted(cluster, key=lambda constraint: len(constraint.cells))
        shared = [cell for cell in _cells(first) if all(cell in _cells(other) for other in others)]
        self.web.fetch(shared)
        alone = len(shared) <= MANY
        return [answer for cell in shared if (answer := self._single(cell, self.applied, alone=alone)) is not None]

    def _single(self, cell: CellRef, changes: Changes, *, alone: bool) -> Answer | None:
        """The correction of one cell that makes every check of it hold, given earlier corrections."""
        if cell in changes:
            return None
        around = self.web.touching(cell)
        found = common_range(around, cell, changes)
        if found is None:
            return None
        proposal = propose(self.source, cell, found, around, alone=alone)
        if proposal is None or not self._all_hold(around, {**changes, cell: proposal.change}):
            return None
        return Answer({cell: proposal}, 1)

    def _all_hold(self, constraints: Sequence[Constraint], changes: Changes) -> bool:
        return all(holds_after(constraint, changes) for constraint in constraints)

    def _patterns(self, cluster: Sequence[Constraint]) -> Iterator[Answer]:
        for proposals in patterns(self.web, cluster):
            changes = self.applied | {cell: proposal.change for cell, proposal in proposals.items()}
            if self._all_hold(cluster, changes) and self._all_hold(self.web.around(proposals), changes):
                yield Answer(proposals, 1)
                return

    # --- many rows at once

    def _row_by_row(self, cluster: Sequence[Constraint], solutions: list[Solution]) -> list[Constraint]:
        """Takes the corrections that break nothing and are the only such one of their row; returns what is left.

        With hundreds of wrong rows under one total, the total's check stays broken until the last is mended: so a
        check that fails anyway does not speak against a correction, one that holds does.
        """
        rows = sorted(cluster, key=lambda constraint: (len(constraint.cells), constraint.id))
        self.web.fetch(cell for row in rows if len(row.cells) <= SMALL_CLUSTER for cell in _cells(row))
        taken: dict[CellRef, Proposal] = {}
        for row in rows:
            changes = self.applied | {cell: proposal.change for cell, proposal in taken.items()}
            if len(row.cells) > SMALL_CLUSTER or holds_after(row, changes):
                continue
            fitting = [
                (cell, proposal) for cell in _cells(row) if (proposal := self._fitting(row, cell, changes)) is not None
            ]
            if len(fitting) == 1:
                taken[fitting[0][0]] = fitting[0][1]
        if not taken:
            return list(cluster)
        changes = self.applied | {cell: proposal.change for cell, proposal in taken.items()}
        rest = [constraint for constraint in cluster if not holds_after(constraint, changes)]
        settled = {constraint.id for constraint in cluster} - {constraint.id for constraint in rest}
        for cell, proposal in taken.items():
            resolved = tuple(check for check in self.web.touching(cell) if check.id in settled)
            solutions.append(Solution((Answer({cell: proposal}, 1),), resolved))
        self.applied = changes
        return rest

    def _fitting(self, row: Constraint, cell: CellRef, changes: Changes) -> Proposal | None:
        around = self.web.touching(cell)
        found = range_of(row, cell, changes)
        for constraint in around:
            other = range_of(constraint, cell, changes)
            if found is None or constraint.id == row.id or other is None:
                continue
            shared = found.meet(other)
            # a check that fails anyway may fail for more than one reason
            found = shared if shared is not None or holds_after(constraint, changes) else found
        proposal = None if found is None else propose(self.source, cell, found, around)
        if proposal is None:
            return None
        after = {**changes, cell: proposal.change}
        held = [constraint for constraint in around if holds_after(constraint, changes)]
        return proposal if self._all_hold(held, after) else None

    # --- sets of two cells and more

    def _sets(self, cluster: Sequence[Constraint]) -> tuple[list[Answer] | None, bool]:
        """The smallest sets that settle the whole cluster, and whether the search stopped at its bound."""
        for size in range(2, LARGEST + 1):
            steps = _Steps(BOUND)
            found = {frozenset(answer.changes): answer for answer in self._deeper(cluster, {}, size, steps)}
            if found or steps.spent:
                return list(found.values()) or None, steps.spent
        return None, False

    def _deeper(
        self, cluster: Sequence[Constraint], taken: Mapping[CellRef, Proposal], size: int, steps: _Steps
    ) -> Iterator[Answer]:
        changes = self.applied | {cell: proposal.change for cell, proposal in taken.items()}
        concerned = {constraint.id: constraint for constraint in [*cluster, *self.web.around(taken)]}
        violated = [constraint for constraint in concerned.values() if not holds_after(constraint, changes)]
        if not violated:
            yield self._explained(taken)
            return
        equations = [constraint for constraint in violated if constraint.linear is not None]
        if len(taken) == size or not equations or steps.spent:
            return
        tightest = min(equations, key=lambda constraint: (len(constraint.cells), constraint.id))
        for cell in _cells(tightest):
            if cell in taken or cell in self.applied:
                continue
            for proposal in self._options(cell, changes):
                steps.take()
                yield from self._deeper(cluster, {**taken, cell: proposal}, size, steps)

    def _explained(self, taken: Mapping[CellRef, Proposal]) -> Answer:
        """The same set of cells, each with the likeliest slip that leads to a value the others leave it."""
        told = dict(taken)
        for cell in taken:
            changes = self.applied | {other: proposal.change for other, proposal in told.items() if other != cell}
            around = self.web.touching(cell)
            found = common_range(around, cell, changes)
            proposal = None if found is None else propose(self.source, cell, found, around)
            if proposal is not None and self._all_hold(around, {**changes, cell: proposal.change}):
                told[cell] = proposal
        return Answer(told, len(told))

    def _options(self, cell: CellRef, changes: Changes) -> list[Proposal]:
        """The changes of a cell worth trying: what all its equations agree on, or else what each asks for."""
        around = self.web.touching(cell)
        violated = [constraint for constraint in around if not holds_after(constraint, changes)]
        agreed = common_range(violated, cell, changes)
        ranges = [agreed] if agreed is not None else [range_of(constraint, cell, changes) for constraint in violated]
        held = [range_of(constraint, cell, changes) for constraint in around if constraint not in violated]
        options: dict[Fraction, Proposal] = {}
        for found in ranges:
            if found is None:
                continue
            for other in held:
                found = (found.meet(other) or found) if other is not None else found
            proposal = fitting(self.source, cell, found, around)
            if proposal is not None and proposal.change:
                options.setdefault(proposal.change, proposal)
        return list(options.values())


class _Steps:
    """Counts what a search may still do."""

    def __init__(self, most: int) -> None:
        self.left = most

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def take(self) -> None:
        self.left -= 1


def _cells(constraint: Constraint) -> Sequence[CellRef]:
    """The figures a correction may change: those with a coefficient, blanks left out."""
    linear = constraint.linear
    if linear is None:
        return ()
    return [cell for cell in linear.coefficients if cell not in linear.blanks]
