"""Names for the columns of a list that has no header, as some banks export them: told from what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from budget_monitor.figures.written import read_figure
from budget_monitor.load.sides.dates import is_date

MIN_SHARE = 0.8
"""Of a column's filled cells so many must be dates, or figures with pence."""
MIN_ROWS = 2


def names_without_header(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Date, Description and the amounts of a list whose first row is an entry; None where it is no such list."""
    width = max(map(len, rows), default=0)
    columns = [[row[place].strip() if place < len(row) else "" for row in rows] for place in range(width)]
    dates = [place for place, cells in enumerate(columns) if _share(cells, is_date) >= MIN_SHARE]
    money = [place for place, cells in enumerate(columns) if _share(cells, _has_pence) >= MIN_SHARE]
    if len(rows) < MIN_ROWS or not dates or not money or not is_date(columns[dates[0]][0]):
        return None
    texts = [place for place in range(width) if place not in (*dates, *money)]
    names = {dates[0]: "Date"}
    for place, name in zip(money, _of_money([columns[place] for place in money]), strict=False):
        names[place] = name
    if texts:
        names[max(texts, key=lambda place: sum(map(len, columns[place])))] = "Description"
    return tuple(names.get(place, f"column {place + 1}") for place in range(width))


def _of_money(columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Two columns of which each row has one are payments and receipts; a further one is the balance."""
    if len(columns) >= 2 and all(bool(one) != bool(other) for one, other in zip(columns[0], columns[1], strict=True)):
        return ("Paid out", "Paid in", "Balance")
    return ("Amount", "Balance")


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(test(cell) for cell in filled) / len(filled) if filled else 0


def _has_pence(text: str) -> bool:
    figure = read_figure(text)
    return figure is not None and figure.decimals == 2
