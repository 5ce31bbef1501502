"""A ledger of transactions, and the monitoring figures that tie to it.

Two years of twelve months, each month a block: invoices and receipts by day, then the month-end journals, each of four
lines that sum to nothing. Outturns (every quarter), service budgets (at year end) and the mapping of cost centres to
services are summed from the very transactions. Everything holds, except what is planted: a wrong row is a journal line
with two digits of its amount transposed, which breaks its journal and every figure that its amount goes into.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.blocks import SEED, Block, Pence, chosen, mistyped, numbered, pounds, repeated, write_blocks

YEARS = ("2020/21", "2021/22")
MONTHS = 12
QUARTERS = {3: "Q1", 6: "Q2", 9: "Q3", 12: "Q4"}
SERVICES = 5
"""To a portfolio."""
CENTRES = 4
"""Cost centres to a service."""
PER_PORTFOLIO = SERVICES * CENTRES
"""Cost centres to a portfolio."""
JOURNAL = 4
"""Lines to a journal."""
MOST = 5_000_000
"""No invoice is larger, in pence."""

EMPLOYEE, NON_EMPLOYEE, INCOME = range(3)
SUBJECTIVES: Sequence[tuple[str, str, int]] = (
    ("10100", "Salaries", EMPLOYEE),
    ("10250", "Employer's pension contributions", EMPLOYEE),
    ("12400", "Agency staff", EMPLOYEE),
    ("20150", "Repairs and maintenance", NON_EMPLOYEE),
    ("21300", "Electricity", NON_EMPLOYEE),
    ("33000", "Vehicle hire", NON_EMPLOYEE),
    ("40200", "Equipment and materials", NON_EMPLOYEE),
    ("43800", "IT licences", NON_EMPLOYEE),
    ("91100", "Fees and charges", INCOME),
    ("93500", "Grants", INCOME),
)
KINDS = np.array([kind for _, _, kind in SUBJECTIVES])
SPENDING = int((KINDS != INCOME).sum())

Whole = npt.NDArray[np.int64]


@dataclass
class Books:
    """What the transactions come to, in pence: by year, month, cost centre and kind of subjective."""

    portfolios: int
    sums: Pence = field(init=False)

    def __post_init__(self) -> None:
        self.sums = np.zeros((len(YEARS), MONTHS, self.centres, 3), dtype=np.int64)

    @property
    def centres(self) -> int:
        """The number of cost centres."""
        return self.portfolios * PER_PORTFOLIO

    def by_service(self, year: int, months: int) -> Pence:
        """What the year came to in its first months, by portfolio, service and kind."""
        shape = (self.portfolios, SERVICES, CENTRES, 3)
        total: Pence = self.sums[year, :months].sum(axis=0).reshape(shape).sum(axis=2)
        return total


def write_transactions(folder: Path, rows: int, wrong: int = 0) -> list[int]:
    """Writes transactions.csv with so many rows and the ledgers beside it; returns the lines that are wrong.

    The figures of the other ledgers are those of the right amounts. Wrong rows are spread evenly over the months, the
    portfolios and the journals.
    """
    blocks = len(YEARS) * MONTHS
    edges = [rows * number // blocks for number in range(blocks + 1)]
    books = Books(max(1, min(50, rows // 1000)))
    lines: list[int] = []

    def months() -> Iterator[Block]:
        for number in range(blocks):
            slips = wrong * (number + 1) // blocks - wrong * number // blocks
            month = _Month(number, edges[number], edges[number + 1] - edges[number], books)
            yield month.block(slips)
            lines.extend(edges[number] + 2 + place for place in month.wrong)

    write_blocks(folder / "transactions.csv", months())
    write_books(folder, books)
    return lines


class _Month:
    """One month's transactions: `size` rows, of which the last fifth are journals."""

    def __init__(self, number: int, before: int, size: int, books: Books) -> None:
        self.draw = np.random.default_rng([SEED, number])
        self.year, self.month = divmod(number, MONTHS)
        self.before, self.size, self.books = before, size, books
        self.journals = size // 5 // JOURNAL
        self.invoices = size - self.journals * JOURNAL
        self.wrong: list[int] = []

    def block(self, slips: int) -> Block:
        """The month as columns. Books its right amounts, and notes in `wrong` which rows it made wrong."""
        subjective = self._subjectives()
        centre = self._centres()
        right = self._amounts(subjective)
        np.add.at(self.books.sums[self.year, self.month], (centre, KINDS[subjective]), right)
        amount = right.copy()
        for slip in range(slips):
            journal = (2 * slip + 1) * self.journals // (2 * slips)
            place = self.invoices + journal * JOURNAL
            amount[place] = mistyped(int(right[place]))
            self.wrong.append(place)
        return {
            "financial_year": repeated(YEARS[self.year], self.size),
            "period": repeated(f"P{self.month + 1:02d}", self.size),
            "date": self._dates(),
            "portfolio": chosen([portfolio(n) for n in range(self.books.portfolios)], centre // PER_PORTFOLIO),
            "cost_centre": chosen([cost_centre(n) for n in range(self.books.centres)], centre),
            "subjective": chosen([code for code, _, _ in SUBJECTIVES], subjective),
            "reference": self._references(),
            "description": chosen([text for _, text, _ in SUBJECTIVES], subjective),
            "amount": pounds(amount),
            "journal": pa.concat_arrays([repeated("", self.invoices), repeated("Recharge", self.size - self.invoices)]),
        }

    def _subjectives(self) -> Whole:
        """Any for an invoice or a receipt; a journal moves spending only."""
        first = self.draw.integers(0, len(SUBJECTIVES), self.invoices)
        return np.append(first, self.draw.integers(0, SPENDING, self.size - self.invoices))

    def _centres(self) -> Whole:
        """A journal's lines are in four cost centres: of several portfolios in every fourth, of one in the others."""
        first = self.draw.integers(0, self.books.centres, self.invoices)
        starts = self.draw.integers(0, self.books.centres, (self.journals, 1))
        steps = np.arange(JOURNAL)
        anywhere = (starts + steps * max(1, self.books.centres // JOURNAL - 1)) % self.books.centres
        place = starts % PER_PORTFOLIO
        within = starts - place + (place + steps * (PER_PORTFOLIO // JOURNAL)) % PER_PORTFOLIO
        across = np.arange(self.journals)[:, np.newaxis] % 4 == 0
        return np.append(first, np.where(across, anywhere, within).ravel())

    def _amounts(self, subjective: Whole) -> Pence:
        """Spending positive, income negative; the last line of a journal takes back what the others gave."""
        first = self.draw.integers(100, MOST, self.invoices)
        first = np.where(KINDS[subjective[: self.invoices]] == INCOME, -first, first)
        lines = self.draw.integers(10_000, MOST, (self.journals, JOURNAL))
        lines[:, -1] = -lines[:, :-1].sum(axis=1)
        return np.append(first, lines.ravel())

    def _dates(self) -> pa.Array:
        """By day, the journals on the last: April is the first month."""
        start = np.datetime64(f"{YEARS[self.year][:4]}-04") + self.month
        days = (start + 1).astype("datetime64[D]") - start.astype("datetime64[D]")
        day = np.sort(self.draw.integers(0, days.astype(int), self.invoices))
        every = np.append(day, np.full(self.size - self.invoices, days.astype(int) - 1))
        texts = [str(start.astype("datetime64[D]") + number) for number in range(days.astype(int))]
        return chosen(texts, every)

    def _references(self) -> pa.Array:
        invoices = numbered("INV", self.before + np.arange(self.invoices))
        journals = numbered("JNL", self.before + np.repeat(np.arange(self.journals), JOURNAL))
        return pa.concat_arrays([invoices, journals])


def portfolio(number: int) -> str:
    """The name of a portfolio."""
    return f"Portfolio {number}"


def service(number: int) -> str:
    """The name of a service; the services are counted through all portfolios."""
    return f"Service {number}"


def cost_centre(number: int) -> str:
    """The code of a cost centre."""
    return f"CC{number:05d}"


def write_books(folder: Path, books: Books) -> None:
    """Writes the ledgers that tie to the transactions."""
    _write(folder / "cost_centres.csv", "portfolio,service,cost_centre", _cost_centres(books))
    header = "financial_year,period,portfolio,basis,cash_limit,net_expenditure,appropriations,outturn,variance"
    _write(folder / "outturns.csv", header, _outturns(books))
    header = "financial_year,period,portfolio,service,employee,non_employee,gross,income,net"
    _write(folder / "service_budgets.csv", header, _service_budgets(books))


def _cost_centres(books: Books) -> Iterator[Sequence[str]]:
    for number in range(books.centres):
        in_service = number // CENTRES
        yield portfolio(in_service // SERVICES), service(in_service), cost_centre(number)


def _outturns(books: Books) -> Iterator[Sequence[str]]:
    """Every quarter's net expenditure since the year began: nothing appropriated, and just within the cash limit."""
    for year, name in enumerate(YEARS):
        for months, quarter in QUARTERS.items():
            for number, net in enumerate(books.by_service(year, months).sum(axis=(1, 2))):
                spent = _text(net)
                yield name, quarter, portfolio(number), "outturn", spent, spent, "0", spent, "0"


def _service_budgets(books: Books) -> Iterator[Sequence[str]]:
    for year, name in enumerate(YEARS):
        for number, services in enumerate(books.by_service(year, MONTHS)):
            report = (name, QUARTERS[MONTHS], portfolio(number))
            for place, figures in enumerate(services):
                yield *report, service(number * SERVICES + place), *_figures(figures)
            yield *report, "Total", *_figures(services.sum(axis=0))


def _figures(kinds: Pence) -> Sequence[str]:
    employee, non_employee, income = kinds.tolist()
    gross = employee + non_employee
    return [_text(pence) for pence in (employee, non_employee, gross, income, gross + income)]


def _text(pence: int) -> str:
    return str(Decimal(int(pence)).scaleb(-2))


def _write(file: Path, header: str, rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header.split(","), *rows])
