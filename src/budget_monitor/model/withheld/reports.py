"""A report without what is written in rows.

What is left says where to look: file, line and column, the year, the period, the portfolio and the authority, rules,
verdicts, figures and ids. A digest stands in the place of a name, so that the same row is known again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.checks.relation import RELATION_KINDS, Relation
from budget_monitor.model.ledgers.cell import Cell
from budget_monitor.model.ledgers.ledger import AUTHORITY, InputProblem
from budget_monitor.model.ledgers.names import digest_of
from budget_monitor.model.results.correction import CellChange, Correction
from budget_monitor.model.results.outcome import Finding, Report
from budget_monitor.model.results.review import Acceptance

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.money import Figure

KEPT = frozenset({AUTHORITY, "financial_year", "period", "portfolio"})
"""What of a key is no name: it says which report a row is of."""
NOT_KEPT = "what is written here is not kept (keep.texts = false); the check itself says it"


def key_without_names(key: Mapping[str, str]) -> Mapping[str, str]:
    """A key with a digest for each name; a blank stays one."""
    return {name: text if name in KEPT else digest_of(text) for name, text in key.items()}


def without_texts(report: Report) -> Report:
    """The same report without the texts of rows, and without sentences that may quote them."""
    labels = {one.id: _label(one) for one in report.findings}
    return replace(
        report,
        findings=tuple(map(_finding, report.findings)),
        within_rounding=tuple(map(_finding, report.within_rounding)),
        exact=tuple(map(_finding, report.exact)),
        corrections=tuple(_correction(one, labels) for one in report.corrections),
        culprits=tuple(
            replace(one, corrections=tuple(replace(change, cell=_cell(change.cell)) for change in one.corrections))
            for one in report.culprits
        ),
        input_problems=tuple(map(problem_without_text, report.input_problems)),
        accepted=tuple(replace(one, acceptance=_acceptance(one.acceptance)) for one in report.accepted),
        acceptance_problems=tuple(
            replace(one, acceptance=_acceptance(one.acceptance)) for one in report.acceptance_problems
        ),
        relations=tuple(map(_relation, report.relations)),
        no_sums=tuple(replace(one, label=digest_of(one.label)) for one in report.no_sums),
    )


def problem_without_text(problem: InputProblem) -> InputProblem:
    """What is wrong with a place, without what stands there; what is wrong with a file as a whole quotes nothing."""
    if not problem.line and not problem.text:
        return problem
    return replace(problem, text=digest_of(problem.text), message=NOT_KEPT)


def _label(finding: Finding) -> str:
    return ", ".join(text for name, text in finding.key.items() if name in KEPT and text)


def _finding(finding: Finding) -> Finding:
    return replace(
        finding,
        key=finding.key if finding.rule in RELATION_KINDS else key_without_names(finding.key),
        cells=tuple(map(_cell, finding.cells)),
        message=finding.title,
        explanations=tuple(
            replace(
                one, text="", correction=one.correction and replace(one.correction, cell=_cell(one.correction.cell))
            )
            for one in finding.explanations
        ),
        label=_label(finding),
    )


def _cell(cell: Cell) -> Cell:
    """A figure stays as it is; a word, and what could not be read, does not."""
    if cell.value is None or isinstance(cell.value, str):
        return replace(cell, text=digest_of(cell.text), value=_value(cell.value))
    return cell


def _value(value: Figure | str | None) -> Figure | str | None:
    return digest_of(value) if isinstance(value, str) else value


def _correction(one: Correction, labels: Mapping[str, str]) -> Correction:
    return replace(
        one,
        label=next((labels[name] for name in one.resolves if name in labels), ""),
        sentence="",
        cells=tuple(map(_change, one.cells)),
        alternatives=tuple(
            replace(other, sentence="", cells=tuple(map(_change, other.cells))) for other in one.alternatives
        ),
    )


def _change(change: CellChange) -> CellChange:
    is_word = isinstance(change.proposed, str)
    return replace(
        change,
        cell=_cell(change.cell),
        proposed=_value(change.proposed),
        type_as=digest_of(change.type_as) if is_word else change.type_as,
    )


def _acceptance(entry: Acceptance) -> Acceptance:
    return replace(entry, key=key_without_names(entry.key), reason="", by="")


def _relation(relation: Relation) -> Relation:
    return replace(relation, sentence="", evidence="")
