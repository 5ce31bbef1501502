"""The history of runs, and what changed between two of them, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType

from budget_monitor.model.checks.verdict import checks_made
from budget_monitor.model.ledgers.money import figure_text, money, plain
from budget_monitor.model.results.history import (
    Comparison,
    LedgerVersions,
    RecordedFinding,
    RecordedRun,
    Restatement,
    State,
)
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import VERDICT_WORDS, gap_text, key_text, plural

MAX_FINDINGS_IN_TEXT = 50
"""Findings and figures of one kind that are written out; the JSON has them all."""


MAX_RULES_NAMED = 8
"""Rules that a remark names."""


def history_text(runs: Sequence[RecordedRun], page: Page) -> str:
    """A row for each run; a dash is none."""
    return page.render(_runs(runs, page))


def comparison_text(comparison: Comparison, page: Page) -> str:
    """What changed, the new findings first and the restated figures last."""
    return page.render(_comparison(comparison, page))


def _runs(runs: Sequence[RecordedRun], page: Page) -> Iterable[RenderableType]:
    columns = [
        ("run", "right"), ("recorded", "fixed"), ("exit", "right"), ("checks", "right"), ("fail", "right"),
        ("accepted", "right"), ("undecided", "right"), ("files", "left"),
    ]  # fmt: skip
    parts_only = any(_looked_at(run) for run in runs)
    table = page.table(*columns, *([("only", "left")] if parts_only else []))
    earlier: RecordedRun | None = None
    for run in runs:
        cells = [
            str(run.id), when_text(run), str(run.exit_code), f"{checks_made(run.counts):,}",
            _count(run.counts[Verdict.FAIL]),
            _count(run.accepted), _count(run.counts[Verdict.UNDECIDED]), _files(run, earlier),
        ]  # fmt: skip
        table.add_row(*(page.text(text) for text in [*cells, *([_looked_at(run)] if parts_only else [])]))
        earlier = run
    yield table


def when_text(run: RecordedRun) -> str:
    """When a run was, as the clock stood where it ran: `2022-07-08 09:30`."""
    return f"{run.at:%Y-%m-%d %H:%M}"


def _count(count: int) -> str:
    return f"{count:,}" if count else "-"


def _files(run: RecordedRun, earlier: RecordedRun | None) -> str:
    """How many ledger files there were, and how many are not what they were."""
    if earlier is None:
        return f"{len(run.inputs)} read"
    before = {read.file: read.sha256 for read in earlier.inputs}
    changed = sum(before.get(read.file) != read.sha256 for read in run.inputs)
    gone = len(before.keys() - {read.file for read in run.inputs})
    parts = [f"{count} {word}" for count, word in ((changed, "changed"), (gone, "gone")) if count]
    return ", ".join(parts) or "as before"


def _looked_at(run: RecordedRun) -> str:
    seen = run.looked_at
    return ", ".join(part for part in (seen.year, seen.period, seen.portfolio) if part)


def _comparison(comparison: Comparison, page: Page) -> Iterable[RenderableType]:
    before, after = comparison.before, comparison.after
    yield page.text(f"Run {before.id} ({when_text(before)}) and run {after.id} ({when_text(after)})", "bold")
    for remark in remarks(comparison):
        yield page.indented(page.text(remark, "yellow"))
    yield ""
    yield from _findings("New", comparison.new, page)
    yield from _findings("Gone", comparison.gone, page)
    changes = [(change.after, f"was {outcome_text(change.before)}") for change in comparison.changed]
    yield from _rows("Changed", changes, page)
    yield from _findings("Standing", comparison.standing, page)
    for findings, run, other in (
        (comparison.not_looked_at, before, after), (comparison.first_looked_at, after, before),
    ):  # fmt: skip
        if findings:
            number = plural(len(findings), "finding")
            yield page.text(f"{number} of run {run.id} that run {other.id} did not look for; --format json lists them")
            yield ""
    yield from _restated(comparison.restated, page)
    for count in comparison.figures:
        parts = [
            f"{plural(number, 'figure')} {word}"
            for number, word in ((count.added, "more"), (count.removed, "no longer there"))
            if number
        ]
        yield page.text(f"{count.ledger}: {', '.join(parts)}")
    if comparison.figures:
        yield ""
    for ledger in comparison.ledgers:
        yield from _rows_that_changed(ledger, comparison, page)
    yield page.text(summary_line(comparison), "bold")


def _rows_that_changed(ledger: LedgerVersions, comparison: Comparison, page: Page) -> Iterable[RenderableType]:
    """Rows that only one run has, keys that may have been renamed, and totals of columns that are others now."""
    found, lines = ledger.versions, []
    for run, table, rows in (
        (comparison.before, found.left, found.only_left), (comparison.after, found.right, found.only_right),
    ):  # fmt: skip
        lines += [f"only in run {run.id}: {row_words(table.keys[row])}" for row in rows[:MAX_FINDINGS_IN_TEXT]]
        if len(rows) > MAX_FINDINGS_IN_TEXT:
            lines.append(f"and {len(rows) - MAX_FINDINGS_IN_TEXT:,} more; --format json lists all")
    for one in found.renamed:
        was, now = (row_words(key) for key in (found.left.keys[one.left_row], found.right.keys[one.right_row]))
        lines.append(f"perhaps renamed: {was} → {now}: {one.why}")
    for total in found.totals:
        if total.left != total.right:
            was, now, by = (
                figure_text(money(amount, found.currency))
                for amount in (total.left, total.right, total.right - total.left)
            )
            sign = "+" if total.right > total.left else ""
            lines.append(f"total of {total.column}: {was} → {now} ({sign}{by})")
    if lines:
        yield page.heading(f"{ledger.ledger}: rows and totals")
        yield from (page.indented(page.text(line)) for line in lines)
        yield ""


def row_words(key: Sequence[str]) -> str:
    """A row's key in words; which row of that key it is only where it is not the first."""
    *parts, number = key
    return ", ".join(filter(None, [*parts, "" if number == "1" else f"row {number} of these"]))


