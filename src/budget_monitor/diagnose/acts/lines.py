"""Slips of whole lines that are there: one typed twice, or in the wrong group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.acts.groups import (
    MAX_SUMS_COMPARED,
    changed_keys,
    leaving,
    lines_of,
    outside,
    regrouped,
)
from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.values.ranges import Range, chance_of, range_of
from budget_monitor.diagnose.web import MAX_FIGURES_OF_A_TABLE, Changes, Web, coefficient_of, line_like
from budget_monitor.model.checks.constraint import Constraint, Row
from budget_monitor.model.ledgers.cell import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]

MAX_LINES_TRIED = 20
"""Lines outside a sum that are as large as what it lacks."""
TWICE_WEIGHT = -40
"""A row that says the same as another, key and all, is hardly there by chance."""
TWICE_OF_ANOTHER_NAME_WEIGHT = 30
MOVED_WEIGHT = 10
WEIGHT_OF_A_FURTHER_KEY = 20
BONUS_OF_A_PLACE = 40
"""A line that stands among those of the group that lacks it, and not among those of its own, was keyed wrong."""
MISSORTED_WEIGHT = 50
"""Only one sum says that a line belongs to it, or does not."""


WANTED_WEIGHT = -30
"""One sum has a line too many, and another row has its very amount and no line for it."""
SURPLUS_WEIGHT = 100
"""A sum would hold without a line that is there: likelier than another line that would take it back."""


def doubled(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Proposals to leave out a line that another of the same sum repeats in every column. The search verifies them."""
    for constraint in cluster:
        lines = lines_of(constraint)
        wanted: dict[tuple[int, int], Range | None] = {}  # by coefficient: the lines of a sum have one, or two
        for cell in lines:
            times = coefficient_of(constraint, cell).as_integer_ratio()
            if times not in wanted:
                wanted[times] = range_of(constraint, line_like(cell), applied)
            value, found = web.number(cell), wanted[times]
            if value and found is not None and found.low <= -value <= found.high:
                yield from _doubled(web, lines, cell)


def _doubled(web: Web, lines: Sequence[CellRef], cell: CellRef) -> Iterator[Proposals]:
    row, value = web.source.row(cell), web.number(cell)
    for other in lines:
        if other.line >= cell.line or other.file != cell.file or web.number(other) != value:
            continue
        twin = web.source.row(other)
        if _says_the_same(web, row, twin):
            text = f"line {row.line} says the same as line {twin.line}"
            weight = TWICE_WEIGHT if _keys(row) == _keys(twin) else TWICE_OF_ANOTHER_NAME_WEIGHT
            yield _removed(web, row, Kind.LINE_TYPED_TWICE, text, weight)
            return


def same_key(web: Web, place: CellRef) -> Iterator[Proposals]:
    """Further lines with the key of a row, and the same figures, that no sum would miss; none is verified here."""
    row = web.source.row(place)
    first = next(iter(row.figures.values()), None)
    column = [] if first is None else web.source.column(first, MAX_FIGURES_OF_A_TABLE)
    value = None if first is None else web.number(first)
    for cell in column:
        twin = web.source.row(cell) if cell.line > row.line and web.number(cell) == value else None
        if twin is not None and _keys(twin) == _keys(row) and _says_the_same(web, twin, row):
            text = f"line {twin.line} says the same as line {row.line}"
            figures = ((ref, web.number(ref) or Fraction(0)) for ref in twin.figures.values())
            yield {
                line_like(ref): Proposal(-figure, Kind.LINE_TYPED_TWICE, text, TWICE_WEIGHT) for ref, figure in figures
            }


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
    """Proposals to move a line to another group: one sum holds without it, and another of the same rule with it."""
    sums = [one for one in equations if lines_of(one)][:MAX_SUMS_COMPARED]
    by_rule: dict[tuple[int, int], list[Constraint]] = defaultdict(list)
    for constraint in sums:
        by_rule[constraint.id[0], constraint.id[1]].append(constraint)
    for several in by_rule.values():
        for one in several:
            out = _not_wanted(web, one, applied)
            for other in several if out else ():
                if one.id != other.id:
                    yield from _moved_between(web, one, other, [cell for cell, _ in out], applied)


def _not_wanted(web: Web, one: Constraint, applied: Changes) -> list[tuple[CellRef, Range]]:
    """The lines without which a sum would hold, each with the changes that the sum wants."""
    wanted: dict[tuple[int, int], Range | None] = {}  # lines that count alike have one range
    out = []
    for cell in lines_of(one):
        times, value = coefficient_of(one, cell).as_integer_ratio(), web.number(cell)
        if times not in wanted:
            wanted[times] = range_of(one, line_like(cell), applied)
        found = wanted[times]
        if value and found is not None and found.has(-value):
            out.append((cell, found))
    return out


