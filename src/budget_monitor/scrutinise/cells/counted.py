"""Rows of a table that a sentence counts: four of the six savings are rated green.

Said is something of it only where one table alone can be meant: it has as many rows as is said, and one column that
decides which of them are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from budget_monitor.figures.naming import named_table
from budget_monitor.figures.prose import NUMBER_WORDS
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.documents.document import Block
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.scrutinise.cells.evidence import MAX_BLOCKS_TO_A_NEAR_TABLE, is_over_positive
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.rows import by_role
from budget_monitor.scrutinise.passages import Notes, Passage
from budget_monitor.scrutinise.sentences.roles import Role
from budget_monitor.scrutinise.table_figures import TableFigure

_OF = r"(?:in|for|on|at|with|over|under|of|that|which|are|were|is|was|remain)\b"
MIN_ROWS = 3
"""A table with fewer rows is none to count in."""
_NUMBER = rf"(?:{'|'.join(NUMBER_WORDS)}|\d{{1,2}})"
_ARE = r"(?:are|were|is|was|remain(?:ed|s)?) (?:now |currently |still |all )?"
_BEYOND = r"(?:{0}spent|<ARE>(?:forecast )?(?:{0}spen(?:t|ding)|to {0}spend|{0} budget))"
_COUNTED = re.compile(
    rf"(?:^|[,;:] |\b(?:and|that|but|only|in all) )(?P<some>{_NUMBER}) (?:out )?of"
    rf" (?:the|its|our|their|these|all) (?P<all>{_NUMBER}) (?:(?!{_OF})[a-z-]+ ){{0,2}}(?P<what>(?!{_OF})[a-z-]{{3,}}) "
    rf"(?:{_ARE}(?:rated |shown |marked |reported )?(?:as |at |on )?(?P<rating>red|amber|green)\b"
    rf"|(?P<over>{_BEYOND.format('over')})|(?P<under>{_BEYOND.format('under')}))".replace("<ARE>", _ARE)
    + r"(?=[.,;:)]|$| (?:and(?! (?:red|amber|green)\b)|in total|this year|while|for the year)\b)",
    re.IGNORECASE,
)
"""So many of so many things are so; nothing may stand between that says of which of them, or by how much."""
_NOT_NOW = re.compile(
    r"(?i)\b(?:last|previous(?:ly)?|earlier|before|ago|had|would|could|should|may|might|if|quarter|month|until|target"
    r"|aim|expect\w*|next|not|by more than|by over|by less than|by at least)\b"
)
"""Words of another time, of what is not so yet, or of a part of what is counted."""
_RATINGS = {"r": "red", "a": "amber", "g": "green", "red": "red", "amber": "amber", "green": "green"}
_PART_OF_A_YEAR = re.compile(r"(?i)\b(?:to date|ytd|month|quarter|q[1-4]|period)\b")


class _Tally(Struct, frozen=True):
    """How many of a table's rows are counted."""

    block: Block
    counted: int
    rows: int


def note_counted(passage: Passage, tables: Sequence[Block], index: CellIndex, notes: Notes) -> None:
    """Notes each count of a table's rows, whether it is as many as the table has or not."""
    for start, sentence in passage.sentences:
        for match in _COUNTED.finditer(sentence) if not _NOT_NOW.search(sentence) else ():
            some, whole = _number(match["some"]), _number(match["all"])
            near = [one for one in tables if abs(one.number - passage.block.number) <= MAX_BLOCKS_TO_A_NEAR_TABLE]
            found = [one for block in near if (one := _tally(block, match, index)) is not None and one.rows == whole]
            if len(found) == 1 and whole >= MIN_ROWS and some <= whole:
                _note(passage, start, match, found[0], notes)


def _note(passage: Passage, start: int, match: re.Match[str], one: _Tally, notes: Notes) -> None:
    first, last = (start + at for at in match.span("some"))
    spot = passage.words_at(first, last, Decimal(_number(match["some"])))
    called = match["rating"] or ("over" if match["over"] else "under") + " budget"
    said = f"{one.counted} of the {one.rows} rows of the table are {called}"
    if one.counted == spot.value:
        notes.relation(
            RelationKind.TIE, Verdict.EXACT, [spot], Decimal(one.counted), said, "the table has as many rows"
        )
        return
    title = "A count is not that of the rows of a table"
    notes.slip(RelationKind.TIE, title, [spot], f"{said}, but {spot.text} is written", "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(NUMBER_WORDS[text.casefold()])


def _tally(block: Block, match: re.Match[str], index: CellIndex) -> _Tally | None:
    """How many rows of a table are what a sentence says; None where no column, or more than one, decides it."""
    rows = list(_rows(block))
    rating = match["rating"]
    are = list(
        _rated(block, rows, rating.casefold()) if rating else _beyond(block, rows, index, 1 if match["over"] else -1)
    )
    return _Tally(block, sum(are[0]), len(rows)) if len(are) == 1 and _is_of(block, match) else None


def _is_of(block: Block, match: re.Match[str]) -> bool:
    """True if a table, by its caption, its headings or the heading above it, has rows of what a sentence counts."""
    heads = block.grid.rows[0] if block.grid is not None else ()
    caption = "" if match.string in block.text else block.text  # the sentence itself may stand where captions do
    named = " ".join((block.section, caption, *block.headings, *(cell.text for cell in heads))).casefold()
    return _one(match["what"].casefold()) in named


def _one(what: str) -> str:
    """The beginning that a word has for one as for several: saving, savings; authorit(y), authorit(ies)."""
    return what.removesuffix("ies") if what.endswith("ies") else what.removesuffix("y").removesuffix("s")


def _rows(block: Block) -> Iterator[int]:
    """The rows of a table that are something, and no total."""
    if block.grid is None:
        return
    table = named_table(block.grid, block.headings)
    for row in table.rows:
        label = table.label(row)
        if label and not is_total(label):
            yield row


def _rated(block: Block, rows: Sequence[int], rating: str) -> Iterator[list[bool]]:
    """Of each column that rates all rows, which of them it rates so."""
    if block.grid is None or not rows:
        return
    for column in range(block.grid.width):
        said = [_RATINGS.get(block.grid.rows[row][column].text.strip().casefold()) for row in rows]
        if None not in said:
            yield [one == rating for one in said]


def _beyond(block: Block, rows: Sequence[int], index: CellIndex, sign: int) -> Iterator[list[bool]]:
    """Which rows cost more than was planned, or less where the sign is -1, if each tells it. Two figures that are the
    same may be either before they were rounded, so nothing is decided.
    """
    found = [_over(index.of_row(block.number, row)) * sign for row in rows]
    if found and all(found):
        yield [one > 0 for one in found]


def _over(cells: Sequence[TableFigure]) -> Decimal:
    """How much more than was planned a row has cost: by its one figure of each, or by its one variance whose heading
    says what its sign means; 0 where it has others, or none.
    """
    roles = by_role(cells)
    plans, actuals, variances = (roles.get(one, []) for one in (Role.PLAN, Role.ACTUAL, Role.VARIANCE))
    if len(plans) == len(actuals) == 1 and plans[0].value > 0 and not _PART_OF_A_YEAR.search(actuals[0].heading):
        return actuals[0].value - plans[0].value
    is_alone = len(variances) == 1 and not plans and not actuals and is_over_positive(variances[0])
    return variances[0].value if is_alone else Decimal()
