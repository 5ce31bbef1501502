"""A set that is one of several: what belongs to it alone is kept as if it were checked by itself.

The findings of a set under a common root have an authority in their keys, ids and file names. The accepted
differences and the history are in its own folder and know of none, so they are given findings without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.model.ledgers.ledger import AUTHORITY

if TYPE_CHECKING:
    from budget_monitor.model.ledgers.ledger import LedgerSet
    from budget_monitor.model.results.outcome import Finding, Report
    from budget_monitor.model.results.review import Acceptance


class Part:
    """A set with the authority that its folder stands for; an empty one where it is checked by itself."""

    def __init__(self, authority: str, ledger_set: LedgerSet) -> None:
        self.authority = authority
        self.ledger_set = ledger_set
        self.place = f"{authority}/" if authority else ""

    @property
    def alone_set(self) -> LedgerSet:
        """The ledgers as they are without the folder's authority."""
        if not self.authority:
            return self.ledger_set
        tables = {
            name: replace(
                table,
                file=table.file.removeprefix(self.place),
                has_authority=self.names_its_own(name),
                places=table.places and table.places.renamed(self.place, ""),
            )
            for name, table in self.ledger_set.ledgers.items()
        }
        inputs = tuple(replace(read, file=read.file.removeprefix(self.place)) for read in self.ledger_set.inputs)
        return replace(self.ledger_set, ledgers=tables, inputs=inputs)

    def names_its_own(self, ledger: str) -> bool:
        """Whether a ledger has a column of authorities in its file."""
        table = self.ledger_set.ledgers.get(ledger)
        return table is not None and AUTHORITY in table.headers

    def alone(self, report: Report) -> Report:
        """The report with its findings, in the same order, as they are without the folder's authority."""
        if not self.authority:
            return report
        return replace(report, findings=tuple(map(self._alone, report.findings)))

    def _alone(self, finding: Finding) -> Finding:
        from budget_monitor.evaluate.verdicts.findings import identifier

        place = replace(finding.place, file=finding.place.file.removeprefix(self.place))
        if AUTHORITY not in finding.key or self.names_its_own(finding.ledger):
            return replace(finding, place=place)
        key = {name: text for name, text in finding.key.items() if name != AUTHORITY}
        here, alone = (identifier(finding.rule, finding.ledger, one, finding.cast) for one in (finding.key, key))
        return replace(finding, place=place, key=key, id=alone + finding.id.removeprefix(here))

    def entries(self, acceptances: Sequence[Acceptance]) -> Sequence[Acceptance]:
        """The acceptances, which need not name the authority whose folder they are in."""
        if any(map(self.names_its_own, self.ledger_set.ledgers)):
            return acceptances
        whose = self.authority or Path(self.ledger_set.folder).resolve().name
        return [
            replace(entry, key={name: text for name, text in entry.key.items() if name != AUTHORITY})
            if entry.key.get(AUTHORITY) == whose
            else entry
            for entry in acceptances
        ]

    def together(self, report: Report, alone: Report) -> Report:
        """The report with what a review found in its findings alone, under the ids that they have in it."""
        ids: Mapping[str, str] = {
            before.id: after.id for before, after in zip(alone.findings, report.findings, strict=True)
        }
        return replace(
            report,
            accepted=tuple(
                replace(one, finding=ids[one.finding], acceptance=self._named(one.acceptance)) for one in alone.accepted
            ),
            acceptance_problems=tuple(
                replace(one, finding=ids.get(one.finding, one.finding), acceptance=self._named(one.acceptance))
                for one in alone.acceptance_problems
            ),
            immaterial=tuple(ids[name] for name in alone.immaterial),
        )

    def _named(self, entry: Acceptance) -> Acceptance:
        """An entry that says whose it is: the file's name alone does not."""
        if not self.authority or AUTHORITY in entry.key:
            return entry
        return replace(entry, key={AUTHORITY: self.authority, **entry.key})
