"""The checks around some cells, holding or not, for the search for culprits.

Only what is asked for is brought back: the checks that failed, and those that share a cell with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile

from budget_monitor.evaluate.engines import Frame, Row
from budget_monitor.evaluate.engines.expr import col
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import rows_of, rows_reached
from budget_monitor.evaluate.lookups.lookups import sorts_of, taken
from budget_monitor.evaluate.lookups.pairing import Pairing
from budget_monitor.evaluate.verdicts.check import CheckOfCells
from budget_monitor.evaluate.verdicts.checked_row import values_of
from budget_monitor.evaluate.verdicts.findings import FindingMaker
from budget_monitor.evaluate.verdicts.run import FAIL, NOT_APPLICABLE, UNDECIDED, WITHIN_ROUNDING, Judged
from budget_monitor.evaluate.verdicts.surroundings import Surroundings
from budget_monitor.evaluate.verdicts.trace import LISTED_LINES, MAX_LINES_IN_ALL, OPENED_LINES, Trace, lines_in_all
from budget_monitor.model.checks.constraint import Row as LedgerRow
from budget_monitor.model.checks.rule import About
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.formulas import Formulas
from budget_monitor.model.ledgers.label import label_names, label_of
from budget_monitor.model.ledgers.ledger import LINE, ROW_TYPE, RowType
from budget_monitor.model.results.outcome import Finding
from budget_monitor.model.running.patience import was_stopped
from budget_monitor.rules.compiled import Check, Run
from budget_monitor.rules.condition import Atom, Lookup, Own

FindingPlace = tuple[str, str, int, str]
"""Rule, ledger, line and column of a check."""


class Constraints(Surroundings):
    """The checks of a whole evaluation that are about figures (model.constraint.ConstraintSource).

    Restatements and notices are no slips, and what is accepted (`accept`) stands: none of them is told.
    """

    def __init__(
        self, frames: Frames, maker: FindingMaker, judged: Sequence[Judged], findings: Mapping[FindingPlace, str]
    ) -> None:
        super().__init__(frames, maker)
        self.judged = judged
        self.findings = findings
        self._accepted: dict[str, str] = {}
        self._about = frozenset({About.FIGURES})
        self._partial: dict[tuple[int, int, int], CheckOfCells] = {}

    formulas: Formulas | None = None
    """By the cells of the ledgers, where these are of workbooks and that was looked up."""

    def accept(self, findings: Mapping[str, str]) -> None:
        """Leaves out the checks of some findings from now on, each by its id with why."""
        self._accepted |= findings

    def why_left_out(self, finding: str) -> str:
        """Why the check of a finding is left out; empty where it is not."""
        return self._accepted.get(finding, "")

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
            if lines <= MAX_LINES_IN_ALL:
                judged = self.judged[number]
                wanted = judged.run.checks[place].atoms
                lines += lines_in_all(self.frames, judged.run, judged.attached, rows, wanted)
        return OPENED_LINES if lines <= MAX_LINES_IN_ALL else LISTED_LINES

    @cached_property
    def _failed(self) -> Sequence[tuple[int, int, list[Row]]]:
        """The rows that failed: each look at a large ledger costs the same, so there is one."""
        return list(self._rows(FAIL))

    def _rows(self, code: int) -> Iterator[tuple[int, int, list[Row]]]:
        """The rows of one code, by run and by the place of the check in it; no more of them once Ctrl-C was pressed."""
        for number, judged in self._about_figures():
            for place in range(len(judged.checks)):
                if not was_stopped() and (rows := judged.rows(place, frozenset({code}))):
                    yield number, place, rows

    def _all(self, rows: Iterable[tuple[int, int, list[Row]]]) -> Sequence[CheckOfCells]:
        """The checks of rows; those of the first ones once Ctrl-C was pressed."""
        asked = takewhile(lambda _: not was_stopped(), rows)
        return _in_order(one for number, place, own in asked for one in self._checks(number, [place], own, {}))

    def _about_figures(self) -> Iterator[tuple[int, Judged]]:
        return ((number, judged) for number, judged in enumerate(self.judged) if judged.run.rule.about in self._about)

    def failing(self) -> Sequence[CheckOfCells]:
        """Every check that failed."""
        return self._all(self._failed)

    @property
    def rounded_checks(self) -> int:
        """How many checks hold only within rounding."""
        return sum(counts[WITHIN_ROUNDING] for _, judged in self._about_figures() for counts in judged.counts)

    def rounded(self) -> Sequence[CheckOfCells]:
        """Every check that holds only within rounding."""
        return self._all(self._rows(WITHIN_ROUNDING))

    def told(self, check: CheckOfCells) -> Finding:
        """What there is to say of one check, whether or not it holds."""
        number, place, line = check.id
        judged = self.judged[number]
        (row,) = judged.frame.filter(col(LINE) == line).rows()
        return self.maker.finding(judged, place, row)

    def undecided(self) -> Sequence[CheckOfCells]:
        """Every check that a blank leaves undecided."""
        return self._all(self._rows(UNDECIDED))

    def address(self, ref: CellRef) -> str:
        """A cell's address in a spreadsheet: I5, or Outturns!I5 in a workbook; empty for a column that is not there."""
        return self._reader(ref).table.ref(ref.line, ref.column).address

    @cached_property
    def _sorts(self) -> Mapping[tuple[int, int], Mapping[str, frozenset[str]]]:
        """The columns by which the sums of each check choose their lines, by file."""
        tables = self.frames.ledger_set.ledgers
        return {
            (number, place): {
                tables[ledger].file: columns
                for ledger, columns in sorts_of(self.frames, judged.run, check.atoms, judged.attached.by).items()
                if ledger in tables
            }
            for number, judged in enumerate(self.judged)
            for place, check in enumerate(judged.run.checks)
        }

    def row(self, ref: CellRef) -> LedgerRow:
        """The row that a cell stands in."""
        reader = self._reader(ref)
        schema, line = reader.table.schema, ref.line
        key = {name: reader.signed(line, name).cell for name in schema.key if name in reader.table.column_names}
        columns = [name for name, column in schema.columns.items() if column.type.is_numeric]
        there = [name for name in columns if name in reader.table.column_names]
        cells = {name: self.own(reader.signed(line, name)).cell for name in there}
        figures = {name: cell.ref for name, cell in cells.items() if cell.value is not None}
        label = label_of(schema, reader.key(line, label_names(schema)))
        is_line = reader.typed(line, ROW_TYPE) == RowType.LINE.value
        return LedgerRow(ref.file, line, key, figures, label, is_line)

    def absent(self, ref: CellRef) -> Sequence[LedgerRow]:
        """The lines of the report before a cell's own and of the one after whose key no line of its own has."""
        return [self.row(CellRef(ref.file, line, ref.column)) for line in self.lines_absent(ref)]

    def touching(self, cells: Collection[CellRef]) -> Sequence[CheckOfCells]:
        """Every check that uses any of these cells."""
        wanted: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for ref in self.twins.all_of(cells):
            if ref.file in self.ledger_of_file:  # else it is a cell of a workbook that no ledger takes in
                ledger = self.ledger_of_file[ref.file]
                wanted[ledger][self.schema_column(ref)].add(ref.line)
        found: list[CheckOfCells] = []
        for number, judged in self._about_figures():
            places = [
                place
                for place, check in enumerate(judged.run.checks)
                if any(atom.column in wanted.get(_ledger_of(atom, judged.run), ()) for atom in check.atoms)
            ]
            rows = self._rows_touching(judged, wanted) if places else []
            if rows:
                asked = {ledger: set[int]().union(*lines.values()) for ledger, lines in wanted.items()}
                found += self._checks(number, places, rows, asked)
        chosen = set(cells)
        return _in_order(check for check in found if not chosen.isdisjoint(check.cells))

    def _rows_touching(self, judged: Judged, wanted: Mapping[str, Mapping[str, set[int]]]) -> list[Row]:
        run, attached, checked = judged.run, judged.attached, judged.frame
        rows: dict[int, Row] = {}
        for atom in run.atoms:
            lines = sorted(wanted.get(_ledger_of(atom, run), {}).get(atom.column, ()))
            if not lines:
                continue
            if isinstance(atom, Own):
                frame = checked.filter(col(LINE).is_in(lines))
            elif atom in attached.lines:
                frame = checked.filter(col(attached.lines[atom]).is_in(lines))
            elif isinstance(atom, Lookup):
                frame = self._in_groups_of(judged, checked, atom, lines)
            else:
                continue
            rows |= {int(row[LINE]): row for row in frame.rows()}
        return [rows[line] for line in sorted(rows)]

    def _in_groups_of(self, judged: Judged, frame: Frame, atom: Lookup, lines: list[int]) -> Frame:
        """The rows of a run's `frame` whose sum takes in any of some lines."""
        frames = self.frames.for_joining(frame, judged.run.looked_at(atom))
        pairing = Pairing(frames, judged.run.schema.name, atom.ledger, judged.attached.by)
        conditions = [*taken(frames, judged.run, atom), col(LINE).is_in(lines)]
        reached = rows_reached(frames, judged.run, atom.ledger)
        groups = pairing.groups(rows_of(frames, atom.ledger, reached, pairing.picked, conditions))
        wanted = groups.unique(groups.names).moved_to(frame, self.frames.engine)
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
            if judged.code(place, row) != NOT_APPLICABLE
            and not judged.not_read(place, row)
            and self._finding(judged, place, row) not in self._accepted
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
        sources = {atom: list(map(self.own, self.maker.cells_of(judged.run, trace, row, atom))) for atom in used}
        found = CheckOfCells(
            (number, place, line),
            judged.run.rule.id,
            self._finding(judged, place, row),
            check.condition,
            judged.run.rule.tolerance,
            values_of(judged.attached, row),
            sources,
            self.half,
            self._sorts[number, place],
            frozenset(atom for atom in used if trace.beyond(atom, row)),
        )
        if not found.partial:
            return found
        known = self._partial.setdefault(found.id, found)
        if known is not found:
            known.take_in(found)
        return known


def _is_count(atom: Atom) -> bool:
    return isinstance(atom, Lookup) and atom.function == "count"


def _ledger_of(atom: Atom, run: Run) -> str:
    return atom.ledger if isinstance(atom, Lookup) else run.schema.name


def _in_order(found: Iterable[CheckOfCells]) -> list[CheckOfCells]:
    return sorted({check.id: check for check in found}.values(), key=lambda check: check.id)
