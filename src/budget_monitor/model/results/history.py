"""Runs that were recorded, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.ledger import InputFile
from budget_monitor.model.lists.versions import KeyedTable, Versions
from budget_monitor.model.results.choices import FailOn
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.model.results.review import LookedAt

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.money import Figure


class Recording(Struct, frozen=True):
    """What a run is to be recorded with: the time, what its exit code depends on, and whether every figure is kept."""

    at: datetime
    fail_on: FailOn = FailOn.ERROR
    strict: bool = False
    figures: bool = True


class State(StrEnum):
    """Whether a finding counts."""

    COUNTED = "counted"
    ACCEPTED = "accepted"
    IMMATERIAL = "immaterial"


class RecordedRun(Struct, frozen=True):
    """A run as the history has it. `rules` gives, for each rule that was run, a digest of what it demands."""

    id: int
    at: datetime
    version: str
    exit_code: int
    counts: Mapping[Verdict, int]
    accepted: int
    immaterial: int
    inputs: tuple[InputFile, ...]
    rules: Mapping[str, str]
    looked_at: LookedAt
    currency: str

    @property
    def checks(self) -> int:
        """All checks, whatever their verdict."""
        return sum(self.counts.values())


class RecordedFinding(Struct, frozen=True):
    """A finding as the history has it; its figures are as in `Finding`."""

    id: str
    rule: str
    title: str
    severity: Severity
    verdict: Verdict
    ledger: str
    key: Mapping[str, str]
    place: CellRef
    message: str
    state: State
    reported: Figure | None = None
    computed: Figure | None = None
    gap: Figure | None = None
    allowed: Figure | None = None


class FindingChange(Struct, frozen=True):
    """A finding of both runs that is not what it was: another gap, or another verdict."""

    before: RecordedFinding
    after: RecordedFinding


class Restatement(Struct, frozen=True):
    """A figure that both runs read, with another amount. `place` is its place in the later one's file."""

    ledger: str
    key: Mapping[str, str]
    place: CellRef
    before: Figure
    after: Figure


class FigureCounts(Struct, frozen=True):
    """How many figures of a ledger only one of two runs read: rows that came or went, blanks filled or cleared."""

    ledger: str
    added: int
    removed: int


class ChangedLedger(Struct, frozen=True):
    """A ledger that two runs read and that is not the same. `places` says where each figure of the later one stands, by
    row and column, and whether it stands there with its sign reversed (-1).
    """

    ledger: str
    key_names: tuple[str, ...]
    before: KeyedTable
    after: KeyedTable
    places: Mapping[tuple[int, str], tuple[CellRef, int]]


class LedgerVersions(Struct, frozen=True):
    """What differs in a ledger from one run to another. The last part of each key is which row of that key it is."""

    ledger: str
    versions: Versions


class Comparison(Struct, frozen=True):
    """What changed between two runs.

    `not_looked_at` are findings of the earlier run that the later one did not look for: other rules or reports were
    chosen. Neither they nor new findings that the earlier one did not look for (`first_looked_at`) tell of a change.
    `without_figures` are ledgers that differ and of which one of the runs kept no figures.
    """

    before: RecordedRun
    after: RecordedRun
    new: tuple[RecordedFinding, ...]
    gone: tuple[RecordedFinding, ...]
    changed: tuple[FindingChange, ...]
    standing: tuple[RecordedFinding, ...]
    not_looked_at: tuple[RecordedFinding, ...]
    first_looked_at: tuple[RecordedFinding, ...]
    restated: tuple[Restatement, ...] = ()
    figures: tuple[FigureCounts, ...] = ()
    ledgers: tuple[LedgerVersions, ...] = ()
    without_figures: tuple[str, ...] = ()

    @property
    def rules_changed(self) -> tuple[str, ...]:
        """Rules of both runs that demand something else now."""
        rules = self.after.rules
        return tuple(rule for rule, digest in self.before.rules.items() if rules.get(rule, digest) != digest)
