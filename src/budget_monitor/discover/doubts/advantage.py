"""Columns in which what is to the good is positive: more income, less cost, better and worse measures alike.

Their signs go by the row, so that a figure may have another sign than the sums around it ask for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import permutations, product

from msgspec.structs import replace

from budget_monitor.discover.checks import LINEAR, Check, Part, value_of
from budget_monitor.figures.letters import OTHER_LETTER, against_their_letters, has_signs, letters_of
from budget_monitor.figures.naming import NamedTable, named_table
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

_SAID = re.compile(
    r"(?i)\b(?:favourable|adverse|fav|adv|better|worse|improvements?|decline)\b|\bF\s*/\s*\(?A\b|\bA\s*/\s*\(?F\b"
)
MAX_PARTS = 8
"""Of a sum of more figures not every choice of signs is tried."""


def without_turned(grid: Grid, checks: Sequence[Check]) -> list[Check]:
    """The checks without those that fail by nothing but the signs of advantages.

    A figure whose sign its letter contradicts is no such advantage, nor one whose sign is what its row and its column
    both fail by, nor one that all figures of its sum speak against. The only figure that has another letter than its
    row says is to look at.
    """
    columns = _columns_of_advantage(named_table(grid), checks)
    turned = [one for one in checks if columns and _is_turned(one, columns)]
    failing = [one for one in checks if one.verdict not in HELD and one.kind in LINEAR]
    wrong = against_their_letters(grid) | _wrong_both_ways(failing, columns) | _alone_in_their_sums(failing, columns)
    left_out = [one for one in turned if wrong.isdisjoint((part.row, part.column) for part in one.parts)]
    odd = {id(one): _to_look_at(one) for one in left_out if _is_oddly_lettered(one, checks)}
    gone = {id(one) for one in left_out} - odd.keys()
    return [odd.get(id(one), one) for one in checks if id(one) not in gone]


def _is_oddly_lettered(check: Check, checks: Sequence[Check]) -> bool:
    """True if a variance that has no sign but its letter is made as in all other lines, but for that: a slip, if it is
    not of income, of which more is to the good. A line that no sign mends says nothing of signs.
    """
    alike = [one for one in checks if one.identity == check.identity and one is not check]
    others = [one.verdict in HELD for one in alike if one.verdict in HELD or _turning(one)]
    names = " ".join(cell.text for cell in check.grid.rows[check.target.row] if cell.value is None)
    letter = check.grid.rows[check.target.row][check.target.column].letter
    return letter != "" and len(others) >= MIN_LINES_BESIDE and all(others) and not _INCOME.search(names)


def _to_look_at(check: Check) -> Check:
    letter = check.grid.rows[check.target.row][check.target.column].letter
    why = f"either ({letter}) should be ({OTHER_LETTER[letter]}), or more is to the good here, as of income"
    return replace(check, verdict=Verdict.UNDECIDED, evidence=f"{check.evidence}; {why}")


MIN_LINES_BESIDE = 3
"""Lines whose letter is as their variance is, before one that is not is told."""
_INCOME = re.compile(
    r"(?i)\b(?:income|fees|receipts|grants?|funding|interest|rents?|precepts?|tax|rates|sales|surplus)\b"
)


def _wrong_both_ways(failing: Sequence[Check], columns: set[int]) -> set[tuple[int, int]]:
    """The figures of these columns, by row and column, that turned round alone mend a sum down and one across."""
    ways: dict[tuple[int, int], set[bool]] = {}
    for one in failing:
        for part in _turning(one):
            if part.column in columns:
                ways.setdefault((part.row, part.column), set()).add(one.is_of_columns)
    return {place for place, several in ways.items() if len(several) > 1}


def _alone_in_their_sums(failing: Sequence[Check], columns: set[int]) -> set[tuple[int, int]]:
    """The figures of these columns, by row and column, that turned round alone mend a sum down, all others of which are
    differences of two columns, taken the one way, where these are taken the other: of spending, more is to the bad.
    """
    return {
        (part.row, part.column)
        for one in failing
        if not one.is_of_columns and one.target.column in columns and len(one.parts) > MIN_LINES_BESIDE
        for part in (_turning(one) if len(_turning(one)) == 1 else ())
        if _is_taken_otherwise(part, one)
    }


def _is_taken_otherwise(odd: Part, check: Check) -> bool:
    """True if all figures of a sum down but one are what one column leaves of another, and that is, with its other
    sign.
    """
    rows = check.grid.rows
    figures = [column for column, cell in enumerate(rows[odd.row]) if cell.value is not None and column != odd.column]
    return any(
        all(
            value_of(check.grid, part) * (-1 if part == odd else 1)
            == value_of(check.grid, Part(part.row, first)) - value_of(check.grid, Part(part.row, second))
            for part in check.parts
        )
        for first, second in permutations(figures[-MAX_COLUMNS_BESIDE:], 2)
    )


MAX_COLUMNS_BESIDE = 12
"""Of a wider table not every two columns are tried, but those to the right."""


def _columns_of_advantage(table: NamedTable, checks: Sequence[Check]) -> set[int]:
    """Those whose heading says so, those with letters for it, and those of variances whose rows are
    taken the one way and the other.
    """
    found = {column for column in table.columns for row in table.rows[:1] if _SAID.search(table.heading(row, column))}
    ways: dict[int, set[frozenset[tuple[int, int]]]] = {}
    for one in checks:
        if one.is_of_columns and one.verdict in HELD and any(part.sign < 0 for part in one.terms):
            terms = frozenset((part.column, part.sign) for part in one.terms)
            ways.setdefault(one.target.column, set()).add(terms)
    for column, several in ways.items():
        found |= {column} if any(_other_way(terms) in several for terms in several) else set()
    return found | set(letters_of(table.grid)) | _turned_in_several_rows(checks)


def _turned_in_several_rows(checks: Sequence[Check]) -> set[int]:
    """The columns that in most of the rows in which a variance does not hold, and in several, would with their other
    sign alone: budget less actual of all expenditure, and actual less budget of all income.
    """
    rows: dict[tuple[object, ...], list[set[int]]] = {}
    for one in checks:
        is_of_a_row = one.is_of_columns and all(part.row == one.target.row for part in one.terms)
        if is_of_a_row and one.verdict not in HELD and one.kind in LINEAR and len(one.terms) == len("ab"):
            rows.setdefault(one.identity, []).append({part.column for part in _turning(one)})
    found: set[int] = set()
    for several in rows.values():
        turned = Counter(column for columns in several for column in columns)
        found |= {column for column, n in turned.items() if n >= MIN_ROWS_TURNED and 2 * n > len(several)}
    return found


MIN_ROWS_TURNED = 2
"""One figure with the wrong sign is a slip."""


def _turning(one: Check) -> list[Part]:
    """The figures that with their other sign, each alone, would make a check hold."""
    signs = zip(one.parts, (1, *(-part.sign for part in one.terms)), strict=True)
    return [part for part, sign in signs if abs(one.gap - 2 * sign * value_of(one.grid, part)) <= one.allowed]


def _other_way(terms: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset((column, -sign) for column, sign in terms)


def _is_turned(check: Check, columns: set[int]) -> bool:
    """True if a check fails that would hold with other signs, and has to do with such a column."""
    if check.verdict in HELD or len(check.parts) > MAX_PARTS or columns.isdisjoint(part.column for part in check.parts):
        return False
    first, *others = (value_of(check.grid, part) for part in check.parts)
    # advantages add up, of more income and of less cost alike
    adds_up = not check.is_of_columns and has_signs(check.grid, check.target.column)
    ways = [(1,) * len(others)] if adds_up else product((1, -1), repeat=len(others))
    return any(
        abs(first - sum(sign * value for sign, value in zip(signs, others, strict=True))) <= check.allowed
        for signs in ways
    )
