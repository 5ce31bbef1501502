"""`budget-monitor review`: going through the findings one by one, on a page of this computer's own."""

from __future__ import annotations

import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from budget_monitor.cli.settings import SetSettings
from budget_monitor.cli.shared import clock
from budget_monitor.cli.shared.book import LedgersArgument, MoreRules, set_of
from budget_monitor.cli.shared.progress import progress
from budget_monitor.cli.shared.streams import answers_for_errors, complain, tell
from budget_monitor.model.running.ending import forget

MAX_PORT = 65_535


@answers_for_errors
def review(
    ledgers: LedgersArgument = None,
    rules: MoreRules = None,
    settings: SetSettings = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Who accepts and notes. Default: accept.by in the settings, or the login name."
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=MAX_PORT, help="The port of the page. Default: a free one.")
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser, or only say where it is.")
    ] = True,
) -> None:
    """Go through the findings one by one on a page in a browser, with the rows, the arithmetic and the alternatives.

    A difference is accepted there with a reason, as `accept` does; notes go to notes.toml beside the ledgers; a
    corrected value is copied. No ledger is ever changed. The page is served by this command on this computer alone
    (127.0.0.1), to whom the terminal shows its address, until Ctrl-C or the button that ends it.

    Exit codes: 0 the review was ended, or there was nothing to go through; 2 it could not be begun.
    """
    from budget_monitor.cli.serving.desk import Desk
    from budget_monitor.cli.serving.server import Server
    from budget_monitor.pipeline.findings.reviewing import Sitting
    from budget_monitor.render.formats.web.review import entries_of
    from budget_monitor.render.report.summary import answer, headline

    sitting = Sitting(set_of(ledgers), tuple(map(Path, rules or ())), tuple(settings or ()), by or "")
    with progress():
        desk = Desk(sitting, clock.today)
    _say(headline(desk.report))
    if not entries_of(desk.report):
        _say(f"{answer(desk.report)}: there is nothing to go through.")
        return
    with Server(desk, port) as server, suppress(KeyboardInterrupt):
        _say(f"Review: {server.guard.address(server.guard.token)}")
        _say("It is on this computer alone. Ctrl-C, or the button on the page, ends it.")
        if browser and not _opened(server.guard.address(server.guard.ticket())):
            complain("no browser could be opened here: open the address above in one on this computer")
        server.serve_forever(poll_interval=0.2)
    forget()
    _say(f"The review has ended: {desk.told()}.")


def _opened(address: str) -> bool:
    """Opens a browser with a window of its own; one that would take the terminal is not opened."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(found) is webbrowser.GenericBrowser:  # such as lynx: it would run in this terminal
        return False
    return found.open(address)


def _say(text: str) -> None:
    from budget_monitor.render.text.page import Page

    page = Page.of(sys.stdout)
    tell(f"{page.words(text)}\n".encode(page.encoding, "backslashreplace"))
