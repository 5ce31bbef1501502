"""Names that match nothing where they are compared and look like one that does: mistyped, or spelt in two ways.

What is joined by such a name has nothing to be compared with, which looks as if it held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import hint_at
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.model.ledgers.ledger import LINE, ROW_TYPE, InputProblem, LedgerTable, RowType
from budget_monitor.model.ledgers.names import are_near, plain
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Lookup, Step

MAX_NAMES_COMPARED = 400
"""Names of one column that are compared letter by letter; of more, only those are told that differ in accents
and punctuation alone."""
MAX_ROWS_BY_REPORT = 200_000
"""Rows of a ledger that are looked through for names that never stand in one report."""

Place = tuple[str, str]
"""A ledger and one of its columns."""


def near_names(frames: Frames, runs: Sequence[Run]) -> list[InputProblem]:
    """A warning for each name that stands in one ledger only and is near one of the others, and for each two near
    names of a ledger that never stand in one report.
    """
    found: dict[tuple[str, int, str], InputProblem] = {}
    for places in _compared(frames, runs):
        if len({ledger for ledger, _ in places}) > 1:
            is_loose = any(pair.folded and (run.schema.name, pair.own) in places for run in runs for pair in run.by)
            found |= {(one.file, one.line, one.column): one for one in _between(frames, places, is_loose=is_loose)}
    stepping = {run.schema.name for run in runs if any(isinstance(atom, Step) for atom in run.atoms)}
    for ledger in sorted(stepping):
        table = frames.table(ledger)
        if table is not None and table.row_count <= MAX_ROWS_BY_REPORT:
            for one in _within(table):
                found.setdefault((one.file, one.line, one.column), one)
    return list(found.values())


def _compared(frames: Frames, runs: Sequence[Run]) -> list[list[Place]]:
    """The columns whose names are compared with one another: parts of keys that are called the same, and those that
    rules pair.
    """
    group: dict[Place, set[Place]] = {}

    def put_together(one: Place, other: Place) -> None:
        both = group.setdefault(one, {one}) | group.setdefault(other, {other})
        group.update(dict.fromkeys(both, both))

    for ledger, schema in frames.schemas.items():
        for name in schema.key:
            if _holds_names(schema, name):
                put_together(("", name), (ledger, name))
    for run in runs:
        others = {atom.ledger for atom in run.atoms if isinstance(atom, Lookup)} - {run.schema.name}
        for pair in run.by:
            if pair.mapping or pair.ordered:
                continue
            for ledger in others:
                if _holds_names(run.schema, pair.own) and _holds_names(frames.schemas[ledger], pair.other):
                    put_together((run.schema.name, pair.own), (ledger, pair.other))
    distinct = {id(places): places for places in group.values()}
    return [sorted(place for place in places if frames.rows(place[0])) for places in distinct.values()]


def _holds_names(schema: LedgerSchema, column: str) -> bool:
    return column in schema.columns and schema.columns[column].type is ColumnType.TEXT


def _between(frames: Frames, places: Sequence[Place], *, is_loose: bool) -> Iterator[InputProblem]:
    """The names of each column that no other ledger has, and that are near one it has not. Of two such names the one
    that fewer ledgers have is told. Where a rule compares them without capitals and spaces, these are no difference.
    """
    tables = {ledger: table for ledger, _ in places if (table := frames.table(ledger)) is not None}
    names: dict[str, set[str]] = defaultdict(set)
    for ledger, column in places:
        names[ledger] |= tables[ledger].facts.words.get(column, frozenset())
    told: set[frozenset[str]] = set()
    for ledger, column in sorted(places, key=lambda place: (len(names[place[0]]), place)):
        own = names[ledger]
        elsewhere = set[str]().union(*(words for other, words in names.items() if other != ledger))
        unmatched = sorted(tables[ledger].facts.words.get(column, frozenset()) - elsewhere)
        for name, near in _pairs(unmatched, elsewhere - own):
            is_same = is_loose and name.lower().replace(" ", "") == near.lower().replace(" ", "")
            if is_same or frozenset((name, near)) in told:
                continue
            whose = next(
                other for other, its in places if other != ledger and near in tables[other].facts.words.get(its, ())
            )
            its_columns = [its for other, its in places if other == whose]
            line = _line_of(tables[ledger], column, name)
            if line and any(_line_of(tables[whose], its, near) for its in its_columns):
                told.add(frozenset((name, near)))
                message = f"is in no other ledger{hint_at(f'{near!r}, as in {tables[whose].file}')}"
                yield _warning(tables[ledger], line, column, name, message)


def _within(table: LedgerTable) -> Iterator[InputProblem]:
    """Two near names in a column, of which one report has the one and another the other, all else being the same."""
    report = [name for name in table.schema.sequence if name in table.schema.columns]
    for column in table.schema.identity:
        words = table.facts.words.get(column, frozenset())
        if not report or not _holds_names(table.schema, column) or len(words) < 2:
            continue
        near = list(_pairs(sorted(words), words))
        if not near:
            continue
        rest = [name for name in table.schema.identity if name != column]
        rows = table.select([column, *report, *rest, ROW_TYPE])
        is_near = pc.is_in(rows[column], pa.array([name for pair in near for name in pair]))
        rows = rows.filter(pc.and_(is_near, pc.equal(rows[ROW_TYPE], RowType.LINE.value)))
        reports: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        others: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        for name, *keys, _ in set(zip(*(values.to_pylist() for values in rows.columns), strict=True)):
            reports[name].add(tuple(keys[: len(report)]))
            others[name].add(tuple(keys[len(report) :]))
        for one, other in near:
            if reports[one].isdisjoint(reports[other]) and not others[one].isdisjoint(others[other]):
                lines = sorted((_line_of(table, column, name), name) for name in (one, other))
                message = f"never stands in one report with {lines[0][1]!r} (line {lines[0][0]}); are they the same?"
                yield _warning(table, lines[1][0], column, lines[1][1], message)


def _pairs(names: Sequence[str], others: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each name with the first of some others that it is near; two of one list are a pair once."""
    by_letters: Mapping[str, list[str]] = _by_letters(others)
    few = len(names) * len(others) <= MAX_NAMES_COMPARED**2
    seen: set[frozenset[str]] = set()
    for name in names:
        alike = [other for other in by_letters.get(plain(name), ()) if other != name]
        if not alike and few:
            alike = [other for other in sorted(others) if other != name and are_near(name, other)]
        for other in alike[:1]:
            if frozenset((name, other)) not in seen:
                seen.add(frozenset((name, other)))
                yield name, other


def _by_letters(names: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[plain(name)].append(name)
    return found


def _line_of(table: LedgerTable, column: str, name: str) -> int:
    """The first line that has a name in a column; 0 where only totals have it."""
    rows = table.select([LINE, ROW_TYPE, column])
    rows = rows.filter(pc.and_(pc.equal(rows[column], name), pc.equal(rows[ROW_TYPE], RowType.LINE.value)))
    return int(pc.min(rows[LINE]).as_py() or 0)


def _warning(table: LedgerTable, line: int, column: str, name: str, message: str) -> InputProblem:
    return InputProblem(table.file, line, table.headers.get(column, column), "warning", name, f"{column} {message}")
