"""A report as one line for each finding, `file:line:column: rule message`, as editors and `grep` read such lists.

`file` is a path from where the check was run, `column` the number of the column in the table (A is 1). Of a workbook
the message begins with the cell, since several sheets have that line. What is wrong with a file or an acceptance stands
among the findings, with `input` or `accepted.toml` in place of a rule.
"""

from __future__ import annotations

from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.numbered import untold_files
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict
from budget_monitor.model.running.files import ACCEPTED_FILE
from budget_monitor.render.report.view import Item, items_of, remedy_of, settling
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import gap_line, headline_of, listed
from budget_monitor.render.text.words import VERDICT_WORDS, column_number, path_text, problem_message, sheet_place

OUTCOME_WORDS = {
    Outcome.RESTATED: "restated: ",
    Outcome.NOTICE: "to notice: ",
    Outcome.BLANK: "not checked: ",
    Outcome.NOT_HERE: "not checked: ",
}
"""What stands before the message of a finding that is no figure to put right."""


def to_concise(report: Report, show: Show = Show.FAILURES) -> str:
    """The findings, and whatever else the run was asked to list, by file, line and rule.

    What is accepted or immaterial is left out.
    """
    items = settling(items_of(report))
    excused = report.excused
    findings = [one for one in wanted(report, show) if one.id not in excused]
    lines = [
        *(_line(report, problem.ref, f"input {problem.severity}:", problem_message(problem))
          for problem in report.input_problems),
        *(_line(report, CellRef(file, 0, ""), "input", "no rule reads this file") for file in untold_files(report)),
        *(_line(report, CellRef(ACCEPTED_FILE, fault.acceptance.line, ""), fault.acceptance.rule, fault.message)
          for fault in report.acceptance_problems),
        *(_line(report, one.place, one.rule, _said(report, one, items.get(one.id))) for one in findings),
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def wanted(report: Report, show: Show) -> list[Finding]:
    """What a list of findings has: what failed or broke, and what else the run was asked to show."""
    return [one for one in listed(report) if one.verdict is not Verdict.UNDECIDED or show is not Show.FAILURES]


def _said(report: Report, finding: Finding, item: Item | None) -> str:
    """What is said of a finding; in a document, which may have no lines, also where it stands."""
    said = message_of(finding, item)
    return f"{finding.label}: {said}" if report.subject == "document" and finding.label else said


def message_of(finding: Finding, item: Item | None) -> str:
    """What a finding comes to in one line: the outcome, the message, and what to type where that is known."""
    if finding.verdict in HELD:
        gap = gap_line(finding) if finding.verdict is Verdict.WITHIN_ROUNDING else ""
        return f"{VERDICT_WORDS[finding.verdict]}{f': {gap}' if gap else ''}"
    text = headline_of(finding).removeprefix("could not be checked: ")
    lead = OUTCOME_WORDS.get(finding.outcome, "") if finding.outcome else ""
    remedy = "" if item is None else f"; put right: {remedy_of(item)}"
    return f"{lead}{text}{remedy}"


def _line(report: Report, ref: CellRef, rule: str, message: str) -> str:
    place = f"{path_text(report.folder, ref.file)}:{max(ref.line, 1)}:{max(column_number(ref), 1)}"
    if report.subject != "document" and (cell := sheet_place(ref)):
        message = f"{cell}: {message}"
    return literal(f"{place}: {rule} {' '.join(message.split())}")
