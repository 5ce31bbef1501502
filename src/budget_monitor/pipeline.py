"""The way of a run: load the ledgers and the rules, evaluate, and report. The one place where stages meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.engine import EngineOptions
from budget_monitor.model.outcome import Report, Show
from budget_monitor.model.period import PERIODS, parse_financial_year, parse_period
from budget_monitor.model.review import LookedAt

if TYPE_CHECKING:
    from budget_monitor.evaluate.attach import Selection
    from budget_monitor.load.settings import InForce, Known, Settings
    from budget_monitor.model.constraint import ConstraintSource
    from budget_monitor.model.history import Recording
    from budget_monitor.model.ledger import InputProblem, LedgerSet
    from budget_monitor.model.position import MonitoringPosition
    from budget_monitor.model.progress import Watch
    from budget_monitor.model.rule import Rule, RuleBook


def check(
    ledgers: str | Path = "ledgers",
    *,
    rules: Sequence[str | Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
    engine: str = "arrow",
    show: Show = Show.FAILURES,
    settings: Sequence[str] = (),
    today: date | None = None,
    record: Recording | None = None,
    watch: Watch | None = None,
) -> Report:
    """Checks a folder of ledgers and returns everything found, in a stable order.

    `rules` adds rule files, or folders of them, to the shipped ones and to those in `rules/` beside the ledgers.
    `select` and `ignore` name rules by id, or by the beginning of an id (`RM` is every rule of reserve movements).
    `year`, `period` and `portfolio` (a part of its name) choose the reports to check; sums and earlier periods still
    see the whole set. `show` says which checks the report lists besides the findings.

    `settings` (`unit=£000`) go before those of the set's `budget-monitor.toml`. Differences accepted in its
    `accepted.toml` are set apart, as of `today`. With `record` the run is added to the history beside the ledgers.
    `watch` is told how far the work has come.

    Raises a BudgetMonitorError when there is nothing to check: no such folder, no ledger in it, an unknown rule id,
    year, period, setting or engine; or when the run cannot be recorded. Whatever is wrong inside the files is in the
    report's `input_problems`.
    """
    return check_set(
        ledgers, rules=rules, select=select, ignore=ignore, year=year, period=period, portfolio=portfolio,
        engine=engine, show=show, settings=settings, today=today, record=record, watch=watch,
    ).report  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """A run of the checks, with what it was made of. `rules` are those that were run, as the settings have them."""

    report: Report
    ledger_set: LedgerSet
    book: RuleBook
    rules: tuple[Rule, ...]
    looked_at: LookedAt
    in_force: InForce
    constraints: ConstraintSource


def check_set(
    ledgers: str | Path = "ledgers",
    *,
    rules: Sequence[str | Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
    engine: str = "arrow",
    show: Show = Show.FAILURES,
    settings: Sequence[str] = (),
    today: date | None = None,
    record: Recording | None = None,
    watch: Watch | None = None,
) -> Checked:
    """The same as `check`, with all that later steps need: the ledgers as read, the rules and the settings."""
    from budget_monitor.load.accepted import read_accepted
    from budget_monitor.load.ledger_set import load_set
    from budget_monitor.load.place import folder_of
    from budget_monitor.load.settings import settings_in_force
    from budget_monitor.review.review import review

    if record is not None:
        from budget_monitor.history.store import check_history

        check_history(folder_of(Path(ledgers)))
    book, problems = rule_book([*own_rules(ledgers), *rules])
    in_force = settings_in_force(folder_of(Path(ledgers)), known_names(book), settings)
    own = in_force.settings
    selected = choose_rules(book, select, ignore)
    chosen = [_as_set(rule, own) for rule in selected if not _is_left_out(rule, own, select)]
    selection = _selection(year, period, portfolio, own.year_start)
    ledger_set = load_set(Path(ledgers), book.ledgers, in_force, watch)
    if watch is not None:
        watch("checking", 0, 0)
    acceptances, more = read_accepted(folder_of(Path(ledgers)), own.currency, own.year_start)
    report, constraints = _report(ledger_set, book, chosen, [*problems, *more], selection, engine, show)
    looked_at = LookedAt(
        frozenset(rule.id for rule in chosen), selection.year, selection.period, selection.portfolio,
        ledger_set.unreadable, frozenset(tally.rule for tally in report.tallies if tally.unlisted),
    )  # fmt: skip
    reviewed = review(
        report.findings, acceptances, own.thresholds,
        today=today or date.today(), looked_at=looked_at, known_rules=book.rules,
    )  # fmt: skip
    report = replace(
        report,
        accepted=reviewed.accepted,
        acceptance_problems=reviewed.problems,
        immaterial=reviewed.immaterial,
        ignored_rules=tuple(rule.id for rule in selected if _is_left_out(rule, own, select)),
    )
    if record is not None:
        from budget_monitor.history.record import record as add_to_history
        from budget_monitor.render import tool_version

        add_to_history(report, ledger_set, tuple(chosen), looked_at, record, version=tool_version())
    return Checked(report, ledger_set, book, tuple(chosen), looked_at, in_force, constraints)


def summary(
    ledgers: str | Path = "ledgers",
    *,
    rules: Sequence[str | Path] = (),
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
    engine: str = "arrow",
    settings: Sequence[str] = (),
    today: date | None = None,
    watch: Watch | None = None,
) -> MonitoringPosition:
    """The monitoring position of a folder of ledgers, with the checks that its figures are marked for.

    `year`, `period` and `portfolio` (a part of its name) choose the reports to show. The checks are run on the whole
    set all the same: a figure is marked wherever the check that uses it stands. The other arguments are as for `check`.

    Raises a BudgetMonitorError where `check` does, and when there is no such report.
    """
    from budget_monitor.position.monitoring import monitoring_position

    _selection(year, period, portfolio, 4)  # a slip in a name is told before the work; which month it is, after
    checked = check_set(ledgers, rules=rules, engine=engine, settings=settings, today=today, watch=watch)
    chosen = _selection(year, period, portfolio, checked.in_force.settings.year_start)
    return monitoring_position(
        checked.ledger_set, checked.report, year=chosen.year, period=chosen.period, portfolio=chosen.portfolio
    )


def start(
    folder: str | Path,
    *,
    year: str | None = None,
    portfolio: str | None = None,
    unit: str = "£",
    today: date | None = None,
) -> list[str]:
    """Writes a ledger set to begin with into a new or empty folder, all or nothing, and returns the files' names.

    It is a worked example for a financial year (that of `today` unless given), whose figures are in `unit`. Raises
    UsageError when the folder is not empty or cannot be written, and for a year, portfolio or unit that is none.
    """
    from budget_monitor.load.setting_values import unit_setting
    from budget_monitor.model.period import financial_year_of
    from budget_monitor.starter.fill import PORTFOLIO, starter_files
    from budget_monitor.starter.folder import write_folder

    known_unit = unit_setting(unit, "GBP")
    if known_unit is None:
        raise UsageError(f"{unit!r} is not a unit: expected £, £000 or £m")
    known_year = parse_financial_year(year) if year else financial_year_of(today or date.today())
    if known_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    book, _ = rule_book()
    files = starter_files(book.ledgers, known_year, portfolio or PORTFOLIO, known_unit)
    write_folder(Path(folder), files)
    return list(files)


def check_texts(
    ledgers: Mapping[str, str],
    book: RuleBook,
    rules: Sequence[Rule],
    *,
    unit: str = "£",
    engine: str = "arrow",
    show: Show = Show.FAILURES,
) -> Report:
    """Checks ledgers given as CSV text, by ledger name, with some rules of a book: what a rule's examples need."""
    from budget_monitor.evaluate.attach import Selection
    from budget_monitor.load.ledger_set import set_from_text

    return _report(set_from_text(ledgers, book.ledgers, unit), book, rules, (), Selection(), engine, show)[0]


