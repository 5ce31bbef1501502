"""Papers of parish and town councils, and on council tax."""

from __future__ import annotations

from random import Random

from benchmarks.papers.marks import Paper, minus, paper, pence, said, summed, table, tied
from benchmarks.papers.revenue import added

S = summed


def parish_minutes(chance: Random) -> Paper:
    """Minutes: payments net, VAT and gross; receipts; bank balances; resolutions with amounts."""
    payees = [("BACS", "J Smith", "Clerk's salary December"), ("BACS", "HMRC", "PAYE/NI Month 9"), ("DD", "EDF Energy", "Street lighting"),
              ("103417", "Greenways Ltd", "Grass cutting Oct-Nov"), ("BACS", "SLCC", "Annual subscription 2025"),
              ("BACS", "Village Hall", "Hire of hall (3 meetings)"), ("DC", "Viking", "Stationery")]  # fmt: skip
    rows = [["Method", "Payee", "Detail", "Net £", "VAT £", "Gross £"]]
    everything = []
    for method, payee, detail in payees:
        net = chance.randint(1_200, 95_000)
        tax = net // 5 if payee in ("Greenways Ltd", "Viking") else net // 20 if payee[:3] == "EDF" else 0
        everything.append([net, tax, net + tax])
        rows.append([method, payee, detail, *(S(pence(one)) if one else "0.00" for one in everything[-1])])
    total = added(everything)
    rows.append(["", "", "TOTAL", *(S(pence(one)) for one in total)])
    current, deposit, bond = chance.randint(200_000, 2_000_000), chance.randint(1_000_000, 6_000_000), 2_500_000
    bank = [["Account", "Balance at 30 November 2024"], ["Unity Trust current account", S("£" + pence(current))],
            ["Unity Trust deposit account", S("£" + pence(deposit))], ["Nationwide 1-year bond", S("£" + pence(bond))],
            ["Total", S("£" + pence(current + deposit + bond))]]  # fmt: skip
    got = [chance.randint(2_000, 30_000), chance.randint(500, 8_000)]
    return paper(
        f"""# UPPER HEATHFIELD PARISH COUNCIL

Minutes of the meeting held on Tuesday 10th December 2024 at 7.30pm in the Village Hall

Present: Cllrs A Baker (Chair), B Cooper, C Dyer, D Fletcher and E Mason; the Clerk; 6 members of the public.

**24/118 Apologies** were received from Cllr F Potter.

**24/119 Declarations of interest.** None.

**24/120 Minutes** of the meeting of 12th November 2024 (24/101 to 24/117) were approved.

**24/121 Finance**

a) The following payments were approved, totalling £{tied(pence(total[2]))}:

{table(rows)}

b) Receipts since the last meeting: allotment rents £{pence(got[0])} and bank interest £{pence(got[1])}.

c) The bank balances were noted:

{table(bank)}

d) It was RESOLVED to set the precept for 2025/26 at £48,500, which is £71.15 for a Band D property (2024/25: £46,900).

e) Three quotations for the bus shelter were received: £4,250, £4,795 and £5,120 plus VAT. The lowest was accepted.

**24/122 Planning.** DC/24/03567 14 Church Lane: no objection. DC/24/03611 Land north of Mill Road (45 dwellings): object.

**24/123 Speed data.** Of 18,402 vehicles, 2,944 ({said("16.0")}%) exceeded 30 mph. The 85th percentile was 33.4 mph.

**24/124 Date of next meeting:** 14th January 2025. The meeting closed at 9.05pm.
""".replace("2,944 (", f"{said('2,944')} (")
    )


