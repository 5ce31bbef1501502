"""The search for what is wrong: the smallest sets of acts that make every check that they touch hold.

Fellegi and Holt's principle (1976) with exact rational arithmetic, over acts instead of fields: a cell typed wrong, a
line missing or typed twice, a row in the wrong group, two columns exchanged, a figure that formulas carried on. One
act that resolves a whole cluster of failed checks comes first; then what resolves single rows; then sets of cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from math import log2

from budget_monitor.diagnose.acts import ACROSS, OF_A_CLUSTER, WHERE_NO_CELL_WILL_DO
from budget_monitor.diagnose.acts.follows import carried_on
from budget_monitor.diagnose.acts.tables import swapped_tables
from budget_monitor.diagnose.answers import Answer, Solution, Unsolved, each_once
from budget_monitor.diagnose.formulas.blame import by_formulas
from budget_monitor.diagnose.local import Local
from budget_monitor.diagnose.sets import SECONDS_OF_A_CLUSTER, Sets, uses_open_cells
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, common_range, propose
from budget_monitor.diagnose.values.sure import SOFT, settled
from budget_monitor.diagnose.values.usual import Usual
from budget_monitor.diagnose.web import Changes, Web, cell_of, cells_to_change, clusters, coefficient_of, holds_after
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import clock, is_over

MAX_SUSPECTS_LOOKED_AT_CLOSELY = 100
"""Of more suspects than this for one failed check, none is looked at closely: the lines of a long casting."""
MAX_WEIGHT_NOT_DOUBTED = 30
"""A single cell explained at this weight or less is not doubted: no slip of several cells is looked for."""
UNLIKELY = 100
"""Above this weight an act explains any amount as well as another."""
ANOTHER_SLIP = 100
"""Tenths of bits: how unlikely it is that a second figure is wrong, and this one of some hundreds."""
MAX_CHECKS_OF_A_SMALL_CLUSTER = 12
"""A cluster with more failed equations is first thinned by reasoning row by row."""
MAX_CELLS_LOOKED_UP_AT_ONCE = 1_000
"""The checks of the cells of a longer check are looked up when they are needed."""
MAX_CELLS_LOOKED_UP_IN_ALL = 30_000
"""So many cells' checks are looked up before the search begins."""
MAX_TABLES_TRIED = 6
"""Clusters whose rows are tried for two columns that changed places."""


