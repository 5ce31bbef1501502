"""What a rule file may say: its tables and their fields, as they stand, before any of it is put together."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from budget_monitor.model.checks.rule import About, OnMissing, Rows, Severity
from budget_monitor.model.ledgers.schema import ColumnType, Layout, Unit


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A table in which every field is known."""


class ColumnBlock(Strict, kw_only=True):
    """A column of `[ledger.columns]` written as a table; `opening = "money"` is short for one with a type only."""

    type: ColumnType
    required: bool = True
    of: list[str] | None = None
    negated_by: str | None = None
    names_previous: bool = False
    blank_means: str | None = None
    blank: Literal["nil"] | None = None
    other_side_in: str | None = None


class LedgerBlock(Strict, kw_only=True):
    """`[ledger]`. Its columns are read one by one, so that each problem has its place."""

    name: str
    key: list[str]
    columns: dict[str, object]
    title: str = ""
    what: str = ""
    label: str | None = None
    sequence: list[str] | None = None
    repeats: bool = False
    layout: Layout = Layout.ROWS
    row_name: list[str] | None = None
    called: list[str] = []
    words: dict[str, list[str]] = {}
    value_words: dict[str, dict[str, list[str]]] = {}


class FindingBlock(Strict, kw_only=True):
    """A finding that a failing example states."""

    line: int | str | None = None
    column: str | None = None
    gap: int | str | None = None
    verdict: str | None = None
    ledger: str | None = None
    computed: int | str | None = None
    reported: int | str | None = None


class ExampleBlock(Strict, kw_only=True):
    """`[[rule.example]]`."""

    passes: str | None = None
    fails: str | None = None
    title: str = ""
    unit: Unit = Unit.POUNDS
    findings: list[FindingBlock] = []


class ClauseBlock(Strict, kw_only=True):
    """`[[rule.clause]]`, or the same fields in the rule itself."""

    ledger: str | None = None
    check: str | None = None
    casts: list[str] | None = None
    where: str | None = None
    rows: Rows | None = None
    by: str | list[str] | None = None
    within: str | list[str] | None = None
    subtotal_by: str | None = None
    on_missing: OnMissing | None = None
    message: str | None = None
    sequence: str | list[str] | None = None

    @property
    def given(self) -> list[str]:
        """The clause's own fields that are filled in."""
        return [name for name in ClauseBlock.__struct_fields__ if getattr(self, name) is not None]


class ConventionBlock(Strict, kw_only=True):
    """`[[rule.convention]]`."""

    check: str
    message: str | None = None


class RuleBlock(ClauseBlock, kw_only=True):
    """`[[rule]]`."""

    id: str
    title: str = ""
    what: str = ""
    why: str = ""
    source: str = ""
    severity: Severity = Severity.ERROR
    about: About = About.FIGURES
    tolerance: str = "rounding"
    criteria: dict[str, Decimal] = {}
    needs: list[str] = []
    for_columns: list[str] | None = None
    convention: list[ConventionBlock] = []
    clause: list[ClauseBlock] = []
    example: list[ExampleBlock] = []
