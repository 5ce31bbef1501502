"""Filters of a page by portfolio and by outcome, which are nothing but buttons and a style: no script is needed.

What can be filtered has `data-portfolio` and `data-outcome`; a button that is on hides what has another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from budget_monitor.model.results.numbered import Contents
from budget_monitor.model.results.outcome import Finding, Outcome

MAX_PORTFOLIOS = 40
"""Portfolios that have a button each; of more, the page has none for them."""

OUTCOMES = {
    Outcome.WRONG: "To put right",
    Outcome.RESTATED: "Restated",
    Outcome.NOTICE: "To notice",
    Outcome.BLANK: "Not checked",
}
"""The buttons; what is not checked for want of the other side goes with the blanks."""


class Choice(Struct, frozen=True):
    """A button: what it is called, and the number that the things of its kind have."""

    number: int
    name: str


class Filters(Struct, frozen=True):
    """The buttons of a page. `numbers` has the number of each portfolio."""

    portfolios: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    numbers: Mapping[str, int]

    def portfolio(self, finding: Finding) -> int:
        """The number of a finding's portfolio; 0 for one that has none."""
        return self.numbers.get(portfolio_of(finding.key), 0)

    def style(self) -> str:
        """The rules by which the buttons hide things."""
        kinds = (("portfolio", self.portfolios), ("outcome", self.outcomes))
        chosen = [(kind, one.number) for kind, choices in kinds for one in choices]
        return "\n".join(
            f":root:has(#{kind}-{number}:checked) [data-{kind}]:not([data-{kind}='{number}']) {{ display: none; }}"
            for kind, number in chosen
        )


def portfolio_of(key: Mapping[str, str]) -> str:
    """Whose figure it is: the portfolio, with the authority before it where there is one."""
    return ", ".join(filter(None, [key.get("authority", ""), key.get("portfolio", "")]))


def outcome_number(outcome: Outcome | None) -> int:
    """The number of the button that an outcome goes with, the first being 1."""
    shown = Outcome.BLANK if outcome is Outcome.NOT_HERE else outcome or Outcome.WRONG
    return list(OUTCOMES).index(shown) + 1


def filters_of(told: Contents, undecided: Iterable[Finding], names: Iterable[str]) -> Filters:
    """The buttons for what a page tells; `names` are portfolios that it has besides. One choice alone is no choice."""
    undecided = list(undecided)
    findings = [finding for one in told.all() for finding in one.findings] + undecided
    portfolios = sorted({*names, *(portfolio_of(finding.key) for finding in findings)} - {""})
    numbers = {name: number for number, name in enumerate(portfolios, start=1)}
    kinds = [
        (Outcome.WRONG, told.put_right), (Outcome.RESTATED, told.restated), (Outcome.NOTICE, told.notices),
        (Outcome.BLANK, undecided),
    ]  # fmt: skip
    outcomes = [Choice(outcome_number(outcome), OUTCOMES[outcome]) for outcome, there in kinds if there]
    is_many = len(portfolios) > MAX_PORTFOLIOS
    return Filters(
        () if is_many or len(portfolios) < 2 else tuple(Choice(numbers[name], name) for name in portfolios),
        tuple(outcomes) if len(outcomes) > 1 else (),
        numbers,
    )
