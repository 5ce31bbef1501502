"""One report as ledgers: each table by the ledger that it is of, what its sentences add, and what was left."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.figures.headers import choice_of
from budget_monitor.figures.naming import named_table
from budget_monitor.figures.prose import Unit, figures_in
from budget_monitor.model.documents.document import Block, Document, place_of
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.documents.transcript import Edition, Left, Placed, PlacedRow, Transcript
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.scrutinise.transcribe.cells import Sheet
from budget_monitor.scrutinise.transcribe.columns import year_column
from budget_monitor.scrutinise.transcribe.edition import edition_of
from budget_monitor.scrutinise.transcribe.fit import above, best_fit
from budget_monitor.scrutinise.transcribe.identities import Identity, settled
from budget_monitor.scrutinise.transcribe.keyed import budget_walk, named_figures
from budget_monitor.scrutinise.transcribe.prose import prose_rows
from budget_monitor.scrutinise.transcribe.tables import Laid, Layer

HEADLINES = "headlines"


def transcribe(
    document: Document,
    schemas: Mapping[str, LedgerSchema],
    identities: Mapping[str, Sequence[Identity]],
    told: Edition | None = None,
) -> Transcript:
    """A report as rows of ledgers. `told` is what a person says of it, which counts for more than its title."""
    own = edition_of(document)
    edition = own if told is None else _joined(own, told)
    work = _Work(document, schemas, identities, edition)
    for block in document.tables:
        work.table(block)
    rows = [*work.rows, *prose_rows(document, schemas, work.rows, work.first_table)]
    rows = _coded([_finished(row, schemas[row.ledger], work) for row in _completed(rows, schemas)])
    return Transcript(document, edition, tuple(rows), (*work.left, *_told_only(document, rows)), tuple(work.notes))


def _told_only(document: Document, rows: Sequence[PlacedRow]) -> Iterator[Left]:
    """Amounts in the text that are no figure of the ledgers, whatever their sign."""
    placed = sorted({abs(cell.value) for row in rows for cell in row.cells.values() if cell.value is not None})
    for block in document.blocks:
        if block.grid is None:
            texts = [
                one.text for one in figures_in(block.text)
                if one.unit is Unit.MONEY and not _is_among(abs(one.value), one.half, placed)
            ]  # fmt: skip
            if texts:
                yield Left(place_of(block), tuple(texts), "only the text states it", block.line)


def _is_among(value: Decimal, half: Decimal, placed: Sequence[Decimal]) -> bool:
    at = bisect_left(placed, value - half)
    return at < len(placed) and placed[at] <= value + half


def _joined(own: Edition, told: Edition) -> Edition:
    return Edition(
        told.financial_year or own.financial_year, told.period or own.period, told.portfolio or own.portfolio,
        told.authority or own.authority,
    )  # fmt: skip


class _Work:
    """The tables of a document, one by one."""

    def __init__(
        self,
        document: Document,
        schemas: Mapping[str, LedgerSchema],
        identities: Mapping[str, Sequence[Identity]],
        edition: Edition,
    ) -> None:
        self.document = document
        self.schemas = schemas
        self.identities = identities
        self.edition = edition
        self.rows: list[PlacedRow] = []
        self.left: list[Left] = []
        self.notes: list[str] = []
        self.first_table = len(document.blocks)
        """The first piece that is a table of a ledger other than that of the front page."""
        self.said: dict[int, tuple[str, ...]] = {}

    def table(self, block: Block) -> None:
        """Places the rows of one table, and notes what is left of it."""
        if block.grid is None:
            return
        sheet = Sheet(block, named_table(block.grid, block.headings))
        self.said[block.number] = above(self.document, block)
        laid = budget_walk(sheet, self.schemas)
        if laid is None and self.first_table > block.number:
            laid = named_figures(sheet, self.schemas)
        laid = laid or self._by_headings(sheet)
        if any(row.ledger != HEADLINES for row in laid.rows):
            self.first_table = min(self.first_table, block.number)
        self.rows += laid.rows
        self._leave(sheet, laid)

    def _by_headings(self, sheet: Sheet) -> Laid:
        whole = Laid()
        for rows in _parts(sheet):
            fit = best_fit(sheet, rows[0], self.schemas, self.said[sheet.block.number])
            if fit is None:
                continue
            laid = Layer(sheet, fit.assignment, self.edition).lay(iter(rows))
            schema = fit.assignment.schema
            places = [*fit.assignment.loose, *fit.assignment.spare]
            others = {row: [_figure(sheet, row, one) for one in places] for row in rows}
            found = settled(laid.rows, schema, self.identities.get(schema.name, ()), others)
            if found.note:
                self.notes.append(f"{place_of(sheet.block)}: in {schema.name} {found.note}")
            for name, cells in found.withdrawn.items():
                why = f"as {name}, the sums of {schema.name} would not come out"
                texts = tuple(cell.text for cell in cells)
                self.left.append(Left(place_of(sheet.block), texts, why, sheet.block.line))
            whole.rows += found.rows
            whole.used |= laid.used
        return whole

    def _leave(self, sheet: Sheet, laid: Laid) -> None:
        """What no row has of a table's figures."""
        grid = sheet.table.grid
        cells = [
            cell.text
            for row in range(len(grid.rows))
            for column, cell in enumerate(grid.rows[row])
            if (row, column) not in laid.used and sheet.says_figures(row, column)
        ]
        if cells:
            why = "no ledger has such columns" if not laid.rows else "no column of the ledger, or no name of a row"
            self.left.append(Left(place_of(sheet.block), tuple(cells), why, sheet.block.line))


