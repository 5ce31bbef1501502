"""What a run is asked for, whatever the ledgers: one value, passed whole from the command to every set it checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.model.results.choices import Show

if TYPE_CHECKING:
    from budget_monitor.model.results.history import Recording


class Request(Struct, frozen=True):
    """Which rules and reports are wanted, and how.

    `rules` are rule files and folders besides the shipped ones. `select` and `ignore` are rule ids or beginnings of
    them; `year`, `period` and `portfolio` (a part of its name) choose reports, None being all. `settings`
    (`unit=£000`) go before those of a set. Acceptances are weighed as of `today`, which None leaves to the clock.
    With a `record` the run is added to the history beside its ledgers.
    """

    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    year: str | None = None
    period: str | None = None
    portfolio: str | None = None
    engine: str = "arrow"
    show: Show = Show.FAILURES
    settings: tuple[str, ...] = ()
    today: date | None = None
    record: Recording | None = None
    discover: bool = False
    """Look for what adds up in a file even if a ledger is named so."""
    tells_at_interrupt: bool = False
    """Ctrl-C while rules are run or it is looked for what to put right gives what was found until then; of several sets
    those that were checked."""
