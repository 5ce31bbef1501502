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

    `rules` adds rule files, or folders of them, to the shipped ones. `select` and `ignore` name rules by id, or by
    the beginning of an id (`RM` is every rule of reserve movements). `year`, `period` and `portfolio` (a part of its
    name) choose the reports to check; sums and earlier periods still see the whole set. `show` says which checks
    the report lists besides the findings.

    Raises a BudgetMonitorError when there is nothing to check: no such folder, no ledger in it, an unknown rule id,
    year, period or engine. Whatever is wrong inside the files is in the report's `input_problems`.
    """
    from budget_monitor.load.ledger_set import load_set

    book, problems = rule_book(rules)
    chosen = choose_rules(book, select, ignore)
    selection = _selection(year, period, portfolio)
    ledger_set = load_set(Path(ledgers), book.ledgers)
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
    from budget_monitor.load.ledger_set import set_from_text

    return _report(
        set_from_text(ledgers, book.ledgers, unit), book, rules, (), _selection(None, None, None), engine, show
    )


def rule_book(rules: Sequence[str | Path] = ()) -> tuple[RuleBook, tuple[InputProblem, ...]]:
    """The shipped ledgers and rules with those of further files or folders, and what was wrong in them."""
    from budget_monitor.load.rulebook import load_rulebook

    return load_rulebook([Path(path) for path in rules])


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


def _selection(year: str | None, period: str | None, portfolio: str | None) -> Selection:
    from budget_monitor.evaluate.attach import Selection

    chosen_year = parse_financial_year(year) if year else None
    if year and chosen_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    chosen_period = parse_period(period) if period else None
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
    from budget_monitor.evaluate.evaluation import evaluate

    evaluation = evaluate(ledger_set, book, rules, selection=selection, engine=engine, show=show)
    problems = sorted(
        {*rule_problems, *ledger_set.problems, *evaluation.problems},
        key=lambda problem: (problem.file, problem.line, problem.column, problem.message),
    )
    return Report(
        inputs=ledger_set.inputs,
        tallies=evaluation.tallies,
        findings=evaluation.findings,
        input_problems=tuple(problems),
        unread_files=ledger_set.unread_files,
        positions=evaluation.positions,
        within_rounding=evaluation.within_rounding,
        exact=evaluation.exact,
        folder=ledger_set.folder,
    )
