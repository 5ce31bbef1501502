"""Which column of a list is which, by the words of its header, or by its contents where it has none."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from budget_monitor.errors import UsageError, did_you_mean
from budget_monitor.figures.written import read_figure
from budget_monitor.load.sides.dates import is_date
from budget_monitor.model.lists.sides import OPTIONS, ROLES, SideColumns

WORDS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "transaction date", "posting date", "posted", "posted date", "entry date", "date posted",
             "value date", "payment date", "day", "when"),
    "paid_in": ("paid in", "money in", "credit", "credits", "credit amount", "receipts", "receipt", "deposits",
                "deposit", "amount in", "in", "income", "incoming", "received", "amount received", "lodgements", "cr"),
    "paid_out": ("paid out", "money out", "debit", "debits", "debit amount", "payments", "payment", "withdrawals",
                 "withdrawal", "amount out", "out", "expenditure", "expense", "expenses",
                 "outgoing", "outgoings", "spent", "paid", "amount paid", "dr"),
    "amount": ("amount", "transaction amount", "gross", "gross amount", "total", "total amount", "value", "sum",
               "net amount", "net"),
    "reference": ("reference", "ref", "cheque no", "cheque number", "chq no", "chq", "cheque", "our ref", "your ref",
                  "invoice", "invoice no", "invoice number", "transaction reference", "payment reference", "number",
                  "voucher", "voucher no", "vch", "document", "document no", "transaction id", "receipt no", "no",
                  "id"),
    "name": ("name", "payee", "payer", "supplier", "customer", "counterparty", "vendor", "who", "description",
             "details", "narrative", "particulars", "transaction description", "memo", "text", "payee payer", "from to",
             "supplier name", "beneficiary", "from", "to", "recipient", "received from", "paid to",
             "transaction details", "comment", "purpose", "reason"),
    "balance": ("balance", "running balance", "account balance", "bal"),
    "account": ("account", "account name", "account number", "account no", "bank account", "bank"),
    "direction": ("dr cr", "cr dr", "debit credit", "credit debit", "in out", "direction", "type", "transaction type",
                  "kind"),
}  # fmt: skip
"""What headers say, the plainest first."""
FIGURES = ("amount", "paid_in", "paid_out")
MIN_SHARE = 0.8
"""Of a column's filled cells so many must be dates, or figures with pence."""
MIN_ROWS_WITHOUT_A_HEADER = 2


def side_columns(said: str) -> SideColumns:
    """A mapping as the command line has it: `date=Posted,amount=Value,sign=reversed`. Raises UsageError."""
    columns: dict[str, str] = {}
    options: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in said.split(","))):
        role, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value:
            raise UsageError(f"{part!r} is no mapping; write what=column, such as date=Posted,amount=Value")
        if role in ROLES:
            columns[role] = value
        elif role in OPTIONS:
            options[role] = value
        else:
            raise UsageError(f"{role!r} is nothing that a column can be{did_you_mean(role, (*ROLES, *OPTIONS))}")
    is_reversed = _choice(options, "sign", ("as-it-stands", "reversed"))
    month_first = _choice(options, "dates", ("day-first", "month-first"))
    return SideColumns(columns, is_reversed, month_first, options.get("sheet", ""), options.get("only", ""))


def _choice(options: Mapping[str, str], name: str, words: tuple[str, str]) -> bool | None:
    value = options.get(name)
    if value is not None and value not in words:
        raise UsageError(f"{name}={value} is not known; write {name}={words[0]} or {name}={words[1]}")
    return None if value is None else value == words[1]


def columns_of(header: Sequence[str], said: Mapping[str, str], file: str) -> dict[str, int]:
    """The place of each role's column. What was said goes before what the header suggests.

    Raises UsageError for a column that is not there, and where there is no amount.
    """
    names = [folded_header(name) for name in header]
    found: dict[str, int] = {}
    for role, name in said.items():
        if folded_header(name) not in names:
            raise UsageError(f"{file}: no column {name!r} for {role}{did_you_mean(name, header)}")
        found[role] = names.index(folded_header(name))
    has_amount = bool(set(FIGURES) & said.keys())
    for role in WORDS:
        if role not in found and not (has_amount and role in FIGURES):
            place = next(iter(places_for(names, role, found.values())), None)
            if place is not None:
                found[role] = place
    if "paid_in" in found and "paid_out" in found:
        found.pop("amount", None)
    elif not has_amount:
        found.pop("paid_in", None)
        found.pop("paid_out", None)
        if "amount" not in found and (places := places_for(names, "amount", found.values())):
            found["amount"] = places[0]
    if not set(FIGURES) & found.keys() or (not said and not found.keys() - {*FIGURES, "balance"}):
        raise UsageError(
            f"{file}: no column is known for the amounts; its columns are {', '.join(header)}."
            " Say which it is: amount=COLUMN, or paid_in=COLUMN,paid_out=COLUMN"
        )
    return found


def places_for(header: Sequence[str], role: str, taken: Collection[int] = ()) -> list[int]:
    """The columns that may be a role's, the likeliest first: by a whole header, then by words in one."""
    names = [folded_header(name) for name in header]
    free = [place for place in range(len(names)) if place not in taken]
    whole = [place for word in WORDS[role] for place in free if names[place] == word]
    if role in ("account", "direction"):  # a word among others says nothing: "account balance"
        return whole
    part = [
        place
        for word in WORDS[role]
        for place in free
        if len(word) > 2 and re.search(rf"\b{re.escape(word)}\b", names[place])
    ]
    return list(dict.fromkeys([*whole, *part]))


def folded_header(name: str) -> str:
    """A header without its case, its unit and its marks: `Amount (£)` is `amount`, `TransactionDate` is two words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"\([^)]*\)|[^\w ]|_", " ", apart.casefold()).split())


def names_without_header(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Date, Description and the amounts of a list whose first row is an entry; None where it is no such list."""
    width = max(map(len, rows), default=0)
    columns = [[row[place].strip() if place < len(row) else "" for row in rows] for place in range(width)]
    dates = [place for place, cells in enumerate(columns) if _share(cells, is_date) >= MIN_SHARE]
    money = [place for place, cells in enumerate(columns) if _share(cells, _has_pence) >= MIN_SHARE]
    if len(rows) < MIN_ROWS_WITHOUT_A_HEADER or not dates or not money or not is_date(columns[dates[0]][0]):
        return None
    texts = [place for place in range(width) if place not in (*dates, *money)]
    names = {dates[0]: "Date"}
    for place, name in zip(money, _of_money([columns[place] for place in money]), strict=False):
        names[place] = name
    if texts:
        names[max(texts, key=lambda place: sum(map(len, columns[place])))] = "Description"
    return tuple(names.get(place, f"column {place + 1}") for place in range(width))


def _of_money(columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Two columns of which each row has one are payments and receipts; a further one is the balance."""
    if len(columns) >= 2 and all(bool(one) != bool(other) for one, other in zip(columns[0], columns[1], strict=True)):
        return ("Paid out", "Paid in", "Balance")
    return ("Amount", "Balance")


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(test(cell) for cell in filled) / len(filled) if filled else 0


def _has_pence(text: str) -> bool:
    figure = read_figure(text)
    return figure is not None and figure.decimals == 2
