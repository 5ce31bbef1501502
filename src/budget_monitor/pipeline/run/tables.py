"""The way of a table of which no rule is known: find what adds up, and say where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.model.checks.relation import RELATION_KINDS
from budget_monitor.model.checks.verdict import DECIDED, Verdict
from budget_monitor.model.ledgers.ledger import InputFile, InputProblem
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report
from budget_monitor.model.results.request import Request
from budget_monitor.model.results.review import LookedAt, Materiality
from budget_monitor.model.running.patience import searches_end_at_interrupt, was_stopped
from budget_monitor.pipeline.run.beside import settings_beside, told_of_mapping
from budget_monitor.pipeline.run.books import Books
from budget_monitor.pipeline.run.diagnosed import diagnosed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from budget_monitor.discover.constraints import GridConstraints
    from budget_monitor.discover.discovery import Discovery
    from budget_monitor.load.file_grids import FileGrids
    from budget_monitor.load.settings.settings import Settings
    from budget_monitor.model.ledgers.grid import Grid
    from budget_monitor.model.results.correction import Correction
    from budget_monitor.model.running.progress import Watch

NOTHING_FOUND = (
    "nothing that adds up was found, so nothing was checked: no totals, differences, percentages or balances. A list"
    " without a total is not wrong for that: add one to have it checked. Where it has one, compare it with its lines"
)

NO_TABLE = "there is no table in it, so nothing was checked"


class CheckedTable(Struct, frozen=True):
    """What adds up in the tables of one file, and what it was found in."""

    report: Report
    grids: Sequence[Grid]
    constraints: GridConstraints
    settings: Settings


def is_table_without_rules(path: Path, request: Request) -> bool:
    """True if a path is a CSV file, a workbook or a document in which no table has the name of a ledger known by the
    rules, and that no mapping takes.

    Raises UsageError where that is asked for (`discover`) and the path is no such file.
    """
    from budget_monitor.load.file_grids import has_grids, is_plain_document
    from budget_monitor.load.folder import sources_in

    if not has_grids(path):
        if request.discover:
            raise UsageError(f"{path} is no table to look into: --discover needs a CSV file, a workbook or a document")
        return False
    if request.discover or is_plain_document(path):
        return True
    with sources_in(path) as sources:
        return not sources.holds_ledgers(Books(request).of(path, sources)[0].ledgers)


def discover_tables(path: str | Path, *, watch: Watch | None = None) -> Report:
    """Looks for what adds up in every table of a CSV file, workbook or document, and reports where it does not."""
    return check_table(path, watch=watch).report


def check_table(path: str | Path, request: Request | None = None, *, watch: Watch | None = None) -> CheckedTable:
    """Looks for what adds up in every table of a CSV file, workbook or document, and where it does not.

    The report's `relations` are all that was checked; `findings` are those that fail, and those too far off to be
    understood, which are undecided. Where nothing was checked an input problem says so, and the exit code is 2.
    Differences accepted in the accepted.toml beside the file are set apart.
    Raises UsageError where the file cannot be read.
    """
    from budget_monitor.load.file_grids import grids_of_file

    file, request = Path(path), request or Request()
    _refuse_choices(file, request)
    settings = settings_beside(file)
    if watch is not None:
        watch("reading", 0, 0)
    read = grids_of_file(file, settings.currency)
    if watch is not None:
        watch("checking", 0, 0)
    with searches_end_at_interrupt(request.tells_at_interrupt):
        return _checked(file, request, settings, read)


def _refuse_choices(file: Path, request: Request) -> None:
    """Raises UsageError for what chooses among rules, reports and runs, of which a table without rules has none."""
    asked = {
        "--rules": request.rules, "--select": request.select, "--ignore": request.ignore, "--year": request.year,
        "--period": request.period, "--portfolio": request.portfolio, "--record": request.record,
    }  # fmt: skip
    given = [name for name, value in asked.items() if value]
    if given:
        verb = "is" if len(given) == 1 else "are"
        said = f"{', '.join(given)} {verb} for ledgers that have rules"
        raise UsageError(
            f"{file.name} is checked without rules, by whatever adds up in it: {said}; leave that out, or have its"
            " rules written first, with --write-rules"
        )


def discovered(read: FileGrids, file: Path) -> Discovery:
    """Whatever adds up in the tables of a file that was read. In a workbook its formulas have a say in what should."""
    from budget_monitor.diagnose.formulas.evident import failures_that_formulas_show
    from budget_monitor.discover.discovery import discover
    from budget_monitor.load.sources.kinds import WORKBOOKS
    from budget_monitor.load.sources.sheets.formulas.origins import formulas_in

    found = discover(read.grids, is_document=read.is_document, is_uncertain=read.is_uncertain, beside=read.beside)
    if not found.findings or file.suffix.casefold() not in WORKBOOKS:
        return found
    formulas = formulas_in(file)
    if any(one.verdict is Verdict.UNDECIDED for one in found.checks):
        tried = found.all_failing()
        tried.formulas = formulas
        shown = {number for number, *_ in failures_that_formulas_show(tried)}
        found = found.with_failures(shown, FORMULAS_SAY_SO)
    found.constraints.formulas = formulas
    return found


FORMULAS_SAY_SO = "the formula beside says so, too"
"""How the evidence ends for what fails where its sum holds in few other places."""


def _checked(file: Path, request: Request, settings: Settings, read: FileGrids) -> CheckedTable:
    from budget_monitor.discover.left_out import kept_as_text
    from budget_monitor.discover.problems import A_FIGURE_KEPT_AS_TEXT
    from budget_monitor.discover.proved.letters import with_letters_to_type
    from budget_monitor.figures.grammar import is_in_error
    from budget_monitor.load.accepted import read_accepted
    from budget_monitor.load.sources.kinds import WORKBOOKS
    from budget_monitor.load.sources.sheets.formulas.in_file import remarks_in
    from budget_monitor.review.review import review

    found, is_workbook = discovered(read, file), file.suffix.casefold() in WORKBOOKS
    acceptances, wrong = read_accepted(file.parent, settings.currency, settings.year_start)
    remarks = remarks_in(file) if is_workbook else []
    in_error = {one.address for one in remarks if one.severity == "error"}
    own = [one for one in found.problems if not (is_in_error(one.text) and one.address in in_error)]
    said = {_told(one) for one in own}
    problems = [*wrong, *read.problems, *own, *(one for one in remarks if _told(one) not in said)]
    known: Sequence[Correction] = ()
    if found.constraints.formulas is not None:
        known = kept_as_text(found.checks, found.relations, found.constraints.formulas)
        to_type = {(change.address, A_FIGURE_KEPT_AS_TEXT) for one in known for change in one.cells}
        problems = [one for one in problems if _told(one) not in to_type]
    problems += [] if request.discover else told_of_mapping(file, read.grids)
    is_nothing = not any(tally.counts[verdict] for tally in found.tallies for verdict in DECIDED)
    if is_nothing:
        problems.append(InputProblem(file.name, 0, "", "error", "", NOTHING_FOUND if read.grids else NO_TABLE))
    reviewed = review(
        found.findings,
        [one for one in acceptances if one.rule in RELATION_KINDS and one.ledger.partition(":")[0] == file.name],
        Materiality(), today=request.today or date.today(),
        looked_at=LookedAt(RELATION_KINDS, is_nothing=is_nothing), known_rules=RELATION_KINDS,
    )  # fmt: skip
    report = Report(
        inputs=(InputFile(file.name, "", read.sha256, sum(len(grid.rows) for grid in read.grids), "£"),),
        tallies=found.tallies,
        findings=found.findings,
        input_problems=tuple(problems),
        accepted=reviewed.accepted,
        acceptance_problems=reviewed.problems,
        folder=str(file.parent),
        file=file.name,
        relations=found.relations,
        no_sums=found.no_sums,
        within_rounding=_listed(found, Verdict.WITHIN_ROUNDING) if request.show in (Show.ROUNDING, Show.ALL) else (),
        exact=_listed(found, Verdict.EXACT) if request.show is Show.ALL else (),
        keeps_texts=settings.keep.texts,
    )
    if not was_stopped():
        report = with_letters_to_type(diagnosed(report, found.constraints, file.name, known=known), read.grids)
    return CheckedTable(report, read.grids, found.constraints, settings)


def _listed(found: Discovery, verdict: Verdict) -> tuple[Finding, ...]:
    """The checks that came to a verdict, for a report that lists them one by one."""
    from budget_monitor.discover.findings import finding_of

    each = zip(found.checks, found.relations, strict=True)
    return tuple(finding_of(check, relation) for check, relation in each if check.verdict is verdict)


def _told(problem: InputProblem) -> tuple[str, str]:
    """Of which cell what is told: what comes of it is worded by who tells it."""
    return problem.address, problem.message.partition(",")[0]
