"""Which column of a list is which: said by a person, or guessed from its header."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

ROLES = ("date", "amount", "paid_in", "paid_out", "reference", "name", "balance", "account", "direction")
"""What a column of a list can hold. `paid_in` and `paid_out` stand for an amount in two columns; `direction` says which
way an amount without a sign goes ("Debit", "CR", "Payment").
"""

OPTIONS = ("sign", "dates", "sheet", "only")
"""What else can be said: `sign=reversed` for a list whose payments are positive, `dates=month-first`, `sheet=April`,
`only=Current` for one of several accounts in a list.
"""


class SideColumns(Struct, frozen=True):
    """The file's column for each role that was named, and how its figures and dates are written."""

    columns: Mapping[str, str] = field(default_factory=dict)
    is_reversed: bool | None = None
    """None: as it stands, unless far more amounts of the other side agree with the contrary."""
    month_first: bool | None = None
    """None: the day first, unless the dates themselves show that it is the month."""
    sheet: str = ""
    """Which of several sheets of a workbook, or tables of a database; empty: the only one that has amounts."""
    only: str = ""
    """The account whose entries count, of a list that has several; empty: all."""
