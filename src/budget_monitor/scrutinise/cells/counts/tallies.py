"""Which rows of a table are what a sentence counts: rated red, over budget, in surplus, short of their target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from budget_monitor.figures.naming import named_table
from budget_monitor.model.documents.document import Block
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.moves.moments import is_change_column, is_earlier_in_time, is_plan, moment_of
from budget_monitor.scrutinise.cells.rows import by_role
from budget_monitor.scrutinise.sentences.roles import Role
from budget_monitor.scrutinise.table_figures import TableFigure

_RATINGS = {"r": "red", "a": "amber", "g": "green", "red": "red", "amber": "amber", "green": "green"}
_PART_OF_A_YEAR = re.compile(r"(?i)\b(?:to date|ytd|month|quarter|q[1-4]|period)\b")
_OF_RESULT = re.compile(r"(?i)\b(?:surplus|deficit|profit|loss)\b")
_LESS_IS_BETTER = re.compile(
    r"(?i)\b(?:days|weeks|months|hours|minutes|seconds|(?<!in )(?<!on )times?|wait\w*|costs?|complain\w*|absence"
    r"|sickness|vacan\w+|turnover|voids?|arrears|debts?|emissions?|carbon|accidents?|errors?|overdue|late|missed|crimes?|empty|lost|loss|injur\w+"
    r"|incidents?|lower|reduc\w+|max\w*|no more|fewer|less|delay\w*|out|spend\w*|residual|landfill|temporary"
    r"|usage|use|consumption|rejected|failed|failures?|unpaid|unemploy\w+|energy|claims|breaches|defects|exclu\w+"
    r"|absen\w+|homeless\w*)\b|[<≤]|kwh|co2|tonnes|\bkg\b"
)
"""Measures of which less is better, or may be: whether their target was met, their figures alone do not say."""


class Tally(Struct, frozen=True):
    """How many of a table's rows are counted."""

    block: Block
    counted: int
    rows: int


def tally(block: Block, what: str, called: str, index: CellIndex) -> Tally | None:
    """How many rows of a table, of those that have a name and are no total, are what is called so: red, amber or green,
    or two of these; over or under budget; in surplus or in deficit; a target that was exceeded, met or missed. None
    where no column, or more than one, decides it.
    """
    if not _is_of(block, what):
        return None
    rows = list(_rows(block))
    if called in _OF_TARGETS:
        are = list(_against_targets(block, rows, index, called))
    elif called in _SIGNS:
        are = list(_signed(block, rows, index, called))
    else:
        are = list(_rated(block, rows, called.split(" or ")))
    return Tally(block, sum(are[0]), len(rows)) if len(are) == 1 else None


def _is_of(block: Block, what: str) -> bool:
    """True if a table, by its caption, its headings or the heading above it, has rows of what a sentence counts."""
    heads = block.grid.rows[0] if block.grid is not None else ()
    named = " ".join((block.section, block.text, *block.headings, *(cell.text for cell in heads))).casefold()
    return _one(what.casefold()) in named


def is_headed(block: Block, what: str) -> bool:
    """True if the names of a table's rows stand under a heading that is what a sentence counts."""
    heads = (*block.headings, *(cell.text for cell in block.grid.rows[0])) if block.grid is not None else ()
    return bool(heads) and _one(heads[0].strip().casefold()) == _one(what.casefold())


def _one(what: str) -> str:
    """The beginning that a word has for one as for several: saving, savings; authorit(y), authorit(ies)."""
    return what.removesuffix("ies") if what.endswith("ies") else what.removesuffix("y").removesuffix("s")


def _rows(block: Block) -> Iterator[int]:
    """The rows of a table that are something, and no total."""
    if block.grid is None:
        return
    table = named_table(block.grid, block.headings)
    for row in table.rows:
        label = table.label(row)
        if label and not is_total(label) and not _WHOLE.match(label):
            yield row


_WHOLE = re.compile(r"(?i)(?:all|whole|together)\b")


