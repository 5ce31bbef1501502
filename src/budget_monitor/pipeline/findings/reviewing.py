"""Going through the findings of one set: what a reading of the ledgers found, and what has been decided since.

A ledger is never written; acceptances go to `accepted.toml` and notes to `notes.toml` beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.errors import UsageError
from budget_monitor.model.results.request import Request
from budget_monitor.model.results.review import Note
from budget_monitor.pipeline.findings.accepting import accept_shown, who
from budget_monitor.pipeline.findings.inspected import inspect

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import Settings
    from budget_monitor.model.ledgers.grid import Grid
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.outcome import Finding, Report

MAX_NOTE_CHARACTERS = 2_000


class Reading(Struct, frozen=True):
    """What a check of the ledgers found, with the notes there are on it, by the id of the finding.

    `as_loaded` is the same report with the places of the ledgers as they were loaded, which `ledgers` has; of a table
    without rules there are `grids` instead.
    """

    report: Report
    as_loaded: Report
    ledgers: LedgerSet | None
    grids: Sequence[Grid]
    settings: Settings
    notes: Mapping[str, Sequence[Note]]


class Sitting(Struct, frozen=True):
    """A set that somebody goes through, and how it is checked. `by` is who accepts and notes, where not the settings
    say it.
    """

    ledgers: Path
    rules: tuple[Path, ...] = ()
    settings: tuple[str, ...] = ()
    by: str = ""

    def read(self, today: date) -> Reading:
        """Checks the ledgers. Raises as `check` does, and UsageError for a mistake in the notes."""
        from budget_monitor.load.notes import read_notes
        from budget_monitor.load.sources.kinds import folder_of

        checked = inspect(self.ledgers, Request(rules=self.rules, settings=self.settings, today=today))
        notes: dict[str, list[Note]] = {}
        for note in read_notes(folder_of(self.ledgers)):
            for finding in checked.report.findings:
                if _is_of(note, finding):
                    notes.setdefault(finding.id, []).append(note)
        return Reading(checked.report, checked.as_loaded, checked.ledgers, checked.grids, checked.settings, notes)

    def accept(self, shown: Sequence[Finding], reason: str, today: date) -> None:
        """Accepts findings as they were shown. Raises UsageError, with nothing written, where one is so no more."""
        accept_shown(
            shown, self.ledgers, reason=reason, by=self.by, rules=self.rules, settings=self.settings, today=today
        )

    def note(self, reading: Reading, finding: Finding, text: str, today: date) -> Note:
        """Keeps a note on a finding. Raises UsageError, with nothing written, for one that cannot be kept."""
        from budget_monitor.load.notes import add_note
        from budget_monitor.load.sources.kinds import folder_of

        text = text.strip()
        if not text:
            raise UsageError("a note needs words")
        if len(text) > MAX_NOTE_CHARACTERS:
            raise UsageError(f"a note has at most {MAX_NOTE_CHARACTERS:,} characters; this one has {len(text):,}")
        key = {name: value for name, value in finding.key.items() if value}
        by = who(self.by, reading.settings.accept)
        note = Note(finding.rule, finding.ledger, key, finding.place.column, text, by, today)
        add_note(folder_of(self.ledgers), note)
        return note


def _is_of(note: Note, finding: Finding) -> bool:
    key = {name: value for name, value in finding.key.items() if value}
    return (note.rule, note.ledger, note.column, note.key) == (
        finding.rule, finding.ledger, finding.place.column, key
    )  # fmt: skip
