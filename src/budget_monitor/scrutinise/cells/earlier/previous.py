"""A report against the last one: what it opens with is what that one closed with, and the past is stated as it was."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.results.outcome import Outcome, Verdict
from budget_monitor.scrutinise.cells.earlier.same_tables import NEUTRAL, SameTables, row_words
from budget_monitor.scrutinise.cells.evidence import is_total_row
from budget_monitor.scrutinise.passages import Notes
from budget_monitor.scrutinise.slips import is_digit_slip
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content, sentences

_OPENING = re.compile(
    r"(?i)\b(?:previously reported|opening|brought forward|b/?fwd?|at 1(?:st)? april|last reported)\b"
)
_CLOSING = re.compile(
    r"(?i)\b(?:closing|carried forward|c/?fwd?|current|revised|latest|budget at|at 31(?:st)? march|balance)\b"
)
_ACTUAL = re.compile(r"(?i)\b(?:actual|outturn)\b")
_ORIGINAL = re.compile(r"(?i)\boriginal(?:ly)?\b")
_RESTATED = re.compile(r"(?i)\b(?:restate[ds]?|restatement|recalculated|previously (?:stated|reported) as)\b")
_NO_MORE_THAN_A_YEAR = content("£m £k £bn the year ended ending to 31 March")
_REPORTED = re.compile(r"(?i)\b(?:previously|last) reported\b")
_LIMIT = re.compile(r"(?i)\b(?:cash limit|budget|programme|allocation)\b")
"""What a figure is called that was reported before and now is another, where no heading says which it is now."""
Name = tuple[frozenset[str], frozenset[int], int]
"""The words of a row, years, and the table of the last report in which to look for it, or `ANY_TABLE`."""
_ByName: TypeAlias = Mapping[Name, Sequence[TableFigure]]


class LastReport(Struct, frozen=True):
    """The figures of the last report, and the name of its file."""

    cells: Sequence[TableFigure]
    file: str
    is_of_same_year: bool
    settled: int
    """The last year whose figures were final in it, by the calendar year in which that begins; 0 where unknown."""


def note_previous(
    cells: Sequence[TableFigure],
    last: LastReport,
    texts: Iterable[str],
    notes: Notes,
    sure: Collection[tuple[int, int, int]] = (),
) -> None:
    """Notes openings and comparatives that agree with the last report, and those that do not.

    A figure that is one slip of the pen from the last report's is wrong, unless the text says that it was restated; any
    other is a restatement, which is told, and whether the text says so. Within a year balances may open with what
    they opened with in the last report. Of what is `sure`, by block, row and column, it is told that it adds up in its
    own table: formulas carried the slip on, or it is the last report's.
    """
    words = content(" ".join({cell.label for cell in cells})) - NEUTRAL
    said = [content(one) for text in texts for _, one in sentences(text) if _RESTATED.search(one)]
    about = [one & words for one in said]
    own, then = SameTables.of(cells, last.cells), SameTables.of(last.cells, last.cells)
    comparison = _Comparison(last.file, about, notes, sure)
    closings = _by_name(_closings(last.cells), then)
    comparison.of(_by_name(_openings(cells), own), closings, "opens with", "closed with")
    balances = _by_name(_balances(cells), own)
    others = _by_name(_balances(last.cells), then) if last.is_of_same_year else {}
    kept = {key for key, ones in balances.items() if _are_same(ones, others.get(key, []))}
    for key in kept:
        spots = [balances[key][0].spot, others[key][0].spot]
        held = f"{spots[0].text} is what {last.file} opened with"
        notes.relation(RelationKind.RUNNING, Verdict.EXACT, spots, others[key][0].value, held, "the same name there")
    rolled = {key: ones for key, ones in balances.items() if key not in kept}
    nearest = {key: _nearest(ones, closings.get(key, []), others.get(key, [])) for key, ones in rolled.items()}
    comparison.of(rolled, nearest, "opens with", "closed with")
    was = _by_name(_settled(last.cells, last), then, is_by_year=True)
    now = _by_name(_settled(cells, last), own, is_by_year=True)
    comparison.of(now, was, "states", "stated")


def _are_same(own: Sequence[TableFigure], others: Sequence[TableFigure]) -> bool:
    return len(own) == 1 and len({one.value for one in others}) == 1 and own[0].value == others[0].value


def _nearest(
    own: Sequence[TableFigure], closed: Sequence[TableFigure], opened: Sequence[TableFigure]
) -> Sequence[TableFigure]:
    """What a balance should open with: what it closed or opened with before, whichever it is a slip of or nearer to."""
    if not (own and closed and opened):
        return closed or opened

    def distance(one: TableFigure) -> tuple[bool, bool, Decimal]:
        apart = abs(own[0].value - one.value)
        return apart > 0, not is_digit_slip(own[0].text, one.text), apart

    return min((closed, opened), key=lambda ones: distance(ones[0]))


class _Comparison(Struct, frozen=True):
    """What figures are held against those of the last report: its name, the words about rows in each sentence that says
    that something was `restated`, and the cells that are `sure` since they add up here.
    """

    name: str
    restated: Sequence[frozenset[str]]
    notes: Notes
    sure: Collection[tuple[int, int, int]]

    def of(self, now: _ByName, then: _ByName, verb: str, verb_then: str) -> None:
        """Notes what is the same under one name, and what differs."""
        blocks: set[int] = set()
        for key, figures in now.items():
            before = then.get(key, [])
            if len(figures) != 1 or len({one.value for one in before}) != 1:
                continue  # one name for several figures says nothing certain
            one, other = figures[0], before[0]
            was = "opened with" if _OPENING.search(f"{other.heading} {other.label}") else verb_then
            if abs(one.value - other.value) <= one.half + other.half:
                spots, held = [one.spot, other.spot], f"{one.text} is what {self.name} {was}"
                self.notes.relation(
                    RelationKind.RUNNING, Verdict.EXACT, spots, other.value, held, "the same name there"
                )
            elif not (is_total_row(one) and one.block.number in blocks):  # else it follows from that of a row above it
                blocks.add(one.block.number)
                self._note(one, other, f"this report {verb} {one.text}, but {self.name} {was} {other.text}")

    def _note(self, one: TableFigure, other: TableFigure, sentence: str) -> None:
        """Notes a figure that is another one: a slip of the pen, or restated."""
        spots = [one.spot, other.spot]
        is_said = any(not words or words & content(one.label) for words in self.restated)
        if is_digit_slip(one.text, other.text) and not is_said:
            sentence += "; it adds up here" if (one.block.number, one.row, one.column) in self.sure else ""
            title = "A figure is not that of the last report"
            self.notes.slip(RelationKind.RUNNING, title, spots, sentence, other.text)
        else:
            sentence += "; the text says that figures were restated" if is_said else "; the text does not say why"
            title = "Restated since the last report"
            self.notes.slip(RelationKind.RUNNING, title, spots, sentence, outcome=Outcome.RESTATED)


def _openings(cells: Sequence[TableFigure]) -> Iterable[TableFigure]:
    """What was reported before, which is always what the last report closed with."""
    return (cell for cell in cells if _is_reported(cell))


def _balances(cells: Sequence[TableFigure]) -> Iterable[TableFigure]:
    """What balances open with."""
    return (cell for cell in cells if _OPENING.search(_said_of(cell)) and not _is_reported(cell))


def _closings(cells: Sequence[TableFigure]) -> Iterable[TableFigure]:
    """What tables close with: under a heading that says so, or the one cash limit beside what was reported before."""
    named = [cell for cell in cells if _CLOSING.search(cell.heading) or _CLOSING.search(cell.label)]
    closing = [cell for cell in named if not _OPENING.search(_said_of(cell))]
    plain = {cell.block.number for cell in cells if _is_reported(cell)} - {cell.block.number for cell in closing}
    limits = [cell for cell in cells if cell.block.number in plain and _LIMIT.search(cell.heading)]
    limits = [cell for cell in limits if not _OPENING.search(_said_of(cell))]
    columns = Counter(number for number, _ in {(cell.block.number, cell.column) for cell in limits})
    return [*closing, *(cell for cell in limits if columns[cell.block.number] == 1)]


def _settled(cells: Sequence[TableFigure], last: LastReport) -> Iterator[TableFigure]:
    """What no later report changes: what was achieved in a year, under a heading that says so, or that says no more
    than the year, where that was over; and within a year what it was to be originally.
    """
    for cell in cells:
        if not (cell.is_whole_cell or cell.start == 0):
            continue
        is_over = len(cell.years) == 1 and (
            _ACTUAL.search(cell.heading)
            or (max(cell.years) <= last.settled and not content(cell.heading) - _NO_MORE_THAN_A_YEAR)
        )
        if is_over or (last.is_of_same_year and _ORIGINAL.search(cell.heading)):
            yield cell


def _said_of(cell: TableFigure) -> str:
    return f"{cell.heading} {cell.label}"


def _is_reported(cell: TableFigure) -> bool:
    return _REPORTED.search(_said_of(cell)) is not None


def _by_name(
    cells: Iterable[TableFigure], tables: SameTables, is_by_year: bool = False
) -> dict[Name, list[TableFigure]]:
    """By the words of their row and the table, or also by the year. Without it the words that only say that a figure is
    an opening or a closing do not count.
    """
    found: dict[Name, list[TableFigure]] = defaultdict(list)
    for cell in cells:
        if not (is_by_year or cell.is_whole_cell):
            continue
        words, years = (content(cell.label), cell.years) if is_by_year else (row_words(cell), frozenset[int]())
        for table in tables.of_row(cell):
            found[words, years, table].append(cell)
    return found
