"""The way of a table of which no rule is known: find what adds up, and say where it does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.model.ledger import InputFile, InputProblem
from budget_monitor.model.outcome import Report, Verdict
from budget_monitor.pipeline.run.books import Books

if TYPE_CHECKING:
    from budget_monitor.model.progress import Watch
    from budget_monitor.model.request import Request

NOTHING_FOUND = (
    "nothing that adds up was found, so nothing was checked: no totals, differences, percentages or balances"
)


def is_table_without_rules(path: Path, request: Request) -> bool:
    """True if a path is a CSV file or a workbook in which no table has the name of a ledger known by the rules.

    Raises UsageError where that is asked for (`discover`) and the path is no such file.
    """
    from budget_monitor.load.sources.folder import sources_in
    from budget_monitor.load.sources.grids import is_table

    if not is_table(path):
        if request.discover:
            raise UsageError(f"{path} is no table to look into: --discover needs a CSV file or a workbook")
        return False
    if request.discover:
        return True
    with sources_in(path) as sources:
        return not sources.holds_ledgers(Books(request).of(path, sources)[0].ledgers)


def discover_tables(path: str | Path, *, currency: str = "GBP", watch: Watch | None = None) -> Report:
    """Looks for what adds up in every sheet of a CSV file or workbook, and reports where it does not.

    The report's `relations` are all that was checked; `findings` are those that fail, and those too far off to be
    understood, which are undecided. Where nothing was checked an input problem says so, and the exit code is 2.
    Raises UsageError where the file cannot be read.
    """
    from budget_monitor.diagnose.diagnosis import diagnose
    from budget_monitor.discover.discovery import discover
    from budget_monitor.load.sources.grids import grids_in
    from budget_monitor.load.sources.kinds import WORKBOOKS
    from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in

    file = Path(path)
    if watch is not None:
        watch("reading", 0, 0)
    grids, digest = grids_in(file, currency)
    if watch is not None:
        watch("checking", 0, 0)
    found = discover(grids)
    problems = [*found.problems, *(remarks_in(file) if file.suffix.casefold() in WORKBOOKS else ())]
    if not any(tally.counts[verdict] for tally in found.tallies for verdict in _DECIDED):
        problems.append(InputProblem(file.name, 0, "", "error", "", NOTHING_FOUND))
    report = Report(
        inputs=(InputFile(file.name, "", digest, sum(len(grid.rows) for grid in grids), "£"),),
        tallies=found.tallies,
        findings=found.findings,
        input_problems=tuple(problems),
        folder=str(file.parent),
        relations=found.relations,
        no_sums=found.no_sums,
    )
    diagnosis = diagnose(found.constraints, report.findings)
    return replace(report, findings=diagnosis.findings, culprits=diagnosis.culprits, corrections=diagnosis.corrections)


_DECIDED = (Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.FAIL)
