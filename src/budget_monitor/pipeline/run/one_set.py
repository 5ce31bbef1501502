"""The way of one set: load it and its rules, evaluate, diagnose, review, and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.checks.relation import RELATION_KINDS
from budget_monitor.model.checks.verdict import Verdict, checks_made
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.period import PERIODS, parse_financial_year, parse_period
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.request import Request
from budget_monitor.model.results.review import LookedAt
from budget_monitor.model.running.engine import EngineOptions
from budget_monitor.model.running.patience import searches_end_at_interrupt, was_stopped
from budget_monitor.pipeline.engine.memory import with_enough_memory
from budget_monitor.pipeline.engine.opened import Opened
from budget_monitor.pipeline.run.beside import limits_beside
from budget_monitor.pipeline.run.books import Books, known_names, of_own_currency, rules_in_force
from budget_monitor.pipeline.run.diagnosed import diagnosed, told_of_new_figures
from budget_monitor.pipeline.run.folders import refuse_several
from budget_monitor.pipeline.run.places import as_in_files, each_cell_once, formulas_of_ledgers

if TYPE_CHECKING:
    from budget_monitor.evaluate.evaluation import Evaluation
    from budget_monitor.evaluate.lookups.attach import Selection
    from budget_monitor.load.folder import Sources
    from budget_monitor.load.settings.settings import InForce
    from budget_monitor.model.checks.constraint import ConstraintSource
    from budget_monitor.model.checks.rule import Rule
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.review import Acceptance, Materiality
    from budget_monitor.model.running.progress import Watch
    from budget_monitor.rules.compiled import RuleBook


class Checked(Struct, frozen=True):
    """A run of the checks, with what it was made of. `rules` are those that were run, as the settings have them."""

    report: Report
    ledger_set: LedgerSet
    book: RuleBook
    rules: tuple[Rule, ...]
    looked_at: LookedAt
    in_force: InForce
    constraints: ConstraintSource
    as_loaded: Report
    """The same report with the places of the ledgers as they were loaded, which `constraints` knows."""


def check_set(
    ledgers: str | Path = "ledgers",
    request: Request | None = None,
    *,
    watch: Watch | None = None,
    authority: str = "",
    books: Books | None = None,
    sources: Sources | None = None,
) -> Checked:
    """Checks one set, and returns the report with all that later steps need: the ledgers, the rules, the settings.

    `authority` says whose set it is, where it is one of several that are checked together; `books` are the run's
    rule books, and `sources` the set's files where they are open already; they are closed once all are read. Raises
    UsageError for a folder of several sets; otherwise as `budget_monitor.check` does.
    """
    request = request or Request()
    with limits_beside(Path(ledgers), request.settings):
        return _checked(ledgers, request, watch, authority, books or Books(request), sources)


def _checked(
    ledgers: str | Path,
    request: Request,
    watch: Watch | None,
    authority: str,
    books: Books,
    sources: Sources | None,
) -> Checked:
    from budget_monitor.load.accepted import read_accepted
    from budget_monitor.load.folder import sources_in
    from budget_monitor.load.ledger_set import load_set
    from budget_monitor.load.settings.settings import settings_in_force
    from budget_monitor.load.sources.kinds import folder_of
    from budget_monitor.pipeline.run.nothing import not_run, refuse_what_is_not_here
    from budget_monitor.pipeline.run.part import Part
    from budget_monitor.pipeline.run.summaries import summaries
    from budget_monitor.rules.reads import words_compared

    home = folder_of(Path(ledgers))
    if request.record is not None:
        from budget_monitor.history.store import check_history

        check_history(home)
    with sources or sources_in(Path(ledgers)) as found:
        book, problems = books.of(Path(ledgers), found)
        in_force = settings_in_force(home, known_names(book), request.settings)
        own = in_force.settings
        rules, left_out = rules_in_force(book, request, own, of_many=bool(authority))
        rules, foreign = of_own_currency(rules, own.currency)
        selection = selection_of(request, own.year_start)
        if not authority:
            refuse_several(found, book.ledgers)
        options, short = with_enough_memory(own.engine.options(request.engine), found)
        opened = Opened(options)
        if found.largest > LARGE_FILE_BYTES:
            Thread(target=import_ahead).start()
        words = words_compared(book.rules.values())
        ledger_set = load_set(found, book.ledgers, in_force, watch, authority, opened.folder, words)
    ledger_set = replace(ledger_set, kept_by=opened)
    if watch is not None:
        watch("checking", 0, 0)
    acceptances, more = read_accepted(home, own.currency, own.year_start)
    part = Part(authority, ledger_set)
    entries = part.entries(acceptances)
    if authority:
        more = tuple(replace(problem, file=f"{authority}/{problem.file}") for problem in more)
    tells = request.tells_at_interrupt and not authority
    with searches_end_at_interrupt(tells), opened.at_work():
        evaluation = _evaluation(ledger_set, book, rules, selection, opened, request.show, entries)
        is_whole = not was_stopped()
        where = f"{authority}/" if authority else str(ledgers)
        more = more if is_whole else (*more, InputProblem(where, 0, "", "error", "", NOT_ALL_RULES))
        report = _report(ledger_set, evaluation, selection, [*problems, *foreign, *more, *short])
    is_file = Path(ledgers).is_file()
    report = replace(
        report, file=Path(ledgers).name if is_file else "", keeps_texts=own.keep.texts,
        not_run=not_run(report, ledger_set, rules, book),
    )  # fmt: skip
    if not authority:
        refuse_what_is_not_here(ledger_set, selection)
    not_here = book.ledgers.keys() - ledger_set.ledgers.keys() if is_file else ()
    looked_at = LookedAt(
        frozenset(rule.id for rule in rules), selection.year, selection.period, selection.portfolio,
        ledger_set.unreadable.union(not_here), frozenset(tally.rule for tally in report.tallies if tally.unlisted),
    )  # fmt: skip
    is_nothing = not checks_made(report.counts)
    for_acceptances = replace(looked_at, unlisted=evaluation.cut_off, is_nothing=is_nothing)
    alone = _reviewed(part.alone(report), entries, request, own.thresholds, for_acceptances, book)
    report = replace(part.together(report, alone), ignored_rules=left_out)
    if is_whole:
        with searches_end_at_interrupt(tells), opened.at_work():
            report = told_of_new_figures(report, ledger_set, evaluation.constraints)
            if any(one.verdict is Verdict.FAIL for one in report.findings):
                evaluation.constraints.formulas = formulas_of_ledgers(ledger_set, home, evaluation.constraints)
            report = diagnosed(report, evaluation.constraints, ledger_set.folder, ledger_set.trust)
    if request.record is not None and is_whole:
        from budget_monitor.history.record import record as add_to_history
        from budget_monitor.version import tool_version

        add_to_history(
            as_in_files(alone, part.alone_set), part.alone_set, rules, looked_at,
            replace(request.record, figures=own.keep.figures), version=tool_version(),
        )  # fmt: skip
    names = evaluation.authorities or ((authority,) if authority else ())
    report = replace(report, authorities=summaries(report, ledger_set, names))
    told = as_in_files(report, ledger_set)
    told = replace(told, input_problems=each_cell_once(told.input_problems))
    return Checked(told, ledger_set, book, rules, looked_at, in_force, evaluation.constraints, report)


NOT_ALL_RULES = "stopped by Ctrl-C before all rules were run: what was known by then is told, and is not recorded"
LARGE_FILE_BYTES = 5_000_000
"""A larger file takes longer to read than the next stages take to import."""


NEXT_STAGES = ("evaluate.engines.narwhals", "evaluate.evaluation", "review.review")


def import_ahead() -> None:
    """Imports what comes next while a large file is read: that is Arrow's work, and leaves Python free.

    Its thread is no daemon: Python waits for it before it takes itself apart, which no import would survive. What
    cannot be imported is told where it is needed.
    """
    for name in NEXT_STAGES:
        with suppress(Exception):
            import_module(f"budget_monitor.{name}")


def check_texts(
    ledgers: Mapping[str, str],
    book: RuleBook,
    rules: Sequence[Rule],
    *,
    unit: str = "£",
    engine: EngineOptions | None = None,
    show: Show = Show.FAILURES,
) -> Report:
    """Checks ledgers given as CSV text, by ledger name, with some rules of a book: what a rule's examples need."""
    from budget_monitor.evaluate.lookups.attach import Selection
    from budget_monitor.load.ledger_set import set_from_text

    ledger_set = set_from_text(ledgers, book.ledgers, unit)
    everything = Selection()
    evaluation = _evaluation(ledger_set, book, rules, everything, Opened(engine or EngineOptions()), show)
    report = _report(ledger_set, evaluation, everything, ())
    return diagnosed(report, evaluation.constraints, ledger_set.folder, ledger_set.trust)


