"""Which column of a list is which, by the words of its header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.model.sides import OPTIONS, ROLES, SideColumns

_WORDS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "transaction date", "posting date", "posted", "value date", "entry date", "day"),
    "paid_in": ("paid in", "money in", "credit", "credits", "credit amount", "receipts", "receipt", "in", "income"),
    "paid_out": ("paid out", "money out", "debit", "debits", "debit amount", "payments", "payment", "out",
                 "expenditure"),
    "amount": ("amount", "value", "net", "total", "sum", "gross", "transaction amount", "net amount"),
    "reference": ("reference", "ref", "invoice", "invoice no", "invoice number", "number", "voucher", "cheque",
                  "cheque no", "cheque number", "document", "document no", "transaction id", "our ref", "id"),
    "name": ("name", "payee", "payer", "supplier", "customer", "description", "details", "narrative", "particulars",
             "transaction description", "memo", "counterparty", "vendor", "text"),
    "balance": ("balance", "running balance", "account balance"),
}  # fmt: skip
"""What headers say, the plainest first."""


def side_columns(said: str) -> SideColumns:
    """A mapping as the command line has it: `date=Posted,amount=Value,sign=reversed`. Raises UsageError."""
    columns: dict[str, str] = {}
    is_reversed, month_first, sheet = False, None, ""
    for part in filter(None, (piece.strip() for piece in said.split(","))):
        role, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value:
            raise UsageError(f"{part!r} is no mapping; write what=column, such as date=Posted,amount=Value")
        if role == "sign":
            if value not in ("reversed", "as-it-stands"):
                raise UsageError(f"sign={value} is not known; write sign=reversed or sign=as-it-stands")
            is_reversed = value == "reversed"
        elif role == "dates":
            if value not in ("day-first", "month-first"):
                raise UsageError(f"dates={value} is not known; write dates=day-first or dates=month-first")
            month_first = value == "month-first"
        elif role == "sheet":
            sheet = value
        elif role in ROLES:
            columns[role] = value
        else:
            raise UsageError(f"{role!r} is nothing that a column can be{did_you_mean(role, (*ROLES, *OPTIONS))}")
    return SideColumns(columns, is_reversed, month_first, sheet)


def columns_of(header: Sequence[str], said: Mapping[str, str], file: str) -> dict[str, int]:
    """The place of each role's column. What was said goes before what the header suggests.

    Raises UsageError for a column that is not there, and where there is no amount.
    """
    folded = [_folded(name) for name in header]
    found: dict[str, int] = {}
    for role, name in said.items():
        if _folded(name) not in folded:
            raise UsageError(f"{file}: no column {name!r} for {role}{did_you_mean(name, header)}")
        found[role] = folded.index(_folded(name))
    has_amount = {"amount", "paid_in", "paid_out"} & said.keys()
    for role, words in _WORDS.items():
        if role in found or (has_amount and role in ("amount", "paid_in", "paid_out")):
            continue
        place = _by_words(folded, words, taken=found.values())
        if place is not None:
            found[role] = place
    if "paid_in" in found and "paid_out" in found:
        found.pop("amount", None)
    elif not has_amount:
        found.pop("paid_in", None)
        found.pop("paid_out", None)
        if "amount" not in found and (place := _by_words(folded, _WORDS["amount"], taken=found.values())) is not None:
            found["amount"] = place
    if not {"amount", "paid_in", "paid_out"} & found.keys():
        raise UsageError(
            f"{file}: no column is known for the amounts; its columns are {', '.join(header)}."
            " Say which it is: amount=COLUMN, or paid_in=COLUMN,paid_out=COLUMN"
        )
    return found


def _by_words(folded: Sequence[str], words: Sequence[str], taken: Sequence[int] | object) -> int | None:
    free = [place for place in range(len(folded)) if place not in taken]  # type: ignore[operator]
    for word in words:
        for place in free:
            if folded[place] == word:
                return place
    for word in words:
        for place in free:
            if len(word) > 2 and re.search(rf"\b{re.escape(word)}\b", folded[place]):
                return place
    return None


def _folded(name: str) -> str:
    """A header without its case, its unit and its marks: `Amount (£)` is `amount`."""
    return " ".join(re.sub(r"\([^)]*\)|[^\w ]|_", " ", name.casefold()).split())
