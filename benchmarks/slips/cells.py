"""Cells to slip in: how they are drawn, and how other digits are put into them."""

from __future__ import annotations

import re
from random import Random

from draft import Draft, Place, Row, with_commas
from variant import Variant

_DIGITS = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def any_cell(draft: Draft, rng: Random, role: str = "", ledgers: tuple[str, ...] = ()) -> Place | None:
    """A figure at random: every ledger is as likely as the others, and so is every row of it."""
    ledger = rng.choice([name for name in draft.rows if not ledgers or name in ledgers])
    rows = draft.rows[ledger]
    for _ in range(20):
        number = rng.randrange(len(rows))
        if role and rows[number].role not in role.split():
            continue
        columns = [name for name, amount in rows[number].amounts.items() if amount is not None]
        columns += ["value"] if rows[number].counts else []
        if columns:
            return Place(ledger, number, rng.choice(columns))
    return None


def table_rows(draft: Draft, place: Place, role: str = "line") -> list[int]:
    """The rows of a cell's table that have a role; those under the same sub-total, if it stands on one."""
    rows = draft.rows[place.ledger]
    own = rows[place.row]
    return [
        number
        for number in range(len(rows))
        if rows[number].role == role
        and rows[number].group == own.group
        and (own.role != "subtotal" or rows[number].block == own.block)
    ]


def retype(variant: Variant, place: Place, digits: str) -> list[Place]:
    """Puts other digits into a cell, and leaves the rest as it is."""
    old = variant.printed(place)
    whole, _, after = digits.partition(".")
    if not whole or digits.endswith(".") or (whole[0] == "0" and len(whole) > 1):
        return []
    if after and variant.draft.style.unit == "£" and not set(after) - {"0"} and "." not in old:
        digits = whole
    commas = variant.draft.style.commas and "m" not in old
    variant.put(place, _DIGITS.sub(with_commas(digits) if commas else digits, old, count=1))
    return [place]


def spelled(variant: Variant, place: Place, digits: str) -> str:
    """The text of a cell with other digits, and the rest as it is."""
    old = variant.text(place)
    commas = variant.draft.style.commas and "m" not in old and place.ledger != "performance_measures"
    return _DIGITS.sub(with_commas(digits) if commas else digits, old, count=1)


def digits_of(variant: Variant, place: Place) -> str:
    """The digits of a figure as printed, with their point and without commas."""
    return digits_in(variant.printed(place))


def digits_in(text: str) -> str:
    """The digits of a text, with their point and without commas."""
    found = _DIGITS.search(text)
    return found[0].replace(",", "") if found else ""


def identity(row: Row) -> tuple[object, ...]:
    """What stays the same from one period to the next."""
    kept = {
        name: text
        for name, text in row.labels.items()
        if name not in ("financial_year", "period", "risk_rating", "basis")
    }
    return (tuple(kept.items()), row.role, row.block)
