"""Transactions against the monitoring figures: what is found, what is blamed, and how little is said of very many."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from budget_monitor.model.ledgers.money import decimal_text, plain
from budget_monitor.model.results.choices import Show
from budget_monitor.model.results.outcome import Finding, Report, Tally, Verdict
from budget_monitor.pipeline import check_texts
from budget_monitor.render.formats.json import to_json
from budget_monitor.render.report.table import to_table
from budget_monitor.rules.rulebook import load_rulebook

BOOK, _ = load_rulebook()

OUTTURNS = (
    "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance\n"
    "2021/22,Q2,Libraries,outturn,5000,600,-20,580,-4420\n"
    "2021/22,Q4,Libraries,outturn,5000,1200,-40,1160,-3840\n"
)
HEADING = "financial_year,period,date,portfolio,cost_centre,subjective,reference,description,amount,journal\n"
CENTRES = "cost_centre,portfolio,service\nL1,Libraries,Branches\n"
SERVICES = "financial_year,period,portfolio,service,employee,non_employee,gross,income,net\n"


def posting(period: str, amount: object, reference: str = "INV1", journal: str = "", centre: str = "L1") -> str:
    """A line of the transactions, of Libraries in 2021/22."""
    return f"2021/22,{period},2021-07-01,Libraries,{centre},Supplies,{reference},Books,{amount},{journal}\n"


def checked(ledgers: Mapping[str, str], *rules: str) -> Report:
    """What some rules, or all, find in ledgers given as text."""
    chosen = [rule for rule in BOOK.rules.values() if not rules or rule.id in rules]
    return check_texts(ledgers, BOOK, chosen)


def tally_of(report: Report, rule: str) -> Tally:
    return next(tally for tally in report.tallies if tally.rule == rule)


def culprits(report: Report) -> list[list[tuple[str, int, str, str]]]:
    """File, line, column and proposed figure of each correction of each culprit."""
    return [
        [
            (change.cell.ref.file, change.cell.ref.line, change.cell.ref.column, decimal_text(plain(change.proposed)))
            for change in culprit.corrections
        ]
        for culprit in report.culprits
    ]


def lines_of(finding: Finding) -> list[int]:
    return [cell.ref.line for cell in finding.cells if cell.ref.file == "transactions.csv"]


TWELVE = [posting(f"P{month:02d}", 100, f"INV{month}") for month in range(1, 13)]


def test_twelve_postings_make_two_outturns() -> None:
    report = checked({"outturns": OUTTURNS, "transactions": HEADING + "".join(TWELVE)})
    assert report.findings == ()
    assert tally_of(report, "TR01").counts[Verdict.EXACT] == 2


def test_a_mistyped_posting_breaks_every_outturn_from_then_on() -> None:
    """March's is 10 instead of 100, which is in both figures: each names the postings that it adds up, and a dropped
    digit in any of the six that both have would explain it.
    """
    lines = [*TWELVE]
    lines[2] = posting("P03", 10, "INV3")
    report = checked({"outturns": OUTTURNS, "transactions": HEADING + "".join(lines)})
    half, whole = report.findings
    assert [(found.rule, found.place.line, found.place.column) for found in report.findings] == [
        ("TR01", 2, "net_expenditure"),
        ("TR01", 3, "net_expenditure"),
    ]
    assert (lines_of(half), lines_of(whole)) == ([2, 3, 4, 5, 6, 7], list(range(2, 14)))
    assert (half.computed, half.unlisted_lines, len(half.terms)) == (whole.computed and half.computed, 0, 7)
    assert half.message == "net_expenditure is £600, computed £510: £90 too high"
    named = culprits(report)
    assert [("transactions.csv", 4, "amount", "100")] in named
    assert {file for ((file, *_),) in named} == {"transactions.csv"}
    assert report.culprits[0].resolves == (half.id, whole.id)


def test_a_posting_after_the_first_outturn_is_not_suspected_of_breaking_it() -> None:
    """Only the year's figure is wrong: the first six postings are cleared by the half year's."""
    lines = [*TWELVE]
    lines[10] = posting("P11", 10, "INV11")
    report = checked({"outturns": OUTTURNS, "transactions": HEADING + "".join(lines)})
    assert [found.place.line for found in report.findings] == [3]
    suspected = {line for ((_, line, _, _),) in culprits(report)}
    assert suspected == {8, 9, 10, 11, 12, 13}


def test_a_posting_that_is_in_a_journal_too_is_named_alone() -> None:
    """The journal does not balance, the outturns do not tie: one posting of the journal resolves all three."""
    lines = [*TWELVE, posting("P02", 200, "JN1", "j"), posting("P08", -20, "JN1", "j")]
    report = checked({"outturns": OUTTURNS.replace("600,-20,580,-4420", "800,-20,780,-4220"),
                      "transactions": HEADING + "".join(lines)})  # fmt: skip
    assert [(found.rule, found.place.line) for found in report.findings] == [("TR01", 3), ("TR03", 14)]
    assert culprits(report) == [[("transactions.csv", 15, "amount", "-200")]]


def test_a_mistyped_outturn_is_named_when_the_postings_and_its_own_sum_disagree_with_it() -> None:
    wrong = OUTTURNS.replace("Q4,Libraries,outturn,5000,1200", "Q4,Libraries,outturn,5000,1020")
    report = checked({"outturns": wrong, "transactions": HEADING + "".join(TWELVE)})
    assert [found.rule for found in report.findings] == ["OT01", "TR01"]
    assert culprits(report) == [[("outturns.csv", 3, "net_expenditure", "1200")]]


def test_without_transactions_the_rules_check_nothing() -> None:
    services = SERVICES + "2021/22,Q1,Libraries,Branches,5,0,5,0,5\n"
    report = checked({"outturns": OUTTURNS, "service_budgets": services})
    assert [tally_of(report, rule).checks for rule in ("TR01", "TR02", "TR03", "TR04")] == [0, 0, 0, 0]
    assert report.findings == ()


def test_an_outturn_that_has_none_of_the_postings_has_nothing_to_compare() -> None:
    """The ledger is there, and has other portfolios: that is counted, and is no finding."""
    other = HEADING + posting("P01", 5).replace("Libraries", "Parks")
    report = checked({"outturns": OUTTURNS, "transactions": other}, "TR01")
    assert (tally_of(report, "TR01").checks, tally_of(report, "TR01").nothing_to_compare) == (2, 2)
    assert report.findings == ()


def test_a_cost_centre_that_nobody_mapped_is_found_once() -> None:
    """However many postings it has: its postings are in no service, which makes that service's sum too small."""
    services = SERVICES + "2021/22,Q4,Libraries,Branches,1200,0,1200,0,1200\n"
    lines = [*TWELVE[:6], *(line.replace(",L1,", ",L7,") for line in TWELVE[6:])]
    ledgers = {"service_budgets": services, "transactions": HEADING + "".join(lines), "cost_centres": CENTRES}
    report = checked(ledgers, "TR02", "TR04")
    tie, centre = report.findings
    assert (tie.rule, tie.message) == ("TR02", "net is £1,200, computed £600: £600 too high")
    assert lines_of(tie) == [2, 3, 4, 5, 6, 7]
    assert (centre.rule, centre.place.line) == ("TR04", 8)
    assert centre.key == {"portfolio": "Libraries", "cost_centre": "L7"}
    assert centre.message == (
        "cost centre L7 has postings of Libraries, and cost_centres maps it to no service of that portfolio"
    )
    assert tally_of(report, "TR04").checks == 2
    assert tally_of(checked({**ledgers, "cost_centres": CENTRES + "L7,Libraries,Branches\n"}, "TR02", "TR04"),
                    "TR02").counts[Verdict.EXACT] == 1  # fmt: skip