def _figure(sheet: Sheet, row: int, column: int) -> Placed | None:
    return sheet.amount(row, column) if sheet.is_figure(row, column) else None


def _parts(sheet: Sheet) -> Iterator[list[int]]:
    """The rows under each set of headings."""
    rows: list[int] = []
    last: tuple[int, ...] | None = None
    for row in range(len(sheet.table.grid.rows)):
        if row in sheet.table.all_header_rows:
            continue
        own = sheet.table.header_rows(row)
        if rows and own != last:
            yield rows
            rows = []
        last = own
        rows.append(row)
    if rows:
        yield rows


def _completed(rows: Sequence[PlacedRow], schemas: Mapping[str, LedgerSchema]) -> list[PlacedRow]:
    """Rows with what only the front page states: a table of net expenditure need not repeat the outturn."""
    front = {
        row.text("figure"): row.cells["amount"] for row in rows if row.ledger == HEADLINES and "amount" in row.cells
    }
    found = []
    lines = Counter(row.ledger for row in rows if row.row_type == "line")
    for row in rows:
        schema = schemas[row.ledger]
        blank = [
            name for name, one in schema.columns.items()
            if one.required and one.type is ColumnType.MONEY and name not in row.cells and name in front
        ]  # fmt: skip
        if blank and row.ledger != HEADLINES and lines[row.ledger] == 1 and schema.label == "portfolio":
            row = replace(row, cells={**row.cells, **{name: front[name] for name in blank}})
        found.append(row)
    return found


def _finished(row: PlacedRow, schema: LedgerSchema, work: _Work) -> PlacedRow:
    """A row with what the report's title says, and the choices that stand above its table."""
    edition, spot = work.edition, Spot(work.document.file, "title", "")
    cells = dict(row.cells)
    for name in ("financial_year", "period", "portfolio"):
        text = getattr(edition, name)
        if name in schema.columns and name not in cells and text:
            cells[name] = Placed(text, spot, is_read=False)
    first = next(iter(row.cells.values())).spot.block
    for name, column in schema.columns.items():
        if column.type is ColumnType.CHOICE and column.required and name not in cells and row.row_type == "line":
            texts = work.said.get(first, ())
            said = next((found for text in texts if (found := choice_of(text, name, schema, inside=True))), "")
            value = said or _usual(cells, schema, column.of, edition)
            if value:
                cells[name] = Placed(value, spot, is_read=False)
    return replace(row, cells=cells)


def _usual(cells: Mapping[str, Placed], schema: LedgerSchema, choices: Collection[str], edition: Edition) -> str:
    """What a figure is, forecast or not, where nothing says it: of a year before the report's own it is no forecast."""
    year = cells.get(year_column(schema))
    is_past = year is not None and year.text < edition.financial_year
    usual = "actual" if is_past else "forecast" if edition.period != "Q4" else "outturn"
    return usual if usual in choices else ""


def _coded(rows: Sequence[PlacedRow]) -> list[PlacedRow]:
    """The measures of one report, each with a code that no other has: its name where the report has no codes, and a
    number behind those that stand for several, such as NEW.
    """
    measures: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.text("code") and row.text("measure"):
            known = measures.setdefault((row.ledger, row.text("code")), [])
            if row.text("measure") not in known:
                known.append(row.text("measure"))
    found = []
    for row in rows:
        known = measures.get((row.ledger, row.text("code")), [])
        text = row.text("measure") if not row.text("code") else ""
        if len(known) > 1:
            text = f"{row.text('code')} {known.index(row.text('measure')) + 1}"
        if text:
            own = row.cells.get("code", row.cells["measure"])
            row = replace(row, cells={**row.cells, "code": replace(own, text=text, is_read=False)})
        found.append(row)
    return found
