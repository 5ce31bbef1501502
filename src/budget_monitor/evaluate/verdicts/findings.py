"""Makes findings of the rows whose verdict somebody must see: place, figures, arithmetic, and words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.evaluate.engines import Row
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.truths.scalar import (
    deciding,
    gap_of,
    subject_of,
    value_of,
)
from budget_monitor.evaluate.verdicts.cells import CellReader, SignedCell
from budget_monitor.evaluate.verdicts.checked_row import CheckedRow
from budget_monitor.evaluate.verdicts.run import FAIL, NOTHING_TO_COMPARE, UNDECIDED, Judged
from budget_monitor.evaluate.verdicts.trace import LINES_LISTED_OF_A_LONGER_SUM, LISTED_LINES, Trace
from budget_monitor.evaluate.verdicts.wording import Wording
from budget_monitor.model.checks.rule import About
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.label import label_names, label_of
from budget_monitor.model.ledgers.ledger import AUTHORITY, LINE
from budget_monitor.model.ledgers.money import Figure, decimal_text, money
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.model.results.outcome import Finding, Outcome, Term
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Atom, Comparison, Lookup, Own, polynomial_atoms

_FAILED = {About.FIGURES: Outcome.WRONG, About.RESTATEMENT: Outcome.RESTATED, About.NOTICE: Outcome.NOTICE}


def outcome_of(code: int, about: About) -> Outcome | None:
    """What a verdict comes to, by what its rule is about; None where the check holds."""
    if code == NOTHING_TO_COMPARE:
        return Outcome.NOT_HERE
    if code == UNDECIDED:
        return Outcome.BLANK
    return _FAILED[about] if code == FAIL else None


class FindingMaker:
    """Turns outcomes into findings. One is enough for a run of the tool: it keeps what it looks up."""

    def __init__(self, frames: Frames) -> None:
        self.frames = frames
        self.currency = frames.ledger_set.currency
        self._readers: dict[str, CellReader] = {}

    def reader(self, ledger: str) -> CellReader:
        """The cells of a ledger of the set."""
        if ledger not in self._readers:
            table = self.frames.table(ledger)
            if table is None:
                raise KeyError(ledger)
            self._readers[ledger] = CellReader(table, self.currency)
        return self._readers[ledger]

    def findings(self, judged: Judged, place: int, rows: Sequence[Row]) -> Iterator[Finding]:
        """A finding for each of these rows of one of a run's checks, in their order."""
        wanted = judged.run.checks[place].atoms
        trace = Trace(self.frames, judged.run, judged.attached, rows, wanted, LISTED_LINES)
        for row in rows:
            yield _OneFinding(self, self._row(judged, place, trace, row)).finding()

    def finding(self, judged: Judged, place: int, row: Row) -> Finding:
        """What there is to say of one row of one of a run's checks."""
        wanted = judged.run.checks[place].atoms
        trace = Trace(self.frames, judged.run, judged.attached, [row], wanted, LISTED_LINES)
        return _OneFinding(self, self._row(judged, place, trace, row)).finding()

    def _row(self, judged: Judged, place: int, trace: Trace, row: Row) -> CheckedRow:
        def cells_of(atom: Atom) -> list[SignedCell]:
            return self.cells_of(judged.run, trace, row, atom)

        return CheckedRow(judged, place, trace, row, self.reader(judged.run.schema.name), cells_of)

    def cells_of(self, run: Run, trace: Trace, row: Row, atom: Atom) -> list[SignedCell]:
        """The cells an atom of a row was taken from; a step or a tie without its other side has none."""
        line = int(str(row[LINE]))
        if isinstance(atom, Own):
            return [self.reader(run.schema.name).signed(line, atom.column)]
        if isinstance(atom, Lookup):
            if self.frames.table(atom.ledger) is None:
                return []
            reader = self.reader(atom.ledger)
            if atom.function != "one":
                names = [atom.column] if atom.column else list(reader.table.schema.key)
                return [reader.signed(taken, name) for taken in trace.lines(atom, row) for name in names]
            found = trace.line(atom, row)
            return [] if found is None else [reader.signed(found, atom.column)]
        found = trace.line(atom, row)
        return [] if found is None else [self.reader(run.schema.name).signed(found, atom.column)]


