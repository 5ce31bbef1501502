"""`budget-monitor reconcile`: two lists that must agree."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budget_monitor.cli.reconcile_formats import rendered, rendered_versions
from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.outputs import outputs_of, refuse_twins, write_all
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, check_output, deliver, tell
from budget_monitor.errors import UsageError, shorten
from budget_monitor.model.lists.matching import ACCEPTED_ITEMS
from budget_monitor.model.running.files import SETTINGS_FILE
from budget_monitor.render.reconcile import ENDINGS, ReconcileFormat
from budget_monitor.toml.numbers import is_within_limits

MAX_SECONDS = 86_400
MAX_CHARACTERS_SHOWN = 40

if TYPE_CHECKING:
    from budget_monitor.model.lists.matching import MatchOptions, Reconciliation
    from budget_monitor.model.lists.versions import Versions
    from budget_monitor.model.running.progress import Watch

MAPPING = (
    "what=column, such as date=Posted,amount=Value; paid_in, paid_out, reference, name, balance; sign=reversed;"
    " sheet=April"
)


@answers_for_errors
def reconcile(
    left: Annotated[Path, typer.Argument(metavar="LEFT", help="One list: a cash book, a ledger.", show_default=False)],
    right: Annotated[Path, typer.Argument(metavar="RIGHT", help="The other: a bank statement.", show_default=False)],
    left_columns: Annotated[str, typer.Option("--left", metavar="MAPPING", help=f"Columns of LEFT: {MAPPING}.")] = "",
    right_columns: Annotated[str, typer.Option("--right", metavar="MAPPING", help="The same for RIGHT.")] = "",
    carried: Annotated[
        Path | None, typer.Option("--carried", metavar="FILE", help="What was open last time, tried first.")
    ] = None,
    carry_forward: Annotated[
        Path | None, typer.Option("--carry-forward", metavar="FILE", help="Write what is open now, for next time.")
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=0, max=366, help="How far dates may lie apart. Default: 7.")
    ] = None,
    tolerance: Annotated[
        str | None,
        typer.Option("--tolerance", metavar="AMOUNT", help="How far amounts of one reference may differ. Default: 0."),
    ] = None,
    percent: Annotated[
        str | None, typer.Option("--percent", help="The same in percent; the greater of both counts. Default: 0.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0, help="Time for the search for batches. Default: 10.")
    ] = None,
    as_at: Annotated[
        str, typer.Option("--as-at", metavar="DATE", help="The day ages are counted to. Default: the last date.")
    ] = "",
    key: Annotated[
        str,
        typer.Option(
            "--key", metavar="COLUMNS", help="Compare two versions of one table instead, row by row of this key."
        ),
    ] = "",
    explain: Annotated[
        str, typer.Option("--explain", metavar="ITEM", help="Why one open item is not matched: its number or its id.")
    ] = "",
    accept: Annotated[
        str,
        typer.Option("--accept", metavar="ITEM", help="Let an open item stay, with --reason; it stays shown."),
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is accepted.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who accepts it. Default: the login name.")] = "",
    everything: Annotated[bool, typer.Option("--show-all", help="List all entries, matched ones too.")] = False,
    format_: Annotated[
        ReconcileFormat | None, typer.Option("--format", help="How to write it. Default: by the output's ending.")
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", metavar="FILE", help="Where to write it: open.xlsx, statement.docx; repeat."),
    ] = None,
) -> None:
    """Match two lists that must agree, entry by entry, and prove the difference.

    Entries are matched in stages, each only where nothing else would do on either side: reference and amount;
    reference and an amount that a slip of the pen explains; amount and date; name; several for one. What is not
    certain is listed as ambiguous and not matched. The proof says that the difference of the totals is what is open,
    to the penny. What stands in [reconcile] of a budget-monitor.toml beside LEFT counts where no option says otherwise.

    With --key portfolio,period LEFT and RIGHT are two versions of one table, such as draft and final: rows only in one,
    cells that differ, by how much and whether rounding explains it, and the totals of both.

    Exit codes: 0 all agrees or is accepted; 1 something is open or a slip; 2 a list cannot be read, or the proof does
    not hold.
    """
    from msgspec.structs import replace

    from budget_monitor.load.sides.carried import carried_text
    from budget_monitor.pipeline.reconciling import reconcile as reconciled
    from budget_monitor.pipeline.run.beside import settings_beside

    beside = [left.parent / name for name in (SETTINGS_FILE, ACCEPTED_ITEMS)]
    sources = [*(path for path in (left, right, carried) if path is not None), *beside]
    outputs = outputs_of(output, format_, ENDINGS, ReconcileFormat.TABLE, sources)
    if carry_forward is not None:
        check_output(carry_forward, sources)
        refuse_twins([carry_forward, *(one.file for one in outputs if one.file is not None)])
    if key:
        if carried is not None or carry_forward is not None:
            raise UsageError("--key compares tables; nothing is carried forward from one to the other")
        with progress() as watch:
            versions = _versions(left, right, key, left_columns, right_columns, watch)
        whole = write_all(outputs, lambda one: rendered_versions(versions, one, everything=everything))
        raise typer.Exit(versions.exit_code if whole else 2)
    kept = settings_beside(left).reconcile.options
    if seconds is not None and not 0 <= seconds <= MAX_SECONDS:
        raise UsageError(f"--seconds takes 0 to {MAX_SECONDS:,}")
    options = replace(
        kept,
        days=kept.days if days is None else days,
        tolerance=kept.tolerance if tolerance is None else _amount(tolerance),
        percent=kept.percent if percent is None else _amount(percent),
        seconds=kept.seconds if seconds is None else seconds,
    )
    with progress() as watch:
        result = reconciled(
            left, right, left_columns=left_columns, right_columns=right_columns, carried=carried, options=options,
            today=_day(as_at), tells_at_interrupt=True, watch=watch,
        )  # fmt: skip
    if explain or accept:
        _on_one_item(result, explain, accept, left, reason, by, options)
        raise typer.Exit(0)
    whole = write_all(outputs, lambda one: rendered(result, one, everything=everything))
    if carry_forward is not None:
        deliver(carried_text(result).encode(), carry_forward)
    raise typer.Exit(result.exit_code if whole else 2)


def _on_one_item(
    result: Reconciliation, explain: str, accept: str, left: Path, reason: str, by: str, options: MatchOptions
) -> None:
    """Explain an open item, or accept it."""
    from budget_monitor.match.explaining import clues
    from budget_monitor.pipeline.reconciling import accept_entry, item_named
    from budget_monitor.pipeline.run.named import login_name
    from budget_monitor.render.reconcile.table import clues_text
    from budget_monitor.render.reconcile.view import row_of
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    item = item_named(result, explain or accept)
    if accept:
        file = accept_entry(result, left, item, reason, by or login_name(), clock.today())
        tell(f"{item.id} is accepted; {file} says so\n".encode(page.encoding, "backslashreplace"))
        return
    found = [] if item.entry is None else [
        (row_of(result, one.side, one.entry), one.why) for one in clues(result, item.side, item.entry.entry, options)
    ]  # fmt: skip
    text = clues_text(result, result.items.index(item) + 1, found, page)
    deliver(text.encode(page.encoding, "backslashreplace"), None)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip().lstrip("£").replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or not is_within_limits(amount):
        raise UsageError(f"{shorten(text, MAX_CHARACTERS_SHOWN)!r} is no amount such as 0.50")
    return amount


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as 2026-04-30") from None


def _versions(
    left: Path, right: Path, key: str, left_columns: str, right_columns: str, watch: Watch | None
) -> Versions:
    from budget_monitor.load.sides.guess import side_columns
    from budget_monitor.model.lists.sides import SideColumns
    from budget_monitor.pipeline.reconciling import compare_versions

    ours, theirs = side_columns(left_columns), side_columns(right_columns)
    if any(said != SideColumns(sheet=said.sheet) for said in (ours, theirs)):
        raise UsageError("with --key, --left and --right say the sheet alone, such as sheet=Final")
    names = [name for one in key.split(",") if (name := one.strip())]
    if not names:
        raise UsageError("--key needs the names of columns, such as portfolio,period")
    return compare_versions(
        left, right, names, left_sheet=ours.sheet, right_sheet=theirs.sheet, tells_at_interrupt=True, watch=watch
    )
