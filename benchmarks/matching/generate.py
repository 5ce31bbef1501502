"""Makes a cash book and the bank statement to it, with the truth of what belongs together.

Four in five payments stand once on either side, days later at the bank and with the reference cut, joined or lost.
One in ten goes through in a batch. The rest are typed wrong in the cash book (digits transposed, sign reversed),
typed twice, or stand on one side alone.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2026, 4, 1)
WORDS = (
    "Acme", "Borough", "Cedar", "Delta", "Elm", "Falcon", "Granite", "Harbour",
    "Ivy", "Juniper", "Kestrel", "Lantern", "Meadow", "Northgate", "Orchard", "Poplar",
)  # fmt: skip
TRADES = ("Supplies", "Cleaning", "Transport", "Catering", "Roofing", "Print", "Energy", "Water", "Security", "Cloud")
HEADER = ("Date", "Amount", "Reference", "Name")


@dataclass
class Books:
    """Both lists, row by row as the header has them, and the truth: places on the left and on the right, and what
    was done.
    """

    cash: list[tuple[str, str, str, str]] = field(default_factory=list)
    bank: list[tuple[str, str, str, str]] = field(default_factory=list)
    truth: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)


def books(entries: int, payers: int, seed: int, days: int = 365, *, one_to_one: bool = False) -> Books:
    """About so many entries in the cash book."""
    rng = random.Random(seed)
    names = [
        f"{rng.choice(WORDS)} {rng.choice(TRADES)} {number} Ltd" if payers > 160 else "" for number in range(payers)
    ]
    pairs = [f"{word} {trade} Ltd" for word in WORDS for trade in TRADES]
    rng.shuffle(pairs)
    names = [name or pairs[number] for number, name in enumerate(names)]
    made, number = Books(), 0
    while len(made.cash) < entries:
        number += 1
        what = "one" if one_to_one else _draw(rng)
        _MAKERS[what](made, _Payment(rng, number, rng.choice(names), days), what)
    _shuffle(made, rng)
    return made


def _draw(rng: random.Random) -> str:
    kinds = ("one", "batch", "transposed", "sign", "duplicate", "only_cash", "only_bank")
    return rng.choices(kinds, (80, 3, 2, 1.5, 1.5, 3, 3))[0]


class _Payment:
    def __init__(self, rng: random.Random, number: int, name: str, days: int) -> None:
        self.rng, self.number, self.name = rng, number, name
        self.day = FIRST_DAY + timedelta(rng.randrange(days))
        self.pence = self._amount()
        self.reference = f"{rng.choice(('INV', 'PO', 'CN'))}-{10000 + number:06d}"

    def _amount(self) -> int:
        size = int(10 ** self.rng.uniform(3, 7))
        pence = round(size, -3) or 1000 if self.rng.random() < 0.2 else size  # some are round pounds
        return pence if self.rng.random() < 0.5 else -pence

    def cash(self, pence: int | None = None, reference: str | None = None, lag: int = 0) -> tuple[str, str, str, str]:
        shown = self.pence if pence is None else pence
        return (self.day + timedelta(lag)).isoformat(), _text(shown), reference or self.reference, self.name

    def bank(self, pence: int | None = None) -> tuple[str, str, str, str]:
        reference, name = _mangled(self.rng, self.reference, self.name)
        later = self.day + timedelta(self.rng.choice((0, 0, 1, 1, 2, 3, 4, 5)))
        return later.isoformat(), _text(self.pence if pence is None else pence), reference, name


def _mangled(rng: random.Random, reference: str, name: str) -> tuple[str, str]:
    short = name.upper()[: rng.choice((8, 12, 18))]
    return rng.choice((
        (reference, short),
        (reference.replace("-", ""), short),
        (f"BACS {reference.replace('-', ' ')}", short),
        (reference.lower()[:9], short),
        ("", f"{short} {reference.partition('-')[2].lstrip('0')}"),
        ("", short),
        ("", name),
    ))  # fmt: skip


def _text(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def _one(made: Books, payment: _Payment, what: str) -> None:
    made.truth.append((what, (len(made.cash),), (len(made.bank),)))
    made.cash.append(payment.cash())
    made.bank.append(payment.bank())


def _batch(made: Books, payment: _Payment, what: str) -> None:
    size = payment.rng.randrange(2, 9)
    parts = [abs(payment._amount()) for _ in range(size)]
    first = len(made.cash)
    for place, part in enumerate(parts):
        made.cash.append(payment.cash(part, f"{payment.reference}/{place}", payment.rng.choice((0, 0, 0, 1))))
    made.truth.append((what, tuple(range(first, first + size)), (len(made.bank),)))
    day, _, _, name = payment.bank()
    made.bank.append((day, _text(sum(parts)), "CREDIT", name))


def _transposed(made: Books, payment: _Payment, what: str) -> None:
    digits = list(str(abs(payment.pence)))
    places = [place for place in range(len(digits) - 1) if digits[place] != digits[place + 1] and digits[1] != "0"]
    if not places:
        return
    place = payment.rng.choice(places)
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    wrong = int("".join(digits)) * (1 if payment.pence > 0 else -1)
    made.truth.append((what, (len(made.cash),), (len(made.bank),)))
    made.cash.append(payment.cash(wrong))
    made.bank.append(payment.bank())


def _sign(made: Books, payment: _Payment, what: str) -> None:
    made.truth.append((what, (len(made.cash),), (len(made.bank),)))
    made.cash.append(payment.cash(-payment.pence))
    made.bank.append(payment.bank())


def _duplicate(made: Books, payment: _Payment, what: str) -> None:
    _one(made, payment, what)
    made.cash.append(made.cash[-1])


def _only_cash(made: Books, payment: _Payment, what: str) -> None:  # noqa: ARG001 - one of the makers
    made.cash.append(payment.cash())


def _only_bank(made: Books, payment: _Payment, what: str) -> None:  # noqa: ARG001 - one of the makers
    made.bank.append(payment.bank())


_MAKERS: dict[str, Callable[[Books, _Payment, str], None]] = {
    "one": _one, "batch": _batch, "transposed": _transposed, "sign": _sign,
    "duplicate": _duplicate, "only_cash": _only_cash, "only_bank": _only_bank,
}  # fmt: skip


def _shuffle(made: Books, rng: random.Random) -> None:
    """Both lists in the order of their dates; entries of one day in any order."""
    orders = []
    for rows in (made.cash, made.bank):
        order = sorted(range(len(rows)), key=lambda place: (rows[place][0], rng.random()))
        orders.append({old: new for new, old in enumerate(order)})
        rows[:] = [rows[place] for place in order]
    made.truth = [
        (what, tuple(sorted(orders[0][one] for one in left)), tuple(sorted(orders[1][one] for one in right)))
        for what, left, right in made.truth
    ]


def write(made: Books, folder: Path) -> tuple[Path, Path]:
    """Both lists as CSV files."""
    paths = folder / "cash_book.csv", folder / "bank_statement.csv"
    for path, rows in zip(paths, (made.cash, made.bank), strict=True):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *rows])
    return paths
