"""Which sums a line would stand in if some of its keys were others: another period, portfolio, category, direction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from budget_monitor.diagnose.values.proposal import Proposal
from budget_monitor.diagnose.web import MAX_FIGURES_OF_A_TABLE, LineRef, Sums, Web, coefficient_of, line_like
from budget_monitor.model.checks.constraint import Constraint, Row
from budget_monitor.model.ledgers.cell import CellRef, Kind

Proposals = Mapping[CellRef, Proposal]
LetIn = Mapping[str, Mapping[str, Fraction]]
"""Of each key that lets lines into the sums of a check by what it says, the words that do, and how such lines count."""

MAX_LINES_OF_A_SUM = 200
"""Of a longer sum only so many lines are looked at for slips of whole lines."""
MAX_SUMS_COMPARED = 60
"""Failed sums that are compared two by two, or tried for a line with other keys."""


def lines_of(constraint: Constraint) -> list[CellRef]:
    """The lines of the sums of a check, blanks left out."""
    linear = constraint.linear
    if linear is None or linear.blanks:
        return []
    return [cell for cell in linear.coefficients if cell in constraint.summed][:MAX_LINES_OF_A_SUM]


def outside(web: Web, like: CellRef, within: Collection[CellRef]) -> list[CellRef]:
    """The other figures of a line's column, those nearest to it first."""
    own = set(within)
    column = [cell for cell in web.source.column(like, MAX_FIGURES_OF_A_TABLE) if cell not in own]
    return sorted(column, key=lambda cell: abs(cell.line - like.line))[:MAX_LINES_OF_A_SUM]


class Choices:
    """How the sums of each rule choose their lines. Keys in which all lines of one sum agree group the lines; any
    other key lets a line in if it has one of certain words.
    """

    def __init__(self, web: Web) -> None:
        self._web = web
        self._known: dict[tuple[int, int, str, str], LetIn] = {}

    def of(self, one: Constraint, like: CellRef) -> LetIn:
        """The keys that let lines in, with their words; all others group the lines."""
        key = *one.id[:2], like.file, like.column
        if key not in self._known:
            self._known[key] = self._seen(one, like)
        return self._known[key]

    def _seen(self, one: Constraint, like: CellRef) -> LetIn:
        cells = [like, *outside(self._web, like, [like])]
        self._web.fetch(cells)
        sums = {check.id: check for cell in cells for check in self._web.touching(cell) if check.id[:2] == one.id[:2]}
        words: dict[str, dict[str, set[Fraction]]] = defaultdict(lambda: defaultdict(set))
        mixed: set[str] = set()
        for check in sums.values():
            rows = [
                (self._web.source.row(cell), coefficient_of(check, cell))
                for cell in lines_of(check)
                if (cell.file, cell.column) == (like.file, like.column)
            ]
            for name in check.sorted_by(like.file):
                said = {row.key[name].text for row, _ in rows if name in row.key}
                if len(said) > 1:
                    mixed.add(name)
                for row, times in rows:
                    if name in row.key:
                        words[name][row.key[name].text].add(times)
        return {
            name: {text: next(iter(times)) for text, times in words[name].items() if len(times) == 1} for name in mixed
        }


def changed_keys(web: Web, row: Row, home: Row, ref: CellRef, checks: Sequence[Constraint]) -> tuple[str, ...]:
    """The keys in which two rows differ, of those that sums choose their lines by. A key whose own word lets the row in
    already need not change.
    """
    sorts = frozenset[str]().union(*(one.sorted_by(row.file) for one in checks))
    let_in = web.kept(Choices).of(checks[-1], ref)
    return tuple(
        name for name, cell in row.key.items()
        if name in sorts and name in home.key and cell.text != home.key[name].text
        and cell.text not in let_in.get(name, ())
    )  # fmt: skip


def regrouped(
    web: Web, row: Row, home: Row, changed: tuple[str, ...], weight: int, chance: float = 0.0
) -> Iterator[Proposals]:
    """Proposals to give a row some keys of another: it leaves the sums chosen by its old keys, and joins those chosen
    by the new ones.
    """
    if not changed:
        return
    text = f"line {row.line} belongs to " + ", ".join(home.key[name].text for name in changed)
    after = {name: (home if name in changed and name in home.key else row).key[name].text for name in row.key}
    told: list[Proposals] = []
    for by_place in (False, True):
        moves = leaving(web, row, changed, text, weight, chance, after)
        for column, ref in row.figures.items():
            amount, there = web.number(ref), home.figures.get(column)
            if amount and there is not None:
                for joined in _joined(web, row, ref, there, changed, after, by_place=by_place):
                    moves[joined] = Proposal(amount, Kind.WRONG_GROUP, text, weight, chance)
        if moves and moves not in told:
            told.append(moves)
    yield from told


