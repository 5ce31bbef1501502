"""Slips that move several cells in one act: a total row that leaves a line out or takes one twice, running totals where
a period's own amounts belong, two figures of a row swapped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice, pairwise, product

from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, chance_of, range_of
from budget_monitor.diagnose.web import Changes, Web, casting_of, equation_cells, holds_after, place_of
from budget_monitor.model.checks.constraint import Constraint
from budget_monitor.model.ledgers.cell import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]

MAX_CELLS_OF_A_PATTERN = 12
"""Patterns of a row start from checks with at most so many cells."""
MAX_ROWS_OF_A_CLUSTER = 20
"""The most rows of a cluster that are tried: a pattern shows in the first few."""
MAX_COMBINATIONS = 2_000
"""Ways to round the totals of one row that are tried."""
WEIGHT = 20
"""As likely as a common slip of the pen, less likely than the commonest."""
WEIGHT_OF_TWO_LINES = 80
"""Of two lines the second is a running total where the first is a line too many: the one is as likely as the other."""


def patterns(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Corrections of several cells of one cluster that would each be one act. None is verified here."""
    yield from _swapped_columns(web, cluster, applied)
    yield from _running_totals(web, cluster)


def swap(cell: CellRef, beside: CellRef, value: Fraction, swapped: Fraction, chance: float = 0.0) -> Proposals:
    """Two figures of one row, each typed where the other belongs."""
    text = f"{cell.column} and {beside.column} are swapped"
    return {
        cell: Proposal(swapped - value, Kind.COLUMNS_SWAPPED, text, WEIGHT, chance),
        beside: Proposal(value - swapped, Kind.COLUMNS_SWAPPED, text, WEIGHT, chance),
    }


def short(cluster: Sequence[Constraint]) -> list[Constraint]:
    """The first checks of a cluster that use few cells."""
    return [constraint for constraint in cluster if len(constraint.cells) <= MAX_CELLS_OF_A_PATTERN][
        :MAX_ROWS_OF_A_CLUSTER
    ]


