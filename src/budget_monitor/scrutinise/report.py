"""Documents as a report of checks, so that every format which writes one writes what was found in documents too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from budget_monitor.model.checks.relation import TITLES, RelationKind
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.documents.scrutiny import Cleared, Scrutiny, Slip, Spot, TieStatus
from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.ledger import InputFile, InputProblem
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Tally, Verdict
from budget_monitor.model.results.review import Acceptance, Accepted

SEVERITIES = {Outcome.WRONG: Severity.ERROR, Outcome.RESTATED: Severity.WARNING, Outcome.NOTICE: Severity.INFO}
NOT_CHECKED = "nothing in it could be checked: no figures add up, tie or stand in an order"


def report_of(result: Scrutiny) -> Report:
    """The documents as inputs, the kinds of relations as rules, what was cleared as accepted. Findings stand in the
    order of their numbers, which what was cleared keeps.
    """
    numbered = sorted((one for own in result.all_numbered for one in own), key=lambda one: one.number)
    cleared = [(_finding(slip.slip), slip) for one in result.documents for slip in one.cleared]
    return Report(
        inputs=tuple(
            InputFile(one.document.file, one.document.file, one.document.sha256, len(one.document.tables), "")
            for one in result.documents
        ),
        tallies=tuple(_tallies(result)),
        findings=tuple(_finding(one.slip) for one in numbered),
        input_problems=tuple(_problems(result)),
        accepted=tuple(_accepted(finding, slip) for finding, slip in cleared),
        subject="document",
        folder=result.folder,
    )


def _tallies(result: Scrutiny) -> Iterator[Tally]:
    """One for each kind, where anything of the kind was checked: what holds, and what is told not to."""
    for kind in RelationKind:
        counts: Counter[Verdict] = Counter()
        for one in result.documents:
            own = Counter(relation.verdict for relation in one.relations if relation.kind is kind)
            told = sum(slip.kind is kind for slip in (*one.slips, *(each.slip for each in one.cleared)))
            counts += own - Counter({Verdict.FAIL: own[Verdict.FAIL]}) + Counter({Verdict.FAIL: told})
            if kind is RelationKind.ORDER:
                counts[Verdict.EXACT] += max(0, one.order_checks - told)
            if kind is RelationKind.TIE:
                counts[Verdict.EXACT] += one.count(TieStatus.TIED)
        if counts.total():
            yield Tally(
                kind.value, TITLES[kind], Severity.ERROR, {verdict: counts[verdict] for verdict in Verdict},
                lesser=_lesser(result, kind),
            )  # fmt: skip


def _lesser(result: Scrutiny, kind: RelationKind) -> Counter[Severity]:
    """How many findings of a kind are no errors, those that were cleared among them."""
    slips = (slip for one in result.documents for slip in (*one.slips, *(each.slip for each in one.cleared)))
    found = Counter(SEVERITIES[slip.outcome] for slip in slips if slip.kind is kind)
    return found - Counter({Severity.ERROR: found[Severity.ERROR]})


def _finding(slip: Slip) -> Finding:
    likely = f"; likely {slip.proposed}" if slip.proposed else ""
    return Finding(
        slip.id, slip.kind.value, slip.title, SEVERITIES.get(slip.outcome, Severity.ERROR), Verdict.FAIL,
        slip.where.file, {}, _ref(slip.where),
        tuple(Cell(_ref(spot), spot.text, spot.text) for spot in slip.spots),
        f"{slip.title}: {slip.sentence}{likely}", outcome=slip.outcome, label=slip.where.place,
    )  # fmt: skip


def _ref(spot: Spot) -> CellRef:
    """Where a figure stands; as a document has no columns, what stands for one is the place that a person finds."""
    return CellRef(spot.file, spot.line, spot.place)


def _accepted(finding: Finding, cleared: Cleared) -> Accepted:
    known = cleared.clearance
    return Accepted(
        finding.id, Acceptance(finding.rule, {}, None, known.reason or "no reason given", known.by, known.on)
    )


def _problems(result: Scrutiny) -> Iterator[InputProblem]:
    if said := result.said_of_folders:
        yield InputProblem("", 0, "", "warning", "", said)
    for file, message in result.unreadable:
        yield InputProblem(file, 0, "", "error", "", message)
    for one in result.documents:
        file = one.document.file
        if not one.is_checked:
            yield InputProblem(file, 0, "", "error", "", NOT_CHECKED)
        for place in one.not_read:
            yield InputProblem(file, 0, "", "error", "", f"a table was not read, for nothing in it adds up: {place}")
        for note in one.document.notes:
            is_lost = note in one.document.lost
            yield InputProblem(
                file, 0, "", "error" if is_lost else "warning", "", note if is_lost else f"read so: {note}"
            )
    for what in result.stale:
        yield InputProblem("", 0, "", "warning", "", f"cleared before, and put right or changed since: {what}")