def _moved_between(
    web: Web, one: Constraint, other: Constraint, out: Sequence[CellRef], applied: Changes
) -> Iterator[Proposals]:
    targets = lines_of(other)
    for cell in out if targets else ():
        value, row = web.number(cell), web.source.row(cell)
        for target in _destinations(web, row, targets):
            there = range_of(other, line_like(target), applied)
            if value is not None and there is not None and there.has(value):
                home = web.source.row(target)
                changed = changed_keys(web, row, home, cell, (one, other))
                weight = MOVED_WEIGHT + WEIGHT_OF_A_FURTHER_KEY * len(changed[1:])
                if not _stands_beside(row, one) and _stands_beside(row, other):
                    weight -= BONUS_OF_A_PLACE
                yield from regrouped(web, row, home, changed, weight)


def _stands_beside(row: Row, one: Constraint) -> bool:
    """Whether the row above or below in the file is a line of a sum."""
    return any(cell.file == row.file and abs(cell.line - row.line) == 1 for cell in lines_of(one))


def missorted(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Proposals to change a single key of a line, such as its category, so that a sum gains or loses the line."""
    for one in cluster[:MAX_SUMS_COMPARED]:
        for like in _one_of_each_column(lines_of(one)):
            found = range_of(one, line_like(like), applied)
            if found is None:
                continue
            within = [cell for cell in lines_of(one) if (cell.file, cell.column) == (like.file, like.column)]
            others = outside(web, like, within)
            yield from _in_another_group(web, one, others, within, found)
            yield from _in_another_group(web, one, within, others, found.turned())


def _in_another_group(
    web: Web, one: Constraint, cells: Sequence[CellRef], homes: Sequence[CellRef], found: Range
) -> Iterator[Proposals]:
    """Lines of which the sum wants the figure, each in the groups of lines that differ from it in one key alone."""
    fitting = [cell for cell in cells if (value := web.number(cell)) and found.has(value)][:MAX_LINES_TRIED]
    others = [row for row in map(web.source.row, homes) if row.is_line] if fitting else []
    for cell in fitting:
        row, told = web.source.row(cell), set[str]()
        chance = chance_of(web, cell, found)
        for home in others if row.is_line else ():
            changed = changed_keys(web, row, home, cell, (one,))
            if len(changed) == 1 and (said := home.key[changed[0]].text) not in told:
                told.add(said)
                yield from regrouped(web, row, home, changed, MISSORTED_WEIGHT, chance)


def surplus(web: Web, cluster: Sequence[Constraint], applied: Changes) -> Iterator[Proposals]:
    """Proposals to move out a line without which its sums would hold: to a group that lacks just its amount, or
    elsewhere.
    """
    for one in cluster[:MAX_SUMS_COMPARED]:
        for cell, found in _not_wanted(web, one, applied):
            yield from _sent_away(web, one, cell, chance_of(web, cell, found))


def _sent_away(web: Web, one: Constraint, cell: CellRef, chance: float) -> Iterator[Proposals]:
    """A line sent to a row that lacks just its amount, or else to another period, or portfolio, or category."""
    row, value = web.source.row(cell), web.number(cell)
    sorts = one.sorted_by(row.file)
    homes = [
        ref for other in web.failing if other.linear is None
        for ref in other.cells if ref != cell and web.number(ref) == value
    ]  # fmt: skip
    for ref in homes:
        home = web.source.row(ref)
        if (changed := _differing(row, home, sorts)) and all(name in home.key for name in sorts if name in row.key):
            text = f"line {row.line} belongs to " + ", ".join(home.key[name].text for name in changed)
            nowhere = {line_like(ref, frozenset(), changed): Proposal(value or Fraction(0), Kind.WRONG_GROUP, text, 0)}
            yield leaving(web, row, changed, text, WANTED_WEIGHT, chance) | nowhere
    by_sums: dict[frozenset[CellRef], list[str]] = defaultdict(list)
    for name in row.key if not homes else ():
        if name in sorts:
            by_sums[frozenset(leaving(web, row, (name,), "", 0, 0))].append(name)
    for names in by_sums.values():
        text = f"line {row.line} belongs to another {' or '.join(names)}"
        yield leaving(web, row, tuple(names), text, SURPLUS_WEIGHT, chance)


def _one_of_each_column(cells: Sequence[CellRef]) -> list[CellRef]:
    return list({(cell.file, cell.column): cell for cell in cells}.values())


def _destinations(web: Web, row: Row, targets: Sequence[CellRef]) -> list[CellRef]:
    """For each combination of keys in the other group, the line that is most like the row."""
    by_sums: dict[tuple[object, ...], list[CellRef]] = defaultdict(list)
    web.fetch(targets)
    for target in targets:
        if target.file == row.file:
            by_sums[tuple(sorted(check.id for check in web.touching(line_like(target))))].append(target)

    def unlike(target: CellRef) -> int:
        home = web.source.row(target)
        return len(_differing(row, home, frozenset(row.key)))

    return [min(several, key=unlike) for several in by_sums.values()]


def _differing(row: Row, home: Row, sorts: frozenset[str]) -> tuple[str, ...]:
    """The keys, of those that sums choose by, in which two rows differ."""
    return tuple(
        name for name, cell in row.key.items()
        if name in sorts and name in home.key and cell.text != home.key[name].text
    )  # fmt: skip
