"""Reserve movements in pounds and pence: every line rolls, and every portfolio's lines cast to its total.

Two kinds: in one, ten lines share a reserve and differ by their purpose; in the other every reserve has a name of
its own, and no line has a purpose. The second has as many different words as rows, which is harder for whatever groups.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.blocks import SEED, Block, mistyped, numbered, pounds, repeated, write_blocks

PORTFOLIOS = 100
MOST = 10**9
"""No opening balance is larger, in pence."""


def write_distinct_reserves(folder: Path, rows: int, wrong: int = 0) -> list[int]:
    """Like `write_reserves`, with a reserve's name for each line."""
    return write_reserves(folder, rows, wrong, distinct=True)


def write_reserves(folder: Path, rows: int, wrong: int = 0, *, distinct: bool = False) -> list[int]:
    """Writes reserve_movements.csv with so many rows, a hundred of them totals, and returns the lines that are wrong.

    `wrong` closing balances, spread evenly over the file, have two digits transposed; the totals are those of the right
    figures, so that each breaks its own line's identity and the casting of its portfolio.
    """
    if wrong * 10 > rows:
        raise ValueError(f"{wrong} wrong rows among {rows}")
    edges = [rows * number // PORTFOLIOS for number in range(PORTFOLIOS + 1)]
    slips = [(2 * number + 1) * rows // (2 * wrong) for number in range(wrong)]
    slips = [row - (row + 1 in edges) for row in slips]  # a total is left as it is
    blocks = (
        _portfolio(number, range(first, last - 1), [row - first for row in slips if first <= row < last], distinct)
        for number, (first, last) in enumerate(pairwise(edges))
    )
    write_blocks(folder / "reserve_movements.csv", blocks)
    return [row + 2 for row in slips]


def _portfolio(number: int, rows: range, wrong: list[int], distinct: bool) -> Block:
    draw = np.random.default_rng([SEED, number])
    lines = len(rows)
    opening = draw.integers(0, MOST, lines)
    usage = draw.integers(0, opening + 1)
    closing = opening - usage
    printed = closing.copy()
    for place in wrong:
        printed[place] = mistyped(int(closing[place]))
    line = np.arange(lines)
    if distinct:
        reserve, purpose = numbered("Reserve for purpose ", np.arange(rows.start, rows.stop)), repeated("", lines)
    else:
        reserve, purpose = numbered("Reserve ", line // 10), numbered("Purpose ", line)
    return {
        "financial_year": repeated("2021/22", lines + 1),
        "period": repeated("Q4", lines + 1),
        "portfolio": repeated(f"Portfolio {number}", lines + 1),
        "category": _with_total(repeated("Strategic Priority", lines), ""),
        "reserve": _with_total(reserve, "Total"),
        "purpose": _with_total(purpose, ""),
        "opening": pounds(np.append(opening, opening.sum())),
        "usage": pounds(np.append(usage, usage.sum())),
        "closing": pounds(np.append(printed, closing.sum())),
    }


def _with_total(texts: pa.Array, label: str) -> pa.Array:
    return pa.concat_arrays([texts, pa.array([label])])
