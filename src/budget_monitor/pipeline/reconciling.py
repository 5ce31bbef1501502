"""The job of reconciling: read two lists, put what was carried forward in front, match, and prove the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.model.running.limits import within
from budget_monitor.model.running.patience import searches_end_at_interrupt
from budget_monitor.pipeline.run.beside import settings_beside
from budget_monitor.pipeline.run.named import said_text

if TYPE_CHECKING:
    from budget_monitor.figures.far_dates import FarDate
    from budget_monitor.load.sides.read import ReadSide
    from budget_monitor.model.ledgers.ledger import InputProblem
    from budget_monitor.model.lists.matching import Item, MatchOptions, Reconciliation, Side
    from budget_monitor.model.lists.versions import KeyedTable, Versions
    from budget_monitor.model.running.progress import Watch

MAX_PROBLEMS_TOLD = 5
MIN_CHARACTERS_OF_AN_ID = 4
"""A shorter number is that of an item, and not the beginning of an id."""


def reconcile(
    left: str | Path,
    right: str | Path,
    *,
    left_columns: str = "",
    right_columns: str = "",
    carried: str | Path | None = None,
    options: MatchOptions | None = None,
    today: date | None = None,
    tells_at_interrupt: bool = False,
    watch: Watch | None = None,
) -> Reconciliation:
    """Two lists that must agree, such as a cash book and a bank statement: what matches, what is open, and the proof.

    `left_columns` and `right_columns` say which column is which where the headers do not
    (`date=Posted,amount=Value,sign=reversed`). Where these or the options are not given, the settings beside `left`
    count ([reconcile] in budget-monitor.toml). `carried` is the file of what was open last time. Ages are as of
    `today`, or of the last date in the lists that is no slip: one years away from the others is told. Amounts are in
    currency units; money in is positive. With `tells_at_interrupt` Ctrl-C ends the matching and not the job.

    Raises UsageError where a list cannot be read or no column is known for the amounts. What is wrong with single
    cells is in the result's `problems`, and such entries are left out.
    """
    from budget_monitor.load.sides.accepted import accepted_items
    from budget_monitor.load.sides.carried import pair_name, with_carried
    from budget_monitor.load.sides.guess import side_columns
    from budget_monitor.load.sides.read import read_sides
    from budget_monitor.match.items import items_of
    from budget_monitor.match.matching import match, proof
    from budget_monitor.model.lists.matching import Reconciliation

    first, second = Path(left), Path(right)
    settings = settings_beside(first)
    kept, currency = settings.reconcile, settings.currency
    ours_columns, theirs_columns = side_columns(left_columns or kept.left), side_columns(right_columns or kept.right)
    is_one_sheet = (ours_columns.sheet, ours_columns.only) == (theirs_columns.sheet, theirs_columns.only)
    if is_one_sheet and first.exists() and second.exists() and first.samefile(second):
        raise UsageError(f"{left} and {right} are the same file")
    if is_one_sheet and _say_the_same(first, second):
        raise UsageError(f"{left} and {right} are copies: they hold the same, byte by byte")
    if watch is not None:
        watch("reading", 0, 0)
    with within(settings.limits):
        ours, theirs = read_sides((first, ours_columns), (second, theirs_columns), currency)
    sides = ours.side, theirs.side
    if carried is not None:
        sides = with_carried(Path(carried), *sides)
    for side, read in zip(sides, (ours, theirs), strict=True):
        if not len(side):
            raise UsageError("\n".join([f"{side.name}: there is no entry in it, so nothing can be matched",
                                        *_unread(read.problems)]))  # fmt: skip
    far = _far_dates(sides)
    with searches_end_at_interrupt(tells_at_interrupt):
        matching = match(*sides, options or kept.options, today or _last_day(sides, far), watch)
    columns = [
        (which, role, name)
        for which, found in (("left", ours.columns), ("right", theirs.columns))
        for role, name in found.items()
    ]
    problems = (*ours.problems, *theirs.problems, *_dated_far((ours, theirs), sides, far))
    if today is not None:
        problems = (*problems, *_dated_later(sides, today, far))
    items = items_of(*sides, matching)
    pair = pair_name(*sides)
    accepted = accepted_items(first.parent, pair)
    return Reconciliation(
        *sides, matching, proof(*sides, matching), tuple(columns), problems, currency, items,
        {item.id: accepted[item.id] for item in items if item.id in accepted}, settings.keep.texts,
    )  # fmt: skip


def _far_dates(sides: Sequence[Side]) -> Mapping[int, FarDate]:
    """The days of both lists that are likely slips."""
    from budget_monitor.figures.far_dates import far_dates
    from budget_monitor.model.lists.matching import NO_DATE

    days = (day for side in sides for day in side.dates if day != NO_DATE)
    return far_dates(days, date.today(), none_ahead=True)


def _last_day(sides: Sequence[Side], far: Mapping[int, FarDate]) -> date | None:
    """The last day of both lists that is no slip, the last of all where all are; None where there is no date."""
    from budget_monitor.model.lists.matching import NO_DATE

    days = {day for side in sides for day in side.dates if day != NO_DATE}
    return date.fromordinal(max(days - far.keys() or days)) if days else None


def _dated_far(
    read: Sequence[ReadSide], sides: Sequence[Side], far: Mapping[int, FarDate]
) -> Iterator[InputProblem]:  # fmt: skip
    """A warning for each of the first entries of a side with a date that is likely a slip: it is no day to count to."""
    from budget_monitor.errors import hint
    from budget_monitor.model.ledgers.ledger import InputProblem

    for one, side in zip(read, sides, strict=True):
        entries = [entry for entry, day in enumerate(side.dates) if day in far] if far else []
        for entry in entries[:MAX_PROBLEMS_TOLD]:
            slip = far[side.dates[entry]]
            near = slip.meant.isoformat() if slip.meant else None
            said = (
                f"likely a slip: {slip.years} years {'after' if slip.after else 'before'} the other dates{hint(near)}"
            )
            yield InputProblem(
                side.files[entry], side.lines[entry], one.columns.get("date", ""), "warning", slip.day.isoformat(), said
            )
        if len(entries) > MAX_PROBLEMS_TOLD:
            said = f"{len(entries) - MAX_PROBLEMS_TOLD:,} more dates of it are years from the others, and likely slips"
            yield InputProblem(side.name, 0, "", "warning", "", said)


def _dated_later(sides: Sequence[Side], today: date, far: Mapping[int, FarDate]) -> Iterator[InputProblem]:
    """A warning for each side with entries after the day to which ages are counted: they have no age yet."""
    from budget_monitor.model.ledgers.ledger import InputProblem

    for side in sides:
        later = sum(day > today.toordinal() and day not in far for day in side.dates)
        if later:
            said = f"{later:,} of {len(side):,} entries are dated later than {today}, the day to which ages are counted"
            yield InputProblem(side.name, 0, "", "warning", "", said)


def _unread(problems: Sequence[InputProblem]) -> Iterator[str]:
    """The first cells that could not be read: why a list that has rows has no entry."""
    wrong = [one for one in problems if one.severity == "error"]
    for one in wrong[:MAX_PROBLEMS_TOLD]:
        yield f"{one.file}:{one.address.rpartition('!')[2] or one.line} {one.column}: {one.text!r} {one.message}"
    if len(wrong) > MAX_PROBLEMS_TOLD:
        yield f"and {len(wrong) - MAX_PROBLEMS_TOLD:,} more"


def item_named(result: Reconciliation, name: str) -> Item:
    """The open item of a number, an id, or the beginning of one. Raises UsageError where there is none, or several."""
    is_number = name.isdecimal() and len(name) < MIN_CHARACTERS_OF_AN_ID
    if is_number and 1 <= int(name) <= len(result.items):
        return result.items[int(name) - 1]
    found = [] if is_number else [item for item in result.items if name and item.id.startswith(name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{name} is the beginning of several ids: {', '.join(item.id for item in found[:5])}")
    count = len(result.items)
    raise UsageError(
        f"there is no open item {name!r}; {f'they are numbered 1 to {count}' if count else 'nothing is open'}"
    )


def accept_entry(result: Reconciliation, left: str | Path, item: Item, reason: str, by: str, on: date) -> Path:
    """Write down that an item may stay open, and why, beside the left list; the file it stands in.

    Raises UsageError where there is no reason, or it is accepted already.
    """
    from budget_monitor.load.sides.accepted import accept_item
    from budget_monitor.load.sides.carried import pair_name
    from budget_monitor.model.lists.matching import EntryAcceptance

    reason, by = said_text(reason, "reason"), said_text(by, "by")
    if not reason.strip(". …"):
        raise UsageError('a reason is needed: --reason "cheque of April, the payee is asked"')
    entry_accepted = EntryAcceptance(item.id, reason, by, on)
    return accept_item(Path(left).parent, pair_name(result.left, result.right), _in_words(result, item), entry_accepted)


def _in_words(result: Reconciliation, item: Item) -> str:
    """What is accepted, for who reads the file."""
    sides = {"left": result.left, "right": result.right}
    if item.entry is not None:
        side, entry = sides[item.side], item.entry.entry
        place = f"{side.files[entry]}:{side.lines[entry]}"
        return " ".join(f"{place} {side.amount(entry):f} {side.references[entry]} {side.names[entry]}".split())
    assert item.match is not None
    both = (("left", item.match.left), ("right", item.match.right))
    places = [f"{sides[name].files[entry]}:{sides[name].lines[entry]}" for name, entries in both for entry in entries]
    return f"{item.match.kind.value.replace('_', ' ')}: {', '.join(places)}"


def _say_the_same(first: Path, second: Path) -> bool:
    """Whether two files are copies of one another."""
    try:
        return first.is_file() and second.is_file() and cmp(first, second, shallow=False)
    except OSError:
        return False  # reading it will say why


def compare_versions(
    left: str | Path,
    right: str | Path,
    key: Sequence[str],
    *,
    left_sheet: str = "",
    right_sheet: str = "",
    tells_at_interrupt: bool = False,
    watch: Watch | None = None,
) -> Versions:
    """Two versions of one table, such as a draft and the final one, whose rows `key` tells apart: the rows only in one,
    the cells that differ, by how much and whether beyond rounding, and the sums of either. With `tells_at_interrupt`
    Ctrl-C ends the comparison, and the result says what is left of it.

    Raises UsageError where a table cannot be read, or has no such column.
    """
    from budget_monitor.load.sides.keyed import read_keyed
    from budget_monitor.match.versions.comparing import versions_of as compared

    first, second = Path(left), Path(right)
    if left_sheet == right_sheet and first.exists() and second.exists() and first.samefile(second):
        raise UsageError(f"{left} and {right} are the same file")
    settings = settings_beside(first)

    def table_in(path: Path, sheet: str) -> KeyedTable:
        if watch is not None:
            watch(f"reading {path.name}", 0, 0)
        table, problems = read_keyed(path, key, sheet, settings.currency)
        wrong = [f"{path}:{one.line}: {one.text!r} {one.message}" for one in problems if one.severity == "error"]
        if wrong:
            raise UsageError("\n".join(wrong))
        if not table.keys:
            raise UsageError(f"{path}: there is no row in it, so nothing can be compared")
        return table

    tables = table_in(first, left_sheet), table_in(second, right_sheet)
    if watch is not None:
        watch("comparing", 0, 0)
    with searches_end_at_interrupt(tells_at_interrupt):
        found = compared(*tables, settings.currency)
    return replace(found, keeps_texts=settings.keep.texts)
