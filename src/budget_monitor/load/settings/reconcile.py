"""[reconcile]: how two lists are matched, month after month."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from budget_monitor.load.settings.wanted import Amount, Percent, Seconds, Text, Window
from budget_monitor.model.lists.matching import MatchOptions


class ReconcileSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """[reconcile]: what `reconcile` takes for granted where the command line does not say."""

    left: Annotated[
        Text,
        Meta(
            title="Which column of the left list is which, as --left has it: date=Posted,amount=Value. Unset: guessed."
        ),
    ] = ""
    right: Annotated[Text, Meta(title="The same for the right list.")] = ""
    days: Annotated[Window, Meta(title="How many days the dates of entries that match may lie apart.")] = 7
    tolerance: Annotated[
        Amount, Meta(title="How far the amounts of entries with one reference may differ, as an amount.")
    ] = Decimal(0)
    percent: Annotated[Percent, Meta(title="The same in percent; the greater of both counts.")] = Decimal(0)
    seconds: Annotated[Seconds, Meta(title="How long batches that add up to one entry are searched for.")] = 10

    @property
    def options(self) -> MatchOptions:
        """The same as the matching takes it."""
        return MatchOptions(self.days, self.tolerance, self.percent, seconds=self.seconds)
