"""Ledger sets at random, and such as real councils have: every total casts, every tie holds.

    python benchmarks/slips/generate.py FOLDER --seed 7 --rows 800 --unit £000

The same seed gives the same set. Amounts are exact behind the scenes; a set in £000 or £m prints each of them
rounded on its own, totals too, so that printed sums are off by rounding.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from math import exp, log
from pathlib import Path
from random import Random

from capital import add_capital
from council import PORTFOLIOS, Council
from draft import Draft, Style, write
from reserves import add_reserves
from revenue import add_revenue

LEAST, MOST = 200, 5000
"""Rows of a set."""
PERIODS = (["B", "Q2", "Q4"], ["B", "Q1", "Q2", "Q3", "Q4"], ["B", "Q1.5", "Q2", "Q3", "Q4"])


def generate(seed: int, unit: str = "£", rows: int | None = None) -> Draft:
    """A ledger set of about so many rows; without `rows`, of 200 to 5,000."""
    rng = Random(f"set {seed} {unit}")
    wanted = rows or round(exp(rng.uniform(log(LEAST * 1.1), log(MOST * 0.9))))
    council = Council(
        style=Style.drawn(rng, unit),
        years=[2019 + number for number in range(rng.randint(1, 3))],
        periods=rng.choice(PERIODS),
        portfolios=list(PORTFOLIOS[:1]),
        lines=rng.uniform(0.6, 1.6),
        movement=rng.random() < 0.3,
        seed=seed,
    )
    if wanted < 500:
        council = replace(council, years=council.years[:1], periods=PERIODS[0], lines=0.6 + wanted / 1000)
    draft = build(council)
    for _ in range(4):
        scale = wanted / draft.size
        if 0.8 < scale < 1.25 or (rows is None and LEAST <= draft.size <= MOST and scale < 1.5):
            break
        count = max(1, round(len(council.portfolios) * scale))
        lines = max(0.3, council.lines * wanted / (draft.size * count / len(council.portfolios)))
        council = replace(council, portfolios=names(count), lines=lines)
        draft = build(council)
    return draft


def build(council: Council) -> Draft:
    """All ledgers of a council."""
    draft = Draft(council.style)
    rng = Random(f"figures {council.seed} {council.style.unit} {len(council.portfolios)}")
    flows = add_reserves(draft, council, rng)
    add_revenue(draft, council, rng, flows)
    add_capital(draft, council, rng)
    return draft


def names(count: int) -> list[str]:
    """So many portfolios; big councils have one for each directorate, and so on."""
    return [PORTFOLIOS[n % len(PORTFOLIOS)] + (f" {n // len(PORTFOLIOS) + 1}" if n >= len(PORTFOLIOS) else "")
            for n in range(count)]  # fmt: skip


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Writes a clean ledger set.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--unit", choices=["£", "£000", "£m"], default="£")
    chosen = parser.parse_args()
    draft = generate(chosen.seed, chosen.unit, chosen.rows)
    write(draft, draft.texts(), chosen.folder)
    print(f"{chosen.folder}: {draft.size} rows, {len(draft.equations)} equations")


if __name__ == "__main__":
    main()
