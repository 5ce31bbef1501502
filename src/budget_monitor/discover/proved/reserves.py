"""What backs net assets: the reserves below them, whose total net assets are, and what that total is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.proved.net_assets import open_lines, with_net_assets
from budget_monitor.discover.proved.roll_forward import with_roll_forward
from budget_monitor.discover.proved.statement import NET, turned_totals, with_sections
from budget_monitor.discover.typed.promises import checked
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD, Verdict
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total

_BACKING = re.compile(r"(?i)\b(?:reserves?|equity|funds?|balances|capital employed|net worth|financed|represented)\b")
OF_RESERVES = "it is the total of the reserves above it, which back net assets"
NET_ASSETS = "what is owned, less what is owed, is what backs it"


def balanced(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of one table with those of a balance sheet: its net assets, what leads to them and what backs them;
    and with those of balances that go on from one another.
    """
    return with_roll_forward(grid, with_reserves(grid, with_sections(grid, with_net_assets(grid, checks))))


def with_reserves(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of one table with those of the total of what backs its net assets, in all columns."""
    table = named_table(grid)
    net = [row for row in table.rows if NET.search(table.label(row))]
    below = [row for row in table.rows if net and row > net[-1] and _is_foot(table.label(row))]
    if not below:
        return list(checks)
    turned = [one for one in turned_totals(checks) if one.target.row == below[-1]]
    checks = [one for one in checks if one not in turned]
    known = [one for one in checks if not one.is_of_columns]
    held = {one.places for one in known if one.verdict is not Verdict.UNDECIDED}
    found = [one for column in table.columns for one in _told(table, column, net[-1], below[-1], known)]
    found = [one for one in found if one.places not in held]
    cells = {one.places for one in found}
    wrong = {one.target for one in found if one.verdict is Verdict.FAIL}
    kept = [one for one in turned if one.target not in wrong]
    return [*(one for one in [*checks, *kept] if one.places not in cells), *found]


def _is_foot(label: str) -> bool:
    return is_total(label) and _BACKING.search(label) is not None


def _told(table: NamedTable, column: int, net: int, foot: int, known: Sequence[Check]) -> Iterator[Check]:
    """That the foot is what net assets are, and what the lines between come to."""
    if not (table.is_figure(net, column) and table.is_figure(foot, column)):
        return
    lines = [row for row in open_lines(table, foot, column, known) if row > net]
    parts = [Part(row, column) for row in (foot, net, *lines)]
    is_made = any(one.target == parts[0] and one.kind in LINEAR and one.verdict in HELD for one in known)
    tie = _judged(checked(table.grid, RelationKind.TIE, parts[:2], NET_ASSETS, is_of_columns=False))
    made = None
    if len(lines) > 1 and not is_made:
        made = _judged(checked(table.grid, RelationKind.SUM, [parts[0], *parts[2:]], OF_RESERVES, is_of_columns=False))
    # where neither comes out the foot may be another total, unless a slip explains it
    is_known = is_made or any(one is not None and one.verdict in HELD for one in (tie, made))
    yield from (one for one in (tie, made) if one is not None and (is_known or one.verdict is Verdict.FAIL))


def _judged(one: Check | None) -> Check | None:
    is_slip = one is not None and one.verdict is Verdict.UNDECIDED and slipped(one)
    return replace(one, verdict=Verdict.FAIL) if one is not None and is_slip else one
