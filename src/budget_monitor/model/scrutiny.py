"""What was found in a report that is a document: what holds in it, what does not, and what its figures are tied to."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from budget_monitor.model.document import Document, text_at
from budget_monitor.model.outcome import Outcome
from budget_monitor.model.relation import NoSum, Relation, RelationKind
from budget_monitor.model.verdict import Verdict


class TieStatus(StrEnum):
    """What a figure in the text is tied to."""

    TIED = "tied"
    """to a cell of a table, or what it is made of stands beside it"""
    REPEATED = "repeated"
    """to the same figure elsewhere in the text"""
    UNTIED = "untied"
    """to nothing: no alarm"""


@dataclass(frozen=True, slots=True)
class Spot:
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


@dataclass(frozen=True, slots=True)
class Tie:
    """A figure in the text with what it was tied to; `why` says what made the tie."""

    figure: Spot
    status: TieStatus
    to: Spot | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure that casts or ties, with the arithmetic or the place it was tied to."""

    spot: Spot
    why: str


@dataclass(frozen=True, slots=True)
class Slip:
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


@dataclass(frozen=True, slots=True)
class Proposal:
    """One cell of a table that, put right, settles some findings of tables, by their ids. `address` is the cell's in
    its grid; `text` is what should stand there.
    """

    findings: tuple[str, ...]
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentScrutiny:
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
    cleared: tuple[Slip, ...] = ()
    """What a person has cleared before, in a sentence or row that has not changed since."""

    @property
    def wrong(self) -> tuple[Slip, ...]:
        """What has to be put right."""
        return tuple(slip for slip in self.slips if slip.outcome is Outcome.WRONG)

    def count(self, status: TieStatus) -> int:
        """How many figures of the text have a status."""
        return sum(1 for tie in self.ties if tie.status is status)


def key_of_slip(document: Document, slip: Slip) -> str:
    """What tells a finding from all others, as long as nothing about its sentence or its row changes."""
    where = slip.where
    grid = document.blocks[where.block].grid
    row = [cell.text for cell in grid.rows[where.row]] if where.row >= 0 and grid is not None else []
    text = text_at(document, where.block, where.row, where.column)
    return hashlib.sha256("\x1f".join((slip.title, where.text, text, *row)).encode()).hexdigest()[:16]


def without_cleared(one: DocumentScrutiny, keys: Container[str]) -> DocumentScrutiny:
    """The same document; findings whose keys were cleared are set apart."""
    cleared = tuple(slip for slip in one.slips if key_of_slip(one.document, slip) in keys)
    return replace(one, slips=tuple(slip for slip in one.slips if slip not in cleared), cleared=cleared)


@dataclass(frozen=True, slots=True)
class Scrutiny:
    """All documents. `unreadable` are messages on those that could not be read."""

    documents: tuple[DocumentScrutiny, ...]
    unreadable: tuple[str, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """0 nothing is wrong, 1 something is, 2 a document could not be read or nothing in it could be checked."""
        if self.unreadable or not all(_checked(one) for one in self.documents):
            return 2
        return 1 if any(one.wrong for one in self.documents) else 0


_DECIDED = (Verdict.EXACT, Verdict.WITHIN_ROUNDING, Verdict.FAIL)


def _checked(one: DocumentScrutiny) -> bool:
    """True if anything in a document was checked."""
    decided = any(relation.verdict in _DECIDED for relation in one.relations)
    return decided or bool(one.slips or one.cleared) or bool(one.order_checks) or one.count(TieStatus.TIED) > 0
