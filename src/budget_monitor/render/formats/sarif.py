"""A report as SARIF 2.1.0, which code hosts and editors show beside the files.

A result is a finding: one that fails has the level of its rule's severity, one that could not be decided (where the run
was asked to show them) is open, and
one that is accepted or immaterial is suppressed with the reason. What could not be read is a notification of the run.
Lines are the file's own; the cell's name in a spreadsheet stands as a logical location, since a column of a table is
no column of text. The same report gives the same bytes: there is no time of day in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.choices import FailOn, Show
from budget_monitor.model.results.outcome import Finding, Report, Tally, Verdict
from budget_monitor.render.formats.concise import message_of, wanted
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.view import Item, items_of, settling
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.words import path_text, problem_message
from budget_monitor.version import tool_version

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
KINDS = {
    Verdict.FAIL: "fail",
    Verdict.BROKEN: "fail",
    Verdict.UNDECIDED: "open",
    Verdict.EXACT: "pass",
    Verdict.WITHIN_ROUNDING: "pass",
}
FINGERPRINT = "budgetMonitorFinding/v1"
"""A finding's id, by which a host follows it from run to run wherever its line has gone."""


def to_sarif(
    report: Report, *, fail_on: FailOn = FailOn.ERROR, strict: bool = False, show: Show = Show.FAILURES
) -> bytes:
    """The report as one run; `fail_on`, `strict` and `show` are what it was asked for."""
    code = report.exit_code(fail_on, strict=strict)
    names = [tally.rule for tally in report.tallies]
    items, known = settling(items_of(report)), standings(report)
    run = {
        "tool": {"driver": _driver(report.tallies)},
        "invocations": [
            {
                "executionSuccessful": code != 2,
                "exitCode": code,
                "toolExecutionNotifications": [_notification(report, one) for one in report.input_problems],
            }
        ],
        "artifacts": [_artifact(report, file) for file in _files(report)],
        "results": [_result(report, one, names, items, known) for one in wanted(report, show)],
        "columnKind": "unicodeCodePoints",
    }
    document = {"$schema": SCHEMA, "version": VERSION, "runs": [run]}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _driver(tallies: Sequence[Tally]) -> Mapping[str, object]:
    rules = [
        {
            "id": literal(tally.rule),
            "shortDescription": {"text": literal(tally.title) or literal(tally.rule)},
            "defaultConfiguration": {"level": LEVELS[tally.severity]},
            "properties": {"about": tally.about.value},
        }
        for tally in tallies
    ]
    return {"name": "budget-monitor", "semanticVersion": tool_version(), "rules": rules}


def _files(report: Report) -> Mapping[str, str]:
    """By path, the SHA-256 of each file that was read, once where it holds several tables."""
    return {path_text(report.folder, read.file): read.sha256 for read in report.inputs}


def _artifact(report: Report, path: str) -> Mapping[str, object]:
    return {"location": {"uri": _uri(path)}, "hashes": {"sha-256": _files(report)[path]}, "roles": ["analysisTarget"]}


def _result(
    report: Report, finding: Finding, names: Sequence[str], items: Mapping[str, Item], known: Mapping[str, str]
) -> Mapping[str, object]:
    kind = KINDS[finding.verdict]
    related = [cell.ref for cell in finding.cells if cell.ref != finding.place]
    result: dict[str, object] = {
        "ruleId": literal(finding.rule),
        **({"ruleIndex": names.index(finding.rule)} if finding.rule in names else {}),
        "kind": kind,
        "level": LEVELS[finding.severity] if kind == "fail" else "none",
        "message": {"text": _message(finding, items.get(finding.id))},
        "locations": [_location(report, finding.place)],
        "partialFingerprints": {FINGERPRINT: literal(finding.id)},
        "properties": {"verdict": finding.verdict.value},
    }
    if finding.outcome is not None:
        result["properties"] = {"verdict": finding.verdict.value, "outcome": finding.outcome.value}
    if related:
        result["relatedLocations"] = [
            {"id": at, **_location(report, ref), "message": {"text": literal(ref.column)}}
            for at, ref in enumerate(related[:MAX_RELATED], start=1)
        ]
    if finding.id in known:
        result["suppressions"] = [{"kind": "external", "justification": literal(known[finding.id])}]
    return result


MAX_RELATED = 20
"""Cells of a finding besides its own place; a long sum would bury it."""


def _message(finding: Finding, item: Item | None) -> str:
    said = message_of(finding, item)
    return literal(f"{finding.label}: {said}" if finding.label else said)


def _location(report: Report, ref: CellRef) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": _uri(path_text(report.folder, ref.file))}}
    if ref.line:
        physical["region"] = {"startLine": ref.line}
    location: dict[str, object] = {"physicalLocation": physical}
    if name := " ".join(filter(None, [ref.address, ref.column])):
        location["logicalLocations"] = [{"name": literal(name), "kind": "member"}]
    return location


def _notification(report: Report, problem: InputProblem) -> Mapping[str, object]:
    return {
        "level": "error" if problem.severity == "error" else "warning",
        "message": {"text": literal(problem_message(problem))},
        "locations": [_location(report, problem.ref)],
    }


def _uri(path: str) -> str:
    """A path as a relative reference; a path from the root is one of the file scheme."""
    quoted = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{quoted}" if path.startswith("/") else quoted
