"""Findings that are known: differences somebody accepted, and those too small to matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from budget_monitor.model.ledgers.names import folded


class Acceptance(Struct, frozen=True):
    """A difference that is known and accepted, as one entry of `accepted.toml` states it.

    `gap` is reported minus computed, in currency units, exactly; None where the check is not about figures. With
    `undecided` the check could not be made, and that is what was accepted. `ledger` and `column` are empty where
    the entry leaves them out: any will do. The acceptance holds until the end of the day `until`.
    """

    rule: str
    key: Mapping[str, str]
    gap: Decimal | None
    reason: str
    by: str
    on: date
    until: date | None = None
    ledger: str = ""
    column: str = ""
    undecided: bool = False
    line: int = 0


class Accepted(Struct, frozen=True):
    """A finding, by its id, with the acceptance that covers it."""

    finding: str
    acceptance: Acceptance


class Note(Struct, frozen=True):
    """What somebody wrote of a finding: it changes no verdict. The check is named as an acceptance names it."""

    rule: str
    ledger: str
    key: Mapping[str, str]
    column: str
    text: str
    by: str
    on: date


class AcceptanceFault(StrEnum):
    """Why an acceptance does not, or no longer, cover a finding."""

    GAP_CHANGED = "gap_changed"
    """the finding is there, and its gap is another"""
    EXPIRED = "expired"
    """the finding is there as it was, and the date until which it was accepted has passed"""
    MATCHES_NOTHING = "matches_nothing"
    """there is no such finding any more"""
    NOT_LOOKED_AT = "not_looked_at"
    """nothing could be checked, or more rows of its check fail than are looked at one by one, and this was not"""


class AcceptanceProblem(Struct, frozen=True):
    """An entry of `accepted.toml` that does not do what it was written for.

    `finding` is the id of the finding that fails again, empty where there is none.
    """

    fault: AcceptanceFault
    acceptance: Acceptance
    finding: str
    message: str


class Materiality(Struct, frozen=True):
    """The size below which a gap is immaterial: an amount in currency units, and a percentage of the reported figure.

    None is no such threshold. A gap is immaterial when it is below every threshold there is.
    """

    amount: Decimal | None = None
    percent: Decimal | None = None


class LookedAt(Struct, frozen=True):
    """What a run looked at: its rules by id, and the reports it was asked for (`portfolio` is a part of a name).

    Whatever lies outside was not found to be right: nobody looked.
    """

    rules: frozenset[str]
    year: str | None = None
    period: str | None = None
    portfolio: str | None = None
    unread: frozenset[str] = frozenset()
    """Ledgers that are there and could not be read, or that stand beside the one file that was asked for."""
    unlisted: frozenset[str] = frozenset()
    """Rules with more findings than are listed: what is not among those may be there all the same."""
    is_nothing: bool = False
    """No check could be made at all."""

    def covers(self, rule: str, ledger: str, key: Mapping[str, str]) -> bool:
        """Whether a check of that rule and key was made and looked at, if its row is still there. An empty ledger is
        any.
        """
        return rule not in self.unlisted and self.asked_for(rule, ledger, key)

    def asked_for(self, rule: str, ledger: str, key: Mapping[str, str]) -> bool:
        """The same, whether or not it is among the rows that were looked at one by one."""
        if rule not in self.rules or (self.unread and ledger in ("", *self.unread)):
            return False
        return (
            self.year in (None, key.get("financial_year"))
            and self.period in (None, key.get("period"))
            and (not self.portfolio or folded(self.portfolio).casefold() in folded(key.get("portfolio", "")).casefold())
        )