def town_budget(chance: Random) -> Paper:
    """A town's budget: codes, last year, this year and next by cost centre, income under expenditure, and the precept."""
    centres = {"101 Administration": ["4000 Salaries", "4010 Insurance", "4021 Audit fees", "4055 IT and website"],
               "201 Open Spaces": ["4200 Grounds maintenance", "4210 Play equipment", "4230 Trees"],
               "301 Town Hall": ["4300 Utilities", "4310 Repairs", "4320 Cleaning"]}  # fmt: skip
    rows = [["Code", "Actual 2023/24 £", "Budget 2024/25 £", "Forecast 2024/25 £", "Budget 2025/26 £"]]

    def cells(name: str, values: list[int]) -> list[str]:
        return [name, *(S(minus(one)) for one in values)]

    everything = []
    for centre, names in centres.items():
        rows.append([centre, "", "", "", ""])
        own = []
        for name in names:
            first = chance.randint(1_200, 60_000)
            own.append([first, *(first + chance.randint(-900, 3_000) for _ in range(3))])
            rows.append(cells(name, own[-1]))
        everything.append(added(own))
        rows.append(cells("Sub Total", everything[-1]))
    spent = added(everything)
    rows.append(cells("TOTAL EXPENDITURE", spent))
    income = {"1000 Hall hire": chance.randint(9_000, 20_000), "1010 Allotments": chance.randint(900, 2_000),
              "1090 Interest": chance.randint(500, 4_000)}  # fmt: skip
    lines = {name: [one + chance.randint(-90, 400) for _ in range(4)] for name, one in income.items()}
    rows += [cells(name, values) for name, values in lines.items()]
    got = added(list(lines.values()))
    rows.append(cells("TOTAL INCOME", got))
    net = [a - b for a, b in zip(spent, got, strict=True)]
    rows.append(cells("NET EXPENDITURE (PRECEPT)", net))
    base = chance.randint(3_000, 4_500)
    band, before = round(net[3] / base, 2), round(net[1] / (base - 31), 2)
    return paper(f"""# Millbrook Town Council

## Finance & General Purposes Committee – Budget 2025/26

### 1. Recommendation

That the Council sets a precept of £{tied(minus(net[3]))} for 2025/26.

### 2. Effect on council tax

The tax base for 2025/26 is {base:,}.4 (2024/25: {base - 31:,}.9). A Band D household would pay £{band:.2f} a year, {100 * band / 52:.0f}p a
week; in 2024/25 it paid £{before:.2f}.

### 3. Detail

{table(rows)}

### 4. Reserves

General reserves should be between three and twelve months of net revenue expenditure. They are expected to be £96,400 at
31 March 2025. Earmarked reserves: Town Hall roof £25,000; Elections £8,500; Christmas lights £3,250.
""")


def council_tax(chance: Random) -> Paper:
    """Precepts by authority, bands by ninths, an increase in pounds and per cent, the collection fund."""
    old = {"County Council": chance.randint(150_000, 165_000), "Police and Crime Commissioner": chance.randint(25_000, 30_000),
           "Fire and Rescue Authority": chance.randint(8_000, 9_500), "District Council": chance.randint(18_000, 25_000)}  # fmt: skip
    new = {name: round(one * 1.0299) for name, one in old.items()}
    rows = [["Preceptor", "2024/25 Band D £", "2025/26 Band D £", "Increase £", "Increase %"]]
    rows += [[name, S(pence(old[name])), S(pence(new[name])), S(pence(new[name] - old[name])),
              f"{100 * (new[name] - old[name]) / old[name]:.2f}"] for name in old]  # fmt: skip
    a, b = sum(old.values()), sum(new.values())
    rows += [["Total", S(pence(a)), S(pence(b)), S(pence(b - a)), f"{100 * (b - a) / a:.2f}"]]
    ninths = [("A", 6), ("B", 7), ("C", 8), ("D", 9), ("E", 11), ("F", 13), ("G", 15), ("H", 18)]
    bands: list[list[object]] = [
        ["Band", "Ninths", "Total council tax £"],
        *([band, of, pence(round(b * of / 9))] for band, of in ninths),
    ]
    due = {"District Council": chance.randint(100, 900), "County Council": chance.randint(900, 2_000), "Police": chance.randint(90, 300),
           "Fire": chance.randint(30, 99)}  # fmt: skip
    fund = [
        ["Share of surplus", "£000"],
        *([name, S(minus(one))] for name, one in due.items()),
        ["Total surplus", S(minus(sum(due.values())))],
    ]
    district = "District Council"
    return paper(f"""# Council Tax Setting 2025/26

## Report to Full Council, 25 February 2025

3.1 The District's Band D charge rises from £{said(pence(old[district]))} to £{said(pence(new[district]))}, an increase of
£{said(pence(new[district] - old[district]))} ({said(f"{100 * (new[district] - old[district]) / old[district]:.2f}")}%). The referendum limit is
3% or £5, whichever is the greater.

{table(rows)}

3.2 Amounts for each valuation band (sections 30 to 36 of the Local Government Finance Act 1992):

{table(bands)}

3.3 The estimated surplus on the Collection Fund at 31 March 2025 is £{tied(minus(sum(due.values())))},000:

{table(fund)}

3.4 The collection rate was 97.8% in 2023/24 (2022/23: 97.9%). Council tax support was paid to 6,214 households.
""")
