"""A file as it stands, cell by cell: what is looked at where no ledger is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.figures.grammar import ABOUT, MAX_WHOLE_DIGITS
from budget_monitor.figures.written import is_unit, read_figure
from budget_monitor.load.sources.cells import RecordProblem, Unreadable
from budget_monitor.load.sources.kinds import WORKBOOKS
from budget_monitor.load.sources.sheets.number_formats import GENERAL, NumberFormat
from budget_monitor.load.sources.sheets.opening import Book, values_of
from budget_monitor.load.sources.sheets.records import records_of
from budget_monitor.load.sources.sheets.texts import MAX_DIGITS, MAX_DUST, PENCE, amount_text, exact_text, word
from budget_monitor.load.sources.source import content_of
from budget_monitor.model.ledgers.grid import Grid, GridCell, column_letters
from budget_monitor.model.ledgers.schema import SYMBOLS
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import STOPPED, was_stopped

_BLANK = GridCell("")


def grids_in(path: Path, currency: str = "GBP") -> tuple[list[Grid], str, list[RecordProblem]]:
    """The tables of a file, one for each sheet that holds anything, the file's SHA-256, and what is wrong with lines.

    Raises UsageError where the file cannot be read, and says why.
    """
    problems: list[RecordProblem] = []
    if path.suffix.casefold() in WORKBOOKS:
        grids, digest = _workbook(path, currency)
    else:
        try:
            content = content_of(path, limits().file_megabytes, "limits.file_megabytes")
        except Unreadable as error:
            raise UsageError(f"cannot read {path}: {error}") from error
        records, problems = _records(path, content)
        grids, digest = [_text_grid(path.name, records, currency)], sha256(content).hexdigest()
    return [grid for grid in grids if grid.rows], digest, problems


def _text_grid(file: str, records: list[list[str]], currency: str) -> Grid:
    return _whole(_grid(file, "", records, _text_cell(_currency_in(records, currency))))


def _currency_in(records: Iterable[Iterable[object]], currency: str) -> str:
    """The currency of a table: the one expected, or the only other one whose sign stands beside figures, where that of
    the one expected stands nowhere.
    """
    code_of = {sign: code for code, sign in SYMBOLS.items()}
    found: set[str] = set()
    for cell in (cell for record in records for cell in record):
        if isinstance(cell, str) and (written := _WITH_A_SIGN.fullmatch(cell.strip())):
            found.add(code_of[written[1] or written[2]])
            if len(found) > 1 or currency in found:
                return currency
    return found.pop() if found else currency


_SIGNS = f"[{''.join(map(re.escape, SYMBOLS.values()))}]"
_WITH_A_SIGN = re.compile(rf"[-+(]*({_SIGNS}) ?[-(]?[0-9][0-9,. ]*\)?|[-+(]*[0-9][0-9,. ]*({_SIGNS})\)?")


def _records(path: Path, content: bytes) -> tuple[list[list[str]], list[RecordProblem]]:
    try:
        return records_of(content)
    except Unreadable as error:
        line = f", line {error.problems[0].line}" if error.problems and error.problems[0].line else ""
        raise UsageError(f"cannot read {path}{line}: {error}") from error


def _workbook(path: Path, currency: str) -> tuple[list[Grid], str]:
    with ExitStack() as open_files:
        try:
            book = Book(path, open_files)
            sheets = [(info.name, book.sheet(info.name)) for info in book.sheets]
            most = limits().table_cells
            large = [name for name, sheet in sheets if sheet.height * sheet.width > most]
            if large:
                raise UsageError(
                    f"cannot read {path}: sheet {large[0]} has more than {most:,} cells (limits.table_cells)"
                )
            grids = []
            for name, sheet in sheets:
                rows: list[list[object]] = values_of(sheet)
                _as_shown(book, name, rows)
                _with_errors(book, name, rows)
                grids.append(_grid(path.name, name, rows, _value_cell(_currency_in(rows, currency))))
        except Unreadable as error:
            raise UsageError(
                "\n".join(f"cannot read {path}: {problem.message}" for problem in error.problems)
            ) from error
        return grids, book.sha256


def _as_shown(book: Book, name: str, rows: list[list[object]]) -> None:
    """The figures of a sheet that are shown as percentages, or with fewer decimals than are stored, become cells that
    say so. Styles are read where any figure may be one of these.
    """
    formats = book.formats
    percents = any(one.is_percent for one in formats)
    fewest = min((_decimals(one) for one in formats if one.decimals is not None), default=MAX_DIGITS)
    fine = [
        (at, place)
        for at, row in enumerate(rows)
        for place, value in enumerate(row)
        if (type(value) is float or type(value) is int)
        and abs(value) < MAX_AMOUNT
        and (percents or fewest < 0 or abs(value - round(value, fewest)) >= MAX_DUST)
    ]
    styles = book.styles(name) if fine else {}
    letters = [column_letters(place) for place in range(max(map(len, rows), default=0))]
    for at, place in fine:
        style, value = styles.get(f"{letters[place]}{at + 1}", -1), rows[at][place]
        shown = formats[style] if 0 <= style < len(formats) else GENERAL
        if shown.decimals is not None and isinstance(value, (float, int)):
            rows[at][place] = _shown_cell(value, shown) or value


def _with_errors(book: Book, name: str, rows: list[list[object]]) -> None:
    """Cells in error, which are read as blanks, become texts that say so."""
    if book.has_formulas(name) or book.parts.is_worth_reading(name):
        for (at, place), text in book.sheet_parts(name).errors.items():
            if at < len(rows) and place < len(rows[at]):
                rows[at][place] = text


def _decimals(shown: NumberFormat) -> int:
    """How many decimals a format shows: -3 for whole thousands."""
    return (shown.decimals or 0) - LEFT_AWAY * shown.thousands


LEFT_AWAY = 3


def _shown_cell(value: float, shown: NumberFormat) -> GridCell | None:
    """A percentage, or a figure of which less is shown than is stored, or no more than whole thousands; None for any
    other. What has more decimals than anybody types is told as it is shown.
    """
    percent, most = shown.is_percent, _decimals(shown)
    text = f"{Decimal(exact_text(value)) * 100:f}" if percent else amount_text(value)
    exact, decimals = _without_dust(Decimal(text), len(text.partition(".")[2]))
    if percent:
        decimals = len(f"{exact:f}".rstrip("0").partition(".")[2])
    if decimals <= most:
        return GridCell(f"{exact:.{most}f}%", exact, decimals, is_percent=True) if percent else None
    seen = exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    if seen == exact and most >= 0:
        return None
    sign = "%" if percent else ""
    text = f"{exact:.{decimals}f}{sign}" if decimals <= PENCE else f"{ABOUT}{seen:f}{sign}"
    return GridCell(text, exact, decimals, percent, shown=seen)


def _grid(file: str, sheet: str, records: Sequence[Sequence[object]], cell_of: Callable[[object], GridCell]) -> Grid:
    width = max(map(len, records), default=0)
    if len(records) * width > (most := limits().table_cells):
        raise UsageError(f"{file}: more than {most:,} cells; a table so large needs rules (limits.table_cells)")
    rows, lines = [], []
    for line, record in enumerate(records, start=1):
        if was_stopped():
            raise UsageError(f"{file}: {STOPPED} while it was read")
        cells = tuple(cell_of(one) for one in record)
        if any(cell.text.strip() for cell in cells):
            rows.append(cells + (_BLANK,) * (width - len(cells)))
            lines.append(line)
    return Grid(file, sheet, tuple(rows), tuple(lines))


def _whole(grid: Grid) -> Grid:
    """A grid whose figures with one decimal all end in `.0`: a program wrote whole figures so, and they are as rounded
    as whole ones.
    """
    tenths = [cell for row in grid.rows for cell in row if cell.value is not None and cell.decimals == 1]
    values = [abs(cell.value) for cell in tenths if cell.value is not None]
    if max(values, default=0) < MIN_AMOUNT or any(value % 1 for value in values):
        return grid
    whole = {id(cell): replace(cell, decimals=0) for cell in tenths}
    return replace(grid, rows=tuple(tuple(whole.get(id(cell), cell) for cell in row) for row in grid.rows))


MIN_AMOUNT = 100
"""Figures of one decimal that are all smaller may have been measured to a tenth."""


def _text_cell(currency: str) -> Callable[[object], GridCell]:
    known: dict[str, GridCell] = {"": _BLANK}

    def cell_of(one: object) -> GridCell:
        text = str(one)
        if (cell := known.get(text)) is None:
            found = read_figure(text, currency)
            cell = (
                GridCell(text)
                if found is None or is_unit(text)
                else GridCell(text, *_without_dust(found.value, found.precision), found.is_percent, found.read_as)
            )
            known[text] = cell
        return cell

    return cell_of


def _without_dust(value: Decimal, decimals: int) -> tuple[Decimal, int]:
    """A figure and its decimals; of 0.49699999999999994, which a program made of 0.497, those of what it meant."""
    if decimals < MIN_DECIMALS_OF_DUST:
        return value, decimals
    meant = _EXACT_DIGITS.create_decimal(value).normalize(_EXACT_DIGITS)
    kept = len(f"{meant:f}".partition(".")[2])
    return (meant, kept) if kept <= decimals - MIN_DECIMALS_OF_DUST // 2 else (value, decimals)


_EXACT_DIGITS = Context(prec=15)
"""Binary fractions keep as many digits of every decimal."""
MIN_DECIMALS_OF_DUST = 10
MAX_AMOUNT = 10**MAX_WHOLE_DIGITS
"""A number as large is no amount, as it is none in a text."""


def _value_cell(currency: str) -> Callable[[object], GridCell]:
    text_cell = _text_cell(currency)

    def cell_of(one: object) -> GridCell:
        if isinstance(one, GridCell):
            return one
        if isinstance(one, (bool, date)):  # a datetime is a date too
            return GridCell(word(one))
        if isinstance(one, (int, float)):
            text = amount_text(one)
            if abs(one) >= MAX_AMOUNT:
                return GridCell(text)
            return GridCell(text, Decimal(text), len(text.partition(".")[2]))
        cell = text_cell(one)
        return cell if cell.value is None else replace(cell, is_kept_as_text=True)

    return cell_of
