"""`budget-monitor draft`: a report's tables as ledgers to check."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.shared.book import MoreRules
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, tell


@answers_for_errors
def draft(
    reports: Annotated[
        list[Path], typer.Argument(metavar="REPORT…", help="Documents, and folders of them.", show_default=False)
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A folder that is new, or empty.")],
    year: Annotated[
        str,
        typer.Option("--year", metavar="YEAR", help="The financial year, where the title does not say it: 2021/22."),
    ] = "",
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="The period, where the title does not say it: Q4.")
    ] = "",
    portfolio: Annotated[
        str, typer.Option("--portfolio", metavar="NAME", help="The portfolio, where the title does not say it.")
    ] = "",
    authority: Annotated[
        str, typer.Option("--authority", metavar="NAME", help="The authority, where reports of several are joined.")
    ] = "",
    rules: MoreRules = None,
) -> None:
    """Write the tables of reports as ledgers to check, each figure with the place where it stands.

    Headings and labels tell which ledger a table is of; the year, the period and the portfolio are from the title.
    Several reports are joined into one set. DRAFT.md in the folder says where each figure stands and what was not
    placed: no figure is guessed. Reads what scrutinise reads.

    Exit codes: 0 written; 2 a report cannot be read, it cannot be told which it is, or the folder is not empty.
    """
    from budget_monitor.model.documents.scrutiny import said_passed_over
    from budget_monitor.pipeline.documents.drafting import DRAFT_PAGE
    from budget_monitor.pipeline.documents.drafting import draft as drafted
    from budget_monitor.render.text.page import Page

    with progress("drafting"):
        made = drafted(
            reports, to, year=year, period=period, portfolio=portfolio, authority=authority, rules=rules or ()
        )
    page = Page.of(sys.stdout)
    lines = [said] if (said := said_passed_over(made.passed_over)) else []
    for one in made.transcripts:
        own = one.edition
        whose = ", ".join(filter(None, (own.portfolio or own.authority, f"{own.financial_year} {own.period}")))
        lines.append(f"{one.document.file}: {whose}; {one.figures:,} figures placed")
    ledgers = sum(1 for name in made.files if name.endswith(".csv"))
    lines.append(
        f"Wrote {made.figures:,} figures in {ledgers} ledger{'s' * (ledgers != 1)} to {to}; {made.left:,} were not"
        f" placed: see {to / DRAFT_PAGE}. Next:"
    )
    lines.append(f"  budget-monitor check {shlex.quote(str(to))}")
    shown = "\n".join(page.words(line) for line in lines) + "\n"
    tell(shown.encode(page.encoding, "backslashreplace"))
