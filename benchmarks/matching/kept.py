"""Books as clubs and parish councils keep them, with their banks' exports, in several layouts, and the truth.

    python -m benchmarks.matching.kept --seeds 20

Each pair of layouts is written to files, read by the program as a user would, and scored: a match counts as right where
exactly the entries of the truth are in it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks.matching.layouts import BANKS, BOOKS, Row
from budget_monitor.pipeline.reconciling import reconcile

YEAR_START = date(2026, 4, 1)
PEOPLE = (
    "Jo Smith", "A. Patel", "Margaret O'Brien", "Tom Fielding", "L Evans", "Priya Shah", "Dave Wilkins",
    "R. & K. Holt", "Sue Marsh", "Ivan Petrov",
)  # fmt: skip
SHOPS = (
    ("Screwfix", "SCREWFIX DIRECT"), ("Amazon printer ink", "AMZNMktplace*2K4"), ("Stationery", "RYMAN 1123"),
    ("Village shop - milk", "SPAR AMBRIDGE"), ("Kitchen towels", "B & M RETAIL"), ("Paint", "B&Q 1144"),
)  # fmt: skip
GROUPS = ("Toddler group", "WI", "Yoga - Helen", "Art club", "Brownies")
MONTHLY = (
    ("Rent of store", "STO PARISH STORE", 4500, 3), ("Electricity", "BRITISH GAS BUSINESS", 6217, 12),
    ("Broadband", "BT GROUP PLC", 3495, 18),
)  # fmt: skip
Truth = tuple[frozenset[int], frozenset[int]]


@dataclass
class Kept:
    """Both lists and which of their entries belong together, by their marks."""

    rng: random.Random
    end: date
    book: list[Row] = field(default_factory=list)
    bank: list[Row] = field(default_factory=list)
    truth: dict[Truth, str] = field(default_factory=dict)

    def add(self, side: list[Row], day: date, pence: int, ref: str, text: str, kind: str) -> int:
        """Another entry; its mark."""
        side.append(Row(day, pence, ref, text, kind, len(self.book) + len(self.bank) + 1))
        return side[-1].mark

    def both(self, what: str, ours: Row, bank_text: str, lags: tuple[int, ...]) -> None:
        """An entry of the book, and of the bank unless that comes too late."""
        mark = self.add(self.book, ours.day, ours.pence, ours.ref, ours.text, ours.kind)
        later = ours.day + timedelta(days=self.rng.choice(lags))
        if later <= self.end:
            theirs = self.add(self.bank, later, ours.pence, "", bank_text, ours.kind)
            self.truth[frozenset({mark}), frozenset({theirs})] = what

    def several(self, what: str, ours: list[Row], bank_text: str, lag: int) -> None:
        """Entries of the book that the bank shows as one."""
        marks = [self.add(self.book, row.day, row.pence, row.ref, row.text, row.kind) for row in ours]
        later = max(row.day for row in ours) + timedelta(days=lag)
        one = self.add(self.bank, later, sum(row.pence for row in ours), "", bank_text, ours[0].kind)
        self.truth[frozenset(marks), frozenset({one})] = what


def kept(seed: int, months: int) -> Kept:
    """A village hall or a parish council for some months."""
    rng = random.Random(seed)
    made = Kept(rng, YEAR_START + timedelta(days=30 * months))
    cheque, slip = rng.choice((412, 100_231, 1_208)), 500_030
    weekly = [(group, rng.choice((1800, 2400, 3000, 4500))) for group in rng.sample(GROUPS, 2)]
    for month in range(months):
        first = (YEAR_START + timedelta(days=31 * month)).replace(day=1)
        _regular(made, first, weekly)
        cheque += _payments(made, first, cheque)
        _transfers(made, first)
        slip = _banked(made, first, slip)
        _at_the_bank_alone(made, first)
    for side in (made.book, made.bank):
        side.sort(key=lambda row: row.day)
    return made


def _row(first: date, day: int, pence: int, ref: str, text: str, kind: str) -> Row:
    return Row(first + timedelta(days=day - 1), pence, ref, text, kind, 0)


def _regular(made: Kept, first: date, weekly: list[tuple[str, int]]) -> None:
    """Standing orders and direct debits of one amount every month; hirers who pay the same every week."""
    for payee, bank, pence, day in MONTHLY:
        made.both("standing", _row(first, day, -pence, "DD" if day > 5 else "SO", payee, "D/D"), bank, (0, 0, 0, 1, 2))
    for group, pence in weekly:
        for week in range(4):
            ours = _row(first, 2 + 7 * week, pence, "", f"{group} hire", "BACS")
            made.both("weekly", ours, f"{group.upper()} HALL", (0, 0, 1, 1, 2))


def _payments(made: Kept, first: date, cheque: int) -> int:
    """Cheques, some presented much later, and cards; how many cheques were written."""
    rng, count = made.rng, made.rng.randrange(2, 5)
    for number in range(cheque + 1, cheque + count + 1):
        pence = -rng.randrange(800, 40_000) if rng.random() < 0.7 else -rng.choice((2500, 5000, 10_000))
        ours = _row(first, rng.randrange(1, 28), pence, str(number), rng.choice(PEOPLE), "Chq")
        text = rng.choice((f"CHQ {number:06d}", f"{number:06d}", f"CHEQUE {number:06d}"))
        made.both("cheque", ours, text, tuple(range(2, 24)))
    for _ in range(rng.randrange(4, 9)):
        shop, narrative = rng.choice(SHOPS)
        ours = _row(first, rng.randrange(1, 29), -rng.randrange(299, 9999), "card", shop, "Card")
        made.both("card", ours, f"CARD PAYMENT TO {narrative} ON {ours.day:%d %b}".upper(), (0, 1, 1, 2, 3))
    if rng.random() < 0.5:
        ours = _row(first, 20, rng.randrange(1000, 9000), "", "Refund - Screwfix", "Card")
        made.both("refund", ours, "CARD REFUND SCREWFIX", (2,))
    return count


def _transfers(made: Kept, first: date) -> None:
    """Hirers who pay by transfer, the names turned round; a payment run that the bank shows as one."""
    rng = made.rng
    for person in rng.sample(PEOPLE, 3):
        pence = rng.choice((2500, 3000, rng.randrange(1000, 30_000)))
        words = person.upper().replace(".", "").split()
        text = f"FPI {words[-1]} {words[0]} HALL REF {rng.randrange(100, 999)}"
        made.both(
            "transfer", _row(first, rng.randrange(1, 28), pence, "", f"{person} - party", "BACS"), text,
            (-2, -1, 0, 0, 1),
        )  # fmt: skip
    run = [
        _row(first, 25, -rng.randrange(1000, 60_000), f"INV{rng.randrange(1000, 9999)}", rng.choice(PEOPLE), "BACS")
        for _ in range(rng.randrange(2, 6))
    ]
    made.several("run", run, "BULK BACS PAYMENT", 0)


def _banked(made: Kept, first: date, slip: int) -> int:
    """Subscriptions banked together: the paying-in slip is on the bank's line, and sometimes in the book."""
    rng = made.rng
    for _ in range(2):
        slip += 1
        day, has_slip = rng.randrange(1, 24), rng.random() < 0.5
        parts = [rng.choice((500, 1000, 1250, 2500, rng.randrange(300, 9000))) for _ in range(rng.randrange(2, 9))]
        rows = [
            _row(first, day + (rng.choice((0, 0, 1)) if has_slip else 0), part, f"PIS {slip}" if has_slip else "",
                 f"Subs {rng.choice(PEOPLE)}", "Cash")
            for part in parts
        ]  # fmt: skip
        made.several("banked", rows, f"CREDIT {slip}", rng.randrange(0, 4))
    return slip