def test_a_cost_centre_mapped_twice_is_found() -> None:
    centres = CENTRES + "L1,Libraries,Museums\n"
    report = checked({"transactions": HEADING + TWELVE[0], "cost_centres": centres}, "KEY", "TR04")
    assert [(found.rule, found.ledger) for found in report.findings] == [
        ("KEY", "cost_centres"),
        ("TR04", "transactions"),
    ]


def test_identical_postings_are_no_mistake() -> None:
    report = checked({"transactions": HEADING + TWELVE[0] * 3}, "KEY")
    assert (tally_of(report, "KEY").checks, report.findings) == (0, ())


# Very many postings


def many(number: int, *more: str) -> str:
    """So many postings of 1 in April, and more lines after them."""
    return HEADING + posting("P01", 1) * number + "".join(more)


def outturn_of(amount: int) -> str:
    """An outturn of the year whose net expenditure is so much, and whose own figures agree."""
    header = OUTTURNS.split("\n", 1)[0]
    return f"{header}\n2021/22,Q4,Libraries,outturn,50000,{amount},-40,{amount - 40},{amount - 50040}\n"


def test_a_finding_lists_the_first_lines_of_a_long_sum_and_counts_the_rest() -> None:
    """In every form it stays short; a reader of the JSON learns how many more there are."""
    report = checked({"outturns": outturn_of(5), "transactions": many(2500)}, "TR01")
    (finding,) = report.findings
    assert lines_of(finding) == list(range(2, 22))
    assert (finding.unlisted_lines, finding.terms) == (2480, ())
    assert finding.message == "net_expenditure is £5, computed £2,500: £2,495 too low"
    (written,) = json.loads(to_json(report, 1))["findings"]
    assert (len(written["cells"]), written["unlisted_lines"]) == (21, 2480)
    shown = to_table(report, show=Show.ALL)
    assert "and 2,493 more" in shown
    assert len(shown.splitlines()) < 150


