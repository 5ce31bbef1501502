"""The objects that the JSON of a report consists of; its published schema in docs/ is made from these classes."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.results.correction import Certainty
from budget_monitor.model.results.outcome import Outcome
from budget_monitor.model.results.review import AcceptanceFault

Amount: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^-?\d+(\.\d+)?$", description="in currency units, exact")]


ProblemSeverity: TypeAlias = Annotated[str, msgspec.Meta(pattern="^(error|warning)$")]
ExitCode: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2)]
SchemaVersion: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=2)]


class JsonTool(msgspec.Struct):
    """What wrote the result."""

    name: str
    version: str


class JsonInput(msgspec.Struct):
    """A file that was read. `rows` counts totals too; `unit` is what a bare figure in it means."""

    file: str
    ledger: str
    sha256: str
    rows: int
    unit: str


class JsonCounts(msgspec.Struct):
    """How many checks there were, and how many came to each verdict."""

    checks: int
    exact: int
    within_rounding: int
    fail: int
    undecided: int
    broken: int


class JsonSummary(JsonCounts):
    """The counts of all checks; of them, how many are excused."""

    accepted: int
    immaterial: int


class JsonRuleCounts(msgspec.Struct):
    """The counts of one rule."""

    id: str
    checks: int
    exact: int
    within_rounding: int
    fail: int
    undecided: int
    broken: int


class JsonPlace(msgspec.Struct):
    """A cell of a file. `line` is the physical line, the header being 1."""

    file: str
    line: int
    column: str


class JsonCell(msgspec.Struct):
    """A figure with its place: the text as it stands in the file, and what it was read as."""

    file: str
    line: int
    column: str
    text: str
    value: str | None
    address: str | msgspec.UnsetType = msgspec.UNSET


class JsonExplanation(msgspec.Struct):
    """A guess at what may have happened."""

    kind: Kind
    cell: JsonPlace | None
    current: str | None
    proposed: Amount | None
    text: str


class JsonFinding(msgspec.Struct):
    """One check that does not hold, could not be made, or was asked for."""

    id: str
    rule: str
    severity: Severity
    verdict: Verdict
    ledger: str
    key: dict[str, str]
    cells: list[JsonCell]
    unlisted_lines: int
    reported: Amount | None
    computed: Amount | None
    gap: Amount | None
    allowed: Amount | None
    message: str
    explanations: list[JsonExplanation]
    outcome: Outcome | msgspec.UnsetType = msgspec.UNSET
    label: str | msgspec.UnsetType = msgspec.UNSET


class JsonCulpritCell(msgspec.Struct):
    """Schema version 1: a cell, and what should stand there."""

    file: str
    line: int
    column: str
    current: str | None
    proposed: Amount
    kind: Kind


class JsonCulprit(msgspec.Struct):
    """Schema version 1: cells to change together; `alternatives` counts those that are as good."""

    cells: list[JsonCulpritCell]
    resolves: list[str]
    alternatives: int


class JsonCellChange(msgspec.Struct):
    """A cell, and what should stand there: `type_as` in the file's unit and notation. `line` 0 is not in the file."""

    file: str
    line: int
    address: str
    column: str
    current: str | None
    proposed: str | None
    type_as: str


class JsonAlternative(msgspec.Struct):
    """What else would do."""

    certainty: Certainty
    kind: Kind
    cells: list[JsonCellChange]
    sentence: str
    resolves: list[str]


class JsonCorrection(msgspec.Struct):
    """What to put right, the likeliest first; `resolves` has the ids of the findings it resolves."""

    rank: int
    certainty: Certainty
    kind: Kind
    label: str
    sentence: str
    cells: list[JsonCellChange]
    resolves: list[str]
    alternatives: list[JsonAlternative]


class JsonProblem(msgspec.Struct):
    """What could not be read, or is not as it should be."""

    file: str
    line: int | None
    column: str | None
    severity: ProblemSeverity
    text: str
    message: str
    address: str | msgspec.UnsetType = msgspec.UNSET


class JsonAccepted(msgspec.Struct):
    """A finding that somebody has accepted."""

    finding: str
    by: str
    on: str
    until: str | None
    reason: str
    line: int | None


class JsonAcceptanceProblem(msgspec.Struct):
    """An acceptance that does not do its work any more."""

    fault: AcceptanceFault
    rule: str
    ledger: str | None
    key: dict[str, str]
    line: int | None
    finding: str | None
    message: str


class JsonFailed(msgspec.Struct):
    """Failed checks by severity."""

    error: int
    warning: int
    info: int


class JsonAuthority(msgspec.Struct):
    """What the run came to for one authority."""

    name: str
    exit_code: int
    checks: int
    exact: int
    within_rounding: int
    fail: int
    undecided: int
    broken: int
    failed_counted: JsonFailed
    undecided_counted: int
    findings: int
    input_errors: int


class JsonRelationCell(msgspec.Struct):
    """A figure of a relation; `coefficient` is 1 or -1."""

    file: str
    place: str
    text: str
    value: Amount
    coefficient: int


class JsonRelation(msgspec.Struct):
    """Figures of a table without rules that have something to do with one another."""

    id: str
    kind: RelationKind
    verdict: Verdict
    cells: list[JsonRelationCell]
    computed: Amount
    gap: Amount
    sentence: str
    evidence: str


class JsonNoSum(msgspec.Struct):
    """What is called a total, and matches no sum."""

    file: str
    place: str
    label: str


class JsonReport(msgspec.Struct, kw_only=True):
    """The result of `budget-monitor check --format json`."""

    schema_version: SchemaVersion
    tool: JsonTool
    exit_code: ExitCode
    inputs: list[JsonInput]
    summary: JsonSummary
    rules: list[JsonRuleCounts]
    findings: list[JsonFinding]
    culprits: list[JsonCulprit] | msgspec.UnsetType = msgspec.UNSET
    corrections: list[JsonCorrection] | msgspec.UnsetType = msgspec.UNSET
    input_problems: list[JsonProblem]
    unread_files: list[str]
    accepted: list[JsonAccepted]
    acceptance_problems: list[JsonAcceptanceProblem]
    immaterial: list[str]
    ignored_rules: list[str]
    authorities: list[JsonAuthority] | msgspec.UnsetType = msgspec.UNSET
    relations: list[JsonRelation] | msgspec.UnsetType = msgspec.UNSET
    no_sums: list[JsonNoSum] | msgspec.UnsetType = msgspec.UNSET
