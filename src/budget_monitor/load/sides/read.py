"""Reads two lists into `Side`s."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.load.sides.agree import Reading, agreed, texts_chosen
from budget_monitor.load.sides.amounts import counts_of, decimals_of
from budget_monitor.load.sides.dates import Days, days_of, explain_date
from budget_monitor.load.sides.guess import FIGURES, columns_of, names_without_header
from budget_monitor.load.sides.stated import MAX_BREAKS_SHOWN, Running, Stated, running_balance, stated_rows
from budget_monitor.load.sides.tables import Columns, read_columns
from budget_monitor.load.sides.two_sided import one_below_the_other
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.lists.matching import NO_DATE, Side
from budget_monitor.model.lists.sides import SideColumns

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


class ReadSide(Struct, frozen=True):
    """A side, the columns it was read from, and what was wrong; a problem of severity `error` leaves an entry out."""

    side: Side
    columns: Mapping[str, str]
    problems: tuple[InputProblem, ...]


def read_sides(
    left: tuple[Path, SideColumns], right: tuple[Path, SideColumns], currency: str = "GBP"
) -> list[ReadSide]:
    """The two lists, in files of any kind that the tool reads, with amounts in one sign and one smallest unit.

    Raises UsageError where there is no such file, no such column, or no table in it.
    """
    found = [_table(path, said) for path, said in (left, right)]
    readings = agreed((found[0], left[1]), (found[1], right[1]), currency)
    days = _both_days(readings)
    kept = [texts_chosen(readings[0], readings[1]), texts_chosen(readings[1], readings[0])]
    values = [_net(one) for one in readings]
    places = decimals_of([one for one in values if len(one)])
    return [
        _side(path, said, reading, net, dates, columns, places)
        for (path, said), reading, net, dates, columns in zip((left, right), readings, values, days, kept, strict=True)
    ]


def _table(path: Path, said: SideColumns) -> Columns:
    def places_of(header: Sequence[str], file: str) -> dict[str, int]:
        return columns_of(header, said.columns, file)

    return one_below_the_other(read_columns(path, said.sheet, places_of, names_without_header), places_of)


def _net(reading: Reading) -> pa.Array:
    values = reading.figures.net(reading.roles)
    return pc.negate(values) if reading.is_turned else values


def _both_days(readings: Sequence[Reading]) -> list[Days | None]:
    """The days of either side; where one has no years, those that lie nearest to the other's."""
    found = [_days(one, None) for one in readings]
    for side, own in enumerate(found):
        if own is None or not own.lacks_year:
            continue
        reading, other = readings[side], found[1 - side]
        titles = " ".join([reading.found.file, reading.found.sheet, *reading.found.above])
        stated = [int(year) for year in _YEAR.findall(titles)]
        known = [] if other is None or other.lacks_year else [day for day in other.days if day != NO_DATE]
        if known:
            middle = sum(known) // len(known)
            year = date.fromordinal(middle).year
            tried = [_days(reading, one) for one in (year - 1, year, year + 1)]
            found[side] = min(tried, key=lambda one: abs(_middle(one) - middle))
        elif stated:
            found[side] = _days(reading, stated[0])
        else:
            raise UsageError(
                f"{reading.found.file}: its dates have no year, and nothing says which it is;"
                " write the year in the file's name or in a title, such as 2026"
            )
    return found


def _middle(days: Days | None) -> int:
    known = [day for day in days.days if day != NO_DATE] if days else []
    return sum(known) // max(1, len(known))


def _days(reading: Reading, year: int | None) -> Days | None:
    if "date" not in reading.roles:
        return None
    texts = reading.found.cells[reading.roles["date"]].to_pylist()
    return days_of(texts, reading.found.file, reading.said.month_first, year)


def _side(
    path: Path, said: SideColumns, reading: Reading, net: pa.Array, dates: Days | None,
    columns: Mapping[str, list[int]], places: int,
) -> ReadSide:  # fmt: skip
    found, roles = reading.found, reading.roles
    texts = {role: found.joined_texts(several) for role, several in columns.items()}
    days = dates.days if dates else [NO_DATE] * len(found.lines)
    stated = _stated(reading, net, dates)
    is_kept = pc.and_(pc.is_valid(net), pc.not_equal(pc.fill_null(net, Decimal(0)), Decimal(0))).to_numpy(
        zero_copy_only=False
    )
    is_kept = is_kept.copy()
    is_kept[list(stated.rows)] = False
    if said.only:
        is_kept &= _of_account(reading, said.only)
    kept = np.flatnonzero(is_kept)
    rows, places_kept = pa.array(kept), kept.tolist()
    amounts = counts_of(net.take(rows), places)
    running = _running(reading, rows, amounts, places, texts.get("account"), only=bool(said.only))
    opening, closing = _balances(stated, running, amounts, places, roles)
    lines = found.lines.take(rows).to_pylist()

    def chosen(values: Sequence[str] | None) -> list[str]:
        return [values[row] for row in places_kept] if values else []

    side = Side(
        path.name if not said.sheet else found.file, amounts.tolist(), [days[row] for row in places_kept],
        chosen(texts["reference"]) or [""] * len(kept), chosen(texts["name"]) or [""] * len(kept),
        [found.file] * len(kept), lines, _cells(reading, places_kept), places=places,
        opening=opening, closing=closing, accounts=chosen(texts.get("account")),
        breaks=None if running.opening is None else {entry: gap for some, gap in running.breaks for entry in some},
    )  # fmt: skip
    problems = (*found.problems, *_problems(reading, stated, dates), *_breaks(reading, side, running))
    return ReadSide(side, _columns_used(reading, dates, columns), problems)


