"""What to put right: acts that would make every check hold, each with how sure it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.model.ledgers.cell import Cell, Kind

if TYPE_CHECKING:  # py-moneyed costs more than all else that `--help` imports
    from budget_monitor.model.ledgers.money import Figure


class Certainty(StrEnum):
    """How sure a correction is."""

    ONLY = "only"
    """nothing else would do"""
    LIKELY = "likely"
    """a slip explains it, and nothing else as small does"""
    TIED = "tied"
    """others explain it as well; they are among the alternatives"""
    CANNOT_TELL = "cannot_tell"
    """where to look is known, what should stand there is not: no value is proposed"""
    UNLIKELY = "unlikely"
    """of alternatives alone: possible, and less likely than the correction itself"""


class CellChange(Struct, frozen=True):
    """A cell and what should stand there, in the cell's own sign.

    `proposed` is a figure, the text of a key (a period, a portfolio), or None where it cannot be told or the row as a
    whole is missing or to go. `type_as` is what to type in the file's own unit and notation, "1330" where the file is
    in £000; it is empty where nothing is proposed. `address` is the spreadsheet's cell, "I5".
    """

    cell: Cell
    proposed: Figure | str | None
    type_as: str = ""
    address: str = ""


class Alternative(Struct, frozen=True):
    """Another possible act, how sure it is, and the findings that it resolves."""

    certainty: Certainty
    kind: Kind
    cells: tuple[CellChange, ...]
    sentence: str = ""
    resolves: tuple[str, ...] = ()


class Correction(Struct, frozen=True):
    """One act that puts figures right, the likeliest first.

    `label` says which row it is, in words: "Environment, Reserve 008, 2026/27 Q2". `sentence` is the arithmetic and the
    slip, without a full stop. `resolves` holds the ids of exactly the findings that it resolves.
    """

    rank: int
    certainty: Certainty
    kind: Kind
    label: str
    sentence: str
    cells: tuple[CellChange, ...]
    resolves: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()
