"""A column that is filled in one or two rows belongs to what is made up there; a slip is told of all the same."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from budget_monitor.discover.discovery import discover
from budget_monitor.model.results.outcome import Verdict
from tests.support.grids import grid_of

TABLES = 20
Rows = list[list[str]]


def _signed(random: Random, heads: list[str], signs: list[int], lines: int, seldom: int) -> Rows:
    """Lines of which the last column is what the others come to; all but `seldom` of the last of those are blank."""
    rows = [heads]
    filled = random.sample(range(lines), seldom)
    for at in range(lines):
        figures = [random.randint(2_000, 9_999), *(random.randint(11, 999) for _ in signs[1:])]
        figures[-1] *= at in filled
        total = sum(sign * figure for sign, figure in zip(signs, figures, strict=True))
        rows.append([f"Line {chr(ord('A') + at)}", *(str(one) if one else "" for one in figures), str(total)])
    return rows


def funds(random: Random, lines: int, seldom: int) -> Rows:
    """Funds with an opening and a closing balance, and transfers in few of them."""
    return _signed(
        random, ["Fund", "Opening", "Income", "Expenditure", "Transfers", "Closing"], [1, 1, -1, 1], lines, seldom
    )


def stock(random: Random, lines: int, seldom: int) -> Rows:
    """Stock received and issued, of which little was written off."""
    return _signed(
        random, ["Item", "Opening", "Received", "Issued", "Written off", "Closing"], [1, 1, -1, -1], lines, seldom
    )


def wages(random: Random, lines: int, seldom: int) -> Rows:
    """Pay with a bonus for few."""
    return _signed(random, ["Name", "Basic", "Overtime", "Bonus", "Gross"], [1, 1, 1], lines, seldom)


def budgets(random: Random, lines: int, seldom: int) -> Rows:
    """Budgets with virements, and few carried forward."""
    return _signed(random, ["Service", "Original", "Virement", "Carry forward", "Current"], [1, 1, 1], lines, seldom)


def cash_book(random: Random, lines: int, seldom: int) -> Rows:
    """A balance that runs on with payments, and few receipts."""
    balance = random.randint(300_000, 900_000)
    rows = [["Details", "In", "Out", "Balance"], ["Balance b/f", "", "", _pounds(balance)]]
    filled = random.sample(range(lines), seldom)
    for at in range(lines):
        moved = random.randint(501, 19_999)
        balance += moved if at in filled else -moved
        move = [_pounds(moved), ""] if at in filled else ["", _pounds(moved)]
        rows.append(["Receipt" if at in filled else "Payment", *move, _pounds(balance)])
    return rows


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def wrong(rows: Rows, *, is_document: bool) -> list[str]:
    """What is told of as wrong, or to look at."""
    found = discover([grid_of(rows)], is_document=is_document)
    return [one.sentence for one in found.relations if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED)]


KINDS = [funds, stock, wages, budgets, cash_book]


@pytest.mark.parametrize("is_document", [False, True])
@pytest.mark.parametrize("seldom", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_of_where_it_comes_out_with_the_column(
    kind: Callable[[Random, int, int], Rows], seldom: int, is_document: bool
) -> None:
    told = {
        number: wrong(kind(Random(number), 7 + number % 4, seldom), is_document=is_document) for number in range(TABLES)
    }
    assert {number: one for number, one in told.items() if one} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_in_the_last_column_is_told_of(kind: Callable[[Random, int, int], Rows]) -> None:
    told = []
    for number in range(TABLES):
        random = Random(number)
        rows = kind(random, 24, 1)
        row = random.randrange(2, len(rows))
        text = rows[row][-1]
        rows[row][-1] = text[:1] + str((int(text[1]) + random.randint(1, 9)) % 10) + text[2:]
        told.append(bool(wrong(rows, is_document=False)))
    assert sum(told) >= 0.9 * TABLES, [number for number, is_told in enumerate(told) if not is_told]


def test_a_figure_beside_that_stands_in_rows_that_hold_is_no_part_of_it() -> None:
    rows = wages(Random(1), 9, 1)
    for at, row in enumerate(rows[1:]):
        row[3] = row[3] or str(500 + 7 * at)
    assert wrong(rows, is_document=False)
