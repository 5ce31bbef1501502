"""Cash limits, budget changes, outturns, savings, service budgets and the front page, report by report."""

from __future__ import annotations

from random import Random

from council import CHANGES, SAVINGS, SERVICES, Council, share, word
from draft import Draft, Place, Ratio
from front_page import add_front_page
from reserves import AP, Flows

CL, BC, OT, SV, SB, PM = (
    "cash_limits", "budget_changes", "outturns", "savings", "service_budgets", "performance_measures",
)  # fmt: skip
_COLUMNS = ("employee", "non_employee", "gross", "income", "net")


def add_revenue(draft: Draft, council: Council, rng: Random, flows: Flows) -> None:
    """Adds the reports of every portfolio, each starting from the cash limit of the one before."""
    for portfolio in council.portfolios:
        limit = council.amount(rng, 2_000_000, 60_000_000)
        last: Place | None = None
        values: list[int] = []
        for report in council.reports(portfolio):
            is_budget = report["period"] == "B"
            if is_budget:
                values = [council.amount(rng, 15_000, 500_000) for _ in range(council.some(rng, 3, 7))]
            changes = _budget_changes(draft, council, rng, report, values if is_budget else [])
            change = draft.sum(BC, changes, "amount")
            amounts = {"previously_reported": limit, "change": change, "cash_limit": limit + change}
            row = draft.add(CL, report, amounts)
            previous, moved, now = (Place(CL, row, column) for column in amounts)
            draft.equal("CL01", [previous, moved], [now], [now])
            draft.equal("CL02", [moved], (Place(BC, one, "amount") for one in changes), [moved])
            if last:
                draft.equal("CL03", [previous], [last], [previous, last])
            last, limit = now, limit + change
            savings = _savings(draft, rng, report, values)
            services: list[int] = []
            outturn = None
            if is_budget:
                saved = [one for one in changes if draft.rows[BC][one].labels["category"] == "saving"]
                cells = [Place(SV, one, "value") for one in savings]
                draft.equal("SV03", [*cells, *(Place(BC, one, "amount") for one in saved)], [], [*cells[:1]])
                services = _service_budgets(draft, council, rng, report, now)
            else:
                outturn = _outturn(draft, council, rng, report, now, flows)
            if report["period"] == "Q4":
                _measures(draft, council, rng, report)
            add_front_page(draft, report, now, outturn, savings, services, flows)


def _budget_changes(
    draft: Draft, council: Council, rng: Random, report: dict[str, str], values: list[int]
) -> list[int]:
    """What changed, line by line; a budget has its savings too, with a sub-total for each sort. Returns the lines."""
    group = tuple(report.values())
    lines: list[int] = []

    def row(description: str, category: str, amount: int, role: str, block: str) -> int:
        labels = {**report, "description": description, "category": category}
        return draft.add(BC, labels, {"amount": amount}, role=role, group=group, block=block)

    def total(label: str, rows: list[int], role: str, block: str) -> None:
        added = row(label, "", draft.sum(BC, rows, "amount"), role, block)
        draft.casts("BC01", BC, added, rows, ["amount"])

    numbers = sorted(rng.sample(range(len(CHANGES) + 3), council.some(rng, 2, 5) % len(CHANGES) + 1))
    for number in numbers:
        description, category = CHANGES[number % len(CHANGES)]
        if number >= len(CHANGES):
            description = f"Further {description.lower()}"
        sign = rng.choice([1, 1, -1])
        lines.append(row(description, category, sign * council.amount(rng, 2_000, 900_000), "line", "changes"))
    if values:
        total("Sub-total", lines, "subtotal", "changes")
        saved = [row(word(SAVINGS, place), "saving", -value, "line", "savings") for place, value in enumerate(values)]
        total("Sub-total", saved, "subtotal", "savings")
        lines += saved
    total("Total", lines, "total", "")
    return lines


def _savings(draft: Draft, rng: Random, report: dict[str, str], values: list[int]) -> list[int]:
    """The savings programme; a budget has achieved nothing yet. Returns its lines."""
    group = tuple(report.values())
    lines = []
    for place, value in enumerate(values):
        achieved = None if report["period"] == "B" else int(value * rng.choice([0.5, 0.8, 0.95, 1])) // 100 * 100
        near = achieved is None or 10 * achieved >= 9 * value or value - achieved < 4_900_000
        labels = {**report, "proposal": word(SAVINGS, place), "risk_rating": "Green" if near else "Amber"}
        lines.append(draft.add(SV, labels, {"value": value, "achieved": achieved}, group=group))
    sums = {"value": draft.sum(SV, lines, "value"), "achieved": draft.sum(SV, lines, "achieved")}
    columns = ["value"] if report["period"] == "B" else ["value", "achieved"]
    amounts = {name: sums[name] if name in columns else None for name in sums}
    total = draft.add(SV, {**report, "proposal": "Total", "risk_rating": ""}, amounts, role="total", group=group)
    draft.casts("SV01", SV, total, lines, columns)
    return lines


