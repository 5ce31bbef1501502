"""Rows that could not be read: which checks would have to take them in, and what is said of those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.rules.compiled import Check, Run
from budget_monitor.rules.condition import All, AnyOf, Atom, Condition, Lookup, Missing, Never, Own, Step

MAX_LINES_NAMED = 3
"""How many lines that could not be read are named where a sum may lack them."""


def lost_rows(frames: Frames, ledger: str) -> str:
    """What of a ledger could not be read, in words, so that sums over it may lack figures; empty where all was."""
    if ledger in frames.ledger_set.unreadable:
        return f"the file of {ledger} could not be read"
    table = frames.table(ledger)
    if table is None or not table.lost:
        return ""
    named = ", ".join(str(line) for line in table.lost[:MAX_LINES_NAMED])
    more = len(table.lost) - MAX_LINES_NAMED
    places = f"line{'s' if len(table.lost) > 1 else ''} {named}{f' and {more:,} more' if more > 0 else ''}"
    return f"{places} of {table.file} could not be read, and may belong here"


def not_read(frames: Frames, run: Run, check: Check) -> str:
    """What could not be read of the rows that a check adds up, counts or looks back to; empty where all was.

    That a key stands once is told of the rows that were read.
    """
    if run.is_by_key:
        return ""
    ledgers: list[str] = []
    for atom in check.atoms:
        if isinstance(atom, Step):
            ledgers.append(run.schema.name)
        elif isinstance(atom, Lookup) and atom.function != "one":
            ledgers += run.looked_at(atom)
    return _first(frames, ledgers)


def lacking(frames: Frames, run: Run, check: Check, counted: Mapping[Atom, str]) -> Mapping[str, str]:
    """By the columns that are null where a single row is not there (`counted`): what could not be read of where it may
    stand.
    """
    single = [atom for atom in check.atoms if isinstance(atom, Lookup) and atom.function == "one"]
    return {counted[atom]: said for atom in single if (said := _first(frames, run.looked_at(atom)))}


def lacks_a_column(frames: Frames, run: Run) -> bool:
    """True if all checks of a run need a column that the ledger may lack and does: there is nothing to check then.

    A rule that asks whether the column is blank has its own answer.
    """
    table = frames.table(run.schema.name)
    if table is None or run.per_group:
        return False
    absent = {name for name, column in run.schema.columns.items() if not column.required and name not in table.headers}
    conditions = [condition for check in run.checks for condition in (check.condition, check.applies, run.where)]
    asked = {part.atom for condition in conditions if condition is not None for part in _missing(condition)}
    return bool(run.checks) and all(
        any(isinstance(atom, Own) and atom.column in absent and atom not in asked for atom in check.atoms)
        for check in run.checks
    )


def _missing(condition: Condition) -> Iterator[Missing]:
    match condition:
        case Missing():
            yield condition
        case All() | AnyOf():
            for part in condition.parts:
                yield from _missing(part)
        case Never():
            yield from _missing(condition.part)


def _first(frames: Frames, ledgers: Iterable[str]) -> str:
    return next((said for ledger in dict.fromkeys(ledgers) if (said := lost_rows(frames, ledger))), "")
