"""Runs checks: verdicts for every row, counted; and the rows whose verdict somebody must see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from budget_monitor.evaluate.attach import Attached, Selection, attach, row_types
from budget_monitor.evaluate.compiled import Run
from budget_monitor.evaluate.frames import Frame, Frames, collect
from budget_monitor.evaluate.normal import atoms
from budget_monitor.evaluate.truth import Mode, Truth
from budget_monitor.model.ledger import LINE
from budget_monitor.model.outcome import Verdict
from budget_monitor.model.rule import OnMissing

Row = Mapping[str, object]

EXACT, WITHIN_ROUNDING, FAIL, UNDECIDED, NOTHING_TO_COMPARE, NOT_APPLICABLE = range(6)

VERDICTS: Mapping[int, Verdict] = {
    EXACT: Verdict.EXACT,
    WITHIN_ROUNDING: Verdict.WITHIN_ROUNDING,
    FAIL: Verdict.FAIL,
    UNDECIDED: Verdict.UNDECIDED,
    NOTHING_TO_COMPARE: Verdict.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class CheckColumns:
    """The columns of a judged frame that decide one check's verdict; a name is empty where nothing varies.

    `holds` and `possible` are the truths of its condition, `applies` whether it speaks of the row at all.
    """

    holds: str
    possible: str
    applies: str

    @property
    def names(self) -> list[str]:
        """The columns there are."""
        return [name for name in (self.holds, self.possible, self.applies) if name]


@dataclass(frozen=True, slots=True)
class Judged:
    """A run after its checks were made. `absent` lists, by check, the columns that are null where the other side of
    a tie does not exist.
    """

    run: Run
    attached: Attached
    frame: Frame
    checks: tuple[CheckColumns, ...]
    absent: tuple[tuple[str, ...], ...]

    def counts(self, place: int) -> Counter[int]:
        """How many rows have each code; rows the check does not speak of are not counted."""
        columns, absent = self.checks[place], self.absent[place]
        missing = [nw.col(name).is_null().alias(f"m{name}") for name in absent]
        frame = self.frame.select(*columns.names, *missing)
        grouped = collect(frame.group_by(*columns.names, *(f"m{name}" for name in absent)).agg(nw.len().alias("n")))
        counts: Counter[int] = Counter()
        for group in grouped.to_pylist():
            nothing = any(group[f"m{name}"] for name in absent)
            counts[self.code_of(columns, group, nothing=nothing)] += group["n"]
        counts.pop(NOT_APPLICABLE, None)
        return counts

    def code(self, place: int, row: Row) -> int:
        """The code of one row for one check."""
        nothing = any(row[name] is None for name in self.absent[place])
        return self.code_of(self.checks[place], row, nothing=nothing)

    def code_of(self, columns: CheckColumns, row: Row, *, nothing: bool) -> int:
        """A verdict from the truths. What cannot be told is undecided, whatever the reason."""
        if columns.applies and row[columns.applies] is False:
            return NOT_APPLICABLE
        holds = row[columns.holds]
        possible = row[columns.possible] if columns.possible else holds
        if holds is True:
            return EXACT
        if possible is False:
            return FAIL
        if holds is None or possible is None:
            if not nothing:
                return UNDECIDED
            return NOTHING_TO_COMPARE if self.run.on_missing is OnMissing.SKIP else FAIL
        return WITHIN_ROUNDING

    def rows(self, place: int, codes: frozenset[int]) -> list[Row]:
        """The rows of some codes for one check, with all their atoms, in the order of their lines."""
        columns = self.checks[place]
        frame = self.frame
        if EXACT not in codes:
            frame = frame.filter(~nw.col(columns.holds).fill_null(False))
        if WITHIN_ROUNDING not in codes and columns.possible:
            frame = frame.filter(~nw.col(columns.possible).fill_null(False))
        found = [row for row in collect(frame).to_pylist() if self.code(place, row) in codes]
        return sorted(found, key=lambda row: int(row[LINE]))


def judge(frames: Frames, run: Run, selection: Selection) -> Judged | None:
    """Makes the checks of a run; None where its ledger has no row that the run is about."""
    if not run.per_group and not frames.rows_of_type(run.schema.name, row_types(run.rows)):
        return None
    attached = attach(frames, run, selection)
    truth = Truth(attached.columns, run.rule.tolerance)
    made: list[nw.Expr] = []
    checks: list[CheckColumns] = []
    for number, check in enumerate(run.checks):
        exact = truth.is_exact(check.condition)
        columns = CheckColumns(
            f"holds{number}", "" if exact else f"possible{number}", f"applies{number}" if check.applies else ""
        )
        made.append(truth.of(check.condition, Mode.HOLDS).alias(columns.holds))
        if columns.possible:
            made.append(truth.of(check.condition, Mode.POSSIBLE).alias(columns.possible))
        if check.applies is not None:
            made.append(truth.of(check.applies, Mode.HOLDS).alias(columns.applies))
        checks.append(columns)
    absent = tuple(
        tuple(dict.fromkeys(attached.counted[atom] for atom in atoms(check.condition) if atom in attached.counted))
        for check in run.checks
    )
    return Judged(run, attached, attached.frame.with_columns(*made).collect().lazy(), tuple(checks), absent)
