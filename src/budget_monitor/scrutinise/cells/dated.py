"""A time that a sentence gives to a figure whose column is of another year: at 30 September 2024, under 30.9.25."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.moves.moments import Moment, moment_of, moments_in
from budget_monitor.scrutinise.cells.rows import states
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.shapes import is_sharp
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_SAID_OF = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Oo]n|[Bb]y) (?:the end of )?"
    r"(?P<time>(?:\d{1,2} )?[A-Z][a-z]{2,8} 20\d\d|20\d\d(?: ?[/–-] ?(?:20)?\d\d)?|\d{1,2}[./]\d{1,2}[./](?:20)?\d\d)"
    r",? (?:[a-z'’-]+ ){0,6}?(?:is|was|were|stood at|came to|totalled|amounted to) (?:£ ?)?$"
)
_AS_BEFORE = re.compile(r"(?i)\b(?:also|same|unchanged|again|too|still|already|as in|constant|frozen|flat)\b")
MIN_DIGITS = 3
MAX_YEARS = 3
MAX_BEFORE = 70


def note_dated(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes a time that no table is of, given to a figure that all tables which have it have at another year's."""
    for start, sentence in passage.sentences:
        for figure in passage.figures_of(start, sentence):
            if figure.digits < MIN_DIGITS or not is_sharp(figure) or _AS_BEFORE.search(sentence):
                continue
            first = max(start, figure.start - MAX_BEFORE)
            match = _SAID_OF.search(passage.text[first : figure.start])
            said = moment_of(match["time"]) if match is not None else None
            if match is None or said is None or said.kind == "turn":
                continue
            place = first + match.start("time"), first + match.end("time")
            cells = list(_stating(figure, sentence, passage, index))
            times = {time for cell in cells for time in _times(cell)}
            if len(times) == 1 and _is_year_off(said, next(iter(times))) and not _is_in_a_table(said, index):
                cell = cells[0]
                told = f"{figure.text} is the {cell.text} of {cell.spot.place}, and no table is of {match['time']}"
                notes.slip(
                    RelationKind.ORDER, "A year that is not that of its column",
                    [passage.words_at(*place), passage.spot(figure), cell.spot], told,
                )  # fmt: skip


def _stating(figure: ProseFigure, sentence: str, passage: Passage, index: CellIndex) -> Iterator[TableFigure]:
    """The figures of tables that one states, if words say so of one of them at least."""
    size = abs(figure.value)
    cells = [one for one in index.between(figure.unit, size - figure.half, size + figure.half) if states(figure, one)]
    said = content(f"{sentence} {passage.text[: figure.start]}")
    if any(content(one.label) & said for one in cells):
        yield from cells


def _times(cell: TableFigure) -> frozenset[Moment | None]:
    return moments_in(f"{cell.heading} {cell.label}") or frozenset({None})


def _is_year_off(said: Moment, other: Moment | None) -> bool:
    """True if only the year of two times differs, by a few."""
    if other is None or said.kind != other.kind or (said.month, said.day) != (other.month, other.day):
        return False
    return 0 < abs(said.year - other.year) <= MAX_YEARS


def _is_in_a_table(said: Moment, index: CellIndex) -> bool:
    return any(said in moments_in(f"{cell.heading} {cell.label} {cell.block.text}") for cell in index.cells)
