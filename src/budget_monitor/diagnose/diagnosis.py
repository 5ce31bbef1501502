"""The stage as a whole: failed checks in, corrections and explanations out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.diagnose.acts.lines import same_key
from budget_monitor.diagnose.answers import Answer, Solution, Unsolved
from budget_monitor.diagnose.contradictions import contradiction
from budget_monitor.diagnose.corrections.certainty import corrections_of
from budget_monitor.diagnose.fill_ins import fill_ins
from budget_monitor.diagnose.search import Search
from budget_monitor.diagnose.web import Web, holds_after
from budget_monitor.model.checks.constraint import Constraint, ConstraintSource
from budget_monitor.model.checks.rule import KEY_RULE
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.results.correction import Alternative, Certainty, Correction
from budget_monitor.model.results.outcome import CellCorrection, Culprit, Explanation, Finding, Verdict
from budget_monitor.model.running.patience import clock, was_stopped

SECONDS_FOR_CONTRADICTIONS = 1
"""Of what nothing puts right, for so long it is looked for rules that contradict one another; pairs always are."""
MAX_KEYS = 100
"""Keys that stand twice of which the lines are compared."""

ORDER = (Certainty.ONLY, Certainty.LIKELY, Certainty.TIED, Certainty.CANNOT_TELL)
"""Of corrections, the surest come first."""


class Diagnosis(Struct, frozen=True):
    """Corrections in the order of their likelihood, and the findings with what is thought of each."""

    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()
    not_looked_at: int = 0
    """How many failed checks the time did not suffice for."""
    determined: tuple[CellCorrection, ...] = ()
    """Blanks, and cells that cannot be read, for which only one figure suits every check."""

    @property
    def culprits(self) -> tuple[Culprit, ...]:
        """The corrections as sets of cells with a value each, alternatives beside the first."""
        return tuple(culprit for one in self.corrections for culprit in _culprits(one))

    def cut_off_text(self, limit: str) -> str:
        """What is said where the time that a `limit` gives did not suffice; empty where it did."""
        many = self.not_looked_at
        checks = f"{many:,} failed checks were" if many > 1 else "1 failed check was"
        return f"{checks} not looked at for what to put right: the time was up (limits.{limit})" if many else ""


def diagnose(
    source: ConstraintSource,
    findings: Sequence[Finding],
    trust: Mapping[str, int] | None = None,
    seconds: float | None = None,
    known: Sequence[Correction] = (),
) -> Diagnosis:
    """Looks for what is wrong, for so many seconds, or as long as the limits say. `trust` weighs a ledger or
    `ledger.column`; 1 where it says nothing. Corrections that are `known` already are ranked among what is found.
    """
    web = Web(source)
    search = Search(web, trust, seconds)
    solutions, unsolved = search.outcome()
    found = [*known, *(one for solution in solutions for one in corrections_of(web, solution))]
    keys = _keys_that_stand_twice(findings)
    found = [_with_its_key(one, keys) for one in found]
    found += [_with_its_key(one, keys) for one in _of_keys(web, findings, found)]
    place = {finding.id: number for number, finding in enumerate(findings)}
    first = {id(one): min((place.get(name, 0) for name in one.resolves), default=0) for one in found}
    found.sort(key=lambda one: (ORDER.index(one.certainty), first[id(one)]))
    ranked = [replace(one, rank=rank) for rank, one in enumerate(found, start=1)]
    thoughts: dict[str, list[Explanation]] = defaultdict(list)
    for one in ranked:
        for finding in one.resolves:
            thoughts[finding] += _thoughts(one, finding)
    until = clock() + SECONDS_FOR_CONTRADICTIONS
    for part in unsolved:
        is_tried = part.is_looked_at and not was_stopped()
        at_odds = contradiction(web, part.constraints, until) if is_tried else ()
        thought = _unsolved(part, at_odds)
        for constraint in part.constraints:
            if constraint.finding is not None:
                thoughts[constraint.finding].append(thought)
    filled = list(fill_ins(source, source.undecided()))
    for blank in filled:
        thoughts[blank.finding].append(blank.explanation)
    explained = tuple(
        replace(finding, explanations=(*finding.explanations, *dict.fromkeys(thoughts[finding.id])))
        for finding in findings
    )
    determined = tuple(blank.determined for blank in filled if blank.determined is not None)
    return Diagnosis(tuple(ranked), explained, search.not_looked_at, determined)


def _of_keys(web: Web, findings: Sequence[Finding], found: Sequence[Correction]) -> list[Correction]:
    """Lines typed twice that no sum tells, since they are lost in rounding or stand in none: only their key does."""
    settled = {name for one in found for name in one.resolves}
    failing = [one for one in findings if one.rule == KEY_RULE and one.verdict is Verdict.FAIL]
    told: list[Correction] = []
    for finding in [one for one in failing if one.id not in settled][:MAX_KEYS]:
        for act in same_key(web, finding.place):
            if all(holds_after(one, {ref: each.change for ref, each in act.items()}) for one in web.around(act)):
                told += corrections_of(web, Solution((Answer(act, 1),), ()))
    return told


def _keys_that_stand_twice(findings: Sequence[Finding]) -> dict[tuple[str, int], list[str]]:
    """By file and line the findings that its key stands twice."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in findings:
        if one.verdict is Verdict.FAIL and one.rule == KEY_RULE:
            found[one.place.file, one.place.line].append(one.id)
    return found


