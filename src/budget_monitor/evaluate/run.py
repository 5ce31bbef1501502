"""Runs checks: verdicts for every row, counted; and the rows whose verdict somebody must see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from budget_monitor.evaluate.attach import Attached, Selection, attach, row_types
from budget_monitor.evaluate.compiled import Check, Run
from budget_monitor.evaluate.frames import Frame, Frames, collect
from budget_monitor.evaluate.normal import atoms
from budget_monitor.evaluate.truth import Mode, Truth
from budget_monitor.model.ledger import LINE
from budget_monitor.model.outcome import Verdict
from budget_monitor.model.rule import OnMissing

EXACT, WITHIN_ROUNDING, FAIL, UNDECIDED, NOTHING_TO_COMPARE, NOT_APPLICABLE = range(6)

VERDICTS: Mapping[int, Verdict] = {
    EXACT: Verdict.EXACT,
    WITHIN_ROUNDING: Verdict.WITHIN_ROUNDING,
    FAIL: Verdict.FAIL,
    UNDECIDED: Verdict.UNDECIDED,
    NOTHING_TO_COMPARE: Verdict.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A run after its checks were made: its frame with a column of codes for each check, named by `codes`."""

    run: Run
    attached: Attached
    frame: Frame
    codes: tuple[str, ...]

    def counts(self, code: str) -> Counter[int]:
        """How many rows have each code; rows a check does not speak of are not counted."""
        counted = collect(self.frame.group_by(code).agg(nw.len().alias("n")))
        counts = Counter(dict(zip(counted[code].to_pylist(), counted["n"].to_pylist(), strict=True)))
        counts.pop(NOT_APPLICABLE, None)
        return counts

    def rows(self, code: str, codes: frozenset[int]) -> list[Mapping[str, object]]:
        """The rows of some codes, with all their atoms, in the order of their lines."""
        found: list[Mapping[str, object]] = collect(self.frame.filter(nw.col(code).is_in(sorted(codes)))).to_pylist()
        return sorted(found, key=lambda row: int(str(row[LINE])))


def judge(frames: Frames, run: Run, selection: Selection) -> Judged | None:
    """Makes the checks of a run; None where its ledger has no row that the run is about."""
    if not run.per_group and not frames.rows_of_type(run.schema.name, row_types(run.rows)):
        return None
    attached = attach(frames, run, selection)
    truth = Truth(attached.columns, run.rule.tolerance)
    codes = tuple(f"c{number}" for number in range(len(run.checks)))
    judged = attached.frame.with_columns(
        *(
            _code(truth, run, check, attached).cast(nw.Int64).alias(name)
            for name, check in zip(codes, run.checks, strict=True)
        )
    )
    return Judged(run, attached, judged.collect().lazy(), codes)


def _code(truth: Truth, run: Run, check: Check, attached: Attached) -> nw.Expr:
    """The verdict of every row, as a small number."""
    holds = truth.of(check.condition, Mode.HOLDS)
    absent = _absent(attached, check)
    undecided = nw.lit(UNDECIDED)
    if absent is not None:
        missing = NOTHING_TO_COMPARE if run.on_missing is OnMissing.SKIP else FAIL
        undecided = nw.when(absent).then(nw.lit(missing)).otherwise(undecided)
    if truth.is_exact(check.condition):
        code = (
            nw.when(holds.is_null())
            .then(undecided)
            .otherwise(nw.when(holds.fill_null(False)).then(nw.lit(EXACT)).otherwise(nw.lit(FAIL)))
        )
    else:
        possible = truth.of(check.condition, Mode.POSSIBLE)
        code = (
            nw.when(holds.fill_null(False)).then(nw.lit(EXACT))
            .otherwise(nw.when((~possible).fill_null(False)).then(nw.lit(FAIL))
                       .otherwise(nw.when(holds.is_null() | possible.is_null()).then(undecided)
                                  .otherwise(nw.lit(WITHIN_ROUNDING))))
        )  # fmt: skip
    if check.applies is not None:
        applies = truth.of(check.applies, Mode.HOLDS).fill_null(True)
        code = nw.when(applies).then(code).otherwise(nw.lit(NOT_APPLICABLE))
    return code


def _absent(attached: Attached, check: Check) -> nw.Expr | None:
    """Where some row that the check looks up does not exist."""
    names = dict.fromkeys(attached.counted[atom] for atom in atoms(check.condition) if atom in attached.counted)
    absent: nw.Expr | None = None
    for name in names:
        here = nw.col(name).is_null()
        absent = here if absent is None else absent | here
    return absent
