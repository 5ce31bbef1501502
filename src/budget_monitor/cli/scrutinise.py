"""`budget-monitor scrutinise`: a report that is a document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.streams import answers_for_errors, check_output, deliver
from budget_monitor.errors import UsageError
from budget_monitor.render.scrutiny import ScrutinyFormat

if TYPE_CHECKING:
    from budget_monitor.model.scrutiny import Scrutiny


@answers_for_errors
def scrutinise(
    reports: Annotated[
        list[Path], typer.Argument(metavar="REPORT…", help="Documents, and folders of them.", show_default=False)
    ],
    previous: Annotated[
        Path | None, typer.Option("--previous", metavar="REPORT", help="The last report, to compare with.")
    ] = None,
    ticks: Annotated[
        Path | None, typer.Option("--ticks", metavar="FILE", help="What was cleared before, and is not asked again.")
    ] = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="ID", help="Clear a finding, by number or id, and remember it in --ticks."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--show-all", help="List also what holds, and what every figure is tied to.")
    ] = False,
    format_: Annotated[
        ScrutinyFormat | None, typer.Option("--format", help="How to write it. Default: by the output's ending.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write it. Default: here.")
    ] = None,
) -> None:
    """Check a report as it goes to a committee: its tables, the figures in its text, and its order.

    Reads docx, odt, pdf, html, md, txt and workbooks; needs no ledger and no rule. Tables are checked for what adds up
    in them; figures in sentences against one another and against the tables; years, codes, section numbers and
    references for what cannot be. A figure that nothing in the report says again is untied, which is no alarm.

    Exit codes: 0 nothing is wrong; 1 something is; 2 a document cannot be read, or nothing in it could be checked.
    """
    from budget_monitor.pipeline.scrutinising import clear as cleared_text
    from budget_monitor.pipeline.scrutinising import scrutinise as scrutinised

    if output is not None:
        check_output(output, [*reports, *([previous] if previous is not None else [])])
    if clear and ticks is None:
        raise UsageError("--clear needs --ticks FILE, where what is cleared is remembered")
    if ticks is not None and any(
        ticks.resolve() == one.resolve() for one in filter(None, (*reports, previous, output))
    ):
        raise UsageError(f"cannot write {ticks}: it is a document that is read, or the output")
    result = scrutinised(reports, previous=previous, ticks=ticks)
    if clear and ticks is not None:
        deliver(cleared_text(result, clear, ticks), ticks)
        result = scrutinised(reports, previous=previous, ticks=ticks)
    deliver(_rendered(result, format_ or _by_ending(output), everything=everything), output)
    raise typer.Exit(result.exit_code)


def _by_ending(output: Path | None) -> ScrutinyFormat:
    ending = output.suffix.casefold().removeprefix(".") if output is not None else ""
    return {one.value: one for one in ScrutinyFormat}.get(ending, ScrutinyFormat.TABLE)


def _rendered(result: Scrutiny, format_: ScrutinyFormat, *, everything: bool) -> bytes:
    if format_ is ScrutinyFormat.JSON:
        from budget_monitor.render.scrutiny.json import scrutiny_json

        return scrutiny_json(result)
    if format_ is ScrutinyFormat.HTML:
        from budget_monitor.render.scrutiny.html import scrutiny_html

        return scrutiny_html(result)
    from budget_monitor.render.scrutiny.table import scrutiny_text
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    return scrutiny_text(result, page, everything=everything).encode(page.encoding, "backslashreplace")
