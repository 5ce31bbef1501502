"""What is said of one row: what is wrong or could not be checked, in a sentence with its figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budget_monitor.evaluate.truths.scalar import (
    Gap,
    deciding,
    interval,
)
from budget_monitor.evaluate.truths.sides import side_text
from budget_monitor.evaluate.verdicts.checked_row import CheckedRow
from budget_monitor.evaluate.verdicts.run import NOTHING_TO_COMPARE
from budget_monitor.figures.grammar import says_missing
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import Figure, decimal_text, figure_text, near_text
from budget_monitor.model.ledgers.schema import ColumnType
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.rules.condition import Atom, Lookup, Step, WordTest, polynomial_atoms

_PLACEHOLDER = re.compile(r"\{(?:(previous)\()?(\w+)\)?\}")
_BOUNDS = {"==": "", "!=": "other than ", "<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}


class Wording:
    """The words for a row."""

    def __init__(self, one: CheckedRow) -> None:
        self.one = one

    def message(self, finding: Finding, gap: Gap | None) -> str:
        """The sentence, without a full stop."""
        if self.one.verdict is Verdict.UNDECIDED:
            return self._undecided()
        if self.one.words is not None and finding.reported is None:
            told = (
                self._filled(self.one.run.message, finding)
                if self.one.run.message
                else self._told_of_words(self.one.words)
            )
            return f"{told}; rounding alone decides" if self.one.verdict is Verdict.WITHIN_ROUNDING else told
        if finding.reported is None and (nothing := self._nothing_there()):
            return nothing
        if self.one.run.message:
            return self._filled(self.one.run.message, finding)
        if gap is None or finding.reported is None or finding.computed is None or finding.gap is None:
            return f"does not hold: {self.one.run.text}"
        reported, computed = figure_text(finding.reported), near_text(finding.computed, finding.reported)
        subject = self._subject()
        if finding.comparison != "==":
            return f"{subject} is {reported}; it should be {_BOUNDS[finding.comparison]}{computed}"
        if not gap.printed:
            return f"{subject} is {reported}, as computed"
        direction = "too high" if gap.printed > 0 else "too low"
        return f"{subject} is {reported}, computed {computed}: {_size(finding.gap)} {direction}"

    def _subject(self) -> str:
        """What the reported figure is: a cell of the row by its column, or what was added up or multiplied."""
        comparison = deciding(self.one.check.condition, self.one.values, self.one.run.rule.tolerance)
        return "it" if comparison is None else side_text(comparison.reported, self._cell_text)

    def _cell_text(self, column: str) -> str:
        """What a cell of the row is called: by the file's header, with what it stands in for."""
        signed = self.one.reader.signed(self.one.line, column)
        header = signed.cell.ref.column.strip()
        return header if signed.sign > 0 else f"{column} (−{header})"

    def _nothing_there(self) -> str:
        """What is said where the other side of a tie does not exist, and the message is about its figures."""
        if not any(name in (self.one.run.message or "") for name in ("{reported}", "{computed}", "{gap}")):
            return ""
        for atom in self.one.check.atoms:
            if isinstance(atom, Lookup) and self.one.row.get(self.one.judged.attached.counted.get(atom, ""), 1) is None:
                return f"no row of {atom.ledger} goes with it"
        return ""

    def _undecided(self) -> str:
        if self.one.code == NOTHING_TO_COMPARE:
            return "could not be checked: there is nothing to compare with"
        if said := self.one.judged.not_read(self.one.place, self.one.row):
            return f"could not be checked: {said}"
        missing = [cell for cell in self.one.cells() if cell.value is None]
        if not missing:
            return f"could not be checked: {self._zero_below() or self._disagreement() or 'a figure it needs is blank'}"
        unreadable = [cell.ref for cell in missing if not says_missing(cell.text)]
        blank = [cell.ref for cell in missing if says_missing(cell.text)]
        told = [f"{_places(blank)} {'is' if len(blank) == 1 else 'are'} blank"] if blank else []
        told += [f"{_places(unreadable)} cannot be read"] if unreadable else []
        return f"could not be checked: {', and '.join(told)}"

    def _zero_below(self) -> str:
        """What is said where the check divides by nothing."""
        comparison = deciding(self.one.check.condition, self.one.values, self.one.run.rule.tolerance)
        below = None if comparison is None else interval(comparison.gap.denominator, self.one.values)
        if comparison is None or below is None or not below.low <= 0 <= below.high:
            return ""
        below_atoms = polynomial_atoms(comparison.gap.denominator)
        cell = next((signed.cell for atom in below_atoms for signed in self.one.atom_cells(atom)), None)
        place = "what it divides by" if cell is None else f"{cell.ref.column} ({cell.ref.place})"
        return f"{place} {'may be' if below.printed else 'is'} 0, and nothing can be divided by 0"

    def _disagreement(self) -> str:
        """What is said where rows that share a key state different figures."""
        for atom in self.one.check.atoms:
            count = self.one.row.get(
                self.one.judged.attached.counted.get(atom, "")
            )  # a float, where pandas has joined it
            if isinstance(atom, Lookup) and atom.function == "one" and count is not None and count > 1:
                return f"{int(count)} rows of {atom.ledger} are meant, and their {atom.column} is not the same"
        return ""

    def _told_of_words(self, words: WordTest) -> str:
        subject = words.left.column if not isinstance(words.left, str) else words.left
        return f"{subject} is {self._word(words.left)}; it should be {_BOUNDS[words.op]}{self._word(words.right)}"

    def _word(self, side: Atom | str) -> str:
        """One side of a test of words, as the row has it."""
        value = side if isinstance(side, str) else self.one.values[side]
        return "blank" if value in (None, "") else str(value)

    def _filled(self, template: str, finding: Finding) -> str:
        """A rule's own message. Columns that hold no money stand in it as they were written."""
        named = {name: decimal_text(number) for name, number in self.one.run.rule.criteria.items()}
        if self.one.words is not None and finding.reported is None:
            named |= {"reported": self._word(self.one.words.left), "computed": self._word(self.one.words.right)}
        else:
            computed = None if finding.computed is None else near_text(finding.computed, finding.reported)
            named |= {"reported": _text(finding.reported), "computed": _text(computed)}
        named["gap"] = _text(finding.gap)

        def text(placeholder: re.Match[str]) -> str:
            step, name = placeholder[1], placeholder[2]
            if step is None and name in named:
                return named[name]
            line = self.one.line if step is None else self._line_of_step()
            cell = None if line is None else self.one.reader.signed(line, name).cell
            if cell is None or cell.value is None:
                return "blank"
            is_money = self.one.run.schema.columns[name].type is ColumnType.MONEY
            return _text(cell.value) if is_money or not cell.text else " ".join(cell.text.split())

        return _PLACEHOLDER.sub(text, template)

    def _line_of_step(self) -> int | None:
        """The line of the earlier row that the check looks back to."""
        steps = (atom for atom in self.one.check.atoms if isinstance(atom, Step))
        return next((line for atom in steps if (line := self.one.trace.line(atom, self.one.row)) is not None), None)


def _places(refs: Sequence[CellRef]) -> str:
    """The first three cells, by column and line."""
    places = ", ".join(f"{ref.column} ({ref.place})" for ref in refs[:3])
    return places + (f" and {len(refs) - 3} more" if len(refs) > 3 else "")


def _text(value: Figure | str | None) -> str:
    if value is None:
        return "blank"
    return value if isinstance(value, str) else figure_text(value)


def _size(figure: Figure) -> str:
    return figure_text(figure).removeprefix("−")
