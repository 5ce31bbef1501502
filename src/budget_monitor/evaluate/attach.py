"""Brings every atom of a run beside the rows it is about: joins and group sums, and nothing else.

A run's frame has a row for each check to be made, with the columns LINE, the run's grouping columns, and per atom
`a0`, `a1`, … (its value), perhaps `h…` (half its unit), `n…` (how many rows it was taken from, null for none: the
other side does not exist) and `l…` (the line of the single row it was taken from).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import narwhals as nw

from budget_monitor.evaluate.compiled import GRAND_TOTALS, SUBTOTALS, Pairs, Run
from budget_monitor.evaluate.frames import AUTHORITY, Frame, Frames
from budget_monitor.evaluate.normal import Atom, Condition, Lookup, Own, Step, normalise
from budget_monitor.evaluate.normal import atoms as atoms_of
from budget_monitor.evaluate.truth import AtomColumn, Mode, Truth
from budget_monitor.model.ledger import (
    LINE,
    SEQ,
    STEP,
    YEAR,
    ColumnType,
    LedgerSchema,
    RowType,
    half_column,
)
from budget_monitor.model.rule import Rows

AMOUNT = nw.Decimal(24, 6)
COUNT = nw.Decimal(25, 6)  # as wide as any whole number


@dataclass(frozen=True, slots=True)
class Attached:
    """A run's frame, and where its atoms stand in it. `counted` lists, by atom, its `n…` column."""

    frame: Frame
    columns: dict[Atom, AtomColumn]
    counted: dict[Atom, str]
    lines: dict[Atom, str]
    by: Pairs


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports to check: a year, a period, a part of a portfolio's name; None is all of them."""

    year: str | None = None
    period: str | None = None
    portfolio: str | None = None


def row_types(rows: Rows | str) -> tuple[str, ...]:
    """The row types a run's rows have."""
    return {
        Rows.LINES: (RowType.LINE,),
        Rows.TOTALS: (RowType.SUBTOTAL, RowType.TOTAL),
        Rows.ALL: tuple(RowType),
        GRAND_TOTALS: (RowType.TOTAL,),
        SUBTOTALS: (RowType.SUBTOTAL,),
    }[rows]


def attach(frames: Frames, run: Run, selection: Selection) -> Attached:
    """The frame of a run, lazily: nothing is computed until it is collected."""
    return _Attacher(frames, run, selection).attached()


def selected(frames: Frames, ledger: str, condition: Condition | None) -> nw.Expr | None:
    """A `where` inside a sum, as an expression over that ledger's own frame."""
    if condition is None:
        return None
    columns: dict[Atom, AtomColumn] = {
        atom: AtomColumn(atom.column, frames.half(ledger, atom.column), is_text(frames.schemas[ledger], atom.column))
        for atom in atoms_of(condition)
        if isinstance(atom, Own)
    }
    return Truth(columns, Decimal(0)).of(condition, Mode.HOLDS)


def where_of(frames: Frames, lookup: Lookup) -> Condition | None:
    """The normal form of a lookup's `where`."""
    return None if lookup.where is None else normalise(lookup.where, lookup.ledger, frames.schemas)


def is_text(schema: LedgerSchema, column: str) -> bool:
    """Whether a column holds words (dates are no words: they have an order)."""
    kind = schema.columns[column].type
    return not kind.is_numeric and kind is not ColumnType.DATE


def lines_only(frames: Frames, ledger: str) -> Frame:
    """The lines of a ledger: its totals and sub-totals left out."""
    return frames.rows(ledger, (RowType.LINE,))


