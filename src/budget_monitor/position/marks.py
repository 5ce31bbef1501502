"""Which failing checks use a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.results.outcome import Finding, Outcome, Verdict


class Marks:
    """The failing checks of a run, by the cells they use. Restatements and facts to notice make no figure doubtful.

    A check that counts keys (a key that stands twice, a cash limit without an outturn) uses no figure: it touches
    every figure of the rows whose key it uses, or else of the row it is reported at.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        doubting = [one for one in findings if one.outcome not in (Outcome.RESTATED, Outcome.NOTICE)]
        failing = [finding for finding in doubting if finding.verdict is Verdict.FAIL]
        self._order = {finding.id: place for place, finding in enumerate(failing)}
        self._cells: dict[CellRef, list[str]] = defaultdict(list)
        self._rows: dict[tuple[str, int], list[str]] = defaultdict(list)
        for finding in failing:
            for cell in finding.cells:
                self._cells[cell.ref].append(finding.id)
            if not finding.cells:
                self._rows[finding.place.file, finding.place.line].append(finding.id)

    def of(self, cell: CellRef, key: Iterable[str] = ()) -> tuple[str, ...]:
        """The ids of the failing checks that use a cell, or the key of its row; `key` names the key's columns."""
        found = set(self._cells.get(cell, ()))
        found.update(self._rows.get((cell.file, cell.line), ()))
        for column in key:
            found.update(self._cells.get(CellRef(cell.file, cell.line, column), ()))
        return self.in_order(found)

    def in_order(self, findings: Iterable[str]) -> tuple[str, ...]:
        """Ids of findings, each once, in the order of the run."""
        return tuple(sorted(set(findings), key=self._order.__getitem__))