def _swapped_columns(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Two figures of one row swapped: two that failed checks use, or one that has what another needs."""
    rows: dict[tuple[str, int], dict[CellRef, None]] = defaultdict(dict)
    for constraint in short(cluster):
        for cell in equation_cells(constraint):
            rows[cell.file, cell.line][cell] = None
            needed = range_of(constraint, cell, applied)
            for beside in web.source.row(cell).figures.values():
                one, other = web.number(cell), web.number(beside)
                if (
                    needed is not None
                    and one is not None
                    and other is not None
                    and one != other
                    and needed.has(other - one)
                ):
                    yield swap(cell, beside, one, other, chance_of(web, beside, needed))
    for cells in rows.values():
        for first, second in combinations(cells, 2):
            one, other = web.number(first), web.number(second)
            if one is not None and other is not None and one != other:
                yield swap(first, second, one, other)


def total_rows(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Totals of one row that are all wrong by the same line (or by the same sub-total row). None is verified here."""
    totals: dict[tuple[str, int], dict[CellRef, Range]] = defaultdict(dict)
    lines: dict[tuple[str, int], list[CellRef]] = {}
    for constraint in equations:
        casting = casting_of(constraint)
        found = None if casting is None else range_of(constraint, casting[0], applied)
        if casting is not None and found is not None:
            total, covered = casting
            totals[total.file, total.line][total] = found
            lines.setdefault((total.file, total.line), covered)
    for row, cells in totals.items():
        if len(cells) > 1:
            covered_lines = [ref.line for ref in lines[row]]
            told = list(_miscovered(web, cells, covered_lines, applied))
            if told or all(map(web.source.is_exact, cells)):
                yield from told  # what is exact is not lost in rounding
                continue
            yield from _miscovered(web, _whole_row(web, cells, applied), covered_lines, applied)


def _whole_row(web: Web, cells: Mapping[CellRef, Range], applied: Changes) -> Mapping[CellRef, Range]:
    """The totals of a row that fail, and those whose castings hold: a small line left out is lost in rounding."""
    found = dict(cells)
    row = web.source.row(next(iter(cells)))
    web.fetch(row.figures.values())
    for ref in row.figures.values():
        for one in web.touching(ref) if ref not in found else ():
            casting = casting_of(one)
            beside = range_of(one, ref, applied) if casting is not None and casting[0] == ref else None
            if beside is not None:
                found[ref] = beside
    return found


def _miscovered(
    web: Web, cells: Mapping[CellRef, Range], lines: Sequence[int], applied: Changes
) -> Iterator[Proposals]:
    first = next(iter(cells))
    subtotals = [ref.line for ref in web.source.subtotals(first) if ref.line != first.line]
    for kind, sign, words, suspected in (
        (Kind.LINE_OMITTED, 1, "the totals leave out line", lines),
        (Kind.LINE_COUNTED_TWICE, -1, "the totals take twice line", lines),
        (Kind.SUBTOTAL_COUNTED_AS_LINE, -1, "the totals count as a line the sub-total on line", subtotals),
    ):
        for line in suspected:
            parts: dict[CellRef, Fraction] = {}
            for cell, found in cells.items():
                part = sign * (web.number(CellRef(cell.file, line, cell.column)) or Fraction(0))
                if not _is_near(part, found, web.unit(cell)):
                    break
                parts[cell] = part
            is_near = len(parts) == len(cells) and any(parts.values())
            changes = fitting_together(web, cells, parts, applied) if is_near else None
            if changes is not None:
                text = f"{words} {line}"
                yield {
                    cell: Proposal(change, kind, text, WEIGHT, said=parts[cell])
                    for cell, change in changes.items()
                    if change
                }


def fitting_together(
    web: Web, cells: Mapping[CellRef, Range], parts: Mapping[CellRef, Fraction], applied: Changes
) -> dict[CellRef, Fraction] | None:
    """Changes of the totals of one row, each what its printed lines add up to or a unit beside it, that hold
    together.
    """
    choices = []
    for cell in cells:
        found, unit = cells[cell], web.unit(cell)
        cast = _cast(found, unit)
        part = parts[cell]  # the total typed and the line printed: fewer figures were rounded than all lines
        near = dict.fromkeys((part, part + unit, part - unit, cast))
        choices.append([change for change in near if found.low <= change <= found.high])
    around = [one for one in web.around(cells) if one.linear is not None and not one.summed]
    for picked in sorted(islice(product(*choices), MAX_COMBINATIONS), key=lambda one: _apart(one, parts.values())):
        changes = dict(zip(cells, picked, strict=True))
        if all(holds_after(one, {**applied, **changes}) for one in around):
            return changes
    return None


def _apart(changes: Iterable[Fraction], parts: Iterable[Fraction]) -> Fraction:
    """The sum of the distances between the changes and what the parts come to."""
    return sum((abs(change - part) for change, part in zip(changes, parts, strict=True)), Fraction(0))


def _is_near(change: Fraction, found: Range, unit: Fraction) -> bool:
    """Whether a change lies in a range, or a unit beside it: a total is rounded from unrounded lines."""
    return found.low - unit <= change <= found.high + unit


def _cast(found: Range, unit: Fraction) -> Fraction:
    """The change with which the total is what its printed lines add up to."""
    middle = (found.low + found.high) / 2
    return middle if found.low == found.high else round(middle / unit) * unit


def _running_totals(web: Web, cluster: Sequence[Constraint]) -> Iterator[Proposals]:
    """The lines of a sum less what they stood at one period before, or less the line above them."""
    text = "running totals stand where each line's own amount belongs"
    for constraint in cluster[:MAX_ROWS_OF_A_CLUSTER]:
        linear = constraint.linear
        columns: dict[tuple[str, str, Fraction], list[CellRef]] = defaultdict(list)
        for cell in equation_cells(constraint):
            assert linear is not None
            columns[cell.file, cell.column, linear.coefficients[cell]].append(cell)
        for cells in columns.values():
            if not 1 < len(cells) <= MAX_ROWS_OF_A_CLUSTER * MAX_CELLS_OF_A_PATTERN:
                continue
            earlier = {cell: value for cell in cells if (value := web.source.earlier(cell))}
            so_far = {cell: value for cell in cells if (value := web.source.so_far(cell))} if earlier else {}
            above: dict[CellRef, Fraction] = {}
            ordered = sorted(cells, key=place_of)
            for before, cell in pairwise(ordered):
                above[cell] = web.number(before) or Fraction(0)
            for running in (above, earlier, so_far):
                told = {cell: value for cell, value in running.items() if value}
                weight = WEIGHT_OF_TWO_LINES if running is above and len(told) == 1 else WEIGHT
                if told:
                    yield {
                        cell: Proposal(-value, Kind.CUMULATIVE_IN_PERIOD_COLUMN, text, weight)
                        for cell, value in told.items()
                    }