def leaving(
    web: Web,
    row: Row,
    changed: tuple[str, ...],
    text: str,
    weight: int,
    chance: float,
    after: Mapping[str, str] | None = None,
) -> dict[CellRef, Proposal]:
    """The changes of a row that leaves the sums chosen by some of its keys. Where the new keys are known, it stays in
    the sums that they let it in as well.
    """
    return {
        line_like(ref, frozenset(one.id for one in _left(web, ref, changed, after))):
        Proposal(-amount, Kind.WRONG_GROUP, text, weight, chance)
        for ref in row.figures.values() if (amount := web.number(ref))
    }  # fmt: skip


def _left(web: Web, ref: CellRef, changed: tuple[str, ...], after: Mapping[str, str] | None) -> list[Constraint]:
    """The checks that a line with other keys no longer stands in."""
    chosen = [one for one in web.touching(line_like(ref)) if not one.sorted_by(ref.file).isdisjoint(changed)]
    if after is None:
        return chosen
    return [one for one in chosen if not _is_let_in(web, one, ref, changed, after)]


def _is_let_in(web: Web, one: Constraint, ref: CellRef, changed: tuple[str, ...], after: Mapping[str, str]) -> bool:
    """Whether a line of a check stays in it, with the same sign, once its keys are changed."""
    let_in, own = web.kept(Choices).of(one, ref), coefficient_of(one, line_like(ref))
    names = [name for name in changed if name in one.sorted_by(ref.file)]
    return all(let_in.get(name, {}).get(after[name]) == own for name in names)


def _joined(
    web: Web,
    row: Row,
    ref: CellRef,
    there: CellRef,
    changed: tuple[str, ...],
    after: Mapping[str, str],
    *,
    by_place: bool,
) -> list[LineRef]:
    """The sums that a figure joins once its row has other keys, each by a line that it would stand beside. Of what is
    no key, such as above which sub-total it stands, its own sums tell; or, `by_place`, it stands where the other does.
    """
    own = web.touching(line_like(ref))
    stays = {one.id for one in own} - {one.id for one in _left(web, ref, changed, after)}
    known = {one.id[:2] for one in own}
    beside = web.touching(line_like(there))
    failing = [one for one in web.failing[:MAX_SUMS_COMPARED] if not one.sorted_by(ref.file).isdisjoint(changed)]
    found: dict[CellRef, set[tuple[int, int, int]]] = defaultdict(set)
    for one in {check.id: check for check in (*beside, *failing)}.values():
        sorts = one.sorted_by(ref.file)
        if one.id in stays or sorts.isdisjoint(changed):
            continue
        if by_place and one not in beside and not sorts <= row.key.keys():
            continue
        if not (by_place or sorts <= row.key.keys() or one.id[:2] in known):
            continue
        like = _beside_which(web, one, ref, there, after)
        if like is not None:
            found[like].add(one.id)
    ordered = sorted(found, key=lambda cell: cell == there)
    joined = [line_like(cell, frozenset(found[cell]), changed) for cell in ordered]
    return joined if ordered[-1:] == [there] else [*joined, line_like(there, Sums(), changed)]


def _beside_which(web: Web, one: Constraint, ref: CellRef, there: CellRef, after: Mapping[str, str]) -> CellRef | None:
    """A line of a check beside which a line with these keys would stand, counted alike; None where it would not stand
    in it.
    """
    lines = [cell for cell in lines_of(one) if (cell.file, cell.column) == (ref.file, ref.column) and cell != ref]
    if not lines:
        return None
    let_in = web.kept(Choices).of(one, ref)
    first = web.source.row(lines[0])
    groups = [name for name in one.sorted_by(ref.file) if name in after and name not in let_in]
    if any(name in first.key and first.key[name].text != after[name] for name in groups):
        return None
    counts = {words.get(after[name]) for name, words in let_in.items()}
    if len(counts) > 1 or None in counts:
        return None
    fitting = [cell for cell in lines if not counts or coefficient_of(one, cell) in counts]
    return there if there in fitting else next(iter(fitting), None)
