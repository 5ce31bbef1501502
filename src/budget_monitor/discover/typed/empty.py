"""Blanks, words for a missing figure, and noughts, in places of which what adds up says that a figure belongs there.

A gap that is as large as the figure itself is too far off for a slip of the pen. A figure that was never typed, or was
typed over with a nought, leaves just that. What tells it from a relation that does not apply there: that two relations
ask for the same figure in the same empty cell, or that one holds in all other places and only this cell is empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.belief.trust import CALLED_A_TOTAL, MIN_PLACES_TO_FAIL, MIN_SHARE_TO_FAIL
from budget_monitor.discover.checks import Check, Part, needed_of, value_of
from budget_monitor.discover.doubts.taken_back import is_coarse
from budget_monitor.discover.matrix import Matrix
from budget_monitor.figures.grammar import says_missing
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.results.outcome import Verdict

ADDING = (RelationKind.SUM, RelationKind.DIFFERENCE)
MIN_HELD = 2
"""Places in which a relation must hold before it asks for a figure elsewhere together with another one."""
MIN_FILLED = 2
"""Lines of a total that is blank which must be filled."""
MAX_SHARE_EMPTY = Fraction(1, 10)
"""A relation that finds a nought in more of its places does not apply there: discontinued services, empty columns."""
MAX_EMPTY = 3
"""Nor does one that finds more of them: of a thousand loans fifty may have been opened before the year."""
MAX_CHANCE = Fraction(1, 100)
"""That two relations which are not believed by themselves ask for the same figure."""

Place = tuple[int, int]


class Asked(Struct, frozen=True):
    """A check that does not hold, and what it asks for in each of its cells that are blank or nought.

    `is_believed` says whether its identity holds nearly everywhere, or what it gives is called a total; `is_alone`
    whether it holds in all other places and this check has one such cell; `is_usual` is False of a sum in a line that
    has no other: beside a difference that asks for the same, totals are often not made. It is None where the total is
    filled, and of two columns.
    """

    check: Check
    figures: Mapping[Place, Fraction]
    is_believed: bool
    is_alone: bool
    is_usual: bool | None

    def part(self, place: Place) -> Part:
        """One of its cells."""
        return next(part for part in self.check.parts if (part.row, part.column) == place)


def with_empty_places(matrix: Matrix, checks: Sequence[Check]) -> list[Check]:
    """The same checks of one table. Those that an empty cell keeps from holding fail where a figure surely belongs
    there, and name the cell; those that a blank kept from being made are added.
    """
    totalled = {(one.is_of_columns, one.across) for one in checks if one.kind in ADDING and one.verdict in HELD}
    groups = list(_groups(checks))
    closed = {place for group in groups for place in _left_open_on_purpose(matrix.grid, group)}
    asked = [one for group in groups for one in _asked(matrix, totalled, group) if closed.isdisjoint(one.figures)]
    agreed = _agreed(asked)
    judged: dict[frozenset[Place], Check] = {}
    for one in asked:
        if (found := _judged(one, agreed)) is not None:
            judged[one.check.places] = found
    kept = [judged.pop(one.places, one) if one.kind in ADDING and one.verdict not in HELD else one for one in checks]
    whole = {_target(one): one.places for one in (*kept, *judged.values()) if one.empty is not None}
    # the same total without the line that is empty is no other sum
    kept = [one for one in kept if one.verdict in HELD or not one.places < whole.get(_target(one), frozenset())]
    return [*kept, *judged.values()]


def _groups(checks: Sequence[Check]) -> Iterator[list[Check]]:
    """The checks of each identity that adds."""
    groups: dict[tuple[object, ...], list[Check]] = defaultdict(list)
    for one in checks:
        if one.kind in ADDING:
            groups[one.identity].append(one)
    yield from groups.values()


def _asked(matrix: Matrix, totalled: set[tuple[bool, tuple[str, int]]], group: Sequence[Check]) -> Iterator[Asked]:
    held = sum(one.verdict in HELD for one in group)
    if held < MIN_HELD:
        return
    off = [one for one in group if one.verdict not in HELD]
    is_believed = CALLED_A_TOTAL in group[0].evidence
    is_believed |= held >= MIN_PLACES_TO_FAIL and held >= MIN_SHARE_TO_FAIL * len(group)
    asked = [(one, figures) for one in [*off, *_unmade(matrix, group)] if (figures := _figures(one))]
    is_rare = len(asked) <= MAX_EMPTY and len(asked) <= MAX_SHARE_EMPTY * held
    is_everywhere = held >= MIN_PLACES_TO_FAIL and (len(asked) == 1 or is_rare)
    is_everywhere &= all(any(one is other for other, _ in asked) for one in off)
    for one, figures in asked:
        is_left_out = one.kind is RelationKind.SUM and not _is_pair(one) and _is_blank(one.grid, one.target)
        is_usual = (one.is_of_columns, one.across) in totalled if is_left_out else None
        yield Asked(one, figures, is_believed, is_everywhere and len(figures) == 1, is_usual)


def _is_pair(check: Check) -> bool:
    """True of two columns that make up a third."""
    return check.is_of_columns and len(check.terms) == MIN_FILLED


def _unmade(matrix: Matrix, group: Sequence[Check]) -> Iterator[Check]:
    """The checks of an identity that a blank kept from being made: its total, or lines of one that is filled."""
    model = group[0]
    made = {one.across[1] for one in group}
    lines = matrix.rows if model.is_of_columns != matrix.is_transposed else matrix.columns
    allowed = max(one.allowed for one in group)
    for line in lines:
        if line.index in made:
            continue
        parts = [
            replace(part, row=line.index) if model.is_of_columns else replace(part, column=line.index)
            for part in model.parts
        ]
        if not _lacks_a_figure(matrix.grid, parts):
            continue
        target, *terms = parts
        computed = sum((part.sign * value_of(matrix.grid, part) for part in terms), Fraction())
        gap = value_of(matrix.grid, target) - computed
        if abs(gap) > allowed:
            yield replace(
                model, target=target, terms=tuple(terms), computed=computed, gap=gap, allowed=allowed,
                verdict=Verdict.UNDECIDED, evidence=_without_slips(model.evidence),
            )  # fmt: skip


def _lacks_a_figure(grid: Grid, parts: Sequence[Part]) -> bool:
    """True if a blank is why there is no check: the total of lines that are filled, or lines of a total that is."""
    target, *terms = parts
    filled = [part for part in terms if value_of(grid, part)]
    if _is_blank(grid, target):
        if all(grid.rows[part.row][part.column].is_percent for part in filled):
            return False  # that shares come to a hundred is seldom written, and rates come to nothing
        return len(filled) >= MIN_FILLED and (len(terms) > MIN_FILLED or len(filled) == len(terms))
    return bool(value_of(grid, target)) and any(_is_blank(grid, part) for part in terms)


def _is_blank(grid: Grid, part: Part) -> bool:
    """True of a blank, and of a word for a figure that is missing: tbc."""
    cell = grid.rows[part.row][part.column]
    return cell.value is None and says_missing(cell.text)


def _left_open_on_purpose(grid: Grid, group: Sequence[Check]) -> Iterator[Place]:
    """The cells of a column of differences in which a word says that there is none, though two figures would make one:
    the change of a line that is not comparable. One that is still to come is none of these.
    """
    first = group[0]
    if not (first.is_of_columns and first.kind is RelationKind.DIFFERENCE and _is_pair(first)):
        return
    for row, cells in enumerate(grid.rows):
        text = cells[first.target.column].text.strip()
        if text and _is_blank(grid, replace(first.target, row=row)) and not _TO_COME.match(text):
            yield row, first.target.column


_TO_COME = re.compile(r"(?i)tb[acd]\b|to (?:follow|be)\b|awaited|pending|not yet")


def _is_nil(grid: Grid, part: Part) -> bool:
    """True of a nought, or a dash that stands for one."""
    return grid.rows[part.row][part.column].value == 0


def _is_nought(grid: Grid, part: Part) -> bool:
    """True of a nought that was typed: a dash may say that nothing belongs there."""
    return _is_nil(grid, part) and any(one.isdigit() for one in grid.rows[part.row][part.column].text)


def _figures(check: Check) -> dict[Place, Fraction]:
    """By each of its cells that are blank or nought, the figure with which a check would hold."""
    needed = needed_of(check)
    empty = [part for part in check.parts if _is_blank(check.grid, part) or _is_nil(check.grid, part)]
    return {(part.row, part.column): needed[part.row, part.column] for part in empty}


def _agreed(asked: Sequence[Asked]) -> dict[Place, bool]:
    """The empty cells of which two relations ask for the same figure, and whether that is surely meant."""
    found: dict[Place, list[Asked]] = defaultdict(list)
    for one in asked:
        for place in one.figures:
            found[place].append(one)
    agreed: dict[Place, bool] = {}
    for place, several in found.items():
        pairs = [pair for pair in combinations(several, 2) if _agree(*pair, place)]
        if pairs:
            agreed[place] = any(_is_sure(*pair, place) for pair in pairs)
    return agreed


def _agree(one: Asked, other: Asked, place: Place) -> bool:
    if one.check.identity == other.check.identity:
        return False
    first, second = one.figures[place], other.figures[place]
    if abs(first - second) > one.check.allowed + other.check.allowed:
        return False
    if any(_is_line_of_a_total(each.check, place) for each in (one, other)):
        return True
    usual = [each.is_usual for each in (one, other) if each.is_usual is not None]
    return any(usual) or len(usual) != 1


def _is_line_of_a_total(check: Check, place: Place) -> bool:
    """True if a cell is a line of a total that is filled: whoever made that one had its figure. Of two columns either
    may be read as made of the other.
    """
    return not _is_pair(check) and place != _target(check)


def _is_sure(one: Asked, other: Asked, place: Place) -> bool:
    """True if both relations are believed by themselves, or chance would hardly have them ask for the same figure."""
    decimals = one.check.grid.rows[one.check.target.row][one.check.target.column].decimals
    window = 2 * (one.check.allowed + other.check.allowed) + Fraction(1, 10**decimals)
    return (one.is_believed and other.is_believed) or window <= MAX_CHANCE * abs(one.figures[place])


def _judged(one: Asked, agreed: Mapping[Place, bool]) -> Check | None:
    """What becomes of a check; None of one that is not worth a word."""
    grid, check = one.check.grid, one.check
    meant = [place for place in one.figures if place in agreed]
    sure = [place for place in meant if agreed[place]] or meant
    if len(sure) == 1:
        evidence = f"{check.evidence}; another sum asks for the same figure in the same cell"
        verdict = Verdict.FAIL if agreed[sure[0]] else check.verdict
        return replace(check, verdict=verdict, evidence=evidence, empty=one.part(sure[0]))
    if not one.is_alone:
        return None
    ((place, figure),) = one.figures.items()
    part = one.part(place)
    if _is_of_other_sign(check, part, figure):
        return None
    is_wrong = _is_nought(grid, part) and not is_coarse(check)
    return replace(check, verdict=Verdict.FAIL if is_wrong else Verdict.UNDECIDED, empty=part)


def _is_of_other_sign(check: Check, part: Part, figure: Fraction) -> bool:
    """True if only a figure of another sign than all that are filled would do: nobody left that one out."""
    filled = [value for other in check.parts if other != part and (value := value_of(check.grid, other))]
    return check.kind is RelationKind.SUM and all((value > 0) != (figure > 0) for value in filled)


def _target(check: Check) -> Place:
    return check.target.row, check.target.column


def _without_slips(evidence: str) -> str:
    return evidence.partition("; one slip")[0]
