"""Monitoring reports made by chance: lines in groups, months, what they come to, the budget, and what is left."""

from __future__ import annotations

from random import Random

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep")
GROUPS = ("Adult social care", "Housing", "Environment")
MONTH_COLUMNS = range(1, 1 + len(MONTHS))
TO_DATE, BUDGET, VARIANCE, PERCENT = range(1 + len(MONTHS), 5 + len(MONTHS))


def monitoring(chance: Random) -> list[list[str]]:
    """A right report: each group's lines, income negative, its sub-total, and the net expenditure below all."""
    rows = [["Service", *MONTHS, "Actual to date", "Budget to date", "Variance", "Variance %"]]
    subtotals: list[list[int]] = []
    for group in GROUPS:
        rows.append([group, *[""] * (len(rows[0]) - 1)])
        lines = [_line(chance, is_income=at == 0) for at in range(chance.randint(3, 5))]
        rows += [_row(f"{group} {at}", line) for at, line in enumerate(lines, start=1)]
        subtotals.append([sum(column) for column in zip(*lines, strict=True)])
        rows.append(_row(f"Sub-total {group}", subtotals[-1]))
        rows.append([""] * len(rows[0]))
    rows.append(_row("Net expenditure", [sum(column) for column in zip(*subtotals, strict=True)]))
    return rows


def _line(chance: Random, *, is_income: bool) -> list[int]:
    """The months, what they come to, the budget."""
    sign = -1 if is_income else 1
    months = [sign * chance.randint(11_000, 98_000) for _ in MONTHS]
    return [*months, sum(months), sum(months) * chance.randint(90, 110) // 10_000 * 100]


def _row(name: str, figures: list[int]) -> list[str]:
    *_, actual, budget = figures
    return [name, *map(str, figures), str(actual - budget), f"{100 * (actual - budget) / budget:.1f}%"]


def figures_of(rows: list[list[str]]) -> list[tuple[int, int]]:
    """The rows and columns of the amounts."""
    return [
        (row, column)
        for row in range(1, len(rows))
        for column in range(1, PERCENT)
        if rows[row][column] not in ("", "0")
    ]
