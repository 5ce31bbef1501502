"""Papers on capital, treasury and reserves."""

from __future__ import annotations

from random import Random

from benchmarks.papers.marks import Paper, millions, minus, paper, said, summed, table, tied, whole
from benchmarks.papers.revenue import added

S = summed


def capital_monitoring(chance: Random) -> Paper:
    """Schemes with slippage and adjustments, by committee, with what finances them beneath in the same table."""
    groups = {
        "Environment": ["Vehicle replacement programme", "Riverside Park improvements", "Car park resurfacing 2024"],
        "Communities": ["Disabled Facilities Grants", "Leisure centre roof", "Play areas (4 sites)"],
        "Corporate": ["ICT refresh", "Town Hall accessibility works"],
    }
    rows = [["Scheme", "Original Budget £000", "Slippage from 2023/24 £000", "In-year adjustments £000",
             "Current Budget £000", "Spend to date £000", "Forecast £000", "Over/(under) spend £000", "% spent"]]  # fmt: skip

    def cells(name: str, values: list[int]) -> list[str]:
        return [name, *(S(whole(one)) if one else "0" for one in values), f"{100 * values[4] / values[3]:.0f}%"]

    everything = []
    for group, names in groups.items():
        rows.append([f"**{group}**", *[""] * 8])
        own = []
        for name in names:
            original, slipped = chance.randint(150, 3_000), chance.choice([0, chance.randint(20, 700)])
            adjusted = chance.choice([0, chance.randint(-120, 400)])
            current = original + slipped + adjusted
            forecast = current - chance.choice([0, chance.randint(10, 140)])
            own.append([original, slipped, adjusted, current, forecast * chance.randint(20, 90) // 100, forecast,
                        forecast - current])  # fmt: skip
            rows.append(cells(name, own[-1]))
        rows.append(cells(f"Sub-total {group}", added(own)))
        everything += own
    total = added(everything)
    rows.append(cells("TOTAL CAPITAL PROGRAMME", total))
    grants, receipts = total[3] * 2 // 5, total[3] // 4
    financing = [["Financed by", "Current Budget £000"], ["Government grants", S(whole(grants))],
                 ["Capital receipts", S(whole(receipts))], ["Prudential borrowing", S(whole(total[3] - grants - receipts))],
                 ["Total financing", S(whole(total[3]))]]  # fmt: skip
    return paper(
        f"""# Policy and Resources Committee

# Capital Programme Monitoring to 30 November 2024

1 SUMMARY

1.1 The approved programme is £{tied(millions(total[3], 3))}m, of which £{tied(millions(total[4], 3))}m
({said(f"{100 * total[4] / total[3]:.1f}")}%) had been spent by the end of November. Details are in Table 1.

1.2 The forecast is £{said(millions(total[5], 3))}m against a budget of £{said(millions(total[3], 3))}m, an underspend of
£{said(millions(total[3] - total[5], 3))}m, which will be carried forward into 2025/26.

Table 1: Capital programme 2024/25

{table(rows)}

Table 2: Financing of the programme

{table(financing)}

2 MATTERS ARISING

2.1 Tenders for the leisure centre roof came in at between £410,000 and £465,000. Completion is due in May 2025.

2.2 Schemes of less than £10,000 are charged to revenue (de minimis level, Financial Procedure Rule 14.2).
""",
        rounded=False,
    )


