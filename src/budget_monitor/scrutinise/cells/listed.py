"""Rows of a table that a sentence names one by one, each with its figure: £65,000 in Repairs, £20,000 in Regeneration.

Where all figures but one stand in one column, each in the row whose name is beside it, the words leave no doubt what
the last should be. Of a figure that is the variance of the row beside it, the words must say which way it goes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.rows import by_role, note_differing, note_opposite, states
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.change_words import WORDS
from budget_monitor.scrutinise.sentences.roles import Role, is_of_any, named_in
from budget_monitor.scrutinise.sentences.shapes import frame, is_sharp, is_slip_of, like, shape_of
from budget_monitor.scrutinise.table_figures import TableFigure

_AFTER = r"\)?,? ?(?:(?:more|less|over|under|\w*spent) )?(?:in|on|for|at|from|to|under|by|within|of) (?:the |our )?"
_BEFORE = (
    r"(?: service| services| directorate| portfolio)?[ ,:(–-]*"
    r"(?:(?:of|by|is|was|at|with|has|had|spent|shows?|forecasts?|reports?|projects?|expects?) )?"
    r"(?:an? (?:[\w-]+ ){1,3}of )?\(?$"
)
_MOVED_TO = frame(r"<MOVED>(?:~20 by)? ⟨c⟩,? to ⟨b⟩", WORDS)
_OTHER_TIME = re.compile(r"(?i)\b(?:quarters?|Q[1-4]|months?|since|last|earlier|originally|previous(?:ly)?)\b")
"""What moved since then is not what moved since the table's opening."""
MIN_LISTED = 3
"""Rows that a sentence has to name with their figures, so that one of them may be said to differ."""


