"""Reads one of two lists into a `Side`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.load.cells.columns import Reading, column_reader
from budget_monitor.load.cells.row_problems import CellProblem
from budget_monitor.load.sides.guess import columns_of
from budget_monitor.load.sources.cells import Unreadable
from budget_monitor.load.sources.encoding import NotUtf8
from budget_monitor.load.sources.kinds import KINDS, kind_of
from budget_monitor.load.sources.source import Source
from budget_monitor.model.grid import cell_address
from budget_monitor.model.ledger import InputProblem
from budget_monitor.model.matching import NO_DATE, Side
from budget_monitor.model.schema import Column, ColumnType, LedgerSchema, Unit
from budget_monitor.model.sides import SideColumns

_OPENING = re.compile(r"(?i)\b(?:opening|b/?f(?:wd)?|brought (?:forward|down))\b")
_CLOSING = re.compile(r"(?i)\b(?:closing|c/?f(?:wd)?|carried (?:forward|down))\b")
_TOTAL = re.compile(r"(?i)^(?:sub|grand )?-? ?totals?\b")
_AMERICAN = re.compile(r"^\s*(\d{1,2})([/-])(\d{1,2})\2(\d{4})\s*$")


@dataclass(frozen=True, slots=True)
class ReadSide:
    """A side, the columns it was read from, and what was wrong; a problem of severity `error` leaves an entry out."""

    side: Side
    columns: Mapping[str, str]
    problems: tuple[InputProblem, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells of the columns that are needed, by role, and the lines they stand on."""

    cells: dict[str, pa.Array]
    lines: pa.Array
    header: Sequence[str]
    places: Mapping[str, int]
    problems: list[InputProblem]
    file: str
    sheet: str

    def address(self, role: str, line: int) -> str:
        """The cell of a role in that row of a workbook; empty for another file, or a problem of the whole."""
        return cell_address(self.sheet, self.places[role], line) if self.sheet and line else ""


PlacesOf = Callable[[Sequence[str], str], dict[str, int]]
"""The place of each column that is wanted, from a header and the file's name; it raises UsageError."""


def read_side(path: Path, columns: SideColumns, currency: str = "GBP") -> ReadSide:
    """The list in a file of any kind that the tool reads.

    Raises UsageError where there is no such file, no such column, or no table in it.
    """
    found = read_columns(path, columns.sheet, lambda header, file: columns_of(header, columns.columns, file))
    return _side(path.name if not columns.sheet else found.file, found, columns, currency)


def read_columns(path: Path, sheet: str, places_of: PlacesOf) -> Columns:
    """The columns of the one table in a file that has those that are wanted; of several, of the one named `sheet`.

    Raises UsageError where there is no such file or table.
    """
    try:
        if not path.is_file():
            raise UsageError(f"{path}: {'a folder, not a file' if path.is_dir() else 'no such file'}")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    kind = kind_of(path)
    if kind is None:
        known = ", ".join(ending for one in KINDS for ending in one.endings)
        raise UsageError(f"{path}: nothing that can be read; expected a file that ends in {known}")
    with ExitStack() as open_files:
        try:
            return _only_table(path, kind.sources(path, open_files), sheet, places_of)
        except Unreadable as error:
            raise UsageError("\n".join(f"{path}: {problem.message}" for problem in error.problems)) from error


def _only_table(path: Path, sources: Sequence[Source], sheet: str, places_of: PlacesOf) -> Columns:
    """The table that was named, or the only one that has the columns."""
    names = [source.sheet or source.name for source in sources]
    if sheet:
        if sheet not in names:
            raise UsageError(f"{path}: no sheet {sheet!r}{did_you_mean(sheet, names)}")
        return _read(sources[names.index(sheet)], places_of)
    if len(sources) == 1:
        return _read(sources[0], places_of)
    lists: dict[str, Columns] = {}
    refused: UsageError | None = None
    for name, source in zip(names, sources, strict=True):
        try:
            lists[name] = _read(source, places_of)
        except UsageError as error:
            refused = refused or error
        except Unreadable:
            continue
    if len(lists) == 1:
        return next(iter(lists.values()))
    if lists:
        first = next(iter(lists))
        raise UsageError(f"{path}: which sheet is it, {' or '.join(lists)}? Say it, such as sheet={first}")
    raise refused or UsageError(f"{path}: there is no table in it")


