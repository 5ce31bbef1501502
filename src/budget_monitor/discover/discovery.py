"""Everything that adds up in some tables of which no rule is known, and everything that nearly does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.belief.rounding import says_rounded
from budget_monitor.discover.checks import Check, has_hidden, silent_checks
from budget_monitor.discover.constraints import GridConstraints
from budget_monitor.discover.effort import Effort, cut_off_text
from budget_monitor.discover.findings import CellsOfGrid, finding_of, relation_of
from budget_monitor.discover.left_out import settled_by_what_is_left_out
from budget_monitor.discover.problems import not_read
from budget_monitor.discover.sheets.elsewhere import taken_over
from budget_monitor.discover.table.looking import Seen, looked_at, with_parts_of
from budget_monitor.discover.typed.convention import with_convention
from budget_monitor.model.checks.relation import TITLES, NoSum, Relation, RelationKind, tables_not_read
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.checks.verdict import DECIDED
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.outcome import Finding, Tally, Verdict


class Discovery(Struct, frozen=True):
    """What was found in some tables. `relations` holds every check, those that hold too; `findings` those that failed
    or were not understood. `constraints` is for the search for what to put right. `checks` are what the relations say,
    in the same order; `silent` ones tell nothing, and change with what they are made of.
    """

    checks: tuple[Check, ...]
    relations: tuple[Relation, ...]
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    no_sums: tuple[NoSum, ...]
    problems: tuple[InputProblem, ...]
    constraints: GridConstraints
    silent: tuple[Check, ...] = ()

    def all_failing(self) -> GridConstraints:
        """The checks for a search that takes those not understood for failed, too; a blank is none to put right."""
        checks = [
            replace(one, verdict=Verdict.FAIL) if one.verdict is Verdict.UNDECIDED and _is_of_figures(one) else one
            for one in (*self.checks, *self.silent)
        ]
        return GridConstraints(checks, [None] * len(checks))

    def with_failures(self, numbers: Collection[int], because: str) -> Discovery:
        """The same, with checks that are taken for failed, by their places, and what is said of why."""
        checks = [
            replace(one, verdict=Verdict.FAIL, evidence=f"{one.evidence}; {because}")
            if number in numbers and one.verdict is Verdict.UNDECIDED
            else one
            for number, one in enumerate(self.checks)
        ]
        return _discovery(checks, self.silent, self.no_sums, self.problems)


def discover(
    grids: Iterable[Grid], *, is_document: bool = False, is_uncertain: bool = False, beside: Iterable[str] = ()
) -> Discovery:
    """Looks for what adds up in each grid.

    The tables of a document were typed: their headings are believed, and their figures are rounded in one way, unless a
    text `beside` them says that their sums may be out. Where they were found by the places of words (`is_uncertain`),
    one in which nothing holds was not read, and that is told.
    """
    effort, grids = Effort(), list(grids)
    seen: dict[int, Seen] = {}
    sizes = [len(grid.rows) * grid.width for grid in grids]
    for at in sorted(range(len(grids)), key=sizes.__getitem__):  # a long one does not take the others' time
        if effort.is_over:
            effort.tables_left += 1
        else:
            seen[at] = looked_at(grids[at], effort, is_document=is_document)
    if not is_document:
        seen |= {at: with_parts_of(grids[at], one, effort.rest()) for at, one in seen.items()}
    tables = [one for _, one in sorted(seen.items())]
    checks = [check for one in tables for check in one.checks]
    no_sums = [no_sum for one in tables for no_sum in one.no_sums]
    problems = [problem for one in tables for problem in one.problems]
    if said := cut_off_text(effort):
        problems += [InputProblem(file, 0, "", "error", "", said) for file in sorted({grid.file for grid in grids})]
    checks = (
        with_convention(checks, is_told_rounded=any(map(says_rounded, beside)))
        if is_document
        else [*checks, *taken_over([one.sums[0] for one in tables if one.sums])]
    )
    checks.sort(key=lambda one: (one.grid.file, one.grid.sheet, one.target.row, one.target.column, one.kind))
    if is_uncertain and (unread := tables_not_read(_relations(checks))):
        problems += [not_read(grid) for grid in grids if grid.sheet in unread]
        checks = [one for one in checks if one.grid.sheet not in unread]
    is_any_open = any(one.verdict in (Verdict.FAIL, Verdict.UNDECIDED) for one in checks)
    silent = [check for one in tables for sums in one.sums for check in silent_checks(*sums)] if is_any_open else []
    return _discovery(checks, silent, no_sums, problems)


def _relations(checks: Sequence[Check]) -> tuple[Relation, ...]:
    cells = {place: CellsOfGrid(grid) for place, grid in {id(one.grid): one.grid for one in checks}.items()}
    return tuple(relation_of(check, cells[id(check.grid)]) for check in checks)


def _discovery(
    checks: Sequence[Check], silent: Sequence[Check], no_sums: Sequence[NoSum], problems: Sequence[InputProblem]
) -> Discovery:
    """What checks, in their order, come to."""
    relations = _relations(checks)
    told = {relation.cells[0].place for relation in relations if relation.verdict in DECIDED}
    ids = [one.id if one.verdict in (Verdict.FAIL, Verdict.UNDECIDED) else None for one in relations]
    findings = tuple(
        finding_of(check, relation) for check, relation, id_ in zip(checks, relations, ids, strict=True) if id_
    )
    constraints = GridConstraints([*checks, *silent], [*ids, *(None for _ in silent)])
    settled = settled_by_what_is_left_out(checks)
    constraints.accept({id_: why for id_, why in zip(ids, settled, strict=True) if id_ and why})
    return Discovery(
        tuple(checks), relations, findings, _tallies(checks),
        tuple(one for one in no_sums if one.place not in told), tuple(problems), constraints, tuple(silent),
    )  # fmt: skip


def _is_of_figures(check: Check) -> bool:
    return check.empty is None and not has_hidden(check)


def _tallies(checks: Sequence[Check]) -> tuple[Tally, ...]:
    counts = Counter((check.kind, check.verdict) for check in checks)
    kinds = [kind for kind in RelationKind if any(check.kind is kind for check in checks)]
    return tuple(
        Tally(kind.value, TITLES[kind], Severity.ERROR, {verdict: counts[kind, verdict] for verdict in Verdict})
        for kind in kinds
    )
