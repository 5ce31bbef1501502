"""Slips of whole lines: one that is missing from the file, typed twice, in the wrong group, or exchanged with
another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.values.misfit import Misfit
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, best_fit, common_range, range_of
from budget_monitor.diagnose.web import (
    MAX_FIGURES_OF_A_TABLE,
    Changes,
    Web,
    cell_of,
    coefficient_of,
    equation_cells,
    holds_after,
    line_like,
)
from budget_monitor.model.cell import CellRef, Kind
from budget_monitor.model.constraint import Constraint, Row
from budget_monitor.model.money import decimal_of, figure_text

Proposals = Mapping[CellRef, Proposal]

MAX_LINES_OF_A_SUM = 200
"""Of a longer sum only so many lines are looked at for slips of whole lines."""
MAX_SUMS_COMPARED = 60
"""Failed sums that are compared two by two."""
MAX_FIGURES_OF_A_LINE = 24
"""Of a wider line the castings are looked up only where those that fail may be half of them."""
MIN_UNITS_OF_A_TRANSFER = 100
"""A smaller figure has its opposite in a list by chance."""
TWICE_WEIGHT = -40
"""A row that says the same as another, key and all, is hardly there by chance."""
TWICE_OF_ANOTHER_NAME_WEIGHT = 30
MOVED_WEIGHT = 10
ONE_SIDED_WEIGHT = 15
MISSING_WEIGHT = 150
"""A line missing where two checks say so: likelier than any arbitrary figure, less likely than a slip of the pen."""
LARGER_THAN_ALL_LINES = 10
"""So much likelier are the totals to be wrong, where the missing line would be more than all others together."""
SURE_OF_ONE = 0.5
"""A single total is not told alone: one large line may be missing all the same."""
TOTALS_TEXT = "the totals are not the sums of their lines"
MISSING_ALONE_WEIGHT = 900
"""The same where only one check says so: hardly likelier than an arbitrary figure."""


def missing_and_doubled(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """A line too few or too many in the sums of a cluster. None is verified here."""
    for lines in _alike(web, cluster):
        yield from _missing(web, cluster, lines[0], applied)
    for constraint in cluster:
        for cell in _lines_of(constraint):
            yield from _doubled(web, constraint, cell, applied)


def _lines_of(constraint: Constraint) -> list[CellRef]:
    """The lines of the sums of a check, blanks left out."""
    linear = constraint.linear
    if linear is None or linear.blanks:
        return []
    return [cell for cell in linear.coefficients if cell in linear.summed][:MAX_LINES_OF_A_SUM]


def _alike(web: Web, cluster: Sequence[Constraint]) -> list[list[CellRef]]:
    """Lines of the failed sums, grouped by the sums that they stand in: a missing line is like one of them."""
    cells = list(dict.fromkeys(cell for constraint in cluster for cell in _lines_of(constraint)))
    web.fetch(cells)
    groups: dict[tuple[object, ...], list[CellRef]] = defaultdict(list)
    for cell in cells:
        sums = tuple(sorted(check.id for check in web.touching(line_like(cell))))
        groups[cell.file, cell.column, sums].append(cell)
    return list(groups.values())


def _missing(web: Web, cluster: Sequence[Constraint], like: CellRef, applied: Changes) -> Iterator[Proposals]:
    """A line like a given one, with a figure in each column whose sums fail."""
    row = web.source.row(like)
    found: dict[CellRef, Proposal] = {}
    failed: list[tuple[CellRef, Fraction, Constraint]] = []
    failing_columns = sum((like.file, column) in web.failing_columns for column in row.figures)
    if len(row.figures) > MAX_FIGURES_OF_A_LINE and failing_columns * 2 < len(row.figures):
        return
    web.fetch(row.figures.values())
    summed = {column: line_like(cell) for column, cell in row.figures.items() if web.touching(line_like(cell))}
    wrong = {
        column: failing
        for column, ref in summed.items()
        if (failing := [one for one in web.touching(ref) if not holds_after(one, applied)])
    }
    if not wrong or len(wrong) * 2 < len(summed):
        return  # a line has figures in most columns
    for column, failing in wrong.items():
        cell, ref = row.figures[column], summed[column]
        around = web.touching(ref)
        shared = common_range(around, ref, applied)
        change = None if shared is None else _round_figure(web, cell, around, shared, applied)
        if not change:
            return
        shown = figure_text(web.source.figure(cell, decimal_of(abs(change))))
        found[ref] = Proposal(change, Kind.LINE_MISSING, f"{column} {shown}", 0)
        failed += [(ref, change, one) for one in failing]
    one_sided = _one_sided(web, cluster, found) or _lacks_its_twin(web, found, failed)
    weight = ONE_SIDED_WEIGHT if one_sided else MISSING_WEIGHT if len(failed) > 1 else MISSING_ALONE_WEIGHT
    kind = Kind.ONE_SIDED if one_sided else Kind.LINE_MISSING
    yield {ref: Proposal(one.change, kind, one.text, weight) for ref, one in found.items()}
    if not one_sided:
        yield from _totals_instead(web, failed)


def _totals_instead(web: Web, failed: Sequence[tuple[CellRef, Fraction, Constraint]]) -> Iterator[Proposals]:
    """The totals of one row, where nothing but they themselves says that a line is missing; a single total only where
    the line would be larger than all lines together.
    """
    totals = {_total_of(one): (ref, change, one) for ref, change, one in failed}
    if None in totals or len({(total.file, total.line) for total in totals if total}) > 1:
        return
    told: dict[CellRef, Proposal] = {}
    for total, (ref, change, one) in totals.items():
        assert total is not None
        by = change * coefficient_of(one, ref) / coefficient_of(one, total)
        is_larger = abs(change) > sum((abs(web.number(line) or Fraction(0)) for line in _lines_of(one)), Fraction(0))
        if len(totals) == 1 and not is_larger:
            return
        weight = MISSING_WEIGHT - LARGER_THAN_ALL_LINES if is_larger else MISSING_WEIGHT
        told[total] = Proposal(by, Kind.UNEXPLAINED, TOTALS_TEXT, weight, sure=1.0 if len(totals) > 1 else SURE_OF_ONE)
    yield told


def _total_of(constraint: Constraint) -> CellRef | None:
    """The one figure of a casting that is no line of it."""
    linear = constraint.linear
    outside = [] if linear is None else [cell for cell in linear.coefficients if cell not in linear.summed]
    return outside[0] if len(outside) == 1 else None


def _one_sided(web: Web, cluster: Sequence[Constraint], found: Proposals) -> bool:
    """Whether the missing figure is the counterpart of a line that is there, in a sum that has no total."""
    for ref, proposal in found.items():
        for constraint in cluster:
            linear = constraint.linear
            if linear is None or not coefficient_of(constraint, ref) or not linear.coefficients.keys() <= linear.summed:
                continue  # only lines that net to nil have another side
            if len({(cell.file, cell.column, times) for cell, times in linear.coefficients.items()}) > 1:
                continue  # two lists that agree
            if any(web.number(cell) == -proposal.change for cell in _lines_of(constraint)):
                return True
    return False


def _lacks_its_twin(web: Web, found: Proposals, failed: Sequence[tuple[CellRef, Fraction, Constraint]]) -> bool:
    """Whether a line elsewhere takes what the missing one would give, in the same period, and no other gives it."""
    ref, change, _ = failed[0]
    cell = cell_of(ref)
    if len(found) > 1 or abs(change) < MIN_UNITS_OF_A_TRANSFER * web.unit(cell):
        return False
    near = {other for *_, one in failed for other in equation_cells(one)}
    column = web.source.column(cell, MAX_FIGURES_OF_A_TABLE)
    alike = [one for one in column if one not in near and abs(web.number(one) or 0) == abs(change)]
    own = web.source.row(cell)
    rows = [(web.source.row(one), web.number(one) == change) for one in alike[:MAX_SUMS_COMPARED]]
    gives = [is_other_side for row, is_other_side in rows if row.is_line and _is_of_one_time(own, row)]
    return gives.count(False) > gives.count(True)


def _is_of_one_time(row: Row, other: Row) -> bool:
    return all(row.key[name].text == other.key[name].text for name in ("financial_year", "period") if name in row.key)


def _round_figure(
    web: Web, cell: CellRef, around: Sequence[Constraint], found: Range, applied: Changes
) -> Fraction | None:
    """The printable figure in a range that fits the sums best."""
    misfit = Misfit(web, line_like(cell), Fraction(0), around, applied)
    return best_fit(Fraction(0), web.unit(cell), found, misfit)


def _doubled(web: Web, constraint: Constraint, cell: CellRef, applied: Changes) -> Iterator[Proposals]:
    """A line of which another of the same sum says the same in every column."""
    value, around = web.number(cell), range_of(constraint, line_like(cell), applied)
    if not value or around is None or not around.low <= -value <= around.high:
        return
    row = web.source.row(cell)
    for other in _lines_of(constraint):
        if other.line >= cell.line or other.file != cell.file or web.number(other) != value:
            continue
        twin = web.source.row(other)
        if _says_the_same(web, row, twin):
            text = f"line {row.line} says the same as line {twin.line}"
            weight = TWICE_WEIGHT if _keys(row) == _keys(twin) else TWICE_OF_ANOTHER_NAME_WEIGHT
            yield _removed(web, row, Kind.LINE_TYPED_TWICE, text, weight)
            return


def _says_the_same(web: Web, row: Row, twin: Row) -> bool:
    return row.figures.keys() == twin.figures.keys() and all(
        web.number(ref) == web.number(twin.figures[column]) for column, ref in row.figures.items()
    )


def _keys(row: Row) -> dict[str, str]:
    return {name: " ".join(cell.text.split()).casefold() for name, cell in row.key.items()}


def _removed(web: Web, row: Row, kind: Kind, text: str, weight: int) -> Proposals:
    return {
        line_like(ref): Proposal(-value, kind, text, weight)
        for ref in row.figures.values()
        if (value := web.number(ref)) and web.touching(line_like(ref))
    }


def moved(web: Web, equations: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """A line in the wrong group: without it one sum holds, with it another of the same rule does."""
    sums = [one for one in equations if _lines_of(one)][:MAX_SUMS_COMPARED]
    by_rule: dict[tuple[int, int], list[Constraint]] = defaultdict(list)
    for constraint in sums:
        by_rule[constraint.id[0], constraint.id[1]].append(constraint)
    for several in by_rule.values():
        for one in several:
            for other in several:
                if one.id != other.id:
                    yield from _moved_between(web, one, other, applied)


def _moved_between(web: Web, one: Constraint, other: Constraint, applied: Changes) -> Iterator[Proposals]:
    targets = _lines_of(other)
    for cell in _lines_of(one):
        value, found = web.number(cell), range_of(one, line_like(cell), applied)
        if not value or found is None or not found.low <= -value <= found.high or not targets:
            continue
        row = web.source.row(cell)
        for target in _destinations(web, row, targets):
            there = range_of(other, line_like(target), applied)
            if there is None or not there.low <= value <= there.high:
                continue
            home = web.source.row(target)
            changed = [name for name in row.key if _is_group(web, row, home, name)]
            if not changed:
                continue
            text = f"line {row.line} belongs to " + ", ".join(home.key[name].text for name in changed)
            taken = _removed(web, row, Kind.WRONG_GROUP, text, MOVED_WEIGHT)
            given = {
                line_like(home.figures[column]): Proposal(amount, Kind.WRONG_GROUP, text, MOVED_WEIGHT)
                for column, ref in row.figures.items()
                if column in home.figures and (amount := web.number(ref))
                and web.touching(line_like(home.figures[column]))
            }  # fmt: skip
            if not taken.keys() & given.keys():
                yield {**taken, **given}


def _destinations(web: Web, row: Row, targets: Sequence[CellRef]) -> list[CellRef]:
    """One line of each sort in the other group, most like the row first."""
    by_sums: dict[tuple[object, ...], list[CellRef]] = defaultdict(list)
    web.fetch(targets)
    for target in targets:
        if target.file == row.file:
            by_sums[tuple(sorted(check.id for check in web.touching(line_like(target))))].append(target)
    return [several[0] for several in by_sums.values()]


def _is_group(web: Web, row: Row, home: Row, name: str) -> bool:
    """Whether a key column is one by which the sums are grouped: all lines of either group agree in it."""
    one, other = row.key[name], home.key.get(name)
    if other is None or one.text == other.text:
        return False
    return web.source.is_grouping(row.file, name)
