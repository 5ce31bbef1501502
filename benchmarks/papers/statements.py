"""Statements and statistics: accounts, pension fund, aged debt, staff, audit, fees, performance."""

from __future__ import annotations

from random import Random

from benchmarks.papers.marks import Paper, minus, paper, said, summed, table, tied, whole
from benchmarks.papers.revenue import added

S = summed


def income_and_expenditure(chance: Random) -> Paper:
    """The comprehensive statement of two years side by side, and the movement in reserves under it."""

    def services() -> dict[str, list[int]]:
        made = {}
        for name in ("Place", "People", "Housing Revenue Account", "Resources", "Corporate costs"):
            spent, got = chance.randint(4_000, 90_000), -chance.randint(1_000, 60_000)
            made[name] = [spent, got, spent + got]
        return made

    now, before = services(), services()
    rows = [["", "2022/23 Gross Expenditure £000", "2022/23 Gross Income £000", "2022/23 Net Expenditure £000",
             "2023/24 Gross Expenditure £000", "2023/24 Gross Income £000", "2023/24 Net Expenditure £000"]]  # fmt: skip

    def row(name: str, values: list[int]) -> list[str]:
        return [name, *(S(whole(one)) for one in values)]

    rows += [row(name, before[name] + now[name]) for name in now]
    cost = added(list(before.values())) + added(list(now.values()))
    rows += [row("Cost of Services", cost)]
    below = {"Other operating expenditure": [chance.randint(500, 3_000) for _ in range(2)],
             "Financing and investment income and expenditure": [chance.randint(1_000, 9_000) for _ in range(2)],
             "Taxation and non-specific grant income": [-chance.randint(60_000, 120_000) for _ in range(2)]}  # fmt: skip

    def net_only(name: str, values: list[int]) -> list[str]:
        return [name, "", "", S(whole(values[0])), "", "", S(whole(values[1]))]

    rows += [net_only(name, values) for name, values in below.items()]
    result = [cost[2] + sum(one[0] for one in below.values()), cost[5] + sum(one[1] for one in below.values())]
    rows += [net_only("(Surplus) or Deficit on Provision of Services", result)]
    other = {"(Surplus) or deficit on revaluation of non-current assets": [-chance.randint(500, 9_000), -chance.randint(500, 9_000)],
             "Remeasurement of the net defined benefit liability": [chance.randint(-40_000, -900), chance.randint(900, 20_000)]}  # fmt: skip
    rows += [net_only(name, values) for name, values in other.items()]
    rest = added(list(other.values()))
    rows += [net_only("Other Comprehensive Income and Expenditure", rest)]
    rows += [net_only("Total Comprehensive Income and Expenditure", added([result, rest]))]
    return paper(f"""# Statement of Accounts 2023/24

## Comprehensive Income and Expenditure Statement for the year ended 31 March 2024

This statement shows the accounting cost in the year of providing services in accordance with generally accepted accounting
practices, rather than the amount to be funded from taxation.

{table(rows)}

The notes on pages 24 to 81 form part of the financial statements. Materiality was set at £2.1m (1.8% of gross expenditure).
""")


