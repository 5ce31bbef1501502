"""How treasurers lay out cash books, and banks their exports: each writes a list, and tells on which line a mark is."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

OPENING = 123_456
"""Pence in the bank before the first entry."""


@dataclass
class Row:
    """An entry of one list: pence are positive for money in. `mark` is its number in the truth."""

    day: date
    pence: int
    ref: str
    text: str
    kind: str
    mark: int


Cells = Callable[[Row, int], list[str]]
"""The cells of an entry, given the balance after it."""
Layout = Callable[[list[Row], Path], dict[int, int]]


def _text(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def _in_and_out(row: Row, blank: str = "") -> tuple[str, str]:
    """The amount as a receipt, and as a payment."""
    return (_text(row.pence), blank) if row.pence > 0 else (blank, _text(-row.pence))


def _write(
    path: Path, head: Sequence[Sequence[str]], rows: Sequence[Row], cells: Cells, tail: Sequence[Sequence[str]] = ()
) -> dict[int, int]:
    written, lines, balance = [list(row) for row in head], {}, OPENING
    for row in rows:
        balance += row.pence
        written.append(cells(row, balance))
        lines[len(written)] = row.mark
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*written, *tail])
    return lines


def bank_two_columns(rows: list[Row], path: Path) -> dict[int, int]:
    """Titles above, pound signs, paid out and paid in, a balance."""
    head = [
        ["Account Name:", "Ambridge Village Hall ****12345"], ["Account Balance:", "£1,234.50"], [],
        ["Date", "Transaction type", "Description", "Paid out", "Paid in", "Balance"],
    ]  # fmt: skip

    def cells(row: Row, balance: int) -> list[str]:
        paid_in, paid_out = (f"£{text}" if text else "" for text in _in_and_out(row))
        return [f"{row.day:%d %b %Y}", row.kind, row.text, paid_out, paid_in, f"£{balance / 100:,.2f}"]

    return _write(path, head, rows, cells)


def bank_signed(rows: list[Row], path: Path) -> dict[int, int]:
    """One column of amounts with signs, and a memo filled up with spaces."""
    head = [["Number", "Date", "Account", "Amount", "Subcategory", "Memo"]]

    def cells(row: Row, _: int) -> list[str]:
        return ["", f"{row.day:%d/%m/%Y}", "20-11-22 12345678", _text(row.pence), row.kind, f"{row.text:<30}"]

    return _write(path, head, rows, cells)


def bank_newest_first(rows: list[Row], path: Path) -> dict[int, int]:
    """The newest entry on top, years of two digits, debit and credit, the balance after each."""
    head = [["Transaction Date", "Transaction Type", "Sort Code", "Account Number", "Transaction Description",
             "Debit Amount", "Credit Amount", "Balance"]]  # fmt: skip
    balances, balance = {}, OPENING
    for row in rows:
        balance += row.pence
        balances[row.mark] = balance

    def cells(row: Row, _: int) -> list[str]:
        credit, debit = _in_and_out(row)
        account = ["'11-22-33", "12345678"]
        return [f"{row.day:%d/%m/%y}", row.kind, *account, row.text, debit, credit, _text(balances[row.mark])]

    return _write(path, head, rows[::-1], cells)


def bank_no_header(rows: list[Row], path: Path) -> dict[int, int]:
    """No header at all."""
    return _write(path, [], rows, lambda row, _: [f"{row.day:%d/%m/%Y}", row.text, f"{row.pence / 100:,.2f}"])


def book_receipts_payments(rows: list[Row], path: Path) -> dict[int, int]:
    """A title, days without a year, receipts and payments, balances brought and carried forward, totals."""
    head = [
        ["Ambridge Village Hall"], ["Cash book 2026/27"], [],
        ["Date", "Chq no", "Details", "Receipts", "Payments", "VAT", "Notes"],
        ["1 Apr", "", "Balance b/f", _text(OPENING), "", "", ""],
    ]  # fmt: skip
    ins, outs = (sum(abs(row.pence) for row in rows if (row.pence > 0) is which) for which in (True, False))
    tail = [
        ["", "", "Totals", _text(OPENING + ins), _text(outs), "", ""],
        ["", "", "Balance c/f", "", _text(OPENING + ins - outs), "", ""],
    ]
    return _write(
        path, head, rows, lambda row, _: [f"{row.day.day} {row.day:%b}", row.ref, row.text, *_in_and_out(row)], tail
    )


def book_general_ledger(rows: list[Row], path: Path) -> dict[int, int]:
    """A bank account of a general ledger: money in is a debit, and vouchers have numbers of their own."""
    head = [["Date", "Journal", "Voucher", "Ref", "Description", "Debit", "Credit", "Balance"]]
    vouchers = iter(range(10_001, 99_999))

    def cells(row: Row, balance: int) -> list[str]:
        voucher = str(next(vouchers))
        return [row.day.isoformat(), "CB", voucher, row.ref, row.text, *_in_and_out(row, "0.00"), _text(balance)]

    return _write(path, head, rows, cells)


def book_net_vat_total(rows: list[Row], path: Path) -> dict[int, int]:
    """Net, VAT and total without signs; another column says which are receipts."""
    head = [["Payments and receipts"], ["Vch", "Date", "Cheque No", "Supplier", "Type", "Net", "VAT", "Total"]]
    vouchers = iter(range(1, 99_999))

    def cells(row: Row, _: int) -> list[str]:
        vat = abs(row.pence) // 6 if row.mark % 3 else 0
        kind = "Receipt" if row.pence > 0 else "Payment"
        amounts = [_text(abs(row.pence) - vat), _text(vat), _text(abs(row.pence))]
        return [str(next(vouchers)), f"{row.day:%d.%m.%y}", row.ref, row.text, kind, *amounts]

    return _write(path, head, rows, cells)


BOOKS: tuple[Layout, ...] = (book_receipts_payments, book_general_ledger, book_net_vat_total)
BANKS: tuple[Layout, ...] = (bank_two_columns, bank_signed, bank_newest_first, bank_no_header)
