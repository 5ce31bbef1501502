"""Two lists that must agree, and what agrees in them: entries, matches, what is open, and the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from budget_monitor.model.ledgers.ledger import InputProblem

NO_DATE = -1
"""Stands in a side's `dates` for an entry without a date."""


class Side(Struct, frozen=True):
    """One of the two lists, column by column: a million entries are too many for an object each.

    `amounts` are whole numbers of `10 ** -places` currency units, in the sign that both sides share: money in is
    positive. `dates` are days (`date.toordinal()`, or NO_DATE). `references` and `names` are texts as they stand in
    the file, empty where there are none. `files` and `lines` say where an entry stands, `cells` the address of its
    amount in a workbook ("April!E9"; all empty where neither file is one). The first `carried` entries were open
    before. `opening` and `closing` are balances that the file itself states.
    """

    name: str
    amounts: Sequence[int]
    dates: Sequence[int]
    references: Sequence[str]
    names: Sequence[str]
    files: Sequence[str]
    lines: Sequence[int]
    cells: Sequence[str] = ()
    places: int = 2
    carried: int = 0
    opening: Decimal | None = None
    closing: Decimal | None = None
    breaks: Mapping[int, int] | None = None
    """By how much an entry's amount would have to be another for the running balance to follow, in smallest units, of
    the list's own entries (from 0) before which it breaks off; None where no balance runs along.
    """
    accounts: Sequence[str] = ()
    """Which account each entry is of, in a list of several; empty where nothing says."""

    @property
    def balance_gap(self) -> Decimal | None:
        """The closing balance that the file states, less its opening balance and its own entries; None where it states
        not both.
        """
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening - self.total(range(self.carried, len(self)))

    def asked(self, entry: int) -> int | None:
        """The amount that the list's own balances go by in an entry, where it is another than is written; else None.

        Balances that follow from the entries prove none of them: a slip of the pen is carried on with them.
        """
        own = entry - self.carried
        if own < 0:
            return None
        if self.breaks is None:
            change = int((self.balance_gap or Decimal(0)).scaleb(self.places))
        else:
            change = self.breaks.get(own, 0)
        return self.amounts[entry] + change if change else None

    def __len__(self) -> int:
        return len(self.amounts)

    def cell(self, entry: int) -> str:
        """The address of an entry's amount in a workbook; empty for an entry of another file."""
        return self.cells[entry] if self.cells else ""

    def amount(self, entry: int) -> Decimal:
        """An entry's amount in currency units."""
        return self.money(self.amounts[entry])

    def money(self, count: int) -> Decimal:
        """A whole number of the side's smallest units as currency units."""
        return Decimal(count).scaleb(-self.places)

    def total(self, entries: Sequence[int] | None = None) -> Decimal:
        """The sum of some entries, or of all."""
        return self.money(sum(self.amounts if entries is None else (self.amounts[entry] for entry in entries)))


class MatchStatus(StrEnum):
    """How sure it is that entries belong together."""

    MATCHED = "matched"
    """nothing else would do, on either side, and the amounts agree"""
    SLIP = "slip"
    """nothing else would do, and a slip of the pen explains why the amounts differ"""
    AMBIGUOUS = "ambiguous"
    """more than one answer fits: nothing is matched"""


class MatchKind(StrEnum):
    """What two sides of a match have in common, or which slip parts them."""

    REFERENCE = "reference"
    IDENTICAL = "identical"
    AMOUNT_AND_DATE = "amount_and_date"
    NAME = "name"
    BATCH = "batch"
    NETTED = "netted"
    TOLERANCE = "tolerance"
    SIGN_REVERSED = "sign_reversed"
    DIGITS_TRANSPOSED = "digits_transposed"
    DIGIT_MISTYPED = "digit_mistyped"
    DIGIT_DROPPED = "digit_dropped"
    SCALE_SLIP = "scale_slip"
    SEVERAL_FIT = "several_fit"


