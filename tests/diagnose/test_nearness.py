"""The quick look at digits never turns away a figure that a slip of the pen explains."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from budget_monitor.diagnose.kinds import slips
from budget_monitor.diagnose.kinds.nearness import is_near
from budget_monitor.diagnose.kinds.slip import PENNY, Suspect
from budget_monitor.model.ledgers.cell import Cell, CellRef
from budget_monitor.model.ledgers.money import decimal_of, decimal_text, money


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.sampled_from([1, 10, 100]))
@settings(deadline=None, max_examples=150)
def test_what_a_slip_explains_is_near(pence: int, other: int, step: int) -> None:
    typed, truth = Fraction(pence // step * step, 100), Fraction(other // step * step, 100)
    found = slips(_suspect(typed, truth))
    assert not found or is_near(typed, truth, PENNY)


@given(st.integers(1, 10**9), st.integers(0, 8), st.integers(0, 9), st.sampled_from(["added", "dropped", "changed"]))
@settings(deadline=None, max_examples=150)
def test_slips_of_a_digit_are_near(pounds: int, at: int, digit: int, how: str) -> None:
    text = str(pounds)
    at %= len(text)
    new = text[:at] + ("" if how == "dropped" else str(digit)) + text[at + (how != "added") :]
    assume(new and not new.startswith("0"))  # nobody types a leading nought
    assert is_near(Fraction(int(new)), Fraction(pounds), PENNY)


def _suspect(typed: Fraction, truth: Fraction) -> Suspect:
    value = money(decimal_of(typed), "GBP")
    cell = Cell(CellRef("a.csv", 2, "amount"), decimal_text(decimal_of(typed)), value)
    return Suspect(cell, typed, PENNY, truth, truth, is_exact=True)
