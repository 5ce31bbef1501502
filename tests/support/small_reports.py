"""Small reports, made by hand, for the tests of what is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import Cell, CellRef, Kind
from budget_monitor.model.ledgers.ledger import InputFile, InputProblem
from budget_monitor.model.ledgers.money import Figure, money
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.outcome import (
    CellCorrection,
    Culprit,
    Explanation,
    Finding,
    Position,
    Report,
    Tally,
    Term,
    Verdict,
)

KEY = {"financial_year": "2021/22", "period": "Q4", "portfolio": "Libraries Open Plus"}


def pounds(amount: int | str) -> Figure:
    """Money in pounds."""
    return money(Decimal(amount))


def cell(
    column: str,
    amount: int | str | None,
    *,
    line: int = 5,
    file: str = "reserve_movements.csv",
    text: str | None = None,
) -> Cell:
    """A cell of money in pounds; None is a blank."""
    value = None if amount is None else pounds(amount)
    written = text if text is not None else "" if amount is None else str(amount)
    return Cell(CellRef(file, line, column), written, value)


def terms(*pairs: tuple[Cell, int | str]) -> tuple[Term, ...]:
    """Cells with their coefficients."""
    return tuple(Term(of, Decimal(coefficient)) for of, coefficient in pairs)


def finding(
    cells: Sequence[Cell],
    *,
    coefficients: Sequence[int | str] = (),
    reported: Figure | None = None,
    computed: Figure | None = None,
    allowed: Figure | None = None,
    rule: str = "RM01",
    title: str = "Opening less usage is closing",
    verdict: Verdict = Verdict.FAIL,
    severity: Severity = Severity.ERROR,
    key: Mapping[str, str] = KEY,
    place: CellRef | None = None,
    message: str = "",
    comparison: str = "==",
    explanations: tuple[Explanation, ...] = (),
) -> Finding:
    """A finding at its last cell, unless a place is given; the gap follows from both figures."""
    at = place or cells[-1].ref
    gap = reported - computed if reported is not None and computed is not None else None
    return Finding(
        id=f"{rule}-{at.file}-{at.line}",
        rule=rule,
        title=title,
        severity=severity,
        verdict=verdict,
        ledger=at.file.removesuffix(".csv"),
        key=key,
        place=at,
        cells=tuple(cells),
        message=message,
        reported=reported,
        computed=computed,
        gap=gap,
        allowed=allowed,
        comparison=comparison,
        terms=terms(*zip(cells, coefficients, strict=True)) if coefficients else (),
        explanations=explanations,
    )


def roll_forward(line: int = 5) -> Finding:
    """A closing balance of £16,000 that should be £61,000."""
    cells = [
        cell("opening", 300000, line=line, text="300"),
        cell("usage", 239000, line=line, text="239"),
        cell("closing", 16000, line=line, text="16"),
    ]
    change = CellCorrection(cells[2], pounds(61000), Kind.DIGITS_TRANSPOSED)
    return finding(
        cells,
        coefficients=[-1, 1, 1],
        reported=pounds(16000),
        computed=pounds(61000),
        allowed=pounds(1500),
        explanations=(
            Explanation(
                Kind.DIGITS_TRANSPOSED, "closing should be £61,000 (digits transposed); RM02 then holds too", change
            ),
        ),
    )


def culprit(of: Finding, proposed: int = 61000, *, alternatives: int = 1) -> Culprit:
    """The correction of a finding's last cell."""
    return Culprit((CellCorrection(of.cells[-1], pounds(proposed), Kind.DIGITS_TRANSPOSED),), (of.id,), alternatives)


def correction(of: Finding) -> Correction:
    """The same as a correction, in £000, with a less likely one beside it."""
    opening, _, closing = of.cells
    other = Alternative(Certainty.UNLIKELY, Kind.UNEXPLAINED, (CellChange(opening, pounds(255000), "255", "F5"),))
    return Correction(
        1, Certainty.LIKELY, Kind.DIGITS_TRANSPOSED, of.label, "digits transposed: £61,000 typed as £16,000",
        (CellChange(closing, pounds(61000), "61", "H5"),), (of.id,), (other,),
    )  # fmt: skip


def tally(
    rule: str = "RM01",
    title: str = "Opening less usage is closing",
    *,
    exact: int = 0,
    rounding: int = 0,
    fail: int = 0,
    undecided: int = 0,
    broken: int = 0,
    nothing: int = 0,
    severity: Severity = Severity.ERROR,
) -> Tally:
    """How one rule's checks came out."""
    return Tally(rule, title, severity, counts(exact, rounding, fail, undecided, broken), nothing)


def counts(exact: int = 0, rounding: int = 0, fail: int = 0, undecided: int = 0, broken: int = 0) -> dict[Verdict, int]:
    """Counts by verdict, all five of them."""
    return dict(zip(Verdict, (exact, rounding, fail, undecided, broken), strict=True))


def position(period: str = "Q4", *, variance: int | None = -34000, fail: int = 1, basis: str = "outturn") -> Position:
    """A portfolio's report with a cash limit of £11,234,000."""
    return Position(
        {"financial_year": "2021/22", "period": period, "portfolio": "Citizen Focus and Engagement"},
        pounds(11234000),
        pounds(11234000 + variance) if variance is not None else None,
        pounds(variance) if variance is not None else None,
        basis,
        counts(exact=20, fail=fail),
    )


def report(
    findings: Sequence[Finding] = (),
    *,
    tallies: Sequence[Tally] = (),
    problems: Sequence[InputProblem] = (),
    unread: Sequence[str] = (),
    culprits: Sequence[Culprit] = (),
    corrections: Sequence[Correction] = (),
    positions: Sequence[Position] = (),
    within_rounding: Sequence[Finding] = (),
    exact: Sequence[Finding] = (),
) -> Report:
    """A report on one ledger."""
    return Report(
        inputs=(InputFile("reserve_movements.csv", "reserve_movements", "0" * 64, 12, "£000"),),
        tallies=tuple(tallies),
        findings=tuple(findings),
        input_problems=tuple(problems),
        unread_files=tuple(unread),
        culprits=tuple(culprits),
        corrections=tuple(corrections),
        positions=tuple(positions),
        within_rounding=tuple(within_rounding),
        exact=tuple(exact),
        folder="ledgers",
    )