def rule_book(rules: Sequence[str | Path] = ()) -> tuple[RuleBook, tuple[InputProblem, ...]]:
    """The shipped ledgers and rules with those of further files or folders, and what was wrong in them."""
    from budget_monitor.load.rulebook import load_rulebook

    return load_rulebook([Path(path) for path in rules])


def own_rules(ledgers: str | Path) -> list[Path]:
    """Where a ledger set has rule files of its own: `rules/` beside its ledgers, if it is there."""
    from budget_monitor.load.place import folder_of

    folder = folder_of(Path(ledgers)) / "rules"
    return [folder] if folder.is_dir() else []


def known_names(book: RuleBook) -> Known:
    """The names that settings may speak of."""
    from budget_monitor.load.ledger_set import schema_columns
    from budget_monitor.load.settings import Known
    from budget_monitor.model.position import CRITERIA

    return Known(schema_columns(book.ledgers), tuple(book.rules), tuple(book.criteria | CRITERIA.keys()))


def rules_in(book: RuleBook, paths: Sequence[Path]) -> list[Rule]:
    """The rules of a book that stand in some rule files or folders; without a path, those shipped."""
    from budget_monitor.load.rulebook import shipped_rules
    from budget_monitor.load.toml_place import TomlFile, read_toml

    files = [file for path in paths or [shipped_rules()] for file in (path.glob("*.toml") if path.is_dir() else [path])]
    read = [toml for file in files if isinstance(toml := read_toml(file, str(file)), TomlFile)]
    blocks = [block for toml in read if isinstance(found := toml.root.get("rule"), list) for block in found]
    ids = [block["id"] for block in blocks if isinstance(block, dict) and "id" in block]
    return [rule for rule in book.rules.values() if rule.id in ids]


