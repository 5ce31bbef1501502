"""The way of a run: load the ledgers and the rules, evaluate, and report. The one place where stages meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.outcome import Report, Show
from budget_monitor.model.period import PERIODS, parse_financial_year, parse_period

if TYPE_CHECKING:
    from budget_monitor.evaluate.attach import Selection
    from budget_monitor.load.settings import Known
    from budget_monitor.model.ledger import InputProblem, LedgerSet
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
) -> Report:
    """Checks a folder of ledgers and returns everything found, in a stable order.

    `rules` adds rule files, or folders of them, to the shipped ones and to those in `rules/` beside the ledgers.
    `select` and `ignore` name rules by id, or by the beginning of an id (`RM` is every rule of reserve movements).
    `year`, `period` and `portfolio` (a part of its name) choose the reports to check; sums and earlier periods still
    see the whole set. `show` says which checks the report lists besides the findings.

    Raises a BudgetMonitorError when there is nothing to check: no such folder, no ledger in it, an unknown rule id,
    year, period or engine. Whatever is wrong inside the files is in the report's `input_problems`.
    """
    from budget_monitor.load.ledger_set import load_set
    from budget_monitor.load.settings import settings_in_force

    book, problems = rule_book([*own_rules(ledgers), *rules])
    chosen = choose_rules(book, select, ignore)
    in_force = settings_in_force(Path(ledgers), known_names(book))
    selection = _selection(year, period, portfolio, in_force.settings.year_start)
    ledger_set = load_set(Path(ledgers), book.ledgers, in_force)
    return _report(ledger_set, book, chosen, problems, selection, engine, show)


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

    return _report(
        set_from_text(ledgers, book.ledgers, unit), book, rules, (), Selection(), engine, show
    )


def rule_book(rules: Sequence[str | Path] = ()) -> tuple[RuleBook, tuple[InputProblem, ...]]:
    """The shipped ledgers and rules with those of further files or folders, and what was wrong in them."""
    from budget_monitor.load.rulebook import load_rulebook

    return load_rulebook([Path(path) for path in rules])


def own_rules(ledgers: str | Path) -> list[Path]:
    """Where a ledger set has rule files of its own: `rules/` beside its ledgers, if it is there."""
    folder = Path(ledgers) / "rules"
    return [folder] if folder.is_dir() else []


def known_names(book: RuleBook) -> Known:
    """The names that settings may speak of."""
    from budget_monitor.load.ledger_set import schema_columns
    from budget_monitor.load.settings import Known

    return Known(schema_columns(book.ledgers), tuple(book.rules), tuple(book.criteria))


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
) -> Report:
    from budget_monitor.diagnose.diagnosis import diagnose
    from budget_monitor.evaluate.evaluation import evaluate

    rules = [rule.with_criteria(ledger_set.criteria) for rule in rules]
    evaluation = evaluate(ledger_set, book, rules, selection=selection, engine=engine, show=show)
    diagnosis = diagnose(evaluation.constraints, evaluation.findings)
    problems = sorted(
        {*rule_problems, *ledger_set.problems, *evaluation.problems},
        key=lambda problem: (problem.file, problem.line, problem.column, problem.message),
    )
    return Report(
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
