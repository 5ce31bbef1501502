"""Papers on revenue: monitoring with sub-totals and recharges, savings, the medium term, housing, schools."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from benchmarks.papers.marks import Paper, millions, minus, paper, said, summed, table, tied, whole

S = summed


def added(rows: list[list[int]]) -> list[int]:
    """Rows added column by column."""
    return [sum(column) for column in zip(*rows, strict=True)]


def county_monitoring(chance: Random) -> Paper:
    """A county's month 9 report: directorates under a sub-total, corporate lines, funding, and the net result."""

    def line(low: int, high: int) -> list[int]:
        budget = chance.randint(low, high)
        forecast = budget + chance.randint(-low // 12, low // 8)
        return [budget, forecast, forecast - budget]

    services = {name: line(20_000, 190_000) for name in (
        "Adults, Health and Communities", "Children and Families", "Economy and Environment", "Finance and Resources",
    )}  # fmt: skip
    corporate = {"Capital financing": line(9_000, 30_000), "Contingency": line(1_000, 4_000),
                 "Levies": line(2_000, 3_000)}  # fmt: skip
    net = added(list(services.values()))
    central = added(list(corporate.values()))
    total = added([net, central])
    tax, rates = -round(total[0] * 0.71), -round(total[0] * 0.18)
    grant = -total[0] - tax - rates
    funding = {"Council tax": [tax, tax, 0], "Business rates retention": [rates, rates - 310, -310],
               "Non-specific grants": [grant, grant, 0]}  # fmt: skip
    paid = added(list(funding.values()))
    result = added([total, paid])

    def row(name: str, values: list[int]) -> list[str]:
        return [name, *(S(whole(one)) for one in values)]

    rows = [["Directorate", "Revised Budget £'000", "Forecast Outturn £'000", "Variance £'000"]]
    rows += [row(name, values) for name, values in services.items()]
    rows += [row("Net Cost of Services", net)]
    rows += [row(name, values) for name, values in corporate.items()]
    rows += [row("Total Corporate", central), row("Net Operating Expenditure", total)]
    rows += [["Funded by:", "", "", ""]] + [row(name, values) for name, values in funding.items()]
    rows += [row("Total Funding", paid), row("(Surplus)/Deficit for the year", result)]
    adults = services["Adults, Health and Communities"]
    way = "overspend" if adults[2] > 0 else "underspend"
    return paper(f"""# CABINET – 4 February 2025

# Revenue Budget Monitoring: Month 9 (December 2024)

Report of the Director of Finance

## Recommendations

(a) That the forecast position for 2024/25 set out in paragraph 2.1 be noted.

(b) That the virements over £250,000 listed in Appendix B be approved.

## 1. Background

1.1 The County Council approved the 2024/25 budget on 13 February 2024. Financial Regulations require Cabinet to be told
of variances above £0.5m or 2%, whichever is the lower.

## 2. Forecast position

2.1 At the end of month 9 net operating expenditure is forecast at £{tied(millions(total[1]))}m against a revised budget of
£{tied(millions(total[0]))}m. Table 1 has the detail by directorate.

Table 1 – Forecast outturn by directorate

{table(rows)}

2.2 **Adults, Health and Communities** forecasts an {way} of £{said(millions(abs(adults[2]), 3))}m, with forecast spending of
£{said(millions(adults[1], 3))}m against a budget of £{said(millions(adults[0], 3))}m. Demand for home care rose by 4% between
April and December. The unit cost of a residential placement is £1,172 a week (2023/24: £1,088).

2.3 The contingency of £{tied(millions(corporate["Contingency"][0], 3))}m is held for inflation. Of 38 risks on the register, 9 are
rated red.

## 3. Equality, legal and other implications

3.1 Section 25 of the Local Government Act 2003 applies. There are none arising from this report.

Contact officer: A. N. Other, tel. 01234 567890
""")


def savings_tracker(chance: Random) -> Paper:
    """Savings by directorate and rating, across and down, with shares."""
    names = ["Adult Services", "Children's Services", "Place", "Corporate"]
    data = [[chance.randint(100, 3_000) for _ in range(4)] for _ in names]
    data[2][3] = 0
    totals = added(data)
    grand = sum(totals)
    rows = [["Directorate", "Delivered (Blue) £k", "On track (Green) £k", "At risk (Amber) £k",
             "Not deliverable (Red) £k", "Total £k", "% delivered"]]  # fmt: skip

    def row(name: str, values: list[int]) -> list[str]:
        cells = [S(minus(one)) if one else "-" for one in (*values, sum(values))]
        return [name, *cells, f"{100 * values[0] / sum(values):.0f}%"]

    rows += [row(name, values) for name, values in zip(names, data, strict=True)]
    rows += [row("Total", totals)]
    share = [["Rating", "£k", "%"]]
    percents = [round(100 * one / grand) for one in totals]
    percents[0] += 100 - sum(percents)
    share += [[name, S(minus(one)), f"{percent}%"] for name, one, percent in
              zip(("Blue", "Green", "Amber", "Red"), totals, percents, strict=True)]  # fmt: skip
    share += [["Total", S(minus(grand)), "100%"]]
    safe = totals[0] + totals[1]
    return paper(f"""# Scrutiny Commission

## Savings Tracker – Quarter 3 2024/25

1. The approved savings target for the year is £{tied(minus(grand))}k. Members asked for this tracker in minute 47/23.

2. £{said(minus(safe))}k of the £{said(minus(grand))}k ({said(f"{100 * safe / grand:.1f}")}%) has been delivered or is on track.

{table(rows)}

3. A red rating means that less than 50% will be achieved; amber, that between 50% and 90% will be.

{table(share)}

4. Three savings carried forward from 2023/24 (ASC07, CS12 and PL03) are reported separately.
""")


def housing_account(chance: Random) -> Paper:
    """A housing revenue account: income in brackets, expenditure, and what it leaves in the balance."""

    def line(low: int, high: int, sign: int = 1) -> list[int]:
        budget = chance.randint(low, high)
        actual = budget + chance.randint(-low // 10, low // 10)
        return [sign * budget, sign * actual, sign * (actual - budget)]

    income = {"Dwelling rents": line(24_000, 31_000, -1), "Garages, shops and land": line(600, 900, -1),
              "Service charges": line(1_800, 2_400, -1), "Interest receivable": line(150, 400, -1)}  # fmt: skip
    spent = {"Repairs and maintenance": line(7_000, 8_500), "Supervision and management": line(6_000, 7_500),
             "Rent, rates and other charges": line(90, 160), "Provision for bad debts": line(120, 300),
             "Depreciation": line(6_500, 7_500), "Interest payable": line(3_500, 4_800)}  # fmt: skip
    got, out = added(list(income.values())), added(list(spent.values()))
    net = added([got, out])
    opening = chance.randint(4_000, 9_000)
    rows = [["", "Budget 2024/25 £000", "Projected outturn £000", "Variance £000"], ["INCOME", "", "", ""]]

    def row(name: str, values: list[int]) -> list[str]:
        return [name, *(S(whole(one)) for one in values)]

    rows += [row(name, values) for name, values in income.items()] + [row("Total income", got)]
    rows += [["EXPENDITURE", "", "", ""]]
    rows += [row(name, values) for name, values in spent.items()] + [row("Total expenditure", out)]
    rows += [row("Net (surplus)/deficit", net)]
    balance = [["HRA working balance", "£000"], ["Balance at 1 April 2024", S(whole(-opening))],
               ["Projected (surplus)/deficit for the year", S(whole(net[1]))],
               ["Projected balance at 31 March 2025", S(whole(-opening + net[1]))]]  # fmt: skip
    homes, empty = chance.randint(5_000, 6_500), chance.randint(60, 110)
    sold = chance.randint(15, 40)
    return paper(f"""# Housing Committee, 21 January 2025

## Housing Revenue Account: third quarter

**Purpose.** To report the projected outturn of the HRA for 2024/25.

4.1 The stock fell from {said(minus(homes + sold))} to {said(minus(homes))} homes in the year, a reduction of {said(str(sold))},
through the Right to Buy. At the end of December {empty} homes stood empty, {100 * empty / homes:.2f}% of the stock.

4.2 Rents rose by 7.7% from April 2024 (CPI of 6.7% plus 1%); the average weekly rent is £98.41.

{table(rows)}

4.3 The working balance is kept above £2.5m, about £400 a home.

{table(balance)}

4.4 Income from dwelling rents is projected at £{tied(millions(-income["Dwelling rents"][1], 3))}m.
""")


def schools_grant(chance: Random) -> Paper:
    """The dedicated schools grant by block, in £m to two decimals, its deficit rolled forward."""
    blocks = {"Schools block": (150_000, 190_000), "Central school services block": (1_000, 2_000),
              "High needs block": (38_000, 52_000), "Early years block": (17_000, 24_000)}  # fmt: skip
    data = {}
    for name, (low, high) in blocks.items():
        allocation = 10 * chance.randint(low // 10, high // 10)
        recouped = -10 * chance.randint(0, low // 40) if name != "Early years block" else 0
        forecast = (
            allocation + recouped + 10 * (chance.randint(200, 900) if "High" in name else chance.randint(-30, 30))
        )
        data[name] = [allocation, recouped, allocation + recouped, forecast, forecast - allocation - recouped]
    total = added(list(data.values()))
    rows = [["DSG block", "Gross allocation £m", "Recoupment £m", "Net allocation £m", "Forecast £m", "Variance £m"]]
    rows += [[name, *(S(millions(one, 2)) for one in values)] for name, values in [*data.items(), ("Total", total)]]
    opening = 10 * chance.randint(300, 1_500)
    places, cost = chance.randint(180, 320), chance.randint(48, 64)
    return paper(f"""# Schools Forum – 16 January 2025 – Agenda item 6

## DSG monitoring 2024-25

### Summary

The forecast in-year deficit is £{tied(millions(total[4], 2))}m, which relates mostly to high needs. The cumulative deficit of
£{said(millions(opening, 2))}m at 31 March 2024 is forecast to increase by £{said(millions(total[4], 2))}m to
£{said(millions(opening + total[4], 2))}m at 31 March 2025.

### Position by block

{table(rows)}

| Deficit | £m |
|---|---|
| Deficit brought forward 1 April 2024 | {S(millions(opening, 2))} |
| In-year movement | {S(millions(total[4], 2))} |
| Deficit carried forward 31 March 2025 | {S(millions(opening + total[4], 2))} |

The number of Education, Health and Care Plans is 2,841. There are {places} pupils in independent placements at an average
cost of £{cost},000. The minimum funding guarantee is 0.5%. The statutory override ends on 31 March 2026.
""")


def medium_term(chance: Random) -> Paper:
    """A plan over four years: pressures, savings, resources, the gap, and what each year adds to it."""
    years = ["2025/26", "2026/27", "2027/28", "2028/29"]
    base = [chance.randint(90_000, 110_000)]
    lines: dict[str, list[int]] = {name: [] for name in (
        "Pay and price inflation", "Demographic growth", "Capital financing costs", "Agreed savings")}  # fmt: skip
    closing = []
    for at in range(4):
        drawn = [chance.randint(2_500, 4_500), chance.randint(800, 2_500), chance.randint(100, 900),
                 -chance.randint(500, 3_500)]  # fmt: skip
        for name, one in zip(lines, drawn, strict=True):
            lines[name].append(one)
        closing.append(base[at] + sum(drawn))
        base.append(closing[at])
    tax = [chance.randint(60_000, 70_000)]
    for _ in range(3):
        tax.append(round(tax[-1] * 1.0299))
    rates = [chance.randint(21_000, 26_000) for _ in years]
    grants = [chance.randint(4_000, 9_000) for _ in years]
    resources = [a + b + c for a, b, c in zip(tax, rates, grants, strict=True)]
    gap = [need - have for need, have in zip(closing, resources, strict=True)]
    step = [gap[0], *(b - a for a, b in pairwise(gap))]

    def row(name: str, values: list[int]) -> list[str]:
        return [name, *(S(whole(one)) for one in values)]

    rows = [
        ["Medium Term Financial Plan", *(f"{year} £000" for year in years)],
        row("Base budget brought forward", base[:4]),
    ]
    rows += [row(name, values) for name, values in lines.items()]
    rows += [row("Net budget requirement", closing), row("Council tax", tax), row("Business rates", rates),
             row("Revenue Support and other grants", grants), row("Total resources", resources),
             row("Cumulative budget gap", gap), row("Annual change in gap", step)]  # fmt: skip
    return paper(f"""# Budget and Medium Term Financial Strategy 2025/26 to 2028/29

## Appendix 1

| Assumption | 2025/26 | 2026/27 | 2027/28 | 2028/29 |
|---|---|---|---|---|
| Pay award | 3.0% | 2.5% | 2.0% | 2.0% |
| CPI | 2.6% | 2.1% | 2.0% | 2.0% |
| Council tax increase | 2.99% | 2.99% | 2.99% | 2.99% |
| Tax base (Band D equivalents) | 41,210 | 41,622 | 42,038 | 42,459 |

The plan assumes council tax rises of 2.99% in each year. Each 1% on pay costs about £0.6m.

{table(rows)}

By 2028/29 the gap is £{tied(millions(gap[3], 3))}m. General balances stand at £8.1m, 8% of the net budget, within the range of 5%
to 10% that the Section 151 Officer advises.
""")
