"""A reconciliation laid out: numbered lists of rows that every format writes in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.model.ledgers.cell import CellRef
from budget_monitor.model.ledgers.money import figure_text, money
from budget_monitor.model.lists.matching import (
    NO_DATE,
    Match,
    MatchKind,
    MatchStatus,
    OpenEntry,
    Reconciliation,
    Side,
)
from budget_monitor.render.report.details import problem_text
from budget_monitor.render.text.words import plural

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


MAX_PROBLEMS_TOLD = 20
A_MILLION = 1_000_000
"""So many ways of matching, and all beyond, are as good as any."""
AGES: tuple[tuple[str, int | None, int | None], ...] = (
    ("dated later", -(10**6), -1), ("up to 30 days", 0, 30),
    ("31 to 60 days", 31, 60), ("61 to 90 days", 61, 90), ("over 90 days", 91, None),
    ("without a date", None, None),
)  # fmt: skip
"""The bands of age in which open entries are counted, with the first and the last day of each."""


class Row(Struct, frozen=True):
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
    id: str = ""
    accepted: str = ""

    @property
    def place(self) -> str:
        """File and line, or the cell of a workbook."""
        return CellRef(self.file, self.line, "", self.cell).place


class Group(Struct, frozen=True):
    """Entries that belong, or may belong, together."""

    number: int
    status: MatchStatus
    kind: MatchKind
    left: tuple[Row, ...]
    right: tuple[Row, ...]
    difference: Decimal
    answers: int
    sentence: str
    id: str = ""
    accepted: str = ""


class Band(Struct, frozen=True):
    """What is open and so many days old: how many entries, and their sum, on either side."""

    title: str
    left: tuple[int, Decimal]
    right: tuple[int, Decimal]


class View(Struct, frozen=True, dict=True):
    """All lists, numbered in one sequence: slips, ambiguous groups, what is open on the left, on the right, and last
    what matches. `items` are the same as the result's.
    """

    left: Side
    right: Side
    currency: str
    slips: tuple[Group, ...]
    ambiguous: tuple[Group, ...]
    only_left: tuple[tuple[int, Row], ...]
    only_right: tuple[tuple[int, Row], ...]
    result: Reconciliation

    @property
    def match_count(self) -> int:
        """How many matches there are without a slip."""
        return len(self.result.matching.matches) - len(self.slips)

    @cached_property
    def matched(self) -> tuple[Group, ...]:
        """The matches, of which there may be a million: laid out only where they are asked for."""
        matching, first = self.result.matching, len(self.result.items) + 1
        found = (one for one in matching.matches if one.status is MatchStatus.MATCHED)
        return tuple(
            _group(number, one, self.left, self.right, self.currency) for number, one in enumerate(found, first)
        )

    @cached_property
    def ageing(self) -> tuple[Band, ...]:
        """What is open by its age; entries without a date, and those of ambiguous groups, among the rest."""
        lists = self.only_left, self.only_right
        found = []
        for title, least, most in AGES:
            ours, theirs = (
                [row.amount for _, row in rows if (row.age is None if least is None else
                 row.age is not None and least <= row.age <= (most or row.age))]
                for rows in lists
            )  # fmt: skip
            if ours or theirs:
                nought = Decimal(0)
                found.append(Band(title, (len(ours), sum(ours, nought)), (len(theirs), sum(theirs, nought))))
        return tuple(found)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, a sentence each; of very many their number."""
        found = self.result.problems
        more = len(found) - MAX_PROBLEMS_TOLD
        told = [problem_text(one) for one in found[:MAX_PROBLEMS_TOLD]]
        return (*told, *([f"and {more:,} more that could not be read (--format json lists all)"] if more > 0 else []))

    def text(self, amount: Decimal) -> str:
        """An amount for people."""
        return figure_text(money(amount, self.currency))