def _rated(block: Block, rows: Sequence[int], ratings: Sequence[str]) -> Iterator[list[bool]]:
    """Of each column that rates all rows, which of them it rates so."""
    if block.grid is None or not rows:
        return
    for column in range(block.grid.width):
        said = [_RATINGS.get(block.grid.rows[row][column].text.strip().casefold()) for row in rows]
        if None not in said:
            yield [one in ratings for one in said]


_OF_TARGET = re.compile(r"(?i)\bof (?:the )?target\b|%|\bagainst\b|\bvs\b")
"""Headings of what a result is beside its target."""
_ACHIEVED = re.compile(r"(?i)^(?:achieved|actual|results?|performance|received|delivered|outturn)\b")
_SIGNS = {"over budget": 1, "under budget": -1, "in surplus": -1, "in deficit": 1}
_OF_TARGETS = ("exceeded", "met", "missed")


def _signed(block: Block, rows: Sequence[int], index: CellIndex, called: str) -> Iterator[list[bool]]:
    """Which rows cost more than was planned, or less, or have a deficit or a surplus, if each tells it. Two figures
    that are the same may be either before they were rounded, so nothing is decided.
    """
    of = _over if "budget" in called else _deficit
    found = [of(index.of_row(block.number, row), index) * _SIGNS[called] for row in rows]
    if found and all(found):
        yield [one > 0 for one in found]


def _over(cells: Sequence[TableFigure], index: CellIndex) -> Decimal:
    """How much more than was planned a row has cost: by its one figure of each, or by its one variance of which
    something says what its sign means; 0 where it has others, or none.
    """
    roles = by_role(cells)
    plans, actuals, variances = (roles.get(one, []) for one in (Role.PLAN, Role.ACTUAL, Role.VARIANCE))
    if len(plans) == len(actuals) == 1 and plans[0].value > 0 and not _PART_OF_A_YEAR.search(actuals[0].heading):
        return actuals[0].value - plans[0].value
    is_alone = len(variances) == 1 and not actuals
    return Decimal(index.worse(variances[0])) if is_alone else Decimal()


def _deficit(cells: Sequence[TableFigure], index: CellIndex) -> Decimal:
    """1 where the one figure of a row that is a deficit or a surplus is a deficit, -1 where a surplus, and 0 where
    nothing says which.
    """
    own = [one for one in cells if one.is_whole_cell and _OF_RESULT.search(one.heading)]
    return Decimal(index.worse(own[0])) if len(own) == 1 else Decimal()


def _against_targets(block: Block, rows: Sequence[int], index: CellIndex, called: str) -> Iterator[list[bool]]:
    """Which rows exceeded, met or missed their target, where of all of them more is better and each has one figure
    beside its target. One that is its target was met, and neither exceeded nor missed, if it is not rounded.
    """
    found: list[Decimal] = []
    for row in rows:
        cells = [one for one in index.of_row(block.number, row) if one.is_whole_cell]
        targets = [one for one in cells if one.is_target and not _OF_TARGET.search(one.heading)]
        actual = _actual([one for one in cells if not one.is_target and not index.worse(one)])
        if len(targets) != 1 or actual is None or _LESS_IS_BETTER.search(f"{actual.label} {block.text}"):
            return
        gap = actual.value - targets[0].value
        if not gap and actual.half:
            return
        found.append(gap)
    if found:
        yield [one > 0 if called == "exceeded" else one < 0 if called == "missed" else one >= 0 for one in found]


def _actual(cells: Sequence[TableFigure]) -> TableFigure | None:
    """What came of a target: the figure that is called so, or the one beside it that is no change, or of several that
    of the latest time.
    """
    called = [one for one in cells if _ACHIEVED.search(one.heading)]
    if len(called) == 1:
        return called[0]
    own = [one for one in cells if not is_change_column(one.heading) and not is_plan(one.heading)]
    if len(own) < len(cells) and len(own) == len([one for one in cells if moment_of(one.heading)]) > 1:
        own = [
            one for one in own if all(one is other or is_earlier_in_time(other.heading, one.heading) for other in own)
        ]
    return own[0] if len(own) == 1 else None
