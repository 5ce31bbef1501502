"""Rows of a table that a sentence names one by one, each with its figure: £65,000 in Repairs, £20,000 in Regeneration.

Where all figures but one stand in one column, each in the row whose name is beside it, the words leave no doubt what
the last should be. Of a figure that is the variance of the row beside it, the words must say which way it goes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from budget_monitor.figures.prose import ProseFigure
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.scrutinise.cells.evidence import is_total_row
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.rows import note_differing, note_opposite, states
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.roles import Role, is_of_any, named_in
from budget_monitor.scrutinise.sentences.shapes import is_sharp, is_slip_of
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_AFTER = r"\)?,? ?(?:(?:more|less|over|under|\w*spent) )?(?:in|on|for|at|from|to|under|by|within|of) (?:the |our )?"
_BEFORE = (
    r"(?: service| services| directorate| portfolio)?[ ,:(–-]*"
    r"(?:(?:of|by|is|was|at|with|has|had|spent|shows?|forecasts?|reports?|projects?|expects?) )?"
    r"(?:an? (?:[\w-]+ ){1,3}of )?\(?$"
)
_NAMED = r"(?:the )?(?P<name>[A-Z][\w’'&-]*(?: [\w’'&-]+){0,4}?)"
_EXTREME = re.compile(
    r"\b(?:(?P<most>highest|largest|greatest|dearest)|(?:lowest|smallest|cheapest)) (?:is |was )?(?:at|in|for) "
    rf"{_NAMED}(?:,? \(?|,? at )$"
)
_MOVED_FROM = re.compile(
    rf"^(?:[A-Z][a-z]+ (?:at|in|for|of|on|to) |\W*){_NAMED} (?:has |have )?"
    r"(?:dropped|fell|fallen|rose|risen|grew|grown|increased|declined|went (?:up|down)) from $"
)
"""The name of a row right before a figure: called the highest or the lowest, or dropped from one to another."""
MIN_DIGITS_OF_A_ROW = 3
MIN_LISTED = 3
"""Rows that a sentence has to name with their figures, so that one of them may be said to differ."""


def note_listed(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes the one figure of a list that differs from a column in which all others stand, and words against a row."""
    roles = {one.figure.start: one.role for _, named in named_in(passage) for one in named}
    for start, sentence in passage.sentences:
        figures = [one for one in passage.figures_of(start, sentence) if not one.is_small and is_sharp(one)]
        if any(roles.get(one.start) in (Role.OVER, Role.UNDER) for one in figures):
            _note_opposite(passage, start, sentence, figures, roles, index, notes)
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
            text = f"{sentence} {rows[row][0].label}"
            note_opposite(passage, figure, roles.get(figure.start), text, rows[row], index, notes)


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


def note_misnamed(passage: Passage, index: CellIndex, notes: Notes) -> None:
    """Notes the name of a row beside two figures that both stand in another row, or beside what is called the highest
    or the lowest where another row has it; none where the other row is named as well, or the first has such a figure.
    """
    for start, sentence in passage.sentences:
        figures = passage.figures_of(start, sentence)
        for at, figure in enumerate(figures):
            if figure.digits < MIN_DIGITS_OF_A_ROW or not is_sharp(figure):
                continue
            earlier = figures[at - 1].end if at else start
            before = passage.text[earlier : figure.start]
            extreme, moved = _EXTREME.search(before), _MOVED_FROM.search(before)
            following = figures[at + 1] if at + 1 < len(figures) else None
            match = extreme or moved
            if match is None:
                continue
            cells = [one for one in index.between(figure.unit, abs(figure.value), abs(figure.value)) if one.label]
            if extreme is not None:
                cells = [one for one in cells if _is_extreme(one, index, 1 if extreme["most"] else -1)]
            elif following is not None and following.digits >= MIN_DIGITS_OF_A_ROW:
                cells = [one for one in cells if any(states(following, other) for other in _row_of(one, index))]
            else:
                continue
            rows = {(one.block.number, one.row): one for one in cells}
            if len(rows) == 1 and (cell := next(iter(rows.values()))).is_whole_cell:
                place = earlier + match.start("name"), earlier + match.end("name")
                _note_misnamed(passage, figure, cell, place, index, notes)


def _row_of(cell: TableFigure, index: CellIndex) -> list[TableFigure]:
    return [one for one in index.of_row(cell.block.number, cell.row) if one is not cell]


def _is_extreme(cell: TableFigure, index: CellIndex, sign: int) -> bool:
    """True if of its column a figure is the one that is the most, or the least where the sign is -1."""
    others = [
        one
        for one in index.of_block(cell.block.number)
        if one.column == cell.column and one is not cell and not is_total_row(one)
    ]
    return len(others) > 1 and all((cell.value - one.value) * sign > 0 for one in others)


def _note_misnamed(
    passage: Passage, figure: ProseFigure, cell: TableFigure, place: tuple[int, int], index: CellIndex, notes: Notes
) -> None:
    name = passage.text[place[0] : place[1]]
    own = [
        cells for cells in index.labelled[cell.block.number].values() if cells[0].label.casefold() == name.casefold()
    ]
    if len(own) != 1 or is_total_row(cell) or content(cell.label) & content(passage.text):
        return
    if any(states(figure, one) for one in own[0]) or own[0][0].row == cell.row:
        return
    spots = [passage.words_at(*place), passage.spot(figure), cell.spot]
    said = f"{figure.text} is that of {cell.label}, but {name} is written"
    notes.slip(RelationKind.TIE, "A figure is that of another row", spots, said, cell.label)
