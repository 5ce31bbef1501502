"""A report as text for a terminal or a file: what is wrong first, the whole picture after it, the verdict last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType

from budget_monitor.model.cell import CellRef
from budget_monitor.model.ledger import InputProblem
from budget_monitor.model.outcome import FailOn, Report
from budget_monitor.render.report.authorities import authorities_section, positions_note, shown_positions
from budget_monitor.render.report.culprits import culprits_section
from budget_monitor.render.report.discovered import discovered_section
from budget_monitor.render.report.findings import IN_FULL, findings_section, listed_section
from budget_monitor.render.report.position import position_section
from budget_monitor.render.report.review import acceptance_problems_section, accepted_section, immaterial_section
from budget_monitor.render.report.summary import summary_panel
from budget_monitor.render.report.tallies import tallies_section
from budget_monitor.render.text.literal import shorten
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import place_text


def to_table(report: Report, page: Page | None = None, *, fail_on: FailOn = FailOn.ERROR, strict: bool = False) -> str:
    """The report as lines of text no wider than the page (80 columns without colour unless given).

    `fail_on` and `strict` are what the run was asked for: the last panel says which exit code they lead to.
    """
    page = page or Page()
    return page.render(_parts(report, page, fail_on, strict))


def _parts(report: Report, page: Page, fail_on: FailOn, strict: bool) -> Iterable[RenderableType]:
    excused = report.excused
    yield from authorities_section(report, page, fail_on, strict=strict)
    yield from problems_section(report.input_problems, page)
    yield from acceptance_problems_section(report, page)
    culprits = [culprit for culprit in report.culprits if not excused.issuperset(culprit.resolves)]
    yield from culprits_section(culprits, report.findings, page)
    settled = {name for culprit in culprits if culprit.alternatives == 1 for name in culprit.resolves}
    left = [finding for finding in report.findings if finding.id not in excused | settled]
    yield from findings_section(left, page)
    yield from accepted_section(report, page)
    yield from immaterial_section(report, page)
    yield from listed_section("Within rounding", report.within_rounding, page)
    yield from listed_section("Exact", report.exact, page)
    yield from position_section(shown_positions(report), page)
    if note := positions_note(report):
        yield page.text(note, "dim")
        yield ""
    yield from discovered_section(report, page)
    yield from tallies_section(report.tallies, page)
    yield from _unread_section(report.unread_files, page)
    yield summary_panel(report, page, fail_on, strict=strict)


def problems_section(problems: Sequence[InputProblem], page: Page) -> Iterable[RenderableType]:
    """What could not be read, or was not as it should be: the errors, then the warnings."""
    if not problems:
        return
    yield page.heading("Input problems")
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    grid = page.grid("fixed", "left", gap=2)
    for problem in ordered[:IN_FULL]:
        style = "bold red" if problem.severity == "error" else "yellow"
        grid.add_row(page.text(problem.severity, style), page.text(problem_text(problem)))
    yield grid
    if len(ordered) > IN_FULL:
        yield page.text(f"and {len(ordered) - IN_FULL:,} more; --format json lists all")
    yield ""


def problem_text(problem: InputProblem) -> str:
    """A problem on one line: ``savings.csv:7 value `12..3`: is not an amount``."""
    place = place_text(CellRef(problem.file, problem.line, problem.column))
    where = " ".join(filter(None, [place, problem.column, f"`{shorten(problem.text)}`" if problem.text else ""]))
    return f"{where}: {problem.message}"


def _unread_section(files: Sequence[str], page: Page) -> Iterable[RenderableType]:
    for file in files:
        yield page.text(f"no rule reads {file}", "yellow")
    if files:
        yield ""
