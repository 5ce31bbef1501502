"""The one parser of figures, many cells at a time, exact from text to decimal."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.figures.grammar import (
    ABOUT,
    MAX_DECIMALS,
    MAX_HALF_DECIMALS,
    MAX_WHOLE_DIGITS,
    MAX_WRITTEN_DECIMALS,
    MISSING,
    MULTIPLIER,
    Notation,
)
from budget_monitor.figures.misfit import why_too_fine, why_unreadable
from budget_monitor.load.cells.distinct import constant, tidied
from budget_monitor.load.cells.plain import is_cast_as_read
from budget_monitor.load.cells.row_problems import WARNING, CellProblem, Faults
from budget_monitor.model.ledgers.schema import ColumnType

FIGURE = pa.decimal128(24, MAX_DECIMALS)
"""The type of every figure: currency units, percent, or plain numbers."""

_WIDE = pa.decimal128(MAX_WHOLE_DIGITS + MAX_WRITTEN_DECIMALS, MAX_WRITTEN_DECIMALS)
_CAP = pa.scalar(Decimal(10**MAX_WHOLE_DIGITS), pa.decimal128(38, MAX_WRITTEN_DECIMALS))
_FACTORS = pa.array([Decimal(10**shift) for shift in range(7)], pa.decimal128(7, 0))

# How coarsely a figure was rounded, as one byte: the power of ten of its last digit, or CODE_OF_EXACT.
CODE_OF_EXACT = 100
_COARSEST = 9
MILLIONS_POWER = 6
_HALVES = {power: Decimal(f"{Decimal(5).scaleb(power - 1):f}") for power in range(-MAX_HALF_DECIMALS, _COARSEST + 1)}


class Figures(Struct, frozen=True):
    """Figures of a block: `values` is decimal128(24, 6), null for blanks and for what could not be read. `powers`
    (int8, null with the figure) says how coarsely each was rounded: see `halves_of`.
    """

    values: pa.Array
    powers: pa.Array


class _Parsed(Struct, frozen=True):
    """Figures, and the rows of those at fault."""

    values: pa.Array
    powers: pa.Array
    unreadable: pa.Array
    too_fine: pa.Array


class FigureReader:
    """Reads a column of figures block by block, as `notation` says, and keeps what is wrong with them."""

    def __init__(self, notation: Notation) -> None:
        self.notation = notation
        self._unreadable = Faults()
        self._too_fine = Faults(WARNING, listed=0)
        self._has_pence = False
        self._like_thousands = 0

    def read(self, cells: pa.Array, lines: pa.Array) -> Figures:
        """The figures of text cells, none of them null, that stand on those lines."""
        parsed = _with_precise_noughts(_parse(cells, self.notation), self.notation)
        self._unreadable.add(parsed.unreadable, cells, lines)
        self._too_fine.add(parsed.too_fine, cells, lines)
        if not self._has_pence and pc.any(pc.match_substring(cells, "."), min_count=0).as_py():
            pence = pc.match_substring_regex(cells, r"\.[0-9]{1,2}[^0-9]*$")
            self._has_pence = bool(pc.any(pence, min_count=0).as_py())
        if len(parsed.too_fine):
            fine = pc.match_substring_regex(cells.take(parsed.too_fine), r"^[^0-9]*[0-9]{1,3}\.[0-9]{3}[^0-9]*$")
            self._like_thousands += fine.true_count
        return Figures(parsed.values, parsed.powers)

    def problems(self) -> list[CellProblem]:
        """What was wrong with the cells read so far."""
        return [
            *self._unreadable.problems(lambda text: why_unreadable(text, self.notation)),
            *self._too_fine.problems(self._why_too_fine),
        ]

    def _why_too_fine(self, text: str) -> str:
        """Where all figures with a point have three digits behind it, the point may stand between thousands."""
        is_like_thousands = self._like_thousands == self._too_fine.count > 1 and not self._has_pence
        return why_too_fine(self.notation, text if is_like_thousands else "")

    @property
    def lines_at_fault(self) -> list[int]:
        """The lines of the cells that could not be read."""
        return self._unreadable.lines

    @property
    def half_of_none(self) -> Decimal:
        """Half the unit of a column without figures."""
        fixed = not self.notation.is_exact and self.notation.allowed_decimals is not None
        return _HALVES[self.notation.shift] if fixed else Decimal(0)


def half_of(power: int) -> Decimal:
    """Half the unit of figures rounded as coarsely as one of `Figures.powers` says; 0 is exact."""
    return _HALVES.get(power, Decimal(0))


def halves_of(powers: pa.Array) -> pa.Array:
    """The same row by row (FIGURE); rows without a figure have 0."""
    table = pa.array([*_HALVES.values(), Decimal(0)], FIGURE)
    index = pc.if_else(
        pc.equal(powers, CODE_OF_EXACT), len(_HALVES), pc.add(powers.cast(pa.int32()), MAX_HALF_DECIMALS)
    )
    return table.take(pc.fill_null(index, len(_HALVES)))


def _with_precise_noughts(parsed: _Parsed, notation: Notation) -> _Parsed:
    """The figures with each written nought of a column in millions as precise as the figures around it.

    By itself 0 or £0m would stand for anything up to half a million. The figures of the block are those around it.
    """
    if notation.type is not ColumnType.MONEY:
        return parsed
    in_millions = pc.equal(parsed.powers, MILLIONS_POWER)
    if not in_millions.true_count:
        return parsed
    is_nought = pc.fill_null(pc.and_(pc.equal(parsed.values, pa.scalar(Decimal(0), FIGURE)), in_millions), False)
    if not is_nought.true_count:
        return parsed
    others = parsed.powers.filter(pc.and_(pc.invert(is_nought), pc.is_valid(parsed.powers)))
    rounded = others.filter(pc.not_equal(others, CODE_OF_EXACT))
    if not len(others):
        return parsed
    finest = pc.min(rounded) if len(rounded) else pa.scalar(CODE_OF_EXACT, pa.int8())
    return replace(parsed, powers=pc.if_else(is_nought, finest.cast(pa.int8()), parsed.powers))


def _parse(cells: pa.Array, notation: Notation) -> _Parsed:
    if is_cast_as_read(cells, notation.plain_decimals):
        with suppress(pa.ArrowInvalid):  # a blank, a bracket, or more digits than a figure may have
            none = pa.array([], pa.int64())
            return _Parsed(*_parse_plain(cells, notation), none, none)
    plain = pc.match_substring_regex(cells, notation.plain)
    other = pc.invert(pc.or_(plain, pc.equal(cells, "")))
    values, powers = pa.nulls(len(cells), FIGURE), pa.nulls(len(cells), pa.int8())
    if plain.true_count:
        plain_values, plain_powers = _parse_plain(cells.filter(plain), notation)
        values = pc.replace_with_mask(values, plain, plain_values)
        powers = pc.replace_with_mask(powers, plain, plain_powers)
    rows = pc.indices_nonzero(other).cast(pa.int64())
    if not len(rows):
        return _Parsed(values, powers, rows, rows)
    written = _parse_written(cells.filter(other), notation)
    return _Parsed(
        pc.replace_with_mask(values, other, written.values),
        pc.replace_with_mask(powers, other, written.powers),
        rows.take(written.unreadable),
        rows.take(written.too_fine),
    )


def _parse_plain(cells: pa.Array, notation: Notation) -> tuple[pa.Array, pa.Array]:
    if notation.shift:
        values = pc.multiply(cells.cast(_WIDE), _FACTORS[notation.shift]).cast(FIGURE)
    else:
        values = cells.cast(FIGURE)
    return values, _plain_powers(cells, notation)


def _plain_powers(cells: pa.Array, notation: Notation) -> pa.Array:
    if notation.is_exact:
        return constant(CODE_OF_EXACT, pa.int8(), len(cells))
    if notation.allowed_decimals is not None:
        return constant(notation.shift, pa.int8(), len(cells))
    return pc.subtract(pa.scalar(notation.shift, pa.int8()), _decimals(cells))


def _decimals(cells: pa.Array) -> pa.Array:
    """int8: how many digits stand after the decimal point."""
    point = pc.find_substring(cells, ".")
    after = pc.subtract(pc.subtract(pc.binary_length(cells), point), 1)
    return pc.if_else(pc.equal(point, -1), 0, after).cast(pa.int8())


DECORATED = r"[^0-9., ()£\-kKmM]"
"""A character that most written figures are without."""


def _thousandfold(digits: pa.Array) -> pa.Array:
    texts = [None if text is None else f"{Decimal(text or 0).scaleb(3):f}" for text in digits.to_pylist()]
    return pa.array(texts, pa.string())


def _parse_written(cells: pa.Array, notation: Notation) -> _Parsed:
    """Cells in any notation. The masks are worked out on all of them; what is no figure drops out as null."""
    text = tidied(cells)
    is_zero = pc.match_substring_regex(text, notation.zero)
    is_figure = pc.or_(pc.match_substring_regex(text, notation.figure), is_zero)
    is_missing = pc.or_(pc.equal(text, ""), pc.match_substring_regex(text, MISSING))
    if pc.any(pc.match_substring_regex(text, DECORATED), min_count=0).as_py():
        about = pc.starts_with(text, ABOUT)
        text = pc.if_else(is_figure, pc.replace_substring_regex(text, notation.decoration, ""), text)
        in_billions = pc.match_substring_regex(text, r"[0-9] ?\)? ?(?i:bn|billions?)")
    else:
        about = in_billions = pa.repeat(False, len(cells))

    digits = pc.replace_substring_regex(text, "[^0-9.]+", "")
    digits = pc.if_else(is_zero, "0", pc.replace_substring_regex(digits, "^0+([0-9])", r"\1"))
    fits = pc.match_substring_regex(digits, rf"^[0-9]{{0,{MAX_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{MAX_WRITTEN_DECIMALS}}})?$")
    digits = pc.if_else(pc.and_(is_figure, fits), digits, None)
    decimals = _decimals(digits)

    has_suffix = pc.match_substring_regex(text, rf"[0-9] ?\)? ?{MULTIPLIER}")
    states_precision = pc.or_(has_suffix, about)
    in_millions = pc.or_(in_billions, pc.match_substring_regex(text, r"[0-9] ?\)? ?[mM]"))
    if in_billions.true_count:  # which are thousands of millions
        digits = pc.if_else(in_billions, _thousandfold(digits), digits)
        decimals = pc.if_else(in_billions, pc.subtract(decimals, pa.scalar(3, pa.int8())), decimals)
    bare_shift, k, m = (pa.scalar(shift, pa.int8()) for shift in (notation.shift, 3, 6))
    shift = pc.if_else(has_suffix, pc.if_else(in_millions, m, k), bare_shift)
    powers = pc.subtract(shift, decimals)
    if notation.is_exact:
        powers = pc.if_else(states_precision, powers, pa.scalar(CODE_OF_EXACT, pa.int8()))
    powers = pc.if_else(is_zero, pa.scalar(CODE_OF_EXACT, pa.int8()), powers)  # a dash and `nil` are exactly nothing

    values = pc.multiply(digits.cast(_WIDE), _FACTORS.take(shift))
    kept = pc.and_(pc.less(values, _CAP), pc.less_equal(pc.subtract(decimals, shift), MAX_DECIMALS))
    kept = pc.fill_null(pc.and_(kept, pc.greater_equal(powers, -MAX_HALF_DECIMALS)), False)
    values = pc.if_else(kept, values, None).cast(FIGURE)
    is_negative = pc.match_substring_regex(text, r"[-−–(]|(?i:cr)$")
    values = pc.if_else(is_negative, pc.negate(values), values)

    unreadable = pc.invert(pc.or_(kept, is_missing))
    too_fine = pa.repeat(False, len(cells))
    if notation.allowed_decimals is not None:
        beyond = pc.greater(decimals, notation.allowed_decimals)
        too_fine = pc.and_not(pc.and_(kept, pc.fill_null(beyond, False)), states_precision)
    return _Parsed(
        values,
        pc.if_else(kept, powers, None),
        pc.indices_nonzero(unreadable),
        pc.indices_nonzero(too_fine),
    )