def treasury(chance: Random) -> Paper:
    """Borrowing and investments with rates that must not be added, limits, and the financing requirement."""
    debt = {name: (chance.randint(*span), chance.randint(-60, 90), rate) for name, span, rate in (
        ("Public Works Loan Board", (900, 1_400), 3.42), ("LOBO loans", (100, 200), 4.65), ("Local authorities", (200, 400), 5.05),
    )}  # fmt: skip

    def tenth(number: int) -> str:
        return f"{number / 10:,.1f}" if number >= 0 else f"({-number / 10:,.1f})"

    rows = [["", "31.3.24 Balance £m", "Movement £m", "31.12.24 Balance £m", "31.12.24 Average rate %"]]
    rows += [[name, S(tenth(a)), S(tenth(b)), S(tenth(a + b)), f"{rate:.2f}"] for name, (a, b, rate) in debt.items()]
    opening, moved = sum(one[0] for one in debt.values()), sum(one[1] for one in debt.values())
    rows += [["Total borrowing", S(tenth(opening)), S(tenth(moved)), S(tenth(opening + moved)), "3.81"]]
    lent = {name: (chance.randint(20, 250), chance.randint(-90, 90) if name[0] != "M" else 40, rate) for name, rate in (
        ("Banks and building societies (unsecured)", 4.91), ("Debt Management Office", 4.70), ("Money market funds", 4.78),
        ("Strategic pooled funds", 4.42))}  # fmt: skip
    lent = {name: (a, max(b, 10 - a), rate) for name, (a, b, rate) in lent.items()}
    put = [sum(one[0] for one in lent.values()), sum(one[1] for one in lent.values())]
    rows += [[name, S(tenth(a)), S(tenth(b)), S(tenth(a + b)), f"{rate:.2f}"] for name, (a, b, rate) in lent.items()]
    rows += [["Total investments", S(tenth(put[0])), S(tenth(put[1])), S(tenth(sum(put))), "4.74"]]
    net = [opening - put[0], moved - put[1]]
    rows += [["Net borrowing", S(tenth(net[0])), S(tenth(net[1])), S(tenth(sum(net))), ""]]
    general, hra = chance.randint(1_400, 1_900), chance.randint(600, 900)
    requirement = [["", "31.3.24 Actual £m"], ["General Fund CFR", S(tenth(general))], ["HRA CFR", S(tenth(hra))],
                   ["Total CFR", S(tenth(general + hra))], ["Less: Usable reserves", S(tenth(-put[0] - 300))],
                   ["Less: Working capital", S(tenth(300 - (general + hra) + opening))],
                   ["Net borrowing", S(tenth(opening - put[0]))]]  # fmt: skip
    limits = [["Limit", "Maximum in quarter £m", "31.12.24 Actual £m", "2024/25 Limit £m", "Complied?"],
              ["Authorised limit – total debt", tenth(opening + moved + 120), tenth(opening + moved), "290.0", "Yes"],
              ["Operational boundary – total debt", tenth(opening + moved + 120), tenth(opening + moved), "275.0", "Yes"],
              ["Any single organisation", "5.0", "5.0", "10.0", "Yes"], ["Refinancing: under 12 months", "12%", "11%", "30%", "Yes"]]  # fmt: skip
    way = "increased" if moved > 0 else "decreased"
    return paper(f"""# Treasury Management Report Q3 2024/25

## Introduction

The CIPFA Code requires reports at least quarterly. The Authority borrowed and invested substantial sums and is exposed to
changing interest rates. This report covers the quarter ended 31st December 2024.

## External context

Bank Rate was reduced from 5.00% to 4.75% in November 2024. CPI inflation was 2.5% in December (November: 2.6%). The 10-year gilt
yield rose from 3.94% to 4.56% over the quarter and the 20-year from 4.40% to 5.09%.

## Local context

Table 1: Balance sheet summary

{table(requirement)}

Table 2: Treasury management summary

{table(rows)}

At 31st December 2024 the Authority held £{tied(tenth(opening + moved))}m of loans. Loans outstanding have {way} from
£{said(tenth(opening))}m to £{said(tenth(opening + moved))}m, a change of £{said(tenth(abs(moved)))}m.

A loan of £5.0m at 4.88% was taken from the PWLB on 14 October 2024 for 3 years. The LOBO loans have call dates in 2025/26.

Table 3: Limits

{table(limits)}

The average return on investments was 4.74% (SONIA: 4.72%), and the weighted average maturity 48 days.
""")


