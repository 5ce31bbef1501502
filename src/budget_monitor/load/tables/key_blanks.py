"""Blanks in the key, as merged cells leave them: which rows they are on, and what stands above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from budget_monitor.load.cells.distinct import Distinct, plain
from budget_monitor.load.cells.row_problems import ERROR, MAX_LINES_KEPT, WARNING, CellProblem
from budget_monitor.model.ledgers.ledger import RowType
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema

MAX_LINES_NAMED = 3
"""How many lines with such a blank are named; the others are counted."""


class _Found(Struct):
    """The blanks of one column: how many, the first lines, and what last stood above the first of them."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    above: str = ""
    last: str = ""
    is_filled: bool = False


class KeyBlanks:
    """Gathers the lines with a blank in a column of words that the key needs, block by block.

    A column that is blank on every line is one that the body has no use for. What a row is a part of is told by the
    columns up to its label: a blank there is an error, since no sum takes in the row, and beyond it a warning.
    """

    def __init__(self, schema: LedgerSchema) -> None:
        words = [name for name in schema.key if schema.columns[name].type is ColumnType.TEXT]
        end = words.index(schema.label) + 1 if schema.label in words else len(words)
        needed = [name for name in words if schema.columns[name].required]
        self._severity = {name: ERROR if name in words[:end] else WARNING for name in needed}
        self._found = {name: _Found() for name in needed}

    def look_at(self, words: Mapping[str, Distinct], types: pa.Array, lines: pa.Array) -> None:
        """Take in some rows: their words, the types of the rows and the lines they stand on."""
        for name, found in self._found.items():
            if name not in words:
                continue
            is_blank = pc.equal(words[name].tidy, "")
            cells = words[name].cells
            if is_blank.true_count:
                blank, every = is_blank.take(words[name].codes), plain(cells)
                rows = pc.indices_nonzero(pc.and_(blank, pc.equal(plain(types), RowType.LINE.value)))
                self._note(found, every, blank, rows, lines)
                cells = every.filter(pc.invert(blank))
            if len(cells):
                found.is_filled = True
                found.last = " ".join(str(cells[-1].as_py()).split())

    def _note(self, found: _Found, cells: pa.Array, blank: pa.Array, rows: pa.Array, lines: pa.Array) -> None:
        if not len(rows):
            return
        if not found.count:
            first = rows[0].as_py()
            above = cells.slice(0, first).filter(pc.invert(blank.slice(0, first)))
            found.above = " ".join(str(above[-1].as_py()).split()) if len(above) else found.last
        found.count += len(rows)
        found.lines += lines.take(rows.slice(0, max(0, MAX_LINES_KEPT - len(found.lines)))).to_pylist()

    def lost(self) -> set[int]:
        """The first lines of rows that no sum takes in where it should."""
        return {
            line
            for name, found in self._found.items()
            if found.is_filled and self._severity[name] == ERROR
            for line in found.lines
        }

    def problems(self) -> Iterator[tuple[str, CellProblem]]:
        """One problem for each column with such blanks."""
        for name, found in self._found.items():
            if found.is_filled and found.lines:
                yield name, CellProblem(found.lines[0], "", self._severity[name], _message(name, found))


def _message(name: str, found: _Found) -> str:
    more = [str(line) for line in found.lines[1:MAX_LINES_NAMED]]
    beyond = found.count - 1 - len(more)
    also = f", and on line{'s' if len(more) + beyond > 1 else ''} {', '.join(more)}" if more else ""
    also += f" and {beyond:,} more" if beyond > 0 else ""
    fill = f"; if cells were merged, fill {found.above!r} down from the row above" if found.above else ""
    return f"blank{also}, but {name} is part of the key: which row this is cannot be told{fill}"
