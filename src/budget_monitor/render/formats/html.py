"""A report as one HTML file: readable without network or scripts, on paper, and with a screen reader.

Its style and charts are inside it, and a content security policy forbids everything else. Text from ledgers is
escaped where it is printed, all of it in one place (see `_environment`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from budget_monitor.model.money import Figure, figure_text
from budget_monitor.model.outcome import FailOn, Finding, Position, Report, Tally, Verdict
from budget_monitor.render.formats.charts import Segment, variance_chart, verdict_bar
from budget_monitor.render.report.authorities import HEADERS, authorities_line, positions_note, rows_of, shown_positions
from budget_monitor.render.report.details import problem_text
from budget_monitor.render.report.review import acceptance_problem_text, standings
from budget_monitor.render.report.slips import how, slips
from budget_monitor.render.report.summary import counts_line, exit_line, headline
from budget_monitor.render.text.arithmetic import Step, beside, steps
from budget_monitor.render.text.literal import literal, shorten
from budget_monitor.render.text.plain import column_place, counting, gap_line, guesses, headline_of, pressing, says_more
from budget_monitor.render.text.words import VERDICT_WORDS, key_text, place_text, plural, value_text, variance_text
from budget_monitor.version import tool_version

IN_FULL = 200
"""Findings, undecided checks and input problems that the page has; more of each are counted."""

LONGEST = 400
"""Characters of a text from a ledger."""

MINI_WIDTH = 90
"""Width of the bar beside a rule."""


@dataclass(frozen=True, slots=True)
class _PositionRow:
    when: str
    basis: str
    cash_limit: str
    outturn: str
    variance: str
    failed: int
    undecided: int


@dataclass(frozen=True, slots=True)
class _FindingBlock:
    finding: Finding
    anchor: str
    steps: Sequence[Step]
    gap: str
    beside: str
    why: str
    guesses: Sequence[str]


@dataclass(frozen=True, slots=True)
class _RuleRow:
    tally: Tally
    counts: Sequence[int]
    bar: Sequence[Segment]
    remark: str


def to_html(report: Report, *, fail_on: FailOn = FailOn.ERROR, strict: bool = False) -> str:
    """The report as a page; `fail_on` and `strict` are what the run was asked for."""
    environment = _environment()
    style = environment.get_template("report.css").render()
    findings = counting(report)
    why = standings(report)
    failed = [finding for finding in findings if finding.verdict is not Verdict.UNDECIDED]
    undecided = [finding for finding in findings if finding.verdict is Verdict.UNDECIDED]
    found = slips(report)
    return environment.get_template("report.html.j2").render(
        style=Markup(style),
        policy=_policy(style),
        version=tool_version(),
        report=report,
        exit_code=report.exit_code(fail_on, strict=strict),
        headline=headline(report),
        counts_line=counts_line(report),
        exit_line=exit_line(report, fail_on, strict=strict),
        counts=[(verdict, VERDICT_WORDS[verdict], report.counts[verdict]) for verdict in Verdict],
        verdicts=verdict_bar(report.counts),
        authorities=rows_of(report, fail_on, strict=strict),
        authorities_line=authorities_line(report, fail_on, strict=strict),
        authority_headers=HEADERS,
        variances=variance_chart(shown_positions(report)),
        positions=_positions(shown_positions(report)),
        positions_note=positions_note(report).replace("`", ""),
        slips=found[:IN_FULL],
        slips_more=len(found[IN_FULL:]),
        failed=[_block(finding) for finding in failed[:IN_FULL]],
        failed_more=len(failed[IN_FULL:]),
        undecided=undecided[:IN_FULL],
        undecided_more=len(undecided[IN_FULL:]),
        known=[(finding, why[finding.id]) for finding in pressing(report) if finding.id in why],
        faults=[acceptance_problem_text(fault) for fault in report.acceptance_problems],
        holding=[
            ("Checks that hold within rounding", report.within_rounding),
            ("Checks that hold exactly", report.exact),
        ],
        nothing=sum(tally.nothing_to_compare for tally in report.tallies),
        problems=[(problem.severity, problem_text(problem)) for problem in report.input_problems[:IN_FULL]],
        problems_more=len(report.input_problems[IN_FULL:]),
        rules=[_rule(tally) for tally in report.tallies],
        most=IN_FULL,
    )


@cache
def _environment() -> Environment:
    """Templates in which every expression is made visible and then escaped, so that none can be forgotten."""
    environment = Environment(
        loader=PackageLoader("budget_monitor.render.formats", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
        auto_reload=False,
    )
    environment.filters |= {
        "figure": _figure,
        "how": how,
        "key": key_text,
        "place": place_text,
        "column_place": column_place,
        "value": value_text,
        "headline": headline_of,
        "reason": lambda finding: headline_of(finding).removeprefix("could not be checked: "),
        "gap": gap_line,
        "words": VERDICT_WORDS.__getitem__,
        "count": lambda count: f"{count:,}" if count else "–",
    }
    environment.globals["plural"] = plural
    return environment


def _visible(value: object) -> object:
    """Texts as the characters they consist of, on one line, the longest cut; other values as they are."""
    return literal(shorten(value, LONGEST)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _policy(style: str) -> str:
    """What the page may load: its own style, by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _positions(positions: Sequence[Position]) -> Mapping[str, list[_PositionRow]]:
    """The reports of each portfolio, in their order."""
    groups: dict[str, list[_PositionRow]] = {}
    for position in positions:
        names = {name: text for name, text in position.key.items() if name not in ("financial_year", "period")}
        when = {name: text for name, text in position.key.items() if name in ("financial_year", "period")}
        row = _PositionRow(
            when=key_text(when),
            basis=position.basis,
            cash_limit=_figure(position.cash_limit),
            outturn=_figure(position.outturn),
            variance="not given" if position.variance is None else variance_text(position.variance),
            failed=position.counts.get(Verdict.FAIL, 0),
            undecided=position.counts.get(Verdict.UNDECIDED, 0),
        )
        groups.setdefault(key_text(names), []).append(row)
    return groups


def _block(finding: Finding) -> _FindingBlock:
    return _FindingBlock(
        finding=finding,
        anchor=f"finding-{finding.id}",
        steps=steps(finding),
        gap=gap_line(finding),
        beside=beside(finding),
        why=finding.message if says_more(finding) else "",
        guesses=guesses(finding),
    )


def _rule(tally: Tally) -> _RuleRow:
    if not tally.checks:
        remark = "ran on nothing"
    elif tally.nothing_to_compare:
        remark = f"{tally.nothing_to_compare:,} with nothing to compare"
    else:
        remark = ""
    counts = [tally.counts.get(verdict, 0) for verdict in Verdict]
    return _RuleRow(tally, counts, verdict_bar(tally.counts, MINI_WIDTH), remark)


def _figure(figure: Figure | None) -> str:
    return "not given" if figure is None else figure_text(figure)
