"""The examples of rules, put to the test: each must come out as it says, with exactly the findings it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import BudgetMonitorError
from budget_monitor.model.results.outcome import Finding, Report, Verdict
from budget_monitor.pipeline.run.one_set import check_texts

if TYPE_CHECKING:
    from budget_monitor.model.checks.rule import Example, Rule
    from budget_monitor.model.ledgers.money import Figure
    from budget_monitor.rules.compiled import RuleBook

_AMOUNTS = ("gap", "computed", "reported")


class Mismatch(Struct, frozen=True):
    """One way in which an example does not do what it says; `example` counts the rule's examples from 1."""

    rule: str
    example: int
    title: str
    message: str

    def __str__(self) -> str:
        title = f" ({self.title})" if self.title else ""
        return f"{self.rule}, example {self.example}{title}: {self.message}"


def run_examples(book: RuleBook, rule: Rule) -> list[Mismatch]:
    """Checks each example of a rule with that rule alone; empty when all come out as they say.

    An example that passes has no failed and no broken check, and at least one that holds. One that fails has
    exactly the findings that it states, each with all the fields stated of it; amounts are compared as numbers,
    in currency units. A stated finding that names no verdict is a failure. What cannot be read in an example is
    a mismatch too.
    """
    return [
        Mismatch(rule.id, number, example.title, message)
        for number, example in enumerate(rule.examples, start=1)
        for message in _differences(book, rule, example)
    ]


def _differences(book: RuleBook, rule: Rule, example: Example) -> list[str]:
    try:
        report = check_texts(example.ledgers, book, [rule], unit=example.unit)
    except BudgetMonitorError as error:
        return [str(error)]
    said = [
        f"{problem.file}:{problem.line} {problem.column} {problem.text!r}: {problem.message}"
        for problem in report.input_problems
    ]
    return said + (_of_passing(report) if example.passes else _of_failing(example, report.findings))


def _of_passing(report: Report) -> list[str]:
    """What keeps an example from passing."""
    wrong = [finding for finding in report.findings if finding.verdict in (Verdict.FAIL, Verdict.BROKEN)]
    if wrong:
        return [f"it should pass, and {_described(finding)}" for finding in wrong]
    held = report.counts[Verdict.EXACT] + report.counts[Verdict.WITHIN_ROUNDING]
    return [] if held else ["it passes, but no check in it holds: it shows nothing"]


def _of_failing(example: Example, findings: Sequence[Finding]) -> list[str]:
    """How the findings differ from those stated; an example that states none must have a failed check at least."""
    if not example.findings:
        failed = any(finding.verdict is Verdict.FAIL for finding in findings)
        return [] if failed else ["it should fail, and no check in it does"]
    paired = _paired(example.findings, findings)
    missing = [stated for place, stated in enumerate(example.findings) if place not in paired.values()]
    more = [finding for place, finding in enumerate(findings) if place not in paired]
    return [
        *(f"it should find {_stated(stated)}, and does not" for stated in missing),
        *(f"it states nothing of what it finds: {_described(finding)}" for finding in more),
    ]


def _paired(stated: Sequence[Mapping[str, str]], findings: Sequence[Finding]) -> dict[int, int]:
    """As many findings as can be, each with a stated one that it fits: by the place of the one, that of the other."""
    paired: dict[int, int] = {}

    def find_for(wanted: int, tried: set[int]) -> bool:
        for place, finding in enumerate(findings):
            if place not in tried and _fits(stated[wanted], finding):
                tried.add(place)
                if place not in paired or find_for(paired[place], tried):
                    paired[place] = wanted
                    return True
        return False

    for wanted in range(len(stated)):
        find_for(wanted, set())
    return paired


def _fits(stated: Mapping[str, str], finding: Finding) -> bool:
    found = _fields(finding)
    expected = {"verdict": Verdict.FAIL.value, **stated}
    return all(_same(name, text, found[name]) for name, text in expected.items())


def _same(name: str, stated: str, found: str) -> bool:
    if name not in _AMOUNTS or not found:
        return stated == found
    try:
        return Decimal(stated) == Decimal(found)
    except InvalidOperation:
        return False


def _fields(finding: Finding) -> Mapping[str, str]:
    """A finding's fields as an example states them; an amount it does not have is empty."""
    return {
        "line": str(finding.place.line),
        "column": finding.place.column,
        "verdict": finding.verdict.value,
        "ledger": finding.ledger,
        "gap": _amount(finding.gap),
        "computed": _amount(finding.computed),
        "reported": _amount(finding.reported),
    }


def _amount(figure: Figure | None) -> str:
    from budget_monitor.model.ledgers.money import decimal_text, plain

    return "" if figure is None else decimal_text(plain(figure))


def _described(finding: Finding) -> str:
    return f"there is: {_stated(_fields(finding))} ({finding.message})"


def _stated(fields: Mapping[str, str]) -> str:
    return _joined(f"{name} {text}" for name, text in fields.items() if text)


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts) or "something"
