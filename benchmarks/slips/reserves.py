"""Reserves, year after year, and what portfolios take from them and put into them."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from council import PURPOSES, RESERVES, Council, word, year_name
from draft import Draft, Place

RM, AP = "reserve_movements", "appropriations"
Flows = dict[tuple[str, str, str], list[int]]
"""The appropriations of each report: their rows."""


def add_reserves(draft: Draft, council: Council, rng: Random) -> Flows:
    """Adds both ledgers; every portfolio may draw on the reserves of the one before it."""
    flows: Flows = defaultdict(list)
    for number, portfolio in enumerate(council.portfolios):
        others = council.portfolios[max(0, number - 1) : number]
        kept = [
            # a purpose belongs to one portfolio: whoever else draws on the reserve has another line of that key
            (word(RESERVES, rng.randrange(len(RESERVES))), word(PURPOSES, place + number * len(PURPOSES)))
            for place in range(council.some(rng, 4, 9))
        ]
        split = len(kept) // 2 if len(kept) > 4 and rng.random() < 0.4 else 0
        balances = [council.amount(rng, 20_000, 3_000_000) for _ in kept]
        last: list[Place] = []
        for year in council.years:
            plans = [int(balance * rng.choice([0, 0.3, 0.6, 0.8, 1])) // 100 * 100 for balance in balances]
            for place, period in enumerate(council.periods):
                report = {"financial_year": year_name(year), "period": period, "portfolio": portfolio}
                part = place / (len(council.periods) - 1)
                used = [int(plan * part) // 100 * 100 for plan in plans]
                rows = _table(draft, council, report, kept, split, balances, None if period == "B" else used)
                for row, closing in zip(rows, last, strict=False):
                    opening = Place(RM, row, "opening")
                    draft.equal("RM03", [opening], [closing], [opening, closing])
                if period != "B":
                    for row, (reserve, purpose), usage in zip(rows, kept, used, strict=True):
                        _draws(draft, rng, report, reserve, purpose, usage, row, others, flows)
                    _contributions(draft, council, rng, report, flows)
            last = [Place(RM, row, "closing") for row in rows]
            balances = [balance - plan for balance, plan in zip(balances, used, strict=True)]
    return flows


def _table(
    draft: Draft,
    council: Council,
    report: dict[str, str],
    kept: list[tuple[str, str]],
    split: int,
    balances: list[int],
    used: list[int] | None,
) -> list[int]:
    """The reserves table of a report; a budget has opening balances only. Returns its lines."""
    group = tuple(report.values())
    usage = "movement" if council.movement else "usage"
    sign = -1 if council.movement else 1
    lines: list[int] = []
    blocks: list[list[int]] = [[]]

    def row(reserve: str, purpose: str, opening: int, use: int | None, role: str, block: str) -> int:
        amounts = {"opening": opening, usage: None, "closing": None}
        if use is not None:
            amounts |= {usage: sign * use, "closing": opening - use}
        labels = {**report, "reserve": reserve, "purpose": purpose}
        added = draft.add(RM, labels, amounts, role=role, group=group, block=block)
        if use is not None:
            left, right = [Place(RM, added, "opening")], [Place(RM, added, usage), Place(RM, added, "closing")]
            draft.equal("RM01", left, right, left)
        return added

    columns = ["opening"] if used is None else ["opening", usage, "closing"]

    def total(label: str, rows: list[int], role: str, block: str) -> None:
        opening = draft.sum(RM, rows, "opening")
        use = None if used is None else sign * draft.sum(RM, rows, usage)
        draft.casts("RM02", RM, row(label, "", opening, use, role, block), rows, columns)

    for place, (reserve, purpose) in enumerate(kept):
        block = str(len(blocks)) if split else ""
        lines.append(row(reserve, purpose, balances[place], None if used is None else used[place], "line", block))
        blocks[-1].append(lines[-1])
        if split and place + 1 in (split, len(kept)):
            total("Sub-total", blocks[-1], "subtotal", block)
            blocks.append([])
    total("Total", lines, "total", "")
    return lines


def _draws(
    draft: Draft,
    rng: Random,
    report: dict[str, str],
    reserve: str,
    purpose: str,
    usage: int,
    row: int,
    others: list[str],
    flows: Flows,
) -> None:
    """How a reserve was used: by its own portfolio, by another, or released."""
    if not usage:
        return
    released = usage // 4 // 100 * 100 if rng.random() < 0.25 else 0
    lent = usage // 3 // 100 * 100 if others and rng.random() < 0.15 else 0
    holder = report["portfolio"]
    parts = [(holder, "from", usage - released - lent), (holder, "released", released)]
    parts += [(other, "from", lent) for other in others]
    added = []
    for spender, direction, amount in parts:
        if amount:
            labels = {**report, "portfolio": spender, "reserve": reserve, "purpose": purpose}
            added.append(_appropriation(draft, labels, direction, holder if spender != holder else "", amount, flows))
    column = "movement" if "movement" in draft.rows[RM][row].amounts else "usage"
    cell = Place(RM, row, column)
    draft.equal("RM05", [cell], (Place(AP, one, "amount") for one in added), [cell])


def _contributions(draft: Draft, council: Council, rng: Random, report: dict[str, str], flows: Flows) -> None:
    for number in range(rng.randint(0, 3)):
        labels = {**report, "reserve": "Corporate", "purpose": f"Support next year {number + 1}"}
        _appropriation(draft, labels, "to", "Corporate", council.amount(rng, 5_000, 400_000), flows)


def _appropriation(
    draft: Draft, labels: dict[str, str], direction: str, held_by: str, amount: int, flows: Flows
) -> int:
    group = (labels["financial_year"], labels["period"], labels["portfolio"])
    row = draft.add(
        AP, {**labels, "direction": direction, "held_by": held_by}, {"amount": amount}, group=(*group, direction)
    )
    flows[group].append(row)
    return row
