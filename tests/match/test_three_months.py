"""A parish council's bank from April to June: what is open each month, until the proof is nought."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from budget_monitor.load.sides.carried import carried_text
from budget_monitor.model.lists.matching import MatchKind, Reconciliation, Side
from budget_monitor.pipeline.reconciling import reconcile

BANK = Path(__file__).resolve().parents[2] / "examples" / "bank"


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reconciliation]:
    """The reconciliation of each month, with what the month before left open."""
    open_before: Path | None = None
    found = {}
    for month in ("04", "05", "06"):
        lists = BANK / f"cash_book_2026-{month}.csv", BANK / f"bank_2026-{month}.csv"
        found[month] = reconcile(*lists, carried=open_before)
        open_before = tmp_path_factory.mktemp("carried") / f"{month}.csv"
        open_before.write_text(carried_text(found[month]), encoding="utf-8")
    return found


def amounts(side: Side, entries: tuple[int, ...]) -> list[str]:
    return [str(side.amount(entry)) for entry in entries]


def left_open(month: Reconciliation) -> tuple[list[str], list[str]]:
    """The amounts that are open in the cash book, and at the bank."""
    lists = (month.left, month.matching.only_left), (month.right, month.matching.only_right)
    ours, theirs = (amounts(side, tuple(one.entry for one in found)) for side, found in lists)
    return ours, theirs


def pairs(month: Reconciliation, kind: MatchKind) -> list[tuple[list[str], list[str]]]:
    return [
        (amounts(month.left, one.left), amounts(month.right, one.right))
        for one in month.matching.matches
        if one.kind is kind
    ]


def test_april_has_a_batch_a_transposition_two_items_in_transit_and_a_bank_charge(
    months: dict[str, Reconciliation],
) -> None:
    april = months["04"]
    assert pairs(april, MatchKind.BATCH) == [(["42.00", "38.50", "57.25"], ["137.75"])]
    assert pairs(april, MatchKind.DIGITS_TRANSPOSED) == [(["-61.18"], ["-16.18"])]
    assert left_open(april) == (["-450.00", "96.40"], ["-6.35"])


def test_in_may_all_of_april_clears_and_a_payment_stands_twice(months: dict[str, Reconciliation]) -> None:
    may = months["05"]
    assert pairs(may, MatchKind.NETTED) == [(["-45.00", "45.00"], [])]
    assert left_open(may) == (["-145.00", "-386.72"], ["-5.80"])
    twice = may.matching.only_left[0]
    assert twice.twin is not None
    assert (may.left.lines[twice.entry], may.left.lines[twice.twin]) == (6, 5)


def test_in_june_nothing_is_open(months: dict[str, Reconciliation]) -> None:
    june = months["06"]
    assert left_open(june) == ([], [])
    assert june.left.closing == june.right.closing == Decimal("4165.17")
    assert (june.proof.unmatched, june.exit_code) == (Decimal(0), 0)


def test_every_month_what_is_open_is_the_difference_of_the_balances(months: dict[str, Reconciliation]) -> None:
    unmatched = {month: str(one.proof.unmatched) for month, one in months.items()}
    assert unmatched == {"04": "-392.25", "05": "-525.92", "06": "0.00"}
    for one in months.values():
        assert one.proof.holds
        assert (one.left.balance_gap, one.right.balance_gap, one.closing_gap) == (Decimal(0),) * 3


def test_without_what_was_carried_forward_the_balances_do_not_come_out() -> None:
    may = reconcile(BANK / "cash_book_2026-05.csv", BANK / "bank_2026-05.csv")
    assert (may.proof.holds, may.closing_gap, may.exit_code) == (True, Decimal("-392.25"), 1)
