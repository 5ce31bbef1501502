"""Sums that codes promise: 09 is 0921 and 0922, 0921 is 092101 to 092106; 1.2 is 1.2.1 and 1.2.2.

Budgets of states and charts of accounts write the parent above its parts, which no words tell. The codes are believed
where nearly all sums that they promise come out; arithmetic alone would find others by chance in so long a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import prod

import numpy as np
from msgspec.structs import replace

from budget_monitor.discover.adding.identity import Identity
from budget_monitor.discover.adding.scan import MIN_TERMS, Scan
from budget_monitor.discover.matrix import Mask, Matrix

Code = tuple[str, ...]
"""A code by its steps: the characters of 0921, the numbers of 1.2.10."""
_CODE = re.compile(r"^\W{0,2}([A-Z]{0,2}\d[\dA-Z]*(?:[.\-/]\d+)*)\.?(?=\s|$)")
_STEPS = re.compile(r"[.\-/]")
MIN_SHARE_CODED = 0.8
"""The share of rows that must have a code of their own."""
MIN_PARENTS = 4
MIN_SHARE_THAT_COMES_OUT = 0.5
"""The share of the sums that must hold in a column for it to count."""
MIN_SHARE_HELD = 0.9
"""The share of the sums that tell anything which must come out."""
MAX_CHANCE_CODED = 1e-4
"""That chance made them all come out: noughts and ones, which are marks and no amounts, do so within rounding."""


def coded_sums(matrix: Matrix, additive: Mask) -> tuple[list[Identity], Mask]:
    """The sums that a column of codes promises, of lines whose codes begin with that of their total, and the columns in
    which they come out; none where no column does, or they do not.
    """
    for codes in _columns_of_codes(matrix):
        parts = _parts(codes)
        if len(parts) < MIN_PARENTS:
            continue
        found = _promised(matrix, additive, codes, parts)
        adding = additive & _come_out(found)
        if (adding != additive).any():
            found = _promised(matrix, adding, codes, parts)
        if held := _held(found, adding):
            return held, adding
    return [], additive


def _columns_of_codes(matrix: Matrix) -> Iterator[list[Code | None]]:
    if matrix.is_transposed:
        return
    figures = {column.index for column in matrix.columns}
    for column in range(matrix.grid.width):
        if column in figures:
            continue
        found = [_CODE.match(matrix.grid.rows[row.index][column].text.strip()) for row in matrix.rows]
        texts = [one[1] if one else "" for one in found]
        some = [one for one in texts if one]
        if len(some) >= MIN_SHARE_CODED * len(texts) and len(set(some)) == len(some):
            yield _steps_of(texts)


def _steps_of(texts: Sequence[str]) -> list[Code | None]:
    """The steps of each code; of codes that all are of one length noughts at the end are none: 1200 is above 1210."""
    filled = [text for text in texts if text]
    if any(_STEPS.search(text) for text in filled):
        return [tuple(_STEPS.split(text)) if text else None for text in texts]
    is_padded = len({len(text) for text in filled}) == 1
    return [tuple(text.rstrip("0") if is_padded else text) if text else None for text in texts]


def _parts(codes: Sequence[Code | None]) -> dict[int, list[int]]:
    """By row, those whose code begins with that row's and with no longer one: they stand below it."""
    parts: dict[int, list[int]] = {}
    above: list[int] = []
    for row, code in enumerate(codes):
        if code is None:
            continue
        while above and not _is_below(code, codes[above[-1]]):
            above.pop()
        if above:
            parts.setdefault(above[-1], []).append(row)
        above.append(row)
    return {row: rows for row, rows in parts.items() if len(rows) >= MIN_TERMS}


def _is_below(code: Code, other: Code | None) -> bool:
    return other is not None and len(code) > len(other) and code[: len(other)] == other


def _promised(
    matrix: Matrix, additive: Mask, codes: Sequence[Code | None], parts: dict[int, list[int]]
) -> list[Identity]:
    scan = Scan(matrix, additive, signed=False)
    found = [
        replace(one, says=one.says | (one.holds & additive & ((matrix.values[rows] != 0).sum(axis=0) >= MIN_TERMS)))
        for row, rows in parts.items()
        for one in [scan.identity(row, [(part, 1) for part in rows], 1)]
    ]
    return [*found, *_totals_of_all(matrix, scan, codes)]


def _come_out(found: Sequence[Identity]) -> Mask:
    """The columns in which most of the sums hold: percentages beside amounts do not add up."""
    says = np.sum([one.says for one in found], axis=0)
    holds = np.sum([one.says & one.holds for one in found], axis=0)
    come_out: Mask = holds >= MIN_SHARE_THAT_COMES_OUT * says
    return come_out


def _held(found: Sequence[Identity], additive: Mask) -> list[Identity]:
    found = [one for one in found if (one.says & additive).any()]
    said, held = sum(int((one.says & additive).sum()) for one in found), sum(one.strength for one in found)
    chance = prod(min(1.0, one.chance) for one in found)
    if len(found) < MIN_PARENTS or held < MIN_SHARE_HELD * said or chance > MAX_CHANCE_CODED:
        return []
    evidence = f"the codes say so; {held:,} of {said:,} such sums hold"
    return [replace(one, evidence=evidence) for one in found]


def _totals_of_all(matrix: Matrix, scan: Scan, codes: Sequence[Code | None]) -> Iterator[Identity]:
    """Totals without a code, of all rows with the shortest codes that stand above them, or below."""
    shortest = min((len(code) for code in codes if code), default=0)
    tops = [row for row, code in enumerate(codes) if code and len(code) == shortest]
    for row, line in enumerate(matrix.rows):
        lines = [(one, 1) for one in tops if one < row] or [(one, 1) for one in tops]
        if line.is_total and codes[row] is None and len(lines) >= MIN_TERMS:
            whole = scan.identity(row, lines, 1)
            if whole.strength and np.array_equal(whole.holds & whole.says, whole.says):
                yield whole
