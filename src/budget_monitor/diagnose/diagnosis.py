"""The stage as a whole: failed checks in, culprits and explanations out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from budget_monitor.diagnose.contradictions import contradiction
from budget_monitor.diagnose.fill_ins import fill_ins
from budget_monitor.diagnose.ranges import number
from budget_monitor.diagnose.search import Answer, Search, Solution, Unsolved
from budget_monitor.diagnose.web import Web
from budget_monitor.model.constraint import Constraint, ConstraintSource
from budget_monitor.model.money import Figure, decimal_of, figure_text
from budget_monitor.model.outcome import CellRef, Correction, Culprit, Explanation, Finding, Kind


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Culprits in the order of their places, and the findings with what is thought of each."""

    culprits: tuple[Culprit, ...]
    findings: tuple[Finding, ...]


def diagnose(
    source: ConstraintSource, findings: Sequence[Finding], trust: Mapping[str, int] | None = None
) -> Diagnosis:
    """Looks for the figures to blame. `trust` weighs a ledger or `ledger.column`; 1 where it says nothing."""
    web = Web(source)
    solutions, unsolved = Search(web, trust).outcome()
    order = {finding.id: place for place, finding in enumerate(findings)}
    culprits: list[Culprit] = []
    thoughts: dict[str, list[Explanation]] = defaultdict(list)
    for solution in solutions:
        checks = [constraint for constraint in solution.resolved if constraint.finding is not None]
        resolves = sorted({constraint.finding or "" for constraint in checks}, key=order.__getitem__)
        missing = _missing_line(source, solution)
        if missing is not None:
            for constraint in checks:
                thoughts[constraint.finding or ""].append(missing)
        cells = [(constraint.finding or "", frozenset(constraint.cells)) for constraint in checks]
        for answer in solution.answers:
            culprit = _culprit(source, answer, resolves, len(solution.answers))
            culprits.append(culprit)
            for finding, own in cells:
                thoughts[finding] += _of_this_check(culprit, own)
    for part in unsolved:
        thought = _unsolved(part, contradiction(web, part.constraints))
        for constraint in part.constraints:
            if constraint.finding is not None:
                thoughts[constraint.finding].append(thought)
    for constraint in source.undecided():
        if constraint.finding is not None:
            thoughts[constraint.finding] += fill_ins(source, constraint)
    explained = tuple(
        replace(finding, explanations=(*finding.explanations, *dict.fromkeys(thoughts[finding.id])))
        for finding in findings
    )
    return Diagnosis(tuple(culprits), explained)


def _missing_line(source: ConstraintSource, solution: Solution) -> Explanation | None:
    """The thought that a line is missing: where any line of one column could absorb the same amount, perhaps none
    of them is wrong.
    """
    changes = [next(iter(answer.proposals.items())) for answer in solution.answers if len(answer.proposals) == 1]
    places = {(cell.file, cell.column) for cell, _ in changes}
    amounts = {proposal.change for _, proposal in changes}
    unexplained = all(proposal.kind is Kind.UNEXPLAINED for _, proposal in changes)
    if len(changes) < 2 or len(changes) < len(solution.answers) or len(places) != 1 or len(amounts) != 1:
        return None
    cell, (amount,) = changes[0][0], amounts
    if not unexplained:
        return None
    figure = figure_text(source.figure(cell, decimal_of(amount)))
    return Explanation(Kind.LINE_OMITTED, f"a line of {figure} may be missing from {cell.file}")


def _of_this_check(culprit: Culprit, cells: frozenset[CellRef]) -> list[Explanation]:
    """What a culprit says of one check: the corrections of the check's own cells."""
    return [
        Explanation(correction.kind, correction.text, correction)
        for correction in culprit.corrections
        if correction.cell.ref in cells
    ]


def _culprit(source: ConstraintSource, answer: Answer, resolves: Sequence[str], alternatives: int) -> Culprit:
    corrections = tuple(
        Correction(source.cell(ref), _proposed(source, ref, proposal.change), proposal.kind, proposal.text)
        for ref, proposal in answer.proposals.items()
    )
    return Culprit(corrections, tuple(resolves), alternatives)


def _proposed(source: ConstraintSource, ref: CellRef, change: Fraction) -> Figure:
    value = number(source, ref)
    if value is None:
        raise TypeError(f"{ref} is no figure")  # the search only changes figures
    return source.figure(ref, decimal_of(value + change))


def _unsolved(part: Unsolved, at_odds: Sequence[Constraint]) -> Explanation:
    if at_odds:
        rules = " and ".join(dict.fromkeys(constraint.rule for constraint in at_odds))
        text = f"no figures at all could satisfy {rules} together: they contradict each other"
    elif any(constraint.linear and constraint.linear.is_partial for constraint in part.constraints):
        text = "it adds up too many lines to look at one by one; any of them may be wrong or missing"
    elif part.bounded:
        text = "no culprit found: the search stopped at its bound"
    else:
        text = "no small set of figures would settle this"
    return Explanation(Kind.UNEXPLAINED, text)
