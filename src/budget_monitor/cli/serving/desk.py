"""What a review answers to each request, without the network: pages, and what was decided on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from urllib.parse import quote, unquote

from msgspec import Struct

from budget_monitor.cli.shared.stamps import Stamps, changed_since, stamps_of
from budget_monitor.cli.shared.watching import since
from budget_monitor.errors import BudgetMonitorError
from budget_monitor.model.results.outcome import Report
from budget_monitor.model.results.review import Note
from budget_monitor.pipeline.findings.reviewing import Reading, Sitting
from budget_monitor.render.formats.web.review import (
    Entry,
    Progress,
    Said,
    empty_page,
    entries_of,
    plain_page,
    review_page,
)

OK, SEE_OTHER, NOT_FOUND, CONFLICT = 200, 303, 404, 409
NOTHING = "/finding/"
"""The page of no finding."""
HTML, JSON = "text/html; charset=utf-8", "application/json"


class Answer(Struct, frozen=True):
    """What goes back: a page, or another address to go to. `is_last` ends the review."""

    status: int
    body: str = ""
    location: str = ""
    kind: str = HTML
    is_last: bool = False


class Counts(Struct):
    """What came of a review."""

    accepted: int = 0
    notes: int = 0


class Desk:
    """One person's way through one set. Requests may come several at a time; each waits for the one before."""

    def __init__(self, sitting: Sitting, today: Callable[[], date]) -> None:
        """Reads the ledgers. Raises as `check` does."""
        self.counts = Counts()
        self._sitting, self._today = sitting, today
        self._lock = Lock()
        self._said = Said()
        self._places: Sequence[Path] = (sitting.ledgers, *sitting.rules)
        stamps = stamps_of(self._places)
        self._begin(sitting.read(today()), stamps)

    @property
    def report(self) -> Report:
        """What the last reading of the ledgers found."""
        return self._reading.report

    def page(self, path: str, form: str) -> Answer:
        """The answer to a request to see something; `form` is the secret for the forms of the page."""
        with self._lock:
            if path == "/state":
                return Answer(OK, json.dumps({"changed": self._changed()}), kind=JSON)
            if path == "/" or (path == NOTHING and self._entries):
                return self._to(self._next_open(-1))
            if path == NOTHING:
                said, self._said = self._said, Said()
                return Answer(OK, empty_page(self._reading.report, form=form, said=said, changed=self._changed()))
            entry = self._named(path, "/finding/")
            if entry is None:
                return Answer(NOT_FOUND, plain_page("There is no such finding", "It may be resolved by now.", link="/"))
            return self._shown(entry, form)

    def decide(self, path: str, fields: Mapping[str, str], form: str) -> Answer:
        """The answer to a form. What cannot be done is said on the page it came from, with what was typed kept."""
        with self._lock:
            if path == "/stop":
                ended = plain_page("The review has ended", f"{self.told()}. This page can be closed.")
                return Answer(OK, ended, is_last=True)
            if path == "/read":
                return self._read_again(fields.get("at", ""))
            for beginning, act in (("/accept/", self._accept), ("/note/", self._note)):
                entry = self._named(path, beginning)
                if entry is None:
                    continue
                try:
                    return act(entry, fields)
                except BudgetMonitorError as error:
                    typed = {name: fields.get(name, "") for name in ("reason", "note")}
                    self._said = Said(problem=f"Nothing was written: {error}", **typed)
                    return self._shown(entry, form, CONFLICT)
            return Answer(NOT_FOUND, plain_page("There is no such finding", "It may be resolved by now.", link="/"))

    def told(self) -> str:
        """`2 accepted, 1 note`, for the end."""
        notes = f"{self.counts.notes:,} {'note' if self.counts.notes == 1 else 'notes'}"
        return f"{self.counts.accepted:,} accepted, {notes}"

    def _begin(self, reading: Reading, stamps: Stamps) -> None:
        self._reading, self._stamps = reading, stamps
        self._entries = entries_of(reading.report)
        self._accepted: dict[str, str] = {}
        self._notes: dict[str, list[Note]] = {name: list(notes) for name, notes in reading.notes.items()}

    def _shown(self, entry: Entry, form: str, status: int = OK) -> Answer:
        said, self._said = self._said, Said()
        body = review_page(
            self._reading.report, self._reading.as_loaded, self._reading.ledgers or self._reading.grids,
            self._entries, self._entries.index(entry), Progress(self._accepted, self._notes),
            form=form, said=said, changed=self._changed(),
        )  # fmt: skip
        return Answer(status, body)

    def _accept(self, entry: Entry, fields: Mapping[str, str]) -> Answer:
        reason = fields.get("reason", "").strip()
        before = self._changed()
        open_ones = [one for one in entry.findings if one.id not in self._accepted]
        self._sitting.accept(open_ones, reason, self._today())
        self._wrote(before)
        self._accepted |= dict.fromkeys((one.id for one in open_ones), reason)
        self.counts.accepted += len(open_ones)
        self._said = Said(message=f"Accepted: {entry.number}, {entry.label}.")
        return self._to(self._next_open(self._entries.index(entry)))

    def _note(self, entry: Entry, fields: Mapping[str, str]) -> Answer:
        before = self._changed()
        note = self._sitting.note(self._reading, entry.findings[0], fields.get("note", ""), self._today())
        self._wrote(before)
        self._notes.setdefault(entry.name, []).append(note)
        self.counts.notes += 1
        self._said = Said(message="The note is kept.")
        return self._to(entry)

    def _read_again(self, at: str) -> Answer:
        stamps, last = stamps_of(self._places), self._reading.report
        try:
            reading = self._sitting.read(self._today())
        except BudgetMonitorError as error:
            self._said = Said(problem=f"The ledgers could not be read, so what stands here is as it was: {error}")
            return self._to(self._by_name(at) or self._next_open(-1))
        self._begin(reading, stamps)
        self._said = Said(message=since(last, reading.report).partition("\n")[0] + ".")
        return self._to(self._by_name(at) or self._next_open(-1))

    def _wrote(self, changed_before: Sequence[str]) -> None:
        """What the review itself has written is no change of the ledgers."""
        if not changed_before:
            self._stamps = stamps_of(self._places)

    def _changed(self) -> list[str]:
        return changed_since(self._stamps, self._places)

    def _next_open(self, at: int) -> Entry | None:
        """The next entry after a place that nobody has accepted, from the beginning again; the first where all are."""
        order = [*self._entries[at + 1 :], *self._entries[: at + 1]]
        progress = Progress(self._accepted, self._notes)
        return next((one for one in order if not progress.is_accepted(one)), order[0] if order else None)

    def _to(self, entry: Entry | None) -> Answer:
        return Answer(SEE_OTHER, location=f"/finding/{quote(entry.name, safe='') if entry else ''}")

    def _named(self, path: str, beginning: str) -> Entry | None:
        return self._by_name(unquote(path.removeprefix(beginning))) if path.startswith(beginning) else None

    def _by_name(self, name: str) -> Entry | None:
        return next((one for one in self._entries if one.name == name), None)
