"""What a report tells, in words: one view that the terminal, and every format for people, writes in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.money import figure_text
from budget_monitor.model.results.correction import Alternative, CellChange, Certainty, Correction
from budget_monitor.model.results.numbered import Numbered, contents, places_to_look_at
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict
from budget_monitor.render.report.sentences import (
    NO_OTHERS,
    OF_FORMULAS,
    Others,
    happened,
    is_short,
    others,
    rivals,
    sentence,
    where_text,
    why,
)
from budget_monitor.render.text.arithmetic import Step, steps
from budget_monitor.render.text.words import plural, value_text, with_file

MAX_CELLS_TOLD = 4
"""Figures of one correction that are told one by one."""

CERTAINTY_WORDS = {
    Certainty.ONLY: "nothing else would do",
    Certainty.LIKELY: "likely",
    Certainty.TIED: "others are as likely",
    Certainty.CANNOT_TELL: "cannot be told",
    Certainty.UNLIKELY: "unlikely",
}


def certainty_words(one: Correction | Alternative) -> str:
    """How sure an act is, in words."""
    if one.certainty is Certainty.TIED and isinstance(one, Correction):
        if not one.alternatives:
            return "others may be as likely"
        if rivals(one):
            return "each as likely"
    return CERTAINTY_WORDS[one.certainty]


class Change(Struct, frozen=True):
    """A cell and what to type there: `I4`, `closing`, `3130`, `1330`. `then` is empty where it cannot be told."""

    address: str
    column: str
    now: str
    then: str

    def text(self) -> str:
        """`3130 → 1330`; a line that goes or comes has only one of them."""
        if not self.then:
            return self.now
        return f"{self.now} → {self.then}" if self.now else self.then


class Item(Struct, frozen=True, dict=True):
    """One numbered thing to put right: where, what to type, which row it is, why, and what else would do.

    `findings` are the failed checks that it resolves; where no correction is known there is one. What it says is worked
    out when it is asked for: of thousands a page shows a few.
    """

    number: int
    findings: tuple[Finding, ...]
    correction: Correction | None = None

    @cached_property
    def file(self) -> str:
        """The file of the first figure to put right."""
        cells = self.correction.cells if self.correction is not None else ()
        return cells[0].cell.ref.file if cells else self.findings[0].place.file

    @property
    def _told(self) -> tuple[CellChange, ...]:
        """The changes that are told; a line typed twice goes as a whole."""
        if self.correction is None:
            return ()
        cells = self.correction.cells
        return cells[:1] if self.correction.kind is Kind.LINE_TYPED_TWICE else cells

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The cells and what to type there, the first few of many; where nothing is known the place that fails."""
        if self.correction is None:
            ref = self.findings[0].place
            heading = "" if ref.heading == self.findings[0].label else ref.heading
            return (Change(where_text(ref), heading, "", ""),)
        return tuple(change_of(one, self.correction.kind, self.file) for one in self._told[:MAX_CELLS_TOLD])

    @property
    def more_cells(self) -> int:
        """How many more there are."""
        return max(0, len(self._told) - MAX_CELLS_TOLD)

    @property
    def figures(self) -> int:
        """How many figures there are to put right: one correction may have several."""
        return max(1, len(self._told))

    @property
    def what(self) -> str:
        """The slip in a few words; where no correction is known the rule that fails."""
        return happened(self.correction, self.file) if self.correction is not None else self.findings[0].rule

    @property
    def label(self) -> str:
        """Which row it is."""
        return (self.correction.label if self.correction is not None else "") or self.findings[0].label

    @cached_property
    def why(self) -> str:
        """The sum that fails, or the slip where that says more."""
        if self.correction is None:
            return sentence(self.findings[0])
        return why(self.correction, self.findings)

    @property
    def certainty(self) -> str:
        """How sure it is, in words; empty where no correction is known."""
        return certainty_words(self.correction) if self.correction is not None else ""

    @cached_property
    def others(self) -> Others:
        """What else would do."""
        return others(self.correction) if self.correction is not None else NO_OTHERS

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The sum that fails, step by step, where it is short."""
        one = self.correction
        is_told = one is not None and one.kind not in OF_FORMULAS and is_short(self.findings[0])
        return tuple(steps(self.findings[0])) if is_told else ()

    @cached_property
    def cells(self) -> tuple[CellRef, ...]:
        """The cells to put right."""
        cells = self.correction.cells if self.correction is not None else ()
        return tuple(change.cell.ref for change in cells if change.cell.ref.line)

    @property
    def is_unexplained(self) -> bool:
        """True if no correction is known."""
        return self.correction is None

    @property
    def place(self) -> CellRef:
        """The cell to go to first."""
        return self.cells[0] if self.cells else self.findings[0].place

    @property
    def less_likely(self) -> str:
        """What else would do, in one sentence; empty where nothing would."""
        return self.others.text()

    @property
    def rules(self) -> str:
        """The rules whose checks fail: `RM01, RM02`."""
        return ", ".join(dict.fromkeys(finding.rule for finding in self.findings))

    def text(self) -> str:
        """What to type, on one line: `closing 3130 → 1330, usage 80 → 880`; why, where that cannot be told."""
        if self.is_unexplained:
            return self.why
        told = ", ".join(f"{change.column or change.address} {change.text()}".strip() for change in self.changes)
        return f"{told} and {plural(self.more_cells, 'more figure')}" if self.more_cells else told


class Line(Struct, frozen=True):
    """One numbered line: a restatement, a notice or a broken rule. `where` is its place in its file: `J251`, and of a
    restatement `J16 → J251`, where the value was stated first; `text` what it was and is, `36% → 29.8%`, or a sentence.
    """

    number: int
    file: str
    where: str
    text: str
    label: str
    finding: Finding


def items_of(report: Report) -> list[Item]:
    """What is to be put right, numbered, the likeliest first."""
    return [Item(one.number, one.findings, one.correction) for one in contents(report).put_right]


def settling(items: Sequence[Item]) -> dict[str, Item]:
    """By the id of each failed check, what would put it right."""
    return {finding.id: item for item in items for finding in item.findings if not item.is_unexplained}


def remedy_of(item: Item) -> str:
    """`I4 closing 3130 → 1330 (digits transposed, likely)`."""
    told = ", ".join(" ".join(filter(None, [one.address, one.column, one.text()])) for one in item.changes)
    more = f" and {item.more_cells:,} more" if item.more_cells else ""
    certainty = "" if item.what.endswith("look at them") else f", {item.certainty}"
    return f"{told}{more} ({item.what}{certainty})"


def change_of(change: CellChange, kind: Kind, file: str) -> Change:
    """A change as a person makes it; its place names the file where that is another than `file`."""
    ref = change.cell.ref
    where = change.address or where_text(ref)
    where = where if ref.file == file else with_file(ref.file, where)
    if kind in (Kind.LINE_MISSING, Kind.ONE_SIDED) and not isinstance(change.proposed, str):
        amount = "" if change.proposed is None else figure_text(change.proposed)
        return Change("", ref.column, "", f"a line of {amount}" if amount else "a line missing")
    is_blank = kind is Kind.LEFT_EMPTY and not change.cell.text.strip()
    now = "(blank)" if is_blank else " ".join(change.cell.text.split()) or value_text(change.cell)
    now = f"{now} (text)" if kind is Kind.KEPT_AS_TEXT else now
    then = {
        Kind.LINE_TYPED_TWICE: f"delete line {ref.line}", Kind.KEPT_AS_TEXT: "type it as a number",
    }.get(kind, change.type_as)  # fmt: skip
    return Change(where, replace(ref, address=change.address or ref.address).heading, now, then)


def lines_of(entries: Sequence[Numbered]) -> tuple[Line, ...]:
    """Restatements, notices or broken rules, a line each."""
    return tuple(_line(one.number, finding) for one in entries for finding in one.findings)


def _line(number: int, finding: Finding) -> Line:
    """The message of a finding; of a restatement, what it was and is: `43.6% → 41.8%`."""
    here = finding.place
    if finding.outcome is not Outcome.RESTATED or len(finding.terms) != 2:
        return Line(number, here.file, where_text(here), finding.message, finding.label, finding)
    now = next((one.cell for one in finding.terms if one.cell.ref == here), finding.terms[0].cell)
    before = next(one.cell for one in finding.terms if one.cell is not now)
    was = where_text(before.ref)
    was = was if before.ref.file == here.file else with_file(before.ref.file, was)
    where = f"{was} → {where_text(here)}"
    return Line(number, here.file, where, f"{value_text(before)} → {value_text(now)}", finding.label, finding)


def figures_to_put_right(items: Sequence[Item]) -> int:
    """How many figures there are to put right: one correction may have several."""
    return sum(one.figures for one in items)


def by_file(items: Sequence[Item]) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """The items under their files, in the order in which the files are first named."""
    found: dict[str, list[Item]] = {}
    for one in items:
        found.setdefault(one.file, []).append(one)
    return tuple((file, tuple(several)) for file, several in found.items())


def look_at_text(report: Report) -> str:
    """`To look at: K20, B26: what holds elsewhere does not hold there.`; empty where there is nothing."""
    places = [where_text(one) for one in places_to_look_at(report)]
    if not places:
        return ""
    more = f" and {len(places) - MAX_PLACES_NAMED:,} more" if len(places) > MAX_PLACES_NAMED else ""
    return f"To look at: {', '.join(places[:MAX_PLACES_NAMED])}{more}: what holds elsewhere does not hold there."


MAX_PLACES_NAMED = 8


def not_checked(report: Report, how: str = "") -> str:
    """What was not checked and why, in one paragraph; empty where all was. `how` says how the blanks are listed."""
    undecided = sum(report.counted(Verdict.UNDECIDED).values())
    no_total = report.without_total
    not_here = sum(tally.nothing_to_compare for tally in report.tallies) - no_total
    blank = undecided - not_here - no_total
    parts = []
    if blank > 0 and not report.relations:
        lost = " or could not be read" if any(one.severity == "error" for one in report.input_problems) else ""
        parts.append(f"{blank:,} because a figure is blank{lost}{how}")
    if no_total:
        parts.append(f"{no_total:,} because a table has no total{how}")
    if not_here:
        parts.append(f"{not_here:,} because the other table or year is not here")
    sentences = [f"Not checked: {', '.join(parts)}."] if parts else []
    idle = sum(not tally.checks for tally in report.tallies)
    if 0 < idle < len(report.tallies):
        whole = plural(len(report.tallies), "rule")
        verb = "has" if idle == 1 else "have"
        unread = ", and ".join(f"{count:,} of them because {name} could not be read" for name, count in report.not_run)
        sentences.append(f"{idle:,} of the {whole} {verb} nothing here to check{', ' if unread else ''}{unread}.")
    hidden = sum(tally.unlisted for tally in report.tallies)
    if hidden:
        sentences.append(f"{plural(hidden, 'finding')} are counted and not listed one by one.")
    return " ".join(sentences)