def _at_the_bank_alone(made: Kept, first: date) -> None:
    for day, pence, text in ((28, -made.rng.choice((500, 635, 580)), "SERVICE CHARGE"),
                             (29, made.rng.randrange(11, 400), "INTEREST")):  # fmt: skip
        made.add(made.bank, first + timedelta(days=day - 1), pence, "", text, "Charge")


@dataclass(frozen=True)
class Score:
    """One pair of files: what was found, and what was claimed besides."""

    files: str
    made: Kept
    found: set[Truth]
    wrong: set[Truth]
    not_read: int


def scored(seed: int, months: int) -> Score:
    """Make, read, match and compare."""
    made = kept(seed, months)
    book, bank = BOOKS[seed % len(BOOKS)], BANKS[seed // len(BOOKS) % len(BANKS)]
    with tempfile.TemporaryDirectory() as folder:
        left, right = Path(folder) / "cash_book.csv", Path(folder) / "bank.csv"
        ours, theirs = book(made.book, left), bank(made.bank, right)
        result = reconcile(left, right)
    claimed = {
        (
            frozenset(ours[result.left.lines[one]] for one in match.left),
            frozenset(theirs[result.right.lines[one]] for one in match.right),
        )
        for match in result.matching.matches
    }
    not_read = len(made.book) + len(made.bank) - len(result.left) - len(result.right)
    return Score(
        f"{book.__name__} {bank.__name__}", made, claimed & made.truth.keys(), claimed - made.truth.keys(), not_read
    )


def main() -> None:
    """Scores for each pair of files, and of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    total, found, claimed = Counter[str](), Counter[str](), 0
    for seed in range(asked.seeds):
        one = scored(seed, asked.months)
        total.update(one.made.truth.values())
        found.update(one.made.truth[pair] for pair in one.found)
        claimed += len(one.found) + len(one.wrong)
        print(
            f"{seed:>3} {one.files}: {len(one.found)} of {len(one.made.truth)} found, {len(one.wrong)} wrong,"
            f" {one.not_read} not read"
        )
        if asked.misses:
            rows = {row.mark: row for row in (*one.made.book, *one.made.bank)}
            for what, pairs in (("wrong", one.wrong), ("missed", one.made.truth.keys() - one.found)):
                for book, bank in pairs:
                    print("   ", what, *(f"{rows[mark].day} {rows[mark].pence} {rows[mark].ref} {rows[mark].text};"
                                         for mark in (*sorted(book), *sorted(bank))))  # fmt: skip
    print(", ".join(f"{what} {found[what]}/{count}" for what, count in sorted(total.items())))
    print(f"precision {found.total() / max(1, claimed):.4f}, recall {found.total() / total.total():.4f}")


if __name__ == "__main__":
    main()
