"""The criteria that belong to no rule."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

CRITERIA: Mapping[str, Decimal] = {"variance_amber_above": Decimal("0.5"), "variance_red_above": Decimal(2)}
"""The default criteria of a variance's rating, in percent of the cash limit; a set's settings may change them.

An overspend of more than the first is Amber, of more than the second Red. Everything else is Green, an underspend too.
"""
