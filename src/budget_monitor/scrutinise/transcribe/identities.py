"""Where a heading is against the ledger's own sums: an "Outturn" that can only be the variance, or a use of reserves
beside transfers in, which the ledger has no column for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.documents.transcript import Placed, PlacedRow
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.scrutinise.transcribe.columns import is_figure, stand_ins

_IDENTITY = re.compile(r"\s*\w+(?:\s*[+-]\s*\w+)*\s*==\s*\w+(?:\s*[+-]\s*\w+)*\s*")
_TERM = re.compile(r"([+-]?)\s*(\w+)")
MAX_OTHERS = 3
"""Columns beside those of a ledger that may explain why its sums do not come out."""
Identity = Mapping[str, int]
"""Columns with the signs by which they come to nought: opening - usage - closing."""


def identity(check: str) -> Identity | None:
    """A rule's check as an identity of columns of one row; None where it is anything else."""
    if not _IDENTITY.fullmatch(check):
        return None
    left, _, right = check.partition("==")
    found = {name: -1 if sign == "-" else 1 for sign, name in _TERM.findall(left)}
    found |= {name: 1 if sign == "-" else -1 for sign, name in _TERM.findall(right)}
    return None if any(name.isdecimal() for name in found) else found


class Settled(Struct, frozen=True):
    """The rows of a table as the sums of its ledger allow them. `note` says which column was moved; `withdrawn` has the
    columns that no ledger takes, since its sums would not come out with them, and their cells.
    """

    rows: Sequence[PlacedRow]
    note: str = ""
    withdrawn: Mapping[str, Sequence[Placed]] = {}


def settled(
    rows: Sequence[PlacedRow],
    schema: LedgerSchema,
    identities: Sequence[Identity],
    others: Mapping[int, Sequence[Placed | None]],
) -> Settled:
    """The rows of a table with one column moved or withdrawn, where the ledger's identities do not hold otherwise.

    A column with a stand-in of the other sign takes whichever of the two makes them hold. `others` are the figures of
    each row of the table that the ledger has no column for. A row alone that does not come out is the report's own slip
    and stays.
    """
    own = [one for one in identities if set(one) <= set(schema.columns)]
    if not own or not rows:
        return Settled(rows)
    withdrawn: dict[str, Sequence[Placed]] = {}
    rows = _signed(_one_of_each_pair(rows, schema, own, withdrawn), schema, own)
    if _hold(rows, own, schema) is not False:
        return Settled(rows, "", withdrawn)
    figures = [name for name in schema.columns if is_figure(schema, name)]
    moves = [
        (name, other)
        for name in figures if any(name in row.cells for row in rows)
        for other in figures if not any(other in row.cells for row in rows)
    ]  # fmt: skip
    good = [move for move in moves if _hold(_moved(rows, *move), own, schema)]
    if len(good) == 1:
        name, other = good[0]
        note = f"what stands under a heading for {name} is {other}, since only so its sums come out"
        return Settled(_moved(rows, name, other), note, withdrawn)
    for one in own:
        for name in _contradicted(rows, one, schema, others):
            rows = _without(rows, name, withdrawn)
    return Settled(rows, "", withdrawn)


def _without(
    rows: Sequence[PlacedRow], name: str, withdrawn: dict[str, Sequence[Placed]] | None = None
) -> Sequence[PlacedRow]:
    """Rows without a column, whose cells go to `withdrawn`: those of several years of one row only once."""
    if withdrawn is not None:
        withdrawn[name] = list(dict.fromkeys(row.cells[name] for row in rows if name in row.cells))
    return [replace(row, cells={one: cell for one, cell in row.cells.items() if one != name}) for row in rows]


def _one_of_each_pair(
    rows: Sequence[PlacedRow], schema: LedgerSchema, own: Sequence[Identity], withdrawn: dict[str, Sequence[Placed]]
) -> Sequence[PlacedRow]:
    """Rows without a column, or its stand-in, where the two are not each other's reverse, as transfers in and out are
    not: the one that makes the identities hold alone stays, and neither where none does.
    """
    for name, column in schema.columns.items():
        other = column.negated_by or ""
        both = [row for row in rows if name in row.cells and other in row.cells]
        if all((row.cells[name].value or 0) == -(row.cells[other].value or 0) for row in both):
            continue
        good = [one for one in (name, other) if _hold(_signed(_without(rows, one), schema, own), own, schema)]
        for one in good if len(good) == 1 else (name, other):
            rows = _without(rows, one, withdrawn)
    return rows


def _contradicted(
    rows: Sequence[PlacedRow], one: Identity, schema: LedgerSchema, others: Mapping[int, Sequence[Placed | None]]
) -> list[str]:
    """The columns to withdraw where an identity fails in most rows, or holds in more of them with figures that are not
    of it: its smallest column, a change or a difference, and those of the ledger that explain the gap.
    """
    told = [row for row in rows if all(name in _values(row, schema) for name in one)]
    paired = stand_ins(schema)
    own = list(dict.fromkeys(name for row in told for name in row.cells if paired.get(name, name) in one))
    beside = [name for name in schema.columns if name not in one and any(name in row.cells and
              row.cells[name].shift >= 0 for row in told)]  # fmt: skip
    figures = [
        [*(row.cells.get(name) for name in beside), *others.get(next(iter(row.cells.values())).spot.row, ())]
        for row in told
    ]
    width = min(MAX_OTHERS, max(map(len, figures), default=0))
    held = {
        signs: sum(1 for row, cells in zip(told, figures, strict=True) if _comes_out(row, one, schema, cells, signs))
        for signs in product((0, 1, -1), repeat=width)
    }
    alone = held[(0,) * width]
    best = max(held, key=lambda signs: (held[signs], -sum(map(abs, signs))))
    flows = [name for name in own if name in paired or name in paired.values()]
    smallest = min(flows or own, key=lambda name: _size(told, name), default="")
    is_unsigned = len(told) - alone > 1 and _is_unsigned(told, one, schema, smallest)
    if held[best] == alone and len(told) - alone <= max(1, alone) and not is_unsigned:
        return []
    explaining = [name for name, sign in zip(beside, best, strict=False) if sign and held[best] > alone]
    return [smallest, *explaining]


