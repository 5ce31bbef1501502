"""Shapes of table that are kept aside: measured when the mechanism is done, and not looked at before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from benchmarks.sheets.looked_at import SERVICES
from benchmarks.sheets.page import Page, less, of, plus, sheets_of
from benchmarks.sheets.sheet import Sheets


def side_by_side(rng: Random) -> Sheets:
    """Two tables next to each other."""
    page = Page()
    page.row(0, ["Income", "2025", "2026", "", "Spending", "2025", "2026"])
    for first, count in ((0, rng.randint(4, 7)), (4, rng.randint(4, 7))):
        for row in range(1, count + 1):
            page.row(row, [SERVICES[row + first], rng.randint(1_000, 90_000), rng.randint(1_000, 90_000)], first)
        lines = range(1, count + 1)
        page.row(count + 1, ["Total", *(plus((row, first + at) for row in lines) for at in (1, 2))], first)
    return sheets_of("side by side", {"": page})


def years_down(rng: Random) -> Sheets:
    """A year in each row, taxes across with their total."""
    page = Page()
    page.row(0, ["Year", "Council tax", "Business rates", "Grant", "Total funding"])
    for row in range(1, rng.randint(6, 12)):
        figures = [rng.randint(10_000, 900_000) for _ in range(3)]
        page.row(row, [f"{2010 + row}/{11 + row}", *figures, plus((row, at) for at in (1, 2, 3))])
    return sheets_of("years down", {"": page})


def rounded(rng: Random) -> Sheets:
    """Thousands, rounded figure by figure from pounds that are not shown."""
    page, count = Page(hidden=3), rng.randint(5, 9)
    page.row(0, ["£000", "Budget", "Outturn", "Variance"])
    for row in range(1, count + 1):
        figures = (Decimal(rng.randint(900_000, 90_000_000)) / 1_000 for _ in range(2))
        page.row(row, [SERVICES[row], *figures, less((row, 2), (row, 1))])
    lines = range(1, count + 1)
    page.row(count + 1, ["Total", *(plus((row, at) for row in lines) for at in (1, 2, 3))])
    page.cells[count + 1, 3] = less((count + 1, 2), (count + 1, 1))
    return sheets_of("rounded", {"": page})


def three_levels(rng: Random) -> Sheets:
    """Lines, services and directorates."""
    page, row, tops = Page(), 1, []
    page.row(0, ["", "Employees", "Running costs", "Income"])
    for top in ("People", "Place"):
        middles = []
        for middle in rng.sample(SERVICES, 2):
            first = row
            for at in range(rng.randint(2, 4)):
                page.row(row, [f"{middle} {at + 1}", *(rng.randint(1_000, 90_000) for _ in range(3))])
                row += 1
            page.row(row, [f"{middle} total", *(plus((one, c) for one in range(first, row)) for c in (1, 2, 3))])
            middles.append(row)
            row += 1
        page.row(row, [f"Total {top}", *(plus((one, c) for one in middles) for c in (1, 2, 3))])
        tops.append(row)
        row += 1
    page.row(row, ["Council total", *(plus((one, c) for one in tops) for c in (1, 2, 3))])
    return sheets_of("three levels", {"": page})


def funds(rng: Random) -> Sheets:
    """A statement of movements: funds across with their total, one movement in each row."""
    page = Page(brackets=True)
    page.row(0, ["", "General fund", "Earmarked", "Capital receipts", "Total usable"])
    names = ("Balance at 1 April", "Surplus for the year", "Transfers between funds", "Other adjustments")
    for row, name in enumerate(names, 1):
        low = 100_000 if row == 1 else -40_000
        page.row(row, [name, *(rng.randint(low, 400_000 if row == 1 else 40_000) for _ in range(3))])
    page.row(5, ["Balance at 31 March", *(plus((row, at) for row in range(1, 5)) for at in (1, 2, 3))])
    for row in range(1, 6):
        page.row(row, [plus((row, at) for at in (1, 2, 3))], 4)
    return sheets_of("funds", {"": page})


def changes(rng: Random) -> Sheets:
    """This year and last, and the change in percent."""
    page, count = Page(), rng.randint(5, 9)
    page.row(0, ["Measure", "Last year", "This year", "Change"])
    for row in range(1, count + 1):
        page.row(row, [SERVICES[row], rng.randint(2_000, 90_000), rng.randint(2_000, 90_000)])
        page.row(row, [of("change", (row, 2), (row, 1))], 3)
        page.formats[row, 3] = "%1"
    return sheets_of("changes", {"": page})


def cash_flow(rng: Random) -> Sheets:
    """Months across; receipts, payments, opening and closing below one another."""
    page = Page()
    page.row(0, ["", *("Apr", "May", "Jun", "Jul", "Aug", "Sep")])
    for row, name in ((1, "Council tax"), (2, "Grants"), (3, "Fees"), (5, "Pay"), (6, "Suppliers"), (7, "Debt")):
        page.row(row, [name, *(rng.randint(1_000, 60_000) for _ in range(6))])
    page.row(4, ["Total receipts", *(plus((row, at) for row in (1, 2, 3)) for at in range(1, 7))])
    page.row(8, ["Total payments", *(plus((row, at) for row in (5, 6, 7)) for at in range(1, 7))])
    page.row(9, ["Net movement", *(less((4, at), (8, at)) for at in range(1, 7))])
    page.row(10, ["Opening balance", rng.randint(50_000, 90_000), *(of("same", (11, at)) for at in range(1, 6))])
    page.row(11, ["Closing balance", *(plus([(10, at), (9, at)]) for at in range(1, 7))])
    return sheets_of("cash flow", {"": page})


def staff(rng: Random) -> Sheets:
    """Full-time equivalents with a decimal, by grade."""
    page, count = Page(decimals=1, hidden=1), rng.randint(4, 8)
    page.row(0, ["Posts (FTE)"])
    page.row(1, ["Team", "Filled", "Vacant", "Established"])
    for row in range(2, count + 2):
        figures = (Decimal(rng.randint(5, 900)) / 10 for _ in range(2))
        page.row(row, [SERVICES[row], *figures, plus([(row, 1), (row, 2)])])
    page.row(count + 2, ["Total posts", *(plus((row, at) for row in range(2, count + 2)) for at in (1, 2, 3))])
    return sheets_of("staff", {"": page})


def capital(rng: Random) -> Sheets:
    """Schemes over years with their total, and the funding below, which comes to the same."""
    page, count = Page(), rng.randint(3, 6)
    page.row(0, ["Scheme", "2025/26", "2026/27", "2027/28", "Total"])
    for row in range(1, count + 1):
        page.row(row, [f"Scheme {row}", *(rng.randint(10, 900) * 1_000 + rng.randint(1, 999) for _ in range(3))])
    end = count + 1
    page.row(end, ["Total programme", *(plus((row, at) for row in range(1, end)) for at in (1, 2, 3))])
    page.row(end + 2, ["Funded by"])
    page.row(end + 3, ["Grants", *(rng.randint(5, 9) * 1_000 + rng.randint(1, 999) for _ in range(3))])
    page.row(end + 4, ["Receipts", *(rng.randint(1, 4) * 1_000 + rng.randint(1, 999) for _ in range(3))])
    rest = [page.value((end, at)) - page.value((end + 3, at)) - page.value((end + 4, at)) for at in (1, 2, 3)]
    page.row(end + 5, ["Borrowing", *rest])
    lines = range(end + 3, end + 6)
    page.row(end + 6, ["Total funding", *(plus((row, at) for row in lines) for at in (1, 2, 3))])
    for row in (*range(1, end + 1), *range(end + 3, end + 7)):
        page.row(row, [plus((row, at) for at in (1, 2, 3))], 4)
    return sheets_of("capital", {"": page})


def of_which(rng: Random) -> Sheets:
    """Lines of which some are told again, indented, and are not to be added."""
    page, row, lines = Page(), 1, []
    page.row(0, ["", "2024", "2025", "2026"])
    for name in rng.sample(SERVICES, rng.randint(4, 6)):
        figures = [rng.randint(10_000, 90_000) for _ in range(3)]
        page.row(row, [name, *figures])
        lines.append(row)
        row += 1
        if rng.random() < 0.4:
            page.row(row, ["   of which grants", *(figure * rng.randint(10, 60) // 100 for figure in figures)])
            row += 1
    page.row(row, ["Total", *(plus((one, at) for one in lines) for at in (1, 2, 3))])
    return sheets_of("of which", {"": page})


def averages(rng: Random) -> Sheets:
    """Amounts, cases and the cost of each; totals of the first two, and the average of the rows."""
    page, count = Page(), rng.randint(4, 8)
    page.row(0, ["Area", "Cost", "Cases", "Cost per case"])
    for row in range(1, count + 2):
        if row <= count:
            page.row(row, [f"Area {row}", rng.randint(20_000, 900_000), rng.randint(40, 900)])
        else:
            page.row(row, ["Total", *(plus((one, at) for one in range(1, count + 1)) for at in (1, 2))])
        page.row(row, [of("ratio", (row, 1), (row, 2))], 3)
        page.formats[row, 3] = "2"
    return sheets_of("averages", {"": page})


def aged_debts(rng: Random) -> Sheets:
    """Debts by age across with their total, pence, a total below and its shares."""
    page, count = Page(decimals=2, hidden=2), rng.randint(5, 10)
    page.row(0, ["Debtor", "Current", "30 days", "60 days", "90 days", "Total"])
    for row in range(1, count + 1):
        figures = [Decimal(rng.randint(100, 900_000)) / 100 if rng.random() < 0.7 else None for _ in range(4)]
        page.row(row, [f"Debtor {row}", *figures, plus((row, at) for at in range(1, 5))])
    end = count + 1
    page.row(end, ["Total", *(plus((row, at) for row in range(1, end)) for at in range(1, 6))])
    page.row(end + 1, ["Share", *(of("share", (end, at), (end, 5)) for at in range(1, 5))])
    for at in range(1, 5):
        page.formats[end + 1, at] = "%1"
    return sheets_of("aged debts", {"": page})


SHAPES: tuple[Callable[[Random], Sheets], ...] = (
    side_by_side, years_down, rounded, three_levels, funds, changes, cash_flow, staff, capital, of_which, averages,
    aged_debts,
)  # fmt: skip
