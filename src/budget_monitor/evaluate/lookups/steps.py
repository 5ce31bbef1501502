"""The same key at an earlier place of the sequence: joins and grouped maxima, which every engine can do."""

from __future__ import annotations

import operator
from functools import reduce

from budget_monitor.evaluate.engines import Frame
from budget_monitor.evaluate.engines.expr import Expr, col, lit, when
from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.lookups.keys import WHOLE, key_names, key_of
from budget_monitor.evaluate.truths.truth import AtomColumn
from budget_monitor.model.checks.rule import FILE_ORDER, Pair, Pairs, Rows
from budget_monitor.model.ledgers.ledger import (
    AUTHORITY,
    LINE,
    ROW_TYPE,
    SEQ,
    STEP,
    YEAR,
    RowType,
    half_column,
    rank_column,
)
from budget_monitor.model.ledgers.schema import place_weights
from budget_monitor.rules.compiled import Run
from budget_monitor.rules.condition import Step


def identity_of(frames: Frames, run: Run, by: Pairs) -> Pairs:
    """What the rows that a step goes back along have in common."""
    if run.sequence is not None:
        return by
    identity = run.schema.identity
    if frames.has_authority and AUTHORITY not in identity:
        identity = (AUTHORITY, *identity)
    return tuple(Pair(name, name) for name in identity) or (WHOLE,)


def place_of(run: Run) -> str | Expr:
    """A row's place along the sequence that `previous` follows."""
    if run.sequence is None:
        return SEQ
    if run.sequence == FILE_ORDER:
        return LINE
    weights = place_weights(run.schema, run.sequence)
    return reduce(operator.add, (col(rank_column(name)) * weight for name, weight in weights.items()))


def rows_name(function: str) -> str:
    """The column that is null where there is no row to step back to."""
    return f"__n_{function}"


def line_name(function: str) -> str:
    """The column with the line of the row stepped back to."""
    return f"__l_{function}"


def join_steps(
    frames: Frames, run: Run, by: Pairs, frame: Frame, function: str, cells: dict[Step, AtomColumn]
) -> Frame:
    """Joins each row with the values of the row one step back, or of the last row of the year before.

    A key met twice at the same place is none: which of the two rows was meant cannot be told.
    """
    identity = identity_of(frames, run, by)
    ledger = run.schema.name
    own = key_names(identity)
    keys = [f"__k{number}" for number in range(len(own))]
    named: dict[str, str | Expr] = {
        key: key_of(frames, ledger, pair.own, folded=pair.folded) for pair, key in zip(identity, keys, strict=True)
    }
    named["__s"] = place_of(run)
    values: dict[str, str | Expr] = {line_name(function): col(LINE)}
    for atom, column in cells.items():
        values[column.value] = col(atom.column)
        if isinstance(column.half, str):
            values[column.half] = col(half_column(atom.column))
    needed = {LINE, SEQ, YEAR, *(pair.own for pair in identity), *map(rank_column, run.schema.columns)}
    needed |= {name for atom in cells for name in (atom.column, half_column(atom.column))}
    source = frames.frame(ledger, {*needed, ROW_TYPE} if run.sequence == FILE_ORDER else needed)
    if run.sequence is None and frames.is_one_report(ledger):
        source = source.filter(lit(value=False))  # nothing is earlier than anything
    if run.sequence == FILE_ORDER and run.rows == Rows.LINES:
        source = source.filter(col(ROW_TYPE) == RowType.LINE)
    if function == "previous_year":
        years = frames.years(ledger)
        source = source.filter(col(YEAR).is_in([year for year in sorted(years) if year + 1 in years]))
    places = source.shaped({**named, "__y": col(YEAR)}).filter(~col("__s").is_null())
    at = source.shaped({**named, **values}).singles([*keys, "__s"], rows_name(function))
    if function == "previous_year":
        last = places.grouped([*keys, "__y"], col("__s").max().alias("__t"))
        frame = frame.with_columns((col(YEAR) - 1).alias("__y"))
        frame = frame.join(last, [*own, "__y"], [*keys, "__y"])
    else:
        frame = frame.join(_one_back(run, places, keys), [*own, SEQ], [*keys, "__s"])
        if run.sequence is None:
            step = when(~col(STEP).is_null(), col(STEP), col("__t"))
            frame = frame.with_columns(step.alias("__t"))
    return frame.join(at, [*own, "__t"], [*keys, "__s"]).drop("__t")


def _one_back(run: Run, places: Frame, keys: list[str]) -> Frame:
    """For each key and place `__s`, the greatest earlier place `__t`."""
    steps = places.unique([*keys, "__s"]).earlier(keys, "__s", {"__t": "__s", "__q": "__y"})
    steps = steps.filter(~col("__t").is_null())
    if run.sequence is None:
        # a year nobody reported breaks the chain: what was last reported then is not known here
        steps = steps.filter((col("__y") - col("__q") <= 1).fill_null(True))
    return steps.select(*keys, "__s", "__t")
