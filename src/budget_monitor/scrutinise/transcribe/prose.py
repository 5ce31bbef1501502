"""What sentences and lists state that no table does: figures of the front page, changes of the budget, investments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from budget_monitor.figures.prose import ProseFigure, Unit, figures_in
from budget_monitor.model.documents.document import Block, BlockKind, Document, place_of
from budget_monitor.model.documents.scrutiny import Spot
from budget_monitor.model.documents.transcript import Placed, PlacedRow
from budget_monitor.model.ledgers.names import bare_words
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.scrutinise.words import sentences

MIN_ITEMS = 2
MAX_FRONT_CHARACTERS = 300
MAX_WORDS_OF_FRONT_HEADING = 4
CHARACTERS_BEFORE, CHARACTERS_AFTER = 40, 16
"""How far from a change its direction may be said."""
MAX_DESCRIPTION_CHARACTERS = 300
_ITEM = re.compile(r"^(?P<name>[^()£]{3,120}?)\s*(?:\(\s*£[^()]+\)|[:–-]\s*£\S+)")
_LESS = re.compile(r"(?i)\b(?:reduc\w+|decreas\w+|cut|cuts|saving|savings|removal|fall)\b")
_WHOLE = re.compile(
    r"(?i)\b(?:has|have|was|were|budget|cash limit)\b.{0,40}\b(?:increased|decreased|reduced|risen|changed)\b"
    r".{0,12}\bby\s*$"
)
_REASON = re.compile(
    r"(?i)\b(?:to fund|to cover|to meet|to reflect|relating to|in respect of|due to|because of|arising from|for"
    r"|as a result of)\s+(?!this\b|these\b)"
)
_ARTICLE = re.compile(r"(?i)^(?:a|an|the)\s+")


def prose_rows(
    document: Document, schemas: Mapping[str, LedgerSchema], rows: Sequence[PlacedRow], first_table: int
) -> list[PlacedRow]:
    """Rows of ledgers that sentences and lists state, beside those that tables gave."""
    found: list[PlacedRow] = []
    for schema in schemas.values():
        if schema.label is None:
            found += _front(document, schema, rows, first_table)
        elif not any(row.ledger == schema.name for row in rows):
            found += _items(document, schema)
    return found + _changes(document, schemas, rows)


def _front(
    document: Document, schema: LedgerSchema, rows: Sequence[PlacedRow], first_table: int
) -> Iterator[PlacedRow]:
    """Short sentences before the first table of a ledger, under a heading of their own: the use of reserves is £1m."""
    name = next((one for one in schema.key if schema.columns[one].type is ColumnType.CHOICE), "")
    amount = [one for one, column in schema.columns.items() if column.type.is_numeric]
    if not name or len(amount) != 1 or not any(row.ledger == schema.name for row in rows):
        return
    taken = {row.text(name) for row in rows if row.ledger == schema.name}
    words = {
        value: (value.replace("_", " "), *schema.words.get(f"{name}.{value}", ())) for value in schema.columns[name].of
    }
    for block in document.blocks[:first_table]:
        if block.kind is not BlockKind.PARAGRAPH or len(block.text) > MAX_FRONT_CHARACTERS:
            continue
        start = 0
        for figure in figures_in(block.text):
            if figure.unit is not Unit.MONEY:
                continue
            value = _most_said(block.text[start : figure.start], words)
            start = figure.end
            if value and value not in taken and _is_short_heading(block.section):
                taken.add(value)
                cells = {
                    name: _placed(block, figure, document.file, value),
                    amount[0]: _figure(block, figure, document.file),
                }
                yield PlacedRow(schema.name, cells, place_of(block))


def _most_said(text: str, words: Mapping[str, Sequence[str]]) -> str:
    """The value whose words, two at least, are the longest in a text."""
    plain = f" {bare_words(text)} "
    found = [
        (len(one.split()), plain.rindex(f" {one} "), value)
        for value, own in words.items()
        for one in own
        if f" {one} " in plain and len(one.split()) > 1
    ]
    return max(found)[2] if found else ""


def _is_short_heading(text: str) -> bool:
    return 0 < len(text.split()) <= MAX_WORDS_OF_FRONT_HEADING


def _items(document: Document, schema: LedgerSchema) -> Iterator[PlacedRow]:
    """A list of names, each with its amount, under a heading that is the ledger's."""
    amount = [one for one, column in schema.columns.items() if column.type.is_numeric]
    if len(amount) != 1 or schema.label is None or schema.label == "portfolio":
        return
    needs = [name for name, one in schema.columns.items() if one.required and name not in ("financial_year", "period")]
    if set(needs) - {"portfolio", schema.label, amount[0]}:
        return
    by_section: dict[str, list[tuple[Block, re.Match[str], ProseFigure]]] = {}
    for block in document.blocks:
        match = _ITEM.match(block.text) if block.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH) else None
        if match and _is_called(block.section, schema):
            figures = [one for one in figures_in(block.text) if one.unit is Unit.MONEY]
            if len(figures) == 1:
                by_section.setdefault(block.section, []).append((block, match, figures[0]))
    for items in by_section.values():
        if len(items) < MIN_ITEMS:
            continue
        for block, match, figure in items:
            name = match["name"].strip()
            label = Placed(
                name, Spot(document.file, place_of(block), name, None, block.line, block.number, 0, len(name))
            )
            cells = {schema.label: label, amount[0]: _figure(block, figure, document.file)}
            yield PlacedRow(schema.name, cells, place_of(block))