def rules_reading(book: RuleBook, ledger: str) -> list[Rule]:
    """The rules that look at a ledger, as their own or beside it, in the order of the book."""
    from budget_monitor.evaluate.reads import ledgers_read

    return [rule for rule in book.rules.values() if ledger in ledgers_read(rule, book.ledgers)]


def choose_rules(book: RuleBook, select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    """The rules whose id is selected and not ignored, in the order of the book."""
    for word in (*select, *ignore):
        if not any(rule.casefold().startswith(word.casefold()) for rule in book.rules):
            raise UsageError(f"no rule {word!r}{did_you_mean(word, book.rules)}")

    def named(rule: str, words: Sequence[str]) -> bool:
        return any(rule.casefold().startswith(word.casefold()) for word in words)

    return [
        rule for name, rule in book.rules.items() if (not select or named(name, select)) and not named(name, ignore)
    ]


def _is_left_out(rule: Rule, settings: Settings, select: Sequence[str]) -> bool:
    """Whether the settings leave a rule out. One that the command line names in full is run all the same."""
    name = rule.id.casefold()
    return any(name.startswith(word.casefold()) for word in settings.ignore) and not any(
        name == word.casefold() for word in select
    )


def _as_set(rule: Rule, settings: Settings) -> Rule:
    """A rule with the severity and the criteria that the settings give it."""
    own = rule.with_criteria(settings.numbers)
    return replace(own, severity=settings.severity.get(rule.id, own.severity))


def _selection(year: str | None, period: str | None, portfolio: str | None, year_start: int) -> Selection:
    from budget_monitor.evaluate.attach import Selection

    chosen_year = parse_financial_year(year) if year else None
    if year and chosen_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    chosen_period = parse_period(period, year_start) if period else None
    if period and chosen_period is None:
        raise UsageError(f"{period!r} is no period{did_you_mean(period, PERIODS)}")
    return Selection(chosen_year, chosen_period, portfolio)


def _report(
    ledger_set: LedgerSet,
    book: RuleBook,
    rules: Sequence[Rule],
    rule_problems: Sequence[InputProblem],
    selection: Selection,
    engine: str,
    show: Show,
) -> tuple[Report, ConstraintSource]:
    from budget_monitor.diagnose.diagnosis import diagnose
    from budget_monitor.evaluate.evaluation import evaluate

    rules = [rule.with_criteria(ledger_set.criteria) for rule in rules]
    evaluation = evaluate(ledger_set, book, rules, selection=selection, engine=EngineOptions(engine), show=show)
    diagnosis = diagnose(evaluation.constraints, evaluation.findings, ledger_set.trust)
    problems = sorted(
        {*rule_problems, *ledger_set.problems, *evaluation.problems},
        key=lambda problem: (problem.file, problem.line, problem.column, problem.message),
    )
    report = Report(
        inputs=ledger_set.inputs,
        tallies=evaluation.tallies,
        findings=diagnosis.findings,
        culprits=diagnosis.culprits,
        input_problems=tuple(problems),
        unread_files=ledger_set.unread_files,
        positions=evaluation.positions,
        within_rounding=evaluation.within_rounding,
        exact=evaluation.exact,
        folder=ledger_set.folder,
    )
    return report, evaluation.constraints
