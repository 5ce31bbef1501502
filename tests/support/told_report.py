"""A report with something of everything, for the golden files of the formats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.model.checks.rule import About, Severity
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict
from budget_monitor.model.results.review import Acceptance, Accepted
from tests.support.small_reports import KEY, cell, correction, finding, position, report, roll_forward, tally

LABEL = "Libraries Open Plus, 2021/22 Q4"
MEASURES = "performance_measures.csv"
STATED = "Values are as reported"


def told_report() -> Report:
    """Two corrections, a failed check without one, a restatement, a notice, a blank, an accepted difference, an input
    error and a file that no rule reads.
    """
    transposed = replace(roll_forward(), outcome=Outcome.WRONG, label=LABEL, place=_at(roll_forward().place, "H5"))
    percent, tied = _percentage()
    trend = replace(
        finding([cell("trend", None, line=217, file=MEASURES, text="worse")], rule="PM03", title="Trend follows"),
        outcome=Outcome.WRONG, place=CellRef(MEASURES, 217, "trend", "O217"), label="Pass rate, 2021/22 Q2",
        message="trend is worse; the criteria give stable",
    )  # fmt: skip
    overspend = replace(
        finding([cell("outturn", 4810, line=9)], rule="OT03", title="No overspend", severity=Severity.WARNING),
        outcome=Outcome.NOTICE, label="Museums, 2021/22 Q4", message="£10,000 over the cash limit",
    )  # fmt: skip
    blank = finding(
        [cell("usage", None, line=11)], verdict=Verdict.UNDECIDED, message="could not be checked: usage is blank"
    )
    known = replace(roll_forward(7), outcome=Outcome.WRONG, label="Libraries, 2021/22 Q3")
    whole = report(
        [transposed, known, overspend, replace(blank, outcome=Outcome.BLANK), percent, _restated(), trend],
        tallies=[
            tally(exact=8, rounding=2, fail=2, undecided=1),
            tally("PM01", "A percentage follows from its parts", exact=40, fail=1),
            tally("PM03", "Trend follows", exact=3, fail=1),
            replace(tally("PM04", STATED, fail=1, severity=Severity.WARNING), about=About.RESTATEMENT),
            replace(tally("OT03", "No overspend", fail=1, severity=Severity.WARNING), about=About.NOTICE),
            tally("HL11", "Front page: savings"),
        ],
        problems=[InputProblem("savings.csv", 7, "value", "error", "12..3", "is not an amount", "E7")],
        unread=["notes.csv"],
        corrections=[replace(correction(transposed), label=LABEL), tied],
        positions=[position("Q3", variance=56000, fail=0), position()],
    )  # fmt: skip
    entry = Acceptance("RM01", KEY, Decimal(-45000), "the invoice came late", "A. Officer", date(2022, 5, 1), line=3)
    return replace(whole, accepted=(Accepted(known.id, entry),))


def _at(ref: CellRef, address: str) -> CellRef:
    return replace(ref, address=address)


def _percentage() -> tuple[Finding, Correction]:
    """61 of 179 is no 37%: one of three figures is wrong, and they are as likely."""
    label = "Complaints upheld, 2019/20 Q4"
    value, upheld, all_of_them = (
        _number(column, text) for column, text in (("value", "37%"), ("numerator", "61"), ("denominator", "179"))
    )
    failed = replace(
        finding([upheld, all_of_them, value], rule="PM01", title="A percentage follows from its parts"),
        reported=Decimal(37), computed=Decimal("34.078212"), gap=Decimal("2.921788"), allowed=Decimal("0.5"),
        outcome=Outcome.WRONG, label=label, message="value is 37%; 100 × 61 / 179 is 34.08",
    )  # fmt: skip
    other = Alternative(Certainty.TIED, Kind.DIGIT_MISTYPED, (CellChange(upheld, Decimal(66), "66", "K13"),))
    return failed, Correction(
        2, Certainty.TIED, Kind.DIGIT_MISTYPED, label, "one digit mistyped: 34 typed as 37",
        (CellChange(value, Decimal(34), "34%", "J13"),), (failed.id,), (other,),
    )  # fmt: skip


def _number(column: str, text: str, line: int = 13) -> Cell:
    address = {"value": "J", "numerator": "K", "denominator": "L"}[column]
    return Cell(CellRef(MEASURES, line, column, f"{address}{line}"), text, Decimal(text.rstrip("%")))


def _restated() -> Finding:
    before, now = _number("value", "36%", 16), _number("value", "29.8%", 251)
    return replace(
        finding([now, before], coefficients=[1, -1], rule="PM04", title=STATED, severity=Severity.WARNING),
        reported=Decimal("29.8"), computed=Decimal(36), gap=Decimal("-6.2"), place=now.ref, outcome=Outcome.RESTATED,
        label="Stage 2 complaints upheld, for 2019/20, 2021/22 Q4", message="29.8% here, it was 36% in 2019/20 Q4",
    )  # fmt: skip