class _OneFinding:
    def __init__(self, maker: FindingMaker, one: CheckedRow) -> None:
        self.maker = maker
        self.one = one
        self.judged, self.run, self.check = one.judged, one.run, one.check
        self.line, self.values, self.reader = one.line, one.values, one.reader

    def finding(self) -> Finding:
        rule, check = self.run.rule, self.check
        by = tuple(pair.own for pair in self.judged.attached.by)
        names = by if self.run.per_group else self.run.schema.key
        key = self.reader.key(self.line, (AUTHORITY, *(name for name in names if name != AUTHORITY)))
        named = key if self.run.per_group else self.reader.key(self.line, (AUTHORITY, *label_names(self.run.schema)))
        comparison = deciding(check.condition, self.values, rule.tolerance)
        gap = None if comparison is None else gap_of(comparison, self.values, rule.tolerance)
        reported = None if comparison is None else value_of(comparison.reported, self.values)
        cells = self.one.cells()
        beyond = sum(
            max(0, self.one.trace.beyond(atom, self.one.row) - LINES_LISTED_OF_A_LONGER_SUM) for atom in check.atoms
        )
        figures: tuple[Figure | None, ...] = (None, None, None, None)
        if comparison is not None and gap is not None and reported is not None:
            amounts = (reported, reported - gap.printed, gap.printed, gap.allowed)
            figures = tuple(self.figure(comparison, amount) for amount in amounts)
        terms = self.terms(comparison) if comparison is not None and not beyond else ()
        column = check.column or (terms[0].cell.ref.column if terms else "")
        place = self.reader.table.ref(self.line, self.place_column(comparison, column))
        finding = Finding(
            id=identifier(rule.id, self.run.schema.name, key, check.column),
            rule=rule.id,
            title=rule.title or rule.id,
            severity=rule.severity,
            verdict=self.one.verdict,
            ledger=self.run.schema.name,
            key=key,
            place=place,
            cells=tuple(cells),
            message="",
            reported=figures[0],
            computed=figures[1],
            gap=figures[2],
            allowed=figures[3],
            comparison=comparison.op if comparison is not None else "",
            terms=terms,
            cast=check.column,
            unlisted_lines=beyond,
            outcome=outcome_of(self.one.code, rule.about),
            label=label_of(self.run.schema, named),
        )
        return replace(finding, message=Wording(self.one).message(finding, gap))

    def place_column(self, comparison: Comparison | None, otherwise: str) -> str:
        if comparison is not None:
            own = polynomial_atoms(comparison.reported.numerator)
        else:
            subject = subject_of(self.check.condition)
            own = () if subject is None else (subject,)
        for atom in (*own, *self.check.atoms):
            if isinstance(atom, Own):
                return self.reader.signed(self.line, atom.column).cell.ref.column
        return otherwise

    def terms(self, comparison: Comparison) -> tuple[Term, ...]:
        """The gap as a sum of cells times coefficients; empty where it is no such sum."""
        if not comparison.gap.is_whole:
            return ()
        found: dict[CellRef, Term] = {}
        for monomial, number in comparison.gap.numerator.items():
            if len(monomial) > 1:
                return ()
            for atom in monomial:
                for signed in self.one.atom_cells(atom):
                    ref, coefficient = signed.cell.ref, _decimal(number * signed.sign)
                    known = found.get(ref)
                    found[ref] = Term(signed.cell, coefficient + (known.coefficient if known else 0))
        return tuple(term for term in found.values() if term.coefficient)

    def figure(self, comparison: Comparison, amount: Fraction) -> Figure:
        number = _decimal(amount)
        for monomial in comparison.reported.numerator or comparison.gap.numerator:
            for atom in monomial:
                schema = self.run.schema if not isinstance(atom, Lookup) else self.maker.frames.schemas[atom.ledger]
                if atom.column and schema.columns[atom.column].type is ColumnType.MONEY:
                    return money(number, self.maker.currency)
        return number


def _decimal(number: Fraction) -> Decimal:
    """The number as a decimal: exact when it is one, and otherwise to six places."""
    if number.denominator == 1:
        return Decimal(number.numerator)
    with localcontext() as context:
        context.prec = 50
        quotient = Decimal(number.numerator) / Decimal(number.denominator)
        exact = Fraction(quotient) == number
        return Decimal(decimal_text(quotient if exact else quotient.quantize(Decimal("0.000001"))))


def identifier(rule: str, ledger: str, key: Mapping[str, str], column: str) -> str:
    """The same for the same check of the same key, run after run, wherever its row stands and however it is typed."""
    whole = "\x1f".join([ledger, column, *(f"{name}={folded(value)}" for name, value in key.items())])
    return f"{rule}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
