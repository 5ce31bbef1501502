"""Everything that adds up in some tables of which no rule is known, and everything that nearly does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.adding.sums import Sums, sums_of
from budget_monitor.discover.belief.rounding import says_rounded
from budget_monitor.discover.checks import (
    Check,
    checks_of_mirrors,
    checks_of_sums,
    has_hidden,
    silent_checks,
)
from budget_monitor.discover.columns.averages import averages_of
from budget_monitor.discover.columns.checking import (
    checks_of_averages,
    checks_of_pairings,
    checks_of_running,
    checks_of_shares,
)
from budget_monitor.discover.columns.mended import put_right
from budget_monitor.discover.columns.outer import checks_of_outer
from budget_monitor.discover.columns.pairing import Pairing
from budget_monitor.discover.columns.pairs import carried_of, pairings_of, rates_of
from budget_monitor.discover.columns.running import running_of
from budget_monitor.discover.columns.shares import shares_of
from budget_monitor.discover.constraints import GridConstraints
from budget_monitor.discover.doubts.advantage import without_turned
from budget_monitor.discover.doubts.alike import without_alike
from budget_monitor.discover.doubts.coarse import with_ratios_of_rounded, without_coarse
from budget_monitor.discover.doubts.explained import without_explained
from budget_monitor.discover.doubts.of_rates import without_sums_of_rates
from budget_monitor.discover.doubts.seldom_filled import with_seldom_filled
from budget_monitor.discover.doubts.taken_back import doubted
from budget_monitor.discover.effort import Effort, cut_off_text
from budget_monitor.discover.findings import CellsOfGrid, finding_of, relation_of
from budget_monitor.discover.left_out import settled_by_what_is_left_out
from budget_monitor.discover.matrix import Matrix, matrix_of
from budget_monitor.discover.problems import misread, not_read, problem_at, told_of_left_out, wrong_letters
from budget_monitor.discover.proved.named_products import with_named_products
from budget_monitor.discover.proved.reserves import balanced
from budget_monitor.discover.proved.seconded import with_seconded
from budget_monitor.discover.proved.stale import with_stale_figures
from budget_monitor.discover.proved.steps import with_steps
from budget_monitor.discover.sheets.elsewhere import taken_over, taken_over_below
from budget_monitor.discover.sheets.parts import sections, tables_beside, with_parts
from budget_monitor.discover.shown import holding_as_shown, shown_grid
from budget_monitor.discover.typed.convention import told_of_rounding, with_convention
from budget_monitor.discover.typed.empty import with_empty_places
from budget_monitor.discover.typed.joint import nearly_held
from budget_monitor.discover.typed.roles import with_roles
from budget_monitor.discover.typed.scattered import without_scattered
from budget_monitor.discover.typed.slips import with_left_out, with_slips
from budget_monitor.discover.typed.totals import with_lone_totals
from budget_monitor.discover.typed.twice import with_twins
from budget_monitor.figures.letters import are_of_variances, signed_by_letters
from budget_monitor.model.checks.relation import TITLES, NoSum, Relation, RelationKind, tables_not_read
from budget_monitor.model.checks.rule import Severity
from budget_monitor.model.checks.verdict import DECIDED, HELD
from budget_monitor.model.ledgers.grid import Grid
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.results.outcome import Finding, Tally, Verdict

MAX_ROWS_TYPED = 60
"""Files with a longer sheet were not typed by hand, and arithmetic alone is enough to know what adds up there."""


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
    seen: dict[int, _Seen] = {}
    sizes = [len(grid.rows) * grid.width for grid in grids]
    for at in sorted(range(len(grids)), key=sizes.__getitem__):  # a long one does not take the others' time
        if effort.is_over:
            effort.tables_left += 1
        else:
            seen[at] = _looked_at(grids[at], effort, is_document=is_document)
    if not is_document:
        seen |= {at: _with_parts(grids[at], one, effort.rest()) for at, one in seen.items()}
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


class _Seen(Struct, frozen=True):
    """What was found in one table. `sums` are of its rows, then of its columns; none where it has too few figures."""

    checks: list[Check]
    no_sums: list[NoSum]
    problems: list[InputProblem]
    sums: Sequence[tuple[Matrix, Sums]]


def _looked_at(grid: Grid, effort: Effort, *, is_document: bool) -> _Seen:
    """What adds up in a table as it is stored, and where that does not hold, as its cells show it."""
    problems = list(misread(grid))
    own, unfound, sums = _believed(grid, matrix_of(grid, effort), is_document=is_document)
    as_written, margin = grid, CHECKS_OF_A_SLIP * are_of_variances(grid)
    for signed in signed_by_letters(grid):
        other = _believed(signed, matrix_of(signed, effort), is_document=is_document)
        if _held(other[0]) > _held(own) - margin:
            grid, (own, unfound, sums), margin = signed, other, 0
    if (unfound or any(one.verdict not in HELD for one in own)) and (shown := shown_grid(grid)) is not None:
        seen, unseen, _ = _believed(shown, matrix_of(shown, effort), is_document=is_document)
        own = holding_as_shown(own, seen, {one.place for one in unfound}, grid)
        unfound = [one for one in unfound if one in unseen]
    problems += told_of_left_out(own)
    problems += [problem_at(one.grid, one.target, text) for one, text in told_of_rounding(own)]
    problems += wrong_letters(as_written, grid, own)
    return _Seen(own, unfound, problems, sums)


def _with_parts(grid: Grid, seen: _Seen, effort: Effort) -> _Seen:
    """The same, with what adds up in parts of the table by themselves, as far as there is time."""
    beside, below = (
        [
            check
            for part in parts
            if not effort.is_over
            for check in _believed(part, matrix_of(part, effort), is_document=False)[0]
        ]
        for parts in (tables_beside(grid), sections(grid))
    )
    checks = with_parts(grid, seen.checks, beside, below)
    return replace(seen, checks=[*checks, *taken_over_below(grid, checks, effort)])


CHECKS_OF_A_SLIP = 3
"""Where letters are the only signs, a wrong one keeps so many from holding: of row, column, and percentage."""


def _held(checks: Sequence[Check]) -> int:
    return sum(one.verdict in HELD for one in checks)


def _believed(
    grid: Grid, matrix: Matrix | None, *, is_document: bool
) -> tuple[list[Check], list[NoSum], Sequence[tuple[Matrix, Sums]]]:
    """What adds up by arithmetic, and in a table that was typed what its words promise, and one slip explains."""
    own: list[Check] = []
    no_sums: list[NoSum] = []
    sums: Sequence[tuple[Matrix, Sums]] = ()
    if matrix is not None:
        own, no_sums, sums = _checks(matrix, is_document=is_document)
    if is_document or len(grid.rows) <= MAX_ROWS_TYPED:
        own = own if is_document else with_named_products(grid, own)
        own = with_lone_totals(grid, with_slips(with_roles(grid, own), are_named=not is_document))
        own = with_steps(grid, with_stale_figures(grid, own)) if is_document else balanced(grid, own)
        own = without_turned(grid, own if matrix is None else nearly_held(matrix, own))
    own = with_ratios_of_rounded(grid, with_seldom_filled(own))
    if is_document:
        own = without_coarse(grid, without_explained(grid, own))
    if not is_document:
        own = with_seconded(matrix, with_convention(doubted(without_alike(own)), is_document=False))
    own = with_left_out(own)
    own = without_scattered(with_twins(own if matrix is None else with_empty_places(matrix, own)))
    return (own if is_document else without_sums_of_rates(own)), no_sums, sums


def _checks(matrix: Matrix, *, is_document: bool) -> tuple[list[Check], list[NoSum], Sequence[tuple[Matrix, Sums]]]:
    turned = matrix.transposed
    checks: list[Check] = []
    no_sums: list[NoSum] = []
    down, across = sums_of(matrix, is_typed=is_document), sums_of(turned)
    checks += checks_of_sums(matrix, down)
    checks += checks_of_sums(turned, across)
    checks += checks_of_mirrors(matrix, down)
    summed = {frozenset((found.target, *(row for row, _ in found.terms))) for found in across.identities}
    pairings = [one for one in pairings_of(matrix, put_right(matrix, checks)) if _columns(one) not in summed]
    no_sums += _unfound(matrix, down, set())
    no_sums += _unfound(turned, across, {one.target for one in pairings})
    checks += checks_of_pairings(matrix, pairings)
    checks += checks_of_pairings(turned, rates_of(turned))
    checks += checks_of_pairings(matrix, carried_of(matrix))
    checks += checks_of_pairings(turned, carried_of(turned))
    checks += [*checks_of_averages(matrix, averages_of(matrix)), *checks_of_averages(turned, averages_of(turned))]
    made = {one.target for one in across.identities} | {one.target for one in pairings}
    shares = [one for one in shares_of(matrix, down) if one.target not in made]
    turned_shares = shares_of(turned, across)
    checks += [*checks_of_shares(matrix, shares), *checks_of_shares(turned, turned_shares)]
    if not is_document:
        checks += checks_of_running(matrix, running_of(matrix, made))
        checks += checks_of_running(turned, running_of(turned, {one.target for one in down.identities}))
        checks += checks_of_outer(matrix, {one.target for one in checks if one.verdict in HELD})
    return doubted(checks), no_sums, ((matrix, down), (turned, across))


def _columns(one: Pairing) -> frozenset[int]:
    return frozenset((one.target, one.first, one.second))


def _unfound(matrix: Matrix, sums: Sums, made_up: set[int]) -> list[NoSum]:
    found = []
    is_beside_one = matrix.is_transposed and len(matrix.rows) <= len("ab")  # one other column is no sum of several
    for row in () if is_beside_one else sums.unfound:
        column = int(matrix.known[row].argmax())
        if matrix.values[row].any() and row not in made_up:
            place = matrix.grid.address(*matrix.place(row, column))
            found.append(NoSum(matrix.grid.file, place, matrix.rows[row].label))
    return found


def _tallies(checks: Sequence[Check]) -> tuple[Tally, ...]:
    counts = Counter((check.kind, check.verdict) for check in checks)
    kinds = [kind for kind in RelationKind if any(check.kind is kind for check in checks)]
    return tuple(
        Tally(kind.value, TITLES[kind], Severity.ERROR, {verdict: counts[kind, verdict] for verdict in Verdict})
        for kind in kinds
    )