def aged_debt(chance: Random) -> Paper:
    """Debt by age with shares of the whole; write-offs with their numbers."""
    ages = ["Not yet due", "0-30 days", "31-60 days", "61-90 days", "91-365 days", "Over 1 year"]
    now, last = ([chance.randint(90_000, 2_000_000) for _ in ages] for _ in range(2))
    rows = [["Age of debt", "31 Dec 2024 £", "%", "30 Sep 2024 £", "%", "Change £"]]
    a, b = sum(now), sum(last)
    rows += [[age, S(minus(x)), f"{100 * x / a:.1f}", S(minus(y)), f"{100 * y / b:.1f}", S(minus(x - y))]
             for age, x, y in zip(ages, now, last, strict=True)]  # fmt: skip
    rows += [["Total", S(minus(a)), "100.0", S(minus(b)), "100.0", S(minus(a - b))]]
    types = {"Council tax": (chance.randint(100, 400), chance.randint(30_000, 90_000)), "Business rates": (chance.randint(3, 20), chance.randint(9_000, 70_000)),
             "Housing benefit overpayments": (chance.randint(40, 90), chance.randint(9_000, 40_000)), "Sundry debts": (chance.randint(20, 60), chance.randint(2_000, 20_000))}  # fmt: skip
    off = [["Type", "Number of cases", "Amount written off £", "Average £"]]
    off += [[name, S(str(n)), S(minus(x)), f"{x / n:,.2f}"] for name, (n, x) in types.items()]
    n, x = sum(one[0] for one in types.values()), sum(one[1] for one in types.values())
    off += [["Total", S(str(n)), S(minus(x)), f"{x / n:,.2f}"]]
    long = now[-1] + now[-2]
    way = "up" if a > b else "down"
    return paper(f"""# Audit and Governance Committee: Debt Management Q3

5. Sundry debt stood at £{tied(minus(a))} at the end of December, {way} from £{tied(minus(b))} in September. Debt over 90 days is
£{said(minus(long))} of the £{said(minus(a))} ({said(f"{100 * long / a:.1f}")}%); the target is below 25%.

{table(rows)}

6. In the quarter {tied(str(n))} cases were written off, with a value of £{tied(minus(x))}. Amounts of more than £5,000 need the approval of the
Section 151 Officer, more than £20,000 that of Cabinet.

{table(off)}
""")


def workforce(chance: Random) -> Paper:
    """Heads, full-time equivalents, days lost and averages, with shares in the text."""
    names = ["Adults", "Children's Services", "Neighbourhoods", "Corporate Core"]
    rows = [["Directorate", "Headcount", "FTE", "Days lost", "Days lost per FTE", "Agency spend £000", "Turnover %"]]
    data: list[tuple[int, float, int, int]] = []
    for _ in names:
        head = chance.randint(200, 1_900)
        fte = round(head * chance.uniform(0.75, 0.95), 1)
        data.append((head, fte, chance.randint(900, 9_000), chance.randint(20, 900)))
    for name, (head, fte, lost, agency) in zip(names, data, strict=True):
        rows.append([name, S(minus(head)), S(f"{fte:,.1f}"), S(minus(lost)), f"{lost / fte:.2f}", S(minus(agency)),
                     f"{chance.uniform(7, 16):.1f}%"])  # fmt: skip
    head, lost, agency = (int(sum(one[at] for one in data)) for at in (0, 2, 3))
    fte = sum(one[1] for one in data)
    rows.append(
        ["Council", S(minus(head)), S(f"{fte:,.1f}"), S(minus(lost)), f"{lost / fte:.2f}", S(minus(agency)), "11.2%"]
    )
    part = chance.randint(300, 900)
    women = round(head * chance.uniform(0.55, 0.7))
    return paper(f"""# People Strategy Update

## Employment Committee, 5 March 2025

2.1 The Council employs {tied(minus(head))} people. {said(minus(women))} of {said(minus(head))} staff ({said(f"{100 * women / head:.1f}")}%) are women.
{part} people work part time. The median age is 46.

2.2 The top reasons for absence were stress (31%), musculoskeletal (18%) and infections (14%). The mean gender pay gap is 4.2%,
down from 5.1% in 2023.

{table(rows)}

2.3 A total of 214 posts were advertised between April and December 2024; 61% were filled at the first attempt. Apprentices
make up 2.4% of the workforce, against the public sector target of 2.3%.
""")


