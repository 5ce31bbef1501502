"""What each report states of its year: cash limit, outturn and variance, beside how its checks came out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from budget_monitor.model.ledgers.ledger import LedgerSet
from budget_monitor.model.results.outcome import Finding, Outcome, Position, Verdict
from budget_monitor.model.results.position import MISSING, PositionFigure
from budget_monitor.position.marks import Marks
from budget_monitor.position.rows import LedgerRows, ReportKey, Row, in_order, names_of, report_of


def reported_positions(
    ledger_set: LedgerSet,
    findings: Iterable[Finding],
    *,
    year: str | None = None,
    period: str | None = None,
    portfolio: str | None = None,
) -> tuple[Position, ...]:
    """A position for each chosen report that has a cash limit or an outturn, by portfolio and then in order of time.

    A figure is as the outturns state it, or else the cash limits. `counts` counts the findings of the report, by
    verdict, without restatements and facts to notice, which make no figure doubtful; `doubtful` names the figures that
    a failed check uses.
    """
    findings = [one for one in findings if one.outcome not in (Outcome.RESTATED, Outcome.NOTICE)]
    marks = Marks(findings)
    reports = {
        name: LedgerRows(ledger_set.ledgers[name], ledger_set.currency, marks, portfolio or "").reports
        for name in ("outturns", "cash_limits")
        if name in ledger_set.ledgers
    }
    verdicts: dict[ReportKey, Counter[Verdict]] = defaultdict(Counter)
    for finding in findings:
        verdicts[report_of(finding.key)][finding.verdict] += 1
    keys = {key for ledger in reports.values() for key in ledger}
    found = []
    for key in sorted(keys, key=in_order):
        if year not in (None, key[2]) or period not in (None, key[3]):
            continue
        outturn, limit = (reports.get(name, {}).get(key, [])[:1] for name in ("outturns", "cash_limits"))
        figures = {
            "cash_limit": _figure([*outturn, *limit], "cash_limit"),
            "outturn": _figure(outturn, "outturn"),
            "variance": _figure(outturn, "variance"),
        }
        found.append(
            Position(
                key=names_of(key),
                cash_limit=figures["cash_limit"].amount,
                outturn=figures["outturn"].amount,
                variance=figures["variance"].amount,
                basis=outturn[0].text("basis") if outturn else "",
                counts=verdicts[key],
                doubtful=frozenset(name for name, figure in figures.items() if figure.findings),
            )
        )
    return tuple(found)


def _figure(rows: Sequence[Row], column: str) -> PositionFigure:
    """The first figure that is not blank."""
    return next((figure for row in rows if (figure := row.figure(column)).amount is not None), MISSING)
