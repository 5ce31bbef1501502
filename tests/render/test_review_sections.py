"""How accepted and immaterial differences are printed, and what the panel says of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.history import Comparison, RecordedRun
from budget_monitor.model.results.outcome import Report, Verdict
from budget_monitor.model.results.review import Acceptance, AcceptanceFault, AcceptanceProblem, Accepted, LookedAt
from budget_monitor.render.history.comparison import comparison_text
from budget_monitor.render.report.table import to_table
from budget_monitor.render.text.page import Page
from tests.support.small_reports import KEY, culprit, report, roll_forward, tally

ENTRY = Acceptance(
    rule="RM01",
    key=KEY,
    gap=Decimal(-45000),
    reason="late invoice\x1b[31m [bold]",
    by="J. Smith",
    on=date(2022, 5, 12),
    until=date(2022, 6, 30),
    ledger="reserve_movements",
    column="closing",
    line=7,
)


def known(*, strict_entry: bool = False) -> Report:
    """Three failed checks: the first is accepted, the second immaterial; one entry may match nothing."""
    first, second, third = (roll_forward(line) for line in (5, 6, 7))
    whole = report([first, second, third], tallies=[tally(exact=4, fail=3)], culprits=[culprit(first), culprit(third)])
    problem = AcceptanceProblem(AcceptanceFault.MATCHES_NOTHING, ENTRY, "", "it matches nothing any more")
    return replace(
        whole,
        accepted=(Accepted(first.id, ENTRY),),
        immaterial=(second.id,),
        acceptance_problems=(problem,) if strict_entry else (),
    )


def section(text: str, title: str) -> str:
    """The lines beneath a heading, up to the empty one."""
    return text.partition(f"{title} ─")[2].partition("\n")[2].partition("\n\n")[0]


def test_an_accepted_difference_stays_in_sight_with_its_reason() -> None:
    """Whatever the reason holds, it is only text."""
    assert section(to_table(known()), "Accepted differences") == (
        "reserve_movements.csv:5  RM01 Opening less usage is closing\n"
        "  Libraries Open Plus, 2021/22 Q4: £45,000 too low\n"
        "  reason: late invoice␛[31m [bold]\n"
        "  accepted by J. Smith on 2022-05-12, until 2022-06-30 (accepted.toml:7)"
    )


def test_an_immaterial_difference_has_its_amount() -> None:
    assert section(to_table(known()), "Immaterial differences") == (
        "reserve_movements.csv:6  RM01 Opening less usage is closing\n"
        "  Libraries Open Plus, 2021/22 Q4: £45,000 too low"
    )


def test_what_is_put_right_are_those_that_count() -> None:
    text = to_table(known())
    assert "Put right: 1 figure in reserve_movements.csv" in text
    assert "Next: budget-monitor explain RM01-" in text


def test_they_are_counted_apart() -> None:
    text = to_table(known())
    assert text.splitlines()[0] == "ledgers: 1 ledger, 7 checks, 4 hold, 1 accepted, 1 immaterial"
    assert "Exit code 1: 1 figure to put right" in text


@pytest.mark.parametrize(
    ("fail_on", "strict", "words"),
    [
        (FailOn.ERROR, False, "Exit code 0: 1 failed check below --fail-on error"),
        (FailOn.WARNING, False, "Exit code 1: 1 figure to put right"),
        (FailOn.ERROR, True, "Exit code 1: with --strict, 1 acceptance of nothing"),
    ],
)
def test_the_exit_code_is_explained(fail_on: FailOn, strict: bool, words: str) -> None:
    whole = known(strict_entry=True)
    warned = replace(
        whole,
        tallies=(tally(exact=4, fail=3, severity=Severity.WARNING),),
        findings=tuple(replace(finding, severity=Severity.WARNING) for finding in whole.findings),
    )
    assert words in to_table(warned, fail_on=fail_on, strict=strict)


def test_an_entry_to_look_at_is_told_with_its_place() -> None:
    text = to_table(known(strict_entry=True))
    assert section(text, "Acceptances that no longer hold") == (
        "accepted.toml:7 RM01 Libraries Open Plus, 2021/22 Q4 closing: it matches nothing\nany more"
    )


def test_an_accepted_undecided_check_does_not_count_under_strict() -> None:
    undecided = replace(roll_forward(), verdict=Verdict.UNDECIDED)
    whole = report([undecided], tallies=[tally(exact=1, undecided=1)])
    assert whole.exit_code(strict=True) == 1
    assert replace(whole, accepted=(Accepted(undecided.id, ENTRY),)).exit_code(strict=True) == 0


def test_what_else_differs_between_runs_is_remarked_on() -> None:
    def recorded(number: int, version: str, exit_code: int, currency: str, *rules: str) -> RecordedRun:
        counts = dict.fromkeys(Verdict, 0)
        digests = {rule: f"{rule} {number}" if rule == "A" else rule for rule in rules}
        at = datetime(2022, 7, number, 9, 30, tzinfo=UTC)
        looked_at = LookedAt(frozenset(rules), period="Q4" if number == 2 else None)
        return RecordedRun(number, at, version, exit_code, counts, 0, 0, (), digests, looked_at, currency)

    before, after = recorded(1, "0.1", 0, "GBP", "A", "B"), recorded(2, "0.2", 2, "EUR", "A", "C")
    text = comparison_text(Comparison(before, after, (), (), (), (), (), (), (), ()), Page())
    assert text.splitlines()[:9] == [
        "Run 1 (2022-07-01 09:30) and run 2 (2022-07-02 09:30)",
        "  budget-monitor was 0.1 then, and 0.2 in run 2",
        "  rules that ask for something else: A",
        "  rules only in run 2: C",
        "  rules only in run 1: B",
        "  run 2 looked at Q4 only",
        "  run 2 could not do the whole job (exit code 2): what it lacks may only not",
        "  have been read",
        "  the currency was GBP, and is EUR",
    ]