def _read(source: Source, places_of: PlacesOf) -> Columns:
    for encoding in source.encodings:
        try:
            with source.cells(LedgerSchema("", "", {}, ()), encoding) as cells:
                places = places_of(cells.header, source.file)
                parts: dict[str, list[pa.Array]] = {role: [] for role in places}
                lines: list[pa.Array] = []
                for block in cells.blocks():
                    for role, place in places.items():
                        parts[role].append(block.columns[place])
                    lines.append(block.lines)
                problems = [
                    InputProblem(source.file, one.line, one.column, one.severity, one.text, one.message)
                    for one in cells.problems
                ]
                joined = {role: _joined(several, pa.string()) for role, several in parts.items()}
                return Columns(
                    joined, _joined(lines, pa.int64()), cells.header, places, problems, source.file, source.sheet
                )
        except NotUtf8:
            continue
    raise AssertionError("the last encoding is that of any text")


def _joined(parts: list[pa.Array], kind: pa.DataType) -> pa.Array:
    chunks = pa.chunked_array([part.cast(kind) for part in parts], kind)
    return chunks.combine_chunks() if chunks.num_chunks != 1 else chunks.chunk(0)


def _side(name: str, found: Columns, columns: SideColumns, currency: str) -> ReadSide:
    problems = list(found.problems)
    amounts = _amounts(found, columns, currency, problems)
    dates = _dates(found, columns, problems)
    names = _texts(found, "name")
    references = _texts(found, "reference")
    balances = _typed(found, "balance", Column("balance", ColumnType.MONEY), currency, [])
    labels = [f"{reference} {name}".strip() for reference, name in zip(references, names, strict=True)]
    if columns.is_reversed:
        balances = [None if balance is None else -balance for balance in balances]
    stated = _Stated(labels, amounts, balances)
    kept = [place for place, amount in enumerate(amounts) if amount is not None and place not in stated.rows]
    places = max([2, *(-exponent for place in kept if isinstance(exponent := _exponent(amounts[place]), int))])
    scaled = [int((amounts[place] or Decimal(0)).scaleb(places)) for place in kept]
    lines = found.lines.to_pylist()
    side = Side(
        name, scaled,
        [dates[place] for place in kept], [references[place] for place in kept], [names[place] for place in kept],
        [found.file] * len(kept), [lines[place] for place in kept], _cells(found, kept),
        places=places, opening=stated.opening, closing=stated.closing,
    )  # fmt: skip
    used = {role: found.header[place] for role, place in found.places.items()}
    running = [balances[place] for place in kept] if balances else []
    return ReadSide(replace(side, is_proven=_is_proven(side, running)), used, tuple(problems))


def _exponent(amount: Decimal | None) -> object:
    return amount.normalize().as_tuple().exponent if amount else 0


def _amounts(found: Columns, columns: SideColumns, currency: str, problems: list[InputProblem]) -> list[Decimal | None]:
    """The amounts in the sign that both sides share; None where a row has none."""

    def read(role: str) -> list[Decimal | None]:
        return _typed(found, role, Column(found.header[found.places[role]], ColumnType.MONEY), currency, problems)

    sign = -1 if columns.is_reversed else 1
    if "amount" in found.places:
        return [None if amount is None else sign * amount for amount in read("amount")]
    ins = read("paid_in") if "paid_in" in found.places else None
    outs = read("paid_out") if "paid_out" in found.places else None
    if ins is None or outs is None:
        single, turn = (ins, sign) if outs is None else (outs, -sign)
        return [None if amount is None else turn * amount for amount in single or []]
    return [
        None if paid_in is None and paid_out is None else sign * ((paid_in or Decimal(0)) - abs(paid_out or Decimal(0)))
        for paid_in, paid_out in zip(ins, outs, strict=True)
    ]