def pension_fund(chance: Random) -> Paper:
    """Assets by class with shares, benchmarks and ranges; the value of the fund; members by kind."""
    classes = [
        "UK equities",
        "Global equities",
        "Corporate bonds",
        "Index-linked gilts",
        "Property",
        "Infrastructure",
        "Cash",
    ]
    values = [chance.randint(400, 9_000) for _ in classes]
    total = sum(values)
    targets = [5, 45, 15, 10, 12, 11, 2]
    rows = [["Asset class", "Value 31.12.24 £m", "Actual %", "Target %", "Range %", "Relative %"]]
    rows += [[name, S(f"{value / 10:,.1f}"), f"{100 * value / total:.1f}", S(f"{target}.0"), f"{max(0, target - 5)}-{target + 5}",
              f"{100 * value / total - target:+.1f}"] for name, value, target in zip(classes, values, targets, strict=True)]  # fmt: skip
    rows += [["Total", S(f"{total / 10:,.1f}"), "100.0", "100.0", "", ""]]
    quarter = [["", "Q3 2024/25 %", "1 year %", "3 years % p.a.", "Since inception % p.a."], ["Fund", "1.8", "9.4", "4.1", "7.9"],
               ["Benchmark", "2.2", "10.1", "4.6", "7.6"], ["Relative", "-0.4", "-0.7", "-0.5", "0.3"]]  # fmt: skip
    members = [chance.randint(9_000, 20_000) for _ in range(3)]
    count = [["Members", "Number"], ["Active", S(minus(members[0]))], ["Deferred", S(minus(members[1]))], ["Pensioners", S(minus(members[2]))],
             ["Total", S(minus(sum(members)))]]  # fmt: skip
    before = total - chance.choice([-1, 1]) * chance.randint(40, 900)
    way = "rose" if total > before else "fell"
    return paper(f"""# Pension Fund Committee – Investment Performance

## Quarter to 31 December 2024

The value of the Fund {way} from £{said(f"{before / 10:,.1f}")}m to £{said(f"{total / 10:,.1f}")}m in the quarter, {"a gain" if total > before else "a loss"} of
£{said(f"{abs(total - before) / 10:,.1f}")}m.

{table(rows)}

Performance net of fees, against benchmark:

{table(quarter)}

The funding level was 104% at the 2022 valuation (2019: 98%). Employer rates average 19.6% of pay.

{table(count)}
""")


def audit_progress(chance: Random) -> Paper:
    """Audit days by area, assurance opinions counted, recommendations by priority."""
    areas = ["Key financial systems", "Governance and risk", "ICT audit", "Schools", "Counter fraud", "Follow-up"]
    plan = [chance.randint(20, 120) for _ in areas]
    used = [chance.randint(5, days) for days in plan]
    rows = [["Area", "Plan days", "Days to date", "Remaining"]]
    rows += [[area, S(str(a)), S(str(b)), S(str(a - b))] for area, a, b in zip(areas, plan, used, strict=True)]
    rows += [["Total", S(str(sum(plan))), S(str(sum(used))), S(str(sum(plan) - sum(used)))]]
    kinds = ["Substantial", "Reasonable", "Limited", "None"]
    counts = [chance.randint(3, 9), chance.randint(5, 12), chance.randint(1, 5), chance.randint(1, 2)]
    issued = sum(counts)
    opinions = [["Opinion", *kinds, "Total"], ["Reports", *(S(str(one)) for one in counts), S(str(issued))]]
    listing = [["Ref", "Audit", "Opinion", "High", "Medium", "Low"], ["IA24-03", "Creditors", "Substantial", "0", "1", "3"],
               ["IA24-07", "Payroll", "Reasonable", "0", "4", "2"], ["IA24-11", "Taxi licensing", "Limited", "2", "5", "1"],
               ["IA24-12", "Cyber security", "Limited", "3", "2", "0"]]  # fmt: skip
    good = counts[0] + counts[1]
    return paper(f"""# Internal Audit Progress Report

### Audit Committee 26 November 2024 – Item 9

1.1 The plan for 2024/25 has {tied(str(sum(plan)))} days, of which {tied(str(sum(used)))} have been delivered.

1.2 {tied(str(issued))} reports have been issued. {said(str(good))} of {said(str(issued))} ({said(f"{100 * good / issued:.0f}")}%) had a positive opinion.

{table(rows)}

{table(opinions)}

1.3 Reports issued since the last meeting:

{table(listing)}

1.4 Management had implemented 41 recommendations; 7 are overdue, of which 2 are high priority. The Public Sector Internal Audit
Standards (PSIAS 2017) apply until 31 March 2025.
""")