def note_listed(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes the one figure of a list that differs from a column in which all others stand, and words against a row."""
    roles = {one.figure.start: one.role for _, named in named_in(passage) for one in named}
    for start, sentence in passage.sentences:
        figures = [one for one in passage.figures_of(start, sentence) if not one.is_small and is_sharp(one)]
        if any(roles.get(one.start) in (Role.OVER, Role.UNDER) for one in figures):
            _note_opposite(passage, start, sentence, figures, roles, index, notes)
        _note_moved(passage, start, sentence, index, notes)
        if len(figures) < MIN_LISTED:
            continue
        found: list[tuple[ProseFigure, TableFigure] | None] = []
        for rows in _tables_named(sentence, index):
            pairs = [(one, rows[row]) for one, row in _beside(sentence, start, figures, rows)]
            if len(pairs) >= MIN_LISTED and len({cells[0].row for _, cells in pairs}) == len(pairs):
                found.append(_off(pairs))
            if len(found) > 1:
                break
        if len(found) == 1 and found[0] is not None:
            _note(passage, *found[0], notes)


def _note_opposite(
    passage: Passage, start: int, sentence: str, figures: Sequence[ProseFigure], roles: Mapping[int, Role | None],
    index: CellIndex, notes: Notes,
) -> None:  # fmt: skip
    """Notes each overspend that the row named beside it has as an underspend, by what it was planned to be."""
    rows_of = index.rows_named_in(sentence.casefold())
    for block in sorted({block for blocks in rows_of.values() for block in blocks}):
        named = sorted(row for blocks in rows_of.values() for row in blocks.get(block, ()))
        rows = {row: index.labelled[block][row] for row in named}
        for figure, row in _beside(sentence, start, figures, rows):
            note_opposite(
                passage, figure, roles.get(figure.start), f"{sentence} {rows[row][0].label}", rows[row], notes
            )


def _note_moved(passage: Passage, start: int, sentence: str, index: CellIndex, notes: Notes) -> None:
    """Notes a balance that is said to rise or fall by so much to what its row has, and opened with another amount."""
    figures = passage.figures_of(start, sentence)
    for match in _MOVED_TO.finditer(shape_of(sentence, start, figures)):
        moved_by, closed = (figures[int(match[name])] for name in "cb")
        if _OTHER_TIME.search(sentence):
            continue
        named = index.rows_named_in(sentence[: moved_by.start - start].casefold())
        rows = [index.labelled[block][row] for blocks in named.values() for block, own in blocks.items() for row in own]
        by_roles = [by_role(cells) for cells in rows]
        ends = [
            (one[Role.OPENING][0], one[Role.CLOSING][0])
            for one in by_roles
            if len(one[Role.OPENING]) == len(one[Role.CLOSING]) == 1 and states(closed, one[Role.CLOSING][0])
        ]
        if not ends and is_sharp(moved_by, closed):
            _note_turned(passage, moved_by, closed, rows, 1 if match["up"] else -1, notes)
        if len(ends) != 1 or not is_sharp(moved_by, closed) or any(notes.doubts.is_of(one.spot) for one in ends[0]):
            continue
        opening, closing = ends[0]
        moved = closing.value - opening.value
        spots = [passage.spot(moved_by), closing.spot, opening.spot]
        shown = like(moved_by, abs(moved))
        said = f"from {opening.text} to {closing.text} is a change of {shown}"
        allowed = moved_by.half + opening.half + closing.half
        if abs(abs(moved) - moved_by.value) > allowed:
            if is_slip_of(moved_by, abs(moved)):
                title = "A change is not that between the figures of a row"
                notes.slip(RelationKind.DIFFERENCE, title, spots, f"{said}, but {moved_by.text} is written", shown)
        elif moved and (moved > 0) != bool(match["up"]):
            word = "a rise" if match["up"] else "a fall"
            said = f"the words say {word}, but the table has {closing.text} after {opening.text}"
            notes.slip(RelationKind.ORDER, "The words say the opposite of the table", spots, said)


def _note_turned(
    passage: Passage, moved_by: ProseFigure, closed: ProseFigure, rows: Sequence[Sequence[TableFigure]], direction: int,
    notes: Notes,
) -> None:  # fmt: skip
    """Notes a figure that is said to rise or fall by so much, and did the opposite by all that differ so in its row."""
    pairs = [
        (one, other)
        for cells in rows
        for one in cells
        for other in cells
        if one.is_whole_cell and other.is_whole_cell and one.unit is other.unit is moved_by.unit and states(closed, one)
        if min(one.value, other.value) > 0 and one.value != other.value
        if abs(abs(one.value - other.value) - moved_by.value) <= moved_by.half
        if not (notes.doubts.is_of(one.spot) or notes.doubts.is_of(other.spot))
    ]
    if not pairs or any((one.value - other.value) * direction > 0 for one, other in pairs):
        return
    one, other = pairs[0]
    spots = [passage.spot(moved_by), one.spot, other.spot]
    word = "a rise" if direction > 0 else "a fall"
    said = f"the words say {word}, but the table has {one.text} and {other.text}"
    notes.slip(RelationKind.ORDER, "The words say the opposite of the table", spots, said)


def _tables_named(sentence: str, index: CellIndex) -> Iterator[dict[int, list[TableFigure]]]:
    """Of each table the rows whose names stand in a sentence."""
    rows_of = index.rows_named_in(sentence.casefold())
    if len(rows_of) < MIN_LISTED:
        return
    # a table in which so many of the names stand has one that is not among the two that stand in the most
    rarest = sorted(rows_of, key=lambda label: len(rows_of[label]))[: 1 - MIN_LISTED]
    for block in sorted({block for label in rarest for block in rows_of[label]}):
        rows = sorted(row for blocks in rows_of.values() for row in blocks.get(block, ()))
        if len(rows) >= MIN_LISTED:
            yield {row: index.labelled[block][row] for row in rows}


def _beside(
    sentence: str, start: int, figures: Sequence[ProseFigure], rows: dict[int, list[TableFigure]]
) -> Iterator[tuple[ProseFigure, int]]:
    """The figures beside which one name of a row stands, with the row."""
    labels = {row: cells[0].label for row, cells in rows.items()}
    for at, figure in enumerate(figures):
        first = figures[at - 1].end - start if at else 0
        last = figures[at + 1].start - start if at + 1 < len(figures) else len(sentence)
        before, after = sentence[first : figure.start - start], sentence[figure.end - start : last]
        named = [row for row, label in labels.items() if re.match(rf"(?i){_AFTER}{re.escape(label)}\b", after)]
        if named and at and not is_of_any(_without(labels.values(), before)):
            continue
        named = named or [row for row, label in labels.items() if _is_before(label, before, is_first=not at)]
        longest = max((labels[row] for row in named), key=len, default="")
        named = [row for row in named if labels[row] == longest or labels[row] not in longest]
        if len(named) == 1:
            yield figure, named[0]


def _without(labels: Collection[str], text: str) -> str:
    for label in labels:
        text = re.sub(rf"(?i)\b{re.escape(label)}\b", "", text)
    return text


def _is_before(label: str, before: str, *, is_first: bool) -> bool:
    named = re.search(rf"(?i)\b{re.escape(label)}{_BEFORE}", before)
    return named is not None and (is_first or is_of_any(before[: named.start()]))


def _off(pairs: Sequence[tuple[ProseFigure, list[TableFigure]]]) -> tuple[ProseFigure, TableFigure] | None:
    """The one figure that differs from its cell in the only column in which all others stand, None where all stand in
    one, or more than one differs.
    """
    fitting = []
    for column in {cell.column for _, cells in pairs for cell in cells if cell.is_whole_cell}:
        in_column = [(figure, cell) for figure, cells in pairs for cell in cells if cell.column == column]
        off = [(figure, cell) for figure, cell in in_column if not states(figure, cell)]
        if len(in_column) == len(pairs) and not off:
            return None
        if len(in_column) == len(pairs) and len(off) == 1:
            fitting += off
    return fitting[0] if len(fitting) == 1 else None


def _note(passage: Passage, figure: ProseFigure, cell: TableFigure, notes: Notes) -> None:
    if cell.unit is not figure.unit or not cell.value or not is_slip_of(figure, abs(cell.value)):
        return
    where = f"the other figures here are those of the table, where {cell.label} has {cell.text}"
    note_differing(passage, figure, cell, [], where, "a column named row by row", notes)
