"""A choice of reports that matches nothing: nothing would be checked, and that is never a pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from budget_monitor.evaluate.lookups.attach import Selection
    from budget_monitor.model.ledger import LedgerSet

MAX_NAMES_LISTED = 12
"""Names that a message lists; a nearest one is looked for among all."""


def refuse_what_is_not_here(ledger_set: LedgerSet, selection: Selection) -> None:
    """Raises UsageError where a year, a period or a portfolio was chosen that no ledger has, with the nearest that
    one has.
    """
    for column, chosen, noun in (
        ("financial_year", selection.year, "financial year"),
        ("period", selection.period, "period"),
        ("portfolio", selection.portfolio, "portfolio"),
    ):
        if not chosen:
            continue
        known = _values(ledger_set, column)
        wanted = chosen.casefold()
        found = any(wanted in one.casefold() if column == "portfolio" else wanted == one.casefold() for one in known)
        if not found:
            hint = did_you_mean(chosen, known) if len(known) <= MAX_NAMES_LISTED or column == "portfolio" else ""
            raise UsageError(f"nothing was checked: no ledger has the {noun} {chosen!r}{hint}")


def _values(ledger_set: LedgerSet, column: str) -> list[str]:
    """What stands in a column of all ledgers that have it, each once."""
    found: dict[str, None] = {}
    for table in ledger_set.ledgers.values():
        if column in table.column_names:
            distinct = table.select([column]).column(column).unique().to_pylist()
            found.update(dict.fromkeys(str(value) for value in distinct if value is not None))
    return list(found)
