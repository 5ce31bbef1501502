"""A set, or several authorities in one run: each set is checked by itself, and the reports become one.

A root folder holds a folder of ledgers for each authority. What stops one of them is told of that one, and the others
are checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.outcome import AuthoritySummary, Report, Verdict
from budget_monitor.model.running.files import ACCEPTED_FILE
from budget_monitor.pipeline.run.beside import limits_beside
from budget_monitor.pipeline.run.books import Books, check_words
from budget_monitor.pipeline.run.folders import authority_folders, name_of, own_rules, subfolders
from budget_monitor.pipeline.run.one_set import check_set
from budget_monitor.pipeline.run.tables import check_table, is_table_without_rules
from budget_monitor.pipeline.several.merge import merged

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.request import Request
    from budget_monitor.model.running.progress import Watch


def check_ledgers(
    ledgers: str | Path,
    request: Request,
    *,
    jobs: int = 1,
    watch: Watch | None = None,
    prepare: Callable[[], None] | None = None,
) -> tuple[Report, LedgerSet | None]:
    """Checks a set, or every set in a root folder, and returns the report with the ledgers of a single set.

    Of a single file that no ledger is named after, it checks what adds up there.

    The sets of a root are checked in at most `jobs` processes, in each of which `prepare` is called first; the report
    does not depend on how many. Raises a BudgetMonitorError where there is nothing to check at all.
    """
    with limits_beside(Path(ledgers), request.settings):
        return _checked(Path(ledgers), request, jobs, watch, prepare)


def _checked(
    root: Path, request: Request, jobs: int, watch: Watch | None, prepare: Callable[[], None] | None
) -> tuple[Report, LedgerSet | None]:
    from budget_monitor.load.folder import sources_in

    if is_table_without_rules(root, request):
        return check_table(root, request, watch=watch).report, None
    books = Books(request)
    with sources_in(root) as sources:
        book, problems = books.of(root, sources)
        folders = authority_folders(sources, book.ledgers)
        if not folders:
            checked = check_set(root, request, watch=watch, books=books, sources=sources)
            return checked.report, checked.ledger_set
    from budget_monitor.pipeline.several.pool import Failed, answers  # a single set starts no processes

    request = replace(
        request, rules=(*own_rules(root), *request.rules), today=request.today or date.today()
    )  # the same day for all, however long it takes
    known = [rule for folder in folders for rule in _own_rules_of(folder, request)]
    check_words((*request.select, *request.ignore), dict.fromkeys([*book.rules, *known]))
    results = answers(folders, request, jobs, watch, prepare)
    failures = {folder.name: result.message for folder, result in results.items() if isinstance(result, Failed)}
    if len(failures) == len(folders) > 1 and len(set(failures.values())) == 1:
        raise UsageError(next(iter(failures.values())))  # what was asked for is wrong, and no authority's folder
    reports = [
        _failed(name_of(folder), result.message) if isinstance(result, Failed) else result
        for folder, result in results.items()
    ]
    others = [folder for folder in subfolders(root) if folder not in folders]
    unread = tuple(str(file.relative_to(root)) for place in (root, *others) for file in _files(place))
    is_whole = not any((request.select, request.ignore, request.year, request.period, request.portfolio))
    idle = [
        _idle(name_of(folder))
        for folder, one in zip(folders, reports, strict=True)
        if one.nothing_checked and not any(problem.severity == "error" for problem in one.input_problems)
    ]
    notices = [*problems, *_passed_over(root, others), *(idle if is_whole else ())]
    return merged(reports, str(root), notices, unread), None


def _own_rules_of(folder: Path, request: Request) -> Iterable[str]:
    """The rules known where a set has some of its own; of a folder that may not be entered, checking it tells."""
    with suppress(PermissionError):
        if own_rules(folder):
            return Books(request).of(folder)[0].rules
    return ()


def _idle(authority: str) -> InputProblem:
    """What is said of a set in which no check could be made."""
    message = "nothing was checked here: its ledgers have no rows that a rule is about, or blanks alone"
    return InputProblem(f"{authority}/", 0, "", "error", "", message)


def _failed(authority: str, message: str) -> Report:
    """The report on a set that could not be checked at all."""
    problem = InputProblem(f"{authority}/", 0, "", "error", "", message)
    none = dict.fromkeys(Verdict, 0)
    return Report((), (), (), (problem,), authorities=(AuthoritySummary(authority, none, {}, 0, 0, input_errors=1),))


def _files(folder: Path) -> list[Path]:
    """The files of a folder in which no ledger is read that are of a kind that holds ledgers."""
    from budget_monitor.load.sources.kinds import kind_of

    return sorted(path for path in folder.iterdir() if kind_of(path) and path.is_file())


def _passed_over(root: Path, others: Sequence[Path]) -> Iterable[InputProblem]:
    """What in a root is not read and might be thought to be: `others` are folders without ledgers."""
    from budget_monitor.model.running.files import SETTINGS_FILE

    for folder in others:
        message = "there is no ledger in this folder; it is not checked"
        yield InputProblem(f"{name_of(folder)}/", 0, "", "warning", "", message)
    for folder in subfolders(root, hidden=True):
        with suppress(OSError):
            if _files(folder):
                message = "this folder is hidden (its name begins with a point); what is in it is not checked"
                yield InputProblem(f"{name_of(folder)}/", 0, "", "warning", "", message)
    for file in (SETTINGS_FILE, ACCEPTED_FILE):
        if (root / file).is_file():
            message = "not read here: each authority has its own beside its ledgers"
            message += " (--set goes for all)" if file == SETTINGS_FILE else ""
            yield InputProblem(file, 0, "", "warning", "", message)
