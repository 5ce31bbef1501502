"""A reconciliation as JSON, in the shape that other people's scripts depend on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from budget_monitor.model.ledgers.money import decimal_text
from budget_monitor.model.lists.matching import Reconciliation
from budget_monitor.model.withheld.lists import reconciliation_without_texts
from budget_monitor.render.formats.json import published
from budget_monitor.render.reconcile.view import Group, Row, view_of
from budget_monitor.render.text.json_bytes import json_bytes

SCHEMA_VERSION = 1


class JsonEntry(msgspec.Struct):
    """An entry: `amount` is a decimal string in currency units, `line` the physical line of the file, `cell` its
    address in a workbook.
    """

    file: str
    line: int
    cell: str
    amount: str
    date: str
    reference: str
    name: str


class JsonMatch(msgspec.Struct):
    """Entries that belong together, or may: `candidates` counts the ways in which ambiguous ones could be matched.
    What is open has an `id`, the same next month; `accepted` is who let it stay open, when and why, or empty.
    """

    number: int
    status: str
    left: list[JsonEntry]
    right: list[JsonEntry]
    difference: str
    kind: str
    candidates: int
    sentence: str
    id: str
    accepted: str


class JsonOpen(JsonEntry):
    """An entry without a counterpart; `age` is in days."""

    number: int
    age: int | None
    note: str
    id: str
    accepted: str


class JsonProof(msgspec.Struct):
    """left − right = unmatched. `closing_gap` is what this leaves unexplained of the difference of the closing
    balances; null where a list states none.
    """

    left: str
    right: str
    unmatched: str
    holds: bool
    closing_gap: str | None


class JsonAge(msgspec.Struct):
    """What is open and so many days old."""

    age: str
    left_entries: int
    left_amount: str
    right_entries: int
    right_amount: str


class JsonProblem(msgspec.Struct):
    """A cell that could not be read."""

    file: str
    line: int
    column: str
    severity: str
    text: str
    message: str


class JsonReconciliation(msgspec.Struct):
    """The whole result."""

    schema_version: int
    exit_code: int
    matches: list[JsonMatch]
    only_left: list[JsonOpen]
    only_right: list[JsonOpen]
    ageing: list[JsonAge]
    proof: JsonProof
    cut_off: str
    columns: dict[str, dict[str, str]]
    input_problems: list[JsonProblem]


def reconcile_json(result: Reconciliation) -> bytes:
    """All lists. Slips come first among the matches, then ambiguous groups, then what matches."""
    result = result if result.keeps_texts else reconciliation_without_texts(result)
    view = view_of(result)
    columns: dict[str, dict[str, str]] = {"left": {}, "right": {}}
    for side, role, name in result.columns:
        columns[side][role] = name
    whole = JsonReconciliation(
        SCHEMA_VERSION,
        result.exit_code,
        [_match(group) for group in (*view.slips, *view.ambiguous, *view.matched)],
        [_open(number, row) for number, row in view.only_left],
        [_open(number, row) for number, row in view.only_right],
        [
            JsonAge(one.title, one.left[0], decimal_text(one.left[1]), one.right[0], decimal_text(one.right[1]))
            for one in view.ageing
        ],
        _proof(result),
        result.matching.cut_off,
        columns,
        [JsonProblem(one.file, one.line, one.column, one.severity, one.text, one.message) for one in result.problems],
    )
    return json_bytes(whole)


def reconcile_schema() -> bytes:
    """The JSON Schema (2020-12) of what `reconcile_json` writes."""
    return published(JsonReconciliation)


def _proof(result: Reconciliation) -> JsonProof:
    proof, gap = result.proof, result.closing_gap
    left, right, unmatched = (decimal_text(amount) for amount in (proof.left, proof.right, proof.unmatched))
    return JsonProof(left, right, unmatched, proof.holds, None if gap is None else decimal_text(gap))


def _match(group: Group) -> JsonMatch:
    return JsonMatch(
        group.number, group.status.value, _entries(group.left), _entries(group.right),
        decimal_text(group.difference), group.kind.value, group.answers, group.sentence, group.id, group.accepted,
    )  # fmt: skip


def _entries(rows: Sequence[Row]) -> list[JsonEntry]:
    return [
        JsonEntry(row.file, row.line, row.cell, decimal_text(row.amount), row.day, row.reference, row.name)
        for row in rows
    ]


def _open(number: int, row: Row) -> JsonOpen:
    return JsonOpen(
        row.file, row.line, row.cell, decimal_text(row.amount), row.day, row.reference, row.name,
        number, row.age, row.note, row.id, row.accepted,
    )  # fmt: skip
