"""Totals that nothing was added up to, which must not look as if it had been."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pyarrow.compute as pc

from budget_monitor.evaluate.engines.frames import Frames
from budget_monitor.evaluate.verdicts.run import NOTHING_TO_COMPARE, Judged
from budget_monitor.model.ledgers.ledger import LINE, ROW_TYPE, InputProblem, LedgerTable, RowType
from budget_monitor.model.results.outcome import Finding
from budget_monitor.rules.compiled import RuleBook
from budget_monitor.rules.compiler import runs_of
from budget_monitor.rules.reads import ledgers_of

MAX_LINES_NAMED = 3
"""How many such totals of a ledger are named; the others are counted."""


def _is_cast(book: RuleBook, ledger: str) -> bool:
    """Whether any rule adds the lines of a ledger up to its totals."""
    about = (rule for rule in book.rules.values() if rule.id not in book.faults)
    about = (rule for rule in about if any(ledger in ledgers_of(clause, book.ledgers) for clause in rule.clauses))
    return any(run.checks[0].column and run.schema.name == ledger for rule in about for run in runs_of(rule, book))


class UnreadTotals:
    """Gathers, run by run, the totals under which no line stands."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._alone: dict[str, set[int]] = {}
        self._known: dict[str, str] = {}

    def look_at(self, judged: Judged) -> None:
        """Take in a run that was made, if it is a casting."""
        run = judged.run
        if run.per_group or not run.checks[0].column or not judged.counts[0][NOTHING_TO_COMPARE]:
            return
        rows = judged.rows(0, frozenset({NOTHING_TO_COMPARE}))
        self._alone.setdefault(run.schema.name, set()).update(int(str(row[LINE])) for row in rows)
        self._known[run.schema.name] = ", ".join(pair.own for pair in run.by if pair.own in run.schema.columns)

    def problems(self, book: RuleBook, findings: Collection[Finding]) -> Iterator[InputProblem]:
        """A warning for each ledger with such totals, or with totals that no rule adds up to."""
        told = {(one.ledger, one.place.line) for one in findings}
        for ledger, schema in book.ledgers.items():
            table = self._frames.table(ledger)
            if table is None or schema.label not in table.headers or table.row_types <= {RowType.LINE}:
                continue
            if not _is_cast(book, ledger):
                yield _problem(table, _totals(table), "a total that no rule adds up to: write one with `casts`")
            elif alone := sorted(line for line in self._alone.get(ledger, ()) if (ledger, line) not in told):
                message = f"a total, and no line has the same {self._known[ledger]}: nothing was added up to it"
                yield _problem(table, alone, message)


def _totals(table: LedgerTable) -> list[int]:
    rows = table.select([LINE, ROW_TYPE])
    found: list[int] = rows.filter(pc.not_equal(rows[ROW_TYPE], RowType.LINE.value))[LINE].to_pylist()
    return found


def _problem(table: LedgerTable, lines: list[int], message: str) -> InputProblem:
    label = table.schema.label or ""
    more = len(lines) - MAX_LINES_NAMED
    also = ", ".join(map(str, lines[1:MAX_LINES_NAMED])) + (f" and {more:,} more" if more > 0 else "")
    rows = table.select([LINE, label])
    text = rows.filter(pc.equal(rows[LINE], lines[0]))[label].to_pylist()[0]
    message += f" (also line{'s' if len(lines) > 2 else ''} {also})" if also else ""
    return InputProblem(table.file, lines[0], table.headers[label], "warning", str(text or ""), message)
