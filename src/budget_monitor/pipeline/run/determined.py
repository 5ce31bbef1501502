"""Cells that cannot be read, and what the checks say stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.ledgers.ledger import InputProblem

if TYPE_CHECKING:
    from budget_monitor.model.results.outcome import Finding

HINT = "; did you mean"


def with_determined(problems: Iterable[InputProblem], findings: Iterable[Finding]) -> tuple[InputProblem, ...]:
    """The problems with the figure that a cell must have, where checks determine it, in place of the likeliest one."""
    from budget_monitor.model.ledgers.money import figure_text

    corrections = (one.correction for finding in findings for one in finding.explanations)
    values = {
        (one.cell.ref.file, one.cell.ref.line, one.cell.ref.column): figure_text(one.proposed)
        for one in corrections
        if one is not None and one.text.startswith(DETERMINED) and one.cell.text.strip()
    }
    return tuple(
        replace(one, message=f"{one.message.partition(HINT)[0]}{HINT} {value}? The checks come to it")
        if one.text and (value := values.get((one.file, one.line, one.column)))
        else one
        for one in problems
    )


DETERMINED = "the checks determine"