def _with_its_key(one: Correction, keys: Mapping[tuple[str, int], Sequence[str]]) -> Correction:
    """A line typed twice resolves the finding that its key stands twice, too."""
    if one.kind is not Kind.LINE_TYPED_TWICE:
        return one
    gone = {(change.cell.ref.file, change.cell.ref.line) for change in one.cells}
    (file,) = {file for file, _ in gone}
    twins = {(file, int(word)) for word in one.sentence.split() if word.isdecimal()}
    names = [name for place in sorted(gone | twins) for name in keys.get(place, ())]
    return replace(one, resolves=tuple(dict.fromkeys((*one.resolves, *names))))


def _thoughts(correction: Correction, finding: str) -> list[Explanation]:
    """What a correction says of one finding, with its alternatives."""
    told: list[Explanation] = []
    answers: tuple[Correction | Alternative, ...] = (correction, *correction.alternatives)
    for one in answers:
        if finding in one.resolves:
            changes = _changes(one)
            told += [Explanation(one.kind, one.sentence, change) for change in changes] or [
                Explanation(one.kind, one.sentence)
            ]
    return told


def _culprits(correction: Correction) -> list[Culprit]:
    answers: tuple[Correction | Alternative, ...] = (correction, *correction.alternatives)
    several = [one for one in answers if one.certainty is not Certainty.UNLIKELY]
    told = [(one, _changes(one)) for one in several]
    told = [(one, changes) for one, changes in told if changes]
    return [Culprit(tuple(changes), one.resolves, len(told)) for one, changes in told]


def _changes(one: Correction | Alternative) -> list[CellCorrection]:
    return [
        CellCorrection(change.cell, change.proposed, one.kind, one.sentence)
        for change in one.cells
        if change.proposed is not None and not isinstance(change.proposed, str)
    ]


def _unsolved(part: Unsolved, at_odds: Sequence[Constraint]) -> Explanation:
    if at_odds:
        rules = " and ".join(dict.fromkeys(constraint.rule for constraint in at_odds))
        text = f"no figures at all could satisfy {rules} together: they contradict each other"
    elif any(constraint.linear and constraint.linear.is_partial for constraint in part.constraints):
        text = "it adds up too many lines to look at one by one; any of them may be wrong or missing"
    elif not part.is_looked_at:
        text = "it was not looked at for what to put right: the time was up"
    elif part.bounded:
        text = "no culprit found: the search stopped at its bound"
    else:
        text = "no small set of figures would put this right"
    return Explanation(Kind.UNEXPLAINED, text)