class Match(Struct, frozen=True, gc=False):
    """Entries that belong together; `left` and `right` number entries of the sides, from 0.

    `difference` is left less right in currency units: nothing, but for a slip or a tolerance. Of an ambiguous one,
    `left` and `right` are the entries concerned and `answers` how many ways of matching them fit (at least).
    """

    status: MatchStatus
    kind: MatchKind
    left: tuple[int, ...]
    right: tuple[int, ...]
    difference: Decimal = Decimal(0)
    days: int = 0
    """How many days the right side came after the left."""
    answers: int = 1
    wrong: str = ""
    """Of a slip: the side (`left`, `right`) whose own balances go by the amount of the other; empty: cannot tell."""


class OpenEntry(Struct, frozen=True):
    """An entry without a counterpart. `age` is in days at the day of reconciling, None without a date."""

    entry: int
    age: int | None
    twin: int | None = None
    """The entry of the same side that it repeats: same reference, amount and date."""


class Proof(Struct, frozen=True):
    """That nothing was lost: `left` − `right` = `unmatched`, in currency units, to the penny.

    `left` and `right` are the sums of all entries as read, counted apart from the matching. `unmatched` is what is
    open on the left (ambiguous entries too) less what is open on the right, and the differences of slips and
    tolerances.
    """

    left: Decimal
    right: Decimal
    unmatched: Decimal

    @property
    def holds(self) -> bool:
        """Whether it comes out to the penny."""
        return self.left - self.right == self.unmatched


class Matching(Struct, frozen=True):
    """What the matching came to: every entry is in exactly one of the lists."""

    matches: tuple[Match, ...] = ()
    """matched, and matched with a slip named, in the order of the left side"""
    ambiguous: tuple[Match, ...] = ()
    only_left: tuple[OpenEntry, ...] = ()
    only_right: tuple[OpenEntry, ...] = ()
    cut_off: str = ""
    """What was not searched to the end, and why; empty where all was."""


class MatchOptions(Struct, frozen=True):
    """How far apart two entries may be and still belong together.

    `days` is the window in which dates may differ. An amount may differ by `tolerance` currency units, or by
    `percent` of it, whichever is more; nothing unless set. Batches have at most `most_in_batch` entries, looked for
    among at most `most_candidates`; `seconds` bounds the search for them.
    """

    days: int = 7
    tolerance: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    most_in_batch: int = 8
    most_candidates: int = 22
    seconds: float = 10.0


class Item(Struct, frozen=True):
    """Something that is open, with a name: a slip, an ambiguous group, or an entry of one side (`left`, `right`).

    `id` is made of what the entries say, so that it is the same next month, and in a file with more rows.
    """

    id: str
    side: str
    match: Match | None = None
    entry: OpenEntry | None = None


ACCEPTED_ITEMS = "reconcile-accepted.toml"
"""The file beside the left list that says which open items may stay open."""


class EntryAcceptance(Struct, frozen=True):
    """Somebody looked at an item, and why it may stay open for now."""

    id: str
    reason: str
    by: str
    on: date


class Reconciliation(Struct, frozen=True):
    """Two sides, what agrees, what does not, and the proof."""

    left: Side
    right: Side
    matching: Matching
    proof: Proof
    columns: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    """(side, what, the file's column) of every column that was used."""
    problems: Sequence[InputProblem] = ()
    currency: str = "GBP"
    items: Sequence[Item] = ()
    """All that is open, in the order in which it is numbered from 1: slips, ambiguous, only left, only right."""
    accepted: Mapping[str, EntryAcceptance] = field(default_factory=dict)
    """Of items that are open, by their id."""
    keeps_texts: bool = True
    """Whether JSON may hold what is written in the lists."""

    @property
    def exit_code(self) -> int:
        """0 all agrees or is accepted; 1 something is open, ambiguous or matched with a slip, or a stated balance
        does not come out; 2 an entry could not be read, or the proof does not hold.
        """
        if not self.proof.holds or any(problem.severity == "error" for problem in self.problems):
            return 2
        is_open = any(one.id not in self.accepted for one in self.items)
        gaps = (self.left.balance_gap, self.right.balance_gap, self.closing_gap)
        return 1 if is_open or any(gaps) else 0

    @property
    def closing_gap(self) -> Decimal | None:
        """The difference of the closing balances, less what is open: nothing, unless something open from before was
        not carried forward. None where a side states no closing balance.
        """
        if self.left.closing is None or self.right.closing is None:
            return None
        return self.left.closing - self.right.closing - self.proof.unmatched
