"""One document scrutinised: its tables as they were found to add up, its text against them, and its order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.figures.naming import cell_place
from budget_monitor.model.checks.relation import NoSum, Relation, RelationKind, tables_not_read
from budget_monitor.model.checks.verdict import HELD
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, Proposal, Slip, Spot, Tick, Tie, TieStatus
from budget_monitor.model.ledgers.money import plain, thousands_text
from budget_monitor.model.results.outcome import Finding, Outcome, Verdict
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import STOPPED, was_stopped
from budget_monitor.scrutinise.cells.anchors import note_anchored, note_measures, note_scale
from budget_monitor.scrutinise.cells.counted import note_counted
from budget_monitor.scrutinise.cells.earlier.kept_over import note_carried, note_vanished
from budget_monitor.scrutinise.cells.earlier.previous import LastReport, note_previous
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.listed import note_listed
from budget_monitor.scrutinise.cells.named import note_named
from budget_monitor.scrutinise.cells.rows import note_rows
from budget_monitor.scrutinise.cells.signs import note_signs
from budget_monitor.scrutinise.cells.ties import Ties
from budget_monitor.scrutinise.doubts import Doubts
from budget_monitor.scrutinise.order.codes import note_codes
from budget_monitor.scrutinise.order.headings import note_headings
from budget_monitor.scrutinise.order.numbers import note_numbers, numbered
from budget_monitor.scrutinise.order.page_edges import note_page_edges
from budget_monitor.scrutinise.order.placeholders import note_placeholders
from budget_monitor.scrutinise.order.references import note_references
from budget_monitor.scrutinise.order.years import note_years, report_year
from budget_monitor.scrutinise.passages import Notes, as_held, passages_of, prose_of
from budget_monitor.scrutinise.sentences.changes.told import note_changes
from budget_monitor.scrutinise.sentences.exchanged import note_exchanged
from budget_monitor.scrutinise.sentences.products import note_products
from budget_monitor.scrutinise.sentences.ratios import note_ratios
from budget_monitor.scrutinise.sentences.wholes.sums import note_sums
from budget_monitor.scrutinise.table_figures import table_figures
from budget_monitor.scrutinise.transcribe.against import Against, compare_tables, ledger_blocks, note_ties
from budget_monitor.scrutinise.words import is_english

NOT_ENGLISH = "the text does not read as English, so only the tables are checked"
TITLES = {
    "sum": "A total is not the sum of its lines",
    "difference": "A difference is not what one figure leaves of another",
    "ratio": "A ratio is not that of the figures beside it",
    "product": "A product is not that of the figures beside it",
    "average": "An average is not that of the figures beside it",
    "running": "An opening figure is not the closing one before",
    "tie": "The same figure differs in two places",
}


def scrutinise(
    document: Document,
    relations: Sequence[Relation],
    findings: Sequence[Finding],
    proposals: Sequence[Proposal],
    no_sums: Sequence[NoSum],
    until: float,
    previous: Document | None = None,
    against: Against | None = None,
) -> DocumentScrutiny:
    """What holds in a document and what does not, also against the `previous` report and the ledgers, if there are any.
    Of a text in another language than English only the tables are checked, and a note of the document says so.

    `relations`, `findings` and `no_sums` are what was found in its tables; `proposals` say what to type. The text is
    looked at `until` then, by `patience.clock`, and what was not is told.
    """
    places = _Places(document)
    notes = Notes(document.file, until)
    unread = _not_read(document, relations)
    failed = [one for one in findings if one.verdict is Verdict.FAIL and places.block_of(one) not in unread]
    notes.slips += places.slips(failed, proposals)
    notes.doubts = doubts = Doubts(notes.slips)
    cells = [figure for block in notes.in_time(document.tables) for figure in table_figures(block)]
    index = CellIndex(cells)
    is_read = is_english(block.text for block in notes.in_time(document.blocks))
    passages = list(passages_of(document)) if is_read and not notes.is_cut_off else []
    prose = prose_of(passages)
    year = report_year(document)
    note_named(document, cells, year.start, notes)
    for passage in notes.in_time(passages):
        ratios = note_ratios(passage, notes, index.has)
        if passage.row < 0 or passage.is_note:
            note_measures(passage, ratios, index, year.start, notes)
    ties = Ties(index)
    note_sums(prose, notes)
    for passage in notes.in_time(prose):
        of_row = note_rows(passage, index, notes)
        note_listed(passage, index, notes)
        note_counted(passage, document.tables, index, notes)
        note_changes(passage, notes, of_row)
        note_products(passage, notes)
        note_exchanged(passage, notes, index.has)
        note_scale(passage, index, notes, of_row)
        note_anchored(passage, index, notes)
        note_signs(passage, ties, notes)
    of_tables = places.ticks(relations)
    if previous is not None:
        its_cells = [figure for block in previous.tables for figure in table_figures(block)]
        its_year = report_year(previous)
        last = LastReport(its_cells, previous.file, its_year.start in (year.start, 0), its_year.last_settled)
        sure = {(one.spot.block, one.spot.row, one.spot.column) for one in of_tables}
        note_previous(cells, last, (passage.text for passage in prose), notes, sure)
        note_vanished(document, previous, (passage.text for passage in prose), notes)
    note_years(passages, year, notes, is_uncertain=document.is_uncertain)
    if passages:
        note_codes(document, notes)
        note_headings(document, year, notes)
        known = numbered(document, passages)
        note_numbers(document, known, notes)
        note_references(document, passages, known, notes)
        note_placeholders(passages, notes)
        note_page_edges(document, passages, notes)
    elif not notes.is_cut_off and any(block.text for block in document.blocks if block.grid is None):
        document = replace(document, notes=(*document.notes, NOT_ENGLISH))
    compared = compare_tables(against, notes) if against is not None else None
    kept = ledger_blocks(against) if against is not None else []
    if compared is not None:
        ties = Ties(CellIndex([*cells, *(figure for block, _ in kept for figure in table_figures(block))]))
    tied = ties.of(prose, notes)
    if compared is not None:
        note_ties(tied, kept, compared)
    if previous is not None:
        note_carried(prose, tied, prose_of(list(passages_of(previous))), previous.file, notes)
    own = tuple(places.relation(relation) for relation in relations)
    sure_ties = (tie for tie in tied if tie.status is TieStatus.TIED and not (tie.to and doubts.is_of(tie.to)))
    ticks = [*of_tables, *notes.ticks, *map(_tick, sure_ties)]
    slips = sorted(doubts.with_what_bears_them_out(notes.slips), key=lambda one: one.order)
    if notes.is_cut_off:
        said = f"the text was looked at during {limits().text_seconds} seconds, and not all of it was"
        said = f"{STOPPED}: not all of the text was looked at" if was_stopped() else f"{said} (limits.text_seconds)"
        document = replace(document, notes=(*document.notes, said), lost=(*document.lost, said))
    return DocumentScrutiny(
        document, len(cells) + len(tied), (*own, *notes.relations), tuple(slips), tuple(tied),
        tuple(replace(one, place=places.words(one.place)) for one in no_sums),
        tuple(cell_place(block, 0, 0) for block in document.tables if block.number in unread), notes.order_checks,
        tuple(ticks), unstated=compared.unstated if compared is not None else (),
    )  # fmt: skip


def _tick(tie: Tie) -> Tick:
    return Tick(tie.figure, f"= {tie.to.text}, {tie.to.place}" if tie.to is not None else tie.why)


def _not_read(document: Document, relations: Sequence[Relation]) -> set[int]:
    """The numbers of the tables in which nothing adds up, where tables were found by the places of words."""
    if not document.is_uncertain:
        return set()
    unread = tables_not_read(relations)
    return {block.number for block in document.tables if block.grid and block.grid.sheet in unread}


class _Places:
    """From the addresses of cells in grids to places that a person finds."""

    def __init__(self, document: Document) -> None:
        self._file = document.file
        self._tables = {block.grid.sheet: block for block in document.tables if block.grid is not None}
        self._cells: dict[str, dict[str, tuple[Block, int, int]]] = {}
        self._words: dict[str, str] = {}

    def _cell(self, address: str) -> tuple[Block, int, int] | None:
        """Where a cell stands; the cells of a table are gone through when one of them is asked for."""
        sheet = address.rpartition("!")[0]
        if sheet not in self._cells:
            block = self._tables.get(sheet)
            grid = block.grid if block is not None else None
            self._cells[sheet] = {} if block is None or grid is None else {
                grid.address(row, column): (block, row, column)
                for row in range(len(grid.rows)) for column in range(grid.width)
            }  # fmt: skip
        return self._cells[sheet].get(address)

    def _at(self, address: str) -> tuple[Block, int, int]:
        found = self._cell(address)
        if found is None:
            raise KeyError(address)
        return found

    def words(self, address: str) -> str:
        """A cell's place in words."""
        if address not in self._words:
            found = self._cell(address)
            self._words[address] = cell_place(*found) if found else address
        return self._words[address]

    def spot(self, address: str) -> Spot:
        """A cell by its address."""
        block, row, column = self._at(address)
        cell = block.grid.rows[row][column] if block.grid is not None else None
        text = cell.text if cell is not None else ""
        return Spot(
            self._file, self.words(address), text, cell.value if cell is not None else None,
            block.line_of(row), block.number, 0, len(text), row, column,
        )  # fmt: skip

    def relation(self, relation: Relation) -> Relation:
        """The same relation with places in words, and with the figures as they are written."""
        cells = tuple(replace(cell, place=self.words(cell.place)) for cell in relation.cells)
        return replace(relation, cells=cells, sentence=_written(relation))

    def ticks(self, relations: Sequence[Relation]) -> list[Tick]:
        """Every cell of the relations that hold."""
        held = [one for one in relations if one.verdict in HELD]
        return [Tick(self.spot(cell.place), as_held(_written(one), one.verdict)) for one in held for cell in one.cells]

    def block_of(self, finding: Finding) -> int:
        """The number of the table that a finding is in."""
        return self._at(_address(finding, 0))[0].number

    def slips(self, findings: Sequence[Finding], proposals: Sequence[Proposal]) -> list[Slip]:
        """Findings of tables as slips of the document: those that one cell resolves are one, at that cell."""
        left = {finding.id: finding for finding in findings}
        made = []
        for proposal in proposals:
            own = [left.pop(one) for one in proposal.findings if one in left]
            if own and self._cell(proposal.address) is not None:
                made.append(self._slip(own, self.spot(proposal.address), proposal.text))
        return [*made, *(self._slip([finding], None, "") for finding in left.values())]

    def _slip(self, findings: Sequence[Finding], culprit: Spot | None, proposed: str) -> Slip:
        """One slip; its first place is the cell to put right, or the total where that cannot be told."""
        first = findings[0]
        sentences = []
        spots = [culprit] if culprit is not None else []
        for finding in findings:
            own = [self.spot(_address(finding, at)) for at in range(len(finding.cells))]
            spots += [spot for spot in own if spot not in spots]
            sentences.append(f"{_sum_text(finding, own)}, but {own[0].text} is written")
        evidence = first.message.rpartition(" (")[2].rstrip(")")
        return Slip(
            first.id, Outcome.WRONG, RelationKind(first.rule), TITLES.get(first.rule, first.title), tuple(spots),
            "; ".join(sentences) + (f" ({evidence})" if evidence else ""), proposed,
        )  # fmt: skip


