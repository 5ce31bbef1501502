"""A report against the last one: what it opens with is what that one closed with, and the past is stated as it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Outcome, Verdict
from budget_monitor.scrutinise.passages import Notes
from budget_monitor.scrutinise.slips import is_digit_slip
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_OPENING = re.compile(
    r"(?i)\b(?:previously reported|opening|brought forward|b/?fwd?|at 1(?:st)? april|last reported)\b"
)
_CLOSING = re.compile(
    r"(?i)\b(?:closing|carried forward|c/?fwd?|current|revised|latest|budget at|at 31(?:st)? march|balance)\b"
)
_ACTUAL = re.compile(r"(?i)\b(?:actual|outturn)\b")
_RESTATED = re.compile(r"(?i)\b(?:restate[ds]?|restatement|recalculated|previously (?:stated|reported) as)\b")
_NEUTRAL = content("cash limit budget total reported balance figure current closing opening revised net")
Name = tuple[frozenset[str], frozenset[int]]


def note_previous(
    cells: Sequence[TableFigure], last: Sequence[TableFigure], name: str, texts: Iterable[str], notes: Notes
) -> None:
    """Notes openings and comparatives that agree with the last report, and those that do not.

    A figure that is one slip of the pen from the last report's is wrong; any other is a restatement, which is told, and
    whether the text says so.
    """
    said = any(_RESTATED.search(text) for text in texts)
    _compare(_openings(cells), _closings(last), name, "opens with", "closed with", notes, said=said)
    _compare(_actuals(cells), _actuals(last), name, "states", "stated", notes, said=said)


def _compare(
    now: dict[Name, list[TableFigure]],
    then: dict[Name, list[TableFigure]],
    name: str,
    verb: str,
    verb_then: str,
    notes: Notes,
    *,
    said: bool,
) -> None:
    for key, figures in now.items():
        before = then.get(key, [])
        if len(figures) != 1 or len({one.value for one in before}) != 1:
            continue  # one name for several figures says nothing certain
        one, other = figures[0], before[0]
        spots = [one.spot, other.spot]
        sentence = f"this report {verb} {one.text}, but {name} {verb_then} {other.text}"
        if abs(one.value - other.value) <= one.half + other.half:
            held = f"{one.text} is what {name} {verb_then}"
            notes.relation(RelationKind.RUNNING, Verdict.EXACT, spots, other.value, held, "the same name there")
        elif is_digit_slip(one.text, other.text):
            notes.slip(RelationKind.RUNNING, "A figure is not that of the last report", spots, sentence, other.text)
        else:
            told = "; the text says that figures were restated" if said else "; the text does not say why"
            notes.slip(
                RelationKind.RUNNING, "Restated since the last report", spots, sentence + told, outcome=Outcome.RESTATED
            )


def _openings(cells: Sequence[TableFigure]) -> dict[Name, list[TableFigure]]:
    return _by_name(cell for cell in cells if _OPENING.search(cell.heading) or _OPENING.search(cell.label))


def _closings(cells: Sequence[TableFigure]) -> dict[Name, list[TableFigure]]:
    named = (cell for cell in cells if _CLOSING.search(cell.heading) or _CLOSING.search(cell.label))
    return _by_name(cell for cell in named if not _OPENING.search(f"{cell.heading} {cell.label}"))


def _actuals(cells: Sequence[TableFigure]) -> dict[Name, list[TableFigure]]:
    """What was achieved in a year, by measure and year."""
    own = [
        cell
        for cell in cells
        if cell.years and _ACTUAL.search(cell.heading) and (cell.is_whole_cell or cell.start == 0)
    ]
    found: dict[Name, list[TableFigure]] = defaultdict(list)
    for cell in own:
        if len(cell.years) == 1:
            found[content(cell.label), cell.years].append(cell)
    return found


def _by_name(cells: Iterable[TableFigure]) -> dict[Name, list[TableFigure]]:
    """By the words of their row, apart from those that only say that it is an opening or a closing."""
    found: dict[Name, list[TableFigure]] = defaultdict(list)
    for cell in cells:
        if cell.is_whole_cell:
            found[content(cell.label) - _NEUTRAL, frozenset()].append(cell)
    return found
