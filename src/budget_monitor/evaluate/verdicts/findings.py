"""Makes findings of the rows whose verdict somebody must see: place, figures, arithmetic, and words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

from budget_monitor.evaluate.engines import Row
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.attach import Attached
from budget_monitor.evaluate.truths.scalar import (
    Gap,
    Printed,
    Value,
    deciding,
    gap_of,
    interval,
    subject_of,
    value_of,
    words_of,
)
from budget_monitor.evaluate.truths.sides import side_text
from budget_monitor.evaluate.verdicts.cells import CellReader, SignedCell
from budget_monitor.evaluate.verdicts.label import label_names, label_of
from budget_monitor.evaluate.verdicts.run import FAIL, NOTHING_TO_COMPARE, UNDECIDED, VERDICTS, Judged
from budget_monitor.evaluate.verdicts.trace import FIRST, LISTED_LINES, Trace
from budget_monitor.figures.grammar import says_missing
from budget_monitor.model.cell import Cell, CellRef
from budget_monitor.model.ledger import AUTHORITY, LINE
from budget_monitor.model.money import Figure, decimal_text, figure_text, money, near_text
from budget_monitor.model.outcome import Finding, Outcome, Term, Verdict
from budget_monitor.model.rule import About
from budget_monitor.model.schema import ColumnType
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Atom, Comparison, Lookup, Own, Step, WordTest, polynomial_atoms

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

    def findings(self, judged: Judged, place: int, codes: frozenset[int]) -> Iterator[Finding]:
        """A finding for each row of these codes of one of a run's checks, in the order of their lines."""
        rows = judged.rows(place, codes)
        wanted = judged.run.checks[place].atoms
        trace = Trace(self.frames, judged.run, judged.attached, rows, wanted, LISTED_LINES)
        for row in rows:
            yield _OneFinding(self, judged, place, trace, row).finding()

    def finding(self, judged: Judged, place: int, row: Row) -> Finding:
        """What there is to say of one row of one of a run's checks."""
        wanted = judged.run.checks[place].atoms
        trace = Trace(self.frames, judged.run, judged.attached, [row], wanted, LISTED_LINES)
        return _OneFinding(self, judged, place, trace, row).finding()

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


def values_of(attached: Attached, row: Row) -> Mapping[Atom, Value]:
    """The atoms of one row, exactly."""
    found: dict[Atom, Value] = {}
    for atom, column in attached.columns.items():
        value = row[column.value]
        if isinstance(value, Decimal):
            half = column.half if isinstance(column.half, Decimal) else row[column.half]
            found[atom] = Printed(Fraction(value), Fraction(str(half if half is not None else 0)))
        elif isinstance(value, int):
            found[atom] = Printed(Fraction(value), Fraction(0))
        else:
            found[atom] = value  # text, a date, or blank
    return found


