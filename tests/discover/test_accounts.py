"""Accounts of receipts and payments: what balances brought forward, surpluses and the year beside them say."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

YEARS = 3


def account(seed: int, *, latest_first: bool) -> list[list[str]]:
    """A right account of three years in pence; each year opens with what the one before it closed with."""
    rng = random.Random(seed)

    def figures(*, most: int) -> list[Decimal]:
        return [Decimal(rng.randint(50_000, most)) / 100 for _ in range(YEARS)]

    receipts = {name: figures(most=4_000_000) for name in ("Precept", "Grants", "Allotments")}
    payments = {name: figures(most=3_000_000) for name in ("Clerk", "Grounds", "Insurance", "Hall")}
    paid_in = [sum((one[year] for one in receipts.values()), Decimal()) for year in range(YEARS)]
    paid_out = [sum((one[year] for one in payments.values()), Decimal()) for year in range(YEARS)]
    surplus = [a - b for a, b in zip(paid_in, paid_out, strict=True)]
    opening = [Decimal(rng.randint(9_000_000, 19_000_000)) / 100]
    for one in surplus:
        opening.append(opening[-1] + one)
    lines: list[tuple[str, list[Decimal]]] = [
        *receipts.items(), ("Total receipts", paid_in), *payments.items(), ("Total payments", paid_out),
        ("Surplus or deficit", surplus), ("Balance b/f", opening[:-1]), ("Balance c/f", opening[1:]),
    ]  # fmt: skip
    years = ["2024/25", "2025/26", "2026/27"]
    turned = slice(None, None, -1 if latest_first else 1)
    return [["Account", *years[turned]], *([name, *map(str, values[turned])] for name, values in lines)]


@pytest.mark.parametrize("latest_first", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_a_balance_with_two_digits_exchanged_is_wrong_by_the_year_beside_it(seed: int, *, latest_first: bool) -> None:
    rows = account(seed, latest_first=latest_first)
    assert not [one for one in discover([grid_of(rows)]).findings if one.verdict is Verdict.FAIL]
    row, column = len(rows) - 2 + seed % 2, 2
    text = rows[row][column]
    at = next((at for at in range(len(text) - 4) if text[at] != text[at + 1]), None)
    if at is None:
        pytest.skip("all its digits are alike")
    rows[row][column] = f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
    failing = [one for one in discover([grid_of(rows)]).findings if one.verdict is Verdict.FAIL]
    wrong = f"{'ABCD'[column]}{row + 1}"
    assert len(failing) >= 2
    assert all(wrong in {cell.ref.address for cell in one.cells} for one in failing)


def test_a_balance_that_was_restated_is_another_figure() -> None:
    rows = account(3, latest_first=False)
    restated = str(Decimal(rows[-2][2]) + Decimal("1234.56"))
    closing = str(Decimal(rows[-1][2]) + Decimal("1234.56"))
    after = [str(Decimal(text) + Decimal("1234.56")) for text in (rows[-2][3], rows[-1][3])]
    rows[-2][2:], rows[-1][2:] = [restated, after[0]], [closing, after[1]]
    assert not [one for one in discover([grid_of(rows)]).findings if one.verdict is Verdict.FAIL]