class Search:
    """Finds what is wrong for everything that failed. `trust` weighs cells: the more trusted, the later suspected."""

    def __init__(self, web: Web, trust: Mapping[str, int] | None = None, seconds: float | None = None) -> None:
        self.web = web
        self.source = web.source
        self.trust = trust or {}
        self.applied: dict[CellRef, Fraction] = {}
        self.failed = {constraint.id for constraint in web.failing}
        self.not_looked_at = 0  # failed checks that the time did not suffice for
        self.until = clock() + (limits().corrections_seconds if seconds is None else seconds)

    def outcome(self) -> tuple[list[Solution], list[Unsolved]]:
        """Every cluster of failed equations, solved or not, in the order of their checks."""
        solutions: list[Solution] = []
        unsolved: list[Unsolved] = []
        equations = [one for one in self.web.failing if one.linear is not None and not one.linear.blanks]
        some = (one for one in equations if len(one.cells) <= MAX_CELLS_LOOKED_UP_AT_ONCE)
        cells = islice((cell for one in some for cell in cells_to_change(one)), MAX_CELLS_LOOKED_UP_IN_ALL)
        self.web.fetch(cells)  # in one go: each look at a large ledger costs the same, whatever it brings back
        half = (clock() + self.until) / 2
        for found in by_formulas(self.web, equations, self.applied, lambda: is_over(half)):
            self._accept(found.answers, found.resolved, solutions)
        settled = {one.id for solution in solutions for one in solution.resolved}
        equations = [one for one in equations if one.id not in settled]
        self._across(equations, solutions)
        for cluster in clusters(equations):
            if not self._is_over():
                self._solve(cluster, solutions, unsolved)
                continue
            unsolved.append(Unsolved(tuple(cluster), bounded=True, is_looked_at=False))
            self.not_looked_at += len(cluster)
        return solutions, unsolved

    def _is_over(self) -> bool:
        """Whether the time is up, or somebody wants what is known so far."""
        return is_over(self.until)

    def _across(self, equations: Sequence[Constraint], solutions: list[Solution]) -> None:
        """Accepts acts that resolve several clusters at once, the likeliest first."""
        groups = clusters(equations)
        home = {one.id: place for place, cluster in enumerate(groups) for one in cluster}
        found: dict[frozenset[tuple[int, int, int]], list[tuple[Answer, list[Constraint]]]] = {}
        for proposals in self._acts(equations, groups):
            if self._is_over():
                break
            changes = self.applied | {cell: proposal.change for cell, proposal in proposals.items()}
            around = self.web.around(proposals)
            failed = [one for one in around if one.id in self.failed and one.id in home]
            if len({home[one.id] for one in failed}) > 1 and self._all_hold(around, changes):
                key = frozenset(one.id for one in failed)
                found.setdefault(key, []).append((self._act(proposals), failed))

        def order(several: list[tuple[Answer, list[Constraint]]]) -> tuple[bool, int, int, tuple[int, int, int]]:
            """Acts that leave nothing of their clusters first, then the likeliest, then those that resolve most."""
            failed = several[0][1]
            touched = {home[one.id] for one in failed}
            leaves = sum(len(groups[place]) for place in touched) > len(failed)
            return leaves, min(answer.weight for answer, _ in several), -len(failed), failed[0].id

        for several in sorted(found.values(), key=order):
            answers, failed = each_once([answer for answer, _ in several]), several[0][1]
            if any(holds_after(one, self.applied) for one in failed):
                continue
            best = min(answers, key=self._preference)
            if self.applied.keys().isdisjoint(best.proposals) and not self._is_outdone(best, failed, home):
                self._accept([one for one in answers if one.weight <= best.weight + UNLIKELY], failed, solutions)

    def _acts(
        self, equations: Sequence[Constraint], groups: Sequence[Sequence[Constraint]]
    ) -> Iterator[Mapping[CellRef, Proposal]]:
        for cluster in groups[:MAX_TABLES_TRIED] if len(groups) > 1 else ():
            yield from swapped_tables(self.web, cluster, self.applied)
        for act in ACROSS:
            yield from act(self.web, equations, self.applied)

    def _is_outdone(self, act: Answer, failed: Sequence[Constraint], home: Mapping[tuple[int, int, int], int]) -> bool:
        """Whether slips of the pen explain each cluster by itself, and better than an act that explains any amounts:
        that so many digits should be what a slip makes of them is the less likely, the more they are; that there are
        several slips is unlikely by itself.
        """
        if act.weight <= UNLIKELY:
            return False
        parts: dict[int, list[Constraint]] = {}
        for one in failed:
            parts.setdefault(home[one.id], []).append(one)
        slips = [min((one.weight for one in self._singles(part)), default=1_000) for part in parts.values()]
        free = {one.text: abs(one.change) / self.web.unit(cell_of(ref)) for ref, one in act.proposals.items()}
        amounts = sum(10 * log2(max(units, Fraction(1))) for units in free.values())
        return max(slips) <= UNLIKELY and sum(slips) + ANOTHER_SLIP * (len(slips) - 1) < amounts

    def _solve(self, cluster: Sequence[Constraint], solutions: list[Solution], unsolved: list[Unsolved]) -> None:
        cluster = [constraint for constraint in cluster if not holds_after(constraint, self.applied)]
        if not cluster:
            return  # an earlier correction, of a whole column perhaps, resolves these too
        whole = self._one_act(cluster)
        if whole is None and len(cluster) > MAX_CHECKS_OF_A_SMALL_CLUSTER:
            rest, is_sure = self._row_by_row(cluster, solutions)
            if len(rest) < len(cluster):
                self._go_on(rest, solutions, unsolved, is_sure=is_sure)
                return
        bounded = False
        if whole is None and not any(constraint.linear and constraint.linear.is_partial for constraint in cluster):
            whole, bounded = self._sets(cluster)
        if whole is None or bounded:
            rest = self._crossings(cluster, solutions)
            if len(rest) < len(cluster):
                self._go_on(rest, solutions, unsolved, is_sure=True)
                return
        if whole is None:
            unsolved.append(Unsolved(tuple(cluster), bounded))
            return
        self._accept(whole, cluster, solutions, is_cut_off=bounded)

    def _go_on(
        self, rest: Sequence[Constraint], solutions: list[Solution], unsolved: list[Unsolved], *, is_sure: bool
    ) -> None:
        """What is left of a cluster: not worth a look where it hangs on answers that are not sure."""
        if rest and not is_sure:
            unsolved.append(Unsolved(tuple(rest), bounded=True))
            return
        for part in clusters(rest):
            self._solve(part, solutions, unsolved)

    def _accept(
        self, answers: Sequence[Answer], cluster: Sequence[Constraint], solutions: list[Solution], *,
        is_cut_off: bool = False,
    ) -> None:  # fmt: skip
        ordered = tuple(sorted(answers, key=self._preference))
        touched = [constraint for constraint in self.web.around(ordered[0].changes) if constraint.id in self.failed]
        resolved = {constraint.id: constraint for constraint in [*cluster, *touched]}
        changes = self.applied | dict(ordered[0].changes)
        own = {constraint.id for constraint in cluster}
        settled = tuple(one for one in resolved.values() if one.id in own or holds_after(one, changes))
        solutions.append(Solution(ordered, settled, is_cut_off))
        for ref, change in ordered[0].changes.items():  # what follows by formulas may follow from several
            self.applied[ref] = self.applied.get(ref, Fraction(0)) + change

    def _preference(self, answer: Answer) -> tuple[int, int, int, list[tuple[str, int, str]]]:
        trust = max(self.trust_in(cell) for cell in answer.changes)
        places = sorted((cell.file, abs(cell.line), cell.column) for cell in answer.changes)
        return answer.slips, trust, answer.weight, places

    def trust_in(self, cell: CellRef) -> int:
        """The weight that the settings give a cell: its column's, or its ledger's, or 1."""
        ledger, column = self.source.name(cell)
        return self.trust.get(f"{ledger}.{column}", self.trust.get(ledger, 1))

    def _one_act(self, cluster: Sequence[Constraint]) -> list[Answer] | None:
        found = self._singles(cluster)
        acts = [*OF_A_CLUSTER]
        if all(answer.weight > MAX_WEIGHT_NOT_DOUBTED or answer.may_be_of_a_column for answer in found):
            acts += WHERE_NO_CELL_WILL_DO
        for act in acts:
            found += self._verified(cluster, act(self.web, cluster, self.applied))
        if not found:
            found += self._verified(cluster, carried_on(self.web, cluster, self.applied))
        return each_once(found) or None

    def _singles(self, cluster: Sequence[Constraint]) -> list[Answer]:
        """Every single cell that resolves the whole cluster."""
        first, *others = sorted(cluster, key=lambda constraint: len(constraint.cells))
        shared = [cell for cell in cells_to_change(first) if all(cell in cells_to_change(other) for other in others)]
        self.web.fetch(shared)
        alone = len(shared) <= MAX_SUSPECTS_LOOKED_AT_CLOSELY
        ranges: dict[object, Range | None] = {}  # the lines of one sum have the same checks, and one range
        return [answer for cell in shared if (answer := self._single(cell, ranges, alone=alone)) is not None]

    def _single(self, cell: CellRef, ranges: dict[object, Range | None], *, alone: bool) -> Answer | None:
        """The correction of one cell that makes every check of it hold, given earlier corrections."""
        if cell in self.applied:
            return None
        around = self.web.touching(cell)
        alike = tuple((one.id, *coefficient_of(one, cell).as_integer_ratio()) for one in around)
        slack = max(Fraction(0), self.web.kept(Usual).unit(cell) - self.web.unit(cell)) / 2 if alone else Fraction(0)
        if (alike, slack) not in ranges:
            ranges[alike, slack] = common_range(around, cell, self.applied, slack)
        found = ranges[alike, slack]
        if found is None:
            return None
        proposal = propose(self.web, cell, found, around, alone=alone, changes=self.applied)
        if proposal is None or not found.has(proposal.change):
            return None
        is_rounded_anew = slack and proposal.decimals is not None  # then the range alone tells of its equations
        others = [one for one in around if one.linear is None or (one.linear.is_tangent and not is_rounded_anew)]
        holds = self._all_hold(others, {**self.applied, cell: proposal.change})
        return Answer({cell: proposal}, 1) if holds else None

    def _all_hold(self, constraints: Sequence[Constraint], changes: Changes) -> bool:
        return all(holds_after(constraint, changes) for constraint in constraints)

    def _verified(self, cluster: Sequence[Constraint], acts: Iterator[Mapping[CellRef, Proposal]]) -> Iterator[Answer]:
        for proposals in acts:
            changes = self.applied | {cell: proposal.change for cell, proposal in proposals.items()}
            if self._all_hold(cluster, changes) and self._all_hold(self.web.around(proposals), changes):
                yield self._act(proposals)

    def _act(self, proposals: Mapping[CellRef, Proposal]) -> Answer:
        """One act, with the values of its cells settled where rounding leaves others."""
        if all(one.kind in SOFT for one in proposals.values()):
            return Answer(settled(self.web, proposals, self.applied), 1)
        return Answer(proposals, 1)

    def _row_by_row(self, cluster: Sequence[Constraint], solutions: list[Solution]) -> tuple[list[Constraint], bool]:
        """Takes what resolves rows by themselves; returns what is left, and whether every row had one answer alone."""
        is_sure = True
        for answers, checks in Local(self.web, cluster, self.applied).rows():
            told = sorted(each_once(answers), key=self._preference)
            solutions.append(Solution(tuple(told), tuple(checks)))
            self.applied |= told[0].changes
            is_sure = is_sure and len(told) == 1
        return [constraint for constraint in cluster if not holds_after(constraint, self.applied)], is_sure

    def _crossings(self, cluster: Sequence[Constraint], solutions: list[Solution]) -> list[Constraint]:
        """Takes the cells on which several checks agree, whatever else is wrong nearby; returns what is left."""
        for answer, checks in Local(self.web, cluster, self.applied).crossings():
            solutions.append(Solution((answer,), tuple(checks), is_cut_off=True, is_agreed=True))
            self.applied |= answer.changes
        return [constraint for constraint in cluster if not holds_after(constraint, self.applied)]

    def _sets(self, cluster: Sequence[Constraint]) -> tuple[list[Answer] | None, bool]:
        """The smallest sets of cells that resolve the whole cluster, and whether the search stopped at its bound."""
        if self._is_over():
            return None, True
        search = Sets(self.web, cluster, self.applied, min(SECONDS_OF_A_CLUSTER, self.until - clock()))
        answers = [
            answer for cells in search.smallest() if (answer := self._valued(search, cells, cluster)) is not None
        ]
        return answers or None, search.is_cut_off

    def _valued(self, search: Sets, cells: tuple[CellRef, ...], cluster: Sequence[Constraint]) -> Answer | None:
        """A set with a value for each of its cells: one after the other, in the range that the others leave it."""
        told: dict[CellRef, Proposal] = {}
        for cell in cells:
            fixed = {one: proposal.change for one, proposal in told.items()}
            ends = search.interval(cells, cell, fixed)
            if ends is None:
                return None
            changes = self.applied | fixed
            around = [one for one in self.web.touching(cell) if not uses_open_cells(one, cells, cell, fixed)]
            proposal = propose(self.web, cell, Range(*ends), around, changes=changes)
            if proposal is None:
                return None
            told[cell] = proposal
        changes = self.applied | {cell: proposal.change for cell, proposal in told.items()}
        holds = self._all_hold(cluster, changes) and self._all_hold(self.web.around(told), changes)
        return Answer(told, len(told)) if holds else None