def _of_account(reading: Reading, only: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if "account" not in reading.roles:
        raise UsageError(f"{reading.found.file}: no column says which account an entry is of; name it: account=COLUMN")
    accounts = reading.found.texts(reading.roles["account"])
    if only.casefold() not in {one.casefold() for one in accounts}:
        known = list(dict.fromkeys(filter(None, accounts)))
        raise UsageError(f"{reading.found.file}: no account {only!r}{did_you_mean(only, known)}")
    return np.array([one.casefold() == only.casefold() for one in accounts], np.bool_)


def _stated(reading: Reading, net: pa.Array, dates: Days | None) -> Stated:
    roles, stated = reading.roles, Stated()
    figures = [roles[role] for role in (*FIGURES, "balance") if role in roles]
    has_date = [day != NO_DATE for day in dates.days] if dates else None
    balances = reading.figures.column(roles["balance"]) if "balance" in roles else None
    for row, what in stated_rows(reading.found, figures, has_date):
        balance = balances[row].as_py() if balances is not None else None
        amount = net[row].as_py() if balance is None else balance
        if what == "opening" and stated.opening is None and amount is not None:
            stated.opening = amount
        elif what == "closing" and amount is not None:
            stated.closing = amount
        stated.rows.add(row)
    return stated


def _running(
    reading: Reading, rows: pa.Array, amounts: np.ndarray[tuple[int], np.dtype[np.int64]], places: int,
    accounts: list[str] | None, *, only: bool,
) -> Running:  # fmt: skip
    """What the column of balances shows; of several accounts in one list nothing is asked."""
    if "balance" not in reading.roles or (not only and accounts and len(set(accounts)) > 1):
        return Running()
    balances = reading.figures.column(reading.roles["balance"]).take(rows)
    known = pc.indices_nonzero(pc.is_valid(balances)).to_numpy().astype(np.int64)
    if "amount" in reading.roles and reading.is_turned:
        balances = pc.negate(balances)
    if decimals_of([balances]) > places:
        return Running()
    return running_balance(amounts, counts_of(balances.drop_null(), places), known)


def _balances(
    stated: Stated, running: Running, amounts: np.ndarray[tuple[int], np.dtype[np.int64]], places: int,
    roles: Mapping[str, int],
) -> tuple[Decimal | None, Decimal | None]:  # fmt: skip
    """The balances before and after the entries: as stated in rows of their own, or as the column of balances shows."""

    def shown(count: int | None) -> Decimal | None:
        return None if count is None else Decimal(count).scaleb(-places)

    opening = shown(running.opening) if stated.opening is None else stated.opening
    closing = shown(running.closing) if stated.closing is None else stated.closing
    if closing is not None and stated.closing is not None and "balance" not in roles and "amount" not in roles:
        # in an account with two sides the balance carried down stands where it makes both columns add up
        total = Decimal(int(amounts.sum())).scaleb(-places)
        closing = -closing if opening is None or opening + total == -closing or opening + total != closing else closing
    return opening, closing


def _problems(reading: Reading, stated: Stated, dates: Days | None) -> list[InputProblem]:
    found, roles = reading.found, reading.roles
    problems = []
    lines = found.lines.to_pylist()
    left_out = {lines[row] for row in stated.rows}
    for role in (*FIGURES, "balance"):
        if role in roles:
            problems += [one for one in reading.figures.problems(roles[role]) if one.line not in left_out]
    if dates is not None:
        place = roles["date"]
        has_amount = pc.is_valid(reading.figures.net(roles)).to_pylist() if dates.wrong else []
        problems += [
            InputProblem(
                found.file, lines[row], found.header[place], "error", text,
                explain_date(text, month_first=dates.is_month_first), found.address(place, lines[row]),
            )
            for row, text in dates.wrong.items() if row not in stated.rows and has_amount[row]
        ]  # fmt: skip
    return problems


def _breaks(reading: Reading, side: Side, running: Running) -> list[InputProblem]:
    """Where the column of balances does not follow from the entries: one may be missing, or wrong."""
    place = reading.roles.get("balance", 0)
    return [
        InputProblem(
            reading.found.file, side.lines[some[-1]], reading.found.header[place], "warning", "",
            "the balance does not follow from the entries: it is"
            f" {side.money(abs(gap)):,f} too {'high' if gap > 0 else 'low'}",
            reading.found.address(place, side.lines[some[-1]]),
        )
        for some, gap in running.breaks[:MAX_BREAKS_SHOWN]
    ]  # fmt: skip


def _cells(reading: Reading, kept: Sequence[int]) -> list[str]:
    """Where the amounts of these rows stand in a workbook: of two columns, in the one that has it."""
    found = reading.found
    if not found.sheet:
        return []
    lines = found.lines.to_pylist()
    places = [reading.roles[role] for role in FIGURES if role in reading.roles]
    texts = {place: found.cells[place].to_pylist() for place in places}
    return [
        found.address(next((place for place in places if texts[place][row].strip()), places[0]), lines[row])
        for row in kept
    ]


def _columns_used(reading: Reading, dates: Days | None, columns: Mapping[str, list[int]]) -> dict[str, str]:
    places = {role: columns.get(role) or [place] for role, place in reading.roles.items()}
    used = {role: " + ".join(reading.found.header[place] for place in several) for role, several in places.items()}
    if reading.is_turned:
        used["sign"] = "reversed"
    if dates is not None and dates.is_month_first:
        used["dates"] = "month first"
    return used
