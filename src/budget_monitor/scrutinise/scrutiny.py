"""One document scrutinised: its tables as they were found to add up, its text against them, and its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from budget_monitor.figures.naming import cell_place
from budget_monitor.model.checks.relation import Relation, tables_not_read
from budget_monitor.model.documents.document import Block, Document
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, FoundInTables, Tick, Tie, TieStatus
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.model.running.limits import limits
from budget_monitor.model.running.patience import STOPPED, was_stopped
from budget_monitor.scrutinise.cells.anchors import note_anchored, note_measures, note_scale
from budget_monitor.scrutinise.cells.counts.counted import note_counted
from budget_monitor.scrutinise.cells.dated import note_dated
from budget_monitor.scrutinise.cells.earlier.kept_over import note_carried, note_vanished
from budget_monitor.scrutinise.cells.earlier.previous import LastReport, note_previous
from budget_monitor.scrutinise.cells.index import CellIndex
from budget_monitor.scrutinise.cells.listed import note_listed, note_misnamed
from budget_monitor.scrutinise.cells.meanings import minus_said
from budget_monitor.scrutinise.cells.moves.judged import note_moves
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
from budget_monitor.scrutinise.order.years import ReportYear, note_years, report_year
from budget_monitor.scrutinise.passages import Notes, Passage, passages_of, prose_of
from budget_monitor.scrutinise.places import Places
from budget_monitor.scrutinise.same_name import SameName
from budget_monitor.scrutinise.sentences.changes.told import note_changes
from budget_monitor.scrutinise.sentences.exchanged import note_exchanged
from budget_monitor.scrutinise.sentences.multiples import note_multiples
from budget_monitor.scrutinise.sentences.products import note_products
from budget_monitor.scrutinise.sentences.rates import note_rates
from budget_monitor.scrutinise.sentences.ratios import note_ratios
from budget_monitor.scrutinise.sentences.wholes.sums import note_sums
from budget_monitor.scrutinise.table_figures import TableFigure, table_figures
from budget_monitor.scrutinise.transcribe.against import Against, compare_tables, ledger_blocks, note_ties
from budget_monitor.scrutinise.transcribe.edition import doubts_of_last
from budget_monitor.scrutinise.words import is_english

NOT_ENGLISH = "the text does not read as English, so only the tables are checked"


def scrutinise(
    document: Document,
    in_tables: FoundInTables,
    until: float,
    previous: Document | None = None,
    against: Against | None = None,
) -> DocumentScrutiny:
    """What holds in a document and what does not, also against the `previous` report and the ledgers, if there are any.
    Of a text in another language than English only the tables are checked, and a note of the document says so.

    The text is looked at `until` then, by `patience.clock`, and what was not is told.
    """
    places, relations = Places(document), in_tables.relations
    notes = Notes(document.file, until)
    unread = _not_read(document, relations)
    failed = [one for one in in_tables.findings if one.verdict is Verdict.FAIL and places.block_of(one) not in unread]
    cells = _cells_of(notes.in_time(document.tables))
    notes.slips += places.slips(failed, in_tables.proposals, SameName(cells))
    notes.doubts = doubts = Doubts(notes.slips)
    is_read = is_english(block.text for block in notes.in_time(document.blocks))
    passages = list(passages_of(document)) if is_read and not notes.is_cut_off else []
    prose = prose_of(passages)
    year = report_year(document)
    note_named(document, cells, year.start, notes)
    index = CellIndex(cells, minus_said(block.text for block in document.blocks))
    ties = _note_text(document, passages, index, year.start, notes)
    of_tables = places.ticks(relations)
    if previous is not None:
        document = replace(document, notes=(*document.notes, *doubts_of_last(document, previous)))
        last = _last_report(previous, year)
        sure = {(one.spot.block, one.spot.row, one.spot.column) for one in of_tables}
        note_previous(cells, last, (passage.text for passage in prose), notes, sure)
        note_vanished(document, previous, (passage.text for passage in prose), notes)
    note_years(passages, year, notes, is_uncertain=document.is_uncertain)
    if passages:
        _note_order(document, passages, year, notes)
    elif not notes.is_cut_off and any(block.text for block in document.blocks if block.grid is None):
        document = replace(document, notes=(*document.notes, NOT_ENGLISH))
    compared = None
    if against is not None:
        compared, kept = compare_tables(against, notes), ledger_blocks(against)
        ties = Ties(CellIndex([*cells, *_cells_of(block for block, _ in kept)]))
    tied = ties.of(prose, notes)
    if compared is not None:
        note_ties(tied, kept, compared)
    if previous is not None:
        note_carried(prose, tied, prose_of(list(passages_of(previous))), previous.file, notes)
    sure_ties = (tie for tie in tied if tie.status is TieStatus.TIED and not (tie.to and doubts.is_of(tie.to)))
    slips = sorted(doubts.with_what_bears_them_out(notes.slips), key=lambda one: one.order)
    if notes.is_cut_off:
        said = _cut_off_text()
        document = replace(document, notes=(*document.notes, said), lost=(*document.lost, said))
    return DocumentScrutiny(
        document, len(cells) + len(tied), (*map(places.relation, relations), *notes.relations), tuple(slips),
        tuple(tied), tuple(replace(one, place=places.words(one.place)) for one in in_tables.no_sums),
        tuple(cell_place(block, 0, 0) for block in document.tables if block.number in unread), notes.order_checks,
        (*of_tables, *notes.ticks, *map(_tick, sure_ties)),
        unstated=compared.unstated if compared is not None else (),
    )  # fmt: skip


def _last_report(previous: Document, year: ReportYear) -> LastReport:
    own = report_year(previous)
    return LastReport(_cells_of(previous.tables), previous.file, own.start in (year.start, 0), own.last_settled)


def _cells_of(tables: Iterable[Block]) -> list[TableFigure]:
    return [figure for block in tables for figure in table_figures(block)]


def _note_text(document: Document, passages: Sequence[Passage], index: CellIndex, year: int, notes: Notes) -> Ties:
    """Notes what the sentences say of one another and of the tables, whose cells are returned to be tied to. That is
    done once all was noted, since a figure that is told to be wrong is tied to none.
    """
    for passage in notes.in_time(passages):
        ratios = note_ratios(passage, notes, index.has, index.has_share)
        if passage.row < 0 or passage.is_note:
            note_measures(passage, ratios, index, year, notes)
    prose, ties, tables = prose_of(passages), Ties(index), document.tables
    note_sums(prose, notes)
    for passage in notes.in_time(prose):
        of_row = note_rows(passage, index, notes)
        note_listed(passage, index, notes)
        note_misnamed(passage, index, notes)
        note_counted(passage, tables, index, notes)
        note_changes(passage, notes, of_row)
        note_products(passage, notes)
        note_multiples(passage, notes)
        note_rates(passage, notes)
        note_exchanged(passage, notes, index.has)
        note_scale(passage, index, notes, of_row)
        note_anchored(passage, index, notes)
        note_signs(passage, index, ties, notes)
        note_moves(passage, index, notes)
        note_dated(passage, index, notes)
    return ties


def _note_order(document: Document, passages: Sequence[Passage], year: ReportYear, notes: Notes) -> None:
    """Notes what is wrong with codes, headings, numbers and references, and what was left open."""
    note_codes(document, notes)
    note_headings(document, year, notes)
    known = numbered(document, passages)
    note_numbers(document, known, notes)
    note_references(document, passages, known, notes)
    note_placeholders(passages, notes)
    note_page_edges(document, passages, notes)


def _cut_off_text() -> str:
    if was_stopped():
        return f"{STOPPED}: not all of the text was looked at"
    return f"the text was looked at during {limits().text_seconds} seconds, and not all of it was (limits.text_seconds)"


def _tick(tie: Tie) -> Tick:
    return Tick(tie.figure, f"= {tie.to.text}, {tie.to.place}" if tie.to is not None else tie.why)


def _not_read(document: Document, relations: Sequence[Relation]) -> set[int]:
    """The numbers of the tables in which nothing adds up, where tables were found by the places of words."""
    if not document.is_uncertain:
        return set()
    unread = tables_not_read(relations)
    return {block.number for block in document.tables if block.grid and block.grid.sheet in unread}
