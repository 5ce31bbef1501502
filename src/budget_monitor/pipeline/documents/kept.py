"""Ledgers that reports are held against: read once, and for each report the rows that it should state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError
from budget_monitor.pipeline.documents.drafting import identities_of
from budget_monitor.pipeline.run.books import sound_book
from budget_monitor.pipeline.run.folders import own_rules

if TYPE_CHECKING:
    from budget_monitor.model.documents.document import Document
    from budget_monitor.scrutinise.transcribe.against import Against


class Kept:
    """A folder of ledgers. Raises UsageError where there are none, or one cannot be read."""

    def __init__(self, folder: Path, rules: Sequence[str | Path] = ()) -> None:
        from budget_monitor.load.ledger_set import load_set

        self._folder = folder
        self._book = sound_book([*own_rules(folder), *rules])
        self._set = load_set(folder, self._book.ledgers)
        errors = [one for one in self._set.problems if one.severity == "error"]
        if errors:
            first = errors[0]
            more = f" and {len(errors) - 1:,} more" if len(errors) > 1 else ""
            raise UsageError(
                f"{folder}: {first.file}{f', line {first.line}' if first.line else ''}: {first.message}{more}; put it"
                f" right first: budget-monitor check {folder}"
            )

    def of(self, document: Document) -> Against:
        """The ledgers' rows of a report's year, period and portfolio, and its own tables as such rows.

        Raises UsageError where its title does not say which report it is, or the ledgers have nothing of it.
        """
        from budget_monitor.load.kept_rows import rows_of
        from budget_monitor.scrutinise.transcribe.against import Against
        from budget_monitor.scrutinise.transcribe.transcript import transcribe

        found = transcribe(document, self._book.ledgers, identities_of(self._book))
        edition = found.edition
        missing = [name for name in ("financial_year", "period") if not getattr(edition, name)]
        if missing:
            words = " and ".join(name.replace("_", " ") for name in missing)
            raise UsageError(
                f"{document.file}: its title does not say its {words}, so no ledger can be held against it"
            )
        rows = rows_of(self._set, edition)
        if not rows:
            whose = f"{edition.portfolio}, " if edition.portfolio else ""
            raise UsageError(
                f"{self._folder}: no ledger has anything of {whose}{edition.financial_year} {edition.period},"
                f" which {document.file} is on"
            )
        return Against(found, rows, self._book.ledgers)
