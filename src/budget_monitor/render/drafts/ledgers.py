"""The files of a drafted set: a CSV file for each ledger, and settings that say what its bare figures mean."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from budget_monitor.model.documents.transcript import Placed, PlacedRow, Transcript
from budget_monitor.model.ledgers.ledger import AUTHORITY
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema, Unit
from budget_monitor.toml.write import toml_name, toml_text

PRINTED_IN = "printed_in"
"""The column that says in which report and where a row stands."""
ROW_TYPE = "row_type"
_UNITS = {0: Unit.POUNDS, 3: Unit.THOUSANDS, 6: Unit.MILLIONS}
_SUFFIXES = {0: "", 3: "k", 6: "m"}


class Set:
    """The rows of one or several reports, joined ledger by ledger."""

    def __init__(self, transcripts: Sequence[Transcript], schemas: Mapping[str, LedgerSchema]) -> None:
        self.transcripts = transcripts
        authorities = {one.edition.authority for one in transcripts}
        self._has_authority = len(authorities) > 1 and "" not in authorities
        found: dict[str, list[tuple[Transcript, PlacedRow]]] = {name: [] for name in schemas}
        for one in transcripts:
            for row in one.rows:
                found[row.ledger].append((one, row))
        self._rows = {name: rows for name, rows in found.items() if rows}
        self._schemas = schemas
        self.unit = self._usual_unit()
        self.units = {name: self._unit_of(name) for name in self._rows}

    def files(self) -> dict[str, bytes]:
        """The ledgers and the settings, by the names of their files."""
        texts = {f"{name}.csv": self._csv(name) for name in self._rows}
        return {name: text.encode() for name, text in {"budget-monitor.toml": self._settings(), **texts}.items()}

    def _shifts(self, name: str) -> Counter[int]:
        return Counter(
            cell.shift for _, row in self._rows[name] for cell in row.cells.values() if cell.shift >= 0 and cell.value
        )

    def _usual_unit(self) -> Unit:
        whole = sum((self._shifts(name) for name in self._rows), Counter[int]())
        return _UNITS[whole.most_common(1)[0][0]] if whole else Unit.POUNDS

    def _unit_of(self, name: str) -> Unit:
        """The unit of all bare figures of a ledger; pounds where tables of different units are joined in it."""
        shifts = self._shifts(name)
        if not shifts:
            return self.unit
        return _UNITS[next(iter(shifts))] if len(shifts) == 1 else Unit.POUNDS

    def _settings(self) -> str:
        lines = [
            "# What a bare figure in a column of money means, as the tables of the report say.",
            f"unit = {toml_text(self.unit.value)}",
        ]
        for name, unit in self.units.items():
            if unit is not self.unit:
                lines += ["", f"[ledger.{toml_name(name)}]", f"unit = {toml_text(unit.value)}"]
        return "\n".join(lines) + "\n"

    def columns(self, name: str) -> list[str]:
        """The columns of a ledger's file: those that it must have, and the others that something stands in."""
        schema = self._schemas[name]
        filled = {column for _, row in self._rows[name] for column in row.cells}
        columns = [AUTHORITY] if self._has_authority else []
        for column, one in schema.columns.items():
            stand_in = one.negated_by if one.negated_by in filled else None
            if column in filled or (one.required and stand_in is None):
                columns.append(column)
            columns += [stand_in] if stand_in is not None else []
        if any(row.row_type != "line" for _, row in self._rows[name]):
            columns.append(ROW_TYPE)
        return [*columns, PRINTED_IN]

    def rows(self, name: str) -> Iterator[tuple[Transcript, PlacedRow]]:
        """The rows of a ledger, as they stand in its file: the first is in line 2."""
        yield from self._rows[name]

    @property
    def ledgers(self) -> list[str]:
        """The ledgers that have rows."""
        return list(self._rows)

    def _csv(self, name: str) -> str:
        into = StringIO()
        writer = csv.writer(into, lineterminator="\n")
        columns = self.columns(name)
        writer.writerow(columns)
        for transcript, row in self._rows[name]:
            known = {
                AUTHORITY: transcript.edition.authority, ROW_TYPE: row.row_type,
                PRINTED_IN: f"{transcript.document.file}, {row.place}",
            }  # fmt: skip
            writer.writerow(
                [self._text(name, column, row.cells[column]) if column in row.cells else known.get(column, "")
                 for column in columns]
            )  # fmt: skip
        return into.getvalue()

    def _text(self, name: str, column: str, cell: Placed) -> str:
        """A cell as its ledger has to write it: with a unit of its own where that of the file is another."""
        schema = self._schemas[name]
        own = schema.columns.get(column)
        is_money = own.type is ColumnType.MONEY if own is not None else cell.shift >= 0
        if not is_money or cell.shift <= 0 or _UNITS[cell.shift] is self.units[name]:
            return cell.text
        behind = ")" if cell.text.endswith(")") else ""
        return f"{cell.text.removesuffix(')')}{_SUFFIXES[cell.shift]}{behind}"
