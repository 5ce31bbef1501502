"""What a council is like: its portfolios, its years, how long its tables are, and the words in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from random import Random

from draft import Style

PORTFOLIOS = (
    "Citizen Focus and Engagement", "Inclusive Neighbourhoods", "Resources, Commissioning and Governance",
    "Adult Care and Health", "Children, Family Services and Education", "Economy and Regeneration",
    "Sustainable Stockport", "Highways and Parks",
)  # fmt: skip
RESERVES = (
    "Transformation – Invest to Save", "Cabinet Positive Investment", "Flexibility", "Equipment Refresh",
    "Workforce Investment", "Community Investment", "Revenue Grants", "Insurance", "Digital By Design",
)  # fmt: skip
PURPOSES = (
    "Museum Projects", "Local Fund", "Apprenticeships", "Predictive Modelling", "Early Payments", "Servers",
    "Cash Management", "Emergency Assistance", "Cultural Services", "Libraries Open Plus", "Hatworks",
    "Citizen Transformation", "Financial Inclusion", "Winter Pressures", "Fostering", "Road Repairs", "Town Centre",
)  # fmt: skip
CHANGES = (
    ("Pay award", "pay award"), ("Realignment of staffing", "virement"), ("Loss of income", "adjustment"),
    ("Contract inflation", "inflation"), ("Utilities", "inflation"), ("Redundancy costs", "adjustment"),
    ("Software licences", "adjustment"), ("Grant removed", "adjustment"), ("Transfer between services", "virement"),
)  # fmt: skip
SAVINGS = (
    "Vacancy management", "Changes to contracts", "Registrars income", "Information and advice",
    "Management restructure", "Stationery and fees", "Technology costs", "Estates rationalisation",
    "Commissioning review", "Energy",
)  # fmt: skip
SERVICES = (
    "Business Intelligence", "Business Support", "Senior Management", "Estates", "Finance", "Legal",
    "People and Organisation", "Revenues and Benefits", "Procurement", "Strategy", "Technology", "Libraries",
    "Museums", "Registrars", "Contact Centre", "Leisure", "Markets", "Waste", "Street Lighting", "Parks",
)  # fmt: skip


@dataclass(frozen=True)
class Council:
    """`years` are the calendar years in which financial years begin; `lines` stretches tables; `movement` says that
    the reserves table has movements, not usage.
    """

    style: Style
    years: list[int]
    periods: list[str]
    portfolios: list[str]
    lines: float
    movement: bool
    seed: int

    def reports(self, portfolio: str) -> Iterator[dict[str, str]]:
        """The key of each report, in order."""
        for year in self.years:
            for period in self.periods:
                yield {"financial_year": year_name(year), "period": period, "portfolio": portfolio}

    def some(self, rng: Random, least: int, most: int) -> int:
        """How many lines a table has."""
        return max(2, round(rng.randint(least, most) * self.lines))

    def amount(self, rng: Random, least: int, most: int) -> int:
        """An amount of that many pounds, in pence; small ones are as common as large ones."""
        pounds = exp(rng.uniform(log(least), log(most)))
        amount = round(pounds * 100) if self.style.pence else round(pounds) * 100
        return amount if rng.random() > 0.15 else amount // 100_000 * 100_000 or 100_000  # some are round


def year_name(year: int) -> str:
    """2021 as 2021/22."""
    return f"{year}/{(year + 1) % 100:02d}"


def word(words: tuple[str, ...], number: int) -> str:
    """A word of a list, numbered when the list is used up."""
    return words[number % len(words)] + (f" {number // len(words) + 1}" if number >= len(words) else "")


def share(rng: Random, amount: int, parts: int, step: int) -> list[int]:
    """An amount cut into parts, each but the last a multiple of `step`."""
    weights = [rng.uniform(0.3, 1.7) for _ in range(parts)]
    pieces = [int(amount * weight / sum(weights)) // step * step for weight in weights]
    pieces[-1] += amount - sum(pieces)
    return pieces
