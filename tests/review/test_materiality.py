from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from budget_monitor.model.ledgers.money import money
from budget_monitor.model.results.outcome import Finding, Verdict
from budget_monitor.model.results.review import Materiality
from budget_monitor.review.materiality import is_immaterial
from budget_monitor.review.review import review
from tests.support.known_findings import ENTRY, EVERYTHING, RULES, finding


def of(gap: str, reported: str = "1000000") -> Finding:
    """A failed check with a gap, of a reported figure of £1,000,000."""
    return replace(finding(gap=gap), reported=money(Decimal(reported)))


AMOUNT = Materiality(amount=Decimal(5000))
PERCENT = Materiality(percent=Decimal(1))
BOTH = Materiality(Decimal(5000), Decimal(1))


@pytest.mark.parametrize(
    ("materiality", "gap", "reported", "immaterial"),
    [
        (Materiality(), "0.01", "1000000", False),
        (AMOUNT, "-4999.99", "1", True),
        (AMOUNT, "5000", "1000000", False),
        (PERCENT, "-9999", "-1000000", True),
        (PERCENT, "10000", "1000000", False),
        (PERCENT, "0.01", "0", False),
        (BOTH, "4000", "1000000", True),
        (BOTH, "4000", "300000", False),
        (BOTH, "6000", "1000000", False),
        (Materiality(Decimal(0)), "0.01", "1000000", False),
    ],
)
def test_a_gap_below_every_threshold_there_is_is_immaterial(
    materiality: Materiality, gap: str, reported: str, immaterial: bool
) -> None:
    """£4,000 is below £5,000, and below 1 per cent of £1,000,000, but not below 1 per cent of £300,000."""
    assert is_immaterial(of(gap, reported), materiality) is immaterial


def test_only_failed_checks_of_money_are_weighed() -> None:
    assert not is_immaterial(finding(gap=None), AMOUNT)
    assert not is_immaterial(replace(of("1"), gap=Decimal("0.5"), reported=Decimal(93)), BOTH)
    assert not is_immaterial(replace(of("1"), verdict=Verdict.UNDECIDED), AMOUNT)


def test_what_is_accepted_is_not_counted_as_immaterial_too() -> None:
    small, known = of("-1"), of("-45000")
    known = replace(known, id="known")
    small = replace(small, id="small", rule="RM02")
    result = review(
        [small, known], [ENTRY], Materiality(Decimal(50_000)), today=date(2022, 6, 1), looked_at=EVERYTHING,
        known_rules=RULES,
    )  # fmt: skip
    assert [entry.finding for entry in result.accepted] == ["known"]
    assert result.immaterial == ("small",)
