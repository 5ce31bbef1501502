"""Which cells of the ledgers are coloured, and what the comment beside each says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum

from msgspec import Struct, field

from budget_monitor.errors import shorten
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import figure_text
from budget_monitor.model.results.correction import CellChange
from budget_monitor.model.results.numbered import contents
from budget_monitor.model.results.outcome import Finding, Outcome, Report, Verdict
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.view import Item, items_of, lines_of
from budget_monitor.render.text.literal import literal
from budget_monitor.render.text.plain import finding_lines, pressing
from budget_monitor.render.text.words import VERDICT_WORDS

MAX_CHARACTERS_OF_A_COMMENT = 1500
"""Characters of a comment."""


class Colour(IntEnum):
    """What a cell's colour says; where several apply, the highest is shown."""

    KNOWN = 1
    UNDECIDED = 2
    RESTATED = 3
    UNREADABLE = 4
    FAILED = 5
    PUT_RIGHT = 6


FILLS = {
    Colour.KNOWN: ("#E2EFDA", "#375623"),
    Colour.UNDECIDED: ("#FFF2CC", "#7F6000"),
    Colour.RESTATED: ("#DDEBF7", "#1F3864"),
    Colour.UNREADABLE: ("#E4DFEC", "#403151"),
    Colour.FAILED: ("#FCE4D6", "#843C0C"),
    Colour.PUT_RIGHT: ("#F8A5A5", "#7A0A0A"),
}
"""Background and text."""

MEANINGS = {
    Colour.PUT_RIGHT: "to put right",
    Colour.FAILED: "a check fails here",
    Colour.UNREADABLE: "could not be read",
    Colour.RESTATED: "restated, or to notice",
    Colour.UNDECIDED: "undecided",
    Colour.KNOWN: "accepted, or immaterial",
}
"""In the order of the legend."""

_OF_VERDICT = {
    Verdict.FAIL: Colour.FAILED,
    Verdict.BROKEN: Colour.FAILED,
    Verdict.UNDECIDED: Colour.UNDECIDED,
}


def _colour_of(finding: Finding) -> Colour:
    """A restatement, or a fact to notice, is no failed sum."""
    is_apart = finding.outcome in (Outcome.RESTATED, Outcome.NOTICE)
    return Colour.RESTATED if is_apart else _OF_VERDICT[finding.verdict]


class Mark(Struct):
    """A cell's colour, and its notes in the order they were found."""

    colour: Colour
    notes: list[str] = field(default_factory=list)

    @property
    def comment(self) -> str:
        """The notes as one comment, the longest cut."""
        return shorten("\n\n".join(self.notes), MAX_CHARACTERS_OF_A_COMMENT)


FORMULA = "A formula: it follows once what it adds up is right. Do not type over it."
FORMULA_IN_DOUBT = "A formula: either what it adds up is wrong, or the formula is. Type no number over it."


def marks(report: Report, formulas: Collection[CellRef] = ()) -> dict[CellRef, Mark]:
    """By cell, what is wrong there: figures to put right, then findings where they stand, then input problems.

    Of the cells that hold `formulas` it is not said what to type, unless that is another formula.
    """
    found: dict[CellRef, Mark] = {}
    excuses = standings(report)
    items = items_of(report)
    about_formulas = _about_formulas(items, formulas)

    def note(ref: CellRef, colour: Colour, lines: Iterable[str]) -> None:
        mark = found.setdefault(ref, Mark(colour, [about_formulas[ref]] if ref in about_formulas else []))
        mark.colour = max(mark.colour, colour)
        mark.notes.append("\n".join(map(literal, lines)))

    for item in items:
        for change in item.correction.cells if item.correction is not None else ():
            is_typed = change.cell.ref not in formulas or _is_formula(change)
            proposal = _proposal(change, is_typed=is_typed)
            note(change.cell.ref, Colour.PUT_RIGHT, [proposal, item.what, *_rest(item)])
    for line in lines_of(contents(report).restated):
        note(line.finding.place, Colour.RESTATED, [f"Restated: {line.where}, {line.text}"])
    for finding in pressing(report):
        head = f"{finding.rule} {finding.title}: {VERDICT_WORDS[finding.verdict]}"
        excuse = excuses.get(finding.id)
        colour = Colour.KNOWN if excuse else _colour_of(finding)
        note(finding.place, colour, [head, *([excuse] if excuse else []), *finding_lines(finding)])
    for problem in report.input_problems:
        note(problem.ref, Colour.UNREADABLE, [f"Input {problem.severity}: {problem.message}"])
    return found


def _about_formulas(items: Iterable[Item], formulas: Collection[CellRef]) -> Mapping[CellRef, str]:
    """What is said first of cells that hold formulas; nothing of one that may be the wrong formula itself."""
    settled: set[CellRef] = set()
    wrong: set[CellRef] = set()
    for item in items:
        if item.correction is not None:
            settled |= {finding.place for finding in item.findings}
            several = [item.correction.cells, *(other.cells for other in item.correction.alternatives)]
            settled |= {change.cell.ref for change in item.correction.cells}
            wrong |= {change.cell.ref for cells in several for change in cells if _is_formula(change)}
    return {ref: FORMULA if ref in settled else FORMULA_IN_DOUBT for ref in formulas if ref not in wrong}


def _is_formula(change: CellChange) -> bool:
    return change.type_as.startswith("=")


def _proposal(change: CellChange, *, is_typed: bool) -> str:
    if change.proposed is None:
        return "Look at this figure: what it should be cannot be told"
    proposed = change.proposed if isinstance(change.proposed, str) else figure_text(change.proposed)
    return f"Should be {proposed}" + (f": type {change.type_as}" if change.type_as and is_typed else "")


def _rest(item: Item) -> Iterable[str]:
    yield f"How sure: {item.certainty}"
    if item.less_likely:
        yield item.less_likely
    yield f"Settles {', '.join(f'{finding.rule} at {finding.place.place}' for finding in item.findings)}"
