"""Joins the rows of a run with every atom that its checks look up: joins and group sums, and nothing else.

A run's frame has a row for each check to be made, with the columns LINE, the run's grouping columns, and per atom
`__a0`, `__a1`, … (its value; a cell of the row itself stands under its own name), perhaps `__h…` (half its unit),
`__n_…` (how many rows it was taken from, null for none: the other side does not exist) and `__l_…` (the line of the
single row it was taken from).
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.expr import Expr, col, lit
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import (
    LINES,
    WHOLE,
    is_text,
    key_name,
    key_names,
    own_key,
    own_keys,
    rows_of,
    rows_reached,
)
from budget_monitor.evaluate.lookups.lookups import grouping, holding, lookup_column
from budget_monitor.evaluate.lookups.pairing import Pairing
from budget_monitor.evaluate.lookups.steps import identity_of, join_steps, line_name, place_of, rows_name
from budget_monitor.evaluate.truths.truth import AtomColumn, Mode, Truth
from budget_monitor.model.checks.rule import OnMissing, Pair, Pairs, Rows
from budget_monitor.model.ledgers.ledger import (
    AUTHORITY,
    LINE,
    SEQ,
    STEP,
    YEAR,
    RowType,
)
from budget_monitor.model.ledgers.ledger import SUBTOTALS as SUBTOTAL_TYPES
from budget_monitor.model.ledgers.names import folded
from budget_monitor.rules.compiled import SUBTOTALS, SUBTOTALS_OF_LEVEL, Run
from budget_monitor.rules.condition import Atom, Lookup, Own, Step, atoms

FORMS = "__forms"
"""Whether a line is one of those that a run forms its groups of."""


class Attached(Struct, frozen=True):
    """A run's frame, and where its atoms stand in it: `counted` and `lines` give an atom's `__n_` and `__l_` column."""

    frame: Frame
    columns: dict[Atom, AtomColumn]
    counted: dict[Atom, str]
    lines: dict[Atom, str]
    by: Pairs


class Selection(Struct, frozen=True):
    """Which reports to check: a year, a period, a part of a portfolio's name; None is all of them."""

    year: str | None = None
    period: str | None = None
    portfolio: str | None = None


def row_types(rows: Rows | str) -> tuple[str, ...]:
    """The row types a run's rows have."""
    return {
        Rows.LINES: (RowType.LINE,),
        Rows.TOTALS: (*SUBTOTAL_TYPES, RowType.TOTAL),
        Rows.ALL: tuple(RowType),
        Rows.GRAND_TOTALS: (RowType.TOTAL,),
        SUBTOTALS: SUBTOTAL_TYPES,
        **{SUBTOTALS_OF_LEVEL[kind]: (kind,) for kind in SUBTOTAL_TYPES},
    }[rows]


def attach(frames: Frames, run: Run, selection: Selection) -> Attached | None:
    """The frame of a run; None where it is known that no row is what the run is about."""
    if not frames.rows_of_type(run.schema.name, row_types(run.rows)):
        return None
    return _Attacher(frames, run, selection).attached()


