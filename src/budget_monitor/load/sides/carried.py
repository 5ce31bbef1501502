"""The file of what was open last month: written after a reconciliation, read and tried first in the next."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.load.sources.cells import Unreadable
from budget_monitor.load.sources.source import content_of
from budget_monitor.model.ledgers.period import MONTH_BEGINNINGS
from budget_monitor.model.lists.matching import NO_DATE, MatchStatus, Reconciliation, Side

HEADER = ("pair", "side", "date", "amount", "reference", "name", "file", "line", "cell")
MAX_MEGABYTES = 100
MAX_CHARACTERS_SHOWN = 40
_AMOUNT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")


def pair_name(left: Side, right: Side) -> str:
    """What two lists are called whichever month they are of: `cash_book_apr_2026.csv` is `cash book`."""
    return f"{_list_name(left.name)} | {_list_name(right.name)}"


def _list_name(file: str) -> str:
    book, _, sheet = file.casefold().partition(":")
    words = re.findall(r"[a-z]+", f"{book.rpartition('.')[0] or book} {sheet}")
    kept = [word for word in words if not re.fullmatch(rf"(?:{MONTH_BEGINNINGS})[a-z]*|p|q|m", word)]
    return " ".join(kept or words)


def carried_text(result: Reconciliation) -> str:
    """What is open on either side, as CSV: entries without a counterpart, ambiguous ones, and the difference of each
    slip, which stays open until a correction is entered.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    pair = pair_name(result.left, result.right)
    for label, side, entries in (
        ("left", result.left, _open(result, is_left=True)),
        ("right", result.right, _open(result, is_left=False)),
    ):
        for entry in entries:
            texts = side.references[entry], side.names[entry]
            place = side.files[entry], side.lines[entry], side.cell(entry)
            writer.writerow((pair, label, _written(side.dates[entry]), f"{side.amount(entry):f}", *texts, *place))
        for row in _differences(result, label, side):
            writer.writerow((pair, label, *row))
    return text.getvalue()


def _differences(result: Reconciliation, label: str, side: Side) -> Iterator[tuple[object, ...]]:
    """What slips put on a side too much: that which is known to be wrong, and the left where neither is."""
    for one in result.matching.matches:
        if one.status is not MatchStatus.SLIP or (one.wrong or "left") != label:
            continue
        entry = one.left[0] if label == "left" else one.right[0]
        amount = one.difference if label == "left" else -one.difference
        name = f"{side.names[entry]} ({one.kind.value.replace('_', ' ')})".strip()
        texts = side.references[entry], name
        yield _written(side.dates[entry]), f"{amount:f}", *texts, side.files[entry], side.lines[entry], side.cell(entry)


def _written(day: int) -> str:
    return "" if day == NO_DATE else date.fromordinal(day).isoformat()


def _open(result: Reconciliation, *, is_left: bool) -> list[int]:
    lists = result.matching.only_left if is_left else result.matching.only_right
    unclear = [entry for group in result.matching.ambiguous for entry in (group.left if is_left else group.right)]
    return sorted([*(one.entry for one in lists), *unclear])


def with_carried(path: Path, left: Side, right: Side) -> tuple[Side, Side]:
    """Both sides with the entries of such a file in front of their own.

    Raises UsageError where it is no such file, or one of other lists.
    """
    try:
        text = content_of(path, MAX_MEGABYTES).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        line, byte = error.object.count(b"\n", 0, error.start) + 1, error.object[error.start]
        raise UsageError(f"{path}:{line}: this is not UTF-8 text: byte {byte:02x}") from error
    except (Unreadable, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    if not rows or tuple(rows[0]) != HEADER:
        raise UsageError(f"{path}: not a file of carried-forward entries; its header is {','.join(HEADER)}")
    pair = pair_name(left, right)
    other = next((row[0] for row in rows[1:] if row and row[0] != pair), None)
    if other is not None:
        raise UsageError(f"{path}: carried forward from {other}, and these are {pair}")
    sides = {"left": left, "right": right}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(HEADER) or row[1] not in sides:
            raise UsageError(f"{path}:{number}: not an entry; expected {','.join(HEADER)}")
    return tuple(  # type: ignore[return-value]
        _in_front(path, side, [(number, row) for number, row in enumerate(rows[1:], start=2) if row[1] == name])
        for name, side in sides.items()
    )


def _in_front(path: Path, side: Side, rows: Sequence[tuple[int, Sequence[str]]]) -> Side:
    try:
        amounts = [_amount(row[3]) for _, row in rows]
        days = [date.fromisoformat(row[2]).toordinal() if row[2] else NO_DATE for _, row in rows]
        lines = [int(row[7]) for _, row in rows]
        counts = [_whole(amount, side.places) for amount in amounts]
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{path}: an amount, a date or a line in it cannot be read: {error}") from error
    return replace(
        side,
        amounts=[*counts, *side.amounts],
        dates=[*days, *side.dates],
        references=[*(row[4] for _, row in rows), *side.references],
        names=[*(row[5] for _, row in rows), *side.names],
        files=[*(row[6] for _, row in rows), *side.files],
        lines=[*lines, *side.lines],
        cells=[*(row[8] for _, row in rows), *(side.cell(entry) for entry in range(len(side)))],
        carried=len(rows),
    )


def _amount(text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"{text[:MAX_CHARACTERS_SHOWN]!r} is no amount such as -12.50")
    return Decimal(text)


def _whole(amount: Decimal, places: int) -> int:
    scaled = amount.scaleb(places)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more than {places} decimals")
    return int(scaled)
