"""Cells of tables that are told to be wrong: a figure of the text that differs from one is no second mistake, and one
that says what the cell should be bears the finding out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from budget_monitor.figures.written import read_figure
from budget_monitor.model.documents.scrutiny import Slip, Spot
from budget_monitor.scrutinise.table_figures import TableFigure

Place = tuple[int, int, int]
"""The number of a table's block, a row and a column."""


class Doubts:
    """The cells in doubt after the tables were looked at: those to put right, with what should stand there; all of a
    sum that does not come out where that cannot be told.
    """

    def __init__(self, slips: Sequence[Slip] = ()) -> None:
        self._proposed: dict[Place, str] = {}
        for slip in sorted(slips, key=lambda one: not one.proposed):
            for spot in slip.spots[:1] if slip.proposed else slip.spots:
                self._proposed.setdefault(_place(spot), slip.proposed)
        self._borne_out: dict[Place, list[Spot]] = defaultdict(list)

    def is_of(self, spot: Spot) -> bool:
        """True if a figure of a table is in doubt."""
        return _place(spot) in self._proposed

    def right(self, cell: TableFigure) -> TableFigure | None:
        """A cell in doubt with what should stand there, None where that is not known."""
        text = self._proposed.get(_place(cell.spot), "")
        found = read_figure(text)
        if found is None or not cell.written:
            return None
        return replace(cell, text=text, value=found.value * cell.value / cell.written)

    def bear_out(self, cell: TableFigure, figure: Spot) -> None:
        """Keeps that a figure of the text says what a cell in doubt should be."""
        self._borne_out[_place(cell.spot)].append(figure)

    def with_what_bears_them_out(self, slips: Sequence[Slip]) -> list[Slip]:
        """Findings, each at a cell that the text has right with where it does."""
        return [
            replace(slip, sentence="; ".join([slip.sentence, *_said(self._borne_out[_place(slip.where)])]))
            if slip.proposed and self._borne_out.get(_place(slip.where))
            else slip
            for slip in slips
        ]


def _said(figures: Sequence[Spot]) -> list[str]:
    return [f"{one.text} is written in {one.place}" for one in figures]


def _place(spot: Spot) -> Place:
    return spot.block, spot.row, spot.column
