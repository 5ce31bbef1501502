"""The history of runs, and what changed between two of them, as JSON.

Amounts are decimal strings in currency units, `gap` is reported minus computed, and `at` is ISO 8601 with the offset
from UTC: all as in the JSON of `check`. A finding's `state` is counted, accepted or immaterial.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from budget_monitor.model.ledgers.money import Figure, decimal_text, plain
from budget_monitor.model.results.history import Comparison, LedgerVersions, RecordedFinding, RecordedRun
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.render.history.comparison import remarks, row_words
from budget_monitor.render.text.json_bytes import json_bytes


class _Input(msgspec.Struct):
    file: str
    ledger: str
    sha256: str
    rows: int
    unit: str


class _Run(msgspec.Struct):
    id: int
    at: str
    version: str
    exit_code: int
    summary: dict[str, int]
    currency: str
    year: str | None
    period: str | None
    portfolio: str | None
    inputs: list[_Input]
    rules: dict[str, str]


class _History(msgspec.Struct):
    schema_version: int
    runs: list[_Run]


class _Finding(msgspec.Struct):
    id: str
    rule: str
    severity: str
    verdict: str
    state: str
    ledger: str
    key: dict[str, str]
    file: str
    line: int
    column: str
    reported: str | None
    computed: str | None
    gap: str | None
    allowed: str | None
    message: str


class _Change(msgspec.Struct):
    before: _Finding
    after: _Finding


class _Restatement(msgspec.Struct):
    ledger: str
    key: dict[str, str]
    file: str
    line: int
    column: str
    before: str
    after: str


class _Figures(msgspec.Struct):
    ledger: str
    added: int
    removed: int


class _Renamed(msgspec.Struct):
    before: str
    after: str
    why: str


class _Total(msgspec.Struct):
    column: str
    before: str
    after: str


class _Ledger(msgspec.Struct):
    ledger: str
    only_before: list[str]
    only_after: list[str]
    renamed: list[_Renamed]
    totals: list[_Total]


class _Comparison(msgspec.Struct):
    schema_version: int
    before: _Run
    after: _Run
    remarks: list[str]
    new: list[_Finding]
    gone: list[_Finding]
    changed: list[_Change]
    standing: list[_Finding]
    not_looked_at: list[_Finding]
    first_looked_at: list[_Finding]
    restated: list[_Restatement]
    figures: list[_Figures]
    ledgers: list[_Ledger]


def history_json(runs: Sequence[RecordedRun]) -> bytes:
    """All runs, the first one first."""
    return _written(_History(1, [_run(run) for run in runs]))


def comparison_json(comparison: Comparison) -> bytes:
    """What changed between two runs, all of it."""
    return _written(
        _Comparison(
            1,
            _run(comparison.before),
            _run(comparison.after),
            [_text(remark) for remark in remarks(comparison)],
            _findings(comparison.new),
            _findings(comparison.gone),
            [_Change(_finding(change.before), _finding(change.after)) for change in comparison.changed],
            _findings(comparison.standing),
            _findings(comparison.not_looked_at),
            _findings(comparison.first_looked_at),
            [
                _Restatement(
                    figure.ledger, _key(figure.key), _text(figure.place.file), figure.place.line,
                    _text(figure.place.column), decimal_text(plain(figure.before)), decimal_text(plain(figure.after)),
                )
                for figure in comparison.restated
            ],
            [_Figures(count.ledger, count.added, count.removed) for count in comparison.figures],
            [_ledger(one) for one in comparison.ledgers],
        )
    )  # fmt: skip


def _ledger(one: LedgerVersions) -> _Ledger:
    found = one.versions
    return _Ledger(
        one.ledger,
        [_text(row_words(found.left.keys[row])) for row in found.only_left],
        [_text(row_words(found.right.keys[row])) for row in found.only_right],
        [
            _Renamed(
                _text(row_words(found.left.keys[pair.left_row])), _text(row_words(found.right.keys[pair.right_row])),
                pair.why,
            )
            for pair in found.renamed
        ],
        [_Total(total.column, decimal_text(total.left), decimal_text(total.right)) for total in found.totals],
    )  # fmt: skip


def _written(document: msgspec.Struct) -> bytes:
    return json_bytes(document)


def _run(run: RecordedRun) -> _Run:
    summary = {"checks": run.checks, **{verdict.value: run.counts[verdict] for verdict in Verdict}}
    seen = run.looked_at
    return _Run(
        run.id, run.at.isoformat(), run.version, run.exit_code,
        {**summary, "accepted": run.accepted, "immaterial": run.immaterial}, run.currency,
        seen.year, seen.period, seen.portfolio,
        [_Input(_text(read.file), read.ledger, read.sha256, read.rows, read.unit) for read in run.inputs],
        dict(run.rules),
    )  # fmt: skip


def _findings(findings: Sequence[RecordedFinding]) -> list[_Finding]:
    return [_finding(finding) for finding in findings]


def _finding(finding: RecordedFinding) -> _Finding:
    return _Finding(
        finding.id, finding.rule, finding.severity.value, finding.verdict.value, finding.state.value, finding.ledger,
        _key(finding.key), _text(finding.place.file), finding.place.line, _text(finding.place.column),
        _amount(finding.reported), _amount(finding.computed), _amount(finding.gap), _amount(finding.allowed),
        _text(finding.message),
    )  # fmt: skip


def _key(key: object) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in key.items()} if isinstance(key, dict) else {}


def _amount(figure: Figure | None) -> str | None:
    return None if figure is None else decimal_text(plain(figure))


def _text(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