def _is_unsigned(rows: Sequence[PlacedRow], one: Identity, schema: LedgerSchema, name: str) -> bool:
    """True if no figure of a column has a sign, and each row comes out with it or with its reverse: the report says in
    another way, such as (F) and (A), which it is.
    """
    for row in rows:
        cell = row.cells.get(name)
        if cell is None or cell.value is None or cell.value < 0:
            return False
        reverse = replace(row, cells={**row.cells, name: replace(cell, value=-cell.value)})
        if not any(_comes_out(either, one, schema, (), ()) for either in (row, reverse)):
            return False
    return True


def _comes_out(
    row: PlacedRow, one: Identity, schema: LedgerSchema, cells: Sequence[Placed | None], signs: Sequence[int]
) -> bool:
    """True if an identity holds in a row, with figures beside it added or taken away."""
    values = _values(row, schema)
    used = [(sign, cell) for sign, cell in zip(signs, cells, strict=False) if sign and cell is not None]
    gap = sum((sign * values[name] for name, sign in one.items()), Decimal(0))
    gap += sum((sign * (cell.value or 0) for sign, cell in used), Decimal(0))
    return abs(gap) <= _allowed(row, [one]) + sum((half(cell) for _, cell in used), Decimal(0))


def _size(rows: Sequence[PlacedRow], name: str) -> Decimal:
    return sum((abs(row.cells[name].value or Decimal(0)) for row in rows if name in row.cells), Decimal(0))


def _moved(rows: Sequence[PlacedRow], name: str, other: str) -> list[PlacedRow]:
    return [
        replace(row, cells={other if one == name else one: cell for one, cell in row.cells.items()}) for row in rows
    ]


def _signed(rows: Sequence[PlacedRow], schema: LedgerSchema, own: Sequence[Identity]) -> list[PlacedRow]:
    """A column that may stand under either of two names, with opposite signs, under the one that comes out."""
    found = list(rows)
    for name, column in schema.columns.items():
        other = column.negated_by
        if other is None:
            continue
        for one, instead in ((name, other), (other, name)):
            as_named = any(one in row.cells for row in found)
            moved = _moved(found, one, instead)
            if as_named and _failing(moved, own, schema) < _failing(found, own, schema):
                found = moved
                break
    return found


def _hold(rows: Iterable[PlacedRow], own: Sequence[Identity], schema: LedgerSchema) -> bool | None:
    """Whether the identities hold in all rows; None where nothing could be told."""
    told = {_holds(row, own, schema) for row in rows}
    return False if False in told else True if True in told else None


def _failing(rows: Iterable[PlacedRow], own: Sequence[Identity], schema: LedgerSchema) -> int:
    return sum(1 for row in rows if _holds(row, own, schema) is False)


def _holds(row: PlacedRow, own: Sequence[Identity], schema: LedgerSchema) -> bool | None:
    """Whether the identities hold in a row; None where nothing could be told."""
    values = _values(row, schema)
    solved: list[Identity] = []
    for _ in own:
        for one in own:
            blank = [name for name in one if name not in values]
            if len(blank) == 1:
                rest = sum((sign * values[name] for name, sign in one.items() if name in values), Decimal(0))
                values[blank[0]] = -rest * one[blank[0]]
                solved.append(one)
    gaps = [
        abs(sum((sign * values[name] for name, sign in one.items()), Decimal(0)))
        for one in own if one not in solved and all(name in values for name in one)
    ]  # fmt: skip
    return all(gap <= _allowed(row, own) for gap in gaps) if gaps else None


def _values(row: PlacedRow, schema: LedgerSchema) -> dict[str, Decimal]:
    values = {name: cell.value for name, cell in row.cells.items() if cell.value is not None}
    for name, column in schema.columns.items():
        if column.negated_by and column.negated_by in values:
            values[name] = -values.pop(column.negated_by)
    return values


def _allowed(row: PlacedRow, own: Sequence[Identity]) -> Decimal:
    names = {name for one in own for name in one}
    return sum((half(cell) for name, cell in row.cells.items() if name in names or cell.shift >= 0), Decimal(0))


def half(cell: Placed) -> Decimal:
    """Half of the last digit of a figure, in its own unit; nothing of one that is exact."""
    if cell.shift <= 0:
        return Decimal(0) if cell.shift == 0 else Decimal("0.5").scaleb(_exponent(cell))
    decimals = len(cell.text.partition(".")[2].rstrip(")% "))
    return Decimal(5).scaleb(cell.shift - decimals - 1)


def _exponent(cell: Placed) -> int:
    text = cell.text.strip().rstrip(")").casefold()
    unit = 6 if text.endswith(("m", "million")) else 3 if text.endswith("k") else 0
    digits = re.sub(r"[^0-9.]", "", text)
    return unit - len(digits.partition(".")[2]) if unit or "." in digits else -9
