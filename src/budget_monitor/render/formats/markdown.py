r"""A report as Markdown for a committee paper, with tables as GitHub, Pandoc and most editors read them.

Text from ledgers is escaped: a portfolio called `*|<b>` is printed as just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from budget_monitor.errors import shorten
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.numbered import contents, untold_files
from budget_monitor.model.results.outcome import Finding, Report, Tally, Verdict
from budget_monitor.render.report.authorities import HEADERS, authorities_line, positions_note, rows_of, shown_positions
from budget_monitor.render.report.details import problem_text
from budget_monitor.render.report.position import WHAT_MARKS, figures_of, portfolio_of, when_of
from budget_monitor.render.report.review import acceptance_problem_text, acceptances_title, standings
from budget_monitor.render.report.summary import answer, checks_text, exit_line
from budget_monitor.render.report.view import Item, Line, figures_to_put_right, items_of, lines_of
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import column_place, counting, gap_line, headline_of, pressing
from budget_monitor.render.text.words import VERDICT_WORDS, key_text, place_of, plural, with_file

MAX_ROWS_OF_A_TABLE = 200
"""Rows of a table of findings or input problems; more of them are counted."""

MAX_CHARACTERS_OF_A_TEXT = 300
"""Characters of a text from a ledger."""

_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

# What starts something within a line: emphasis, code, links, mathematics, footnotes, addresses that become links. An
# underscore within a word starts nothing.
_MARKUP = re.compile(r"[\\`*\[\]|~^$@]|(?<![^\W_])_|_(?![^\W_])|:(?=//|\w+:)|(?<=www)\.", re.IGNORECASE)

Row = Sequence[str]


def to_markdown(report: Report, *, fail_on: FailOn = FailOn.ERROR, strict: bool = False) -> str:
    """The report from its answer to its counts; `fail_on` and `strict` are what the run was asked for."""
    told = contents(report)
    blocks = [
        f"# {_title(report)}{_folder(report)}",
        f"**{escaped(answer(report))}.**",
        f"{escaped(checks_text(report))}. {escaped(exit_line(report, fail_on, strict=strict))}.",
        *_authorities(report, fail_on, strict=strict),
        *_put_right(items_of(report)),
        *_restated(lines_of(told.restated)),
        *_lines("To notice", "What", lines_of(told.notices)),
        *_lines("Rules that could not run", "Why", lines_of(told.broken)),
        *_known(report),
        *_position(report),
        *_listed("Checks that hold within rounding", report.within_rounding),
        *_listed("Checks that hold exactly", report.exact),
        *_unchecked(report),
        *_rules(report.tallies),
    ]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """A text within a line or a table's cell, on one line, with nothing in it that Markdown would act on."""
    visible = re.sub(r"[<>&]", lambda found: _ENTITIES[found[0]], literal(shorten(text, MAX_CHARACTERS_OF_A_TEXT)))
    return _MARKUP.sub(r"\\\g<0>", visible)


def _title(report: Report) -> str:
    return "Checks on the budget ledgers" if report.subject == "ledger" else f"Checks on {report.subject}s"


def _folder(report: Report) -> str:
    return f" in {escaped(place)}" if (place := place_of(report)) else ""


def _authorities(report: Report, fail_on: FailOn, *, strict: bool) -> Iterable[str]:
    """What the run came to for each authority, the worst first."""
    found = rows_of(report, fail_on, strict=strict)
    if not found:
        return
    rows = [(row.name, row.result, *map(_count, row.counts)) for row in found[:MAX_ROWS_OF_A_TABLE]]
    yield "## Authorities"
    if line := authorities_line(report, fail_on, strict=strict):
        yield f"{line}."
    name, result, *counts = (header.capitalize() for header in HEADERS)
    yield _table((name, result, *(f"{header} >" for header in counts)), rows)
    yield from _more(len(found))


def _position(report: Report) -> Iterable[str]:
    """The position by portfolio and report. A report that failed checks has its figures marked."""
    positions = shown_positions(report)
    if note := positions_note(report):
        yield f"{note}."
    if not positions:
        return
    rows = [
        (portfolio_of(one), when_of(one), *figures_of(one), _count(one.counts.get(Verdict.FAIL, 0)))
        for one in positions
    ]
    yield "## Position"
    yield _table(("Portfolio", "Report", "Cash limit >", "Outturn >", "Variance >", "Failed checks >"), rows)
    if any(one.doubtful for one in positions):
        yield WHAT_MARKS


def _put_right(items: Sequence[Item]) -> Iterable[str]:
    """What to put right, numbered as on the screen; a correction of several figures has a row for each."""
    if not items:
        return
    rows = [row for item in items[:MAX_ROWS_OF_A_TABLE] for row in _item_rows(item)]
    yield f"## To put right: {plural(figures_to_put_right(items), 'figure')}"
    yield _table(("No.", "Where", "Column", "Typed now >", "Type >", "What happened", "Row", "Why"), rows)
    yield from _more(len(items))


def _item_rows(item: Item) -> Iterable[Row]:
    happened = item.what if item.is_unexplained else f"{item.what}; {item.certainty}"
    why = "; ".join(filter(None, [item.why, item.less_likely]))
    for at, change in enumerate(item.changes):
        where = with_file(item.file, change.address)
        rest = (happened, item.label, why) if at == 0 else ("as above", "", "")
        yield (str(item.number), where, change.column, change.now, change.then, *rest)
    if item.more_cells:
        yield (str(item.number), f"and {plural(item.more_cells, 'more figure')}", "", "", "", "as above", "", "")


