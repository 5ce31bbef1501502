"""From a check back to the cells it used: every line of every sum, the one row of a tie, the earlier row.

A sum over very many lines is not gone through line by line: of more than `LISTED_LINES` a finding lists the first
`LINES_LISTED_OF_A_LONGER_SUM`, and of more than `OPENED_LINES` the search for culprits sees only those that other
checks ask about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from budget_monitor.evaluate.engines import Frame, Row
from budget_monitor.evaluate.engines.expr import col, rows
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.attach import Attached
from budget_monitor.evaluate.lookups.keys import key_names, rows_of, rows_reached
from budget_monitor.evaluate.lookups.lookups import taken
from budget_monitor.evaluate.lookups.pairing import Pairing
from budget_monitor.model.ledgers.ledger import LINE
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Atom, Lookup

LISTED_LINES = 1_000
"""The most lines of one sum that a finding lists."""
LINES_LISTED_OF_A_LONGER_SUM = 20
"""How many it lists of a longer one."""

OPENED_LINES = 10_000
"""The most lines of one sum that the search for culprits goes through one by one."""
MAX_LINES_IN_ALL = 20_000
"""The most lines of all sums that failed; where there are more, those of over `LISTED_LINES` are not gone through."""

STRETCH = 1_024
"""Lines of a file that are counted together, to find where the first lines of a long sum end."""

_GROUP = "__g"
_STRETCH = "__stretch"


class Trace:
    """Which lines the lookups of some rows of a run were taken from.

    Of a sum over more than `most` lines only the first are looked up; or, where lines are `asked` about (by ledger),
    only those.
    """

    def __init__(
        self,
        frames: Frames,
        run: Run,
        attached: Attached,
        rows: Sequence[Row],
        wanted: Iterable[Atom],
        most: int,
        asked: Mapping[str, Collection[int]] | None = None,
    ) -> None:
        self.names = key_names(attached.by)
        self._lines: dict[Atom, dict[tuple[object, ...], list[int]]] = {}
        self._beyond: dict[Atom, dict[tuple[object, ...], int]] = {}
        sums = [atom for atom in wanted if isinstance(atom, Lookup) and atom.function != "one"]
        groups = _groups(self.names, rows)
        for atom in sums if groups else []:
            lines = _Lines(frames, run, attached, atom, groups)
            self._beyond[atom] = lines.beyond(most) if _may_be_long(frames, atom, most) else {}
            self._lines[atom] = lines.first(self._beyond[atom], asked)
        self._single = attached.lines

    def group(self, row: Row) -> tuple[object, ...]:
        """The values of a row's grouping columns."""
        return _group(self.names, row)

    def lines(self, atom: Lookup, row: Row) -> list[int]:
        """The lines a sum or count of a row took in, in order."""
        return self._lines.get(atom, {}).get(self.group(row), [])

    def beyond(self, atom: Atom, row: Row) -> int:
        """How many lines a sum or count of a row took in, where that is more than were to be looked up; or else 0."""
        return self._beyond.get(atom, {}).get(self.group(row), 0)

    def line(self, atom: Atom, row: Row) -> int | None:
        """The line of the one row that an atom was taken from, or None where there is none."""
        line = row.get(self._single[atom]) if atom in self._single else None
        return int(str(line)) if line is not None else None


def _group(names: Sequence[str], row: Row) -> tuple[object, ...]:
    return tuple(row[name] if row[name] is not None else "" for name in names)


def _groups(names: Sequence[str], rows: Sequence[Row]) -> list[tuple[object, ...]]:
    return list(dict.fromkeys(_group(names, row) for row in rows))


def lines_in_all(frames: Frames, run: Run, attached: Attached, rows: Sequence[Row], wanted: Iterable[Atom]) -> int:
    """How many lines the sums of some rows take in, those of short ledgers not counted."""
    groups = _groups(key_names(attached.by), rows)
    long = [atom for atom in wanted if isinstance(atom, Lookup) and atom.function == "sum"]
    long = [atom for atom in long if _may_be_long(frames, atom, MAX_LINES_IN_ALL)]
    return sum(sum(_Lines(frames, run, attached, atom, groups).beyond(0).values()) for atom in long if groups)


