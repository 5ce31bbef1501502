"""Reads a table whose rows have a key, to be compared with another version of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.figures.headers import plain_name, text_and_unit
from budget_monitor.figures.written import read_figure
from budget_monitor.load.sides.tables import read_columns
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.names import folded
from budget_monitor.model.ledgers.period import CALENDAR_YEARS
from budget_monitor.model.lists.versions import KeyedColumn, KeyedTable


def read_keyed(
    path: Path, key: Sequence[str], sheet: str = "", currency: str = "GBP"
) -> tuple[KeyedTable, tuple[InputProblem, ...]]:
    """A table of a file of any kind, and what there is to say of it.

    Raises UsageError where the file cannot be read, a column of the key is not there, or two columns have one name.
    """
    wanted = [_name(one) for one in key]

    def places_of(header: Sequence[str], file: str) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, text in enumerate(header):
            name = _name(text)
            if name in places:
                raise UsageError(f"{file}: two columns of one name, {header[places[name]]!r} and {text!r}")
            places[name] = place
        for said, name in zip(key, wanted, strict=True):
            if name not in places:
                raise UsageError(f"{file}: no column {said!r} for the key{did_you_mean(said, header)}")
        return places

    found = read_columns(path, sheet, places_of)
    texts = {name: _folded(found.cells[place]) for name, place in found.places.items()}
    columns = {
        name: _column(found.header[place], place, texts[name], currency)
        for name, place in found.places.items()
        if name not in wanted
    }
    keys = list(zip(*(texts[name] for name in wanted), strict=True))
    table = KeyedTable(found.file, found.sheet, keys, found.lines.to_pylist(), columns)
    return table, tuple(found.problems)


def _folded(cells: pa.ChunkedArray) -> list[str]:
    """The texts of a column, each different one folded once."""
    texts: list[str] = cells.to_pylist()
    known = {text: folded(text) for text in set(texts)}
    return [known[text] for text in texts]


def _name(header: str) -> str:
    return plain_name(text_and_unit(header)[0])


def _column(header: str, place: int, texts: Sequence[str], currency: str) -> KeyedColumn:
    unit = text_and_unit(header)[1]
    factor = unit.factor if unit is not None else 1
    figures = {text: read_figure(text, currency) for text in set(texts)}
    written = [figures[text] for text in texts]
    values = [None if one is None else one.value * factor if one.decimals >= 0 else one.value for one in written]
    decimals = max((one.decimals for one in written if one is not None), default=0)
    filled = [one for text, one in zip(texts, written, strict=True) if text]
    known = [one for one in filled if one is not None]
    are_years = all(one.value in CALENDAR_YEARS for one in known)
    is_added = bool(known) and len(known) == len(filled) and not are_years and not any(one.is_percent for one in known)
    precision = decimals - (len(str(factor)) - 1 if decimals >= 0 else 0)
    return KeyedColumn(header, place, texts, values, precision, is_added)
