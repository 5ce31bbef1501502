"""Findings as blocks a colleague could have written: place, figures, arithmetic, gap, guess, next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table

from budget_monitor.model.checks.relation import RELATION_KINDS
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.money import figure_text, plain
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.render.text.arithmetic import beside, steps
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.plain import gap_line, says_more
from budget_monitor.render.text.words import VERDICT_WORDS, gap_text, key_text, plural

MAX_EXPLANATIONS_LISTED = 20
"""Explanations of one finding that are written out."""

MAX_FINDINGS_LISTED = 50
"""Findings, and input problems, that the table writes out; the JSON has them all."""

ORDER = (Verdict.FAIL, Verdict.BROKEN, Verdict.UNDECIDED)

VERDICT_STYLES = {Verdict.FAIL: "bold red", Verdict.BROKEN: "bold magenta", Verdict.UNDECIDED: "yellow"}


def findings_section(findings: Sequence[Finding], page: Page) -> Iterable[RenderableType]:
    """The failed, the broken, then the undecided; at most `MAX_FINDINGS_LISTED`, and how many more there are."""
    ordered = [finding for verdict in ORDER for finding in findings if finding.verdict is verdict]
    if not ordered:
        return
    yield page.heading("Findings")
    yield ""
    for finding in ordered[:MAX_FINDINGS_LISTED]:
        yield from finding_block(finding, page)
        yield ""
    if len(ordered) > MAX_FINDINGS_LISTED:
        rest = Counter(finding.verdict for finding in ordered[MAX_FINDINGS_LISTED:])
        kinds = ", ".join(f"{rest[verdict]:,} {VERDICT_WORDS[verdict]}" for verdict in ORDER if rest[verdict])
        yield page.text(
            f"and {plural(len(ordered) - MAX_FINDINGS_LISTED, 'more finding')} ({kinds}); --format json lists all"
        )
        yield ""


def finding_block(finding: Finding, page: Page) -> Iterable[RenderableType]:
    """One finding, from its place to the next step."""
    yield from _head(finding, page)
    if key := key_text(finding.key):
        yield page.indented(page.text(key))
    grid = page.grid("left", "right", "left", gap=3)
    for step in steps(finding):
        style = "bold" if step.note.startswith("reported") or step.label == "reported" else ""
        grid.add_row(
            page.text(f"{step.sign:1} {step.label}", style), page.text(step.figure, style), page.text(step.note)
        )
    if grid.row_count:
        yield page.indented(grid, 4)
    if gap := gap_line(finding):
        yield page.indented(page.text(gap, "bold"), 6)
    yield page.indented(page.labelled(_remarks(finding)))


def listed_section(title: str, findings: Sequence[Finding], page: Page) -> Iterable[RenderableType]:
    """Checks that hold, a line each: the place and its column, the rule, and by how much the two figures differ."""
    if not findings:
        return
    yield page.heading(title)
    grid = page.grid("left", "fixed", "left", gap=2)
    for finding in findings[:MAX_FINDINGS_LISTED]:
        differ = ""
        if finding.gap is not None and plain(finding.gap) != 0:
            allowed = "" if finding.allowed is None else f" of {figure_text(finding.allowed)} allowed"
            differ = f"{gap_text(finding.gap)}{allowed}"
        elif finding.reported is not None:
            differ = figure_text(finding.reported)
        place = finding.place.place
        column = "" if "!" in place else finding.place.column
        grid.add_row(page.text(f"{place} {column}".rstrip()), page.text(finding.rule), page.text(differ))
    yield grid
    if len(findings) > MAX_FINDINGS_LISTED:
        yield page.text(f"and {len(findings) - MAX_FINDINGS_LISTED:,} more; --format json lists all")
    yield ""


def _head(finding: Finding, page: Page) -> Iterable[RenderableType]:
    """Place, rule and verdict; the title beside them, or beneath them where the place leaves no room."""
    place = finding.place.place
    verdict = VERDICT_WORDS[finding.verdict]
    if finding.severity is not Severity.ERROR:
        verdict = f"{verdict} ({finding.severity.value})"
    left = page.grid("fixed", "left")
    title_fits = cell_len(page.words(f"{place}  {finding.rule} ")) <= page.width // 2
    left.add_row(
        page.line((place, "bold"), (f"  {finding.rule}", "bold")), page.text(finding.title if title_fits else "")
    )
    head = Table.grid(padding=(0, 2, 0, 0), expand=True)
    head.add_column(ratio=1, overflow="fold")
    head.add_column(justify="right", no_wrap=True, overflow="fold")
    head.add_row(left, page.text(verdict, VERDICT_STYLES.get(finding.verdict, "")))
    yield head
    if not title_fits:
        yield page.indented(page.text(finding.title))


def _remarks(finding: Finding) -> Iterable[tuple[str, str]]:
    """Cells beside the sum, the message, the guesses (the likeliest first) and the next step, each with its label.

    A message that only repeats the gap is left out: the arithmetic above it has said as much.
    """
    if others := beside(finding):
        yield "with:", others
    if says_more(finding):
        yield "why:", finding.message
    guesses = list(dict.fromkeys(explanation.text for explanation in finding.explanations))
    for at, text in enumerate(guesses[:MAX_EXPLANATIONS_LISTED]):
        yield ("or:" if at else "likely:"), text
    if (more := len(guesses) - MAX_EXPLANATIONS_LISTED) > 0:
        yield "or:", f"{more:,} more; --format json lists all"
    if finding.rule not in RELATION_KINDS:  # what adds up in a table without rules is no rule
        yield "next:", f"budget-monitor rules show {finding.rule}"
    if finding.verdict is not Verdict.BROKEN:
        yield "id:", finding.id
