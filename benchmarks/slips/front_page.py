"""The front page of a report: each figure is one that the report goes on to explain."""

from __future__ import annotations

from draft import Draft, Place
from reserves import AP, RM, Flows

HL = "headlines"


def add_front_page(
    draft: Draft,
    report: dict[str, str],
    limit: Place,
    outturn: int | None,
    savings: list[int],
    services: list[int],
    flows: Flows,
) -> None:
    """Adds the headlines of a report. The capital budget is added with the capital programme."""
    group = (report["financial_year"], report["period"], report["portfolio"])

    def figure(rule: str, name: str, cells: list[Place], sign: int = 1) -> None:
        if not cells:
            return
        cell = headline(draft, report, name, "", sign * sum(map(draft.amount, cells)))
        if sign > 0:
            draft.equal(rule, [cell], cells, [cell])
        else:
            draft.equal(rule, [cell, *cells], [], [cell])

    def moved(direction: str) -> list[Place]:
        rows = [row for row in flows[group] if draft.rows[AP][row].labels["direction"] == direction]
        return [Place(AP, row, "amount") for row in rows]

    if outturn is None:
        figure("HL04", "gross_expenditure", [Place("service_budgets", row, "gross") for row in services])
        figure("HL05", "income", [Place("service_budgets", row, "income") for row in services], -1)
        figure("HL06", "net_cash_limit", [limit])
    else:
        figure("HL01", "cash_limit", [limit])
        figure("HL02", "outturn", [Place("outturns", outturn, "outturn")])
        figure("HL03", "variance", [Place("outturns", outturn, "variance")])
        figure("HL08", "reserves_used", moved("from"))
        figure("HL09", "reserves_contributed", moved("to"))
    openings = [
        Place(RM, number, "opening")
        for number, row in enumerate(draft.rows[RM])
        if row.role == "line" and row.group == group
    ]
    figure("HL07", "reserves_approved", openings)
    figure("HL11", "savings", [Place("savings", row, "value") for row in savings])


def headline(draft: Draft, report: dict[str, str], figure: str, programme_year: str, amount: int) -> Place:
    """One figure of a front page."""
    labels = {**report, "figure": figure, "programme_year": programme_year}
    return Place(HL, draft.add(HL, labels, {"amount": amount}), "amount")
