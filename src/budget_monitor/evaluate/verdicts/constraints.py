"""The checks around some cells, holding or not, for the search for culprits.

Only what is asked for is brought back: the checks that failed, and those that share a cell with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain

from budget_monitor.evaluate.engines import Frame, Row
from budget_monitor.evaluate.engines.expr import Expr, col
from budget_monitor.evaluate.engines.frames import LONG_FRAME_ROWS, Frames
from budget_monitor.evaluate.lookups.keys import LINES, rows_of
from budget_monitor.evaluate.lookups.lookups import taken
from budget_monitor.evaluate.lookups.pairing import Pairing
from budget_monitor.evaluate.truths.scalar import Printed, Value, deciding, numerator_of, slope_of, truth
from budget_monitor.evaluate.truths.truth import Mode
from budget_monitor.evaluate.verdicts.cells import CellReader, SignedCell
from budget_monitor.evaluate.verdicts.findings import FindingMaker, values_of
from budget_monitor.evaluate.verdicts.label import label_names, label_of
from budget_monitor.evaluate.verdicts.run import FAIL, NOT_APPLICABLE, UNDECIDED, WITHIN_ROUNDING, Judged
from budget_monitor.evaluate.verdicts.trace import LISTED_LINES, OPENED_IN_ALL, OPENED_LINES, Trace, lines_in_all
from budget_monitor.model.cell import Cell, CellRef
from budget_monitor.model.constraint import Linear
from budget_monitor.model.constraint import Row as LedgerRow
from budget_monitor.model.ledger import AUTHORITY, LINE, ROW_TYPE, SEQ, RowType, half_column
from budget_monitor.model.money import Figure, plain
from budget_monitor.model.outcome import Finding
from budget_monitor.model.rule import About, Tolerance
from budget_monitor.model.schema import ColumnType, LedgerSchema
from budget_monitor.rules.compiled import Check, Run
from budget_monitor.rules.condition import All, Atom, Comparison, Condition, Lookup, Own, polynomial_atoms

FindingPlace = tuple[str, str, int, str]
"""Rule, ledger, line and column of a check."""


@dataclass(frozen=True)
class CheckOfCells:
    """One check of one row or group, with the cells its atoms were taken from (model.constraint.Constraint).

    Of the sums in `partial`, which take in very many lines, only those lines are among the cells that were asked about.
    """

    id: tuple[int, int, int]
    rule: str
    finding: str | None
    condition: Condition
    tolerance: Tolerance
    values: Mapping[Atom, Value]
    sources: Mapping[Atom, list[SignedCell]]
    half: Callable[[CellRef], Fraction]
    partial: frozenset[Atom] = frozenset()

    def take_in(self, other: CheckOfCells) -> None:
        """Adds the cells of the same check that were asked about another time."""
        for atom in self.partial:
            known = {signed.cell.ref for signed in self.sources[atom]}
            self.sources[atom].extend(signed for signed in other.sources[atom] if signed.cell.ref not in known)
        for name in ("cells", "linear"):
            self.__dict__.pop(name, None)

    @cached_property
    def cells(self) -> Sequence[CellRef]:
        """The figures it uses, in the order of the check."""
        found = (signed.cell.ref for sources in self.sources.values() for signed in sources)
        return tuple(dict.fromkeys(found))

    @cached_property
    def linear(self) -> Linear | None:
        """Its equation over cells, where it is one; blank cells count as nothing in it."""
        blanks = tuple(
            signed.cell.ref for sources in self.sources.values() for signed in sources if signed.cell.value is None
        )
        values = self._without_blanks() if blanks else self.values
        comparison = _equation(self.condition, values, self.tolerance)
        if comparison is None:
            return None
        coefficients: dict[CellRef, Fraction] = defaultdict(Fraction)
        polynomial = comparison.gap.numerator
        for atom in polynomial_atoms(polynomial):
            if isinstance(atom, Lookup) and atom.function == "count":
                return None
            slope = slope_of(polynomial, atom, values)
            if slope is None:
                return None
            for signed in self.sources[atom]:
                coefficients[signed.cell.ref] += slope * signed.sign
        gap = numerator_of(comparison, values, self.tolerance)
        if gap is None:
            return None
        used = {ref: number for ref, number in coefficients.items() if number}
        is_tangent = any(len(monomial) > 1 for monomial in polynomial)
        blank = tuple(ref for ref in blanks if ref in used)
        summed = frozenset(
            signed.cell.ref
            for atom, sources in self.sources.items()
            if isinstance(atom, Lookup) and atom.function == "sum"
            for signed in sources
        )
        return Linear(
            used, gap.printed, gap.allowed, blank, is_tangent, bool(self.partial), summed, self._result(comparison)
        )

    def _result(self, comparison: Comparison) -> CellRef | None:
        """The cell on the reported side, where it stands there alone."""
        reported = polynomial_atoms(comparison.reported.numerator)
        found = [signed.cell.ref for atom in reported for signed in self.sources[atom]]
        return found[0] if len(found) == 1 and isinstance(reported[0], Own) else None

    def _without_blanks(self) -> Mapping[Atom, Value]:
        """The atoms with blank cells taken as nothing; where that leaves an atom unknown it stays so."""
        values = dict(self.values)
        for atom, sources in self.sources.items():
            if values[atom] is None and sources and atom not in self.partial:
                known = [signed for signed in sources if signed.cell.value is not None]
                figures = [_number(signed.cell.value) * signed.sign for signed in known]
                halves = [self.half(signed.cell.ref) for signed in sources]
                values[atom] = Printed(sum(figures, Fraction(0)), sum(halves, Fraction(0)))
        return values

    def possible(self, changes: Mapping[CellRef, Fraction]) -> bool | None:
        """Whether it could hold once cells are changed by these amounts."""
        values = dict(self.values)
        for atom, sources in self.sources.items():
            change = sum(
                (changes[signed.cell.ref] * signed.sign for signed in sources if signed.cell.ref in changes),
                Fraction(0),
            )
            value = values[atom]
            if change and isinstance(value, Printed):
                values[atom] = Printed(value.value + change, value.half)
        return truth(self.condition, values, Mode.POSSIBLE, self.tolerance)


def _equation(condition: Condition, values: Mapping[Atom, Value], tolerance: Tolerance) -> Comparison | None:
    """The equation a check comes to on its row: itself, or the one that its conditions select there."""
    if isinstance(condition, Comparison):
        return condition if condition.op == "==" else None
    parts = getattr(condition, "parts", ())
    if isinstance(condition, All) or not parts:
        return None
    for part in parts:
        guards = part.parts[:-1] if isinstance(part, All) else ()
        last = part.parts[-1] if isinstance(part, All) else part
        if not isinstance(last, Comparison) or last.op != "==":
            return None
        if any(isinstance(guard, Comparison) for guard in guards):
            return None  # which equation holds depends on figures that a correction may change
        if all(truth(guard, values, Mode.HOLDS, tolerance) for guard in guards):
            return last if guards else None
    return deciding(condition, values, tolerance) if len(parts) == 1 else None


class Constraints:
    """The checks of a whole evaluation that are about figures (model.constraint.ConstraintSource).

    Restatements and notices are no slips, and what is accepted (`accept`) stands: none of them is told.
    """

    def __init__(
        self, frames: Frames, maker: FindingMaker, judged: Sequence[Judged], findings: Mapping[FindingPlace, str]
    ) -> None:
        self.frames = frames
        self.maker = maker
        self.judged = judged
        self.findings = findings
        self._accepted: frozenset[str] = frozenset()
        self._about = frozenset({About.FIGURES})
        self._columns: dict[tuple[str, str], str] = {}
        self._partial: dict[tuple[int, int, int], CheckOfCells] = {}
        self.ledger_of_file = {table.file: name for name, table in frames.ledger_set.ledgers.items()}

    def accept(self, findings: Iterable[str]) -> None:
        """Leaves out the checks of some findings, by id, from now on."""
        self._accepted |= frozenset(findings)

    def with_restatements(self) -> Constraints:
        """The same with the checks of restatements: they notice a changed figure, though it need be no slip."""
        whole = Constraints(self.frames, self.maker, self.judged, self.findings)
        whole._about = self._about | {About.RESTATEMENT}
        return whole

    @cached_property
    def opened(self) -> int:
        """The most lines of one sum that are gone through one by one."""
        lines = 0
        for number, place, rows in self._failed:
            if lines <= OPENED_IN_ALL:
                judged = self.judged[number]
                wanted = judged.run.checks[place].atoms
                lines += lines_in_all(self.frames, judged.run, judged.attached, rows, wanted)
        return OPENED_LINES if lines <= OPENED_IN_ALL else LISTED_LINES

    @cached_property
    def _failed(self) -> Sequence[tuple[int, int, list[Row]]]:
        """The rows that failed: each look at a large ledger costs the same, so there is one."""
        return list(self._rows(FAIL))

    def _rows(self, code: int) -> Iterator[tuple[int, int, list[Row]]]:
        """The rows of one code, by run and by the place of the check in it."""
        for number, judged in self._about_figures():
            for place in range(len(judged.checks)):
                if rows := judged.rows(place, frozenset({code})):
                    yield number, place, rows

    def _about_figures(self) -> Iterator[tuple[int, Judged]]:
        return ((number, judged) for number, judged in enumerate(self.judged) if judged.run.rule.about in self._about)

    def failing(self) -> Sequence[CheckOfCells]:
        """Every check that failed."""
        found = (self._checks(number, [place], rows, {}) for number, place, rows in self._failed)
        return _in_order(chain.from_iterable(found))

    @property
    def rounded_checks(self) -> int:
        """How many checks hold only within rounding."""
        return sum(counts[WITHIN_ROUNDING] for _, judged in self._about_figures() for counts in judged.counts)

    def rounded(self) -> Sequence[CheckOfCells]:
        """Every check that holds only within rounding."""
        found = (self._checks(number, [place], rows, {}) for number, place, rows in self._rows(WITHIN_ROUNDING))
        return _in_order(chain.from_iterable(found))

    def told(self, check: CheckOfCells) -> Finding:
        """What there is to say of one check, whether or not it holds."""
        number, place, line = check.id
        judged = self.judged[number]
        (row,) = judged.frame.filter(col(LINE) == line).rows()
        return self.maker.finding(judged, place, row)

    def undecided(self) -> Sequence[CheckOfCells]:
        """Every check that a blank leaves undecided."""
        found = (self._checks(number, [place], rows, {}) for number, place, rows in self._rows(UNDECIDED))
        return _in_order(chain.from_iterable(found))

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
        reader, name = self._reader(ref), self.schema_column(ref)
        place = reader.typed(ref.line, SEQ)
        if not isinstance(place, int) or reader.table.schema.repeats:
            return None
        earlier = col(SEQ) < place
        for column in self._identity(reader):
            value = reader.typed(ref.line, column)
            earlier &= col(column).is_null() if value is None else col(column) == value
        rows = self._frame(reader).filter(earlier).select(SEQ, LINE).rows()
        if not rows:
            return None
        last = max(rows, key=lambda row: (row[SEQ], row[LINE]))
        signed = reader.signed(last[LINE], name)
        value = signed.cell.value
        own = self._signed(ref).sign
        return None if value is None or isinstance(value, str) else _number(value) * signed.sign * own

    def column(self, ref: CellRef, most: int) -> Sequence[CellRef]:
        """Every figure of a cell's column, in the order of lines; none at all of a column with more than `most`."""
        reader, name = self._reader(ref), self.schema_column(ref)
        if reader.table.row_count > max(most, LONG_FRAME_ROWS):
            return []
        lines = self._lines(reader, ~col(name).is_null())
        return [reader.signed(line, name).cell.ref for line in lines] if len(lines) <= most else []

    def address(self, ref: CellRef) -> str:
        """A cell's address in a spreadsheet; empty for a column that the file has not."""
        header = self._reader(ref).table.stored.header
        return f"{_letters(header.index(ref.column))}{ref.line}" if ref.column in header else ""

    def is_grouping(self, file: str, column: str) -> bool:
        """Whether rules add the rows of a file up by one of its key columns."""
        return column in self._grouping.get(self.ledger_of_file[file], ())

    @cached_property
    def _grouping(self) -> Mapping[str, set[str]]:
        """The columns by which sums over a ledger are grouped."""
        found: dict[str, set[str]] = defaultdict(set)
        for judged in self.judged:
            lookups = {atom.ledger for atom in judged.run.atoms if isinstance(atom, Lookup) and atom.function == "sum"}
            for ledger in lookups:
                found[ledger] |= {pair.other for pair in judged.attached.by}
        return found

    def row(self, ref: CellRef) -> LedgerRow:
        """The row that a cell stands in."""
        reader = self._reader(ref)
        schema, line = reader.table.schema, ref.line
        key = {name: reader.signed(line, name).cell for name in schema.key if name in reader.table.column_names}
        columns = [name for name, column in schema.columns.items() if column.type.is_numeric]
        cells = {name: reader.signed(line, name).cell for name in columns if name in reader.table.column_names}
        figures = {name: cell.ref for name, cell in cells.items() if cell.value is not None}
        label = label_of(schema, reader.key(line, label_names(schema)))
        is_line = reader.typed(line, ROW_TYPE) == RowType.LINE.value
        return LedgerRow(ref.file, line, key, figures, label, is_line)

    def subtotals(self, ref: CellRef) -> Sequence[CellRef]:
        """The figures of a cell's column that stand on sub-total rows."""
        reader, name = self._reader(ref), self.schema_column(ref)
        lines = self._lines(reader, (col(ROW_TYPE) == RowType.SUBTOTAL.value) & ~col(name).is_null())
        return [reader.signed(line, name).cell.ref for line in lines]

    def _lines(self, reader: CellReader, chosen: Expr) -> list[int]:
        """The lines of a ledger's rows of which something is true."""
        return sorted(int(row[LINE]) for row in self._frame(reader).filter(chosen).select(LINE).rows())

    def _frame(self, reader: CellReader) -> Frame:
        name = reader.table.schema.name
        return self.frames.for_cells([name]).frame(name)

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

    def touching(self, cells: Collection[CellRef]) -> Sequence[CheckOfCells]:
        """Every check that uses any of these cells."""
        wanted: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for ref in cells:
            ledger = self.ledger_of_file[ref.file]
            wanted[ledger][self.schema_column(ref)].add(ref.line)
        found: list[CheckOfCells] = []
        for number, judged in self._about_figures():
            rows = self._rows_touching(judged, wanted)
            if rows:
                asked = {ledger: set[int]().union(*lines.values()) for ledger, lines in wanted.items()}
                found += self._checks(number, range(len(judged.checks)), rows, asked)
        chosen = set(cells)
        return _in_order(check for check in found if not chosen.isdisjoint(check.cells))

    def schema_column(self, ref: CellRef) -> str:
        """The schema's column that a file's column feeds: `usage` for `movement`."""
        if (ref.file, ref.column) not in self._columns:
            table = self._reader(ref).table
            named = {text: name for name, text in table.headers.items()}
            name = named.get(ref.column, ref.column)
            stands_for = {column.negated_by: column.name for column in table.schema.columns.values()}
            self._columns[ref.file, ref.column] = stands_for.get(name, name)
        return self._columns[ref.file, ref.column]

    def _rows_touching(self, judged: Judged, wanted: Mapping[str, Mapping[str, set[int]]]) -> list[Row]:
        run, attached = judged.run, judged.attached
        rows: dict[int, Row] = {}
        for atom in run.atoms:
            lines = sorted(wanted.get(_ledger_of(atom, run), {}).get(atom.column, ()))
            if not lines:
                continue
            if isinstance(atom, Own):
                frame = judged.frame.filter(col(LINE).is_in(lines))
            elif atom in attached.lines:
                frame = judged.frame.filter(col(attached.lines[atom]).is_in(lines))
            elif isinstance(atom, Lookup):
                frame = self._in_groups_of(judged, atom, lines)
            else:
                continue
            rows |= {int(row[LINE]): row for row in frame.rows()}
        return [rows[line] for line in sorted(rows)]

    def _in_groups_of(self, judged: Judged, atom: Lookup, lines: list[int]) -> Frame:
        """The rows whose sum takes in any of some lines."""
        frames = self.frames.for_joining(judged.frame, judged.run.looked_at(atom))
        pairing = Pairing(frames, judged.run.schema.name, atom.ledger, judged.attached.by)
        source = taken(frames, judged.run, atom).filter(col(LINE).is_in(lines))
        groups = pairing.groups(rows_of(frames, atom.ledger, LINES, pairing.picked, source))
        wanted = groups.unique(groups.names).moved_to(judged.frame, self.frames.engine)
        frame = judged.frame
        if wanted.is_empty():
            return frame.filter(col(LINE) < 0)
        frame = frame.join(wanted, [pairing.own[key] for key in pairing.on], pairing.on, inner=True)
        for key, rank in pairing.ranks.items():
            frame = frame.filter(col(rank) <= col(pairing.own[key]))
        return frame

    def _checks(
        self, number: int, places: Sequence[int], rows: Sequence[Row], asked: Mapping[str, Collection[int]]
    ) -> list[CheckOfCells]:
        judged = self.judged[number]
        found = (atom for place in places for atom in judged.run.checks[place].atoms)
        wanted = [atom for atom in dict.fromkeys(found) if not _is_count(atom)]
        trace = Trace(self.frames, judged.run, judged.attached, rows, wanted, self.opened, asked)
        return [
            self._check(number, place, judged.run.checks[place], trace, row)
            for row in rows
            for place in places
            if judged.code(place, row) != NOT_APPLICABLE and self._finding(judged, place, row) not in self._accepted
        ]

    def _finding(self, judged: Judged, place: int, row: Row) -> str | None:
        """The id of the finding that a check is, or None where it is none."""
        if judged.code(place, row) not in (FAIL, UNDECIDED):
            return None
        at = (judged.run.rule.id, judged.run.schema.name, int(str(row[LINE])), judged.run.checks[place].column)
        return self.findings.get(at)

    def _check(self, number: int, place: int, check: Check, trace: Trace, row: Row) -> CheckOfCells:
        judged = self.judged[number]
        line = int(str(row[LINE]))
        used = check.atoms
        sources = {atom: self.maker.cells_of(judged.run, trace, row, atom) for atom in used}
        found = CheckOfCells(
            (number, place, line),
            judged.run.rule.id,
            self._finding(judged, place, row),
            check.condition,
            judged.run.rule.tolerance,
            values_of(judged.attached, row),
            sources,
            self.half,
            frozenset(atom for atom in used if trace.beyond(atom, row)),
        )
        if not found.partial:
            return found
        known = self._partial.setdefault(found.id, found)
        if known is not found:
            known.take_in(found)
        return known


def _letters(column: int) -> str:
    """A column's letters, from 0: A, B, …, Z, AA."""
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _number(value: Figure | str | None) -> Fraction:
    return Fraction(0) if value is None or isinstance(value, str) else Fraction(plain(value))


def _is_count(atom: Atom) -> bool:
    return isinstance(atom, Lookup) and atom.function == "count"


def _ledger_of(atom: Atom, run: Run) -> str:
    return atom.ledger if isinstance(atom, Lookup) else run.schema.name


def _in_order(found: Iterable[CheckOfCells]) -> list[CheckOfCells]:
    return sorted({check.id: check for check in found}.values(), key=lambda check: check.id)
