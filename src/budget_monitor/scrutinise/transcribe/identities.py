"""Where a heading is against the ledger's own sums: an "Outturn" that can only be the variance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.model.documents.transcript import Placed, PlacedRow
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.scrutinise.transcribe.columns import is_figure

_IDENTITY = re.compile(r"\s*\w+(?:\s*[+-]\s*\w+)*\s*==\s*\w+(?:\s*[+-]\s*\w+)*\s*")
_TERM = re.compile(r"([+-]?)\s*(\w+)")
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


def settled(
    rows: Sequence[PlacedRow], schema: LedgerSchema, identities: Sequence[Identity]
) -> tuple[list[PlacedRow], str]:
    """The rows of a table with one column moved, where only so the ledger's identities hold; and what was moved.

    A column with a stand-in of the other sign takes whichever of the two makes them hold.
    """
    own = [one for one in identities if set(one) <= set(schema.columns)]
    if not own or not rows:
        return list(rows), ""
    signed = _signed(rows, schema, own)
    if _hold(signed, own, schema) is not False:
        return signed, ""
    figures = [name for name in schema.columns if is_figure(schema, name)]
    moves = [
        (name, other)
        for name in figures if any(name in row.cells for row in rows)
        for other in figures if not any(other in row.cells for row in rows)
    ]  # fmt: skip
    good = [move for move in moves if _hold(_moved(signed, *move), own, schema)]
    if len(good) != 1:
        return signed, ""
    name, other = good[0]
    return _moved(
        signed, name, other
    ), f"what stands under a heading for {name} is {other}, since only so its sums come out"


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
            if as_named and _hold(found, own, schema) is False and _hold(_moved(found, one, instead), own, schema):
                found = _moved(found, one, instead)
                break
    return found


def _hold(rows: Iterable[PlacedRow], own: Sequence[Identity], schema: LedgerSchema) -> bool | None:
    """Whether the identities hold in all rows; None where nothing could be told."""
    told = False
    for row in rows:
        values = _values(row, schema)
        solved: list[Identity] = []
        for _ in own:
            for one in own:
                blank = [name for name in one if name not in values]
                if len(blank) == 1:
                    rest = sum((sign * values[name] for name, sign in one.items() if name in values), Decimal(0))
                    values[blank[0]] = -rest * one[blank[0]]
                    solved.append(one)
        for one in own:
            if one not in solved and all(name in values for name in one):
                told = True
                if abs(sum((sign * values[name] for name, sign in one.items()), Decimal(0))) > _allowed(row, own):
                    return False
    return True if told else None


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