class _OneFinding:
    def __init__(self, maker: FindingMaker, judged: Judged, place: int, trace: Trace, row: Row) -> None:
        self.maker = maker
        self.judged = judged
        self.place = place
        self.run = judged.run
        self.check = judged.run.checks[place]
        self.trace = trace
        self.row = row
        self.line = int(str(row[LINE]))
        self.values = values_of(judged.attached, row)
        self.code = judged.code(place, row)
        self.verdict = VERDICTS[self.code]
        self.words = words_of(self.check.condition, self.values, self.run.rule.tolerance)
        self.reader = maker.reader(self.run.schema.name)

    def finding(self) -> Finding:
        rule, check = self.run.rule, self.check
        by = tuple(pair.own for pair in self.judged.attached.by)
        names = by if self.run.per_group else self.run.schema.key
        key = self.reader.key(self.line, (AUTHORITY, *(name for name in names if name != AUTHORITY)))
        named = key if self.run.per_group else self.reader.key(self.line, (AUTHORITY, *label_names(self.run.schema)))
        comparison = deciding(check.condition, self.values, rule.tolerance)
        gap = None if comparison is None else gap_of(comparison, self.values, rule.tolerance)
        reported = None if comparison is None else value_of(comparison.reported, self.values)
        cells = self.cells()
        beyond = sum(max(0, self.trace.beyond(atom, self.row) - FIRST) for atom in check.atoms)
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
            verdict=self.verdict,
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
            outcome=outcome_of(self.code, rule.about),
            label=label_of(self.run.schema, named),
        )
        return replace(finding, message=self.message(finding, gap))

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

    def atom_cells(self, atom: Atom) -> list[SignedCell]:
        return self.maker.cells_of(self.run, self.trace, self.row, atom)

    def cells(self) -> list[Cell]:
        found = (signed.cell for atom in self.check.atoms for signed in self.atom_cells(atom))
        return list({cell.ref: cell for cell in found}.values())

    def terms(self, comparison: Comparison) -> tuple[Term, ...]:
        """The gap as a sum of cells times coefficients; empty where it is no such sum."""
        if not comparison.gap.is_whole:
            return ()
        found: dict[CellRef, Term] = {}
        for monomial, number in comparison.gap.numerator.items():
            if len(monomial) > 1:
                return ()
            for atom in monomial:
                for signed in self.atom_cells(atom):
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

    def message(self, finding: Finding, gap: Gap | None) -> str:
        if self.verdict is Verdict.UNDECIDED:
            return self.undecided()
        if self.words is not None and finding.reported is None:
            told = self.filled(self.run.message, finding) if self.run.message else self.told_of_words(self.words)
            return f"{told}; rounding alone decides" if self.verdict is Verdict.WITHIN_ROUNDING else told
        if finding.reported is None and (nothing := self.nothing_there()):
            return nothing
        if self.run.message:
            return self.filled(self.run.message, finding)
        if gap is None or finding.reported is None or finding.computed is None or finding.gap is None:
            return f"does not hold: {self.run.text}"
        reported, computed = figure_text(finding.reported), near_text(finding.computed, finding.reported)
        subject = self.subject()
        if finding.comparison != "==":
            return f"{subject} is {reported}; it should be {_BOUNDS[finding.comparison]}{computed}"
        if not gap.printed:
            return f"{subject} is {reported}, as computed"
        direction = "too high" if gap.printed > 0 else "too low"
        return f"{subject} is {reported}, computed {computed}: {_size(finding.gap)} {direction}"

    def subject(self) -> str:
        """What the reported figure is: a cell of the row by its column, or what was added up or multiplied."""
        comparison = deciding(self.check.condition, self.values, self.run.rule.tolerance)
        return "it" if comparison is None else side_text(comparison.reported, self.cell_text)

    def cell_text(self, column: str) -> str:
        """What a cell of the row is called: by the file's header, with what it stands in for."""
        signed = self.reader.signed(self.line, column)
        header = signed.cell.ref.column.strip()
        return header if signed.sign > 0 else f"{column} (−{header})"

    def nothing_there(self) -> str:
        """What is said where the other side of a tie does not exist, and the message is about its figures."""
        if not any(name in (self.run.message or "") for name in ("{reported}", "{computed}", "{gap}")):
            return ""
        for atom in self.check.atoms:
            if isinstance(atom, Lookup) and self.row.get(self.judged.attached.counted.get(atom, ""), 1) is None:
                return f"no row of {atom.ledger} goes with it"
        return ""

    def undecided(self) -> str:
        if self.code == NOTHING_TO_COMPARE:
            return "could not be checked: there is nothing to compare with"
        if said := self.judged.not_read(self.place, self.row):
            return f"could not be checked: {said}"
        missing = [cell for cell in self.cells() if cell.value is None]
        if not missing:
            return f"could not be checked: {self.zero_below() or self.disagreement() or 'a figure it needs is blank'}"
        unreadable = [cell.ref for cell in missing if not says_missing(cell.text)]
        blank = [cell.ref for cell in missing if says_missing(cell.text)]
        told = [f"{_places(blank)} {'is' if len(blank) == 1 else 'are'} blank"] if blank else []
        told += [f"{_places(unreadable)} cannot be read"] if unreadable else []
        return f"could not be checked: {', and '.join(told)}"

    def zero_below(self) -> str:
        """What is said where the check divides by nothing."""
        comparison = deciding(self.check.condition, self.values, self.run.rule.tolerance)
        below = None if comparison is None else interval(comparison.gap.denominator, self.values)
        if comparison is None or below is None or not below.low <= 0 <= below.high:
            return ""
        below_atoms = polynomial_atoms(comparison.gap.denominator)
        cell = next((signed.cell for atom in below_atoms for signed in self.atom_cells(atom)), None)
        place = "what it divides by" if cell is None else f"{cell.ref.column} ({cell.ref.file}:{cell.ref.line})"
        return f"{place} {'may be' if below.printed else 'is'} 0, and nothing can be divided by 0"

    def disagreement(self) -> str:
        """What is said where rows that share a key state different figures."""
        for atom in self.check.atoms:
            count = self.row.get(self.judged.attached.counted.get(atom, ""))  # a float, where pandas has joined it
            if isinstance(atom, Lookup) and atom.function == "one" and count is not None and count > 1:
                return f"{int(count)} rows of {atom.ledger} are meant, and their {atom.column} is not the same"
        return ""

    def told_of_words(self, words: WordTest) -> str:
        subject = words.left.column if not isinstance(words.left, str) else words.left
        return f"{subject} is {self.word(words.left)}; it should be {_BOUNDS[words.op]}{self.word(words.right)}"

    def word(self, side: Atom | str) -> str:
        """One side of a test of words, as the row has it."""
        value = side if isinstance(side, str) else self.values[side]
        return "blank" if value in (None, "") else str(value)

    def filled(self, template: str, finding: Finding) -> str:
        """A rule's own message. Columns that hold no money stand in it as they were written."""
        named = {name: decimal_text(number) for name, number in self.run.rule.criteria.items()}
        if self.words is not None and finding.reported is None:
            named |= {"reported": self.word(self.words.left), "computed": self.word(self.words.right)}
        else:
            computed = None if finding.computed is None else near_text(finding.computed, finding.reported)
            named |= {"reported": _text(finding.reported), "computed": _text(computed)}
        named["gap"] = _text(finding.gap)

        def text(placeholder: re.Match[str]) -> str:
            step, name = placeholder[1], placeholder[2]
            if step is None and name in named:
                return named[name]
            line = self.line if step is None else self.line_of_step()
            cell = None if line is None else self.reader.signed(line, name).cell
            if cell is None or cell.value is None:
                return "blank"
            is_money = self.run.schema.columns[name].type is ColumnType.MONEY
            return _text(cell.value) if is_money or not cell.text else " ".join(cell.text.split())

        return _PLACEHOLDER.sub(text, template)

    def line_of_step(self) -> int | None:
        """The line of the earlier row that the check looks back to."""
        steps = (atom for atom in self.check.atoms if isinstance(atom, Step))
        return next((line for atom in steps if (line := self.trace.line(atom, self.row)) is not None), None)


