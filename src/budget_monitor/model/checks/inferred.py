"""Rules that were inferred from what adds up in a table, ready to be written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.checks.verdict import Verdict
from budget_monitor.model.ledgers.schema import ColumnType, Layout


class InferredColumn(Struct, frozen=True):
    """A column of an inferred ledger: its name there, and what a mapping calls it by (a header, or `row 8`).

    `values` are texts in it that are no plain figures, with what they stand for.
    """

    name: str
    header: str
    type: ColumnType
    values: Mapping[str, str]


class InferredRule(Struct, frozen=True):
    """One identity: `target` is made of `terms`, each with its sign or, in a ratio, its part. `except_for` are the
    labels of lines of which it is not claimed ("" are lines without one). With `is_exact` nothing is put down to
    rounding.

    With `takes_noughts` it is put to lines in which the target is nought or blank, too.
    `of_line` is the label of the one line from which the last term is taken, as a share is of a total; "" where all
    are of the same line. `of_ledger` is the ledger of which all terms are taken, where they stand on another sheet;
    then, and where the rule is of one `line` alone, all are of the line `of_line`. `places` are the cells that it
    makes up, by address, with what was found of each.
    """

    id: str
    kind: RelationKind
    target: str
    terms: Sequence[tuple[str, int]]
    factor: int
    is_change: bool
    is_exact: bool
    except_for: Sequence[str]
    takes_noughts: bool
    of_line: str
    title: str
    evidence: str
    places: Mapping[str, Verdict]
    of_ledger: str = ""
    line: str = ""


class NotWritten(Struct, frozen=True):
    """What was found and is in no rule: the cells that it makes up, by address, and why. `is_checked` is False of what
    is only to look at.
    """

    title: str
    places: Sequence[str]
    why: str
    is_checked: bool = True


class InferredLedger(Struct, frozen=True):
    """A table as a ledger with rules. `item` is what its lines are called by; `only` are those lines that are read,
    where not all are, and `leave_out` those that are not. `unused` are the headers of figures that no rule is about.
    `header` are the lines of the header, of a transposed one
    the columns that label its rows.
    """

    name: str
    file: str
    sheet: str
    layout: Layout
    item: Sequence[str]
    header: Sequence[int]
    only: Sequence[str]
    leave_out: Sequence[str]
    unused: Sequence[str]
    columns: Sequence[InferredColumn]
    rules: Sequence[InferredRule]


class Inferred(Struct, frozen=True):
    """What was found to add up in a file: what rules can say of it, and what none can."""

    ledgers: Sequence[InferredLedger]
    unsaid: Sequence[NotWritten]
