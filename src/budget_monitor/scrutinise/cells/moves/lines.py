"""The rows of tables, and the columns of those that are turned round, of which a sentence tells a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct

from budget_monitor.figures.prose import ProseFigure, Unit
from budget_monitor.scrutinise.cells.evidence import is_total_row
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.moves.moments import is_change_column, moment_of
from budget_monitor.scrutinise.cells.moves.told import Told
from budget_monitor.scrutinise.cells.rows import states
from budget_monitor.scrutinise.cells.ties import MIN_AMOUNT_WITHOUT_UNIT
from budget_monitor.scrutinise.table_figures import TableFigure
from budget_monitor.scrutinise.words import content

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_TEXT_WORD = re.compile(r"[A-Za-z0-9][\w'’&-]*")
_OF_MOVES = content(
    "increased rose grew fell reduced dropped declined gone went goes come came up down by more less cut raised rising"
    " falling lower higher now costs cost spending spend income expected forecast planned total only just also"
    " grown risen fallen shrunk shrink climbed dropped fastest slowest proportion"
)
_OF_IT = re.compile(
    r"(?i)\b(?:grants?|income|demand|fees?|charges?|receipts?|contributions?|shares?|savings?|visits?|applications?"
    r"|complaints?|arrears|debts?|staff|pay|prices?|overheads?|use|rents?|salaries|overtime|vacancies) "
    r"(?:for|from|of|in|on|to|at|by) [a-z’' -]{0,40}$"
    r"|(?:%|\bper ?cent|\bhalf|\bthirds?|\bquarters?|\bshare|\bproportion|\bpart|\bmost) of [a-z’' -]{0,40}$"
)
"""What is had of a row, and need not be the row itself, or is a share of it."""
_AND_MOVED = re.compile(
    r"(?i)[a-z’' -]{0,20},? (?:and|but|while|although|though) (?:has|have|had|is|was|were|are|will|it|they|this"
    r"|so|now)\b"
)
"""What follows moved by itself with another subject than the name right before it."""
_OF_ANY = re.compile(r"(?i)\b[a-z]+ (?:for|from|of|in|on|to|at|by|with|without) [a-z’' -]{0,40}$")
"""The same, whatever it is that is had."""
MIN_DIGITS_TO_PIN = 4
"""A figure with so many is hardly that of two rows."""
MAX_GAP = 45
MAX_NAMED = 40
"""Where more rows than these seem to be named, the words are those that all begin with."""
MIN_WORDS = 2


class Line(Struct, frozen=True):
    """Figures of a row, or of a column where `is_turned`; `end` is the one that the sentence states, if it does."""

    cells: Sequence[TableFigure]
    end: TableFigure | None
    is_turned: bool = False

    def name(self, cell: TableFigure) -> str:
        """What tells one figure of the line from the others."""
        return cell.label if self.is_turned else cell.heading

    @property
    def ends(self) -> list[TableFigure]:
        """The figures between which there may be a change, being none themselves."""
        return [one for one in self.cells if one.value and not is_change_column(self.name(one))]

    @property
    def changes(self) -> list[TableFigure]:
        """The figures that say themselves what others leave of one another."""
        return [one for one in self.cells if is_change_column(self.name(one))]


def lines_of(told: Told, section: str, index: CellIndex) -> list[Line]:
    """The lines that a change may be of; none where the words and figures do not say."""
    end = told.b or told.a
    named = list(_named(told.before, index))
    if end is None:
        rows = [(block, row) for block, row, at in named if _is_beside(told.before[:at], told.before[at:])]
        cells = [[one for one in index.of_row(*row) if one.unit is told.c.unit] for row in rows]
        return [line for one in cells if (line := _line(one, None)) is not None]
    stated = [one for one in _stating(end, index) if one.is_whole_cell]
    rows_named = {(block, row) for block, row, _ in named}
    in_named = [one for one in stated if (one.block.number, one.row) in rows_named]
    if not in_named:
        said = content(f"{told.before} {section}")
        stated = [one for one in stated if end.digits >= MIN_DIGITS_TO_PIN and said & (one.words | one.around)]
        if {block for block, _ in rows_named} & {one.block.number for one in stated}:
            return []
    lines = [_line(index.of_row(one.block.number, one.row), one) for one in in_named or stated]
    if not in_named:
        lines += [_column(one, index) for one in stated]
    return [one for one in lines if one is not None]


def lines_of_share(told: Told, index: CellIndex) -> list[Line]:
    """The rows that alone are named right before a change in percent, without those that have a percentage: of whatever
    it is, it is not of what is told besides the row.
    """
    found: list[Line] = []
    for block, row, at in _named(told.before, index):
        before, between = told.before[:at], told.before[at:]
        cells = index.of_row(block, row)
        is_own = not _OF_ANY.search(before) and not content(between) - _OF_MOVES and _is_beside(before, between)
        if is_own and not any(one.unit is Unit.PERCENT for one in cells) and (line := _line(cells, None)) is not None:
            found.append(line)
    return found


def _stating(figure: ProseFigure, index: CellIndex) -> Iterator[TableFigure]:
    """The figures that one of a sentence states; of tables that do not say what they count also as they are written."""
    size = abs(figure.value)
    for cell in index.between(figure.unit, size - figure.half, size + figure.half):
        if states(figure, cell):
            yield cell
    if figure.unit is Unit.COUNT:
        yield from (one for one in index.bare(size) if one.written == one.value)
    elif figure.unit is Unit.MONEY and not figure.half and size >= MIN_AMOUNT_WITHOUT_UNIT:
        yield from index.of_value(Unit.COUNT, size)


def _line(cells: Sequence[TableFigure], end: TableFigure | None) -> Line | None:
    own = [one for one in cells if one.is_whole_cell and (end is None or one.unit is end.unit)]
    return Line(own, end) if len(own) > 1 else None


def _column(end: TableFigure, index: CellIndex) -> Line | None:
    """The figures above and below one, where the names of rows are times."""
    own = [one for one in index.of_block(end.block.number) if one.column == end.column and one.is_whole_cell]
    timed = [one for one in own if moment_of(one.label) is not None and one.unit is end.unit]
    return Line(timed, end, is_turned=True) if len(timed) > 1 and end in timed else None


def _is_beside(before: str, between: str) -> bool:
    """True if what stands before the name of a row, and between it and a change, is hardly of something else."""
    if any(map(str.isdecimal, between)) or _OF_IT.search(before) or _AND_MOVED.match(between):
        return False
    return len(between) <= MAX_GAP and len(content(between) - _OF_MOVES) <= 1


def _named(text: str, index: CellIndex) -> Iterator[tuple[int, int, int]]:
    """The rows that a text names, each by its block and its number, with where the last word of its name ends."""
    found: list[tuple[int, int, int, frozenset[str]]] = []
    said, folded = content(text), text.casefold()
    for label, rows in index.labels_with(said):
        name = _name_of(label)
        if (at := _end_of(name, folded, said)) >= 0:
            own = ((block, row) for block, row in rows if not is_total_row(index.of_row(block, row)[0]))
            found += [(block, row, at, content(name)) for block, row in own]
        if len(found) > MAX_NAMED:
            return
    for block, row, at, words in found:
        if not any(other == block and words < longer for other, _, _, longer in found):
            yield block, row, at


def _end_of(name: str, folded: str, said: frozenset[str]) -> int:
    """Where a name ends in a text without capitals, of which the words are `said`: by itself, by its words where it has
    no number, or by the two with which it begins; -1 where it does not stand there.
    """
    if (at := _last_of(name, folded)) >= 0:
        return at
    words = content(name)
    if len(words) >= MIN_WORDS and words <= said and not any(map(str.isdecimal, name)):
        return max(match.end() for match in _TEXT_WORD.finditer(folded) if content(match[0]) & words)
    begun = " ".join(name.split()[:MIN_WORDS])
    return _last_of(begun, folded) if len(content(begun)) == MIN_WORDS else -1


@cache
def _name_of(label: str) -> str:
    return _BRACKETS.sub("", label).strip()


def _last_of(name: str, folded: str) -> int:
    """Where a name ends that stands in a text as words of its own, at its last place; -1 where it does not."""
    at = folded.rfind(name) if name else -1
    while at >= 0:
        end = at + len(name)
        if not folded[max(0, at - 1) : at].isalnum() and not folded[end : end + 1].isalnum():
            return end
        at = folded.rfind(name, 0, end - 1)
    return -1
