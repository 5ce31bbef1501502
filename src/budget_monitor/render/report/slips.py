"""Culprits as every format but the terminal's tells them: where, what it says, what it should say, what that settles.

Corrections that settle the same findings are equally good; they stand together, and none is preferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from budget_monitor.model.cell import CellRef
from budget_monitor.model.outcome import CellCorrection, Culprit, Report
from budget_monitor.render.text.words import key_text, kind_text, place_text


@dataclass(frozen=True, slots=True)
class Slip:
    """Equally good corrections for one set of findings.

    Each correction is a tuple of cells to change together; `offered` counts them, those not listed included.
    `settles` names the findings by rule and place: `RM01 at reserve_movements.csv:5`. `rows` says by cell which row
    it stands in, as far as a finding there does: `Libraries Open Plus, 2021/22 Q4`.
    """

    corrections: tuple[tuple[CellCorrection, ...], ...]
    offered: int
    settles: tuple[str, ...]
    rows: Mapping[CellRef, str]

    @property
    def unlisted(self) -> int:
        """Equally good corrections that the report does not spell out."""
        return self.offered - len(self.corrections)


def slips(report: Report) -> list[Slip]:
    """The report's culprits, in their order, with those side by side that settle the same findings.

    One that settles only accepted or immaterial findings is left out.
    """
    excused = report.excused
    named = {finding.id: f"{finding.rule} at {place_text(finding.place)}" for finding in report.findings}
    keys = {(finding.place.file, finding.place.line): key_text(finding.key) for finding in report.findings}
    tied: dict[tuple[str, ...], list[Culprit]] = {}
    for culprit in report.culprits:
        if excused.issuperset(culprit.resolves):
            continue
        tied.setdefault(tuple(sorted(culprit.resolves)), []).append(culprit)
    return [_slip(culprits, named, keys) for culprits in tied.values()]


def how(correction: CellCorrection) -> str:
    """How the slip most likely happened: `digits transposed`."""
    return correction.text or kind_text(correction.kind)


def _slip(culprits: Sequence[Culprit], named: Mapping[str, str], keys: Mapping[tuple[str, int], str]) -> Slip:
    cells = [correction.cell.ref for culprit in culprits for correction in culprit.corrections]
    return Slip(
        corrections=tuple(culprit.corrections for culprit in culprits),
        offered=max(len(culprits), *(culprit.alternatives for culprit in culprits)),
        settles=tuple(named.get(identifier, identifier) for identifier in culprits[0].resolves),
        rows={ref: keys[ref.file, ref.line] for ref in cells if (ref.file, ref.line) in keys},
    )