def fees_and_charges(chance: Random) -> Paper:
    """A schedule in which nothing is added up: this year's and next year's charges, with what they rise by."""
    names = ["Garden waste bin", "Bulky waste (up to 3 items)", "Pest control: rats", "Taxi driver licence (3 years)", "Vehicle licence",
             "Burial (resident)", "Burial (non-resident)", "Pitch hire, adult, per match", "Pitch hire, junior, per match", "Parking: 1 hour",
             "Parking: all day", "Season ticket"]  # fmt: skip
    rows = [["Ref", "Service", "VAT", "Charge 2024/25 £", "Proposed 2025/26 £", "Change %", "Statutory?"]]
    for at, name in enumerate(names):
        old = chance.randint(2, 800) * 5
        new = old + chance.choice([0, 5, 10, old // 20])
        rows.append([f"FC{at + 1:02}", name, chance.choice("SEN"), f"{old / 10:.2f}", f"{new / 10:.2f}", f"{100 * (new - old) / old:.1f}",
                     chance.choice(["Y", "N"])])  # fmt: skip
    return paper(
        f"""# Fees and Charges 2025/26

Executive, 14 January 2025

8. The proposed charges would raise about £0.2m more. Inflation was 2.6% (CPI) in November 2024. Most charges rise by 3% or to
the nearest 50p. Pitch hire was last reviewed in 2021.

{table(rows)}

9. In 2023/24 the Council sold 14,212 garden waste subscriptions (2022/23: 13,905), 307 more.
""".replace("14,212", said("14,212"))
        .replace("13,905", said("13,905"))
        .replace("307 more", said("307") + " more")
    )


def scorecard(chance: Random) -> Paper:
    """Measures by quarter, some of which add up over the year and some of which do not."""
    rows = [["Ref", "Measure", "Q1", "Q2", "Q3", "Year to date", "Target", "RAG"]]
    events = [chance.randint(100, 900) for _ in range(3)]
    fly = [chance.randint(200, 700) for _ in range(3)]
    rows.append(["LI01", "Library events held", *(S(str(one)) for one in events), S(minus(sum(events))), "1,200", "G"])
    rows.append(["LI02", "Fly-tips reported", *(S(str(one)) for one in fly), S(minus(sum(fly))), "No target", "-"])
    rows.append(["LI03", "Household waste recycled", "47.1%", "45.9%", "43.8%", "45.6%", "48%", "A"])
    rows.append(["LI04", "Average days to re-let a home", "24.1", "26.0", "22.9", "24.3", "21", "R"])
    rows.append(["LI05", "Calls answered", "81.4%", "84.0%", "86.5%", "84.0%", "80%", "G"])
    rows.append(["LI06", "Children in care", "312", "309", "318", "318", "n/a", "-"])
    major, done = chance.randint(20, 60), 0
    done = chance.randint(major // 2, major)
    return paper(f"""# Corporate Scorecard Quarter 3 2024/25

Of 34 indicators, 19 are green, 8 amber and 5 red; 2 have no target.

{table(rows)}

LI02: {tied(minus(sum(fly)))} fly-tips have been reported in the year so far.

PL01: {said(str(done))} of {said(str(major))} major applications ({said(f"{100 * done / major:.1f}")}%) were determined in time. The national threshold is 60%.

LI06: the rate is 61.4 per 10,000 (England: 70). Numbers rose from 309 in September to 318 in December.
""")
