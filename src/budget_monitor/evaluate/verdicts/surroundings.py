"""A cell and the figures around it: its unit, its column, the figure of the period before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.expr import Expr, col
from budget_monitor.evaluate.engines.frames import LONG_FRAME_ROWS, Frames
from budget_monitor.evaluate.twins import Twins
from budget_monitor.evaluate.verdicts.cells import CellReader, SignedCell, number_of
from budget_monitor.evaluate.verdicts.findings import FindingMaker
from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE, ROW_TYPE, SEQ, SUBTOTALS, RowType, half_column
from budget_monitor.model.ledgers.money import Figure
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema

MAX_ROWS_COMPARED = 5_000
"""Of a longer ledger the keys of reports are not compared."""


class Surroundings:
    """Cells looked up by where they stand, and the figures around them."""

    def __init__(self, frames: Frames, maker: FindingMaker) -> None:
        self.frames = frames
        self.maker = maker
        self.ledger_of_file = {table.file: name for name, table in frames.ledger_set.ledgers.items()}
        self.twins = Twins(frames.ledger_set.ledgers.values())
        self._columns: dict[tuple[str, str], str] = {}
        self._figures: dict[tuple[str, str], Sequence[CellRef]] = {}
        self._before: dict[tuple[str, int], Sequence[Mapping[str, int]]] = {}
        self._steps: dict[str, Mapping[int, Mapping[tuple[object, ...], int]]] = {}

    def cell(self, ref: CellRef) -> Cell:
        """A cell's text and value."""
        return self._signed(ref).cell

    def name(self, ref: CellRef) -> tuple[str, str]:
        """A cell's ledger, and its column as the rules call it."""
        return self.ledger_of_file[ref.file], self.schema_column(ref)

    def figure(self, ref: CellRef, number: Decimal) -> Figure:
        """A number as a figure of a cell's column."""
        return self._reader(ref).figure(self.schema_column(ref), number)

    def unit(self, ref: CellRef) -> Fraction:
        """The unit a cell was printed to; a penny for exact money, and 1 for exact counts."""
        half = self.half(ref)
        if half:
            return 2 * half
        column = self._schema(ref).columns[self.schema_column(ref)]
        return Fraction(1, 100) if column.type is ColumnType.MONEY else Fraction(1)

    def is_exact(self, ref: CellRef) -> bool:
        """Whether a cell was printed as it is."""
        return self.half(ref) == 0

    def is_empty(self, ref: CellRef) -> bool:
        """True of a blank that is nil, where it is the only one of its column; a nought of a ledger is a figure, and
        any other blank leaves its checks undecided.
        """
        is_nil = self._schema(ref).columns[self.schema_column(ref)].blank_is_nil
        if not is_nil or self.cell(ref).text.strip():
            return False
        column = self.column(ref, MAX_ROWS_COMPARED)
        has_others = any(one != ref for one in column)
        return has_others and all(one == ref or self.cell(one).text.strip() for one in column)

    def half(self, ref: CellRef) -> Fraction:
        """Half the unit a cell was rounded to; 0 is exact."""
        name = self.schema_column(ref)
        reader = self._reader(ref)
        half = reader.table.halves.get(name, Decimal(0))
        if half is None:
            by_row = reader.typed(ref.line, half_column(name))
            half = by_row if isinstance(by_row, Decimal) else None
        return Fraction(half or 0)

    def earlier(self, ref: CellRef) -> Fraction | None:
        """The figure of the same key one step back along the ledger's sequence."""
        rows = self._rows_before(ref)
        if not rows:
            return None
        last = max(rows, key=lambda row: (row[SEQ], row[LINE]))
        return self._in_the_sign_of(ref, last[LINE])

    def so_far(self, ref: CellRef) -> Fraction | None:
        """What the same key came to before in the same year: along the last column of the sequence alone."""
        reader = self._reader(ref)
        *years, _ = reader.table.schema.sequence or ("",)
        own = [reader.typed(ref.line, column) for column in years]
        amounts = [
            self._in_the_sign_of(ref, row[LINE])
            for row in self._rows_before(ref)
            if [reader.typed(row[LINE], column) for column in years] == own
        ]
        return sum((one for one in amounts if one is not None), Fraction(0)) if amounts else None

    def _rows_before(self, ref: CellRef) -> Sequence[Mapping[str, int]]:
        """The rows of the same key that come before a cell's own; each look at a long ledger goes through all of it."""
        if (ref.file, ref.line) not in self._before:
            self._before[ref.file, ref.line] = self._found_before(self._reader(ref), ref.line)
        return self._before[ref.file, ref.line]

    def _found_before(self, reader: CellReader, line: int) -> Sequence[Mapping[str, int]]:
        place, ledger = reader.typed(line, SEQ), reader.table.schema.name
        if not isinstance(place, int) or reader.table.schema.repeats or self.frames.is_one_report(ledger):
            return ()
        identity = self._identity(reader)
        earlier = col(SEQ) < place
        for column in identity:
            value = reader.typed(line, column)
            earlier &= col(column).is_null() if value is None else col(column) == value
        return self._frame(reader, SEQ, LINE, *identity).filter(earlier).select(SEQ, LINE).rows()

    def lines_absent(self, ref: CellRef) -> Sequence[int]:
        """The lines of the steps just before and just after a row's own whose identity no line of its step has; none
        where most lines of its step have another identity than those before: lists whose lines do not recur.
        """
        reader = self._reader(ref)
        place = reader.typed(ref.line, SEQ)
        table = reader.table
        if not isinstance(place, int) or table.schema.repeats or table.row_count > MAX_ROWS_COMPARED:
            return ()
        if ref.file not in self._steps:
            self._steps[ref.file] = self._lines_by_step(reader)
        steps = self._steps[ref.file]
        order, own = sorted(steps), steps.get(place, {})
        at = order.index(place) if own else 0
        beside = [steps[order[near]] for near in (at - 1, at + 1) if own and 0 <= near < len(order)]
        recurring = [lines for lines in beside if 2 * len(own.keys() & lines.keys()) >= len(own)]
        return [line for lines in recurring for key, line in lines.items() if key not in own]

    def _lines_by_step(self, reader: CellReader) -> Mapping[int, Mapping[tuple[object, ...], int]]:
        """The lines of a ledger by their place in its sequence, and then by their identity."""
        identity = self._identity(reader)
        steps: dict[int, dict[tuple[object, ...], int]] = defaultdict(dict)
        frame = self._frame(reader, SEQ, LINE, ROW_TYPE, *identity)
        lines = frame.filter(col(ROW_TYPE) == RowType.LINE.value)
        for row in lines.select(SEQ, LINE, *identity).rows():
            if row[SEQ] is not None:
                steps[row[SEQ]][tuple(row[name] for name in identity)] = row[LINE]
        return steps

    def _in_the_sign_of(self, ref: CellRef, line: int) -> Fraction | None:
        """The figure of another line in a cell's column, in the sign that the cell is read with."""
        signed = self._reader(ref).signed(line, self.schema_column(ref))
        value = signed.cell.value
        own = self._signed(ref).sign
        return None if value is None or isinstance(value, str) else number_of(value) * signed.sign * own

    def column(self, ref: CellRef, most: int) -> Sequence[CellRef]:
        """Every figure of a cell's column, in the order of lines; none at all of a column with more than `most`."""
        reader, name = self._reader(ref), self.schema_column(ref)
        if reader.table.row_count > max(most, LONG_FRAME_ROWS):
            return []
        if (ref.file, name) not in self._figures:
            lines = self._lines(reader, [name], ~col(name).is_null())
            self._figures[ref.file, name] = [self.own(reader.signed(line, name)).cell.ref for line in lines]
        figures = self._figures[ref.file, name]
        return figures if len(figures) <= most else []

    def subtotals(self, ref: CellRef) -> Sequence[CellRef]:
        """The figures of a cell's column that stand on sub-total rows."""
        reader, name = self._reader(ref), self.schema_column(ref)
        is_subtotal = col(ROW_TYPE).is_in([kind.value for kind in SUBTOTALS])
        lines = self._lines(reader, [ROW_TYPE, name], is_subtotal & ~col(name).is_null())
        return [self.own(reader.signed(line, name)).cell.ref for line in lines]

    def own(self, signed: SignedCell) -> SignedCell:
        """A cell as the first ledger that reads it knows it, where both read the same figure in it."""
        first = self.twins.of(signed.cell.ref)[0]
        if first == signed.cell.ref:
            return signed
        cell = self._signed(first).cell
        return SignedCell(cell, signed.sign) if cell.value == signed.cell.value else signed

    def _lines(self, reader: CellReader, columns: Sequence[str], chosen: Expr) -> list[int]:
        """The lines of a ledger's rows of which something is true that these columns tell."""
        return sorted(int(row[LINE]) for row in self._frame(reader, LINE, *columns).filter(chosen).select(LINE).rows())

    def _frame(self, reader: CellReader, *columns: str) -> Frame:
        name = reader.table.schema.name
        return self.frames.for_cells([name]).frame(name, columns)

    def _identity(self, reader: CellReader) -> Sequence[str]:
        """What a row and its earlier ones have in common."""
        identity = reader.table.schema.identity
        has_authority = self.frames.has_authority and AUTHORITY not in identity
        return (AUTHORITY, *identity) if has_authority and reader.table.has_authority else identity

    def _reader(self, ref: CellRef) -> CellReader:
        return self.maker.reader(self.ledger_of_file[ref.file])

    def _schema(self, ref: CellRef) -> LedgerSchema:
        return self._reader(ref).table.schema

    def _signed(self, ref: CellRef) -> SignedCell:
        return self._reader(ref).signed(ref.line, self.schema_column(ref))

    def schema_column(self, ref: CellRef) -> str:
        """The schema's column that a file's column feeds: `usage` for `movement`."""
        if (ref.file, ref.column) not in self._columns:
            table = self._reader(ref).table
            named = {text: name for name, text in table.headers.items()}
            name = named.get(ref.column, ref.column)
            stands_for = {column.negated_by: column.name for column in table.schema.columns.values()}
            self._columns[ref.file, ref.column] = stands_for.get(name, name)
        return self._columns[ref.file, ref.column]
