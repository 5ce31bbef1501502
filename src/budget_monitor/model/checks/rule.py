"""What a rule is, as its rule file states it. Expressions are text here; `rules` parses them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

KEY_RULE = "KEY"
"""The rule that a key stands once."""


class Severity(StrEnum):
    """How much a failed check of the rule matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class About(StrEnum):
    """What a failed check of the rule is."""

    FIGURES = "figures"
    """something is wrong, and to be put right"""
    RESTATEMENT = "restatement"
    """two reports state the past differently; neither need be mistyped"""
    NOTICE = "notice"
    """a fact of policy, such as an overspend or an overdrawn reserve: no figure is wrong"""


class Rows(StrEnum):
    """Which rows of its ledger a check looks at."""

    LINES = "lines"
    TOTALS = "totals"
    ALL = "all"
    GRAND_TOTALS = "grand_totals"
    """Totals without sub-totals."""


class OnMissing(StrEnum):
    """What becomes of a check when the other side of a tie does not exist."""

    SKIP = "skip"
    FAIL = "fail"


Tolerance: TypeAlias = Decimal | None
"""How far apart two sides may be, in currency units; None means what rounding allows."""

EVERY_LEDGER = "*"
FILE_ORDER = ("the order of the file",)
"""A clause's sequence where `previous()` steps from row to row as they stand: `sequence = "file"`."""


class Pair(Struct, frozen=True):
    """A grouping column, and the other ledger's name for it: "portfolio = held_by", or "purpose ~ purpose".

    `folded` (the "~") pairs texts with case and spacing ignored. `ordered` ("period >= period") takes the other
    ledger's lines whose value is the row's or comes before it. With a `mapping` ("service = cost_centres.service")
    `other` is a column of that ledger, which the other ledger's lines are looked up in by its key.
    """

    own: str
    other: str
    folded: bool = False
    ordered: bool = False
    mapping: str = ""

    def __str__(self) -> str:
        sign = "~" if self.folded else ">=" if self.ordered else "="
        if sign == "=" and self.own == self.other and not self.mapping:
            return self.own
        return f"{self.own} {sign} {f'{self.mapping}.' if self.mapping else ''}{self.other}"


Pairs: TypeAlias = tuple[Pair, ...]


class Convention(Struct, frozen=True):
    """One of several ways in which a ledger may be kept: what holds where it is, and what a finding says then."""

    check: str
    message: str | None = None


class Clause(Struct, frozen=True):
    """One thing that must hold: a check of rows or groups, or a casting of columns.

    Exactly one of `check` and `casts` is set. `by` pairs each grouping column with the other ledger's name for it;
    None means it was not given. With a `sequence`, `previous()` steps along these columns among the rows that
    share `by`, and not along the ledger's own sequence. With `conventions`, `check` says that any of them holds; where
    a set follows one of them throughout, that one is checked instead.
    """

    ledger: str
    check: str | None = None
    casts: tuple[str, ...] = ()
    where: str | None = None
    rows: Rows | None = None
    by: tuple[Pair, ...] | None = None
    subtotal_by: str | None = None
    on_missing: OnMissing = OnMissing.SKIP
    message: str | None = None
    sequence: tuple[str, ...] | None = None
    conventions: tuple[Convention, ...] = ()


class Example(Struct, frozen=True):
    """Small ledgers that pass, or that fail with exactly the `findings` stated.

    `ledgers` maps a ledger's name to CSV text. A stated finding maps a field of the finding (`line`, `column`,
    `gap`, `verdict`, `ledger`, `computed`, `reported`) to what it must be, as text.
    """

    passes: bool
    ledgers: Mapping[str, str]
    unit: str = "£"
    findings: tuple[Mapping[str, str], ...] = ()
    title: str = ""


class Rule(Struct, frozen=True):
    """A rule of the catalogue, or a user's own. `defined_in` and `line` say where its block is.

    `criteria` are the numbers that its expressions name and that a set's settings may change. `needs` names ledgers
    without which the rule has nothing to say of a set. Only rules about figures take part in the search for what to
    put right.
    """

    id: str
    clauses: tuple[Clause, ...]
    title: str = ""
    what: str = ""
    why: str = ""
    source: str = ""
    severity: Severity = Severity.ERROR
    tolerance: Tolerance = None
    examples: tuple[Example, ...] = ()
    defined_in: str = ""
    line: int = 0
    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    about: About = About.FIGURES
    currency: str = ""
    """The code of the currency whose sign its tolerance has; empty where it has none."""

    def with_criteria(self, settings: Mapping[str, Decimal]) -> Rule:
        """The same rule with the criteria that the settings name; those of other rules are passed over."""
        own = {name: settings.get(name, number) for name, number in self.criteria.items()}
        return self if own == self.criteria else replace(self, criteria=own)

    @property
    def ledger(self) -> str:
        """The ledger the rule is about: its first clause's; every ledger, of a rule without clauses."""
        return self.clauses[0].ledger if self.clauses else EVERY_LEDGER