def _restated(lines: Sequence[Line]) -> Iterable[str]:
    """What two reports state differently: neither is mistyped; each wants a note, or an acceptance."""
    if not lines:
        return
    rows = [(str(one.number), one.file, one.where, one.text, one.label) for one in lines[:MAX_ROWS_OF_A_TABLE]]
    yield f"## Restated without saying so: {plural(len(lines), 'value')}"
    yield _table(("No.", "File", "Where", "Was and is >", "Row"), rows)
    yield from _more(len(lines))


def _lines(title: str, header: str, lines: Sequence[Line]) -> Iterable[str]:
    if not lines:
        return
    rows = [
        (
            str(one.number),
            f"{one.finding.rule} {one.finding.title}",
            with_file(one.file, one.where),
            one.text,
            one.label,
        )
        for one in lines[:MAX_ROWS_OF_A_TABLE]
    ]
    yield f"## {title}"
    yield _table(("No.", "Rule", "Where", header, "Row"), rows)
    yield from _more(len(lines))


def _known(report: Report) -> Iterable[str]:
    """Differences that do not count: accepted by somebody, or immaterial; and acceptances that no longer hold."""
    why = standings(report)
    findings = [finding for finding in pressing(report) if finding.id in why]
    if findings:
        rows = [
            (f"{finding.rule} {finding.title}", column_place(finding), key_text(finding.key), headline_of(finding),
             why[finding.id])
            for finding in findings[:MAX_ROWS_OF_A_TABLE]
        ]  # fmt: skip
        yield "## Accepted and immaterial differences"
        yield _table(("Rule", "Where", "Row", "Difference", "Why it does not count"), rows)
        yield from _more(len(findings))
    if report.acceptance_problems:
        yield f"## {acceptances_title(report)}"
        yield _table(
            ("Acceptance",),
            [(acceptance_problem_text(fault),) for fault in report.acceptance_problems[:MAX_ROWS_OF_A_TABLE]],
        )
        yield from _more(len(report.acceptance_problems))


def _listed(title: str, findings: Sequence[Finding]) -> Iterable[str]:
    """Checks that hold, where the run was asked to list them."""
    if not findings:
        return
    rows = [
        (f"{finding.rule} {finding.title}", column_place(finding), key_text(finding.key), gap_line(finding))
        for finding in findings[:MAX_ROWS_OF_A_TABLE]
    ]
    yield f"## {title}"
    yield _table(("Rule", "Where", "Row", "Difference"), rows)
    yield from _more(len(findings))


def _unchecked(report: Report) -> Iterable[str]:
    """Checks that could not be made, with the reason; figures that could not be read; files nobody read."""
    findings = [finding for finding in counting(report) if finding.verdict is Verdict.UNDECIDED]
    nothing = sum(tally.nothing_to_compare for tally in report.tallies)
    idle = [tally.rule for tally in report.tallies if not tally.checks]
    if not (findings or nothing or idle or report.input_problems or untold_files(report)):
        return
    yield "## What could not be checked"
    if findings:
        rows = [
            (f"{finding.rule} {finding.title}", column_place(finding), VERDICT_WORDS[finding.verdict],
             headline_of(finding))
            for finding in findings[:MAX_ROWS_OF_A_TABLE]
        ]  # fmt: skip
        yield _table(("Rule", "Where", "Verdict", "Why"), rows)
        yield from _more(len(findings))
    sentences = []
    if nothing:
        sentences.append(f"{plural(nothing, 'check')} had nothing to compare with: the other side is in no ledger.")
    if idle:
        sentences.append(f"Rules that found nothing to run on: {escaped(', '.join(idle))}.")
    if untold_files(report):
        sentences.append(f"Files that no rule reads: {escaped(', '.join(untold_files(report)))}.")
    if sentences:
        yield " ".join(sentences)
    if report.input_problems:
        problems = [
            (problem.severity, problem_text(problem)) for problem in report.input_problems[:MAX_ROWS_OF_A_TABLE]
        ]
        yield "### Input problems"
        yield _table(("Severity", "Problem"), problems)
        yield from _more(len(report.input_problems))


def _rules(tallies: Sequence[Tally]) -> Iterable[str]:
    """Every rule's verdicts, counted."""
    if not tallies:
        return
    rows = [
        (f"{tally.rule} {tally.title}", *(_count(tally.counts.get(verdict, 0)) for verdict in Verdict))
        for tally in tallies
    ]
    yield "## All rules"
    yield _table(("Rule", *(f"{VERDICT_WORDS[verdict].capitalize()} >" for verdict in Verdict)), rows)


def _count(count: int) -> str:
    return f"{count:,}" if count else "–"


def _more(count: int) -> Iterable[str]:
    """How many rows a table lacks, if any."""
    if count > MAX_ROWS_OF_A_TABLE:
        yield f"And {count - MAX_ROWS_OF_A_TABLE:,} more; `--format csv` and `--format json` list all."


def _table(headers: Row, rows: Iterable[Row]) -> str:
    """A table; a header that ends in `>` sets its column to the right."""
    names = [header.removesuffix(" >") for header in headers]
    rules = ["---:" if header.endswith(" >") else "---" for header in headers]
    lines = [names, rules, *([escaped(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
