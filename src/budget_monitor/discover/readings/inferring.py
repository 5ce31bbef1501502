"""From what adds up in a table to rules that say so: columns made of columns, and rows made of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec.structs import replace

from budget_monitor.discover.checks import Check
from budget_monitor.discover.effort import Effort
from budget_monitor.discover.matrix import matrix_of
from budget_monitor.discover.readings.between import between_columns
from budget_monitor.discover.readings.identities import identities_of
from budget_monitor.discover.readings.layout import layout_of
from budget_monitor.discover.readings.one_way import SeenOneWay, slug
from budget_monitor.discover.sheets.stack import StackedGrid
from budget_monitor.model.checks.inferred import Inferred, InferredLedger, NotWritten
from budget_monitor.model.checks.relation import TITLES
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.grid import Grid


def inferred(grids: Iterable[Grid], checks: Iterable[Check], name: str) -> Inferred:
    """The ledgers and rules of some grids and of what was found to add up in them; a table gives one for its columns,
    and one for its rows.
    """
    effort = Effort()
    tables = [(grid, matrix) for grid in grids if (matrix := matrix_of(grid, effort)) is not None]
    of_sheet: dict[str, list[Check]] = {grid.sheet: [] for grid, _ in tables}
    apart: list[Check] = []
    for one in checks:
        (apart if isinstance(one.grid, StackedGrid) else of_sheet[one.grid.sheet]).append(one)
    views: list[SeenOneWay] = []
    by_rows: dict[str, SeenOneWay] = {}
    for grid, matrix in tables:
        own = slug(f"{name}_{grid.sheet}" if grid.sheet and len(tables) > 1 else name)
        layout = layout_of(grid, effort)
        identities, others = identities_of(of_sheet[grid.sheet])
        apart += chain.from_iterable(others)
        across = [(one, group) for one, group in identities if one.is_of_columns]
        down = [(one, group) for one, group in identities if not one.is_of_columns]
        by_rows[grid.sheet] = SeenOneWay(f"{own}_rows", layout, matrix, down, across=False)
        views += [SeenOneWay(f"{own}_columns", layout, matrix, across, across=True), by_rows[grid.sheet]]
    between, unsaid = between_columns(apart, {sheet: view.line_alone for sheet, view in by_rows.items()})
    for each in between:
        by_rows[each.sheet].use([each.row])
        by_rows[each.of_sheet].use([row for row, _ in each.terms])
    ledgers = []
    for view in views:
        own_rows = [(each, group) for each, group in between.items() if view is by_rows[each.sheet]]
        if view.is_used:
            ledgers.append(view.ledger(own_rows, by_rows))
    return Inferred(_numbered(ledgers), _unsaid(unsaid))


NOT_IN_LINE = "its cells are not in one row nor in one column, nor in columns with headings of their own"


def _unsaid(checks: Iterable[Check]) -> list[NotWritten]:
    places: dict[str, list[str]] = {}
    for one in checks:
        if one.verdict is not Verdict.UNDECIDED:
            places.setdefault(TITLES[one.kind], []).append(one.address)
    return [NotWritten(title, some, NOT_IN_LINE) for title, some in places.items()]


def _numbered(ledgers: Sequence[InferredLedger]) -> list[InferredLedger]:
    """The ledgers with an id for each rule, that no other of the file has."""
    initials = ["".join(word[:1] for word in one.name.split("_")).upper() for one in ledgers]
    numbered = []
    for at, ledger in enumerate(ledgers):
        of_same = initials[:at].count(initials[at]) + 1 if initials.count(initials[at]) > 1 else ""
        rules = [
            replace(rule, id=f"{initials[at]}{of_same}-{number:02d}") for number, rule in enumerate(ledger.rules, 1)
        ]
        numbered.append(replace(ledger, rules=rules))
    return numbered
