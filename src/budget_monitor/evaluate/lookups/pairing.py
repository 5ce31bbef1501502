"""How the rows of a run find the lines of a ledger that they look up: columns they share, an order, a mapping between.

Joins by key, grouped sums and filters, and nothing else: any engine can do these. Lines are grouped before they are
joined, so that a ledger of millions of lines is gone through once, and what is joined is small.
"""

from __future__ import annotations

from collections.abc import Mapping

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.expr import Expr, col
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import LINES, key_name, key_of, rows_of
from budget_monitor.evaluate.lookups.lookups import Grouping
from budget_monitor.model.checks.rule import Pairs
from budget_monitor.model.ledgers.ledger import AUTHORITY, rank_column


class Pairing:
    """The pairs of a run's `by` (`own` is its ledger), as they are between its rows and one ledger's lines.

    `keys` are the columns by which what was looked up is joined to the run's frame, in the order of `by`. `picked`
    is what must be taken of the ledger's lines: columns that are keys already, ranks, and keys of mappings. `own` has
    the run's own column for each key, and `ranks` the lines' rank for each key that stands for a rank.
    """

    def __init__(self, frames: Frames, own: str, ledger: str, by: Pairs) -> None:
        self.frames = frames
        self.own: dict[str, str] = {}
        self.picked: dict[str, str | Expr] = {}
        self._equal: list[str] = []
        self.ranks: dict[str, str] = {}
        self._mapped: dict[str, dict[str, str | Expr]] = {}
        for number, pair in enumerate(by):
            key = f"__k{number}"
            self.own[key] = key_name(pair)
            if pair.ordered:
                self.ranks[key] = f"__t{number}"
                self.picked[f"__t{number}"] = rank_column(pair.other)
            elif pair.mapping:
                values = self._mapped.setdefault(pair.mapping, {})
                values[key] = key_of(frames, pair.mapping, pair.other, folded=pair.folded)
            else:
                name = pair.own if ledger == own else pair.other
                self._equal.append(key)
                self.picked[key] = key_of(frames, ledger, name, folded=pair.folded)
        for mapping in self._mapped:
            self.picked |= self._looked_up_by(mapping, ledger)

    @property
    def keys(self) -> list[str]:
        """The columns that stand for those of the run's frame, in the order of `by`."""
        return list(self.own)

    @property
    def on(self) -> list[str]:
        """The keys that lines and rows must have the same of."""
        return [key for key in self.own if key not in self.ranks]

    def grouped(self, lines: Frame, group: Grouping, rows: Frame) -> Frame:
        """The sums of lines for each distinct group among the rows of a run, by `keys`. The lines have `picked`."""
        if not self.ranks and not self._mapped:
            return lines.grouped(self.keys, *group.sums)
        small = lines.grouped(list(self.picked), *group.sums)
        wanted = rows.shaped(self.own).unique(self.keys)
        return self.reached(small, wanted).grouped(self.keys, *group.again)

    def reached(self, lines: Frame, wanted: Frame) -> Frame:
        """Lines with `picked`, each beside every row of `wanted`, which has `keys`, that takes it in."""
        on = list(self._equal)
        for mapping, values in self._mapped.items():
            looked_up_by = self._looked_up_by(mapping, mapping)
            wanted = wanted.join(self._mapping(mapping, looked_up_by, values), list(values), list(values), inner=True)
            on += looked_up_by
        beside = lines.join(wanted, on, on, inner=True)
        for key, rank in self.ranks.items():
            beside = beside.filter(col(rank) <= col(key))
        return beside

    def groups(self, lines: Frame) -> Frame:
        """The groups that a few lines with `picked` are in: the columns of `on`, and of `ranks`."""
        for mapping, values in self._mapped.items():
            looked_up_by = self._looked_up_by(mapping, mapping)
            on = list(looked_up_by)
            lines = lines.join(self._mapping(mapping, looked_up_by, values), on, on, inner=True)
        return lines.select(*self.on, *self.ranks.values())

    def _looked_up_by(self, mapping: str, ledger: str) -> dict[str, str | Expr]:
        """The key of a mapping, as columns of a ledger that has the same ones."""
        names = self.frames.schemas[mapping].key
        if self.frames.has_authority and AUTHORITY not in names:
            names = (*names, AUTHORITY)
        return {f"__{mapping}_{number}": key_of(self.frames, ledger, name) for number, name in enumerate(names)}

    def _mapping(self, mapping: str, looked_up_by: Mapping[str, str | Expr], values: Mapping[str, str | Expr]) -> Frame:
        """What a mapping says of each of its keys; one that it gives two different values has none."""
        lines = rows_of(self.frames, mapping, LINES, {**looked_up_by, **values})
        said = lines.grouped(
            list(looked_up_by),
            *(col(name).min().alias(f"{name}_least") for name in values),
            *(col(name).max() for name in values),
        )
        for name in values:
            said = said.filter(col(name) == col(f"{name}_least"))
        return said.select(*looked_up_by, *values)
