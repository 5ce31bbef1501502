"""A reconciliation laid out: numbered lists of rows that every format writes in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budget_monitor.model.cell import CellRef
from budget_monitor.model.matching import (
    NO_DATE,
    Match,
    MatchKind,
    MatchStatus,
    OpenEntry,
    Reconciliation,
    Side,
)
from budget_monitor.model.money import figure_text, money
from budget_monitor.render.text.words import place_text

WORDS = {
    MatchKind.REFERENCE: "reference and amount",
    MatchKind.IDENTICAL: "reference and amount, in the order of dates",
    MatchKind.AMOUNT_AND_DATE: "amount and date",
    MatchKind.NAME: "amount, date and name",
    MatchKind.BATCH: "adds up",
    MatchKind.NETTED: "cancel each other",
    MatchKind.TOLERANCE: "reference, within the tolerance",
    MatchKind.SIGN_REVERSED: "sign reversed",
    MatchKind.DIGITS_TRANSPOSED: "digits transposed",
    MatchKind.DIGIT_MISTYPED: "one digit mistyped",
    MatchKind.DIGIT_DROPPED: "a digit left out or added",
    MatchKind.SCALE_SLIP: "a nought too many or too few",
    MatchKind.SEVERAL_FIT: "several fit",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of one side as it is shown. `age` is in days."""

    side: str
    file: str
    line: int
    day: str
    amount: Decimal
    reference: str
    name: str
    cell: str = ""
    age: int | None = None
    note: str = ""

    @property
    def place(self) -> str:
        """File and line, or the cell of a workbook."""
        return place_text(CellRef(self.file, self.line, "", self.cell))


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong, or may belong, together."""

    number: int
    status: MatchStatus
    kind: MatchKind
    left: tuple[Row, ...]
    right: tuple[Row, ...]
    difference: Decimal
    answers: int
    sentence: str


@dataclass(frozen=True, slots=True)
class View:
    """All lists, numbered in one sequence: slips, ambiguous groups, what is open on the left, on the right, and last
    what matches.
    """

    left: Side
    right: Side
    currency: str
    slips: tuple[Group, ...]
    ambiguous: tuple[Group, ...]
    only_left: tuple[tuple[int, Row], ...]
    only_right: tuple[tuple[int, Row], ...]
    matched: tuple[Group, ...]
    result: Reconciliation

    def text(self, amount: Decimal) -> str:
        """An amount for people."""
        return figure_text(money(amount, self.currency))


def view_of(result: Reconciliation) -> View:
    """The lists of a reconciliation."""
    matching, left, right, currency = result.matching, result.left, result.right, result.currency
    slips = [one for one in matching.matches if one.status is MatchStatus.SLIP]
    matched = [one for one in matching.matches if one.status is MatchStatus.MATCHED]
    count = 0

    def groups(found: Sequence[Match]) -> tuple[Group, ...]:
        nonlocal count
        made = tuple(_group(count + number, one, left, right, currency) for number, one in enumerate(found, start=1))
        count += len(made)
        return made

    def entries(which: str, side: Side, found: Sequence[OpenEntry]) -> tuple[tuple[int, Row], ...]:
        nonlocal count
        made = tuple((count + number, _open_row(which, side, one)) for number, one in enumerate(found, start=1))
        count += len(made)
        return made

    shown_slips, unclear = groups(slips), groups(matching.ambiguous)
    only_left, only_right = entries("left", left, matching.only_left), entries("right", right, matching.only_right)
    return View(left, right, currency, shown_slips, unclear, only_left, only_right, groups(matched), result)


def _row(which: str, side: Side, entry: int, age: int | None = None, note: str = "") -> Row:
    day = side.dates[entry]
    shown = "" if day == NO_DATE else date.fromordinal(day).isoformat()
    return Row(
        which, side.files[entry], side.lines[entry], shown, side.amount(entry),
        side.references[entry], side.names[entry], side.cell(entry), age, note,
    )  # fmt: skip


def _open_row(which: str, side: Side, one: OpenEntry) -> Row:
    notes = ["carried forward"] if one.entry < side.carried else []
    if one.twin is not None:
        notes.append(f"repeats line {side.lines[one.twin]}")
    return _row(which, side, one.entry, one.age, ", ".join(notes))


def _group(number: int, match: Match, left: Side, right: Side, currency: str) -> Group:
    lefts = tuple(_row("left", left, entry) for entry in match.left)
    rights = tuple(_row("right", right, entry) for entry in match.right)
    sentence = _sentence(match, lefts, rights, currency)
    return Group(number, match.status, match.kind, lefts, rights, match.difference, match.answers, sentence)


def _sentence(match: Match, lefts: Sequence[Row], rights: Sequence[Row], currency: str) -> str:
    words = WORDS[match.kind]
    if match.status is MatchStatus.AMBIGUOUS:
        if match.answers == 1:
            return "one fits, but amount and date alone are too common to be sure"
        return f"{match.answers:,} ways of matching {len(lefts)} with {len(rights)} fit"
    if match.status is MatchStatus.SLIP:
        one, other = (figure_text(money(row.amount, currency)) for row in (lefts[0], rights[0]))
        if match.wrong:
            wrong, right, file = (one, other, lefts[0].file) if match.wrong == "left" else (other, one, rights[0].file)
            return f"{words}: in {file} type {right}, not {wrong}; the other list's own balances prove it right"
        return f"{words}: {one} here, {other} there; look at the paper to see which is right"
    if match.kind is MatchKind.TOLERANCE:
        return f"{words}: {figure_text(money(abs(match.difference), currency))} apart"
    return words


def closing_words(view: View, gap: Decimal) -> str:
    """Whether what is open explains the difference of the closing balances."""
    ours, theirs = view.left.closing or Decimal(0), view.right.closing or Decimal(0)
    said = f"closing balances: {view.text(ours)} − {view.text(theirs)} = {view.text(ours - theirs)}"
    if not gap:
        return f"{said}, which is what is open"
    return f"{said}; {view.text(gap)} of it is not explained by what is open (open since before: --carried FILE)"
