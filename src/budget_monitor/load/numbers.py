"""The one parser of figures, whole columns at a time, exact from text to decimal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.load.distinct import tidied
from budget_monitor.load.number_grammar import (
    MAX_DECIMALS,
    MAX_HALF_DECIMALS,
    MAX_WHOLE_DIGITS,
    MAX_WRITTEN_DECIMALS,
    Notation,
    why_too_fine,
    why_unreadable,
)
from budget_monitor.load.row_problems import WARNING, RowProblem, row_problems

FIGURE = pa.decimal128(24, MAX_DECIMALS)
"""The type of every figure: currency units, percent, or plain numbers."""

Half: TypeAlias = Decimal | pa.ChunkedArray
"""Half the unit figures were rounded to: one Decimal for a whole column, or FIGURE by row."""

_WIDE = pa.decimal128(MAX_WHOLE_DIGITS + MAX_WRITTEN_DECIMALS, MAX_WRITTEN_DECIMALS)
_CAP = pa.scalar(Decimal(10**MAX_WHOLE_DIGITS), pa.decimal128(38, MAX_WRITTEN_DECIMALS))
_FACTORS = pa.array([Decimal(10**shift) for shift in range(7)], pa.decimal128(7, 0))

# How coarsely a figure was rounded, as one byte: the power of ten of its last digit, or _EXACT.
_EXACT = 100
_COARSEST = 6
_HALVES = {power: Decimal(f"{Decimal(5).scaleb(power - 1):f}") for power in range(-MAX_HALF_DECIMALS, _COARSEST + 1)}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of figures.

    `values` is decimal128(24, 6), null for blanks and for what could not be read. `half` is half the unit the
    figures were rounded to: one Decimal when all share it (0 is exact), otherwise decimal128(24, 6) by row.
    """

    values: pa.ChunkedArray
    half: Half
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Part of a column: figures, the powers of their last digits (null with the figure), and rows at fault."""

    values: pa.Array
    powers: pa.Array
    unreadable: pa.Array
    too_fine: pa.Array


def parse_numbers(cells: pa.ChunkedArray, notation: Notation) -> Numbers:
    """Read a column of text cells, none of them null, as `notation` says.

    Chunks are read one after the other: the intermediate columns stay small.
    """
    chunks, start = [], 0
    for cell_chunk in cells.chunks:
        chunks.append(_parse_chunk(cell_chunk, notation, start))
        start += len(cell_chunk)
    unreadable = _joined([chunk.unreadable for chunk in chunks])
    too_fine = _joined([chunk.too_fine for chunk in chunks])
    problems = row_problems(unreadable, cells, lambda text: why_unreadable(text, notation))
    problems += row_problems(too_fine, cells, lambda _: why_too_fine(notation), WARNING)
    return Numbers(
        pa.chunked_array([chunk.values for chunk in chunks], FIGURE),
        _half(pa.chunked_array([chunk.powers for chunk in chunks], pa.int8()), notation),
        tuple(problems),
    )


def _joined(rows: Sequence[pa.Array]) -> pa.Array:
    return pa.concat_arrays([part for part in rows if len(part)] or [pa.array([], pa.int64())])


def _parse_chunk(cells: pa.Array, notation: Notation, start: int) -> _Chunk:
    plain = pc.match_substring_regex(cells, notation.plain)
    none = pa.array([], pa.int64())
    if plain.true_count == len(cells):
        return _Chunk(*_parse_plain(cells, notation), none, none)
    other = pc.invert(plain)
    values, powers = pa.nulls(len(cells), FIGURE), pa.nulls(len(cells), pa.int8())
    if plain.true_count:
        plain_values, plain_powers = _parse_plain(cells.filter(plain), notation)
        values = pc.replace_with_mask(values, plain, plain_values)
        powers = pc.replace_with_mask(powers, plain, plain_powers)
    rows = pc.indices_nonzero(other).cast(pa.int64())
    written = _parse_written(cells.filter(other), notation)
    return _Chunk(
        pc.replace_with_mask(values, other, written.values),
        pc.replace_with_mask(powers, other, written.powers),
        pc.add(rows.take(written.unreadable), start),
        pc.add(rows.take(written.too_fine), start),
    )


def _parse_plain(cells: pa.Array, notation: Notation) -> tuple[pa.Array, pa.Array]:
    if notation.shift:
        values = pc.multiply(cells.cast(_WIDE), _FACTORS[notation.shift]).cast(FIGURE)
    else:
        values = cells.cast(FIGURE)
    if notation.is_exact:
        return values, pa.repeat(pa.scalar(_EXACT, pa.int8()), len(cells))
    if notation.allowed_decimals is not None:
        return values, pa.repeat(pa.scalar(notation.shift, pa.int8()), len(cells))
    return values, pc.subtract(pa.scalar(notation.shift, pa.int8()), _decimals(cells))


def _decimals(cells: pa.Array) -> pa.Array:
    """int8: how many digits stand after the decimal point."""
    point = pc.find_substring(cells, ".")
    after = pc.subtract(pc.subtract(pc.binary_length(cells), point), 1)
    return pc.if_else(pc.equal(point, -1), 0, after).cast(pa.int8())


def _parse_written(cells: pa.Array, notation: Notation) -> _Chunk:
    """Cells in any notation. The masks are worked out on all of them; what is no figure drops out as null."""
    text = tidied(cells)
    is_zero = pc.match_substring_regex(text, notation.zero)
    is_figure = pc.or_(pc.match_substring_regex(text, notation.figure), is_zero)

    digits = pc.replace_substring_regex(text, "[^0-9.]+", "")
    digits = pc.if_else(is_zero, "0", pc.replace_substring_regex(digits, "^0+([0-9])", r"\1"))
    fits = pc.match_substring_regex(digits, rf"^[0-9]{{0,{MAX_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{MAX_WRITTEN_DECIMALS}}})?$")
    digits = pc.if_else(pc.and_(is_figure, fits), digits, None)
    decimals = _decimals(digits)

    has_suffix = pc.match_substring_regex(text, r"[0-9] ?\)? ?[kKmM]")
    in_millions = pc.match_substring_regex(text, r"[0-9] ?\)? ?[mM]")
    bare_shift, k, m = (pa.scalar(shift, pa.int8()) for shift in (notation.shift, 3, 6))
    shift = pc.if_else(has_suffix, pc.if_else(in_millions, m, k), bare_shift)
    powers = pc.subtract(shift, decimals)
    if notation.is_exact:
        powers = pc.if_else(has_suffix, powers, pa.scalar(_EXACT, pa.int8()))
    elif notation.allowed_decimals is not None:
        powers = pc.if_else(has_suffix, powers, bare_shift)

    values = pc.multiply(digits.cast(_WIDE), _FACTORS.take(shift))
    kept = pc.and_(pc.less(values, _CAP), pc.less_equal(pc.subtract(decimals, shift), MAX_DECIMALS))
    kept = pc.fill_null(pc.and_(kept, pc.greater_equal(powers, -MAX_HALF_DECIMALS)), False)
    values = pc.if_else(kept, values, None).cast(FIGURE)
    is_negative = pc.match_substring_regex(text, r"[-−–(]|(?i:cr)$")
    values = pc.if_else(is_negative, pc.negate(values), values)

    unreadable = pc.invert(pc.or_(kept, pc.equal(text, "")))
    too_fine = pa.repeat(False, len(cells))
    if notation.allowed_decimals is not None:
        beyond = pc.greater(decimals, notation.allowed_decimals)
        too_fine = pc.and_not(pc.and_(kept, pc.fill_null(beyond, False)), has_suffix)
    return _Chunk(
        values,
        pc.if_else(kept, powers, None),
        pc.indices_nonzero(unreadable),
        pc.indices_nonzero(too_fine),
    )


def _half(powers: pa.ChunkedArray, notation: Notation) -> Half:
    """Half the unit of the last digit: one Decimal where all figures share it; rows without a figure have 0."""
    lowest, highest = pc.min_max(powers).values()
    if not lowest.is_valid:
        fixed = not notation.is_exact and notation.allowed_decimals is not None
        return _HALVES[notation.shift] if fixed else Decimal(0)
    if lowest == highest:
        return _HALVES.get(lowest.as_py(), Decimal(0))
    table = pa.array([*_HALVES.values(), Decimal(0)], FIGURE)
    index = pc.if_else(pc.equal(powers, _EXACT), len(_HALVES), pc.add(powers.cast(pa.int32()), MAX_HALF_DECIMALS))
    return table.take(pc.fill_null(index, len(_HALVES)))
