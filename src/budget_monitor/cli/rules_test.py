"""`budget-monitor rules test`: whether the examples of rules do what they state."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.shared.book import MoreRules, set_of, tell
from budget_monitor.cli.shared.streams import answers_for_errors, deliver
from budget_monitor.errors import UsageError
from budget_monitor.model.running.files import OWN_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from budget_monitor.model.checks.rule import Rule
    from budget_monitor.render.book.trials import Trial
    from budget_monitor.rules.compiled import RuleBook


@answers_for_errors
def try_rules(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", show_default=False, help="Rule files, or folders of them; those shipped, unless given."
        ),
    ] = None,
    rules: MoreRules = None,
) -> None:
    """Run the examples of rules, and say what differed.

    Exit codes: 0 every example does what it states; 1 one does not; 2 the job could not be done (a path that is not
    there, a rule file that cannot be read, a broken rule).
    """
    from budget_monitor.pipeline import own_rules, rule_book, rules_in
    from budget_monitor.render.book.trials import trials_page
    from budget_monitor.render.text.page import Page

    chosen = paths or []
    folders = [path if path.is_dir() else path.parent for path in chosen]
    # a rule may be about a ledger that another file of its set declares
    beside = [folder for folder in folders if Path(os.path.realpath(folder)).name == OWN_RULES and folder.is_dir()]
    if chosen and not beside:
        beside = own_rules(set_of(None))
    book, problems = rule_book([*beside, *chosen, *(rules or ())])
    sound = tell(problems)
    tried = rules_in(book, chosen)
    if not tried and sound:
        raise UsageError(f"there is no rule in {', '.join(map(str, chosen))}")
    trials = [_trial(book, rule) for rule in tried]
    page = Page.of(sys.stdout)
    deliver(trials_page(trials, page).encode(page.encoding, "backslashreplace"), None)
    if not sound or any(trial.broken for trial in trials):
        raise typer.Exit(2)
    raise typer.Exit(0 if all(trial.is_good for trial in trials) else 1)


def _trial(book: RuleBook, rule: Rule) -> Trial:
    from budget_monitor.pipeline.examples import run_examples
    from budget_monitor.render.book.trials import Difference, Trial

    if broken := _broken(book, rule, {}):
        return Trial(rule, broken=broken)
    found = run_examples(book, rule)
    for number in sorted({one.example for one in found}):
        example = rule.examples[number - 1]
        if broken := _broken(book, rule, example.ledgers, example.unit):
            return Trial(rule, broken=broken)
    return Trial(rule, tuple(Difference(one.example, one.title, one.message) for one in found))


def _broken(book: RuleBook, rule: Rule, ledgers: Mapping[str, str], unit: str = "£") -> str:
    """Why a rule cannot be run on these ledgers, even if there are none; empty where it can."""
    from budget_monitor.model.results.outcome import Verdict
    from budget_monitor.pipeline import check_texts

    findings = check_texts(ledgers, book, [rule], unit=unit).findings
    return next((finding.message for finding in findings if finding.verdict is Verdict.BROKEN), "")
