"""The objects of the JSON, filled from a report."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from budget_monitor.model.checks.relation import Relation
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.money import Figure, decimal_text, plain
from budget_monitor.model.results.correction import CellChange, Correction
from budget_monitor.model.results.outcome import (
    AuthoritySummary,
    CellCorrection,
    Culprit,
    Explanation,
    Finding,
    Verdict,
)
from budget_monitor.model.results.review import AcceptanceProblem, Accepted
from budget_monitor.render.formats.document.shapes import (
    JsonAcceptanceProblem,
    JsonAccepted,
    JsonAlternative,
    JsonAuthority,
    JsonCell,
    JsonCellChange,
    JsonCorrection,
    JsonCulprit,
    JsonCulpritCell,
    JsonExplanation,
    JsonFailed,
    JsonFinding,
    JsonPlace,
    JsonProblem,
    JsonRelation,
    JsonRelationCell,
)


def json_relation(one: Relation) -> JsonRelation:
    """What was found to add up in a table without rules."""
    cells = [
        JsonRelationCell(
            carried(cell.file), carried(cell.place), carried(cell.text), decimal_text(cell.value), cell.coefficient
        )
        for cell in one.cells
    ]
    gap = decimal_text(one.gap)
    return JsonRelation(
        one.id, one.kind, one.verdict, cells, decimal_text(one.computed), gap, one.sentence, one.evidence
    )


def culprit_order(culprit: Culprit) -> tuple[list[tuple[str, int, str]], tuple[str, ...]]:
    """What culprits are sorted by: their cells, then what they resolve."""
    places = [(change.cell.ref.file, change.cell.ref.line, change.cell.ref.column) for change in culprit.corrections]
    return places, culprit.resolves


def counts_of(counts: Mapping[Verdict, int]) -> tuple[int, int, int, int, int, int]:
    """All checks, then how many came to each verdict."""
    return (
        sum(counts.values()),
        counts[Verdict.EXACT],
        counts[Verdict.WITHIN_ROUNDING],
        counts[Verdict.FAIL],
        counts[Verdict.UNDECIDED],
        counts[Verdict.BROKEN],
    )


def json_authority(summary: AuthoritySummary, exit_code: int) -> JsonAuthority:
    """What the run came to for one authority."""
    return JsonAuthority(
        carried(summary.name),
        exit_code,
        *counts_of(summary.counts),
        failed_counted=JsonFailed(*(summary.failed.get(severity, 0) for severity in Severity)),
        undecided_counted=summary.undecided,
        findings=summary.findings,
        input_errors=summary.input_errors,
    )


def json_finding(finding: Finding, schema: int) -> JsonFinding:
    """A finding; its outcome and label only since schema version 2."""
    return JsonFinding(
        id=carried(finding.id),
        rule=carried(finding.rule),
        severity=finding.severity,
        verdict=finding.verdict,
        ledger=carried(finding.ledger),
        key={carried(name): carried(value) for name, value in finding.key.items()},
        cells=[_cell(cell) for cell in finding.cells],
        unlisted_lines=finding.unlisted_lines,
        reported=_amount(finding.reported),
        computed=_amount(finding.computed),
        gap=_amount(finding.gap),
        allowed=_amount(finding.allowed),
        message=carried(finding.message),
        explanations=[_explanation(explanation) for explanation in finding.explanations],
        outcome=finding.outcome if schema > 1 and finding.outcome is not None else msgspec.UNSET,
        label=carried(finding.label) if schema > 1 else msgspec.UNSET,
    )


def _cell(cell: Cell) -> JsonCell:
    ref = cell.ref
    address = carried(ref.address) if "!" in ref.address else msgspec.UNSET
    return JsonCell(carried(ref.file), ref.line, carried(ref.column), carried(cell.text), _value(cell), address)


def _explanation(explanation: Explanation) -> JsonExplanation:
    change = explanation.correction
    return JsonExplanation(
        kind=explanation.kind,
        cell=JsonPlace(carried(change.cell.ref.file), change.cell.ref.line, carried(change.cell.ref.column))
        if change
        else None,
        current=_value(change.cell) if change else None,
        proposed=_amount(change.proposed) if change else None,
        text=carried(explanation.text),
    )


def json_correction(one: Correction) -> JsonCorrection:
    """What to put right, with everything else that would do."""
    return JsonCorrection(
        rank=one.rank,
        certainty=one.certainty,
        kind=one.kind,
        label=carried(one.label),
        sentence=carried(one.sentence),
        cells=[_change(change) for change in one.cells],
        resolves=[carried(name) for name in one.resolves],
        alternatives=[
            JsonAlternative(
                other.certainty,
                other.kind,
                [_change(change) for change in other.cells],
                carried(other.sentence),
                [carried(name) for name in other.resolves],
            )
            for other in one.alternatives
        ],
    )


def _change(change: CellChange) -> JsonCellChange:
    ref, proposed = change.cell.ref, change.proposed
    return JsonCellChange(
        carried(ref.file),
        ref.line,
        change.address,
        carried(ref.column),
        _value(change.cell),
        carried(proposed) if isinstance(proposed, str) else _amount(proposed),
        carried(change.type_as),
    )


def json_culprit(culprit: Culprit) -> JsonCulprit:
    """Cells to change together, as schema version 1 has them."""
    return JsonCulprit(
        cells=[_correction(change) for change in culprit.corrections],
        resolves=[carried(name) for name in culprit.resolves],
        alternatives=culprit.alternatives,
    )


def _correction(change: CellCorrection) -> JsonCulpritCell:
    ref = change.cell.ref
    return JsonCulpritCell(
        file=carried(ref.file),
        line=ref.line,
        column=carried(ref.column),
        current=_value(change.cell),
        proposed=decimal_text(plain(change.proposed)),
        kind=change.kind,
    )


def json_problem(problem: InputProblem) -> JsonProblem:
    """Something wrong with an input file."""
    return JsonProblem(
        file=carried(problem.file),
        line=problem.line or None,
        column=carried(problem.column) or None,
        severity=problem.severity,
        text=carried(problem.text),
        message=carried(problem.message),
        address=carried(problem.address) if problem.address else msgspec.UNSET,
    )


def json_accepted(accepted: Accepted) -> JsonAccepted:
    """A finding that somebody has accepted."""
    entry = accepted.acceptance
    until = entry.until.isoformat() if entry.until else None
    finding, by, reason = carried(accepted.finding), carried(entry.by), carried(entry.reason)
    return JsonAccepted(finding, by, entry.on.isoformat(), until, reason, entry.line or None)


def json_acceptance_problem(problem: AcceptanceProblem) -> JsonAcceptanceProblem:
    """An acceptance that does not do its work any more."""
    entry = problem.acceptance
    return JsonAcceptanceProblem(
        fault=problem.fault,
        rule=carried(entry.rule),
        ledger=carried(entry.ledger) or None,
        key={carried(name): carried(value) for name, value in entry.key.items()},
        line=entry.line or None,
        finding=carried(problem.finding) or None,
        message=carried(problem.message),
    )


def _amount(figure: Figure | None) -> str | None:
    return None if figure is None else decimal_text(plain(figure))


def _value(cell: Cell) -> str | None:
    return carried(cell.value) if isinstance(cell.value, str) else _amount(cell.value)


def carried(text: str) -> str:
    """Text that UTF-8 can carry: a byte of a file's name that is no character is spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
