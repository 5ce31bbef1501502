"""Shapes of table that were looked at while the mechanism was made. Those kept aside are in `kept_aside`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from benchmarks.sheets.page import Made, Page, less, of, plus, sheets_of
from benchmarks.sheets.sheet import Sheets, Truth

SERVICES = (
    "Adult social care", "Children's services", "Highways", "Waste collection", "Parks", "Libraries", "Housing",
    "Planning", "Leisure centres", "Museums", "Street lighting", "Licensing", "Economic development", "Car parks",
)  # fmt: skip
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


def quarters(rng: Random) -> Sheets:
    """Services down, quarters and their total across, a total below."""
    page, count = Page(), rng.randint(4, 9)
    page.row(0, ["Spending by quarter"])
    page.row(2, ["Service", *QUARTERS, "Total"])
    for row, name in enumerate(rng.sample(SERVICES, count), 3):
        figures = [rng.randint(1_000, 90_000) for _ in QUARTERS]
        page.row(row, [name, *figures, plus((row, at) for at in range(1, 5))])
    end = 3 + count
    page.row(end, ["Total", *(plus((row, at) for row in range(3, end)) for at in range(1, 6))])
    return sheets_of("quarters", {"": page})


def monitoring(rng: Random) -> Sheets:
    """Budget, actual and variance with its percentage."""
    page, count = Page(brackets=rng.random() < 0.5), rng.randint(5, 12)
    page.row(0, ["Directorate", "Budget", "Forecast", "Variance", "Variance %"])
    for row, name in enumerate(rng.sample(SERVICES, count), 1):
        budget = rng.randint(20_000, 900_000)
        page.row(row, [name, budget, budget * rng.randint(900, 1_120) // 1_000])
    page.row(count + 1, ["Total", *(plus((row, at) for row in range(1, count + 1)) for at in (1, 2))])
    for row in range(1, count + 2):
        page.row(row, [less((row, 2), (row, 1)), of("share", (row, 3), (row, 1))], 3)
        page.formats[row, 4] = "%1"
    return sheets_of("monitoring", {"": page})


def nested(rng: Random) -> Sheets:
    """Groups with a sub-total each, and a grand total of those, over three years."""
    page, row, subtotals = Page(commas=rng.random() < 0.5), 1, []
    page.row(0, ["", "2023/24", "2024/25", "2025/26"])
    for group in ("Income", "Employees", "Premises", "Supplies")[: rng.randint(2, 4)]:
        page.row(row, [group])
        first = row = row + 1
        for name in rng.sample(SERVICES, rng.randint(2, 6)):
            page.row(row, [name, *(rng.randint(500, 80_000) for _ in range(3))])
            row += 1
        page.row(row, [f"Total {group.lower()}", *(plus((at, c) for at in range(first, row)) for c in (1, 2, 3))])
        subtotals.append(row)
        row += 1
    page.row(row, ["Grand total", *(plus((at, c) for at in subtotals) for c in (1, 2, 3))])
    return sheets_of("nested", {"": page})


def totals_above(rng: Random) -> Sheets:
    """A total in the first line, its lines below."""
    page, count = Page(), rng.randint(4, 8)
    page.row(0, ["Department", "Approved", "Revised", "Spent"])
    page.row(1, ["All departments", *(plus((row, at) for row in range(2, count + 2)) for at in (1, 2, 3))])
    for row, name in enumerate(rng.sample(SERVICES, count), 2):
        page.row(row, [name, *(rng.randint(10_000, 700_000) for _ in range(3))])
    return sheets_of("totals above", {"": page})


def cash_book(rng: Random) -> Sheets:
    """Receipts, payments and the balance that runs."""
    page, count = Page(decimals=2, hidden=2), rng.randint(9, 25)
    page.row(0, ["Date", "Details", "Paid in", "Paid out", "Balance"])
    page.row(1, ["01/04/2025", "Brought forward", None, None, Decimal(rng.randint(10_000, 900_000)) / 100])
    for row in range(2, count + 2):
        amount, is_in = Decimal(rng.randint(500, 60_000)) / 100, rng.random() < 0.4
        page.row(row, [f"{row:02}/04/2025", "Invoice", amount if is_in else None, None if is_in else amount])
        made = plus([(row - 1, 4), (row, 2)]) if is_in else less((row - 1, 4), (row, 3))
        page.row(row, [made], 4)
    return sheets_of("cash book", {"": page})


def fees(rng: Random) -> Sheets:
    """Price times number."""
    page, count = Page(decimals=2, hidden=2), rng.randint(5, 10)
    page.row(0, ["Fee", "Price", "Number", "Income"])
    for row in range(1, count + 1):
        page.row(row, [f"Permit {row}", Decimal(rng.randint(300, 9_000)) / 100, rng.randint(3, 900)])
        page.row(row, [of("product", (row, 1), (row, 2))], 3)
        page.formats[row, 2] = "0"
    page.row(count + 1, ["Total", None, None, plus((row, 3) for row in range(1, count + 1))])
    return sheets_of("fees", {"": page})


def reserves(rng: Random) -> Sheets:
    """Opening, in, out, closing."""
    page, count = Page(), rng.randint(4, 9)
    page.row(0, ["Reserve", "Opening balance", "Transfers in", "Transfers out", "Closing balance"])
    for row in range(1, count + 1):
        page.row(row, [f"Reserve {row}", *(rng.randint(1_000, 90_000) for _ in range(3))])
    page.row(count + 1, ["Total", *(plus((row, at) for row in range(1, count + 1)) for at in (1, 2, 3))])
    for row in range(1, count + 2):
        page.row(row, [Made("sum", (((row, 1), 1), ((row, 2), 1), ((row, 3), -1)))], 4)
    return sheets_of("reserves", {"": page})


def income_statement(rng: Random) -> Sheets:
    """Income with its total, spending with its total, and what is left, for two years."""
    page = Page(brackets=True)
    page.row(0, ["", "2024", "2025"])
    for row, name in enumerate(("Grants", "Fees", "Council tax", "Interest"), 1):
        page.row(row, [name, *(rng.randint(5_000, 400_000) for _ in range(2))])
    page.row(5, ["Total income", *(plus((row, at) for row in range(1, 5)) for at in (1, 2))])
    for row, name in enumerate(("Pay", "Buildings", "Transport", "Supplies", "Debt"), 7):
        page.row(row, [name, *(rng.randint(5_000, 300_000) for _ in range(2))])
    page.row(12, ["Total expenditure", *(plus((row, at) for row in range(7, 12)) for at in (1, 2))])
    page.row(14, ["Surplus / (deficit)", *(less((5, at), (12, at)) for at in (1, 2))])
    return sheets_of("income statement", {"": page})


def shares(rng: Random) -> Sheets:
    """Amounts with the share that each is of the total."""
    page, count = Page(), rng.randint(5, 9)
    page.row(0, ["Source", "£", "Share"])
    for row in range(1, count + 1):
        page.row(row, [f"Source {row}", rng.randint(3_000, 90_000), of("share", (row, 1), (count + 1, 1))])
        page.formats[row, 2] = "%1"
    page.row(count + 1, ["Total", plus((row, 1) for row in range(1, count + 1))])
    return sheets_of("shares", {"": page})


def by_category(rng: Random) -> Sheets:
    """Lines on one sheet, a summary by category on another."""
    lines, summary = Page(), Page()
    kinds = ("Pay", "Running costs", "Grants", "Capital")
    lines.row(0, ["Category", "Item", "2025", "2026"])
    chosen = [kind for kind in kinds for _ in range(rng.randint(2, 5))]
    rng.shuffle(chosen)
    for row, kind in enumerate(chosen, 1):
        lines.row(row, [kind, f"Item {row}", *(rng.randint(1_000, 60_000) for _ in range(2))])
    ties = []
    summary.row(0, ["Category", "2025", "2026"])
    for row, kind in enumerate(kinds, 1):
        own = [at for at, one in enumerate(chosen, 1) if one == kind]
        for column in (1, 2):
            summary.row(row, [kind])
            summary.cells[row, column] = sum((lines.value((at, column + 1)) for at in own), Decimal(0))
            ties.append(Truth(("Summary", row, column), frozenset(("Lines", at, column + 1) for at in own)))
    summary.row(5, ["Total", *(plus((row, at) for row in range(1, 5)) for at in (1, 2))])
    return sheets_of("by category", {"Lines": lines, "Summary": summary}, ties)


def months(rng: Random) -> Sheets:
    """Twelve months across with the year's total, and averages."""
    page, count = Page(decimals=1, hidden=1), rng.randint(3, 7)
    page.row(0, ["£000"])
    page.row(1, ["", *MONTHS, "Year"])
    for row in range(2, count + 2):
        page.row(row, [SERVICES[row], *(Decimal(rng.randint(10, 9_999)) / 10 for _ in MONTHS)])
    page.row(count + 2, ["Total", *(plus((row, at) for row in range(2, count + 2)) for at in range(1, 13))])
    for row in range(2, count + 3):
        page.row(row, [plus((row, at) for at in range(1, 13))], 13)
    return sheets_of("months", {"": page})


def carried_on(rng: Random) -> Sheets:
    """Years down: what one year closes with, the next one opens with."""
    page, count = Page(), rng.randint(6, 10)
    page.row(0, ["Year", "Opening", "Added", "Closing"])
    for row in range(1, count + 1):
        opening = rng.randint(100_000, 900_000) if row == 1 else of("same", (row - 1, 3))
        page.row(row, [f"{2014 + row}/{15 + row}", opening, rng.randint(1_000, 90_000), plus([(row, 1), (row, 2)])])
    return sheets_of("carried on", {"": page})


SHAPES: tuple[Callable[[Random], Sheets], ...] = (
    quarters, monitoring, nested, totals_above, cash_book, fees, reserves, income_statement, shares, by_category,
    months, carried_on,
)  # fmt: skip
