"""The page on which findings are gone through one by one: the row, the sum, what else would do, and the answer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from markupsafe import Markup
from msgspec import Struct

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import LedgerSet
from budget_monitor.model.results.numbered import contents
from budget_monitor.model.results.outcome import Finding, Report
from budget_monitor.model.results.review import Note
from budget_monitor.render.formats.web.filters import OUTCOMES, Filters, outcome_number
from budget_monitor.render.formats.web.finding_block import block_of
from budget_monitor.render.formats.web.rows import anchor_of, anchors, rows_spoken_of
from budget_monitor.render.report.details import problem_text
from budget_monitor.render.report.sentences import kind_words
from budget_monitor.render.report.summary import answer, headline
from budget_monitor.render.report.view import CERTAINTY_WORDS, Change, Item, Line, change_of, items_of, lines_of
from budget_monitor.render.text.words import place_of
from budget_monitor.render.web.page import environment
from budget_monitor.version import tool_version

ROWS_AROUND = 3
"""Rows shown before and after each that is spoken of."""
MAX_CHECKS_SHOWN = 20
"""Failed checks of one entry whose arithmetic is shown."""

MAX_PROBLEMS_SHOWN = 5

KEYS = (
    ("j", "the next one"), ("k", "the one before"), ("a", "accept: write the reason"), ("n", "write a note"),
    ("c", "copy the corrected value"), ("r", "read the ledgers again"), ("q", "to the button that ends the review"),
    ("Esc", "leave a field"), ("?", "show or hide these keys"),
)  # fmt: skip


class Entry(Struct, frozen=True):
    """Something to go through: a thing to put right, or one line of what is restated, to notice or broken."""

    number: int
    findings: tuple[Finding, ...]
    item: Item | None = None
    line: Line | None = None

    @property
    def name(self) -> str:
        """Its name in addresses: the id of its first finding."""
        return self.findings[0].id

    @property
    def kind(self) -> str:
        """`To put right`, `Restated`, `To notice`; a rule that could not run is to put right."""
        outcome = self.findings[0].outcome
        return OUTCOMES.get(outcome, "To put right") if outcome is not None else "To put right"

    @property
    def label(self) -> str:
        """The row in words, or its place where it has none."""
        told = self.item or self.line
        return (told.label if told else "") or self.findings[0].place.file

    @property
    def what(self) -> str:
        """What to type, or what was found, in a few words."""
        return self.item.text() if self.item else self.line.text if self.line else ""

    @property
    def corrected(self) -> str:
        """The value to type, where it is known."""
        return next((one.then for one in self.item.changes if one.then), "") if self.item else ""


class Alternative(Struct, frozen=True):
    """Another correction that would do."""

    changes: tuple[Change, ...]
    what: str
    certainty: str
    sentence: str


class Progress(Struct, frozen=True):
    """What has been decided since the ledgers were read: by the id of each finding, the reason it was accepted for, and
    the notes. A check that needs two entries put right is among the findings of both.
    """

    accepted: Mapping[str, str]
    notes: Mapping[str, Sequence[Note]]

    def is_accepted(self, entry: Entry) -> bool:
        """Whether all checks of an entry are accepted."""
        return all(one.id in self.accepted for one in entry.findings)

    def state(self, entry: Entry) -> str:
        """`accepted`, `noted`, or empty."""
        if self.is_accepted(entry):
            return "accepted"
        return "noted" if any(one.id in self.notes for one in entry.findings) else ""


class Said(Struct, frozen=True):
    """What the page has to tell this once, and what was typed and could not be taken."""

    message: str = ""
    problem: str = ""
    reason: str = ""
    note: str = ""


def entries_of(report: Report) -> tuple[Entry, ...]:
    """All that a report numbers, in that order."""
    told = contents(report)
    lines = (*lines_of(told.restated), *lines_of(told.notices), *lines_of(told.broken))
    return (
        *(Entry(item.number, item.findings, item=item) for item in items_of(report)),
        *(Entry(line.number, (line.finding,), line=line) for line in lines),
    )


def review_page(
    report: Report,
    as_loaded: Report,
    ledgers: LedgerSet | Sequence[Grid],
    entries: Sequence[Entry],
    at: int,
    progress: Progress,
    *,
    form: str,
    said: Said,
    changed: Collection[str],
) -> str:
    """The page of the entry at a place of the list. `form` is the secret that its forms carry; `changed` names the
    files that have changed since the ledgers were read; `as_loaded` is the report with the places that `ledgers` has.
    """
    entry = entries[at]
    shown = entry.findings[:MAX_CHECKS_SHOWN]
    rows = rows_spoken_of(
        _loaded(shown, report, as_loaded), ledgers, wrong=_wrong(entry, report, as_loaded), around=ROWS_AROUND
    )
    places = anchors(rows)
    return _render(
        "review.html.j2",
        report,
        secret=_secret(form),
        said=said,
        changed=sorted(changed),
        entries=entries,
        entry=entry,
        at=at,
        progress=progress,
        notes=[note for one in entry.findings for note in progress.notes.get(one.id, ())],
        blocks=[block_of(one, {}) for one in shown],
        checks_more=len(entry.findings) - len(shown),
        shown={one.id for one in shown},
        alternatives=_alternatives(entry),
        rows=rows,
        has_gaps=any(not row.follows for of in rows for row in of.rows),
        row_of=lambda ref: anchor_of(ref, places),
        filters=Filters((), (), {}),
        outcome_number=outcome_number,
        is_broken=entry.findings[0].verdict.value == "broken",
    )


def empty_page(report: Report, *, form: str, said: Said, changed: Collection[str]) -> str:
    """The page where nothing is left to go through."""
    return _render("review_end.html.j2", report, secret=_secret(form), said=said, changed=sorted(changed))


def plain_page(title: str, text: str, link: str = "") -> str:
    """A page that says one thing: that the review has ended, or why there is nothing to see; `link` leads on."""
    return _render("review_plain.html.j2", None, heading=title, text=text, link=link)


@cache
def review_policy() -> str:
    """What the page may load and do: its own style and script, by their hashes, and forms and questions to the server
    it came from. Sent as a header, for a page cannot itself forbid that it is put in a frame.
    """
    return (
        f"default-src 'none'; style-src '{_digest(_style())}'; script-src '{_digest(_script())}'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _render(template: str, report: Report | None, **more: object) -> str:
    page = environment().get_template(template)
    errors = [one for one in report.input_problems if one.severity == "error"] if report else []
    return page.render(
        style=Markup(_style()),
        script=Markup(_script()),
        policy="",
        version=tool_version(),
        place=place_of(report) if report else "",
        headline=headline(report) if report else "",
        answer=answer(report) if report else "",
        problems=[problem_text(one) for one in errors[:MAX_PROBLEMS_SHOWN]],
        problems_more=len(errors[MAX_PROBLEMS_SHOWN:]),
        keys=KEYS,
        **more,
    )


@cache
def _style() -> str:
    return environment().get_template("style.css").render() + environment().get_template("review.css").render()


@cache
def _script() -> str:
    return environment().get_template("review.js").render()


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _secret(form: str) -> Markup:
    """What a form carries so that no other page can send it."""
    return Markup('<input type="hidden" name="form" value="{}">').format(form)


def _loaded(findings: Sequence[Finding], report: Report, as_loaded: Report) -> list[Finding]:
    """The same findings with the places of the ledgers as they were loaded."""
    wanted = {one.id for one in findings}
    pairs = zip(report.findings, as_loaded.findings, strict=True)
    return [loaded for told, loaded in pairs if told.id in wanted]


def _wrong(entry: Entry, report: Report, as_loaded: Report) -> list[CellRef]:
    """The cells that are to be changed, in the same places."""
    correction = entry.item.correction if entry.item else None
    if correction is None:
        return [one.place for one in _loaded(entry.findings[:1], report, as_loaded)]
    pairs = zip(report.corrections, as_loaded.corrections, strict=True)
    return [change.cell.ref for told, loaded in pairs if told.rank == correction.rank for change in loaded.cells]


def _alternatives(entry: Entry) -> list[Alternative]:
    correction = entry.item.correction if entry.item else None
    if entry.item is None or correction is None:
        return []
    return [
        Alternative(
            tuple(change_of(change, one.kind, entry.item.file) for change in one.cells),
            kind_words(one.kind), CERTAINTY_WORDS[one.certainty], one.sentence,
        )
        for one in correction.alternatives
    ]  # fmt: skip