def _may_be_long(frames: Frames, atom: Lookup, most: int) -> bool:
    table = frames.table(atom.ledger)
    return table is not None and table.row_count > most


class _Lines:
    """The lines that one sum takes in, for each of some groups: in frames `_GROUP` is a group's number."""

    def __init__(
        self, frames: Frames, run: Run, attached: Attached, atom: Lookup, groups: Sequence[tuple[object, ...]]
    ) -> None:
        self.frames = frames = frames.for_cells(run.looked_at(atom))
        pairing = Pairing(frames, run.schema.name, atom.ledger, attached.by)
        ranks = [place for place, pair in enumerate(attached.by) if pair.ordered]
        self.groups = [group for group in groups if not any(group[place] == "" for place in ranks)]
        reached = rows_reached(frames, run, atom.ledger)
        lines = rows_of(frames, atom.ledger, reached, {**pairing.picked, LINE: LINE}, taken(frames, run, atom))
        named = {key: [group[place] for group in self.groups] for place, key in enumerate(pairing.keys)}
        self.ledger = atom.ledger
        self.reached: Frame | None = None
        if self.groups:
            wanted = frames.made({**named, _GROUP: list(range(len(self.groups)))})
            self.reached = pairing.reached(lines, wanted).select(_GROUP, LINE)

    def beyond(self, most: int) -> dict[tuple[object, ...], int]:
        """The groups of more than `most` lines, with how many they have."""
        if self.reached is None:
            return {}
        counted = self.reached.grouped([_GROUP], rows().alias("__n")).filter(col("__n") > most)
        return {self.groups[row[_GROUP]]: row["__n"] for row in counted.rows()}

    def first(
        self, beyond: Mapping[tuple[object, ...], int], asked: Mapping[str, Collection[int]] | None
    ) -> dict[tuple[object, ...], list[int]]:
        """The lines of each group, in order; of those `beyond` the first, or those `asked` about."""
        if self.reached is None:
            return {}
        long = [number for number, group in enumerate(self.groups) if group in beyond]
        frames = [self.reached]
        if long:
            is_long = col(_GROUP).is_in(long)
            frames = [self.reached.filter(~is_long)]
            if asked is None:
                frames.append(self._beginnings(self.reached.filter(is_long)))
            elif lines := sorted(asked.get(self.ledger, ())):
                frames.append(self.reached.filter(is_long, col(LINE).is_in(lines)))
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for frame in frames:
            for row in frame.rows():
                found[self.groups[row[_GROUP]]].append(row[LINE])
        cut = beyond if asked is None else ()
        return {
            group: sorted(lines)[: LINES_LISTED_OF_A_LONGER_SUM if group in cut else None]
            for group, lines in found.items()
        }

    def _beginnings(self, reached: Frame) -> Frame:
        """The lines of each group up to the stretch of the file in which its first lines end."""
        stretched = reached.with_columns((col(LINE) // STRETCH).alias(_STRETCH))
        counted = stretched.grouped([_GROUP, _STRETCH], rows().alias("__n")).rows()
        ends: dict[int, int] = {}
        so_far: dict[int, int] = defaultdict(int)
        for row in sorted(counted, key=lambda row: (row[_GROUP], row[_STRETCH])):
            if so_far[row[_GROUP]] < LINES_LISTED_OF_A_LONGER_SUM:
                ends[row[_GROUP]] = row[_STRETCH]
            so_far[row[_GROUP]] += row["__n"]
        limits = self.frames.made({_GROUP: list(ends), "__end": list(ends.values())})
        beginnings = stretched.join(limits, [_GROUP], [_GROUP], inner=True).filter(col(_STRETCH) <= col("__end"))
        return beginnings.select(_GROUP, LINE)