def view_of(result: Reconciliation) -> View:
    """The lists of a reconciliation."""
    left, right, currency = result.left, result.right, result.currency
    groups: dict[MatchStatus, list[Group]] = {status: [] for status in MatchStatus}
    lists: dict[str, list[tuple[int, Row]]] = {"left": [], "right": []}
    sides = {"left": left, "right": right}
    for number, item in enumerate(result.items, start=1):
        accepted = result.accepted.get(item.id)
        said = f"accepted: {accepted.reason} ({accepted.by}, {accepted.on})" if accepted else ""
        if item.match is not None:
            group = _group(number, item.match, left, right, currency, said)
            groups[item.match.status].append(replace(group, id=item.id, accepted=said))
        elif item.entry is not None:
            row = _open_row(item.side, sides[item.side], item.entry, said)
            lists[item.side].append((number, replace(row, id=item.id, accepted=said)))
    slips, unclear = (tuple(groups[status]) for status in (MatchStatus.SLIP, MatchStatus.AMBIGUOUS))
    return View(left, right, currency, slips, unclear, tuple(lists["left"]), tuple(lists["right"]), result)


def _row(which: str, side: Side, entry: int, age: int | None = None, note: str = "") -> Row:
    day = side.dates[entry]
    shown = "" if day == NO_DATE else date.fromordinal(day).isoformat()
    return Row(
        which, side.files[entry], side.lines[entry], shown, side.amount(entry),
        side.references[entry], side.names[entry], side.cell(entry), age, note,
    )  # fmt: skip


def _open_row(which: str, side: Side, one: OpenEntry, accepted: str) -> Row:
    notes = ["carried forward"] if one.entry < side.carried else []
    if one.twin is not None:
        notes.append(f"repeats line {side.lines[one.twin]}")
    return _row(which, side, one.entry, one.age, ", ".join(filter(None, (*notes, accepted))))


def _group(number: int, match: Match, left: Side, right: Side, currency: str, accepted: str = "") -> Group:
    lefts = tuple(_row("left", left, entry) for entry in match.left)
    rights = tuple(_row("right", right, entry) for entry in match.right)
    sentence = "; ".join(filter(None, (_sentence(match, lefts, rights, currency), accepted)))
    return Group(number, match.status, match.kind, lefts, rights, match.difference, match.answers, sentence)


def _sentence(match: Match, lefts: Sequence[Row], rights: Sequence[Row], currency: str) -> str:
    words = WORDS[match.kind]
    if match.status is MatchStatus.AMBIGUOUS:
        if match.answers == 1:
            return "one fits, but amount and date alone are too common to be sure"
        more = " and more" if match.answers >= A_MILLION else ""
        return f"{match.answers:,}{more} ways of matching {len(lefts)} with {len(rights)} fit"
    if match.status is MatchStatus.SLIP:
        one, other = (figure_text(money(row.amount, currency)) for row in (lefts[0], rights[0]))
        if match.wrong:
            wrong, right, file = (one, other, lefts[0].file) if match.wrong == "left" else (other, one, rights[0].file)
            return f"{words}: in {file} type {right}, not {wrong}; the balances of {file} itself go by {right}"
        return f"{words}: {one} here, {other} there; look at the paper to see which is right"
    if match.kind is MatchKind.TOLERANCE:
        return f"{words}: {figure_text(money(abs(match.difference), currency))} apart"
    return words


def balance_words(view: View, gap: Decimal) -> str:
    """Whether a list's own balances follow from its entries."""
    if not gap:
        return "opening balance + entries = closing balance holds"
    much = "much" if gap > 0 else "little"
    said = f"{view.text(abs(gap))} too {much} is stated"
    return f"opening balance + entries = closing balance does not come out: {said}"


def proof_words(result: Reconciliation) -> str:
    """Whether what is open is the whole difference, of all entries or of those that could be read."""
    if not result.proof.holds:
        return "The proof does NOT hold: an entry is lost. Do not use it."
    unread = sum(one.severity == "error" for one in result.problems)
    if not unread:
        return "The proof holds to the penny."
    return f"The proof holds for the entries that were read; {plural(unread, 'cell')} could not."


def closing_words(view: View, gap: Decimal) -> str:
    """Whether what is open explains the difference of the closing balances."""
    ours, theirs = view.left.closing or Decimal(0), view.right.closing or Decimal(0)
    said = f"closing balances: {view.text(ours)} − {view.text(theirs)} = {view.text(ours - theirs)}"
    if not gap:
        return f"{said}, which is what is open"
    return f"{said}; {view.text(gap)} of it is not explained by what is open (open since before: --carried FILE)"


def row_of(result: Reconciliation, which: str, entry: int) -> Row:
    """An entry as it is shown."""
    return _row(which, result.left if which == "left" else result.right, entry)
