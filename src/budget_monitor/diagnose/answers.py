"""What the search comes to: answers, solutions, and the failed checks that it could not resolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.web import Changes, is_line_like
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind


class Answer(Struct, frozen=True):
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

    @property
    def may_be_of_a_column(self) -> bool:
        """Whether what is wrong with one figure may be so with a whole column: its unit or its sign."""
        return all(one.kind in (Kind.SCALE_SLIP, Kind.SIGN_REVERSED) for one in self.proposals.values())


class Solution(Struct, frozen=True):
    """The equally small answers for the same failed checks, likeliest first. `is_cut_off`: there may be others;
    `is_agreed`: several checks agree on it all the same.
    """

    answers: tuple[Answer, ...]
    resolved: tuple[Constraint, ...]
    is_cut_off: bool = False
    is_agreed: bool = False


class Unsolved(Struct, frozen=True):
    """Failed equations for which no small set of cells was found; `bounded` when the search gave up early."""

    constraints: tuple[Constraint, ...]
    bounded: bool
    is_looked_at: bool = True
    """False where the time was up before."""


def each_once(answers: Sequence[Answer]) -> list[Answer]:
    """Answers that say the same in the same words, once each: the likeliest of them."""
    found: dict[object, Answer] = {}
    for answer in answers:
        of_lines = all(is_line_like(cell) for cell in answer.proposals)
        said = frozenset((one.kind, one.text) for one in answer.proposals.values())
        key = said if of_lines else frozenset(answer.changes.items())
        if key not in found or answer.weight < found[key].weight:
            found[key] = answer
    return list(found.values())