def reserves_forecast(chance: Random) -> Paper:
    """Earmarked reserves over three years, balances between movements, sub-totals, and general balances."""
    groups = {"Risk": ["Insurance Fund", "Business Rates Equalisation", "Pay Contingency"],
              "Change": ["Transformation", "Invest to Save"],
              "Held for others": ["Schools' balances", "Public Health grant", "S106 commuted sums"]}  # fmt: skip
    head = ["Reserve", "Balance 31/3/24 £000", "2024/25 Movement £000", "Balance 31/3/25 £000", "2025/26 Movement £000",
            "Balance 31/3/26 £000", "2026/27 Movement £000", "Balance 31/3/27 £000"]  # fmt: skip
    rows: list[list[str]] = [head]

    def cells(name: str, values: list[int]) -> list[str]:
        return [name, *(S(whole(one)) if one else "-" for one in values)]

    sums = []
    for group, names in groups.items():
        own = []
        for name in names:
            values = [chance.randint(900, 9_000)]
            for _ in range(3):
                move = chance.choice([0, -chance.randint(50, 300), chance.randint(20, 200), -chance.randint(10, 90)])
                values += [move, values[-1] + move]
            own.append(values)
            rows.append(cells(name, values))
        sums.append(added(own))
        rows.append(cells(f"Total {group}", sums[-1]))
    earmarked = added(sums)
    general = [chance.randint(7_000, 9_000), -200]
    general = [general[0], -200, general[0] - 200, 0, general[0] - 200, 150, general[0] - 50]
    rows += [cells("Total earmarked reserves", earmarked), cells("General Fund balance", general)]
    total = added([earmarked, general])
    rows += [cells("Total usable reserves", total)]
    drop = total[0] - total[6]
    word = "fall" if drop > 0 else "rise"
    return paper(f"""# Corporate Overview and Scrutiny: Reserves Strategy

## Adequacy of reserves

6.1 Usable reserves are forecast to {word} from £{said(millions(total[0], 3))}m at 31 March 2024 to £{said(millions(total[6], 3))}m at
31 March 2027, a {"reduction" if drop > 0 else "growth"} of £{said(millions(abs(drop), 3))}m.

6.2 Earmarked reserves were £{tied(millions(earmarked[0], 3))}m at 31 March 2024 ({said(f"{100 * earmarked[0] / total[0]:.0f}")}% of the
£{said(millions(total[0], 3))}m of usable reserves). CIPFA's resilience index ranks the council 14th of 32 neighbours.

{table(rows)}

6.3 The General Fund balance should not fall under £7m. See also paragraph 6.1.
""")


def section_106(chance: Random) -> Paper:
    """Developer contributions: codes, dates, and balances in pounds; then money by year spent or due."""
    rows = [["Agreement", "Site", "Date signed", "Balance b/f £", "Received £", "Spent £", "Balance c/f £", "Spend by"]]
    everything = []
    sites = ["Land at Mill Lane", "Former Depot, Station Road", "Elm Farm Phase 2", "12-18 High Street", "Northfields"]
    for at, site in enumerate(sites):
        opening, got = chance.randint(9_000, 400_000), chance.choice([0, chance.randint(5_000, 250_000)])
        spent = chance.choice([0, -chance.randint(1_000, 9_000)])
        values = [opening, got, spent, opening + got + spent]
        everything.append(values)
        signed = f"{chance.randint(1, 28):02}/0{chance.randint(1, 9)}/20{chance.randint(15, 23)}"
        rows.append([f"{chance.randint(15, 23)}/0{1100 + 37 * at}/FUL", site, signed,
                     *(S(minus(one)) if one else "0" for one in values), f"20{chance.randint(26, 32)}"])  # fmt: skip
    total = added(everything)
    rows.append(["Total", "", "", *(S(minus(one)) if one else "0" for one in total), ""])
    return paper(f"""# Infrastructure Funding Statement 2023/24

## 1. Section 106

1.1 Contributions of £{tied(minus(total[1]))} were received in 2023/24. £{tied(minus(total[3]))} was held at 31 March 2024, compared with
£{tied(minus(total[0]))} a year before.

{table(rows)}

## 2. Community Infrastructure Levy

2.1 The charging schedule took effect on 1 October 2019. The rate for residential development is £120.00 per square metre in
Zone 1 and £65.00 in Zone 2, indexed to £146.13 and £79.15. Parish councils receive 15%, or 25% where a neighbourhood plan is made.

2.2 Demand notices were issued for 31 developments; 5% of receipts is kept for administration.
""")
