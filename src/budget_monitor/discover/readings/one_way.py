"""A table seen one way, as a ledger: its rows as lines with columns made of columns, or its columns as lines with rows
made of rows.
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from budget_monitor.discover.checks import Check
from budget_monitor.discover.matrix import Matrix
from budget_monitor.discover.readings.between import Between
from budget_monitor.discover.readings.identities import Identity
from budget_monitor.figures.headers import header_rows
from budget_monitor.model.checks.inferred import InferredColumn, InferredLedger, InferredRule
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.grid import GridCell, column_letters
from budget_monitor.model.ledgers.layout import ColumnKind, Layout, RowRole
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.model.ledgers.schema import Layout as Lies

ADDING = (RelationKind.SUM, RelationKind.DIFFERENCE, RelationKind.TIE)
MAX_NAME_CHARACTERS = 40
_RESERVED = {
    "sum", "count", "min", "max", "abs", "previous", "previous_year", "is_missing", "column", "item", "row_type",
    "authority",
}  # fmt: skip


class SeenOneWay:
    """A table seen one way: `is_of_columns` means that its lines are rows, and its identities are of columns."""

    def __init__(
        self, name: str, layout: Layout, matrix: Matrix, found: Sequence[tuple[Identity, list[Check]]], across: bool
    ) -> None:
        self.name = name
        self._grid = layout.grid
        self._matrix = matrix
        self._layout = layout
        self._across = across
        self._labels = [one.place for one in layout.columns if one.kind is ColumnKind.TEXT and one.filled > 1]
        first = min((line.index for line in matrix.columns), default=0)
        before = [one for one in self._labels if one < first] or self._labels[:1]
        self._labels = [one for at, one in enumerate(before) if one == before[0] + at]
        self._headers = {one.place: one.header for one in layout.columns}
        self._found = found
        self._used = dict.fromkeys(at for one, _ in found for at in (one.target, *(at for at, _ in one.terms)))

    @property
    def is_used(self) -> bool:
        """True if any rule is about it."""
        return bool(self._used)

    def use(self, rows: Iterable[int]) -> None:
        """Makes rows columns of the ledger, before anything is said of it."""
        self._used |= dict.fromkeys(rows)

    @cached_property
    def names(self) -> Mapping[int, str]:
        """What the columns, or rows, that are used are called in the ledger."""
        return dict(zip(self._used, _names(map(self._text, self._used)), strict=True))

    def line_alone(self, column: int) -> str:
        """What a column of figures is called as a line of the ledger; "" where it is none, or another is called so."""
        name = self._line(column)
        return name if name and self._lines.count(name) == 1 else ""

    @cached_property
    def _lines(self) -> list[str]:
        return [self._line(one.index) for one in self._matrix.columns]

    def ledger(
        self, between: Sequence[tuple[Between, list[Check]]], others: Mapping[str, SeenOneWay]
    ) -> InferredLedger:
        """The ledger with a rule for each identity, and for each with rows of `others`, by their sheets."""
        unused = self._unused(self._used)
        texts = {index: self._text(index) for index in (*self._used, *unused)}
        counts = Counter(texts.values())
        columns = [
            InferredColumn(name, self._called(index, texts[index], counts), self._type(index), self._values(index))
            for index, name in self.names.items()
        ]
        rules = [self._rule(one, group) for one, group in self._found]
        rules += [self._rule_between(one, others[one.of_sheet], group) for one, group in between]
        lies = Lies.ROWS if self._across else Lies.TRANSPOSED
        return InferredLedger(
            self.name, self._grid.file, self._grid.sheet, lies, self._item(), self._header(), self._only(),
            self._not_read(self._used), [self._called(index, texts[index], counts) for index in unused], columns, rules,
        )  # fmt: skip

    def _text(self, index: int) -> str:
        if self._across:
            return self._headers.get(index, "")
        return " ".join(dict.fromkeys(text for texts in self._labelled if (text := texts[index])))

    @cached_property
    def _labelled(self) -> list[list[str]]:
        """The texts of the columns that label the rows, as a mapping reads them: as the header of a table turned."""
        return header_rows((row[at].text for row in self._grid.rows) for at in self._labels)

    def _called(self, index: int, text: str, counts: Mapping[str, int]) -> str:
        """What a mapping calls it by: its text, where no other has the same, or else its place. Of rows with the same
        text it is which of them it is: a row that is put in above does not shift that.
        """
        if not self._across:
            return self._called_row(index)
        others = [one.header for one in self._layout.columns]
        plain = "{" not in text and not re.match(r"(?i)(?:column [a-z]+|row \d+)$", text)
        if text and plain and sum(1 for one in others if one.casefold() == text.casefold()) == 1 and counts[text] == 1:
            return text
        return f"column {column_letters(index)}"

    def _called_row(self, index: int) -> str:
        name = self._name_of_row(index)
        if not name or "{" in name or re.match(r"(?i)(?:column [a-z]+|row \d+)$|\d+(?:st|nd|rd|th) row called", name):
            return f"row {self._grid.lines[index]}"
        same = [row for row in range(len(self._grid.rows)) if self._name_of_row(row).casefold() == name.casefold()]
        return name if len(same) == 1 else f"{_ordinal(same.index(index) + 1)} row called {name}"

    def _name_of_row(self, index: int) -> str:
        """The last of its labels, or what stands before where that is blank."""
        return (self._labelled[-1][index] if self._labels else "") or self._text(index)

    def _figures(self, index: int) -> list[GridCell]:
        """The cells of a column, or of a row, that hold the table's figures."""
        if self._across:
            return [self._grid.rows[line.index][index] for line in self._matrix.rows]
        return [self._grid.rows[index][line.index] for line in self._matrix.columns]

    def _type(self, index: int) -> ColumnType:
        cells = [cell for cell in self._figures(index) if cell.value is not None]
        if cells and sum(1 for cell in cells if cell.is_percent) * 2 > len(cells):
            return ColumnType.PERCENT
        return ColumnType.NUMBER

    def _values(self, index: int) -> dict[str, str]:
        found = {}
        for cell in self._figures(index):
            text = cell.text.strip()
            if cell.read_as and cell.value is not None:
                found[text] = f"{cell.value:f}"
            elif cell.value is None and text:
                found[text] = ""
        return found

    def _item(self) -> list[str]:
        """What names the lines: columns with labels, or of a transposed table the rows of the header."""
        if not self._across:
            return [f"row {line}" for line in self._layout.header_lines] or ["row 1"]
        return [self._headers[at] or f"column {column_letters(at)}" for at in self._labels] or ["column A"]

    def _header(self) -> list[int]:
        if self._across:
            return list(self._layout.header_lines)
        return [at + 1 for at in (self._labels[:1] + self._labels[-1:] if len(self._labels) > 1 else self._labels)]

    def _only(self) -> list[str]:
        """Of a transposed table the columns that hold figures that may be added."""
        if self._across:
            return []
        percent = (self._matrix.percent & self._matrix.known).sum(axis=0) * 2 > self._matrix.known.sum(axis=0)
        columns = zip(self._matrix.columns, percent, strict=True)
        names = [self._line(column.index) for column, is_percent in columns if not is_percent]
        return [name for name in names if name]

    def _unused(self, used: Collection[int]) -> list[int]:
        """The other columns, or rows below the header, that have figures."""
        if self._across:
            others = [at for at in range(self._grid.width) if at not in used and at not in self._labels]
            return [at for at in others if any(row[at].value is not None for row in self._grid.rows)]
        header = [row.place for row in self._layout.rows if row.role is RowRole.HEADER]
        others = [at for at in range(len(self._grid.rows)) if at not in used and at not in header]
        return [at for at in others if any(cell.value is not None for cell in self._grid.rows[at])]

    def _not_read(self, used: Iterable[int]) -> list[str]:
        """The lines that have percentages where others have amounts."""
        plain = (
            [self._figures(index) for index in used if self._type(index) is ColumnType.NUMBER] if self._across else []
        )
        lines = [line.index for line in self._matrix.rows]
        found = [at for at, *cells in zip(lines, *plain, strict=bool(plain)) if any(cell.is_percent for cell in cells)]
        return [name for name in dict.fromkeys(map(self._line, found)) if name]

    def _line(self, index: int) -> str:
        """What a line is called in the ledger: the last of its labels that is filled."""
        if self._across:
            texts = [" ".join(self._grid.rows[index][at].text.split()) for at in self._labels]
        else:
            header = [row.place for row in self._layout.rows if row.role is RowRole.HEADER]
            texts = [" ".join(self._grid.rows[row][index].text.split()) for row in header]
        return next((text for text in reversed(texts) if text), "")

    def _rule(self, one: Identity, group: Sequence[Check]) -> InferredRule:
        names = self.names
        terms = [(names[at], sign) for at, sign in one.terms]
        of_line = self._line(one.of_line) if one.of_line >= 0 else ""
        title = self._text(one.target) or names[one.target]
        places = {check.address: check.verdict for check in group}
        left_out, takes_noughts = self._left_out(one, group)
        return InferredRule(
            "", one.kind, names[one.target], terms, one.factor, one.is_change, all(map(_is_exact, group)),
            list(dict.fromkeys(map(self._line, left_out))), takes_noughts, of_line, title, group[0].evidence, places,
        )  # fmt: skip

    def _rule_between(self, one: Between, other: SeenOneWay, group: Sequence[Check]) -> InferredRule:
        terms = [(other.names[at], sign) for at, sign in one.terms]
        claimed = {self._line(check.target.column) for check in group}
        others = [] if one.line else [text for text in dict.fromkeys(self._lines) if text not in claimed]
        return InferredRule(
            "", group[0].kind, self.names[one.row], terms, 1, False, all(map(_is_exact, group)), others, True,
            one.of_line, self._text(one.row) or self.names[one.row], group[0].evidence,
            {check.address: check.verdict for check in group}, other.name if other is not self else "", one.line,
        )  # fmt: skip

    def _left_out(self, one: Identity, group: Sequence[Check]) -> tuple[list[int], bool]:
        """The lines with figures of which the identity is not claimed; and whether it is put to lines in which its
        target is nought or blank, too, so that one that is left blank later is told.

        Only what adds is, and only where few lines lack it: of others a blank says that there is none.
        """
        claimed = {one.line(check.target) for check in group if check.verdict is not Verdict.UNDECIDED}
        if one.kind in ADDING:
            own = dict.fromkeys((one.target, *(at for at, _ in one.terms)))
            unclaimed = [at for at in self._filled(own) if at not in claimed]
            if len(unclaimed) <= len(claimed):
                return unclaimed, True
        filled = self._filled([one.target])
        if one.kind is RelationKind.RUNNING:
            filled = filled[1:]  # before the first there is nothing that it could have run on from
        return [at for at in filled if at not in claimed], False

    def _filled(self, own: Iterable[int]) -> list[int]:
        """The lines that have a figure, and no nought, in any of some columns, or of some rows."""
        lines = [line.index for line in (self._matrix.rows if self._across else self._matrix.columns)]
        figures = [self._figures(index) for index in own]
        return [at for at, *cells in zip(lines, *figures, strict=True) if any(cell.value for cell in cells)]


def _is_exact(check: Check) -> bool:
    """True if nothing is put down to rounding: a ledger reads its figures as they are shown."""
    cells = (check.grid.rows[part.row][part.column] for part in check.parts)
    return not check.allowed and not any(cell.stores_more for cell in cells)


def _names(texts: Iterable[str]) -> list[str]:
    """A name for each, that a rule may use and that no other has."""
    names: list[str] = []
    for text in texts:
        base = slug(text)
        name, number = base, 1
        while name in names or name in _RESERVED or keyword.iskeyword(name):
            number += 1
            name = f"{base}_{number}"
        names.append(name)
    return names


def _ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def slug(text: str) -> str:
    """A text as a name: small letters, digits and low lines, a letter first."""
    word = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:MAX_NAME_CHARACTERS].strip("_")
    return word if word[:1].isalpha() else f"c_{word}".rstrip("_")
