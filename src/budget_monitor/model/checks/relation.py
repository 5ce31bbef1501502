"""What was found to add up in a table without rules, and where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from budget_monitor.model.checks.verdict import Verdict


class RelationKind(StrEnum):
    """What figures have to do with one another."""

    SUM = "sum"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    PRODUCT = "product"
    RUNNING = "running"
    AVERAGE = "average"
    TIE = "tie"
    ORDER = "order"


TITLES: Mapping[RelationKind, str] = {
    RelationKind.SUM: "Totals are the sums of their lines",
    RelationKind.DIFFERENCE: "Differences and changes are those of the figures beside them",
    RelationKind.RATIO: "Ratios and percentages are those of the figures beside them",
    RelationKind.PRODUCT: "Products are those of the figures beside them",
    RelationKind.RUNNING: "What opens is what closed before",
    RelationKind.AVERAGE: "Averages are those of the figures beside them",
    RelationKind.TIE: "The same figure is the same wherever it stands",
    RelationKind.ORDER: "Years, numbers, codes and references are in order",
}
"""What each kind asks for, as a rule's title does."""
RELATION_KINDS = frozenset(kind.value for kind in RelationKind)
"""What stands in the place of a rule's id in the findings of a table without rules."""


class RelationCell(Struct, frozen=True):
    """A figure that takes part. The first of a relation is what the others make up.

    `coefficient` is 1 or -1: with which sign it is taken. `label` is its row and column in words.
    """

    file: str
    place: str
    text: str
    value: Decimal
    coefficient: int
    label: str


class Relation(Struct, frozen=True):
    """One check: `cells[0]` should be what the others come to.

    `gap` is reported minus computed. `sentence` is the arithmetic in words; `evidence` says why it is believed.
    """

    id: str
    kind: RelationKind
    verdict: Verdict
    cells: tuple[RelationCell, ...]
    computed: Decimal
    gap: Decimal
    sentence: str
    evidence: str


def tables_not_read(relations: Iterable[Relation]) -> set[str]:
    """The tables in which something fails and nothing holds. One that was found by the places of words on a page was
    not read then, and is not wrong.
    """
    verdicts: dict[str, set[bool]] = {}
    for one in relations:
        for cell in one.cells:
            verdicts.setdefault(cell.place.partition("!")[0], set()).add(one.verdict is Verdict.FAIL)
    return {table for table, failed in verdicts.items() if failed == {True}}


class NoSum(Struct, frozen=True):
    """A row or column that is called a total and that nothing was found to add up to: no error."""

    file: str
    place: str
    label: str
