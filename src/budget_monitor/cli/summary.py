"""`budget-monitor summary`: the monitoring position."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.settings import SetSettings
from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.book import LedgersArgument, MoreRules, set_of, tell_errors
from budget_monitor.cli.shared.completing import OfPeriod, OfPortfolio, OfYear
from budget_monitor.cli.shared.formats import paper_writer
from budget_monitor.cli.shared.outputs import Output, outputs_of, write_all
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors

if TYPE_CHECKING:
    from budget_monitor.model.results.position import MonitoringPosition


class SummaryFormat(StrEnum):
    """What `summary` can write the position as."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    XLSX = "xlsx"
    DOCX = "docx"


ENDINGS = {
    ".docx": SummaryFormat.DOCX,
    ".htm": SummaryFormat.HTML,
    ".html": SummaryFormat.HTML,
    ".json": SummaryFormat.JSON,
    ".md": SummaryFormat.MARKDOWN,
    ".txt": SummaryFormat.TABLE,
    ".xlsx": SummaryFormat.XLSX,
}
"""The format that a file's ending stands for."""


@answers_for_errors
def summary(
    ledgers: LedgersArgument = None,
    rules: MoreRules = None,
    year: OfYear = None,
    period: OfPeriod = None,
    portfolio: OfPortfolio = None,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines/--no-lines", help="With every budget change, reserve, saving and scheme, or totals only."
        ),
    ] = True,
    format_: Annotated[
        SummaryFormat | None,
        typer.Option(
            "--format",
            help="How to write the position. Default: by the ending of --output; table on the screen.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write the position to a file instead of the screen: position.html, position.docx; repeat.",
        ),
    ] = None,
    settings: SetSettings = None,
) -> None:
    """Show the position: cash limits, outturns or forecasts, variances, reserves, savings and capital, by report.

    A figure that a failed check uses is marked, and the check named; a figure that no ledger states is not given.
    Exit codes: 0 the position was made, whether figures are marked or not (`check` tells); 2 it could not be made, or
    not from everything that is there.
    """
    from budget_monitor.pipeline import lacking
    from budget_monitor.pipeline import summary as run

    ledgers = set_of(ledgers)
    outputs = outputs_of(output, format_, ENDINGS, SummaryFormat.TABLE, [ledgers, *(rules or [])])
    with progress() as watch:
        position = run(
            ledgers,
            rules=rules or [],
            year=year,
            period=period,
            portfolio=portfolio,
            settings=settings or [],
            today=clock.today(),
            watch=watch,
        )
    exit_code = 2 if tell_errors(lacking(position.checks)) else 0
    whole = write_all(outputs, lambda one: _written(position, one, exit_code, lines=lines))
    raise typer.Exit(exit_code if whole else 2)


def _written(position: MonitoringPosition, output: Output[SummaryFormat], exit_code: int, *, lines: bool) -> bytes:
    form = output.form
    if form is SummaryFormat.JSON:
        from budget_monitor.render.position.json import to_summary_json

        return to_summary_json(position, exit_code)
    if form is SummaryFormat.MARKDOWN:
        from budget_monitor.render.position.markdown import to_summary_markdown

        return to_summary_markdown(position, lines=lines).encode()
    if form is SummaryFormat.HTML:
        from budget_monitor.render.position.html import to_summary_html

        return to_summary_html(position, lines=lines, on=clock.today()).encode()
    if form is SummaryFormat.XLSX:
        from budget_monitor.render.position.xlsx import to_summary_xlsx

        return to_summary_xlsx(position)
    if form is SummaryFormat.DOCX:
        return paper_writer()(position.checks, position, on=clock.today(), lines=lines)
    from budget_monitor.render.position.table import to_summary_table

    page = output.page
    return to_summary_table(position, page, lines=lines).encode(page.encoding, "backslashreplace")
