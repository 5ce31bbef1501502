"""A line that is missing from the file: from all sums that a line like it stands in, or from some of them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.diagnose.acts.elsewhere import is_named_elsewhere
from budget_monitor.diagnose.acts.groups import MAX_SUMS_COMPARED, lines_of
from budget_monitor.diagnose.values.misfit import Misfit
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, best_fit, common_range
from budget_monitor.diagnose.values.usual import Usual
from budget_monitor.diagnose.web import (
    MAX_FIGURES_OF_A_TABLE,
    Changes,
    LineRef,
    Sums,
    Web,
    cell_of,
    coefficient_of,
    equation_cells,
    holds_after,
    line_like,
)
from budget_monitor.model.checks.constraint import Constraint, Row
from budget_monitor.model.ledgers.cell import CellRef, Kind
from budget_monitor.model.ledgers.money import decimal_of, figure_text

Proposals = Mapping[CellRef, Proposal]

MAX_FIGURES_OF_A_LINE = 24
"""Of a wider line the castings are looked up only where those that fail may be half of them."""
MIN_UNITS_OF_A_TRANSFER = 100
"""A smaller figure has its opposite in a list by chance."""
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
ROUNDINGS_OF_A_LINE = 8
"""Figures of a line that is missing are known to so many times the rounding of a check of its row."""
NAMED_WEIGHT = 80
"""A line missing that a report before or after has, or that another table has and nothing here is compared with."""
ABSURD_WEIGHT = 950
"""A line missing that could hardly be one."""
MAX_TIMES_ALL_LINES = 30
"""So many times all lines together nobody leaves out."""
MAX_TIMES_OTHER_LINES = 3
"""So many times all other lines together is a line that would take the largest one back."""
MIN_COST_OF_A_SIGN = 30
"""Tenths of bits: a sign that no figure of the column has makes a line that is missing no better than any figure."""


def missing(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Proposals of a line that is missing from the sums of a cluster. The search verifies them."""
    tried: set[tuple[str, Sums]] = set()
    firsts = [lines[0] for lines in _alike(web, cluster) if not _is_wide(web, lines[0])]
    web.fetch(cell for first in firsts for cell in web.source.row(first).figures.values())
    for first in firsts:
        told = list(_missing(web, cluster, first, applied))
        yield from told
        some = None if told else _in_some_sums(web, first, applied)
        if some is not None and (first.file, some.only) not in tried:
            tried.add((first.file, some.only))
            yield from _missing(web, cluster, first, applied, some)


def _is_wide(web: Web, like: CellRef) -> bool:
    """Whether a line has so many figures that most of its sums, which hold, are not worth a look."""
    row = web.source.row(like)
    failing_columns = sum((like.file, column) in web.failing_columns for column in row.figures)
    return len(row.figures) > MAX_FIGURES_OF_A_LINE and failing_columns * 2 < len(row.figures)


class _Elsewhere(Struct, frozen=True):
    """The sums of a given line that a line with some other keys would stand in as well."""

    only: Sums
    keys: tuple[str, ...]


def _in_some_sums(web: Web, like: CellRef, applied: Changes) -> _Elsewhere | None:
    """A line whose keys are those of another as far as the failing sums look at them: it need not stand in sums that
    hold and look at other keys too. None where all sums look at the same keys.
    """
    row = web.source.row(like)
    figures = row.figures.values()
    sums = {one.id: one for ref in figures for one in web.touching(line_like(ref))}
    failing = [one for one in sums.values() if not holds_after(one, applied)]
    same = frozenset[str]().union(*(one.sorted_by(like.file) for one in failing))
    beyond = {one.id: one.sorted_by(like.file) - same for one in sums.values()}
    only = frozenset(name for name, keys in beyond.items() if not keys)
    unlike = tuple(key for key in row.key if any(key in keys for keys in beyond.values()))
    return _Elsewhere(only, unlike) if failing and len(only) < len(sums) else None


def _alike(web: Web, cluster: Sequence[Constraint]) -> list[list[CellRef]]:
    """Lines of the failed sums, grouped by the sums that they stand in: a missing line is like one of them."""
    cells = list(dict.fromkeys(cell for constraint in cluster for cell in lines_of(constraint)))
    web.fetch(cells)
    groups: dict[tuple[object, ...], list[CellRef]] = defaultdict(list)
    for cell in cells:
        sums = tuple(sorted(check.id for check in web.touching(line_like(cell))))
        groups[cell.file, cell.column, sums].append(cell)
    return list(groups.values())


def _missing(
    web: Web, cluster: Sequence[Constraint], like: CellRef, applied: Changes, some: _Elsewhere | None = None
) -> Iterator[Proposals]:
    """A line like a given one, or one in some of its sums, with a figure in each column whose sums fail."""
    row = web.source.row(like)
    found: dict[CellRef, Proposal] = {}
    failed: list[tuple[CellRef, Fraction, Constraint]] = []
    like_it = (None, ()) if some is None else (some.only, some.keys)
    refs = {column: line_like(cell, *like_it) for column, cell in row.figures.items()}
    summed = {column: ref for column, ref in refs.items() if web.touching(ref)}
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
        change = None if shared is None else _round_figure(web, ref, around, shared, applied)
        if not change or shared is None:
            return
        shown = figure_text(web.source.figure(cell, decimal_of(change)))
        margin = min(shared.high - change, change - shared.low) // web.unit(cell) * web.unit(cell)
        found[ref] = Proposal(change, Kind.LINE_MISSING, f"{column} {shown}", 0, margin=margin)
        failed += [(ref, change, one) for one in failing]
    if not _adds_up(web, row, found):
        return
    one_sided = _one_sided(web, cluster, found) or _lacks_its_twin(web, found, failed)
    kind = Kind.ONE_SIDED if one_sided else Kind.LINE_MISSING
    totals = [] if one_sided else list(_totals_instead(web, failed))
    weight = ONE_SIDED_WEIGHT if one_sided else MISSING_WEIGHT if len(failed) > 1 else MISSING_ALONE_WEIGHT
    if not one_sided and not totals and any(_is_absurd(web, *one) for one in failed):
        weight = ABSURD_WEIGHT
    elif weight > NAMED_WEIGHT and is_named_elsewhere(web, like, found, [one for *_, one in failed]):
        weight = NAMED_WEIGHT
    yield {ref: replace(one, kind=kind, weight=weight) for ref, one in found.items()}
    yield from totals


