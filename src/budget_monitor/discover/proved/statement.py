"""What a balance sheet says by its own labels: current assets, net current assets, and the like are totals.

Arithmetic alone does not find a total of two or three lines where it does not come out. But all totals of a balance
sheet lead to its net assets: where these come out of all but one of them, that one is out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.belief.shapes import is_near
from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.typed.lines_above import sum_over
from budget_monitor.discover.typed.slips import SCALE
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.verdict import HELD, Verdict, held_with
from budget_monitor.model.ledgers.grid import Grid

SAID = "its name says what it is the total of, as net assets do with the others"
_SECTION = re.compile(
    r"(?i)^\W*(?:total )?(?:non[- ]?current|current|long[- ]term|short[- ]term|fixed)(?: and [a-z-]+)?"
    r" (?:assets|liabilities)\W*$"
)
_SUBTOTAL = re.compile(
    r"(?i)^\W*(?:total )?(?:net current (?:assets|liabilities)|(?:total )?assets less (?:current )?liabilities)\b"
)
NET = re.compile(r"(?i)^\W*(?:total )?net (?:assets|liabilities|worth)\b(?!.*\b(?:excluding|before)\b)")
_OWED = re.compile(
    r"(?i)\b(?:liabilit(?:y|ies)|creditors?|payables?|borrowings?|loans?|overdrafts?|provisions?|accruals?)\b"
)
MAX_ROWS = 40
MAX_READINGS = 2_000
MAX_LINES = 8
"""Lines of a section."""

Reading = tuple[Check, ...]


class _Open(Struct, frozen=True):
    """A line that nothing has taken in yet, and the figure it is taken for."""

    row: int
    value: Fraction


def with_sections(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks of one table with those of the totals that lead to its net assets, where one of these is out."""
    table = named_table(grid)
    nets = [row for row in table.rows if NET.search(table.label(row))]
    if not nets or nets[0] > MAX_ROWS:
        return list(checks)
    turned = {id(one) for one in turned_totals(checks) if not _OWED.search(table.label(one.target.row))}
    turned |= {id(one) for one in checks if _is_of_two_sections(table, one)}
    checks = list(checks)
    known = [one for one in checks if not one.is_of_columns and one.verdict in HELD and one.kind in LINEAR]
    known = [one for one in known if id(one) not in turned]
    below = {_place(one): one for one in known if max(part.row for part in one.terms) < one.target.row}
    found = [one for column in table.columns for one in _told(table, column, nets[0], below)]
    cells = {one.places for one in checks if one.verdict is not Verdict.UNDECIDED and id(one) not in turned}
    new = [one for one in found if one.places not in cells]
    targets = {_place(one) for one in new}
    doubtful = [one.verdict is Verdict.UNDECIDED or id(one) in turned for one in checks]
    kept = [one for one, is_so in zip(checks, doubtful, strict=True) if not is_so or _place(one) not in targets]
    return [*kept, *new]


def _is_of_two_sections(table: NamedTable, check: Check) -> bool:
    """True if the total of a section is what its lines come to, and those of the section before with their total, which
    is turned.
    """
    rows = [] if check.is_of_columns else [part.row for part in check.parts]
    return sum(_SECTION.match(table.label(row)) is not None for row in rows) > 1 and rows[0] == max(rows)


def turned_totals(checks: Sequence[Check]) -> list[Check]:
    """The sums whose total has the other sign than all of its lines together, and what else makes it so turned; in one
    column alone, since a total that is so in several is meant.
    """
    turned = [
        one
        for one in checks
        if not one.is_of_columns and one.verdict in HELD and all(part.sign < 0 for part in one.terms)
    ]
    places = {_place(one) for one in turned if one.kind in LINEAR and len(one.terms) > 1}
    columns = Counter(row for row, _ in places)
    return [one for one in turned if _place(one) in places and columns[one.target.row] == 1]


def _place(check: Check) -> tuple[int, int]:
    return check.target.row, check.target.column


def _told(table: NamedTable, column: int, net: int, known: Mapping[tuple[int, int], Check]) -> list[Check]:
    """The checks of the one way to read a column in which all of its totals come out, or all but one."""
    rows = [row for row in table.rows if row <= net and table.is_figure(row, column)]
    if not rows or rows[-1] != net or not any(_is_named(table, row) for row in rows[:-1]):
        return []
    readings: list[Reading] = []
    for one in _readings(table, column, rows, known):
        readings.append(one)
        if len(readings) > MAX_READINGS:
            return []
    wrong = [[check for check in one if check.verdict is Verdict.UNDECIDED] for one in readings]
    if not readings or min(map(len, wrong)) != 1:
        return []
    most = max(len(one) for one, off in zip(readings, wrong, strict=True) if len(off) == 1)
    best = [(one, off[0]) for one, off in zip(readings, wrong, strict=True) if len(off) == 1 and len(one) == most]
    best = [(one, out) for one, out in best if slipped(out)] or best
    lines = max(len(out.terms) for _, out in best)  # a section takes in every line above it, where either may be
    best = [(one, out) for one, out in best if len(out.terms) == lines]
    if len({out.places for _, out in best}) != 1:
        return []
    reading, out = best[0]
    others = [one for one in reading if one is not out]
    judged = _judged(table, out)
    if not any(one.target.row == net or _place(one) not in known for one in others):
        return []
    is_wrong = judged.verdict is Verdict.FAIL
    return [*(one for one in others if is_wrong or one.verdict is not Verdict.FAIL), judged]