def _is_called(section: str, schema: LedgerSchema) -> bool:
    plain = f" {bare_words(section)} "
    return any(f" {name} " in plain for name in (bare_words(schema.title), *schema.called))


def _changes(document: Document, schemas: Mapping[str, LedgerSchema], rows: Sequence[PlacedRow]) -> list[PlacedRow]:
    """What a section on budget changes says, where it comes to the change that the table of the cash limit has."""
    schema = schemas.get("budget_changes")
    changes = [row.cells["change"] for row in rows if row.ledger == "cash_limits" and "change" in row.cells]
    if schema is None or len(changes) != 1 or any(row.ledger == schema.name for row in rows):
        return []
    found: list[PlacedRow] = []
    total = Decimal(0)
    for block in document.blocks:
        if block.grid is not None or block.kind is BlockKind.HEADING or not _is_called(block.section, schema):
            continue
        for start, sentence in sentences(block.text):
            figures = [one for one in figures_in(sentence) if one.unit is Unit.MONEY]
            for number, figure in enumerate(figures):
                end = figures[number + 1].start if number + 1 < len(figures) else len(sentence)
                before, after = sentence[: figure.start], sentence[figure.end : end]
                moved = ProseFigure(
                    figure.text, figure.value, figure.half, figure.unit, figure.hedge, figure.start + start,
                    figure.end + start,
                )  # fmt: skip
                row, value = _change(block, moved, before, after, document.file, schema)
                found.append(row)
                total += value if row.row_type == "line" else 0
    whole = changes[0].value or Decimal(0)
    return found if found and total == whole else []


def _change(
    block: Block, figure: ProseFigure, before: str, after: str, file: str, schema: LedgerSchema
) -> tuple[PlacedRow, Decimal]:
    is_less = (
        _LESS.search(before[-CHARACTERS_BEFORE:]) is not None or _LESS.search(after[:CHARACTERS_AFTER]) is not None
    )
    value = -figure.value if is_less else figure.value
    text = f"({figure.text})" if is_less else figure.text
    amount = Placed(text, _spot(block, figure, file), value)
    if _WHOLE.search(before):
        cells = {"description": Placed("Total", _spot(block, figure, file), is_read=False), "amount": amount}
        return PlacedRow(schema.name, cells, place_of(block), "total"), value
    reason = _REASON.search(after)
    words = after[reason.end() :] if reason else before
    words = _ARTICLE.sub("", re.sub(r"\s+", " ", words).strip(" .,;:"))[:MAX_DESCRIPTION_CHARACTERS]
    category = "saving" if re.search(r"(?i)\bsavings?\b", before) else "adjustment"
    cells = {
        "description": Placed(words, _spot(block, figure, file)),
        "category": Placed(category, _spot(block, figure, file), is_read=False), "amount": amount,
    }  # fmt: skip
    return PlacedRow(schema.name, cells, place_of(block)), value


def _figure(block: Block, figure: ProseFigure, file: str) -> Placed:
    return Placed(figure.text, _spot(block, figure, file), figure.value)


def _placed(block: Block, figure: ProseFigure, file: str, text: str) -> Placed:
    return Placed(text, _spot(block, figure, file), is_read=False)


def _spot(block: Block, figure: ProseFigure, file: str) -> Spot:
    return Spot(file, place_of(block), figure.text, figure.value, block.line, block.number, figure.start, figure.end)
