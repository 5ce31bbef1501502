"""Rules ready to run: each one's runs over the rows of a ledger, the checks of a run, and the book of all rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field

from budget_monitor.model.checks.rule import Convention, OnMissing, Pairs, Rows, Rule
from budget_monitor.model.ledgers.ledger import SUBTOTALS as SUBTOTAL_TYPES
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.schema import LedgerSchema
from budget_monitor.rules.condition import Atom, Condition, Lookup, atoms


class Check(Struct, frozen=True, dict=True):
    """One condition put to every row (or group) of a run; `applies` None means to all of them.

    `column` tells the checks of one casting apart.
    """

    condition: Condition
    applies: Condition | None = None
    column: str = ""

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The figures and words that the condition is about."""
        return atoms(self.condition)


class Run(Struct, frozen=True, dict=True):
    """Checks that share their rows and look up the same things.

    `by` pairs a grouping column with the other ledger's name for it. With `per_group` the checks are put once to
    each group of lines, of those lines for which `lines` holds; otherwise to each row of the kind `rows`. With a
    `sequence`, `previous` steps along it among the rows that share `by`. With `conventions` the first check says that
    any of them holds, and each of the others one of them. With `reaches_totals` a lookup by the label of another ledger
    takes in that ledger's totals of the label.
    """

    rule: Rule
    schema: LedgerSchema
    rows: Rows | str
    where: Condition | None
    by: Pairs
    checks: tuple[Check, ...]
    per_group: bool
    on_missing: OnMissing
    text: str
    message: str | None = None
    sequence: tuple[str, ...] | None = None
    lines: Condition | None = None
    conventions: tuple[Convention, ...] = ()
    reaches_totals: bool = False

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Every figure or word that the run looks up."""
        conditions = [self.where] if self.where is not None else []
        for check in self.checks:
            conditions += [check.condition] + ([check.applies] if check.applies is not None else [])
        return tuple(dict.fromkeys(atom for condition in conditions for atom in atoms(condition)))

    @property
    def is_by_key(self) -> bool:
        """True if its groups are the lines of one key: whether a key stands once."""
        return self.per_group and {pair.own for pair in self.by} >= set(self.schema.key)

    @cached_property
    def ledgers(self) -> tuple[str, ...]:
        """Every ledger that the run reads, its own first."""
        others = (name for atom in self.atoms if isinstance(atom, Lookup) for name in self.looked_at(atom))
        return tuple(dict.fromkeys((self.schema.name, *others)))

    def is_by_label(self, other: LedgerSchema) -> bool:
        """True if a row has the label, by which totals are told, in common with what it looks up in another ledger."""
        pairs = (pair for pair in self.by if not (pair.mapping or pair.ordered))
        return other.name != self.schema.name and any(pair.other == other.label for pair in pairs)

    def looked_at(self, atom: Lookup) -> tuple[str, ...]:
        """The ledgers that a lookup reads: its own, and those that map its lines to the rows."""
        return tuple(dict.fromkeys((atom.ledger, *(pair.mapping for pair in self.by if pair.mapping))))


SUBTOTALS = "subtotals"
"""The rows that hold a casting's sub-totals; `Rows.TOTALS` in a rule file means both."""
SUBTOTALS_OF_LEVEL = {kind: f"{kind.value} rows" for kind in SUBTOTAL_TYPES}
"""The same of one level."""
GRAND_TOTALS = Rows.GRAND_TOTALS


class RuleBook(Struct, frozen=True):
    """All ledgers and rules known to a run, in the order of their files.

    `runs` are those of the rules that are ready to run; the shipped ones are made ready when they are first asked for
    (`compiler.runs_of`). `faults` says of the rules that cannot be understood why: they have no runs, and are broken.
    """

    ledgers: Mapping[str, LedgerSchema]
    rules: Mapping[str, Rule]
    runs: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    faults: Mapping[str, InputProblem] = field(default_factory=dict)

    @property
    def criteria(self) -> frozenset[str]:
        """The names of all criteria, which settings may change."""
        return frozenset(name for rule in self.rules.values() for name in rule.criteria)
