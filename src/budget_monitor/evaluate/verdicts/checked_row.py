"""One row in hand whose verdict somebody must see: its figures, its cells, and how its check came out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from budget_monitor.evaluate.engines import Row
from budget_monitor.evaluate.lookups.attach import Attached
from budget_monitor.evaluate.truths.scalar import (
    Printed,
    Value,
    words_of,
)
from budget_monitor.evaluate.verdicts.cells import CellReader, SignedCell
from budget_monitor.evaluate.verdicts.run import VERDICTS, Judged
from budget_monitor.evaluate.verdicts.trace import Trace
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.ledger import LINE
from budget_monitor.rules.condition import Atom


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


class CheckedRow:
    """A row of a judged run, and the check of it at `place`. `cells_of` gives the cells that an atom was taken from."""

    def __init__(
        self,
        judged: Judged,
        place: int,
        trace: Trace,
        row: Row,
        reader: CellReader,
        cells_of: Callable[[Atom], list[SignedCell]],
    ) -> None:
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
        self.reader = reader
        self._cells_of = cells_of

    def atom_cells(self, atom: Atom) -> list[SignedCell]:
        """The cells that an atom was taken from."""
        return self._cells_of(atom)

    def cells(self) -> list[Cell]:
        """All cells of the check, each once."""
        found = (signed.cell for atom in self.check.atoms for signed in self.atom_cells(atom))
        return list({cell.ref: cell for cell in found}.values())
