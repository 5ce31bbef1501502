from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget_monitor.figures.amounts import parse_amount
from budget_monitor.model.ledgers.money import figure_text, money


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£5,000", "5000"),
        ("-45000", "-45000"),
        ("−£45,000.50", "-45000.50"),
        ("(£1.2m)", "-1200000"),
        ("50k", "50000"),
        ("97CR", "-97"),
        ("nil", "0"),
        ("GBP 12", "12"),
        (" 0.07 ", "0.07"),
    ],
)
def test_an_amount_is_written_as_in_a_ledger(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "5,00", "€5", "1e5", "five", "12..3", "£", "--5"])
def test_anything_else_is_none(text: str) -> None:
    assert parse_amount(text) is None


@given(amount=st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
@pytest.mark.parametrize("currency", ["GBP", "EUR", "CHF"])
def test_what_is_written_is_read_back(amount: Decimal, currency: str) -> None:
    """However an amount is shown, it is the same amount when it is read."""
    assert parse_amount(figure_text(money(amount, currency)), currency) == amount
