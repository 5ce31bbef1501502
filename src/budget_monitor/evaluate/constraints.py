"""The checks around some cells, holding or not, for the search for culprits.

Only what is asked for is brought back: the checks that failed, and those that share a cell with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import narwhals as nw
import pyarrow as pa

from budget_monitor.evaluate.attach import lines_only, selected, where_of
from budget_monitor.evaluate.cells import SignedCell
from budget_monitor.evaluate.compiled import Check, Run
from budget_monitor.evaluate.findings import FindingMaker, values_of
from budget_monitor.evaluate.frames import Frame, Frames, collect
from budget_monitor.evaluate.normal import ONE, All, Atom, Comparison, Condition, Lookup, Own, atoms
from budget_monitor.evaluate.run import FAIL, NOT_APPLICABLE, Judged
from budget_monitor.evaluate.scalar import Printed, Value, deciding, gap_of, truth
from budget_monitor.evaluate.trace import Row, Trace
from budget_monitor.evaluate.truth import Mode
from budget_monitor.model.constraint import Linear
from budget_monitor.model.ledger import LINE
from budget_monitor.model.outcome import CellRef
from budget_monitor.model.rule import Tolerance

FindingPlace = tuple[str, str, int, str]
"""Rule, ledger, line and column of a check."""


@dataclass(frozen=True)
class CheckOfCells:
    """One check of one row or group, with the cells its atoms were taken from (model.constraint.Constraint)."""

    id: tuple[int, int, int]
    rule: str
    finding: str | None
    condition: Condition
    tolerance: Tolerance
    values: Mapping[Atom, Value]
    sources: Mapping[Atom, Sequence[SignedCell]]

    @cached_property
    def cells(self) -> Sequence[CellRef]:
        """The figures it uses, in the order of the check."""
        found = (signed.cell.ref for sources in self.sources.values() for signed in sources)
        return tuple(dict.fromkeys(found))

    @cached_property
    def linear(self) -> Linear | None:
        """Its equation over cells, where it is one."""
        comparison = _equation(self.condition, self.values, self.tolerance)
        if comparison is None or set(comparison.gap.denominator) != {ONE}:
            return None
        gap = gap_of(comparison, self.values, self.tolerance)
        if gap is None or any(len(monomial) > 1 for monomial in comparison.gap.numerator):
            return None
        coefficients: dict[CellRef, Fraction] = defaultdict(Fraction)
        for monomial, number in comparison.gap.numerator.items():
            for atom in monomial:
                for signed in self.sources.get(atom, ()):
                    coefficients[signed.cell.ref] += number * signed.sign
        return Linear({ref: number for ref, number in coefficients.items() if number}, gap.printed, gap.allowed)

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
    """The checks of a whole evaluation (model.constraint.ConstraintSource)."""

    def __init__(
        self, frames: Frames, maker: FindingMaker, judged: Sequence[Judged], findings: Mapping[FindingPlace, str]
    ) -> None:
        self.frames = frames
        self.maker = maker
        self.judged = judged
        self.findings = findings
        self.ledger_of_file = {table.file: name for name, table in frames.ledger_set.ledgers.items()}

    def failing(self) -> Sequence[CheckOfCells]:
        """Every check that failed."""
        found: list[CheckOfCells] = []
        for number, judged in enumerate(self.judged):
            for place in range(len(judged.checks)):
                found += self.checks(number, [place], judged.rows(place, frozenset({FAIL})))
        return _in_order(found)

    def touching(self, cells: Collection[CellRef]) -> Sequence[CheckOfCells]:
        """Every check that uses any of these cells."""
        wanted: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for ref in cells:
            ledger = self.ledger_of_file[ref.file]
            wanted[ledger][self.schema_column(ledger, ref.column)].add(ref.line)
        found: list[CheckOfCells] = []
        for number, judged in enumerate(self.judged):
            rows = self.rows_touching(judged, wanted)
            if rows:
                found += self.checks(number, range(len(judged.checks)), rows)
        chosen = set(cells)
        return _in_order(check for check in found if not chosen.isdisjoint(check.cells))

    def schema_column(self, ledger: str, header: str) -> str:
        """The schema's column that a file's column feeds: `usage` for `movement`."""
        table = self.frames.ledger_set.ledgers[ledger]
        named = {text: name for name, text in table.headers.items()}
        name = named.get(header, header)
        for column in table.schema.columns.values():
            if column.negated_by == name:
                return column.name
        return name

    def rows_touching(self, judged: Judged, wanted: Mapping[str, Mapping[str, set[int]]]) -> list[Row]:
        run, attached = judged.run, judged.attached
        rows: dict[int, Row] = {}
        for atom in run.atoms:
            lines = sorted(wanted.get(_ledger_of(atom, run), {}).get(atom.column, ()))
            if not lines:
                continue
            if isinstance(atom, Own):
                frame = judged.frame.filter(nw.col(LINE).is_in(lines))
            elif atom in attached.lines:
                frame = judged.frame.filter(nw.col(attached.lines[atom]).is_in(lines))
            elif isinstance(atom, Lookup):
                frame = self.in_groups_of(judged, atom, lines)
            else:
                continue
            rows |= {int(row[LINE]): row for row in collect(frame).to_pylist()}
        return [rows[line] for line in sorted(rows)]

    def in_groups_of(self, judged: Judged, atom: Lookup, lines: list[int]) -> Frame:
        """The rows whose sum takes in any of some lines."""
        own = [name for name, _ in judged.attached.by]
        names = own if atom.ledger == judged.run.schema.name else [name for _, name in judged.attached.by]
        source = lines_only(self.frames, atom.ledger).filter(nw.col(LINE).is_in(lines))
        where = selected(self.frames, atom.ledger, where_of(self.frames, atom))
        if where is not None:
            source = source.filter(where.fill_null(False))
        groups = collect(source.select(*names))
        keys = [f"k{place}" for place in range(len(own))]
        table = pa.table({key: groups[name].to_pylist() for key, name in zip(keys, names, strict=True)})
        distinct = {tuple("" if value is None else value for value in row.values()) for row in table.to_pylist()}
        if not distinct:
            return judged.frame.filter(nw.col(LINE) < 0)
        wanted = pa.table({key: [group[place] for group in sorted(distinct)] for place, key in enumerate(keys)})
        return judged.frame.join(self.frames.of_arrow(wanted), left_on=own, right_on=keys, how="inner")

    def checks(self, number: int, places: Sequence[int], rows: Sequence[Row]) -> list[CheckOfCells]:
        judged = self.judged[number]
        wanted = (atom for place in places for atom in atoms(judged.run.checks[place].condition))
        trace = Trace(self.frames, judged.run, judged.attached, rows, dict.fromkeys(wanted))
        return [
            self.check(number, place, judged.run.checks[place], trace, row)
            for row in rows
            for place in places
            if judged.code(place, row) != NOT_APPLICABLE
        ]

    def check(self, number: int, place: int, check: Check, trace: Trace, row: Row) -> CheckOfCells:
        judged = self.judged[number]
        line = int(str(row[LINE]))
        sources = {atom: self.maker.cells_of(judged.run, trace, row, atom) for atom in atoms(check.condition)}
        failed = judged.code(place, row) == FAIL
        at = (judged.run.rule.id, judged.run.schema.name, line, check.column)
        return CheckOfCells(
            (number, place, line),
            judged.run.rule.id,
            self.findings.get(at) if failed else None,
            check.condition,
            judged.run.rule.tolerance,
            values_of(judged.attached, row),
            sources,
        )


def _ledger_of(atom: Atom, run: Run) -> str:
    return atom.ledger if isinstance(atom, Lookup) else run.schema.name


def _in_order(found: Iterable[CheckOfCells]) -> list[CheckOfCells]:
    return sorted({check.id: check for check in found}.values(), key=lambda check: check.id)
