"""A report with what is to be put right in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import hint_at, hinted
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.cell import Kind
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import Unit
from budget_monitor.model.running.patience import was_stopped

if TYPE_CHECKING:
    from budget_monitor.model.checks.constraint import ConstraintSource
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.ledgers.money import Figure
    from budget_monitor.model.results.correction import Correction
    from budget_monitor.model.results.outcome import CellCorrection, Finding, Report

STOPPED = "stopped while it was looked for what to put right: every finding is told, and what was known by then"


def told_of_new_figures(report: Report, ledger_set: LedgerSet, source: ConstraintSource) -> Report:
    """The report in which failures say so that are out by what a new line of the file says, which is in no rule: no
    figure is proposed for them.
    """
    from budget_monitor.model.ledgers.money import figure_text, plain
    from budget_monitor.pipeline.run.places import as_in_files

    out: dict[str, tuple[Finding, str]] = {}
    for one in report.findings:
        table = ledger_set.ledgers.get(one.ledger)
        new = table.places.new(one.place.line) if table is not None and table.places is not None else {}
        if new and one.verdict is Verdict.FAIL and one.gap is not None and one.computed is not None:
            wanted = abs(plain(one.gap))
            named = [name for name, value in new.items() if abs(value) == wanted]
            named = named[:1] or ([" and ".join(new)] if abs(sum(new.values())) == wanted else [])
            if named:
                out[one.id] = one, named[0]
    failing = {one.place for one in report.findings if one.verdict is Verdict.FAIL}
    taking_in = {(one.ledger, one.place.column) for one, _ in out.values()}
    findings = []
    for one in report.findings:
        if one.id in out:
            _, new_line = out[one.id]
            typed = figure_text(one.reported) if one.reported is not None else "nothing"
            comes_to = f"{typed} is typed, and the rule comes to {figure_text(one.computed or Decimal())}"
            cells = (cell.ref for cell in one.cells if cell.ref != one.place and cell.ref not in failing)
            totals = [as_in_files(ref, ledger_set) for ref in cells if (one.ledger, ref.column) in taking_in]
            why = f"the gap is what {new_line} says, which is in no rule"
            if totals:
                why = f"{totals[0].address} {totals[0].heading}".strip() + f" leaves out {new_line}"
            findings.append(replace(one, message=f"{comes_to}: {why}", terms=()))
        else:
            findings.append(one)
    source.accept({name: f"it is out by what {new} says, which is in no rule" for name, (_, new) in out.items()})
    return replace(report, findings=tuple(findings))


def diagnosed(
    report: Report,
    source: ConstraintSource,
    place: str,
    trust: Mapping[str, int] | None = None,
    known: Sequence[Correction] = (),
) -> Report:
    """The report with what to put right. Accepted findings stand as they are, and no correction comes of them.

    `place` is what was checked, of which is told that not all of it could be looked at. Corrections that are `known`
    need not be looked for.
    """
    source.accept({entry.finding: "its difference is accepted" for entry in report.accepted})
    if not (report.findings or report.input_problems or known):
        return report
    from budget_monitor.diagnose.diagnosis import diagnose

    diagnosis = diagnose(source, report.findings, trust, known=known)
    problems = _with_determined(_not_told_twice(report.input_problems, diagnosis.corrections), diagnosis.determined)
    if was_stopped():
        problems = (*problems, InputProblem(place, 0, "", "error", "", STOPPED))
    elif message := diagnosis.cut_off_text("corrections_seconds"):
        problems = (*problems, InputProblem(place, 0, "", "warning", "", message))
    return replace(
        report, findings=diagnosis.findings, culprits=diagnosis.culprits, corrections=diagnosis.corrections,
        input_problems=problems,
    )  # fmt: skip


_OF_THE_FORMULA = ("the formula differs", "a number typed")
"""How warnings begin that say of a cell what the correction of its formula says, too."""


def _not_told_twice(problems: Iterable[InputProblem], corrections: Iterable[Correction]) -> tuple[InputProblem, ...]:
    """The problems without those of cells whose formula is to be put right: both formulas stand there."""
    formulas = {Kind.FORMULA_WRONG, Kind.FORMULA_OVERTYPED}
    told = {
        (change.cell.ref.file, change.cell.ref.address)
        for one in corrections
        if one.kind in formulas
        for change in one.cells
    }
    return tuple(
        one for one in problems
        if not (one.message.startswith(_OF_THE_FORMULA) and (one.file, one.address) in told)
    )  # fmt: skip


def _with_determined(
    problems: Iterable[InputProblem], determined: Iterable[CellCorrection]
) -> tuple[InputProblem, ...]:
    """The problems with the figure that a cell must have, where checks determine it, beside the likeliest reading."""
    values = {
        (one.cell.ref.file, one.cell.ref.line, one.cell.ref.column): one.proposed
        for one in determined
        if one.cell.text.strip()
    }
    return tuple(
        replace(one, message=_with_value(one.message, value))
        if one.text and (value := values.get((one.file, one.line, one.column))) is not None
        else one
        for one in problems
    )


def _with_value(message: str, value: Figure) -> str:
    """A message that says what the checks come to, and whether that is what the text most likely means, in any unit."""
    from budget_monitor.model.ledgers.money import figure_text, plain

    meant = hinted(message)
    if not meant:
        return f"{message}{hint_at(figure_text(value))} The checks come to it"
    read = Decimal(meant.replace(",", "").removesuffix("%"))
    is_same = any(read * unit.factor == plain(value) for unit in Unit)
    return f"{message} The checks come to {'it' if is_same else figure_text(value)}"