def selection_of(request: Request, year_start: int = 4) -> Selection:
    """The reports that are wanted, by their canonical names. Raises UsageError for a year or period that is none."""
    from budget_monitor.evaluate.lookups.attach import Selection

    year, period = request.year, request.period
    chosen_year = parse_financial_year(year) if year else None
    if year and chosen_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    chosen_period = parse_period(period, year_start) if period else None
    if period and chosen_period is None:
        raise UsageError(f"{period!r} is no period{did_you_mean(period, PERIODS)}")
    return Selection(chosen_year, chosen_period, request.portfolio)


def _evaluation(
    ledger_set: LedgerSet,
    book: RuleBook,
    rules: Sequence[Rule],
    selection: Selection,
    opened: Opened,
    show: Show,
    accepted: Sequence[Acceptance] = (),
) -> Evaluation:
    from budget_monitor.evaluate.evaluation import evaluate

    rules = [rule.with_criteria(ledger_set.criteria) for rule in rules]
    return evaluate(
        ledger_set, book, rules, selection=selection, engine=opened.engine, short=opened.options.short, show=show,
        accepted=accepted,
    )  # fmt: skip


def _report(
    ledger_set: LedgerSet, evaluation: Evaluation, selection: Selection, more_problems: Sequence[InputProblem]
) -> Report:
    """What the checks came to, before anybody has thought about why."""
    from budget_monitor.position.reported import reported_positions

    listed = (*evaluation.findings, *evaluation.within_rounding, *evaluation.exact)
    positions = reported_positions(
        ledger_set, listed, year=selection.year, period=selection.period, portfolio=selection.portfolio
    )
    problems = sorted(
        {*more_problems, *ledger_set.problems, *evaluation.problems},
        key=lambda problem: (problem.file, problem.line, problem.column, problem.message),
    )
    return Report(
        inputs=ledger_set.inputs,
        tallies=evaluation.tallies,
        findings=evaluation.findings,
        input_problems=tuple(problems),
        unread_files=ledger_set.unread_files,
        positions=positions,
        within_rounding=evaluation.within_rounding,
        exact=evaluation.exact,
        folder=ledger_set.folder,
    )


def _reviewed(
    report: Report,
    acceptances: Sequence[Acceptance],
    request: Request,
    thresholds: Materiality,
    looked_at: LookedAt,
    book: RuleBook,
) -> Report:
    """The report with the findings set apart that are accepted or immaterial."""
    from budget_monitor.review.review import review

    reviewed = review(
        report.findings, acceptances, thresholds,
        today=request.today or date.today(), looked_at=looked_at, known_rules=[*book.rules, *RELATION_KINDS],
    )  # fmt: skip
    return replace(
        report,
        accepted=reviewed.accepted,
        acceptance_problems=reviewed.problems,
        immaterial=reviewed.immaterial,
    )
