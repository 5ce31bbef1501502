"""A table without lines, from where its words stand: figures beneath one another are a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budget_monitor.figures.written import read_figure

MIN_ROWS = 2
MAX_HEADER_LINES = 3
NEAR = 14.0
"""Points by which the right edges of figures of one column may stand apart."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words between wide gaps, with their left and right edges in points."""

    text: str
    left: float
    right: float

    @property
    def is_figure(self) -> bool:
        """True if it is a figure and nothing else."""
        return read_figure(self.text) is not None or self.text in ("-", "–")


def rows_of_cells(lines: Sequence[Sequence[Cell]]) -> tuple[int, list[list[str]]]:
    """How many of the first lines make up a table, and its rows; 0 and none where they make up none."""
    header = 0
    while header < min(MAX_HEADER_LINES, len(lines)) and _may_be_header(lines[header]):
        header += 1
    end = header
    while end < len(lines) and _is_row(lines[end]):
        end += 1
    body = [line for line in lines[header:end] if any(cell.is_figure for cell in line)]
    if len(body) < MIN_ROWS or not any(len(line) > 1 for line in body):
        return 0, []
    edges = _edges(body)
    rows = [_row(line, edges) for line in lines[:end]]
    return end, rows


def _may_be_header(line: Sequence[Cell]) -> bool:
    return len(line) > 1 and not any(cell.is_figure for cell in line)


def _is_row(line: Sequence[Cell]) -> bool:
    """True for a label with figures after it, for figures alone, and for a label alone among them."""
    if len(line) == 1:
        return line[0].is_figure
    return all(cell.is_figure for cell in line[1:]) and any(cell.is_figure for cell in line)


def _edges(body: Sequence[Sequence[Cell]]) -> list[float]:
    """The right edges of the columns of figures, from left to right."""
    edges: list[list[float]] = []
    for right in sorted(cell.right for line in body for cell in line if cell.is_figure):
        if edges and right - edges[-1][-1] <= NEAR:
            edges[-1].append(right)
        else:
            edges.append([right])
    return [sum(group) / len(group) for group in edges]


def _row(line: Sequence[Cell], edges: Sequence[float]) -> list[str]:
    row = [""] * (len(edges) + 1)
    for place, cell in enumerate(line):
        is_label = place == 0 and not cell.is_figure and cell.left < edges[0] - NEAR and cell.right < edges[0]
        column = 0 if is_label else 1 + min(range(len(edges)), key=lambda at: abs(edges[at] - cell.right))
        row[column] = f"{row[column]} {cell.text}".strip()
    return row