def _adds_up(web: Web, row: Row, found: Proposals) -> bool:
    """Whether the figures of a missing line satisfy the checks within a row, such as opening − usage = closing."""
    own = set(row.figures.values())
    amounts = {cell_of(ref): one.change for ref, one in found.items()}
    for one in web.around(own):
        linear = one.linear
        if linear is None or linear.is_tangent or not linear.coefficients.keys() <= own:
            continue
        gap = sum((times * amounts.get(cell, Fraction(0)) for cell, times in linear.coefficients.items()), Fraction(0))
        if abs(gap) > ROUNDINGS_OF_A_LINE * linear.allowed:
            return False
    return True


def _is_absurd(web: Web, ref: CellRef, change: Fraction, one: Constraint) -> bool:
    """Whether a missing line would be out of all proportion, would only make up for the largest line that is there, or
    would have a sign that no figure of its column has: it is then no better than an arbitrary figure.
    """
    sizes = sorted((web.number(line) or Fraction(0) for line in lines_of(one)), key=abs)
    rest = sum(map(abs, sizes[:-1]), Fraction(0))
    largest = sizes[-1] if sizes else Fraction(0)
    makes_up = (
        rest
        and change * largest < 0
        and abs(change) > MAX_TIMES_OTHER_LINES * rest
        and 2 * abs(change + largest) < abs(largest)
    )
    is_huge = abs(change) > MAX_TIMES_ALL_LINES * (rest + abs(largest))
    return is_huge or bool(makes_up) or web.kept(Usual).cost_of_a_line(cell_of(ref), change) > MIN_COST_OF_A_SIGN


def _totals_instead(web: Web, failed: Sequence[tuple[CellRef, Fraction, Constraint]]) -> Iterator[Proposals]:
    """The totals of one row instead of a missing line, where only these totals fail; a single total only where the line
    would be larger than all lines together.
    """
    totals = {_total_of(one): (ref, change, one) for ref, change, one in failed}
    if None in totals or len({(total.file, total.line) for total in totals if total}) > 1:
        return
    told: dict[CellRef, Proposal] = {}
    for total, (ref, change, one) in totals.items():
        assert total is not None
        by = change * coefficient_of(one, ref) / coefficient_of(one, total)
        is_larger = abs(change) > sum((abs(web.number(line) or Fraction(0)) for line in lines_of(one)), Fraction(0))
        if len(totals) == 1 and not is_larger:
            return
        weight = MISSING_WEIGHT - LARGER_THAN_ALL_LINES if is_larger else MISSING_WEIGHT
        told[total] = Proposal(by, Kind.UNEXPLAINED, TOTALS_TEXT, weight, sure=1.0 if len(totals) > 1 else SURE_OF_ONE)
    yield told


def _total_of(constraint: Constraint) -> CellRef | None:
    """The one figure of a casting that is no line of it."""
    linear = constraint.linear
    outside = [] if linear is None else [cell for cell in linear.coefficients if cell not in constraint.summed]
    return outside[0] if len(outside) == 1 else None


def _one_sided(web: Web, cluster: Sequence[Constraint], found: Proposals) -> bool:
    """Whether the missing figure is the counterpart of a line that is there, in a sum that has no total."""
    for ref, proposal in found.items():
        for constraint in cluster:
            linear = constraint.linear
            if (
                linear is None
                or not coefficient_of(constraint, ref)
                or not linear.coefficients.keys() <= constraint.summed
            ):
                continue  # only lines that net to nil have another side
            if len({(cell.file, cell.column, times) for cell, times in linear.coefficients.items()}) > 1:
                continue  # two lists that agree
            if any(web.number(cell) == -proposal.change for cell in lines_of(constraint)):
                return True
    return False


def _lacks_its_twin(web: Web, found: Proposals, failed: Sequence[tuple[CellRef, Fraction, Constraint]]) -> bool:
    """Whether a line elsewhere takes what the missing one would give, in the same period, and no other gives it."""
    ref, change, _ = failed[0]
    cell = cell_of(ref)
    if len(found) > 1 or abs(change) < MIN_UNITS_OF_A_TRANSFER * web.unit(cell):
        return False
    if web.kept(Usual).cost_of_a_line(cell, change) > MIN_COST_OF_A_SIGN:
        return False  # where all figures have one sign, nothing is given and taken
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
    web: Web, ref: LineRef, around: Sequence[Constraint], found: Range, applied: Changes
) -> Fraction | None:
    """The printable figure in a range that fits the sums best."""
    misfit = Misfit(web, ref, Fraction(0), around, applied)
    return best_fit(Fraction(0), web.unit(cell_of(ref)), found, misfit)
