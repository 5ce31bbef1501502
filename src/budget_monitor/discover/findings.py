"""Checks of tables without rules as reports have them: relations of cells, and findings."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from budget_monitor.discover.checks import LINEAR, Check, Part, ref_of, value_of
from budget_monitor.discover.constraints import label_of
from budget_monitor.discover.sentences import sentence_of
from budget_monitor.model.checks.relation import TITLES, Relation, RelationCell, RelationKind
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.money import decimal_of
from budget_monitor.model.results.outcome import Finding, Outcome, Term, Verdict


class CellsOfGrid(dict[Part, RelationCell]):
    """The cells of a grid as relations name them, each made once: they stand in several."""

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self._grid = grid
        self._labels: dict[int, str] = {}

    def __missing__(self, part: Part) -> RelationCell:
        grid, cell = self._grid, self._grid.rows[part.row][part.column]
        if part.row not in self._labels:
            self._labels[part.row] = label_of(grid, part)
        value = Decimal(0) if cell.value is None else cell.value
        address, label = grid.address(part.row, part.column), self._labels[part.row]
        made = self[part] = RelationCell(grid.file, address, cell.text.strip(), value, part.sign, label)
        return made


def relation_of(check: Check, known: CellsOfGrid) -> Relation:
    """A check as a relation of cells."""
    cells = tuple([known[part] for part in check.parts])
    addresses = [cell.place for cell in cells]
    computed, gap = (_shown(check, number) for number in (check.computed, check.gap))
    return Relation(
        _id(check, addresses), check.kind, check.verdict, cells, computed, gap, sentence_of(check, addresses),
        check.evidence,
    )  # fmt: skip


def _shown(check: Check, number: Fraction) -> Decimal:
    """A number of a check; of one that divides to two digits more than its target is written with."""
    if check.kind in LINEAR:
        return decimal_of(number)
    decimals = check.grid.rows[check.target.row][check.target.column].decimals
    return decimal_of(round(number, max(0, decimals) + 2))


def _id(check: Check, addresses: Sequence[str]) -> str:
    whole = f"{check.grid.file}\x1f{check.kind}\x1f{','.join(addresses)}"
    return f"{check.kind.value}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def finding_of(check: Check, relation: Relation) -> Finding:
    """A check as a finding: one that failed, was not understood, or holds and is listed because it was asked for."""
    grid = check.grid
    refs = [ref_of(grid, part) for part in check.parts]
    at = check.parts.index(check.empty) if check.empty is not None else 0
    cells = tuple(
        Cell(ref, grid.rows[part.row][part.column].text, decimal_of(value_of(grid, part)))
        for ref, part in zip(refs, check.parts, strict=True)
    )
    outcomes = {Verdict.FAIL: Outcome.WRONG, Verdict.UNDECIDED: Outcome.BLANK}
    return Finding(
        id=relation.id,
        rule=check.kind.value,
        title=TITLES[check.kind],
        severity=Severity.ERROR,
        verdict=check.verdict,
        ledger=refs[0].file,
        key=_key(check),
        place=refs[at] if check.verdict is Verdict.UNDECIDED else refs[0],
        cells=cells,
        message=f"{relation.sentence} ({check.evidence})",
        reported=relation.cells[0].value,
        computed=relation.computed,
        gap=relation.gap,
        allowed=_shown(check, check.allowed),
        terms=_terms(check, cells),
        outcome=outcomes.get(check.verdict),
        label=relation.cells[at].label,
    )


def _key(check: Check) -> dict[str, str]:
    """Which check it is among those of one kind: the cell, and what it should come of."""
    places = [check.grid.address(part.row, part.column).rpartition("!")[2] for part in check.terms]
    target = check.grid.address(check.target.row, check.target.column)
    return {"cell": target, "of": f"{places[0]}:{places[-1]}" if places else ""}


def _terms(check: Check, cells: Sequence[Cell]) -> tuple[Term, ...]:
    if check.kind in (RelationKind.RATIO, RelationKind.PRODUCT, RelationKind.AVERAGE):
        return ()
    signs = [1, *(-part.sign for part in check.terms)]
    return tuple(Term(cell, Decimal(sign)) for cell, sign in zip(cells, signs, strict=True))
