"""How one finding was explained: every figure that might be to blame, and what spoke for or against it."""

from __future__ import annotations

from msgspec import Struct

from budget_monitor.model.ledgers.cell import Cell, Kind
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.money import Figure
from budget_monitor.model.results.correction import Correction
from budget_monitor.model.results.outcome import Finding


class Hypothesis(Struct, frozen=True):
    """One figure suspected. `proposed` is what it would have to be, None where no figure would do.

    `kept` says whether every check of the figure would then hold; `reason` is a clause saying why, or why not.
    """

    cell: Cell
    proposed: Figure | None
    kind: Kind
    kept: bool
    reason: str


class Reasoning(Struct, frozen=True):
    """A finding, the hypotheses tried one figure at a time, and the corrections that resolve it. `untried` is a clause
    that says why no figure was tried; it is empty where some were. `problems` are what the check could not read or
    run: a figure might have been acquitted or charged by it.
    """

    finding: Finding
    hypotheses: tuple[Hypothesis, ...]
    corrections: tuple[Correction, ...]
    untried: str = ""
    problems: tuple[InputProblem, ...] = ()
