"""From a check back to the cells it used: every line of every sum, the one row of a tie, the earlier row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from budget_monitor.evaluate.attach import Attached
from budget_monitor.evaluate.compiled import Run
from budget_monitor.evaluate.frames import Frames, collect
from budget_monitor.evaluate.keys import LINES, key_names, keys_of, rows_of
from budget_monitor.evaluate.lookups import selected
from budget_monitor.evaluate.normal import Atom, Lookup
from budget_monitor.model.ledger import LINE

Row = Mapping[str, object]


class Trace:
    """Which lines the lookups of some rows of a run were taken from."""

    def __init__(
        self, frames: Frames, run: Run, attached: Attached, rows: Sequence[Row], wanted: Iterable[Atom]
    ) -> None:
        self.names = key_names(attached.by)
        self._lines: dict[Atom, dict[tuple[object, ...], list[int]]] = {}
        sums = [atom for atom in wanted if isinstance(atom, Lookup) and atom.function != "one"]
        groups = list(dict.fromkeys(self.group(row) for row in rows))
        for atom in sums if groups else []:
            self._lines[atom] = _lines_of(frames, run, attached, atom, groups)
        self._single = attached.lines

    def group(self, row: Row) -> tuple[object, ...]:
        """The values of a row's grouping columns."""
        return tuple(row[name] if row[name] is not None else "" for name in self.names)

    def lines(self, atom: Lookup, row: Row) -> list[int]:
        """The lines a sum or count of a row took in, in order."""
        return self._lines.get(atom, {}).get(self.group(row), [])

    def line(self, atom: Atom, row: Row) -> int | None:
        """The line of the one row that an atom was taken from, or None where there is none."""
        line = row.get(self._single[atom]) if atom in self._single else None
        return int(str(line)) if line is not None else None


def _lines_of(
    frames: Frames, run: Run, attached: Attached, atom: Lookup, groups: Sequence[tuple[object, ...]]
) -> dict[tuple[object, ...], list[int]]:
    source = frames.at_hand(atom.ledger)
    where = selected(frames, atom)
    if where is not None:
        source = source.filter(where.fill_null(False))
    keys = keys_of(frames, run.schema.name, atom.ledger, attached.by)
    rows = rows_of(frames, atom.ledger, LINES, {**keys, LINE: LINE}, source)
    wanted = frames.beside(rows, pa.table({key: [group[place] for group in groups] for place, key in enumerate(keys)}))
    found = collect(rows.join(wanted, on=list(keys), how="inner")).to_pylist()
    lines: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in sorted(found, key=lambda row: int(row[LINE])):
        lines[tuple(row[key] for key in keys)].append(row[LINE])
    return lines