def _service_budgets(draft: Draft, council: Council, rng: Random, report: dict[str, str], limit: Place) -> list[int]:
    """How the cash limit is spread over services. Returns the lines."""
    group = tuple(report.values())
    count = council.some(rng, 6, 14)
    split = count // 2 if rng.random() < 0.4 else 0
    lines: list[int] = []
    blocks: list[list[int]] = [[]]

    def row(service: str, employee: int, other: int, income: int, role: str, block: str) -> int:
        amounts = (employee, other, employee + other, income, employee + other + income)
        added = draft.add(
            SB, {**report, "service": service}, dict(zip(_COLUMNS, amounts, strict=True)),
            role=role, group=group, block=block,
        )  # fmt: skip
        own, other_cell, gross, earned, net = (Place(SB, added, column) for column in _COLUMNS)
        draft.equal("SB01", [own, other_cell], [gross], [gross])
        draft.equal("SB02", [gross, earned], [net], [net])
        return added

    def total(label: str, rows: list[int], role: str, block: str) -> int:
        sums = [draft.sum(SB, rows, column) for column in ("employee", "non_employee", "income")]
        added = row(label, sums[0], sums[1], sums[2], role, block)
        draft.casts("SB03", SB, added, rows, _COLUMNS)
        return added

    for place, net in enumerate(share(rng, draft.amount(limit), count, 100)):
        employee = max(0, int(net * rng.uniform(0.2, 0.9)) // 100 * 100)
        income = -int(abs(net) * rng.choice([0, 0.05, 0.2, 0.6])) // 100 * 100
        block = str(len(blocks)) if split else ""
        lines.append(row(word(SERVICES, place), employee, net - employee - income, income, "line", block))
        blocks[-1].append(lines[-1])
        if split and place + 1 in (split, count):
            total("Sub-total", blocks[-1], "subtotal", block)
            blocks.append([])
    whole = total(f"{report['portfolio']} Total", lines, "total", "")
    cell = Place(SB, whole, "net")
    draft.equal("SB04", [cell], [limit], [cell, limit])
    return lines


def _outturn(draft: Draft, council: Council, rng: Random, report: dict[str, str], limit: Place, flows: Flows) -> int:
    """The outturn or forecast, a little below the cash limit."""
    moved = flows[report["financial_year"], report["period"], report["portfolio"]]
    to, drawn = (
        [Place(AP, row, "amount") for row in moved if draft.rows[AP][row].labels["direction"] == direction]
        for direction in ("to", "from")
    )
    appropriations = sum(map(draft.amount, to)) - sum(map(draft.amount, drawn))
    cash_limit = draft.amount(limit)
    outturn = cash_limit - (0 if rng.random() < 0.2 else council.amount(rng, 1_000, 900_000))
    amounts = {
        "cash_limit": cash_limit,
        "net_expenditure": outturn - appropriations,
        "appropriations": appropriations,
        "outturn": outturn,
        "variance": outturn - cash_limit,
    }
    basis = "outturn" if report["period"] == "Q4" else "forecast"
    row = draft.add(OT, {**report, "basis": basis}, amounts)
    set_limit, net, appropriated, out, variance = (Place(OT, row, column) for column in amounts)
    draft.equal("OT01", [net, appropriated], [out], [out])
    draft.equal("OT02", [out], [set_limit, variance], [out])
    draft.equal("OT04", [set_limit], [limit], [set_limit, limit])
    if to or drawn:
        draft.equal("OT05", [appropriated, *drawn], to, [appropriated])
    return row


def _measures(draft: Draft, council: Council, rng: Random, report: dict[str, str]) -> None:
    """Performance measures with the counts behind them."""
    for number in range(council.some(rng, 3, 6)):
        denominator = rng.randint(40, 9_000)
        numerator = rng.randint(denominator // 3, denominator)
        tenths = (2000 * numerator + denominator) // (2 * denominator)
        code = f"M{number + 1}"
        labels = {
            **report, "code": code, "series": f"{report['portfolio']} {code}".casefold().replace(" ", "_"),
            "measure": f"Share of cases settled, {word(SERVICES, number)}", "good_performance": "high",
            "year": report["financial_year"], "basis": "actual",
        }  # fmt: skip
        counts = {
            "value": f"{tenths // 10}.{tenths % 10}", "numerator": str(numerator), "denominator": str(denominator),
        }  # fmt: skip
        row = draft.add(PM, labels, {}, counts=counts)
        draft.equations.append(Ratio("PM01", *(Place(PM, row, column) for column in counts)))
