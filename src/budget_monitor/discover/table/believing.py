"""What is believed of one table: what arithmetic found goes through stages that add to it, prove or take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.discover.checks import Check
from budget_monitor.discover.doubts.advantage import without_turned
from budget_monitor.discover.doubts.alike import without_alike
from budget_monitor.discover.doubts.coarse import with_ratios_of_rounded, without_coarse
from budget_monitor.discover.doubts.explained import without_explained
from budget_monitor.discover.doubts.of_rates import without_sums_of_rates
from budget_monitor.discover.doubts.seldom_filled import with_seldom_filled
from budget_monitor.discover.doubts.taken_back import doubted
from budget_monitor.discover.doubts.unpublished import with_unpublished
from budget_monitor.discover.matrix import Matrix
from budget_monitor.discover.proved.named_products import with_named_products
from budget_monitor.discover.proved.reserves import balanced
from budget_monitor.discover.proved.seconded import with_seconded
from budget_monitor.discover.proved.stale import with_stale_figures
from budget_monitor.discover.proved.steps import with_steps
from budget_monitor.discover.table.arithmetic import Found, by_arithmetic
from budget_monitor.discover.table.scattered import without_scattered
from budget_monitor.discover.typed.convention import with_convention
from budget_monitor.discover.typed.empty import with_empty_places
from budget_monitor.discover.typed.joint import nearly_held
from budget_monitor.discover.typed.roles import with_roles
from budget_monitor.discover.typed.slips import with_left_out, with_slips
from budget_monitor.discover.typed.totals import with_lone_totals
from budget_monitor.discover.typed.twice import with_twins
from budget_monitor.model.ledgers.grid import Grid

MAX_ROWS_TYPED = 60
"""Files with a longer sheet were not typed by hand, and arithmetic alone is enough to know what adds up there."""


class Table(Struct, frozen=True):
    """One table, and the lines of it that hold figures: None where these are too few to add up."""

    grid: Grid
    matrix: Matrix | None
    is_document: bool

    @property
    def is_typed(self) -> bool:
        """True if its words are believed: what they promise is checked, and what one slip explains fails."""
        return self.is_document or len(self.grid.rows) <= MAX_ROWS_TYPED


Stage = Callable[[Table, Sequence[Check]], Sequence[Check]]


def believed(table: Table) -> Found:
    """What adds up in a table by arithmetic, and what is believed of that after every stage."""
    found = Found() if table.matrix is None else by_arithmetic(table.matrix, is_document=table.is_document)
    checks = found.checks
    for stage in STAGES:
        checks = stage(table, checks)
    return replace(found, checks=checks)


def _promised(table: Table, checks: Sequence[Check]) -> Sequence[Check]:
    """With what headings and labels promise. What is promised is there before slips are looked for, which may be in it;
    a total that stands alone is one only where nothing else makes it.
    """
    if not table.is_typed:
        return checks
    if not table.is_document:
        checks = with_named_products(table.grid, checks)
    checks = with_slips(with_roles(table.grid, checks), are_named=not table.is_document)
    return with_lone_totals(table.grid, checks)


def _proved(table: Table, checks: Sequence[Check]) -> Sequence[Check]:
    """With failures that the rest of the table proves, and what holds in all places but one. Signs of advantages are
    told from slips once all that may fail is there.
    """
    if not table.is_typed:
        return checks
    if table.is_document:
        checks = with_steps(table.grid, with_stale_figures(table.grid, checks))
    else:
        checks = balanced(table.grid, checks)
    return without_turned(table.grid, checks if table.matrix is None else nearly_held(table.matrix, checks))


def _as_meant(table: Table, checks: Sequence[Check]) -> Sequence[Check]:
    """With the term that a relation takes in only where it is filled, and the room that rounded figures leave: both
    make hold what would be taken back as doubtful.
    """
    return with_ratios_of_rounded(table.grid, with_seldom_filled(checks))


def _taken_back(table: Table, checks: Sequence[Check]) -> Sequence[Check]:
    """Without failures that something else explains. In a file the convention of rounding is that of one table, in a
    document that of all; what a second relation asks for fails in the end, however doubtful the first.
    """
    if table.is_document:
        return without_coarse(table.grid, without_explained(table.grid, checks))
    checks = with_convention(doubted(with_unpublished(without_alike(checks))), is_document=False)
    return with_seconded(table.matrix, checks)


def _left_out(table: Table, checks: Sequence[Check]) -> Sequence[Check]:
    """With failures by a figure that is not among those added: passed over, blank, or standing twice. Nothing takes
    these back, but that there are many of one kind.
    """
    checks = with_left_out(checks)
    checks = with_twins(checks if table.matrix is None else with_empty_places(table.matrix, checks))
    return without_scattered(checks)


def _without_rates(table: Table, checks: Sequence[Check]) -> Sequence[Check]:
    """Without sums of what is none to add up, which all stages before have found reasons for."""
    return checks if table.is_document else without_sums_of_rates(checks)


STAGES: Sequence[Stage] = (_promised, _proved, _as_meant, _taken_back, _left_out, _without_rates)
