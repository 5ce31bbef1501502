"""Identities that headings promise: opening, change and closing; budget, actual and variance; gross, income and net.

A single row of three figures is too little to find anything by arithmetic alone. Where the headings say what the
figures are, it is enough, and it is known what they should come to even where they do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from budget_monitor.discover.checks import Check, Part
from budget_monitor.discover.doubts.one_slip import slipped
from budget_monitor.discover.labels import is_closing, is_dated_before, is_opening, is_running
from budget_monitor.discover.typed.accounts import accounts_of
from budget_monitor.discover.typed.promises import Promise, check_of, checked, statement_promises
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.names import is_total
from budget_monitor.model.results.outcome import Verdict

MAX_ROWS_WITH_ROLES = 12
"""A table with more rows has lines, not a handful of named figures one below the other."""


class Role(Enum):
    """What a heading says that its figures are."""

    OPENING = re.compile(
        r"(?i)\b(?:previously reported|opening|brought forward|b/?fw?d?|original|approved|at 1(?:st)? april|start of)\b"
    )
    CHANGE = re.compile(
        r"(?i)\b(?:changes?|movements?|usage|increase|reduction|adjustments?|virements?|(?:planned"
        r" )?use|drawn? ?down)\b"
    )
    CLOSING = re.compile(
        r"(?i)\b(?:closing|carried forward|c/?fw?d?|current|revised|latest|budget at|balance|at"
        r" 31(?:st)? march|remaining|end of)\b"
    )
    VARIANCE = re.compile(r"(?i)\b(?:variances?|surplus|deficit|(?:over|under)[ -]?spends?|variation)\b")
    APPROPRIATIONS = re.compile(r"(?i)\b(?:appropriations?|transfers? (?:to|from|\(?to)|reserve transfers?)\b")
    NET = re.compile(r"(?i)\bnet\b")
    GROSS = re.compile(r"(?i)\bgross\b|\btotal expenditure\b")
    INCOME = re.compile(r"(?i)\bincome\b")
    ACTUAL = re.compile(r"(?i)\b(?:outturn|actuals?|forecast|projected|projection|expenditure|spend|spent)\b")
    BUDGET = re.compile(r"(?i)\b(?:cash limit|budget|plan|estimate)\b")


_MOVES = re.compile(
    r"(?i)\b(?:in[- ]year|(?:for|in|of) the (?:year|period|quarter|month)|net|transfers?|surplus|deficit|movements?"
    r"|received|spent|paid|income|expenditure|contributions?)\b"
)
"""What changes a balance, between two that are surely such: a deficit for the year, of one brought forward."""


_SIGNED_CHANGE = re.compile(r"(?i)increase\s*/\s*\(\s*(?:reduction|decrease)|\bcash limit\b")
_SIGNED_VARIANCE = re.compile(r"(?i)\(\s*surplus\s*\)|\(\s*under[ -]?spend\s*\)|/\s*\(\s*(?:surplus|under)")


def with_roles(grid: Grid, known: Sequence[Check]) -> list[Check]:
    """The `known` checks of a grid and those that its headings promise in addition.

    A sum that is part of what a heading promises is left to it: 4,971 = 5,068 - 97 where the result beside them is 0.
    """
    promised = checks_of_roles(grid, known)
    wider = [check.places for check in promised]
    return [*(check for check in known if not any(check.places <= cells for cells in wider)), *promised]


def checks_of_roles(grid: Grid, known: Sequence[Check]) -> list[Check]:
    """What headings promise of a grid, without what is `known` to be checked already, and understood."""
    table = named_table(grid)
    seen = {check.places for check in known if check.verdict is not Verdict.UNDECIDED}
    kept = _not_made_otherwise([*_across(table), *_down(table)], known)
    found = [*kept, *_single_lines(table), *accounts_of(table, known)]
    checks = []
    for check in found:
        cells = check.places
        if cells not in seen:
            seen.add(cells)
            checks.append(check)
    return checks


def _not_made_otherwise(promised: Sequence[Check], known: Sequence[Check]) -> Iterator[Check]:
    """Without those that hardly ever hold of figures that are made of others throughout: variance = actual less budget,
    where it is that of the latest forecast, two columns off.
    """
    made: dict[tuple[bool, int], Counter[tuple[object, ...]]] = {}
    for one in known:
        if one.verdict in HELD:
            for part in one.parts:
                made.setdefault(_line(one, part), Counter())[one.identity] += 1
    groups: dict[tuple[object, ...], list[Check]] = {}
    for one in promised:
        groups.setdefault(one.identity, []).append(one)
    for identity, group in groups.items():
        kept = sum(one.verdict in HELD for one in group)
        others = made.get(_line(group[0], group[0].target), Counter())
        best = max((count for other, count in others.items() if other != identity), default=0)
        if 2 * kept >= len(group) or best <= kept:
            yield from group


def _line(check: Check, part: Part) -> tuple[bool, int]:
    """The column that a figure is of where a check makes a column of others, or else its row."""
    return check.is_of_columns, part.column if check.is_of_columns else part.row


def _across(table: NamedTable) -> Iterator[Check]:
    blocks: dict[tuple[int, ...], list[int]] = {}
    for row in table.rows:
        blocks.setdefault(table.header_rows(row), []).append(row)
    for rows in blocks.values():
        headings = {column: table.heading(rows[0], column) for column in table.columns}
        name = table.label(rows[0]) if len(rows) == 1 else ""
        for promises in _promises(headings, name):
            yield from _kept(table, promises, rows, across=True)


def _down(table: NamedTable) -> Iterator[Check]:
    if not len("ab") < len(table.rows) <= MAX_ROWS_WITH_ROLES:
        return
    labels = {row: table.label(row) for row in table.rows}
    for promises in (*_promises(labels), *_statement(table, labels)):
        yield from _kept(table, promises, table.columns, across=False)


def _promises(names: dict[int, str], row_name: str = "") -> Iterator[list[Promise]]:
    """Ways in which three or four neighbouring columns may add up to one; of each list at most one is intended."""
    places = list(names)
    for at in range(len(places) - 2):
        three = places[at : at + 3]
        first, middle, last = (names[place] for place in three)
        if is_dated_before(last, [middle]):
            continue
        if (_is(middle, Role.CHANGE) and _is_balance(first, last)) or (
            _MOVES.search(middle) and is_opening(first) and is_closing(last)
        ):
            both = _either(three[2], three[0], three[1], "opening, change and closing")
            yield both[:1] if _SIGNED_CHANGE.search(f"{middle} {row_name}") else both
        elif _is(last, Role.NET) and _is(middle, Role.INCOME) and _is(first, Role.GROSS):
            yield _either(three[2], three[0], three[1], "gross, income and net")
    yield from _variances(names)
    for at in range(len(places) - 3):
        four = places[at : at + 4]
        budget, spent, moved, result = (names[place] for place in four)
        if _is(budget, Role.OPENING) and _is(result, Role.CLOSING) and _moves(spent, moved):
            yield [
                Promise(four[3], ((four[0], 1), (four[1], first), (four[2], second)), "opening, changes and closing")
                for first, second in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
        elif _is(moved, Role.APPROPRIATIONS) and _is(spent, Role.ACTUAL) and _is(budget, Role.BUDGET):
            less = Promise(
                four[3], ((four[1], 1), (four[2], 1), (four[0], -1)),
                "result = expenditure and appropriations less cash limit",
            )  # fmt: skip
            plain = Promise(four[3], ((four[1], 1), (four[2], 1)), "outturn = expenditure and appropriations")
            if _is(result, Role.VARIANCE):
                yield [less]
            elif _is(result, Role.ACTUAL):
                yield [plain, less]


def _variances(names: dict[int, str]) -> Iterator[list[Promise]]:
    """A variance is that of the figure before it against the nearest budget; what was spent, and what was moved to or
    from reserves, may stand between these: cash limit, net expenditure, appropriations, outturn, variance.
    """
    places = list(names)
    for at, (actual, variance) in enumerate(pairwise(places)):
        if not (_is(names[variance], Role.VARIANCE) and _is(names[actual], Role.ACTUAL)):
            continue
        before = (place for place in reversed(places[:at]) if not _may_stand_between(names[place]))
        budget = next(before, None)
        if budget is not None and _is(names[budget], Role.BUDGET):
            over = Promise(variance, ((actual, 1), (budget, -1)), "variance = actual less budget")
            under = Promise(variance, ((budget, 1), (actual, -1)), "variance = budget less actual")
            yield [over] if _SIGNED_VARIANCE.search(names[variance]) else [over, under]


def _may_stand_between(name: str) -> bool:
    return (_is(name, Role.ACTUAL) or _is(name, Role.APPROPRIATIONS)) and not _is(name, Role.BUDGET)


def _moves(first: str, second: str) -> bool:
    """True if two names are of what came in and of what went out."""
    return _IN_OR_OUT.search(first) is not None and _IN_OR_OUT.search(second) is not None


_IN_OR_OUT = re.compile(
    r"(?i)\b(?:in|out|receipts|payments|income|expenditure|add|less|plus|additions|contributions|drawdown|usage|used|spent)\b"
)


def _statement(table: NamedTable, names: dict[int, str]) -> Iterator[list[Promise]]:
    """Opening balance, all changes, one below the other, and closing balance."""
    first, *moved, last = names
    is_one = _is(names[first], Role.OPENING) and (_is(names[last], Role.CLOSING) or _is(names[last], Role.BUDGET))
    is_past = is_dated_before(names[last], (names[row] for row in moved))
    if len(moved) > 1 and is_one and not is_past and not any(is_total(names[row]) for row in moved):
        yield from statement_promises(table, names)


def _is(name: str, role: Role) -> bool:
    pattern: re.Pattern[str] = role.value
    return pattern.search(name) is not None


def _is_balance(first: str, last: str) -> bool:
    """True if one name is that of an opening balance, the other that of a closing one."""
    if first == last:
        return True
    is_other = _is(last, Role.CHANGE) or _is(first, Role.VARIANCE) or _is(last, Role.VARIANCE)
    return not is_other and _is(first, Role.OPENING) and (_is(last, Role.CLOSING) or _is(last, Role.BUDGET))


def _either(target: int, first: int, second: int, named: str) -> list[Promise]:
    return [Promise(target, ((first, 1), (second, 1)), named), Promise(target, ((first, 1), (second, -1)), named)]


def _kept(table: NamedTable, promises: Sequence[Promise], lines: Sequence[int], *, across: bool) -> Iterator[Check]:
    """The checks of the one promise that is kept best."""
    found = []
    for one in promises:
        found.append([check for line in lines if (check := check_of(table, one, line, across=across))])
        if all(check.verdict is Verdict.EXACT for check in found[-1]):  # no other is kept better
            yield from found[-1]
            return
    held = [sum(one.verdict in HELD for one in checks) for checks in found]
    kept_best = [checks for checks, count in zip(found, held, strict=True) if count == max(held)]
    best = kept_best[0]
    if len(kept_best) > 1:
        best = max(kept_best, key=lambda checks: (-len(_unclear(checks)), -_gaps(checks)))
    unclear = [] if max(held) else _unclear(best)
    other = _turned(best, [one for checks in found if checks is not best for one in checks])
    yield from (other.get(check.target, check) for check in best if check not in unclear)


def _turned(best: Sequence[Check], others: Sequence[Check]) -> dict[Part, Check]:
    """By their target, the checks of lines in which the other way round holds, and this one does not: of costs below
    income, where what is to the good is positive. Where there are no two of them below one another they are slips.
    """
    held = {one.target: one for one in others if one.verdict in HELD}
    fails = [one.verdict not in HELD and one.target in held for one in best]
    if not any(first and second for first, second in pairwise(fails)):
        return {}
    return {one.target: held[one.target] for one, is_turned in zip(best, fails, strict=True) if is_turned}


def _unclear(checks: Sequence[Check]) -> list[Check]:
    """Those that no slip explains: where all of a promise are so, the headings mean something else."""
    return [one for one in checks if one.verdict is Verdict.UNDECIDED and not slipped(one)]


def _gaps(checks: Sequence[Check]) -> Fraction:
    return sum((abs(one.gap) for one in checks), Fraction())


def _single_lines(table: NamedTable) -> Iterator[Check]:
    """A total of one line repeats it: it proves nothing of sums, but the two must agree."""
    if len(table.rows) != len(("line", "total")):
        return
    line, total = table.rows
    names = [cell.text for cell in table.grid.rows[total] if cell.value is None]
    if not any(is_total(name) and not is_running(name) for name in names) or is_total(table.label(line)):
        return
    columns = [one for one in table.columns if table.is_figure(line, one) and table.is_figure(total, one)]
    checks = [
        checked(table.grid, RelationKind.SUM, [Part(total, one), Part(line, one)], "the total of the one line there"
            " is",
                 is_of_columns=False)
        for one in columns
    ]  # fmt: skip
    yield from (one for one in checks if one is not None)