def _written(relation: Relation) -> str:
    """A relation of a table with its figures: 5,642 = 5,350 + 292."""
    target, *terms = relation.cells
    if relation.kind not in (RelationKind.SUM, RelationKind.DIFFERENCE):
        parts = " and ".join(cell.text for cell in terms)
        return f"{target.text} is the {relation.kind.value} of {parts}"
    if len(terms) > MAX_PARTS_SHOWN:
        made = f"the sum of {len(terms)} figures from {terms[0].text} to {terms[-1].text}"
    else:
        made = (
            "".join(f" {'−' if cell.coefficient < 0 else '+'} {cell.text}" for cell in terms if cell.text.strip())
            .removeprefix(" + ")
            .strip()
        )
    holds = relation.verdict in HELD
    return f"{target.text} {'=' if holds else '≠'} {made}"


def _address(finding: Finding, at: int) -> str:
    ref = finding.cells[at].ref
    sheet = ref.file.partition(":")[2]
    return f"{sheet}!{ref.column}{ref.line}" if sheet else f"{ref.column}{ref.line}"


def _sum_text(finding: Finding, spots: Sequence[Spot]) -> str:
    """The arithmetic with the figures as they are written."""
    signs = [-int(term.coefficient) for term in finding.terms[1:]]
    parts = [spot.text for spot in spots[1:]]
    computed = thousands_text(plain(finding.computed)) if finding.computed is not None else ""
    if finding.rule == RelationKind.RATIO:
        return _ratio_text(computed, *spots[1:])
    if computed.startswith("-"):
        computed = f"({computed[1:]})" if spots[0].text.startswith("(") else f"−{computed[1:]}"
    if not signs or len(parts) > MAX_PARTS_SHOWN:
        return f"the figures {parts[0]} … {parts[-1]} come to {computed}"
    added_first = sorted(zip(signs, parts, strict=True), key=lambda one: one[0] < 0)
    text = "".join(f" {'−' if sign < 0 else '+'} {part}" for sign, part in added_first if part.strip())
    return f"{text.removeprefix(' + ').strip()} comes to {computed}"


def _ratio_text(shown: str, part: Spot, whole: Spot) -> str:
    """What two figures make: a percentage, a quotient, or a change in percent."""
    share = part.value / whole.value if part.value is not None and whole.value else Decimal()
    ways = {
        f"{part.text} of {whole.text} is {shown}%": share * 100,
        f"{part.text} divided by {whole.text} comes to {shown}": share,
        f"from {whole.text} to {part.text} is a change of {shown}%": (share - 1) * 100,
        f"from {whole.text} to {part.text} is a change of {shown} in one": share - 1,
    }
    computed = Decimal(shown.replace(",", ""))
    return min(ways, key=lambda way: abs(ways[way] - computed))


MAX_PARTS_SHOWN = 6
