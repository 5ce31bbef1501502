"""Tables whose sums others have annotated: a line of JSON for each table, as the authors of AggreCol published them."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from budget_monitor.discover.discovery import discover
from budget_monitor.figures.written import read_figure
from budget_monitor.model.ledgers.grid import Grid, GridCell, cell_place
from budget_monitor.model.results.outcome import Verdict

_NOUGHTS = re.compile(r"-?\d+\.(?:0+|\d*0{2,})")


def score_annotated(file: Path, every: int = 1) -> str:
    """How many of the annotated relations are found, by kind, and in how many tables something fails."""
    told, found, tables, failing = Counter[str](), Counter[str](), 0, 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in list(lines)[::every]:
            table: dict[str, Any] = json.loads(line)
            result = discover([grid_of(table)])
            decided = [one for one in result.relations if one.verdict is not Verdict.UNDECIDED]
            places = {frozenset(cell_place(cell.place) for cell in one.cells) for one in decided}
            tables, failing = tables + 1, failing + any(one.verdict is Verdict.FAIL for one in decided)
            for one in table["aggregation_annotations"]:
                cells = frozenset(map(tuple, [*one["aggregatee_indices"], one["aggregator_index"]]))
                told[one["operator"]] += 1
                found[one["operator"]] += cells in places
    kinds = ", ".join(f"{kind} {found[kind]:,} of {told[kind]:,} ({found[kind] / told[kind]:.1%})" for kind in told)
    return f"{tables} tables, {failing} with a failure: {kinds}"


def grid_of(table: dict[str, Any]) -> Grid:
    """A table as it is given, with the noughts left out that its authors' reader added."""
    rows: list[list[str]] = table["table_array"]
    width = max(map(len, rows))
    cells = tuple(tuple(map(_cell, [*row, *[""] * (width - len(row))])) for row in rows)
    return Grid(table["file_name"], "", cells, tuple(range(1, len(rows) + 1)))


def _cell(text: str) -> GridCell:
    plain = str(text)
    if _NOUGHTS.fullmatch(plain):
        plain = plain.rstrip("0").rstrip(".")
    read = read_figure(plain)
    if read is None:
        return GridCell(plain)
    return GridCell(plain, read.value, read.decimals, read.is_percent, read.read_as)
