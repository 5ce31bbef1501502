"""A scrutiny as JSON, `schema_version` 1."""

from __future__ import annotations

import msgspec

from budget_monitor.model.documents.scrutiny import DocumentScrutiny, Scrutiny, Slip, Spot, Tie
from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.render.formats.document.fill import carried
from budget_monitor.render.formats.json import published
from budget_monitor.render.text.json_bytes import json_bytes

SCHEMA_VERSION = 1


class JsonDocument(msgspec.Struct):
    """A document: how many tables and figures it has, and what was not read in it."""

    file: str
    sha256: str
    tables: int
    figures: int
    not_read: list[str]
    read_so: list[str]


class JsonPlace(msgspec.Struct):
    """A figure or some words, and where they stand; `line` is 0 where the file has no lines."""

    file: str
    place: str
    line: int
    text: str
    value: str | None


class JsonCell(msgspec.Struct):
    """A figure that takes part in a relation."""

    file: str
    place: str
    text: str
    value: str


class JsonRelation(msgspec.Struct):
    """Figures that have to do with one another; the others make up the first."""

    id: str
    kind: str
    verdict: str
    cells: list[JsonCell]
    sentence: str
    evidence: str


class JsonFinding(msgspec.Struct):
    """Something that cannot be so (`wrong`), or that is left open (`notice`)."""

    id: str
    outcome: str
    kind: str
    title: str
    file: str
    place: str
    line: int
    texts: list[str]
    sentence: str
    proposed: str
    places: list[JsonPlace]


class JsonTie(msgspec.Struct):
    """A figure of the text, and what it was tied to."""

    figure: JsonPlace
    status: str
    to: JsonPlace | None
    why: str


class JsonChange(msgspec.Struct):
    """A sentence or a row that is not as in the last draft; `was` is empty where it is new, `now` where it is gone."""

    place: str
    line: int
    was: str
    now: str


class JsonScrutiny(msgspec.Struct):
    """The whole result."""

    schema_version: int
    exit_code: int
    documents: list[JsonDocument]
    relations: list[JsonRelation]
    findings: list[JsonFinding]
    ties: list[JsonTie]
    cleared: list[JsonFinding]
    unreadable: list[str]
    stale: list[str]
    unstated: list[JsonPlace]
    """Figures of the ledgers that the documents do not state."""
    changes: list[JsonChange] | None
    passed_over: list[str]
    """What else is in the folders that were named."""


def scrutiny_json(result: Scrutiny, exit_code: int) -> bytes:
    """All documents, in the order given; what stands in each in the order of its places."""
    whole = JsonScrutiny(
        SCHEMA_VERSION,
        exit_code,
        [_document(one) for one in result.documents],
        [relation for one in result.documents for relation in _relations(one)],
        [_finding(slip) for one in result.documents for slip in one.slips],
        [_tie(tie) for one in result.documents for tie in one.ties],
        [_finding(each.slip) for one in result.documents for each in one.cleared],
        [carried(message) for _, message in result.unreadable],
        list(result.stale),
        [_place(spot) for one in result.documents for spot in one.unstated],
        None
        if result.changes is None
        else [JsonChange(one.place, one.line, one.was, one.now) for one in result.changes],
        list(map(carried, result.passed_over)),
    )
    return json_bytes(whole)


def scrutiny_schema() -> bytes:
    """The JSON Schema (2020-12) of what `scrutiny_json` writes."""
    return published(JsonScrutiny)


def _document(one: DocumentScrutiny) -> JsonDocument:
    document = one.document
    return JsonDocument(
        carried(document.file),
        document.sha256,
        len(document.tables),
        one.figures,
        list(one.not_read),
        list(document.notes),
    )


def _relations(one: DocumentScrutiny) -> list[JsonRelation]:
    return [
        JsonRelation(
            relation.id, relation.kind.value, relation.verdict.value,
            [JsonCell(carried(cell.file), cell.place, cell.text, decimal_text(cell.value)) for cell in relation.cells],
            relation.sentence, relation.evidence,
        )
        for relation in one.relations
    ]  # fmt: skip


def _finding(slip: Slip) -> JsonFinding:
    where = slip.where
    return JsonFinding(
        slip.id, slip.outcome.value, slip.kind.value, slip.title, carried(where.file), where.place, where.line,
        [spot.text for spot in slip.spots], slip.sentence, slip.proposed, [_place(spot) for spot in slip.spots],
    )  # fmt: skip


def _place(spot: Spot) -> JsonPlace:
    value = None if spot.value is None else decimal_text(spot.value)
    return JsonPlace(carried(spot.file), spot.place, spot.line, spot.text, value)


def _tie(tie: Tie) -> JsonTie:
    to = None if tie.to is None else _place(tie.to)
    return JsonTie(_place(tie.figure), tie.status.value, to, tie.why)