_PLACEHOLDER = re.compile(r"\{(?:(previous)\()?(\w+)\)?\}")
_BOUNDS = {"==": "", "!=": "other than ", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}


def _places(refs: Sequence[CellRef]) -> str:
    """The first three cells, by column and line."""
    places = ", ".join(f"{ref.column} ({ref.file}:{ref.line})" for ref in refs[:3])
    return places + (f" and {len(refs) - 3} more" if len(refs) > 3 else "")


def _text(value: Figure | str | None) -> str:
    if value is None:
        return "blank"
    return value if isinstance(value, str) else figure_text(value)


def _size(figure: Figure) -> str:
    return figure_text(figure).removeprefix("−")


def _decimal(number: Fraction) -> Decimal:
    """The number as a decimal: exact when it is one, and otherwise to six places."""
    with localcontext() as context:
        context.prec = 50
        quotient = Decimal(number.numerator) / Decimal(number.denominator)
        exact = Fraction(quotient) == number
        return Decimal(decimal_text(quotient if exact else quotient.quantize(Decimal("0.000001"))))


def identifier(rule: str, ledger: str, key: Mapping[str, str], column: str) -> str:
    """The same for the same check of the same key, run after run, wherever its row stands."""
    whole = "\x1f".join([ledger, column, *(f"{name}={value}" for name, value in key.items())])
    return f"{rule}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
