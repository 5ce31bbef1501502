"""Which ledger a table is of: how well its headings, its labels and what it stands under agree with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.figures.headers import SURE, likeness
from budget_monitor.model.documents.document import Block, BlockKind, Document
from budget_monitor.model.ledgers.names import bare_words
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.scrutinise.transcribe.cells import Sheet
from budget_monitor.scrutinise.transcribe.columns import (
    Assignment,
    Header,
    assign,
    headers_of,
    is_figure,
    required_figures,
    stand_ins,
    year_column,
)

MIN_FIT = 1.0
"""Headings that are a ledger's own names make 1; a title above it or labels that are its own make up for weak ones."""
MIN_MARGIN = 0.08
"""How much better than the next ledger a table must fit, to be of one."""
MIN_HEADINGS = 0.5
"""The least that the headings of figures alone must say."""
TITLE = 0.5
WEIGHT_OF_LABELS = 0.3
WEIGHT_OF_THE_WHOLE = 0.2
"""For a table that has all figures of a ledger and no others."""
MIN_FIGURES_OF_WHOLE = 3
BLOCKS_ABOVE = 3
MAX_LEAD_CHARACTERS = 220


class Fit(Struct, frozen=True):
    """A ledger for a table, with its columns, and how well it fits."""

    assignment: Assignment
    score: float


def above(document: Document, block: Block) -> tuple[str, ...]:
    """What a table stands under, the nearest last: the headings, its caption, and the sentence before it."""
    texts = [block.section, block.text]
    before = document.blocks[max(0, block.number - BLOCKS_ABOVE) : block.number]
    for one in reversed(before):
        if one.kind is BlockKind.TABLE:
            break
        if one.kind is BlockKind.HEADING or len(one.text) <= MAX_LEAD_CHARACTERS:
            texts.append(one.text)
    return tuple(bare_words(text) for text in texts if text)


def best_fit(sheet: Sheet, row: int, schemas: Mapping[str, LedgerSchema], said: Sequence[str]) -> Fit | None:
    """The ledger that rows under the headings of `row` are of; None where no one fits, or two do."""
    headers = headers_of(sheet.table, row)
    fits = []
    for schema in schemas.values():
        if not any(column.type.is_numeric for column in schema.columns.values()):
            continue
        assignment = assign(sheet.table, headers, schema)
        score = _score(sheet, assignment, said)
        if score >= MIN_FIT and not _is_of_another(headers, assignment, schemas, said):
            fits.append(Fit(assignment, score))
    fits.sort(key=lambda one: -one.score)
    if not fits or (len(fits) > 1 and fits[0].score - fits[1].score < MIN_MARGIN):
        return None
    return fits[0]


def _is_of_another(
    headers: Sequence[Header], found: Assignment, schemas: Mapping[str, LedgerSchema], said: Sequence[str]
) -> bool:
    """True if a table stands under the name of another ledger, not under this one's, and has a column for what that one
    lists, which this one has none for: a capital programme's schemes are no portfolios.
    """
    placed = {one.place for one in found.columns}
    others = [
        one for one in schemas.values()
        if one.label and one is not found.schema and not _title(said, found.schema) and _title(said, one)
    ]  # fmt: skip
    return any(
        place not in placed and likeness(own.words, one.label or "", one.words.get(one.label or "", ())) > SURE
        for one in others
        for place, own in enumerate(headers)
    )


def _score(sheet: Sheet, found: Assignment, said: Sequence[str]) -> float:
    schema = found.schema
    figures = found.figures
    if not figures or (year_column(schema) and not any(one.year for one in figures)):
        return 0.0
    headings = sum(one.score for one in figures) / (len(figures) + len(found.loose))
    if headings < MIN_HEADINGS:
        return 0.0
    named = {stand_ins(schema).get(one.name, one.name) for one in found.columns}
    missing = [name for name in required_figures(schema) if name not in named]
    words = [one for one in found.columns if not is_figure(schema, one.name)]
    own = [name for name, one in schema.columns.items() if one.type is ColumnType.TEXT and one.required]
    key = [name for name in (schema.label, *own) if name and name != "portfolio"]
    score = headings - 0.5 * len(missing) / max(1, len(required_figures(schema)))
    score += 0.25 * min(2, sum(one.score for one in words))
    score += WEIGHT_OF_THE_WHOLE * (
        not missing and not found.loose and len(required_figures(schema)) >= MIN_FIGURES_OF_WHOLE
    )
    score += WEIGHT_OF_LABELS * (any(one.name in key for one in words) or _labels_are(sheet, schema))
    return score + TITLE * max(_title(said, schema), 0)


def _labels_are(sheet: Sheet, schema: LedgerSchema) -> bool:
    """True if the label of a row is what the ledger is called, or that of one of its columns: Cash limit."""
    names = {bare_words(schema.title), *schema.called, *(name.replace("_", " ") for name in required_figures(schema))}
    return any(bare_words(sheet.table.label(row)) in names for row in sheet.table.rows)


def _title(said: Sequence[str], schema: LedgerSchema) -> float:
    """1 where what stands above is what the ledger is called, less where it is so among other words."""
    names = [bare_words(schema.title), schema.name.replace("_", " "), *schema.called]
    best = 0.0
    for text in said:
        for name in names:
            if name and f" {name} " in f" {text} ":
                best = max(best, 0.5 + 0.5 * len(name.split()) / len(text.split()))
    return best
