"""An account with two sides, receipts on the left and payments on the right, becomes one list."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from msgspec.structs import replace

from budget_monitor.load.sides.tables import Columns, PlacesOf

IN, OUT = "Receipts", "Payments"


def one_below_the_other(found: Columns, places_of: PlacesOf) -> Columns:
    """The same table, unless its header has a date and an amount twice: then its right half below the left, row by
    row. The amounts keep their columns, so that places in a workbook stay what they are.
    """
    names = [name.casefold() for name in found.header]
    date, amount = found.places.get("date"), found.places.get("amount")
    if date is None or amount is None or names.count(names[date]) != 2 or names.count(names[amount]) != 2:
        return found
    middle, far = names.index(names[date], date + 1), names.index(names[amount], amount + 1)
    if not date <= amount < middle <= far or far - middle != amount - date:
        return found
    count = len(found.lines)
    blank = pa.array([""] * count, pa.string())
    order = pa.array(np.arange(2 * count).reshape(2, count).T.ravel())
    cells = []
    for place, own in enumerate(found.cells):
        if place == far:
            both = [blank, own]
        elif place < middle and place != amount and place + middle - date < len(found.cells):
            both = [own, found.cells[place + middle - date]]
        else:
            both = [own if place == amount else blank, blank]
        cells.append(pa.concat_arrays(both).take(order))
    header = [IN if place == amount else OUT if place == far else name for place, name in enumerate(found.header)]
    lines = pa.concat_arrays([found.lines, found.lines]).take(order)
    return replace(found, cells=cells, lines=lines, header=header, places=places_of(header, found.file))
