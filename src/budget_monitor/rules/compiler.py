"""Rules made ready to run: parsed, typed, and with castings spelled out as checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction

from msgspec.structs import replace

from budget_monitor.errors import RuleError, did_you_mean
from budget_monitor.model.checks.rule import EVERY_LEDGER, FILE_ORDER, Clause, Pair, Pairs, Rows, Rule
from budget_monitor.model.ledgers.ledger import AUTHORITY, BLOCKS
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema, has_order, no_order, place_weights
from budget_monitor.rules.compiled import GRAND_TOTALS, SUBTOTALS, SUBTOTALS_OF_LEVEL, Check, RuleBook, Run
from budget_monitor.rules.condition import (
    ONE,
    All,
    Atom,
    Comparison,
    Condition,
    Lookup,
    Missing,
    Never,
    Own,
    Ratio,
    Step,
    atoms,
)
from budget_monitor.rules.normal import normalise
from budget_monitor.rules.reads import ledgers_of
from budget_monitor.rules.syntax import FUNCTIONS, Expression, parse
from budget_monitor.rules.types import Scope, Type, resolve

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OF_STEP = re.compile(r"previous\((\w+)\)")


YEAR_START = 4
"""The month the financial year starts in, unless the settings have another."""


def compile_rule(
    rule: Rule, ledgers: Mapping[str, LedgerSchema], year_start: int = YEAR_START
) -> tuple[tuple[Run, ...], tuple[tuple[int, RuleError], ...]]:
    """The runs of a rule, and what cannot be understood in it, with the number of the clause, from 0.

    `year_start` is the month the financial year starts in: it says which period a month named in the rule is.
    """
    runs: list[Run] = []
    errors: list[tuple[int, RuleError]] = []
    for number, clause in enumerate(rule.clauses):
        try:
            for name in ledgers_of(clause, ledgers):
                runs += _Compiler(rule, clause, ledgers[name], ledgers, year_start).runs()
        except RuleError as error:
            errors.append((number, error))
    return tuple(runs), tuple(errors)


def runs_of(rule: Rule, book: RuleBook, year_start: int = YEAR_START) -> tuple[Run, ...]:
    """The runs of a rule of the book, which the settings may have given other criteria or another severity.

    They are compiled anew only where that changes them. Raises RuleError where the rule cannot be understood.
    """
    known = book.rules.get(rule.id)
    same = known is not None and known.clauses == rule.clauses and known.criteria == rule.criteria
    if known is not None and same and year_start == YEAR_START:
        if rule.id not in book.runs:
            book.runs[rule.id] = _compiled(known, book, year_start)
        runs = book.runs[rule.id]
        return runs if known is rule else tuple(replace(run, rule=rule) for run in runs)
    return _compiled(rule, book, year_start)


def _compiled(rule: Rule, book: RuleBook, year_start: int) -> tuple[Run, ...]:
    runs, errors = compile_rule(rule, book.ledgers, year_start)
    for _, error in errors:
        raise error
    return runs


@contextmanager
def _in(field: str) -> Iterator[None]:
    """Says of a mistake in which field of the rule it is."""
    try:
        yield
    except RuleError as error:
        error.field = error.field or field
        raise


class _Compiler:
    def __init__(
        self,
        rule: Rule,
        clause: Clause,
        schema: LedgerSchema,
        ledgers: Mapping[str, LedgerSchema],
        year_start: int,
    ) -> None:
        self.rule = rule
        self.clause = clause
        self.schema = schema
        self.ledgers = ledgers
        self.scope = Scope(schema, ledgers, criteria=rule.criteria, year_start=year_start)
        if clause.ledger == EVERY_LEDGER and clause.by is None:
            self.by: Pairs = tuple(Pair(name, name) for name in schema.key)
        else:  # rows of one authority only are ever paired, whether a rule says so or not
            self.by = tuple(pair for pair in clause.by or () if pair != Pair(AUTHORITY, AUTHORITY))

    def runs(self) -> list[Run]:
        with _in("criteria"):
            self.check_criteria()
        with _in("by"):
            for pair in self.by:
                self.groups_by(pair.own, pair, self.schema)
        with _in("message"):
            for message in (self.clause.message, *(one.message for one in self.clause.conventions)):
                self.check_message(message or "")
        with _in("where"):
            where = self.condition(self.clause.where) if self.clause.where else None
        if self.clause.casts:
            return self.castings(where)
        source = self.clause.check or ""
        with _in("check"):
            condition = self.condition(source)
        found = atoms(condition)
        lookups = [atom for atom in found if isinstance(atom, Lookup)]
        everything = (*found, *(atoms(where) if where is not None else ()))
        with _in("by"):
            self.check_lookups([atom for atom in everything if isinstance(atom, Lookup)], source)
        if self.clause.sequence is not None:
            with _in("sequence"):
                self.check_sequence(self.clause.sequence, everything, source)
        per_group = bool(lookups) and not any(not isinstance(atom, Lookup) for atom in found)
        per_group = per_group and any(lookup.ledger == self.schema.name for lookup in lookups)
        of_lines = per_group or self.clause.sequence == FILE_ORDER  # a total is no step on the way
        rows = self.clause.rows or (Rows.LINES if of_lines else Rows.ALL)
        with _in("convention"):
            checks = (Check(condition), *(Check(self.condition(one.check)) for one in self.clause.conventions))
        if per_group and where is not None and self.is_of_lines(where):
            return [self.run(rows, None, self.by, checks, source, per_group=True, lines=where)]
        return [self.run(rows, where, self.by, checks, source, per_group=per_group)]

    def check_lookups(self, lookups: Sequence[Lookup], source: str) -> None:
        """Whether every ledger that the check or its `where` looks up can be found by the columns of `by`."""
        if lookups and not self.by and self.clause.by is None:
            raise RuleError(f"`by` is needed: over which columns is {lookups[0].ledger} looked up?", text=source)
        for ledger in dict.fromkeys(lookup.ledger for lookup in lookups):
            for pair in self.by:
                self.pairs_with(self.ledgers[ledger], pair)

    def is_of_lines(self, where: Condition) -> bool:
        """Whether the `where` of a check of groups chooses the lines that form them, and not among the groups."""
        kinds = {isinstance(atom, Lookup) for atom in atoms(where)}
        if len(kinds) > 1 or any(isinstance(atom, Step) for atom in atoms(where)):
            message = "of a check of groups, `where` uses the lines' own columns or those of the groups, not both"
            with _in("where"):
                raise RuleError(message, text=self.clause.where or "")
        return kinds == {False}

    def castings(self, where: Condition | None) -> list[Run]:
        with _in("by"):
            if self.clause.by is None:
                raise RuleError("`within` is needed: which lines does a total cover?")
            for pair in self.by:
                self.pairs_with(self.schema, pair)
        with _in("where"):
            if where is not None and not all(isinstance(atom, Own) for atom in atoms(where)):
                message = "of a casting, `where` uses the row's own columns: it says which lines and totals count"
                raise RuleError(message, text=self.clause.where or "")
        checks = tuple(self.casting(name) for name in self.clause.casts)
        text = "sub-total = sum of its lines"
        if name := self.clause.subtotal_by:
            parts = [self.run(SUBTOTALS, where, (*self.by, Pair(name, name)), checks, text)]
        else:
            blocks = zip(SUBTOTALS_OF_LEVEL.values(), BLOCKS, strict=True)
            parts = [self.run(rows, where, (*self.by, Pair(name, name)), checks, text) for rows, name in blocks]
        return [self.run(GRAND_TOTALS, where, self.by, checks, "total = sum of its lines"), *parts]

    def casting(self, name: str) -> Check:
        own = Own(name)
        # the clause's `where` says which rows it is about: the totals checked, and the lines they add up
        where = self.resolved(self.clause.where) if self.clause.where else None
        lines = Lookup("sum", self.schema.name, name, where)
        figures = Lookup("count", self.schema.name, name, where)
        one = {ONE: Fraction(1)}
        reported = Ratio({(own,): Fraction(1)}, one)
        gap = Ratio({(own,): Fraction(1), (lines,): Fraction(-1)}, one)
        none = Ratio({(figures,): Fraction(1)}, one)
        blank = All((Missing(own), Comparison("==", none, none)))
        return Check(Comparison("==", gap, reported), Never(blank), name)

    def condition(self, source: str) -> Condition:
        return normalise(self.resolved(source), self.schema.name, self.ledgers)

    def resolved(self, source: str) -> Expression:
        node, kind = resolve(parse(source), self.scope)
        if kind is not Type.TRUTH:
            raise RuleError(f"a rule states a condition; this is {kind.value}", text=source)
        return node

    def check_criteria(self) -> None:
        """A criterion needs a name of its own, or nobody could tell which is meant."""
        for name in self.rule.criteria:
            for kind, known in (("column", self.schema.columns), ("ledger", self.ledgers), ("function", FUNCTIONS)):
                if name in known:
                    of = f" of {self.schema.name}" if kind == "column" else ""
                    raise RuleError(f"the criterion {name!r} has the name of a {kind}{of}", text=name)

    def groups_by(self, name: str, pair: Pair, schema: LedgerSchema) -> None:
        if name not in schema.columns:
            raise RuleError(schema.no_column(name), text=name)
        kind = schema.columns[name].type
        if pair.folded and kind is not ColumnType.TEXT:
            raise RuleError(f'"~" compares texts; {schema.name}.{name} holds {kind.value}', text=str(pair))
        if pair.ordered and not has_order(schema.columns[name]):
            raise RuleError(no_order(f"{schema.name}.{name}", schema.columns[name]), text=str(pair))

    def pairs_with(self, other: LedgerSchema, pair: Pair) -> None:
        """Raises RuleError where a ledger cannot be looked up by a pair."""
        if other is self.schema:
            if pair.ordered or pair.mapping:
                message = f"{str(pair)!r} is for another ledger: lines of {other.name} itself share the columns of `by`"
                raise RuleError(message, text=str(pair))
            self.groups_by(pair.own, pair, other)
        elif pair.mapping:
            self.maps(other, pair)
        else:
            self.groups_by(pair.other, pair, other)
            if pair.ordered:
                self.same_order(self.schema.columns[pair.own], other.columns[pair.other], pair)

    def maps(self, other: LedgerSchema, pair: Pair) -> None:
        """Raises RuleError where the lines of a ledger cannot be looked up in a mapping by the mapping's key."""
        mapping = self.ledgers[pair.mapping]
        self.groups_by(pair.other, pair, mapping)
        for name in mapping.key:
            if name not in other.columns:
                hint = did_you_mean(name, other.columns)
                message = f"{other.name} has no column {name!r}, by which {mapping.name} is looked up{hint}"
                raise RuleError(message, text=str(pair))

    def same_order(self, own: Column, other: Column, pair: Pair) -> None:
        """Raises RuleError where two columns have different orders: their places cannot be compared."""
        if (own.type, own.of) != (other.type, other.of):
            kinds = f"{own.type.value} and {other.type.value}" if own.type is not other.type else "different choices"
            raise RuleError(f"{str(pair)!r} compares {kinds}, which have no order in common", text=str(pair))

    def check_sequence(self, sequence: tuple[str, ...], found: tuple[Atom, ...], source: str) -> None:
        """A clause's own sequence is there for previous(), and has an order."""
        steps = {atom.function for atom in found if isinstance(atom, Step)}
        if steps != {"previous"}:
            reason = "previous_year() follows the ledger's own" if steps else "nothing here steps along it"
            raise RuleError(f"a sequence is for previous(): {reason}", text=source)
        for pair in self.by:
            self.pairs_with(self.schema, pair)
        if sequence != FILE_ORDER and not place_weights(self.schema, sequence):
            raise RuleError(f"{', '.join(sequence)} put rows in no order", text=", ".join(sequence))

    def check_message(self, template: str) -> None:
        for name in _PLACEHOLDER.findall(template):
            step = _OF_STEP.fullmatch(name)
            known = [*self.schema.columns, *self.rule.criteria, "reported", "computed", "gap"]
            if (step[1] if step else name) not in known:
                hint = did_you_mean(step[1] if step else name, known)
                raise RuleError(f"the message has an unknown name {name!r}{hint}", text=name)

    def run(
        self,
        rows: Rows | str,
        where: Condition | None,
        by: Pairs,
        checks: tuple[Check, ...],
        text: str,
        *,
        per_group: bool = False,
        lines: Condition | None = None,
    ) -> Run:
        return Run(
            self.rule,
            self.schema,
            rows,
            where,
            by,
            checks,
            per_group,
            self.clause.on_missing,
            text,
            self.clause.message,
            self.clause.sequence,
            lines,
            self.clause.conventions,
            self.clause.rows in (Rows.TOTALS, Rows.ALL),
        )