class _Attacher:
    def __init__(self, frames: Frames, run: Run, selection: Selection) -> None:
        self.frames = frames
        self.run = run
        self.selection = selection
        self.ledger = run.schema.name
        self.columns: dict[Atom, AtomColumn] = {}
        self.lookups: dict[str, dict[Lookup, AtomColumn]] = {}
        self.steps: dict[str, dict[Step, AtomColumn]] = {}
        self.counted: dict[Atom, str] = {}
        self.lines: dict[Atom, str] = {}
        by = run.by
        if frames.has_authority and Pair(AUTHORITY, AUTHORITY) not in by:
            by = (Pair(AUTHORITY, AUTHORITY), *by)
        self.by = by if any(not pair.ordered for pair in by) else (WHOLE, *by)
        for number, atom in enumerate(run.atoms):
            self.place(number, atom)

    def place(self, number: int, atom: Atom) -> None:
        """Says where an atom will stand."""
        if isinstance(atom, Lookup):
            column = lookup_column(self.frames, atom, number)
            self.lookups.setdefault(atom.ledger, {})[atom] = column
            self.columns[atom] = column
            return
        half = self.frames.half(self.ledger, atom.column)
        words = is_text(self.run.schema, atom.column)
        if isinstance(atom, Own):
            self.columns[atom] = AtomColumn(atom.column, half, words)
            return
        column = AtomColumn(f"__a{number}", half if isinstance(half, Decimal) else f"__h{number}", words)
        self.steps.setdefault(atom.function, {})[atom] = column
        self.columns[atom] = column

    def attached(self) -> Attached | None:
        lookups = dict(self.lookups)
        frame = self.groups(lookups.pop(self.ledger)) if self.run.per_group else self.rows()
        early = self.run.where is not None and all(isinstance(atom, Own) for atom in atoms(self.run.where))
        if early:
            frame = self.where(frame)
        if frame.is_empty():
            return None
        for ledger, wanted in lookups.items():
            frame = self.join_lookups(frame, ledger, wanted)
        for function, cells in self.steps.items():
            frame = join_steps(self.frames, self.run, self.by, frame, function, cells)
            self.counted |= dict.fromkeys(cells, rows_name(function))
            self.lines |= dict.fromkeys(cells, line_name(function))
        if not early and self.run.where is not None:
            frame = self.where(frame)
        return Attached(frame, self.columns, self.counted, self.lines, self.by)

    def where(self, frame: Frame) -> Frame:
        """A row whose `where` cannot be decided from its cells is not one the rule applies to."""
        assert self.run.where is not None
        chosen = Truth(self.columns, Decimal(0)).of(self.run.where, Mode.HOLDS).fill_null(False)
        return frame.filter(chosen)

    # --- the rows the checks are about

    def rows(self) -> Frame:
        """Only the columns the run uses: a wide table is not carried through joins."""
        names: dict[str, str | Expr] = {LINE: LINE}
        pairs = self.by
        if self.steps:
            pairs = (*pairs, *identity_of(self.frames, self.run, self.by))
            names |= {STEP: STEP, YEAR: YEAR, SEQ: place_of(self.run)}
        for pair in pairs:
            names[key_name(pair)] = own_key(self.frames, self.ledger, pair)
        for atom, column in self.columns.items():
            if isinstance(atom, Own):
                names[column.value] = column.value
                if isinstance(column.half, str):
                    names[column.half] = column.half
        rows = rows_of(self.frames, self.ledger, row_types(self.run.rows), names, self.chosen())
        is_missed = self.run.on_missing is OnMissing.FAIL and any(isinstance(atom, Lookup) for atom in self.columns)
        return self.without_lost(rows) if is_missed else rows  # nothing is found by a key that cannot be told

    def without_lost(self, rows: Frame) -> Frame:
        """The rows whose key could be read; an input problem says so of the others."""
        lost = self.frames.lost(self.ledger)
        return rows.filter(~col(LINE).is_in(lost)) if lost else rows

    def groups(self, wanted: dict[Lookup, AtomColumn]) -> Frame:
        """The groups of a ledger's lines, with their sums; LINE is the first of each."""
        group = grouping(self.frames, self.ledger, wanted)
        self.counted |= dict.fromkeys(wanted, group.rows)
        keys = own_keys(self.frames, self.ledger, self.by)
        columns: dict[str, str | Expr] = {**keys, LINE: LINE, **group.columns}
        if self.run.lines is not None:
            columns[FORMS] = holding(self.frames, self.ledger, self.run.lines).fill_null(False)
        lines = rows_of(self.frames, self.ledger, LINES, columns, self.chosen())
        if self.run.lines is not None:
            lines = lines.filter(col(FORMS))
        if self.run.is_by_key:
            lines = self.without_lost(lines)  # whose key cannot be told is no double of another
        # a column with one value in it divides nothing, and grouping a million lines by it costs time and memory
        same = {key: self.frames.only_value(self.ledger, column) for key, column in keys.items()}
        divided = [key for key, value in same.items() if value is None] or list(keys)[:1]
        grouped = lines.grouped(divided, col(LINE).min(), *group.sums)
        rest = [lit(same[key] or "").alias(key) for key in keys if key not in divided]
        grouped = grouped.with_columns(*rest) if rest else grouped
        return grouped.rename(dict(zip(keys, key_names(self.by), strict=True))).with_columns(*group.finished)

    def chosen(self) -> list[Expr]:
        """What holds for the rows of the reports that are to be checked."""
        wanted, names = self.selection, self.run.schema.columns
        conditions = []
        if wanted.year and "financial_year" in names:
            conditions.append(col("financial_year") == wanted.year)
        if wanted.period and "period" in names:
            conditions.append(col("period") == wanted.period)
        if wanted.portfolio and "portfolio" in names:
            conditions.append(col("portfolio").lower().contains(folded(wanted.portfolio).lower()))
        return conditions

    def join_lookups(self, frame: Frame, ledger: str, wanted: dict[Lookup, AtomColumn]) -> Frame:
        group = grouping(self.frames, ledger, wanted)
        self.counted |= dict.fromkeys(wanted, group.rows)
        self.lines |= {atom: group.line for atom in wanted if atom.function == "one"}
        pairing = Pairing(self.frames, self.ledger, ledger, self.by)
        reached = rows_reached(self.frames, self.run, ledger)
        lines = rows_of(self.frames, ledger, reached, {**pairing.picked, **group.columns})
        looked_up = pairing.grouped(lines, group, frame)
        beside = frame.join(looked_up, key_names(self.by), pairing.keys)
        return beside.with_columns(*group.finished)
