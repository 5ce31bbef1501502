"""Tables of which every figure is right, and which look as if one were not: made anew for each number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Row = list[str | int]
SERVICES = (
    "Libraries", "Highways", "Parks", "Adult education", "Waste", "Museums", "Coroners", "Fostering", "Elections",
    "Legal", "Payroll", "Planning", "Youth work", "Archives", "Markets", "Cemeteries",
)  # fmt: skip
NOT_TOLD = ("n/a", "new", "not comparable", "..", "no data", "none before")
STEPS = {5: "five", 10: "ten", 50: "fifty", 100: "hundred", 1_000: "thousand"}


def totals_of(rows: Sequence[Row]) -> list[int]:
    """What each column comes to, texts being nothing."""
    columns = zip(*(row[1:] for row in rows), strict=True)
    return [sum(cell for cell in column if isinstance(cell, int)) for column in columns]


def changes_with_gaps(chance: Random) -> list[Row]:
    """Two years and the change, of which some lines have none; the total is that of the two years."""
    rows: list[Row] = []
    for name in chance.sample(SERVICES, chance.randint(4, 8)):
        before, now = chance.randint(120, 900), chance.randint(120, 900)
        rows.append([name, before, now, now - before])
    for row in chance.sample(rows, chance.choice([1, 1, 2])):
        said = chance.choice(NOT_TOLD)
        row[1:] = [chance.choice(["", said, row[1]]), row[2], said]
    before, now, _ = totals_of(rows)
    heading = chance.choice(["Change", "Movement", "Difference", "Increase/(decrease)"])
    return [["Service", "2023/24", "2024/25", heading], *rows, ["Total", before, now, now - before]]


def remaining_at_half_year(chance: Random) -> list[Row]:
    """The budget for half of the year is half of that for the year, so that what remains is nearly that of either."""
    rows: list[Row] = []
    for name in chance.sample(SERVICES, chance.randint(3, 8)):
        year = chance.randint(300, 3_000)
        spent = year // 2 + chance.randint(-40, 40)
        rows.append([name, year, year // 2, spent, spent - year // 2, year - spent])
    table: list[Row] = [["Service", "Annual budget", "Budget to date", "Spent", "Variance", "Remaining"]]
    table += [*rows, ["Total", *totals_of(rows)]]
    order = chance.choice([(0, 1, 2, 3, 4, 5), (0, 1, 2, 3, 5, 4), (0, 1, 3, 5, 2, 4), (0, 2, 3, 4, 1, 5)])
    return [[row[at] for at in order] for row in table]


def running_totals(chance: Random) -> list[Row]:
    """Cases by how long they took, and how many took no longer: the last is the total, which is written again."""
    rows: list[Row] = []
    total = 0
    for band in range(chance.randint(3, 7)):
        total += (cases := chance.randint(15, 400))
        rows.append([f"{10 * band} to {10 * band + 9} days", cases, total])
    return [["Time taken", "Cases", chance.choice(["Cumulative", "Up to here"])], *rows, ["Total", total, total]]


def rounded_one_by_one(chance: Random) -> list[Row]:
    """Each figure, and the total, rounded to fives, hundreds or thousands."""
    step = chance.choice(list(STEPS))
    heads = ["2022", "2023", "2024"][: chance.randint(1, 3)]
    names = chance.sample(SERVICES, 6)
    rows: list[Row] = [[name, *(chance.randint(8 * step, 90 * step) for _ in heads)] for name in names]
    rows.append(["Total", *totals_of(rows)])
    return [["Site", *heads], *([row[0], *(step * round(int(one) / step) for one in row[1:])] for row in rows)]


def a_head(chance: Random) -> list[Row]:
    """Days lost and what they are for each of the staff, of whom all are told again."""
    rows: list[Row] = []
    for name in chance.sample(SERVICES, chance.randint(4, 7)):
        staff = chance.randint(20, 90)
        rows.append([name, staff, staff * chance.randint(2, 12) + chance.randint(0, staff)])
    rows.append([chance.choice(["All", "Total"]), *totals_of(rows)])
    return [
        ["Service", "Staff", "Days lost", "Days each"],
        *([*row, f"{int(row[2]) / int(row[1]):.1f}"] for row in rows),
    ]


def two_variances(chance: Random) -> list[Row]:
    """The variance of last time beside that of now, and how far it moved."""
    rows: list[Row] = []
    for name in chance.sample(SERVICES, chance.randint(4, 8)):
        budget, variance = chance.randint(300, 5_000), chance.randint(-90, 120)
        before = variance + chance.choice([0, chance.randint(-60, 60)])
        rows.append([name, budget, budget + variance, before, variance, variance - before])
    heads: Row = ["Service", "Budget", "Forecast", "Previous variance", "Variance", "Movement"]
    return [heads, *rows, ["Total", *totals_of(rows)]]


KINDS: tuple[Callable[[Random], list[Row]], ...] = (
    changes_with_gaps, remaining_at_half_year, running_totals, rounded_one_by_one, a_head, two_variances,
)  # fmt: skip


def texts_of(rows: Sequence[Row]) -> list[list[str]]:
    """The table as it is typed."""
    return [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]


def mistyped(rows: Sequence[Row], chance: Random) -> list[Row]:
    """The table with two neighbouring digits of one of its whole figures exchanged."""
    places = [
        (row, column, at)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, int)
        for at in range(len(str(abs(cell))) - 1)
        if str(abs(cell))[at] != str(abs(cell))[at + 1] != "0"
    ]
    row, column, at = chance.choice(places)
    figure = int(rows[row][column])
    digits = str(abs(figure))
    typed = int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    wrong = [list(cells) for cells in rows]
    wrong[row][column] = typed if figure > 0 else -typed
    return wrong