@pytest.mark.parametrize("number", [1000, 1001])
def test_a_sum_just_as_long_as_may_be_is_listed_whole_and_one_longer_is_not(number: int) -> None:
    (finding,) = checked({"outturns": outturn_of(5), "transactions": many(number)}, "TR01").findings
    assert (len(lines_of(finding)), finding.unlisted_lines) == ((1000, 0) if number == 1000 else (20, 981))
    assert bool(finding.terms) == (number == 1000)


LONG = 10_050


def test_no_posting_of_a_very_long_sum_is_blamed_and_it_is_said_so() -> None:
    report = checked({"outturns": outturn_of(LONG + 9), "transactions": many(LONG)})
    (finding,) = report.findings
    assert finding.rule == "TR01"
    assert report.culprits == ()
    assert [explanation.text for explanation in finding.explanations] == [
        "it adds up too many lines to look at one by one; any of them may be wrong or missing"
    ]


def test_the_outturn_of_a_very_long_sum_is_named_when_its_own_sum_disagrees_too() -> None:
    wrong = outturn_of(LONG).replace(f"50000,{LONG},", "50000,10500,")
    report = checked({"outturns": wrong, "transactions": many(LONG)})
    assert [found.rule for found in report.findings] == ["OT01", "TR01"]
    assert culprits(report) == [[("outturns.csv", 2, "net_expenditure", str(LONG))]]


def test_a_posting_of_a_very_long_sum_is_named_when_its_journal_does_not_balance() -> None:
    """The outturn tells which side of the journal is wrong, though its postings are not gone through."""
    parks = posting("P03", -30, "JN1", "j").replace("Libraries", "Parks")
    journal = many(LONG, posting("P02", 300, "JN1", "j"), parks)
    report = checked({"outturns": outturn_of(LONG + 30), "transactions": journal})
    assert [found.rule for found in report.findings] == ["TR01", "TR03"]
    assert culprits(report) == [[("transactions.csv", LONG + 2, "amount", "30")]]
    assert set(report.culprits[0].resolves) == {found.id for found in report.findings}


def test_a_correction_may_not_break_a_very_long_sum_that_holds() -> None:
    """The journal is out by 270, and every posting of it is in an outturn that ties: none of them is blamed."""
    journal = (posting("P02", 300, "JN1", "j"), posting("P03", -30, "JN1", "j"))
    report = checked({"outturns": outturn_of(LONG + 270), "transactions": many(LONG, *journal)})
    assert [found.rule for found in report.findings] == ["TR03"]
    assert all(len(culprit) > 1 for culprit in culprits(report))