def _typed(
    found: Columns, role: str, column: Column, currency: str, problems: list[InputProblem]
) -> list[Decimal | None]:
    if role not in found.cells:
        return []
    reader = column_reader(column, Reading(Unit.POUNDS, currency))
    values = reader.read(found.cells[role], found.lines).values.to_pylist()
    problems += _problems(reader.problems(), found, role)
    return [value if isinstance(value, Decimal) else None for value in values]


def _problems(noted: Sequence[CellProblem], found: Columns, role: str) -> list[InputProblem]:
    header = found.header[found.places[role]]
    return [
        InputProblem(found.file, one.line, header, one.severity, one.text, one.message, found.address(role, one.line))
        for one in noted
    ]


def _cells(found: Columns, kept: Sequence[int]) -> list[str]:
    """Where the amounts of these rows stand in a workbook: of two columns, in the one that has it."""
    if not found.sheet:
        return []
    lines = found.lines.to_pylist()
    roles = [role for role in ("amount", "paid_in", "paid_out") if role in found.places]
    texts = {role: found.cells[role].to_pylist() for role in roles}
    return [
        found.address(next((role for role in roles if texts[role][place].strip()), roles[0]), lines[place])
        for place in kept
    ]


def _dates(found: Columns, columns: SideColumns, problems: list[InputProblem]) -> list[int]:
    """Days, and NO_DATE for a blank. Raises UsageError where the dates stand in two orders."""
    count = len(found.lines)
    if "date" not in found.cells:
        return [NO_DATE] * count
    cells = found.cells["date"]
    if _is_month_first(cells, columns, found.file):
        cells = pc.replace_substring_regex(cells, r"^\s*(\d{1,2})([/-])(\d{1,2})([/-])(\d{4})\s*$", r"\3\2\1\4\5")
    reader = column_reader(Column(found.header[found.places["date"]], ColumnType.DATE), Reading())
    typed = reader.read(cells, found.lines)
    problems += _problems(reader.problems(), found, "date")
    days = typed.ordinal.to_pylist() if typed.ordinal is not None else [None] * count
    return [NO_DATE if day is None else day for day in days]


def _is_month_first(cells: pa.Array, columns: SideColumns, file: str) -> bool:
    if columns.month_first is not None:
        return columns.month_first
    slashed = [match for text in pc.unique(cells).to_pylist() if (match := _AMERICAN.match(text))]
    late_day, late_month = (next((one[0] for one in slashed if int(one[part]) > 12), None) for part in (1, 3))
    if late_day and late_month:
        raise UsageError(
            f"{file}: {late_day.strip()} has the day first and {late_month.strip()} the month;"
            " say which it is with dates=day-first or dates=month-first"
        )
    return late_month is not None


def _texts(found: Columns, role: str) -> list[str]:
    if role not in found.cells:
        return [""] * len(found.lines)
    return [" ".join(text.split()) for text in found.cells[role].to_pylist()]


class _Stated:
    """Rows that are no entries: opening and closing balances, and totals."""

    def __init__(
        self, labels: Sequence[str], amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]
    ) -> None:
        self.rows: set[int] = set()
        self.opening: Decimal | None = None
        self.closing: Decimal | None = None
        for place, label in enumerate(labels):
            balance = balances[place] if balances else None
            balance = amounts[place] if balance is None else balance
            if _OPENING.search(label) and "balance" in label.casefold() and balance is not None:
                self.opening = balance
            elif _CLOSING.search(label) and "balance" in label.casefold() and balance is not None:
                self.closing = balance
            elif not _TOTAL.match(label):
                continue
            self.rows.add(place)


def _is_proven(side: Side, running: Sequence[Decimal | None]) -> bool:
    """Whether the side's own balances show its amounts right: a running balance, or opening + entries = closing."""
    if side.opening is not None and side.closing is not None:
        return side.opening + side.total() == side.closing
    if len(running) < 2 or None in running:
        return False
    known = [balance for balance in running if balance is not None]
    steps = [later - earlier for earlier, later in pairwise(known)]
    amounts = [side.amount(entry) for entry in range(len(side))]
    newest_first = [-step for step in steps]
    return steps == amounts[1:] or newest_first == amounts[:-1]