def _is_named(table: NamedTable, row: int) -> bool:
    return _SECTION.match(table.label(row)) is not None or _SUBTOTAL.match(table.label(row)) is not None


def _readings(
    table: NamedTable, column: int, rows: Sequence[int], known: Mapping[tuple[int, int], Check]
) -> Iterator[Reading]:
    """Every way to read a column of which at most one total is out."""
    ways: list[tuple[tuple[_Open, ...], Reading]] = [((), ())]
    for row in rows:
        ways = [after for way in ways for after in _after(table, column, row, *way, known, is_last=row == rows[-1])]
        if len(ways) > MAX_READINGS:
            return
    yield from (reading for _, reading in ways)


def _after(
    table: NamedTable, column: int, row: int, lines: tuple[_Open, ...], reading: Reading,
    known: Mapping[tuple[int, int], Check], *, is_last: bool,
) -> Iterator[tuple[tuple[_Open, ...], Reading]]:  # fmt: skip
    """What a row may be after those above it: a line, or the total of the last of them."""
    figure = value_of(table.grid, Part(row, column))
    label = table.label(row)
    own = known.get((row, column))
    taken_in = {part.row for part in own.terms} if own is not None else set()
    rest = tuple(one for one in lines if one.row not in taken_in)
    if own is not None and not (is_last and rest):
        yield (*rest, _Open(row, figure)), (*reading, own)
        return
    is_section, is_all = _SECTION.match(label) is not None, is_last or _SUBTOTAL.match(label) is not None
    if not is_last:
        yield (*lines, _Open(row, figure)), reading
    if is_section and lines and lines[-1].value == figure:  # a total of the one line there is
        yield (*lines[:-1], _Open(row, figure)), reading
    is_net_current = is_all and not is_last and "net current" in label.casefold()
    least = len(lines) if is_all and not is_net_current else min(len(lines), 2)
    most = len(lines) if is_all else min(_of_own_section(table, lines), MAX_LINES)
    is_open = all(one.verdict is not Verdict.UNDECIDED for one in reading)
    for count in range(max(2, least), most + 1) if is_section or is_all else ():
        rest, taken = lines[: len(lines) - count], lines[len(lines) - count :]
        for signs in _signs(table, taken) if is_all else [(1,) * count]:
            one = sum_over(table.grid, column, row, [each.row for each in taken], signs)
            computed = sum((sign * each.value for sign, each in zip(signs, taken, strict=True)), Fraction())
            if abs(figure - computed) <= one.allowed:
                verdict = held_with(one.gap) if abs(one.gap) <= one.allowed else Verdict.FAIL  # by what is out above it
                yield (*rest, _Open(row, figure)), (*reading, replace(one, verdict=verdict, evidence=SAID))
            elif is_open and own is None:
                out = replace(one, verdict=Verdict.UNDECIDED, evidence=SAID)
                for value in (figure, computed):
                    yield (*rest, _Open(row, value)), (*reading, out)


def _of_own_section(table: NamedTable, lines: Sequence[_Open]) -> int:
    """How many of the last lines stand below the total of another section, which is no line of this one."""
    before = [at for at, one in enumerate(lines, start=1) if _SECTION.match(table.label(one.row))]
    return len(lines) - max(before, default=0)


def _signs(table: NamedTable, lines: Sequence[_Open]) -> Iterator[tuple[int, ...]]:
    """With which signs lines may come to a net total: as they are, or what is owed, without a sign, taken away."""
    yield (1,) * len(lines)
    signs = tuple(-1 if _OWED.search(table.label(one.row)) and one.value > 0 else 1 for one in lines)
    if -1 in signs and signs[0] == 1:
        yield signs


def _judged(table: NamedTable, one: Check) -> Check:
    """A total that is out: wrong where that is near, or a slip explains it; a blank among its lines may be why."""
    rows = [part.row for part in one.terms]
    blank = [
        Part(row, one.target.column)
        for row in range(min(rows), one.target.row)
        if table.label(row) and not table.grid.rows[row][one.target.column].text.strip()
    ]
    if len(blank) == 1 and one.gap:
        return replace(one, terms=(*one.terms, blank[0]), empty=blank[0])
    near = is_near(int(one.gap * SCALE), int(value_of(one.grid, one.target) * SCALE))
    return replace(one, verdict=Verdict.FAIL) if near or slipped(one) else one