class _Attacher:
    def __init__(self, frames: Frames, run: Run, selection: Selection) -> None:
        self.frames = frames
        self.run = run
        self.selection = selection
        self.schema = run.schema
        self.columns: dict[Atom, AtomColumn] = {}
        self.counted: dict[Atom, str] = {}
        self.lines: dict[Atom, str] = {}
        by = run.by
        if frames.has_authority and (AUTHORITY, AUTHORITY) not in by:
            by = ((AUTHORITY, AUTHORITY), *by)
        self.by = by

    def attached(self) -> Attached:
        found = self.run.atoms
        lookups: dict[str, list[Lookup]] = {}
        steps: dict[str, list[Step]] = {}
        for number, atom in enumerate(found):
            name = f"a{number}"
            if isinstance(atom, Own):
                half = self.frames.half(self.schema.name, atom.column)
                self.columns[atom] = AtomColumn(atom.column, half, is_text(self.schema, atom.column))
            elif isinstance(atom, Step):
                steps.setdefault(atom.function, []).append(atom)
                self.columns[atom] = AtomColumn(name, self.step_half(atom, number), is_text(self.schema, atom.column))
            else:
                lookups.setdefault(atom.ledger, []).append(atom)
                self.columns[atom] = self.lookup_column(atom, number)
        frame = self.groups(lookups.pop(self.schema.name)) if self.run.per_group else self.rows()
        for ledger, wanted in lookups.items():
            frame = self.join_lookups(frame, ledger, wanted)
        for function, cells in steps.items():
            frame = self.join_steps(frame, function, cells)
        if self.run.where is not None:
            # a row whose `where` cannot be told from its cells is not one the rule speaks of
            chosen = Truth(self.columns, Decimal(0)).of(self.run.where, Mode.HOLDS)
            frame = frame.filter(chosen.fill_null(False))
        return Attached(frame, self.columns, self.counted, self.lines, self.by)

    def lookup_column(self, atom: Lookup, number: int) -> AtomColumn:
        if atom.function == "count":
            return AtomColumn(f"a{number}", Decimal(0))
        if is_text(self.frames.schemas[atom.ledger], atom.column):
            return AtomColumn(f"a{number}", Decimal(0), is_text=True)
        half = self.frames.half(atom.ledger, atom.column)
        if half == 0 or (isinstance(half, Decimal) and atom.function == "one"):
            return AtomColumn(f"a{number}", half)
        return AtomColumn(f"a{number}", f"h{number}")

    def step_half(self, atom: Step, number: int) -> Decimal | str:
        half = self.frames.half(self.schema.name, atom.column)
        return half if isinstance(half, Decimal) else f"h{number}"

    # --- the rows the checks are about

    def rows(self) -> Frame:
        frame = self.frames.rows(self.schema.name, row_types(self.run.rows))
        return self.chosen(frame, list(self.schema.columns)).select(*self.needed())

    def needed(self) -> list[nw.Expr]:
        """Only the columns the run uses: a wide table is not carried through joins."""
        names = {LINE: None, **{name: None for name, _ in self.by}}
        found = self.run.atoms
        for atom in found:
            if isinstance(atom, Own):
                half = self.frames.half(self.schema.name, atom.column)
                names |= {atom.column: None} | ({half: None} if isinstance(half, str) else {})
        if any(isinstance(atom, Step) for atom in found):
            identity = dict.fromkeys(self.identity)
            names |= {SEQ: None, STEP: None, YEAR: None, **identity}
        joined = {name for name, _ in self.by} | set(self.identity)
        own = {atom.column for atom in found if isinstance(atom, Own)}
        return [
            nw.col(name).fill_null("") if name in joined - own and self.is_key_text(name) else nw.col(name)
            for name in names
        ]

    def is_key_text(self, name: str) -> bool:
        return name == AUTHORITY or (name in self.schema.columns and is_text(self.schema, name))

    @property
    def identity(self) -> tuple[str, ...]:
        identity = self.schema.identity
        return (AUTHORITY, *identity) if self.frames.has_authority and AUTHORITY not in identity else identity

    def groups(self, wanted: list[Lookup]) -> Frame:
        """The groups of a ledger's lines, with their sums; LINE is the first of each."""
        names = [name for name, _ in self.by]
        keys, sums, after = self.grouped(self.schema.name, wanted)
        lines = self.chosen(lines_only(self.frames, self.schema.name), list(self.schema.columns))
        frame = lines.select(*keys, LINE).group_by(*(f"k{number}" for number in range(len(names))))
        grouped = frame.agg(nw.col(LINE).min(), *sums)
        renamed = grouped.rename({f"k{number}": name for number, name in enumerate(names)})
        return renamed.with_columns(*after)

    def chosen(self, frame: Frame, names: list[str]) -> Frame:
        wanted = self.selection
        if wanted.year and "financial_year" in names:
            frame = frame.filter(nw.col("financial_year") == wanted.year)
        if wanted.period and "period" in names:
            frame = frame.filter(nw.col("period") == wanted.period)
        if wanted.portfolio and "portfolio" in names:
            part = wanted.portfolio.lower()
            frame = frame.filter(nw.col("portfolio").str.to_lowercase().str.contains(part, literal=True))
        return frame

    # --- sums and single rows of a ledger, by group

    def join_lookups(self, frame: Frame, ledger: str, wanted: list[Lookup]) -> Frame:
        columns, sums, after = self.grouped(ledger, wanted)
        keys = [f"k{number}" for number in range(len(self.by))]
        looked_up = lines_only(self.frames, ledger).select(*columns).group_by(*keys).agg(*sums)
        joined = frame.join(looked_up, left_on=[name for name, _ in self.by], right_on=keys, how="left")
        return joined.with_columns(*after)

    def grouped(self, ledger: str, wanted: list[Lookup]) -> tuple[list[nw.Expr], list[nw.Expr], list[nw.Expr]]:
        """What is selected from a ledger's lines, added up by group, and finished once it stands beside the rows."""
        names = [own if ledger == self.schema.name else other for own, other in self.by]
        schema = self.frames.schemas[ledger]
        columns: list[nw.Expr] = [
            (nw.col(name).fill_null("") if name == AUTHORITY or (name in schema.columns and is_text(schema, name))
             else nw.col(name)).alias(f"k{number}")
            for number, name in enumerate(names)
        ]  # fmt: skip
        rows = f"n{ledger}"
        columns.append(nw.lit(1).alias(rows))
        sums: list[nw.Expr] = [nw.col(rows).sum()]
        after: list[nw.Expr] = []
        for atom in wanted:
            column = self.columns[atom]
            self.counted[atom] = rows
            made, summed, finished = self.lookup(atom, column, rows)
            columns += made
            sums += summed
            after += finished
        if any(atom.function == "one" for atom in wanted):
            line = f"l{ledger}"
            columns.append(nw.col(LINE).alias(line))
            sums.append(nw.col(line).max())
            self.lines |= {atom: line for atom in wanted if atom.function == "one"}
        return columns, sums, after

    def lookup(self, atom: Lookup, column: AtomColumn, rows: str) -> tuple[list[nw.Expr], list[nw.Expr], list[nw.Expr]]:
        """What a lookup needs before the grouping, in it, and after the join."""
        value, half = column.value, column.half
        where = selected(self.frames, atom.ledger, where_of(self.frames, atom))
        exists = ~nw.col(rows).is_null()
        if atom.function == "one":
            made = [nw.col(atom.column).alias(value)]
            if isinstance(half, str):
                made.append(nw.col(half_column(atom.column)).alias(half))
            summed = [nw.col(name).max() for name in (value, half) if isinstance(name, str)]
            single = nw.when(nw.col(rows) == 1).then(nw.col(value)).alias(value)
            return made, summed, [single]
        figure = nw.col(atom.column) if atom.column else None
        counted = nw.lit(1) if figure is None else nw.when(figure.is_null()).then(nw.lit(0)).otherwise(nw.lit(1))
        if where is not None:
            counted = nw.when(where).then(counted).otherwise(nw.lit(0))
        if atom.function == "count":
            finished = nw.when(exists).then(nw.col(value)).otherwise(nw.lit(0)).cast(COUNT).alias(value)
            return [counted.cast(nw.Int64).alias(value)], [nw.col(value).sum()], [finished]
        assert figure is not None
        blanks = f"b{value}"
        made = [(figure if where is None else nw.when(where).then(figure)).alias(value)]
        summed = [nw.col(value).sum()]
        known = exists
        has_blanks = self.frames.has_blanks(atom.ledger, atom.column)
        if has_blanks or where is not None:
            blank = figure.is_null() if where is None else (where & figure.is_null()) | where.is_null()
            made.append(nw.when(blank).then(nw.lit(1)).otherwise(nw.lit(0)).alias(blanks))
            summed.append(nw.col(blanks).sum())
            known = exists & (nw.col(blanks) == 0)
        after: list[nw.Expr] = [nw.when(known).then(nw.col(value).cast(AMOUNT).fill_null(Decimal(0))).alias(value)]
        if isinstance(half, str):
            unit = self.frames.half(atom.ledger, atom.column)
            each = nw.lit(unit) if isinstance(unit, Decimal) else nw.col(unit)
            made.append(nw.when(counted == 1).then(each).otherwise(nw.lit(Decimal(0))).cast(AMOUNT).alias(half))
            summed.append(nw.col(half).sum())
            after.append(nw.col(half).cast(AMOUNT).fill_null(Decimal(0)).alias(half))
        return made, summed, after

    # --- the same key at an earlier place of the sequence

    def join_steps(self, frame: Frame, function: str, cells: list[Step]) -> Frame:
        """Values of the row one step back, or of the last row of the year before; a key met twice there is none."""
        rows, line = f"n{function}", f"l{function}"
        for atom in cells:
            self.counted[atom], self.lines[atom] = rows, line
        identity = list(self.identity)
        keys = [f"k{number}" for number in range(len(identity))]
        renamed = [
            (nw.col(name).fill_null("") if self.is_key_text(name) else nw.col(name)).alias(key)
            for name, key in zip(identity, keys, strict=True)
        ]
        values: dict[str, nw.Expr] = {}
        for atom in cells:
            column = self.columns[atom]
            values[column.value] = nw.col(atom.column).alias(column.value)
            if isinstance(column.half, str):
                values[column.half] = nw.col(half_column(atom.column)).alias(column.half)
        source = self.frames.frame(self.schema.name).filter(~nw.col(SEQ).is_null())
        earlier = source.select(*renamed, nw.col(SEQ).alias("s"), nw.col(LINE).alias(line), *values.values())
        at = (
            earlier.group_by(*keys, "s")
            .agg(nw.len().alias("n"), nw.col(line).max(), *(nw.col(name).max() for name in values))
            .filter(nw.col("n") == 1)
            .rename({"n": rows})
        )
        places = source.select(*renamed, nw.col(SEQ).alias("s"), nw.col(YEAR).alias("y"))
        if function == "previous_year":
            last = places.group_by(*keys, "y").agg(nw.col("s").max().alias("t"))
            frame = frame.with_columns((nw.col(YEAR) - 1).alias("y"))
            frame = frame.join(last, left_on=[*identity, "y"], right_on=[*keys, "y"], how="left")
        else:
            here = places.unique([*keys, "s"])
            before = places.unique([*keys, "s"]).rename({"s": "p", "y": "q"})
            pairs = here.join(before, on=keys, how="inner").filter(nw.col("p") < nw.col("s"))
            # a year nobody reported breaks the chain: what was last reported then is not known here
            pairs = pairs.filter((nw.col("y") - nw.col("q") <= 1).fill_null(True))
            last = pairs.group_by(*keys, "s").agg(nw.col("p").max().alias("t"))
            frame = frame.join(last, left_on=[*identity, SEQ], right_on=[*keys, "s"], how="left")
            frame = frame.with_columns(
                nw.when(~nw.col(STEP).is_null()).then(nw.col(STEP)).otherwise(nw.col("t")).alias("t")
            )
        return frame.join(at, left_on=[*identity, "t"], right_on=[*keys, "s"], how="left").drop("t")
