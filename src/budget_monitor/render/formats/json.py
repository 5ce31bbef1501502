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
    input_problems  file, line, column, severity, text, message, address (of the cell, where it is about one)
    unread_files    names of files
    accepted        finding (its id), by, on, until, reason, line (in accepted.toml): findings that do not count
    acceptance_problems  fault (gap_changed, expired, matches_nothing or not_looked_at), rule, ledger, key,
                    line (in accepted.toml), finding (its id, null where there is none), message
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

import msgspec

from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.withheld.reports import without_texts
from budget_monitor.render.formats.document.fill import (
    carried,
    counts_of,
    culprit_order,
    json_acceptance_problem,
    json_accepted,
    json_authority,
    json_correction,
    json_culprit,
    json_finding,
    json_problem,
    json_relation,
)
from budget_monitor.render.formats.document.shapes import (
    JsonInput,
    JsonNoSum,
    JsonReport,
    JsonRuleCounts,
    JsonSummary,
    JsonTool,
)
from budget_monitor.render.text.json_bytes import json_bytes
from budget_monitor.render.text.plain import finding_order
from budget_monitor.version import tool_version

NEWEST_SCHEMA = 2
DIALECT = "https://json-schema.org/draft/2020-12/schema"


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
    report = report if report.keeps_texts else without_texts(report)
    findings = sorted([*report.findings, *report.within_rounding, *report.exact], key=finding_order)
    document = JsonReport(
        schema_version=schema,
        tool=JsonTool("budget-monitor", tool_version()),
        exit_code=exit_code,
        inputs=[
            JsonInput(carried(read.file), carried(read.ledger), read.sha256, read.rows, read.unit)
            for read in report.inputs
        ],
        summary=JsonSummary(*counts_of(report.counts), len(report.accepted), len(report.immaterial)),
        rules=[JsonRuleCounts(carried(tally.rule), *counts_of(tally.counts)) for tally in report.tallies],
        findings=[json_finding(finding, schema) for finding in findings],
        culprits=[json_culprit(culprit) for culprit in sorted(report.culprits, key=culprit_order)]
        if schema == 1
        else msgspec.UNSET,
        corrections=[json_correction(one) for one in report.corrections] if schema > 1 else msgspec.UNSET,
        input_problems=[json_problem(problem) for problem in report.input_problems],
        unread_files=[carried(file) for file in report.unread_files],
        accepted=[json_accepted(entry) for entry in report.accepted],
        acceptance_problems=[json_acceptance_problem(problem) for problem in report.acceptance_problems],
        immaterial=[carried(name) for name in report.immaterial],
        ignored_rules=[carried(rule) for rule in report.ignored_rules],
        authorities=[json_authority(one, one.exit_code(fail_on, strict=strict)) for one in report.authorities]
        or msgspec.UNSET,
        relations=[json_relation(one) for one in report.relations] or msgspec.UNSET,
        no_sums=[JsonNoSum(carried(one.file), carried(one.place), carried(one.label)) for one in report.no_sums]
        or msgspec.UNSET,
    )
    return json_bytes(document)


def json_schema() -> bytes:
    """The JSON Schema (2020-12) of what `to_json` writes, in either version."""
    return published(JsonReport)


def published(shape: type[msgspec.Struct]) -> bytes:
    """The JSON Schema (2020-12) of a shape, as a file to publish."""
    schema = msgspec.json.schema(shape)
    return json_bytes({"$schema": DIALECT, **schema})
