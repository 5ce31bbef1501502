"""A report as JSON for scripts, in the shape that other people's programs depend on.

Keys, in this order; all but the last three are always there, and null stands where there is nothing to say:

    schema_version  2; 1 where `--schema 1` asks for the shape before, for one release
    tool            name, version
    exit_code       what the command ends with
    inputs          file, ledger, sha256, rows (totals included), unit: one for each file read
    summary         checks, and how many of them came to each verdict
    rules           id, and the same six counts: one for each rule that was asked for
    findings        id, rule, severity, verdict, ledger, key, cells, unlisted_lines, reported, computed, gap, allowed,
                    message, explanations, outcome (wrong, restated, notice, blank, not_here), label (the row in words)
      cells         file, line, column, text (as it stands in the file), value, address (on a sheet of a workbook)
      unlisted_lines  how many lines a sum takes in besides: of a long one only the first are among the cells
      explanations  kind, cell (file, line, column), current, proposed, text
    corrections     rank, certainty (only, likely, tied, cannot_tell), kind, label, sentence, cells, resolves (ids of
                    findings), alternatives (certainty, kind, cells, sentence, resolves); the likeliest first
      cells         file, line (0: a line that is not in the file), address (of the spreadsheet's cell), column,
                    current, proposed (null where it cannot be told), type_as (what to type, in the file's own
                    unit and notation)
    input_problems  file, line, column, severity, text, message, address (on a sheet of a workbook)
    unread_files    names of files
    accepted        finding (its id), by, on, until, reason, line (in accepted.toml): findings that do not count
    acceptance_problems  fault (gap_changed, expired or matches_nothing), rule, ledger, key, line (in accepted.toml),
                    finding (its id, null where there is none), message
    immaterial      ids of findings too small to count
    ignored_rules   ids of rules that the settings leave out
    authorities     only where the ledgers name any: name, exit_code (what it alone would lead to), the six counts,
                    failed_counted (by severity) and undecided_counted without what is accepted or immaterial,
                    findings that count, input_errors; in order of name

    relations       only where a table was checked without rules: id, kind, verdict, cells (file, place, text, value,
                    coefficient), computed, gap, sentence, evidence: every check, those that hold too
    no_sums         with them: file, place and label of what is called a total and matches no sum

The summary has `accepted` and `immaterial` too: how many of the checks counted before are excused.
Amounts are decimal strings in currency units ("16000", "-0.05"): never a number, which many a reader would take
for a binary float. `gap` is reported minus computed. `line` is the physical line of the file, the header being 1.
In schema version 1 `culprits` stand in place of the corrections: cells (file, line, column, current, proposed, kind),
resolves, alternatives (how many there are).
Findings are sorted by file, line and rule. Findings are those that failed, broke or could not be
decided; where the run was asked to show more, the others follow in the same order, each with its verdict.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from budget_monitor.model.cell import Cell
from budget_monitor.model.correction import CellChange, Correction
from budget_monitor.model.ledger import InputProblem
from budget_monitor.model.money import Figure, decimal_text, plain
from budget_monitor.model.outcome import (
    AuthoritySummary,
    CellCorrection,
    Culprit,
    Explanation,
    FailOn,
    Finding,
    Report,
    Verdict,
)
from budget_monitor.model.relation import NoSum, Relation
from budget_monitor.model.review import AcceptanceProblem, Accepted
from budget_monitor.model.rule import Severity
from budget_monitor.version import tool_version


class _Tool(msgspec.Struct):
    name: str
    version: str


class _Input(msgspec.Struct):
    file: str
    ledger: str
    sha256: str
    rows: int
    unit: str


class _Counts(msgspec.Struct):
    checks: int
    exact: int
    within_rounding: int
    fail: int
    undecided: int
    broken: int


class _Summary(_Counts):
    accepted: int
    immaterial: int


class _RuleCounts(msgspec.Struct):
    id: str
    checks: int
    exact: int
    within_rounding: int
    fail: int
    undecided: int
    broken: int


class _Place(msgspec.Struct):
    file: str
    line: int
    column: str


class _Cell(msgspec.Struct):
    file: str
    line: int
    column: str
    text: str
    value: str | None
    address: str | msgspec.UnsetType = msgspec.UNSET


class _Explanation(msgspec.Struct):
    kind: str
    cell: _Place | None
    current: str | None
    proposed: str | None
    text: str


class _Finding(msgspec.Struct):
    id: str
    rule: str
    severity: str
    verdict: str
    ledger: str
    key: dict[str, str]
    cells: list[_Cell]
    unlisted_lines: int
    reported: str | None
    computed: str | None
    gap: str | None
    allowed: str | None
    message: str
    explanations: list[_Explanation]
    outcome: str | msgspec.UnsetType = msgspec.UNSET
    label: str | msgspec.UnsetType = msgspec.UNSET


class _Correction(msgspec.Struct):
    file: str
    line: int
    column: str
    current: str | None
    proposed: str
    kind: str


class _Culprit(msgspec.Struct):
    cells: list[_Correction]
    resolves: list[str]
    alternatives: int


class _CellChange(msgspec.Struct):
    file: str
    line: int
    address: str
    column: str
    current: str | None
    proposed: str | None
    type_as: str


class _Alternative(msgspec.Struct):
    certainty: str
    kind: str
    cells: list[_CellChange]
    sentence: str
    resolves: list[str]


class _WholeCorrection(msgspec.Struct):
    rank: int
    certainty: str
    kind: str
    label: str
    sentence: str
    cells: list[_CellChange]
    resolves: list[str]
    alternatives: list[_Alternative]


class _Problem(msgspec.Struct):
    file: str
    line: int | None
    column: str | None
    severity: str
    text: str
    message: str
    address: str | msgspec.UnsetType = msgspec.UNSET


class _Accepted(msgspec.Struct):
    finding: str
    by: str
    on: str
    until: str | None
    reason: str
    line: int | None


class _AcceptanceProblem(msgspec.Struct):
    fault: str
    rule: str
    ledger: str | None
    key: dict[str, str]
    line: int | None
    finding: str | None
    message: str


class _Failed(msgspec.Struct):
    error: int
    warning: int
    info: int


class _Authority(msgspec.Struct):
    name: str
    exit_code: int
    checks: int
    exact: int
    within_rounding: int
    fail: int
    undecided: int
    broken: int
    failed_counted: _Failed
    undecided_counted: int
    findings: int
    input_errors: int


class _RelationCell(msgspec.Struct):
    file: str
    place: str
    text: str
    value: str
    coefficient: int


class _Relation(msgspec.Struct):
    id: str
    kind: str
    verdict: str
    cells: list[_RelationCell]
    computed: str
    gap: str
    sentence: str
    evidence: str


class _NoSum(msgspec.Struct):
    file: str
    place: str
    label: str


class _Report(msgspec.Struct):
    schema_version: int
    tool: _Tool
    exit_code: int
    inputs: list[_Input]
    summary: _Summary
    rules: list[_RuleCounts]
    findings: list[_Finding]
    culprits: list[_Culprit] | msgspec.UnsetType
    corrections: list[_WholeCorrection] | msgspec.UnsetType
    input_problems: list[_Problem]
    unread_files: list[str]
    accepted: list[_Accepted]
    acceptance_problems: list[_AcceptanceProblem]
    immaterial: list[str]
    ignored_rules: list[str]
    authorities: list[_Authority] | msgspec.UnsetType = msgspec.UNSET
    relations: list[_Relation] | msgspec.UnsetType = msgspec.UNSET
    no_sums: list[_NoSum] | msgspec.UnsetType = msgspec.UNSET


SCHEMA_VERSIONS = (1, 2)
NEWEST_SCHEMA = 2


def to_json(
    report: Report,
    exit_code: int,
    *,
    fail_on: FailOn = FailOn.ERROR,
    strict: bool = False,
    schema: int = NEWEST_SCHEMA,
) -> bytes:
    """The report as indented UTF-8 JSON with a newline at its end; its shape is described at the top of this file.

    `fail_on` and `strict` are what the run was asked for: the exit codes of authorities depend on them.
    """
    findings = sorted([*report.findings, *report.within_rounding, *report.exact], key=_finding_order)
    document = _Report(
        schema_version=schema,
        tool=_Tool("budget-monitor", tool_version()),
        exit_code=exit_code,
        inputs=[
            _Input(_text(read.file), _text(read.ledger), read.sha256, read.rows, read.unit) for read in report.inputs
        ],
        summary=_Summary(*_counts(report.counts), len(report.accepted), len(report.immaterial)),
        rules=[_RuleCounts(_text(tally.rule), *_counts(tally.counts)) for tally in report.tallies],
        findings=[_finding(finding, schema) for finding in findings],
        culprits=[_culprit(culprit) for culprit in sorted(report.culprits, key=_culprit_order)]
        if schema == 1
        else msgspec.UNSET,
        corrections=[_whole(one) for one in report.corrections] if schema > 1 else msgspec.UNSET,
        input_problems=[_problem(problem) for problem in report.input_problems],
        unread_files=[_text(file) for file in report.unread_files],
        accepted=[_accepted(entry) for entry in report.accepted],
        acceptance_problems=[_acceptance_problem(problem) for problem in report.acceptance_problems],
        immaterial=[_text(name) for name in report.immaterial],
        ignored_rules=[_text(rule) for rule in report.ignored_rules],
        authorities=[_authority(one, one.exit_code(fail_on, strict=strict)) for one in report.authorities]
        or msgspec.UNSET,
        relations=[_relation(one) for one in report.relations] or msgspec.UNSET,
        no_sums=[_NoSum(_text(one.file), _text(one.place), _text(one.label)) for one in report.no_sums]
        or msgspec.UNSET,
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _relation(one: Relation) -> _Relation:
    cells = [
        _RelationCell(_text(cell.file), _text(cell.place), _text(cell.text), decimal_text(cell.value), cell.coefficient)
        for cell in one.cells
    ]
    gap = decimal_text(one.gap)
    return _Relation(one.id, one.kind, one.verdict, cells, decimal_text(one.computed), gap, one.sentence, one.evidence)


def _no_sum(one: NoSum) -> _NoSum:
    return _NoSum(_text(one.file), _text(one.place), _text(one.label))


def _finding_order(finding: Finding) -> tuple[str, int, str, str]:
    return finding.place.file, finding.place.line, finding.rule, finding.id


def _culprit_order(culprit: Culprit) -> tuple[list[tuple[str, int, str]], tuple[str, ...]]:
    places = [(change.cell.ref.file, change.cell.ref.line, change.cell.ref.column) for change in culprit.corrections]
    return places, culprit.resolves


def _counts(counts: Mapping[Verdict, int]) -> tuple[int, int, int, int, int, int]:
    return (
        sum(counts.values()),
        counts[Verdict.EXACT],
        counts[Verdict.WITHIN_ROUNDING],
        counts[Verdict.FAIL],
        counts[Verdict.UNDECIDED],
        counts[Verdict.BROKEN],
    )


def _authority(summary: AuthoritySummary, exit_code: int) -> _Authority:
    return _Authority(
        _text(summary.name),
        exit_code,
        *_counts(summary.counts),
        failed_counted=_Failed(*(summary.failed.get(severity, 0) for severity in Severity)),
        undecided_counted=summary.undecided,
        findings=summary.findings,
        input_errors=summary.input_errors,
    )


def _finding(finding: Finding, schema: int) -> _Finding:
    return _Finding(
        id=_text(finding.id),
        rule=_text(finding.rule),
        severity=finding.severity.value,
        verdict=finding.verdict.value,
        ledger=_text(finding.ledger),
        key={_text(name): _text(value) for name, value in finding.key.items()},
        cells=[_cell(cell) for cell in finding.cells],
        unlisted_lines=finding.unlisted_lines,
        reported=_amount(finding.reported),
        computed=_amount(finding.computed),
        gap=_amount(finding.gap),
        allowed=_amount(finding.allowed),
        message=_text(finding.message),
        explanations=[_explanation(explanation) for explanation in finding.explanations],
        outcome=finding.outcome.value if schema > 1 and finding.outcome is not None else msgspec.UNSET,
        label=_text(finding.label) if schema > 1 else msgspec.UNSET,
    )


def _cell(cell: Cell) -> _Cell:
    ref = cell.ref
    address = _text(ref.address) if "!" in ref.address else msgspec.UNSET
    return _Cell(_text(ref.file), ref.line, _text(ref.column), _text(cell.text), _value(cell), address)


def _explanation(explanation: Explanation) -> _Explanation:
    change = explanation.correction
    return _Explanation(
        kind=explanation.kind.value,
        cell=_Place(_text(change.cell.ref.file), change.cell.ref.line, _text(change.cell.ref.column))
        if change
        else None,
        current=_value(change.cell) if change else None,
        proposed=_amount(change.proposed) if change else None,
        text=_text(explanation.text),
    )


def _whole(one: Correction) -> _WholeCorrection:
    return _WholeCorrection(
        rank=one.rank,
        certainty=one.certainty.value,
        kind=one.kind.value,
        label=_text(one.label),
        sentence=_text(one.sentence),
        cells=[_change(change) for change in one.cells],
        resolves=[_text(name) for name in one.resolves],
        alternatives=[
            _Alternative(
                other.certainty.value,
                other.kind.value,
                [_change(change) for change in other.cells],
                _text(other.sentence),
                [_text(name) for name in other.resolves],
            )
            for other in one.alternatives
        ],
    )


def _change(change: CellChange) -> _CellChange:
    ref, proposed = change.cell.ref, change.proposed
    return _CellChange(
        _text(ref.file),
        ref.line,
        change.address,
        _text(ref.column),
        _value(change.cell),
        _text(proposed) if isinstance(proposed, str) else _amount(proposed),
        _text(change.type_as),
    )


def _culprit(culprit: Culprit) -> _Culprit:
    return _Culprit(
        cells=[_correction(change) for change in culprit.corrections],
        resolves=[_text(name) for name in culprit.resolves],
        alternatives=culprit.alternatives,
    )


def _correction(change: CellCorrection) -> _Correction:
    ref = change.cell.ref
    return _Correction(
        file=_text(ref.file),
        line=ref.line,
        column=_text(ref.column),
        current=_value(change.cell),
        proposed=decimal_text(plain(change.proposed)),
        kind=change.kind.value,
    )


def _problem(problem: InputProblem) -> _Problem:
    return _Problem(
        file=_text(problem.file),
        line=problem.line or None,
        column=_text(problem.column) or None,
        severity=problem.severity,
        text=_text(problem.text),
        message=_text(problem.message),
        address=_text(problem.address) if problem.address else msgspec.UNSET,
    )


def _accepted(accepted: Accepted) -> _Accepted:
    entry = accepted.acceptance
    until = entry.until.isoformat() if entry.until else None
    return _Accepted(
        _text(accepted.finding), _text(entry.by), entry.on.isoformat(), until, _text(entry.reason), entry.line or None
    )


def _acceptance_problem(problem: AcceptanceProblem) -> _AcceptanceProblem:
    entry = problem.acceptance
    return _AcceptanceProblem(
        fault=problem.fault.value,
        rule=_text(entry.rule),
        ledger=_text(entry.ledger) or None,
        key={_text(name): _text(value) for name, value in entry.key.items()},
        line=entry.line or None,
        finding=_text(problem.finding) or None,
        message=_text(problem.message),
    )


def _amount(figure: Figure | None) -> str | None:
    return None if figure is None else decimal_text(plain(figure))


def _value(cell: Cell) -> str | None:
    return _text(cell.value) if isinstance(cell.value, str) else _amount(cell.value)


def _text(text: str) -> str:
    """Text that UTF-8 can carry: a byte of a file's name that is no character is spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
