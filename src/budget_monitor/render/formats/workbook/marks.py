"""Which cells of the ledgers are coloured, and what the comment beside each says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from budget_monitor.model.cell import CellRef
from budget_monitor.model.money import figure_text
from budget_monitor.model.outcome import Report, Verdict
from budget_monitor.render.report.review import standings
from budget_monitor.render.report.slips import Slip, how, slips
from budget_monitor.render.text.literal import literal, shorten
from budget_monitor.render.text.plain import finding_lines, pressing
from budget_monitor.render.text.words import VERDICT_WORDS

LONGEST = 1500
"""Characters of a comment."""


class Colour(IntEnum):
    """What a cell's colour says; where several apply, the highest is shown."""

    KNOWN = 1
    UNDECIDED = 2
    UNREADABLE = 3
    FAILED = 4
    CULPRIT = 5


FILLS = {
    Colour.KNOWN: ("#E2EFDA", "#375623"),
    Colour.UNDECIDED: ("#FFF2CC", "#7F6000"),
    Colour.UNREADABLE: ("#E4DFEC", "#403151"),
    Colour.FAILED: ("#FCE4D6", "#843C0C"),
    Colour.CULPRIT: ("#F8A5A5", "#7A0A0A"),
}
"""Background and text."""

MEANINGS = {
    Colour.CULPRIT: "probably wrong",
    Colour.FAILED: "a check fails here",
    Colour.UNREADABLE: "could not be read",
    Colour.UNDECIDED: "undecided",
    Colour.KNOWN: "accepted, or immaterial",
}
"""In the order of the legend."""

_OF_VERDICT = {
    Verdict.FAIL: Colour.FAILED,
    Verdict.BROKEN: Colour.FAILED,
    Verdict.UNDECIDED: Colour.UNDECIDED,
}


@dataclass(slots=True)
class Mark:
    """A cell's colour, and its notes in the order they were found."""

    colour: Colour
    notes: list[str] = field(default_factory=list)

    @property
    def comment(self) -> str:
        """The notes as one comment, the longest cut."""
        return shorten("\n\n".join(self.notes), LONGEST)


def marks(report: Report) -> dict[CellRef, Mark]:
    """By cell, what is wrong there: culprits first, then findings at the cell they stand at, then input problems."""
    found: dict[CellRef, Mark] = {}
    excuses = standings(report)

    def note(ref: CellRef, colour: Colour, lines: Iterable[str]) -> None:
        mark = found.setdefault(ref, Mark(colour))
        mark.colour = max(mark.colour, colour)
        mark.notes.append("\n".join(map(literal, lines)))

    for slip in slips(report):
        for corrections in slip.corrections:
            for correction in corrections:
                lines = [f"Should probably be {figure_text(correction.proposed)}", how(correction), *_rest(slip)]
                note(correction.cell.ref, Colour.CULPRIT, lines)
    for finding in pressing(report):
        head = f"{finding.rule} {finding.title}: {VERDICT_WORDS[finding.verdict]}"
        excuse = excuses.get(finding.id)
        colour = Colour.KNOWN if excuse else _OF_VERDICT[finding.verdict]
        note(finding.place, colour, [head, *([excuse] if excuse else []), *finding_lines(finding)])
    for problem in report.input_problems:
        note(problem.ref, Colour.UNREADABLE, [f"Input {problem.severity}: {problem.message}"])
    return found


def _rest(slip: Slip) -> Iterable[str]:
    if slip.offered > 1:
        yield f"One of {slip.offered} equally good corrections"
    yield f"Settles {', '.join(slip.settles)}"
