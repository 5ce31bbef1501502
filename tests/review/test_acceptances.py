"""Claims about accepted differences: which finding an entry covers, until when, and what becomes of the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.review import Acceptance, AcceptanceFault, LookedAt
from budget_monitor.review.acceptances import Matched, match
from tests.support.known_findings import ENTRY, EVERYTHING, KEY, RULES, finding

TODAY = date(2022, 6, 1)


def matched(*entries: Acceptance, findings: list[Finding], today: date = TODAY, at: LookedAt = EVERYTHING) -> Matched:
    return match(findings, entries, today, at, RULES)


def accepted(result: Matched) -> list[str]:
    return [entry.finding for entry in result.accepted]


def faults(result: Matched) -> list[tuple[AcceptanceFault, str]]:
    return [(problem.fault, problem.finding) for problem in result.problems]


def test_the_same_check_with_the_same_gap_is_accepted() -> None:
    result = matched(ENTRY, findings=[finding()])
    assert (accepted(result), result.problems) == (["one"], ())


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, ledger="", column=""),
        replace(ENTRY, column="Closing (£000)"),
        replace(ENTRY, gap=Decimal("-45000.00")),
        replace(ENTRY, key={**KEY, "authority": ""}),
        replace(ENTRY, until=None),
    ],
)
def test_what_an_entry_leaves_out_or_writes_otherwise_does_not_matter(entry: Acceptance) -> None:
    assert accepted(matched(entry, findings=[finding()])) == ["one"]


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, rule="RM02"),
        replace(ENTRY, ledger="savings"),
        replace(ENTRY, column="opening"),
        replace(ENTRY, key={**KEY, "period": "Q3"}),
        replace(ENTRY, key={}),
    ],
)
def test_an_entry_about_another_check_covers_nothing(entry: Acceptance) -> None:
    result = matched(entry, findings=[finding()])
    assert (accepted(result), faults(result)) == ([], [(AcceptanceFault.MATCHES_NOTHING, "")])


def test_a_gap_that_changed_by_a_penny_is_no_longer_accepted() -> None:
    result = matched(ENTRY, findings=[finding(gap="-45000.01")])
    assert (accepted(result), faults(result)) == ([], [(AcceptanceFault.GAP_CHANGED, "one")])
    assert result.problems[0].message == "what was accepted is a gap of −£45,000; now it is a gap of −£45,000.01"


def test_an_acceptance_counts_to_the_end_of_its_last_day() -> None:
    assert accepted(matched(ENTRY, findings=[finding()], today=date(2022, 6, 30))) == ["one"]
    result = matched(ENTRY, findings=[finding()], today=date(2022, 7, 1))
    assert (accepted(result), faults(result)) == ([], [(AcceptanceFault.EXPIRED, "one")])
    assert result.problems[0].message.startswith("it was accepted until 2022-06-30; ")


def test_a_check_that_holds_again_leaves_an_entry_of_nothing() -> None:
    result = matched(ENTRY, findings=[])
    assert faults(result) == [(AcceptanceFault.MATCHES_NOTHING, "")]
    assert "the entry can be removed" in result.problems[0].message


def test_a_rule_that_does_not_exist_is_said_to_with_the_nearest() -> None:
    (problem,) = matched(replace(ENTRY, rule="RM11"), findings=[finding()]).problems
    assert problem.message == "there is no rule 'RM11'; did you mean 'RM01'?"


@pytest.mark.parametrize(
    "looked_at",
    [
        LookedAt(frozenset({"RM02"})),
        LookedAt(frozenset(RULES), year="2020/21"),
        LookedAt(frozenset(RULES), period="Q2"),
        LookedAt(frozenset(RULES), portfolio="parks"),
        LookedAt(frozenset(RULES), unread=frozenset({"reserve_movements"})),
    ],
)
def test_what_a_run_did_not_look_at_is_not_gone(looked_at: LookedAt) -> None:
    """With --select, --period and the like, entries of the rest are passed over."""
    assert matched(ENTRY, findings=[], at=looked_at).problems == ()
    assert matched(ENTRY, findings=[], at=LookedAt(frozenset(RULES), "2021/22", "Q4", "LIBRA")).problems != ()


def test_what_stands_among_more_failures_than_were_looked_at_is_named() -> None:
    """It may still be there: it is neither said to be gone nor passed over."""
    crowded = LookedAt(frozenset(RULES), unlisted=frozenset({"RM01"}))
    result = matched(ENTRY, findings=[], at=crowded)
    assert faults(result) == [(AcceptanceFault.NOT_LOOKED_AT, "")]
    assert "this one was not, so it does not count" in result.problems[0].message
    assert accepted(matched(ENTRY, findings=[finding()], at=crowded)) == ["one"]
    assert matched(ENTRY, findings=[], at=replace(crowded, period="Q2")).problems == ()


def test_an_entry_covers_one_finding_only() -> None:
    """A row that stands twice has two findings; the second is not accepted by the first's entry."""
    twins = [finding("one"), finding("one-2")]
    assert accepted(matched(ENTRY, findings=twins)) == ["one"]
    assert accepted(matched(ENTRY, replace(ENTRY, line=9), findings=twins)) == ["one", "one-2"]


def test_columns_of_one_casting_are_told_apart_by_their_gaps_or_names() -> None:
    both = [finding("opening", "45000", "opening"), finding("closing", "-45000")]
    assert accepted(matched(replace(ENTRY, column=""), findings=both)) == ["closing"]


def test_a_newer_entry_takes_the_place_of_an_older_one_in_silence() -> None:
    """What has run out or changed stays in the file as a record."""
    old = replace(ENTRY, until=date(2022, 5, 31), line=1)
    other = replace(ENTRY, gap=Decimal(5), line=2)
    result = matched(old, other, ENTRY, findings=[finding()])
    assert (accepted(result), result.problems) == (["one"], ())
    (problem,) = matched(old, other, findings=[finding()]).problems
    assert (problem.acceptance.line, problem.fault) == (2, AcceptanceFault.GAP_CHANGED)


def test_a_check_without_figures_is_accepted_as_such() -> None:
    rating = replace(ENTRY, gap=None)
    assert accepted(matched(rating, findings=[finding(gap=None)])) == ["one"]
    assert accepted(matched(rating, findings=[finding()])) == []


def test_an_undecided_check_is_accepted_as_undecided_only() -> None:
    """Once it can be decided and fails, that is another matter."""
    blank = replace(ENTRY, gap=None, undecided=True)
    undecided = replace(finding(gap=None), verdict=Verdict.UNDECIDED)
    assert accepted(matched(blank, findings=[undecided])) == ["one"]
    result = matched(blank, findings=[finding()])
    assert faults(result) == [(AcceptanceFault.GAP_CHANGED, "one")]
    assert "is a check that could not be decided; now it is a gap of −£45,000" in result.problems[0].message


def test_a_broken_rule_is_never_accepted() -> None:
    broken = replace(finding(), verdict=Verdict.BROKEN)
    assert accepted(matched(ENTRY, findings=[broken])) == []
