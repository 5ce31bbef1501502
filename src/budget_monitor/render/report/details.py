"""The parts of a report that are shown where they are asked for: findings in full, the position, how each rule came
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from rich.console import RenderableType

from budget_monitor.errors import FILE_BY_FILE, hinted, shorten, without_hint
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.numbered import untold_files
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.render.report.authorities import positions_note, shown_positions
from budget_monitor.render.report.findings import MAX_FINDINGS_LISTED, findings_section, listed_section
from budget_monitor.render.report.position import position_section
from budget_monitor.render.report.tallies import tallies_section
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.shell import shell_word
from budget_monitor.render.text.words import place_of


def detailed_parts(report: Report, page: Page, show: Show, *, statistics: bool) -> Iterable[RenderableType]:
    """The findings in full, as far as `show` asks for them, and with `statistics` the position and every rule's
    counts.
    """
    excused = report.excused
    wanted = {
        Show.FAILURES: (),
        Show.BLANKS: (Verdict.UNDECIDED,),
        Show.ROUNDING: (Verdict.UNDECIDED,),
        Show.ALL: (Verdict.FAIL, Verdict.BROKEN, Verdict.UNDECIDED),
    }[show]
    yield from findings_section(
        [finding for finding in report.findings if finding.verdict in wanted and finding.id not in excused], page
    )
    yield from listed_section("Within rounding", report.within_rounding, page)
    yield from listed_section("Exact", report.exact, page)
    if not statistics:
        return
    yield from position_section(shown_positions(report), page)
    if note := positions_note(report):
        yield page.text(note, "dim")
        yield ""
    yield from tallies_section(report.tallies, page)


def problems_section(problems: Sequence[InputProblem], page: Page) -> Iterable[RenderableType]:
    """What could not be read, or was not as it should be: the errors, then the warnings."""
    if not problems:
        return
    yield page.heading("Input problems")
    alike: dict[tuple[str, str, str, str], list[InputProblem]] = {}
    for problem in sorted(problems, key=lambda problem: problem.severity != "error"):
        what = without_hint(problem.message) if problem.line else problem.message
        column = "" if problem.text.startswith(NO_FIGURES) else problem.column
        alike.setdefault((problem.file, column, problem.severity, what), []).append(problem)
    told = [
        one
        for group in alike.values()
        for one in ([(group[0], group[1:])] if len(group) > MAX_PROBLEMS_ALIKE else _each(group))
    ]
    grid = page.grid("fixed", "left", gap=2)
    for problem, others in told[:MAX_FINDINGS_LISTED]:
        style = "bold red" if problem.severity == "error" else "yellow"
        text = problem_text(problem) + (f"; so {_others(problem, others)}" if others else "")
        grid.add_row(page.text(problem.severity, style), page.text(text))
    yield grid
    if len(told) > MAX_FINDINGS_LISTED:
        yield page.text(f"and {len(told) - MAX_FINDINGS_LISTED:,} more; --format json lists all")
    yield ""


MAX_PROBLEMS_ALIKE = 3
"""More problems of one kind in one column of a file are told once; in one file, where they are no figures at all."""
NO_FIGURES = ("=", "#")
"""How the texts of formulas begin, and of cells in error."""
MAX_LINES_NAMED = 4


def _each(group: Sequence[InputProblem]) -> list[tuple[InputProblem, list[InputProblem]]]:
    return [(one, []) for one in group]


def _others(first: InputProblem, others: Sequence[InputProblem]) -> str:
    """`are 39 more, in lines 3, 4, 5, 6 …`: where the same is wrong again; in several columns the cells are named, and
    of texts that are likely to mean something each with what it means: `` `1.2E+06` in line 4 (1,200,000?)``.
    """
    if any(one.text != first.text and hinted(one.message) for one in others):
        told = [_with_its_reading(one) for one in others[:MAX_LINES_NAMED]]
        return f"are {len(others):,} more: {', '.join(told)}" + ", …" * (len(others) > MAX_LINES_NAMED)
    if any(one.column != first.column for one in others) and all(one.address for one in others):
        cells = [one.address.rpartition("!")[2] for one in others]
        return f"are {len(cells):,} more: {', '.join(cells[:MAX_LINES_NAMED])}" + " …" * (len(cells) > MAX_LINES_NAMED)
    lines = list(dict.fromkeys(one.line for one in others))
    named = ", ".join(str(line) for line in lines[:MAX_LINES_NAMED])
    return f"are {len(others):,} more, in lines {named}" + (" …" if len(lines) > MAX_LINES_NAMED else "")


def _with_its_reading(problem: InputProblem) -> str:
    meant = hinted(problem.message)
    return f"`{shorten(problem.text)}` in line {problem.line}" + (f" ({meant}?)" if meant else "")


def problem_text(problem: InputProblem) -> str:
    """A problem on one line: ``savings.csv:7 value `12..3`: is not an amount``."""
    place = problem.ref.place
    column = "" if place.endswith(f"!{problem.address.rpartition('!')[2]}") else problem.column
    where = " ".join(filter(None, [place, column, f"`{shorten(problem.text)}`" if problem.text else ""]))
    return f"{where}: {problem.message}"


def unread_section(report: Report, page: Page) -> Iterable[RenderableType]:
    """Files that no rule reads, a line each; and where no rule found anything to check, how one is checked alone."""
    files = untold_files(report)
    for file in files:
        yield page.text(f"no rule reads {file}", "yellow")
    if files:
        yield ""
    if files and not report.authorities and not any(tally.checks for tally in report.tallies):
        first = (PurePath(place_of(report)) / files[0].partition(":")[0]).as_posix()
        yield page.text(f"{FILE_BY_FILE[0].upper()}{FILE_BY_FILE[1:]} {shell_word(first)}")
        yield ""


MAX_TOTALS_LISTED = 10
"""Totals that nothing adds up to, listed one by one."""


def discovered_section(report: Report, page: Page) -> Iterable[RenderableType]:
    """The rows and columns that are called totals and that nothing was found to add up to."""
    if not report.no_sums:
        return
    yield page.heading("No sum found")
    for one in report.no_sums[:MAX_TOTALS_LISTED]:
        yield page.text(f"{one.place} {one.label}: nothing was found that adds up to it; it is not checked")
    if len(report.no_sums) > MAX_TOTALS_LISTED:
        yield page.text(f"and {len(report.no_sums) - MAX_TOTALS_LISTED:,} more; --format json lists all")
    yield ""
