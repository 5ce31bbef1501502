"""A line that stands twice among those of a total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from msgspec.structs import replace

from budget_monitor.discover.checks import STANDS_TWICE, Check, Part, value_of
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict


def line_twice(check: Check) -> int:
    """The row of a line that stands twice among those of a total that has it once, name and figures and all; else 0."""
    for part in sorted(check.terms, key=lambda one: one.row):
        is_it = abs(check.gap + part.sign * value_of(check.grid, part)) <= check.allowed
        if is_it and _twin(check, part.row, (one for one in check.terms if one.row < part.row)) is not None:
            return part.row
    return 0


def with_twins(checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table; a total that has all lines but the twin of one, beside them, fails with it."""
    down = [one for one in checks if one.verdict in HELD and not one.is_of_columns]
    return [_with_twin(one, down) if one.kind is RelationKind.SUM and one.verdict in HELD else one for one in checks]


def _with_twin(one: Check, held: Sequence[Check]) -> Check:
    rows = {part.row: part for part in one.terms}
    if one.is_of_columns or len(rows) < len("ab") or one.target.row < max(rows):
        return one
    for row in (min(rows) - 1, max(rows) + 1):
        twin = _twin(one, row, one.terms) if 0 <= row < one.target.row else None
        if twin is None or not value_of(one.grid, twin) or _is_told_again(one, {row, twin.row}, held):
            continue
        value = twin.sign * value_of(one.grid, twin)
        said = f"{one.evidence}; line {one.grid.lines[max(row, twin.row)]}{STANDS_TWICE}"
        return replace(
            one,
            terms=(*one.terms, Part(row, twin.column, twin.sign)),
            computed=one.computed + value,
            gap=one.gap - value,
            verdict=Verdict.FAIL,
            evidence=said,
        )
    return one


def _is_told_again(one: Check, twins: Set[int], held: Sequence[Check]) -> bool:
    """True if one of two lines alike belongs to what adds up elsewhere: a surplus that is made of the income above is
    told again between what is brought forward and what is carried forward, and each belongs where it stands.
    """
    places = ({part.row for part in other.parts} for other in held if other.target != one.target)
    return any(len(twins & rows) == 1 and one.target.row not in rows for rows in places)


def _twin(check: Check, row: int, among: Iterable[Part]) -> Part | None:
    """The last of some lines of a total that says what a row says; None where there is none."""
    line = _line(check.grid, row)
    text = check.grid.rows[row][check.target.column].text  # that of one column first, which is soon compared
    alike = (one for one in among if line and check.grid.rows[one.row][one.column].text == text)
    return max((one for one in alike if _line(check.grid, one.row) == line), key=lambda one: one.row, default=None)


def _line(grid: Grid, row: int) -> tuple[str, ...]:
    """What a row says, name and figures; empty where it has no name, or hardly a figure."""
    cells = grid.rows[row]
    has_name = any(cell.value is None and cell.text.strip() for cell in cells)
    is_line = has_name and sum(bool(cell.value) for cell in cells) >= len("ab")
    return tuple(cell.text for cell in cells) if is_line else ()
