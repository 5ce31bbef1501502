"""A report as one HTML file: readable without network or scripts, on paper, and with a screen reader.

Its style and charts are inside it, and a content security policy forbids everything else. Text from ledgers is
escaped where it is printed, all of it in one place (`render/web/page.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from budget_monitor.model.ledgers.ledger import LedgerSet
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.numbered import contents
from budget_monitor.model.results.outcome import Position, Report, Tally, Verdict
from budget_monitor.render.formats.charts import Segment, variance_chart, verdict_bar
from budget_monitor.render.formats.web.filters import filters_of, outcome_number
from budget_monitor.render.formats.web.finding_block import block_of
from budget_monitor.render.formats.web.rows import anchor_of, anchors, rows_spoken_of
from budget_monitor.render.report.authorities import HEADERS, authorities_line, positions_note, rows_of, shown_positions
from budget_monitor.render.report.details import problem_text
from budget_monitor.render.report.position import figures_of, portfolio_of, when_of
from budget_monitor.render.report.review import acceptance_problem_text, standings
from budget_monitor.render.report.summary import answer, checks_text, exit_line
from budget_monitor.render.report.view import (
    figures_to_put_right,
    items_of,
    lines_of,
    look_at_text,
    not_checked,
    settling,
)
from budget_monitor.render.text.plain import counting, pressing
from budget_monitor.render.text.words import VERDICT_WORDS, place_of
from budget_monitor.render.web.page import day_text, page

MAX_FINDINGS_ON_THE_PAGE = 200
"""Findings, undecided checks and input problems that the page has; more of each are counted."""

MINI_WIDTH = 90
"""Width of the bar beside a rule."""


class _PositionRow(Struct, frozen=True):
    when: str
    figures: tuple[str, str, str]
    failed: int
    undecided: int


class _RuleRow(Struct, frozen=True):
    tally: Tally
    counts: Sequence[int]
    bar: Sequence[Segment]
    remark: str


def to_html(
    report: Report,
    ledgers: LedgerSet | None = None,
    *,
    fail_on: FailOn = FailOn.ERROR,
    strict: bool = False,
    on: date | None = None,
) -> str:
    """The report as a page; `fail_on` and `strict` are what the run was asked for, `on` is the day of the run. With
    the `ledgers` the page has the rows that it speaks of.
    """
    told, items = contents(report), items_of(report)
    undecided = [finding for finding in counting(report) if finding.verdict is Verdict.UNDECIDED]
    failed = [finding for finding in counting(report) if finding.verdict is not Verdict.UNDECIDED]
    rows = rows_spoken_of(failed[:MAX_FINDINGS_ON_THE_PAGE], ledgers)
    positions = _positions(shown_positions(report))
    filters = filters_of(told, undecided, positions)
    settled, why = settling(items), standings(report)
    return page(
        "report.html.j2",
        filters.style(),
        on=day_text(on),
        report=report,
        place=place_of(report),
        exit_code=report.exit_code(fail_on, strict=strict),
        answer=answer(report),
        checks_text=checks_text(report),
        exit_line=exit_line(report, fail_on, strict=strict),
        not_checked=" ".join(filter(None, [look_at_text(report), not_checked(report)])),
        filters=filters,
        outcome_number=outcome_number,
        row_of=lambda ref: anchor_of(ref, anchors(rows)),
        rows=rows,
        counts=[(verdict, VERDICT_WORDS[verdict], report.counts[verdict]) for verdict in Verdict],
        verdicts=verdict_bar(report.counts),
        authorities=rows_of(report, fail_on, strict=strict),
        authorities_line=authorities_line(report, fail_on, strict=strict),
        authority_headers=HEADERS,
        variances=variance_chart(shown_positions(report)),
        positions=positions,
        positions_note=positions_note(report).replace("`", ""),
        figures=figures_to_put_right(items),
        items=items[:MAX_FINDINGS_ON_THE_PAGE],
        items_more=len(items[MAX_FINDINGS_ON_THE_PAGE:]),
        restated=lines_of(told.restated)[:MAX_FINDINGS_ON_THE_PAGE],
        restated_more=len(told.restated[MAX_FINDINGS_ON_THE_PAGE:]),
        notices=lines_of(told.notices)[:MAX_FINDINGS_ON_THE_PAGE],
        notices_more=len(told.notices[MAX_FINDINGS_ON_THE_PAGE:]),
        blocks=[block_of(finding, settled) for finding in failed[:MAX_FINDINGS_ON_THE_PAGE]],
        shown={finding.id for finding in failed[:MAX_FINDINGS_ON_THE_PAGE]},
        failed_more=len(failed[MAX_FINDINGS_ON_THE_PAGE:]),
        undecided=undecided[:MAX_FINDINGS_ON_THE_PAGE],
        undecided_more=len(undecided[MAX_FINDINGS_ON_THE_PAGE:]),
        known=[(finding, why[finding.id]) for finding in pressing(report) if finding.id in why],
        faults=[acceptance_problem_text(fault) for fault in report.acceptance_problems],
        holding=[
            ("Checks that hold within rounding", report.within_rounding),
            ("Checks that hold exactly", report.exact),
        ],
        problems=[
            (problem.severity, problem_text(problem)) for problem in report.input_problems[:MAX_FINDINGS_ON_THE_PAGE]
        ],
        problems_more=len(report.input_problems[MAX_FINDINGS_ON_THE_PAGE:]),
        rules=[_rule(tally) for tally in report.tallies],
        most=MAX_FINDINGS_ON_THE_PAGE,
    )


def _positions(positions: Sequence[Position]) -> Mapping[str, list[_PositionRow]]:
    """The reports of each portfolio, in their order."""
    groups: dict[str, list[_PositionRow]] = {}
    for one in positions:
        failed, undecided = (one.counts.get(verdict, 0) for verdict in (Verdict.FAIL, Verdict.UNDECIDED))
        row = _PositionRow(when_of(one), figures_of(one), failed, undecided)
        groups.setdefault(portfolio_of(one), []).append(row)
    return groups


def _rule(tally: Tally) -> _RuleRow:
    if not tally.checks:
        remark = "ran on nothing"
    elif tally.nothing_to_compare:
        remark = f"{tally.nothing_to_compare:,} with nothing to compare"
    else:
        remark = ""
    counts = [tally.counts.get(verdict, 0) for verdict in Verdict]
    return _RuleRow(tally, counts, verdict_bar(tally.counts, MINI_WIDTH), remark)