def remarks(comparison: Comparison) -> Iterable[str]:
    """What else differs between the runs, and may be why findings do."""
    before, after = comparison.before, comparison.after
    if before.version != after.version:
        yield f"budget-monitor was {before.version} then, and {after.version} in run {after.id}"
    if comparison.rules_changed:
        yield f"rules that ask for something else: {', '.join(comparison.rules_changed)}"
    for run, other in ((after, before), (before, after)):
        if only := [rule for rule in run.rules if rule not in other.rules]:
            more = f" and {len(only) - MAX_RULES_NAMED} more" if len(only) > MAX_RULES_NAMED else ""
            yield f"rules only in run {run.id}: {', '.join(only[:MAX_RULES_NAMED])}{more}"
    for run in (before, after):
        if looked_at := _looked_at(run):
            yield f"run {run.id} looked at {looked_at} only"
        if run.exit_code == 2:
            yield f"run {run.id} could not do the whole job (exit code 2): what it lacks may only not have been read"
    if comparison.without_figures:
        yield (
            f"the figures of {', '.join(comparison.without_figures)} were not kept (keep.figures = false): what was"
            " restated there cannot be told"
        )
    if before.currency != after.currency:
        yield f"the currency was {before.currency}, and is {after.currency}"


def outcome_text(finding: RecordedFinding) -> str:
    """How a check came out: its gap with the direction, or its verdict; and whether that counts."""
    text = VERDICT_WORDS[finding.verdict]
    if finding.gap is not None and plain(finding.gap) and finding.verdict is Verdict.FAIL:
        text = gap_text(finding.gap)
    return text if finding.state is State.COUNTED else f"{text} ({finding.state.value})"


def summary_line(comparison: Comparison) -> str:
    """`1 new, 0 gone, 0 changed and 3 standing findings; 2 figures restated`."""
    counts = [
        f"{len(found):,} {word}"
        for found, word in (
            (comparison.new, "new"), (comparison.gone, "gone"), (comparison.changed, "changed"),
        )
    ]  # fmt: skip
    standing = plural(len(comparison.standing), "standing finding")
    kept = " of those that were kept" if comparison.without_figures else ""
    return f"{', '.join(counts)} and {standing}; {plural(len(comparison.restated), 'figure')} restated{kept}"


def _findings(title: str, findings: Sequence[RecordedFinding], page: Page) -> Iterable[RenderableType]:
    yield from _rows(title, [(finding, "") for finding in findings], page)


def _rows(title: str, findings: Sequence[tuple[RecordedFinding, str]], page: Page) -> Iterable[RenderableType]:
    """A line for each finding: place, rule, how it came out and how it did before; beneath it, its key."""
    if not findings:
        return
    yield page.heading(title)
    for finding, before in findings[:MAX_FINDINGS_IN_TEXT]:
        outcome = "; ".join(filter(None, [outcome_text(finding), before]))
        yield page.line((f"{finding.place.place}  {finding.rule} ", "bold"), (outcome, ""))
        yield page.indented(page.text(" ".join(filter(None, [key_text(finding.key), f"({finding.id})"])), "dim"))
    if len(findings) > MAX_FINDINGS_IN_TEXT:
        yield page.text(f"and {len(findings) - MAX_FINDINGS_IN_TEXT:,} more; --format json lists all")
    yield ""


def _restated(restated: Sequence[Restatement], page: Page) -> Iterable[RenderableType]:
    """A line for each figure that has another amount now."""
    if not restated:
        return
    yield page.heading("Figures restated")
    for figure in restated[:MAX_FINDINGS_IN_TEXT]:
        change = plain(figure.after) - plain(figure.before)
        difference = (
            figure_text(figure.after - figure.before) if change < 0 else f"+{figure_text(figure.after - figure.before)}"
        )
        yield page.line(
            (f"{figure.place.place} {figure.place.column}  ", "bold"),
            (f"{figure_text(figure.before)} → {figure_text(figure.after)} ({difference})", ""),
        )
        yield page.indented(page.text(key_text(figure.key), "dim"))
    if len(restated) > MAX_FINDINGS_IN_TEXT:
        yield page.text(f"and {len(restated) - MAX_FINDINGS_IN_TEXT:,} more; --format json lists all")
    yield ""
