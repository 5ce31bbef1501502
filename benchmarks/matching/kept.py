"""Books as clubs and parish councils keep them, and their banks' exports, in several layouts; with what belongs together.

    python -m benchmarks.matching.kept --seeds 20

Each pair of layouts is written to files, read by the program as a user would, and scored: a match counts as right where
exactly the entries of the truth are in it.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from budget_monitor.pipeline.reconciling import reconcile

YEAR_START = date(2026, 4, 1)


@dataclass
class Row:
    """An entry of one list: pence are positive for money in. `mark` is its number in the truth."""

    day: date
    pence: int
    ref: str
    text: str
    kind: str
    mark: int


@dataclass
class Kept:
    """Both lists and which of their entries belong together, by their marks."""

    book: list[Row] = field(default_factory=list)
    bank: list[Row] = field(default_factory=list)
    truth: list[tuple[str, frozenset[int], frozenset[int]]] = field(default_factory=list)
    marks: int = 0

    def add(self, side: list[Row], day: date, pence: int, ref: str, text: str, kind: str) -> int:
        """Another entry; its mark."""
        self.marks += 1
        side.append(Row(day, pence, ref, text, kind, self.marks))
        return self.marks

    def both(self, what: str, book: list[int], bank: list[int]) -> None:
        """These belong together."""
        self.truth.append((what, frozenset(book), frozenset(bank)))


PEOPLE = ("Jo Smith", "A. Patel", "Margaret O'Brien", "Tom Fielding", "L Evans", "Priya Shah", "Dave Wilkins",
          "R. & K. Holt", "Sue Marsh", "Ivan Petrov")  # fmt: skip
SHOPS = (("Screwfix", "SCREWFIX DIRECT"), ("Amazon printer ink", "AMZNMktplace*2K4"), ("Village shop - milk", "SPAR AMBRIDGE"),
         ("Stationery", "RYMAN 1123"), ("Kitchen towels", "B & M RETAIL"), ("Paint", "B&Q 1144"))  # fmt: skip
GROUPS = ("Toddler group", "WI", "Yoga - Helen", "Art club", "Brownies")


def kept(seed: int, months: int) -> Kept:
    """A hall or a parish council for some months."""
    rng = random.Random(seed)
    made = Kept()
    cheque, slip = rng.choice((412, 100231, 1208)), 500030
    end = YEAR_START + timedelta(days=30 * months)
    weekly = [(group, rng.choice((1800, 2400, 3000, 4500))) for group in rng.sample(GROUPS, 2)]
    for month in range(months):
        first = (YEAR_START + timedelta(days=31 * month)).replace(day=1)

        def on(day: int, first: date = first) -> date:
            return first + timedelta(days=day - 1)

        # standing orders and direct debits of one amount every month
        for payee, bank, pence, day in (
            ("Rent of store", "STO PARISH STORE", 4500, 3), ("Electricity", "BRITISH GAS BUSINESS", 6217, 12),
            ("Broadband", "BT GROUP PLC", 3495, 18),
        ):  # fmt: skip
            later = rng.choice((0, 0, 0, 1, 2))
            book = made.add(made.book, on(day), -pence, "DD" if day > 5 else "SO", payee, "D/D")
            made.both("standing", [book], [made.add(made.bank, on(day + later), -pence, "", bank, "Direct Debit")])
        # the same hirers every week
        for group, pence in weekly:
            for week in range(4):
                day = on(2 + 7 * week)
                ref = f"{group} hire"
                book = made.add(made.book, day, pence, "", ref, "BACS")
                later = day + timedelta(days=rng.choice((0, 0, 1, 1, 2)))
                made.both("weekly", [book], [made.add(made.bank, later, pence, "", f"{group.upper()} HALL", "Credit")])
        # cheques, some presented next month
        for _ in range(rng.randrange(2, 5)):
            cheque += 1
            pence = -rng.randrange(800, 40000) if rng.random() < 0.7 else -rng.choice((2500, 5000, 10000))
            day = on(rng.randrange(1, 28))
            book = made.add(made.book, day, pence, str(cheque), rng.choice(PEOPLE), "Chq")
            later = day + timedelta(days=rng.randrange(2, 24))
            if later <= end:
                text = rng.choice((f"CHQ {cheque:06d}", f"{cheque:06d}", f"CHEQUE {cheque:06d}"))
                made.both("cheque", [book], [made.add(made.bank, later, pence, "", text, "Cheque")])
        # cards and transfers
        for _ in range(rng.randrange(4, 9)):
            day = on(rng.randrange(1, 29))
            shop, narrative = rng.choice(SHOPS)
            pence = -rng.randrange(299, 9999)
            book = made.add(made.book, day, pence, "card", shop, "Card")
            later = day + timedelta(days=rng.choice((0, 1, 1, 2, 3)))
            if later <= end:
                text = f"CARD PAYMENT TO {narrative} ON {day:%d %b}".upper()
                made.both("card", [book], [made.add(made.bank, later, pence, "", text, "Card")])
        for person in rng.sample(PEOPLE, 3):
            day = on(rng.randrange(1, 28))
            pence = rng.choice((2500, 3000, rng.randrange(1000, 30000)))
            book = made.add(made.book, day, pence, "", f"{person} - party", "BACS")
            words = person.upper().replace(".", "").split()
            text = f"FPI {words[-1]} {words[0]} HALL REF {rng.randrange(100, 999)}"
            later = day + timedelta(days=rng.choice((-2, -1, 0, 0, 1)))
            made.both("transfer", [book], [made.add(made.bank, later, pence, "", text, "Credit")])
        # banked together: the paying-in slip is on the bank's line, sometimes in the book
        for _ in range(2):
            slip += 1
            day = on(rng.randrange(1, 24))
            parts = [rng.choice((500, 1000, 1250, 2500, rng.randrange(300, 9000))) for _ in range(rng.randrange(2, 9))]
            has_slip = rng.random() < 0.5
            book_day = [day + timedelta(days=rng.choice((0, 0, 1))) for _ in parts] if has_slip else [day] * len(parts)
            numbers = [
                made.add(made.book, when, part, f"PIS {slip}" if has_slip else "", f"Subs {rng.choice(PEOPLE)}", "Cash")
                for when, part in zip(book_day, parts, strict=True)
            ]
            later = max(book_day) + timedelta(days=rng.randrange(0, 4))
            made.both("banked", numbers, [made.add(made.bank, later, sum(parts), "", f"CREDIT {slip}", "Credit")])
        # a payment run: one debit for several invoices
        day = on(25)
        parts = [-rng.randrange(1000, 60000) for _ in range(rng.randrange(2, 6))]
        run = [made.add(made.book, day, part, f"INV{rng.randrange(1000, 9999)}", rng.choice(PEOPLE), "BACS") for part in parts]
        made.both("run", run, [made.add(made.bank, day, sum(parts), "", "BULK BACS PAYMENT", "Payment")])
        # only at the bank; a refund; a payment typed twice
        made.add(made.bank, on(28), -rng.choice((500, 635, 580)), "", "SERVICE CHARGE", "Charge")
        made.add(made.bank, on(29), rng.randrange(11, 400), "", "INTEREST", "Interest")
        if rng.random() < 0.5:
            pence = rng.randrange(1000, 9000)
            book = made.add(made.book, on(20), pence, "", "Refund - Screwfix", "Card")
            made.both("refund", [book], [made.add(made.bank, on(22), pence, "", "CARD REFUND SCREWFIX", "Card")])
    for side in (made.book, made.bank):
        side.sort(key=lambda row: row.day)
    return made


def money(pence: int, *, pounds: bool = False, commas: bool = False) -> str:
    text = f"{abs(pence) / 100:,.2f}" if commas else f"{abs(pence) / 100:.2f}"
    return f"{'-' if pence < 0 else ''}{'£' if pounds else ''}{text}"


Layout = Callable[[list[Row], Path], dict[int, int]]
"""Writes a list; which line has which mark."""


def _write(path: Path, head: list[list[str]], rows: list[Row], cells: Callable[[Row, int], list[str]], tail: list[list[str]]) -> dict[int, int]:
    written, lines = list(head), {}
    balance = 123456
    for row in rows:
        balance += row.pence
        written.append(cells(row, balance))
        lines[len(written)] = row.mark
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*written, *tail])
    return lines


def bank_two_columns(rows: list[Row], path: Path) -> dict[int, int]:
    head = [["Account Name:", "Ambridge Village Hall ****12345"], ["Account Balance:", "£1,234.50"], [],
            ["Date", "Transaction type", "Description", "Paid out", "Paid in", "Balance"]]  # fmt: skip
    def cells(row: Row, balance: int) -> list[str]:
        out, into = (money(-row.pence, pounds=True, commas=True), "") if row.pence < 0 else ("", money(row.pence, pounds=True, commas=True))
        return [f"{row.day:%d %b %Y}", row.kind, row.text, out, into, money(balance, pounds=True)]
    return _write(path, head, rows, cells, [])


def bank_signed(rows: list[Row], path: Path) -> dict[int, int]:
    head = [["Number", "Date", "Account", "Amount", "Subcategory", "Memo"]]
    def cells(row: Row, _: int) -> list[str]:
        return ["", f"{row.day:%d/%m/%Y}", "20-11-22 12345678", money(row.pence), row.kind, f"{row.text:<30}"]
    return _write(path, head, rows, cells, [])


def bank_newest_first(rows: list[Row], path: Path) -> dict[int, int]:
    lines: dict[int, int] = {}
    balance, body = 123456, []
    for row in rows:
        balance += row.pence
        debit, credit = (money(-row.pence), "") if row.pence < 0 else ("", money(row.pence))
        body.append((row.mark, [f"{row.day:%d/%m/%y}", row.kind, "'11-22-33", "12345678", row.text, debit, credit, money(balance)]))
    body.reverse()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Transaction Date", "Transaction Type", "Sort Code", "Account Number", "Transaction Description", "Debit Amount", "Credit Amount", "Balance"])
        for line, (mark, cells) in enumerate(body, start=2):
            writer.writerow(cells)
            lines[line] = mark
    return lines


def bank_no_header(rows: list[Row], path: Path) -> dict[int, int]:
    return _write(path, [], rows, lambda row, _: [f"{row.day:%d/%m/%Y}", row.text, money(row.pence, commas=True)], [])


def book_receipts_payments(rows: list[Row], path: Path) -> dict[int, int]:
    head = [["Ambridge Village Hall"], ["Cash book 2026/27"], [], ["Date", "Chq no", "Details", "Receipts", "Payments", "VAT", "Notes"],
            ["1 Apr", "", "Balance b/f", "1234.56", "", "", ""]]  # fmt: skip
    def cells(row: Row, _: int) -> list[str]:
        into, out = (money(row.pence), "") if row.pence > 0 else ("", money(-row.pence))
        return [f"{row.day.day} {row.day:%b}", row.ref, row.text, into, out, "", ""]
    ins, outs = (sum(abs(row.pence) for row in rows if (row.pence > 0) is which) for which in (True, False))
    tail = [["", "", "Totals", money(123456 + ins), money(outs), "", ""], ["", "", "Balance c/f", "", money(123456 + ins - outs), "", ""]]
    return _write(path, head, rows, cells, tail)


def book_general_ledger(rows: list[Row], path: Path) -> dict[int, int]:
    head = [["Date", "Journal", "Voucher", "Ref", "Description", "Debit", "Credit", "Balance"]]
    count = iter(range(10_001, 99_999))
    def cells(row: Row, balance: int) -> list[str]:
        debit, credit = (money(row.pence), "0.00") if row.pence > 0 else ("0.00", money(-row.pence))
        return [row.day.isoformat(), "CB", str(next(count)), row.ref, row.text, debit, credit, money(balance)]
    return _write(path, head, rows, cells, [])


def book_net_vat_total(rows: list[Row], path: Path) -> dict[int, int]:
    head = [["Payments and receipts"], ["Vch", "Date", "Cheque No", "Supplier", "Type", "Net", "VAT", "Total"]]
    count = iter(range(1, 9999))
    def cells(row: Row, _: int) -> list[str]:
        vat = abs(row.pence) // 6 if row.mark % 3 else 0
        kind = "Receipt" if row.pence > 0 else "Payment"
        return [str(next(count)), f"{row.day:%d.%m.%y}", row.ref, row.text, kind, money(abs(row.pence) - vat), money(vat), money(abs(row.pence))]
    return _write(path, head, rows, cells, [])


BOOKS: tuple[Layout, ...] = (book_receipts_payments, book_general_ledger, book_net_vat_total)
BANKS: tuple[Layout, ...] = (bank_two_columns, bank_signed, bank_newest_first, bank_no_header)


def main() -> None:
    """Makes, reads, matches and scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    total, found_all, claimed_all = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(asked.seeds):
        made = kept(seed, asked.months)
        rows = {row.mark: row for row in (*made.book, *made.bank)}
        what_of = {(book, bank): what for what, book, bank in made.truth}
        book_layout, bank_layout = BOOKS[seed % len(BOOKS)], BANKS[seed // len(BOOKS) % len(BANKS)]
        with tempfile.TemporaryDirectory() as folder:
            left, right = Path(folder) / "cash_book.csv", Path(folder) / "bank.csv"
            ours, theirs = book_layout(made.book, left), bank_layout(made.bank, right)
            try:
                result = reconcile(left, right)
            except Exception as error:  # noqa: BLE001
                print(f"seed {seed} {book_layout.__name__} {bank_layout.__name__}: {type(error).__name__} {error}")
                continue
        claimed = [
            (frozenset(ours[result.left.lines[one]] for one in match.left), frozenset(theirs[result.right.lines[one]] for one in match.right))
            for match in result.matching.matches
        ]  # fmt: skip
        right_ones = [one for one in claimed if one in what_of]
        total.update(what_of.values())
        found_all.update(what_of[one] for one in right_ones)
        claimed_all.update(["claimed"] * len(claimed))
        wrong = [one for one in claimed if one not in what_of]
        unread = (len(made.book) - len(result.left), len(made.bank) - len(result.right))
        print(f"seed {seed} {book_layout.__name__} {bank_layout.__name__}: {len(right_ones)}/{len(what_of)} found, {len(wrong)} wrong,"
              f" {len(result.matching.ambiguous)} ambiguous, not read {unread}, problems {len(result.problems)}")  # fmt: skip
        if asked.show:
            for book, bank in wrong:
                print("   wrong", [(str(rows[m].day), rows[m].pence, rows[m].ref, rows[m].text) for m in (*sorted(book), *sorted(bank))])
            for (book, bank), what in what_of.items():
                if (book, bank) not in claimed:
                    print("   missed", what, [(str(rows[m].day), rows[m].pence, rows[m].ref, rows[m].text) for m in (*sorted(book), *sorted(bank))])
    print({what: f"{found_all[what]}/{count}" for what, count in sorted(total.items())})
    print(f"recall {found_all.total() / total.total():.4f}, precision {found_all.total() / claimed_all.total():.4f}")


if __name__ == "__main__":
    main()
