"""What was found in a report that is a document: what holds in it, what does not, and what its figures are tied to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, count

from msgspec import Struct

from budget_monitor.model.checks.relation import NoSum, Relation, RelationKind
from budget_monitor.model.checks.verdict import DECIDED
from budget_monitor.model.documents.document import Document
from budget_monitor.model.results.outcome import Finding, Outcome


class TieStatus(StrEnum):
    """What a figure in the text is tied to."""

    TIED = "tied"
    """to a cell of a table, or what it is made of stands beside it"""
    REPEATED = "repeated"
    """to the same figure elsewhere in the text"""
    UNTIED = "untied"
    """to nothing: no alarm"""


class Spot(Struct, frozen=True):
    """A figure or some words, and where they stand. `line` is that of a text file, else 0; `block` the piece's number;
    `start` and `end` are their place in the text of the piece, or in that of the cell at `row` and `column`.
    """

    file: str
    place: str
    text: str
    value: Decimal | None = None
    line: int = 0
    block: int = 0
    start: int = 0
    end: int = 0
    row: int = -1
    column: int = -1


class Tie(Struct, frozen=True):
    """A figure in the text with what it was tied to; `why` says what made the tie."""

    figure: Spot
    status: TieStatus
    to: Spot | None = None
    why: str = ""


class Tick(Struct, frozen=True):
    """A figure that casts or ties, with the arithmetic or the place it was tied to."""

    spot: Spot
    why: str


class Slip(Struct, frozen=True):
    """Something that cannot be so, or that is left open. `sentence` gives the arithmetic or the words; `proposed` is
    what would make it right, empty where that cannot be told.
    """

    id: str
    outcome: Outcome
    kind: RelationKind
    title: str
    spots: tuple[Spot, ...]
    sentence: str
    proposed: str = ""

    @property
    def where(self) -> Spot:
        """The first place."""
        return self.spots[0]

    @property
    def order(self) -> tuple[int, int, int, str, int, str]:
        """What the findings of a document are sorted by."""
        where = self.where
        return where.block, where.row, where.start, self.kind, where.column, self.id


class NumberedSlip(Struct, frozen=True):
    """A finding of a document with the number that people name it by."""

    number: int
    document: Document
    slip: Slip

    @property
    def is_wrong(self) -> bool:
        """True if it is to be put right."""
        return self.slip.outcome is Outcome.WRONG


class Proposal(Struct, frozen=True):
    """One cell of a table that, put right, resolves some findings of tables, by their ids. `address` is the cell's in
    its grid; `text` is what should stand there.
    """

    findings: tuple[str, ...]
    address: str
    text: str


class FoundInTables(Struct, frozen=True):
    """What was found in the tables of a document before its text is looked at: what adds up, what does not, what to
    type so that it does, and the totals that nothing adds up to.
    """

    relations: Sequence[Relation]
    findings: Sequence[Finding]
    proposals: Sequence[Proposal]
    no_sums: Sequence[NoSum]


class Clearance(Struct, frozen=True):
    """That a person has cleared a finding: what it was, and who did so, when and why."""

    what: str
    by: str
    on: date
    reason: str


class Cleared(Struct, frozen=True):
    """A finding that was cleared, and has not changed since."""

    slip: Slip
    clearance: Clearance


class DraftChange(Struct, frozen=True):
    """A sentence or a row of a table that is not what it was in the last draft; `was` is empty where it is new, `now`
    where it is gone. The place is that in the draft that has it.
    """

    place: str
    line: int
    was: str
    now: str


class DocumentScrutiny(Struct, frozen=True):
    """One document. `figures` is how many it has in its tables and its text; `not_read` names tables in which nothing
    adds up where tables were found by the places of words on a page.
    """

    document: Document
    figures: int
    relations: tuple[Relation, ...]
    slips: tuple[Slip, ...]
    ties: tuple[Tie, ...]
    no_sums: tuple[NoSum, ...] = ()
    not_read: tuple[str, ...] = ()
    order_checks: int = 0
    """How many years, codes and numbers were looked at."""
    ticks: tuple[Tick, ...] = ()
    """What holds, figure by figure, for a marked copy."""
    cleared: tuple[Cleared, ...] = ()
    """What a person has cleared before, in a sentence or row that has not changed since."""
    unstated: tuple[Spot, ...] = ()
    """Figures of the ledgers it was held against that it does not state."""

    @property
    def wrong(self) -> tuple[Slip, ...]:
        """What has to be put right."""
        return tuple(slip for slip in self.slips if slip.outcome is Outcome.WRONG)

    @property
    def is_checked(self) -> bool:
        """True if anything in it was checked."""
        decided = any(relation.verdict in DECIDED for relation in self.relations)
        return decided or bool(self.slips or self.cleared or self.order_checks) or self.count(TieStatus.TIED) > 0

    def count(self, status: TieStatus) -> int:
        """How many figures of the text have a status."""
        return sum(1 for tie in self.ties if tie.status is status)


class Scrutiny(Struct, frozen=True):
    """All documents. `unreadable` are those that could not be read, or be held against the ledgers, each with why;
    `stale` what was cleared before and is not found any more: it was put right, or its sentence or row has changed.
    """

    documents: tuple[DocumentScrutiny, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    stale: tuple[str, ...] = ()
    folder: str = ""
    """Where the documents are, seen from where the command runs; empty where that is in several folders."""
    changes: tuple[DraftChange, ...] | None = None
    """What is not as it was in the last draft; None where none was named."""
    passed_over: tuple[str, ...] = ()
    """What else is in the folders that were named, and was not looked at."""

    @property
    def said_of_folders(self) -> str:
        """That something in a folder was passed over, and what; empty where nothing was."""
        return said_passed_over(self.passed_over)

    @property
    def numbered(self) -> tuple[tuple[NumberedSlip, ...], ...]:
        """The findings of each document, without what is cleared."""
        cleared = [{each.slip.id for each in one.cleared} for one in self.documents]
        return tuple(
            tuple(each for each in own if each.slip.id not in gone)
            for own, gone in zip(self.all_numbered, cleared, strict=True)
        )

    @property
    def all_numbered(self) -> tuple[tuple[NumberedSlip, ...], ...]:
        """The findings of each document, with what is cleared, which keeps its number: so all others keep theirs, as
        long as the documents stay what they are. Over all documents those to put right are numbered first, then what is
        restated, then what is to notice.
        """
        found = [
            (one, sorted([*one.slips, *(each.slip for each in one.cleared)], key=lambda slip: slip.order))
            for one in self.documents
        ]
        counts = {outcome: sum(slip.outcome is outcome for _, slips in found for slip in slips) for outcome in Outcome}
        firsts = accumulate(counts.values(), initial=1)
        next_of = {outcome: count(first) for outcome, first in zip(counts, firsts, strict=False)}
        return tuple(
            tuple(NumberedSlip(next(next_of[slip.outcome]), one.document, slip) for slip in slips)
            for one, slips in found
        )


def said_passed_over(names: Sequence[str]) -> str:
    """What is said of files in a folder that are no reports; empty where there are none."""
    shown = list(names[:MAX_PASSED_OVER_TOLD])
    if left := len(names) - len(shown):
        shown.append(f"{left:,} more")
    return f"passed over in the folder, for no reports: {', '.join(shown)}" if shown else ""


MAX_PASSED_OVER_TOLD = 8
