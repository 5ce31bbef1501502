"""What is not here to check: a choice of reports that matches nothing, which is never a pass, and rules of ledgers that
could not be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from budget_monitor.errors import UsageError, did_you_mean, nearest
from budget_monitor.model.ledgers.names import folded

if TYPE_CHECKING:
    from budget_monitor.evaluate.lookups.attach import Selection
    from budget_monitor.model.checks.rule import Rule
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.outcome import Report
    from budget_monitor.rules.compiled import RuleBook

MAX_NAMES_LISTED = 12
"""Names that a message lists; a nearest one is looked for among all."""


def refuse_what_is_not_here(ledger_set: LedgerSet, selection: Selection) -> None:
    """Raises UsageError where a year, a period or a portfolio was chosen that no ledger has, with the nearest that
    one has.
    """
    wishes: dict[str, tuple[str, str]] = {}
    for column, chosen, noun in (
        ("financial_year", selection.year, "financial year"),
        ("period", selection.period, "period"),
        ("portfolio", selection.portfolio, "portfolio"),
    ):
        if not chosen:
            continue
        known = _values(ledger_set, column)
        wanted = folded(chosen).casefold()
        found = any(_fits(column, wanted, one) for one in known)
        if not found:
            words = [word for name in known for word in name.split()] if column == "portfolio" else []
            hint = did_you_mean(chosen, [*known, *words]) if nearest(chosen, [*known, *words]) else ""
            hint = hint or (did_you_mean(chosen, known) if len(known) <= MAX_NAMES_LISTED else "")
            raise UsageError(f"nothing was checked: no ledger has the {noun} {chosen!r}{hint}")
        wishes[column] = (noun, wanted)
    if len(wishes) > 1 and not _is_anywhere(ledger_set, {column: wanted for column, (_, wanted) in wishes.items()}):
        together = ", ".join(f"{noun} {selection_text(selection, column)!r}" for column, (noun, _) in wishes.items())
        raise UsageError(f"nothing was checked: each is there, but no ledger has a row of all of them: {together}")


def selection_text(selection: Selection, column: str) -> str:
    """What was chosen of a column."""
    chosen = {"financial_year": selection.year, "period": selection.period, "portfolio": selection.portfolio}
    return chosen[column] or ""


def _fits(column: str, wanted: str, value: str) -> bool:
    """True if a value is chosen: part of a portfolio's name is enough. `wanted` is without capitals."""
    return wanted in value.casefold() if column == "portfolio" else wanted == value.casefold()


def _is_anywhere(ledger_set: LedgerSet, wishes: Mapping[str, str]) -> bool:
    """True if a row fits all wishes, or no ledger has all these columns, so that this cannot be told."""
    tables = [table for table in ledger_set.ledgers.values() if wishes.keys() <= set(table.column_names)]
    for table in tables:
        rows = table.select(list(wishes))
        distinct = zip(*(rows.column(column).to_pylist() for column in wishes), strict=True)
        for values in set(distinct):
            if all(
                _fits(column, wishes[column], str(value or "")) for column, value in zip(wishes, values, strict=True)
            ):
                return True
    return not tables


def _values(ledger_set: LedgerSet, column: str) -> list[str]:
    """What stands in a column of all ledgers that have it, each once."""
    found: dict[str, None] = {}
    for table in ledger_set.ledgers.values():
        if column in table.column_names:
            distinct = table.select([column]).column(column).unique().to_pylist()
            found.update(dict.fromkeys(str(value) for value in distinct if value is not None))
    return list(found)


def not_run(
    report: Report, ledger_set: LedgerSet, rules: Sequence[Rule], book: RuleBook
) -> tuple[tuple[str, int], ...]:
    """The ledgers that could not be read, each with how many rules had nothing to check for that."""
    from budget_monitor.rules.reads import ledgers_read

    if not ledger_set.unreadable:
        return ()
    idle = {tally.rule for tally in report.tallies if not tally.checks}
    left = [ledgers_read(rule, book.ledgers) for rule in rules if rule.id in idle and rule.clauses]
    counts = {name: sum(name in names for names in left) for name in sorted(ledger_set.unreadable)}
    return tuple((name, count) for name, count in counts.items() if count)
