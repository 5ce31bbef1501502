"""Reports of kinds that no source report is of, correct in every figure, with amounts drawn by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random


def thousands(pounds: float) -> str:
    """Pounds in £000, rounded; negative ones in brackets."""
    return plain(round(pounds / 1000))


def plain(number: float) -> str:
    """A whole number; negative ones in brackets."""
    return f"({-number:,.0f})" if number < 0 else f"{number:,.0f}"


def table(rows: Sequence[Sequence[object]]) -> str:
    """A table of a Markdown text."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def monitoring(chance: Random) -> str:
    """Services with budget, forecast and variance, rounded from pounds: sums may be a digit out."""
    names = ["Adult Social Care", "Children", "Highways", "Housing", "Leisure", "Corporate Services"]
    budget = {name: chance.uniform(2e6, 6e7) for name in names}
    actual = {name: budget[name] + chance.uniform(-9e5, 1.5e6) for name in names}
    whole, spent = sum(budget.values()), sum(actual.values())
    word = "overspend" if spent > whole else "underspend"
    rows = [["Service", "Revised budget £000", "Forecast outturn £000", "Variance £000"]]
    rows += [
        [one, thousands(budget[one]), thousands(actual[one]), thousands(actual[one] - budget[one])] for one in names
    ]
    rows += [["Total", thousands(whole), thousands(spent), thousands(spent - whole)]]
    return f"""# Revenue Budget Monitoring Report – Quarter 2 2024/25

## 1. Purpose

1.1 Members are asked to note the forecast {word} of £{abs(spent - whole) / 1e6:.2f}m.

## 2. Summary

2.1 The forecast for the year is £{spent / 1e6:.1f}m against a budget of £{whole / 1e6:.1f}m. Table 1 shows services.

Table 1: Forecast outturn by service

{table(rows)}

General balances stand at £12.4m. The minimum set by the Council is 5%. The next report, for 2024/25 as a whole, is due
in June 2025.
"""


def planning(chance: Random) -> str:
    """Measures with shares of counts, in cells and in sentences."""
    rows: list[list[object]] = [["Ref", "Measure", "2022/23 Actual", "2023/24 Actual", "2023/24 Target"]]
    told = ""
    for number, name in enumerate(["Major applications in time", "Minor applications in time", "Appeals dismissed"], 1):
        cells = []
        for _ in range(2):
            of = chance.randint(40, 900)
            part = chance.randint(of // 2, of - 1)
            cells.append(f"{100 * part / of:.1f}% ({part} of {of})")
        rows.append([f"PL{number}", name, *cells, "80.0%"])
        told = told or f"In 2023/24, {part} of {of} major applications ({100 * part / of:.1f}%) were decided in time."
    return f"""# Planning Service Annual Performance Report 2023/24

{table(rows)}

{told} Complaints rose from 41 to 52, an increase of 11 (27%). A sample of 250 customers gave 110 responses (44%).
"""


def capital(chance: Random) -> str:
    """Schemes over three years, with sub-totals and a total, and how they are paid for."""
    groups = {"Schools": ["New school", "Roofs", "SEND places"], "Highways": ["Resurfacing", "Bridges"]}
    years = ["2024/25", "2025/26", "2026/27"]
    rows: list[list[object]] = [["Scheme", *(f"{year} £000" for year in years), "Total £000"]]
    whole = [0] * 4
    for group, schemes in groups.items():
        rows.append([group, "", "", "", ""])
        own = [0] * 4
        for scheme in schemes:
            values = [chance.randint(50, 9000) for _ in years]
            values.append(sum(values))
            rows.append([scheme, *map(plain, values)])
            own = [a + b for a, b in zip(own, values, strict=True)]
        rows.append([f"Total {group}", *map(plain, own)])
        whole = [a + b for a, b in zip(whole, own, strict=True)]
    rows.append(["Total programme", *map(plain, whole)])
    grants = whole[3] // 2
    paid = [
        ["Source", "£000"],
        ["Grants", plain(grants)],
        ["Borrowing", plain(whole[3] - grants)],
        ["Total", plain(whole[3])],
    ]
    return f"""# Capital Programme 2024/25 to 2026/27

The programme totals £{whole[3] / 1000:.3f}m, of which £{whole[0] / 1000:.3f}m is planned in 2024/25.

Table 1: Programme

{table(rows)}

Table 2: Financing

{table(paid)}

As Table 2 shows, borrowing of £{(whole[3] - grants) / 1000:.3f}m is needed, at 4.75% over 25 years.
"""


def reserves(chance: Random) -> str:
    """Balances, transfers in and out, and balances."""
    names = ["General Fund", "Insurance reserve", "Transformation reserve", "Business rates reserve"]
    heads = ["Balance at 1 April 2023 £000", "Transfers in £000", "Transfers out £000", "Balance at 31 March 2024 £000"]
    rows: list[list[object]] = [["Reserve", *heads]]
    whole = [0] * 4
    for name in names:
        opening, added, used = chance.randint(4000, 20000), chance.randint(100, 3000), -chance.randint(100, 3000)
        values = [opening, added, used, opening + added + used]
        rows.append([name, *map(plain, values)])
        whole = [a + b for a, b in zip(whole, values, strict=True)]
    rows.append(["Total", *map(plain, whole)])
    change = whole[3] - whole[0]
    word = "increased" if change > 0 else "decreased"
    return f"""# Statement on Reserves 2023/24

Reserves {word} by £{abs(change) / 1000:.3f}m from £{whole[0] / 1000:.3f}m to £{whole[3] / 1000:.3f}m.

{table(rows)}

The strategy for 2024-27 expects reserves of around £20m by March 2027. In the year to March 2021 grants were received.
"""


def parish(chance: Random) -> str:
    """Receipts and payments in pounds and pence, and what they leave."""

    def pence(amount: int) -> str:
        return f"{amount / 100:,.2f}"

    received = {name: chance.randint(10_000, 6_000_000) for name in ("Precept", "Allotment rents", "Grants")}
    paid = {name: chance.randint(10_000, 2_000_000) for name in ("Salaries", "Grass cutting", "Insurance", "Hall hire")}
    opening, gained, spent = chance.randint(8_000_000, 9_000_000), sum(received.values()), sum(paid.values())
    summary = [
        ["Summary", "£"], ["Opening balance 1 April 2023", pence(opening)], ["Add total receipts", pence(gained)],
        ["Less total payments", pence(spent)], ["Closing balance 31 March 2024", pence(opening + gained - spent)],
    ]  # fmt: skip
    receipts = [[name, pence(one)] for name, one in received.items()]
    payments = [[name, pence(one)] for name, one in paid.items()]
    return f"""# Little Barford Parish Council: accounts for the year ended 31 March 2024

{table([["Receipts", "£"], *receipts, ["Total receipts", pence(gained)]])}

## Payments

{table([["Payments", "£"], *payments, ["Total payments", pence(spent)]])}

## Summary

{table(summary)}

The council paid £{pence(paid["Insurance"])} for insurance. It met 11 times and considered 47 applications.
"""


KINDS: Sequence[Callable[[Random], str]] = (monitoring, planning, capital, reserves, parish)
