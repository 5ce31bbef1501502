"""Several authorities in one run: each set is checked by itself, and the reports become one.

A root folder holds a folder of ledgers for each authority. What stops one of them is told of that one, and the others
are checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.model.ledger import AUTHORITY, LINE, InputProblem
from budget_monitor.model.outcome import AuthoritySummary, Report, Verdict
from budget_monitor.model.review import ACCEPTED_FILE, AcceptanceFault
from budget_monitor.pipeline.books import Books, check_words, own_rules
from budget_monitor.pipeline.merge import merged

if TYPE_CHECKING:
    from budget_monitor.model.ledger import LedgerSet
    from budget_monitor.model.progress import Watch
    from budget_monitor.model.request import Request
    from budget_monitor.model.schema import LedgerSchema


def check_ledgers(
    ledgers: str | Path,
    request: Request,
    *,
    jobs: int = 1,
    watch: Watch | None = None,
    prepare: Callable[[], None] | None = None,
) -> tuple[Report, LedgerSet | None]:
    """Checks a set, or every set in a root folder, and returns the report with the ledgers of a single set.

    The sets of a root are checked in at most `jobs` processes, in each of which `prepare` is called first; the report
    does not depend on how many. Raises a BudgetMonitorError where there is nothing to check at all.
    """
    from budget_monitor.pipeline.one_set import check_set

    root = Path(ledgers)
    books = Books(request.rules)
    book, problems = books.of(root)
    folders = authority_folders(root, book.ledgers)
    if not folders:
        checked = check_set(root, request, watch=watch, books=books)
        return checked.report, checked.ledger_set
    from budget_monitor.pipeline.pool import Failed, answers  # a single set starts no processes

    request = replace(
        request, rules=(*own_rules(root), *request.rules), today=request.today or date.today()
    )  # the same day for all, however long it takes
    known = [rule for folder in folders if own_rules(folder) for rule in Books(request.rules).of(folder)[0].rules]
    check_words((*request.select, *request.ignore), dict.fromkeys([*book.rules, *known]))
    results = answers(folders, request, jobs, watch, prepare)
    failures = {folder.name: result.message for folder, result in results.items() if isinstance(result, Failed)}
    if len(failures) == len(folders) > 1 and len(set(failures.values())) == 1:
        raise UsageError(next(iter(failures.values())))  # what was asked for is wrong, and no authority's folder
    reports = [
        _failed(name_of(folder), result.message) if isinstance(result, Failed) else result
        for folder, result in results.items()
    ]
    others = [folder for folder in _folders(root) if folder not in folders]
    unread = tuple(str(file.relative_to(root)) for place in (root, *others) for file in _files(place))
    return merged(reports, str(root), [*problems, *_passed_over(root, others)], unread), None


def name_of(folder: Path) -> str:
    """The authority that a folder stands for: its name, any byte of it that is no character spelt out."""
    return folder.name.encode("utf-8", "backslashreplace").decode("utf-8")


def authority_folders(root: Path, schemas: Mapping[str, LedgerSchema]) -> list[Path]:
    """The folders in a root that are authorities', by name: they hold ledgers, or rules of their own for some."""
    from budget_monitor.load.ledger_set import ledger_folders

    found = ledger_folders(root, schemas)
    if not found:
        return []
    return [folder for folder in _folders(root) if folder in found or own_rules(folder)]


def refuse_several(folder: Path, schemas: Mapping[str, LedgerSchema]) -> None:
    """Raises UsageError for a root folder, where a single set is needed."""
    if found := authority_folders(folder, schemas):
        several = len(found) > 1
        count, which = (f"{len(found):,} authorities", "one of them, such as") if several else ("1 authority", "it:")
        raise UsageError(f"{folder} holds {count}: name {which} {found[0]}")


def summaries(report: Report, ledger_set: LedgerSet, names: Sequence[str]) -> tuple[AuthoritySummary, ...]:
    """What the report on a set comes to for each of its authorities.

    What is wrong with a file as a whole, or with a rule, counts for each of them: none of them can be vouched for.
    """
    whose = _authorities_of_lines(report, ledger_set) if len(names) > 1 else {}
    errors = [
        whose.get((problem.file, problem.line)) for problem in report.input_problems if problem.severity == "error"
    ]
    stale = [
        problem.acceptance.key.get(AUTHORITY)
        for problem in report.acceptance_problems
        if problem.fault is AcceptanceFault.MATCHES_NOTHING
    ]
    excused = report.excused
    found = []
    for name in names:
        parts = [tally.by_authority.get(name, tally) for tally in report.tallies]
        alone = replace(
            report,
            tallies=tuple(replace(part, by_authority={}) for part in parts),
            findings=tuple(one for one in report.findings if one.key.get(AUTHORITY, "") == name),
        )
        broken = alone.counts[Verdict.BROKEN]
        listed = sum(one.id not in excused and one.verdict is not Verdict.BROKEN for one in alone.findings)
        found.append(
            AuthoritySummary(
                name=name,
                counts=alone.counts,
                failed=alone.counted(Verdict.FAIL),
                undecided=sum(alone.counted(Verdict.UNDECIDED).values()),
                findings=listed + broken + sum(part.unlisted for part in parts),
                input_errors=sum(one in (None, name) for one in errors),
                unread_files=len(report.unread_files),
                stale_acceptances=sum(one in (None, name) for one in stale),
            )
        )
    return tuple(found)


def _authorities_of_lines(report: Report, ledger_set: LedgerSet) -> Mapping[tuple[str, int], str]:
    """By file and line, the authority of every row of the files in which something is wrong."""
    files = {problem.file for problem in report.input_problems if problem.line}
    found: dict[tuple[str, int], str] = {}
    for table in ledger_set.ledgers.values():
        if table.file in files and table.has_authority:
            lines, names = (column.to_pylist() for column in table.select([LINE, AUTHORITY]).columns)
            found |= {(table.file, line): name or "" for line, name in zip(lines, names, strict=True)}
    return found


def _failed(authority: str, message: str) -> Report:
    """The report on a set that could not be checked at all."""
    problem = InputProblem(f"{authority}/", 0, "", "error", "", message)
    none = dict.fromkeys(Verdict, 0)
    return Report((), (), (), (problem,), authorities=(AuthoritySummary(authority, none, {}, 0, 0, input_errors=1),))


def _folders(root: Path) -> list[Path]:
    """The folders in a root that could be authorities', by name."""
    found = (path for path in root.iterdir() if path.is_dir() and path.name != "rules" and path.name[0] != ".")
    return sorted(found, key=lambda path: path.name)


def _files(folder: Path) -> list[Path]:
    """The files of a folder in which no ledger is read that are of a kind that holds ledgers."""
    from budget_monitor.load.sources.kinds import kind_of

    return sorted(path for path in folder.iterdir() if kind_of(path) and path.is_file())


def _passed_over(root: Path, others: Sequence[Path]) -> Iterable[InputProblem]:
    """What in a root is not read and might be thought to be: `others` are folders without ledgers."""
    from budget_monitor.load.settings.settings import SETTINGS_FILE

    for folder in others:
        message = "there is no ledger in this folder; it is not checked"
        yield InputProblem(f"{name_of(folder)}/", 0, "", "warning", "", message)
    for file in (SETTINGS_FILE, ACCEPTED_FILE):
        if (root / file).is_file():
            message = "not read here: each authority has its own beside its ledgers"
            message += " (--set goes for all)" if file == SETTINGS_FILE else ""
            yield InputProblem(file, 0, "", "warning", "", message)
