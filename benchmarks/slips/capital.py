"""The capital programme of each budget and how it is paid for."""

from __future__ import annotations

from random import Random

from council import Council, share, year_name
from draft import Draft, Place
from front_page import headline

CP, CF = "capital_programme", "capital_funding"
SECTORS = ("Non-education", "Education", "Highways")
SCHEMES = ("Asset management plan", "Data centre", "Primary sector", "Secondary sector", "Street lighting", "Bridges")
SOURCES = ("Capital grants", "Unsupported borrowing", "Capital receipts", "External contributions", "Revenue")


def add_capital(draft: Draft, council: Council, rng: Random) -> None:
    """Adds the programme and its funding to the budget report of each year."""
    for portfolio in council.portfolios:
        for year in council.years:
            report = {"financial_year": year_name(year), "period": "B", "portfolio": portfolio}
            sectors = SECTORS[: rng.randint(2, 3)]
            schemes = {sector: [f"{sector} {SCHEMES[n % 6].lower()} {n // 6 + 1}"
                                for n in range(council.some(rng, 2, 5))] for sector in sectors}  # fmt: skip
            lines: dict[str, list[Place]] = {}
            for programme_year in (year_name(year), year_name(year + 1)):
                lines[programme_year] = _programme(draft, council, rng, report, schemes, programme_year)
            for programme_year, cells in lines.items():
                _funding(draft, rng, report, programme_year, cells)
                cell = headline(draft, report, "capital_budget", programme_year, sum(map(draft.amount, cells)))
                draft.equal("HL10", [cell], cells, [cell])


def _programme(
    draft: Draft,
    council: Council,
    rng: Random,
    report: dict[str, str],
    schemes: dict[str, list[str]],
    programme_year: str,
) -> list[Place]:
    group = (*report.values(), programme_year)
    lines: list[int] = []

    def row(sector: str, scheme: str, amount: int, role: str) -> int:
        labels = {**report, "sector": sector, "scheme": scheme, "programme_year": programme_year}
        return draft.add(CP, labels, {"amount": amount}, role=role, group=group, block=sector)

    for sector, names in schemes.items():
        covered = [row(sector, name, council.amount(rng, 10_000, 9_000_000), "line") for name in names]
        subtotal = row(sector, "Sub-total", draft.sum(CP, covered, "amount"), "subtotal")
        draft.casts("CP01", CP, subtotal, covered, ["amount"])
        lines += covered
    total = row("", "Total", draft.sum(CP, lines, "amount"), "total")
    draft.casts("CP01", CP, total, lines, ["amount"])
    return [Place(CP, line, "amount") for line in lines]


def _funding(draft: Draft, rng: Random, report: dict[str, str], programme_year: str, programme: list[Place]) -> None:
    group = (*report.values(), programme_year)
    amount = sum(map(draft.amount, programme))
    sources = SOURCES[: rng.randint(2, 5)]

    def row(source: str, part: int, role: str) -> int:
        labels = {**report, "source": source, "programme_year": programme_year}
        return draft.add(CF, labels, {"amount": part}, role=role, group=group)

    lines = [row(*one, "line") for one in zip(sources, share(rng, amount, len(sources), 100), strict=True)]
    draft.casts("CF01", CF, row("Total", amount, "total"), lines, ["amount"])
    cells = [Place(CF, line, "amount") for line in lines]
    draft.equal("CP02", programme, cells, [programme[0], cells[0]])
