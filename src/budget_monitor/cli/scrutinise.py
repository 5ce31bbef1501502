"""`budget-monitor scrutinise`: a report that is a document."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.book import MoreRules
from budget_monitor.cli.shared.formats import RENDERERS, Result
from budget_monitor.cli.shared.outputs import Output, outputs_of, write_all
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.reports import read_beside, remember
from budget_monitor.cli.shared.streams import answers_for_errors, check_output, complain
from budget_monitor.errors import UsageError
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.running.patience import searches_end_at_interrupt
from budget_monitor.render import Format
from budget_monitor.render.scrutiny import SCRUTINY_ENDINGS, ScrutinyFormat


@answers_for_errors
def scrutinise(
    reports: Annotated[
        list[Path], typer.Argument(metavar="REPORT…", help="Documents, and folders of them.", show_default=False)
    ],
    previous: Annotated[
        Path | None, typer.Option("--previous", metavar="REPORT", help="The last report, to compare with.")
    ] = None,
    ledgers: Annotated[
        Path | None,
        typer.Option("--ledgers", metavar="DIR", help="Ledgers to hold the report against, in both directions."),
    ] = None,
    rules: MoreRules = None,
    ticks: Annotated[
        Path | None, typer.Option("--ticks", metavar="FILE", help="What was cleared before, and is not asked again.")
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option("--since", metavar="DRAFT", help="The last draft of the report: what changed from it."),
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(
            "--clear", metavar="ID", help="Clear a finding, by number or id, and remember it in --ticks; repeat."
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is cleared; --clear needs it.")] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who clears it. Default: the login name.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--show-all", help="List also what holds, and what every figure is tied to.")
    ] = False,
    format_: Annotated[
        ScrutinyFormat | None,
        typer.Option(
            "--format",
            help="How to write the result. Default: by the ending of --output; table on the screen.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help="Write the result to a file: page.html, result.json, findings.xlsx; or a marked copy of the report in"
            " its own form: marked.docx, .odt, .pdf; repeat.",
        ),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="What makes the exit code 1: errors, also what is restated, or nothing.")
    ] = FailOn.ERROR,
    strict: Annotated[
        bool, typer.Option("--strict", help="What is not understood as a sum makes the exit code 1 too.")
    ] = False,
) -> None:
    """Check a report as it goes to a committee: its tables, the figures in its text, and its order.

    Reads docx, odt, pdf, html, md, txt and workbooks; needs no ledger and no rule. Tables are checked for what adds up
    in them; figures in sentences against one another and against the tables; years, codes, section numbers and
    references for what cannot be. A figure that nothing in the report says again is untied, which is no alarm.

    With --ledgers, a figure of the report that is another in the same row and column of a ledger is wrong, and what the
    ledgers have of its year, period and portfolio and it does not state is listed.

    A marked copy is the report with a note at each figure: a tick where it casts or ties, with what; what is wrong
    where it does not. Nothing else in it changes. Of a web page, --format marked makes one, too.

    Exit codes: 0 nothing is wrong; 1 something is; 2 a document cannot be read, or nothing in it could be checked.
    """
    from budget_monitor.pipeline.documents.scrutinising import report_of
    from budget_monitor.pipeline.documents.scrutinising import scrutinise as scrutinise_all

    read = [*reports, *(one for one in (previous, since) if one is not None)]
    others = [*read, *filter(None, [ledgers]), *map(read_beside, read)]
    sources = [*others, *filter(None, [ticks])]
    outputs = outputs_of(output, format_, SCRUTINY_ENDINGS, ScrutinyFormat.TABLE, sources)
    for one in outputs:
        if one.form is ScrutinyFormat.MARKED:
            _check_marked(one, reports)
    if clear:
        if ticks is None:
            raise UsageError("--clear needs --ticks FILE, where what is cleared is remembered")
        check_output(ticks, others)
        if not reason.strip(". …"):
            raise UsageError('a reason is needed: --reason "agreed with the author"')
    if rules and ledgers is None:
        raise UsageError("--rules declares further ledgers for --ledgers DIR, which is missing")
    scrutinised = partial(
        scrutinise_all, previous=previous, ticks=ticks, ledgers=ledgers, rules=rules or (), since=since
    )
    with progress() as watch, searches_end_at_interrupt():
        result = scrutinised(reports, watch=watch)
        if clear and ticks is not None:
            for said in remember(result, clear, ticks, by=by, reason=reason):
                complain(said)
            result = scrutinised(reports, watch=watch)
    if ticks is not None and not ticks.exists():
        complain(f"there is no {ticks} yet: nothing was cleared before")
    report = report_of(result)
    code = report.exit_code(fail_on, strict=strict)

    def written(one: Output[ScrutinyFormat]) -> bytes:
        match one.form:
            case ScrutinyFormat.JSON:
                from budget_monitor.render.scrutiny.json import scrutiny_json

                return scrutiny_json(result, code)
            case ScrutinyFormat.HTML:
                from budget_monitor.render.scrutiny.html import scrutiny_html

                return scrutiny_html(result)
            case ScrutinyFormat.MARKED:
                from budget_monitor.pipeline.documents.marking import marked_copy

                return marked_copy(reports[0], result)
            case ScrutinyFormat.TABLE:
                from budget_monitor.render.report.summary import ending
                from budget_monitor.render.scrutiny.table import scrutiny_text

                said = ending(report, fail_on, strict=strict)
                text = scrutiny_text(result, one.page, said, everything=everything)
                return text.encode(one.page.encoding, "backslashreplace")
        return RENDERERS[Format(one.form)](Result(report, None, lambda: one.page, fail_on, strict, on=clock.today()))

    whole = write_all(outputs, written)
    raise typer.Exit(code if whole else 2)


def _check_marked(output: Output[ScrutinyFormat], reports: list[Path]) -> None:
    """Raises UsageError where no marked copy can be written there."""
    from budget_monitor.pipeline.documents.marking import check_markable

    if len(reports) != 1 or reports[0].is_dir():
        raise UsageError("a marked copy is of one report: name it alone, or ask for the page, --output page.html")
    check_markable(reports[0])
    forms = {".htm": ".html"}
    own, wanted = (one.suffix.casefold() for one in (reports[0], output.file or reports[0]))
    if forms.get(own, own) != forms.get(wanted, wanted):
        raise UsageError(f"cannot write {output.file}: a marked copy of {reports[0]} is a {own} file too")
