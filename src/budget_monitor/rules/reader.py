"""One [[rule]] of a rule file, put together; the compiler parses its expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from decimal import Decimal

from msgspec.structs import replace

from budget_monitor.errors import RuleError, did_you_mean, hint_at
from budget_monitor.model.checks.rule import (
    EVERY_LEDGER,
    FILE_ORDER,
    Clause,
    Convention,
    Example,
    OnMissing,
    Pair,
    Rule,
    Tolerance,
)
from budget_monitor.model.ledgers.ledger import AUTHORITY, InputProblem
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema, has_order, no_order, unknown_ledger
from budget_monitor.rules.blocks import ClauseBlock, ExampleBlock, RuleBlock
from budget_monitor.toml.numbers import TOO_LARGE, is_within_limits
from budget_monitor.toml.place import KeyPath, TomlFile

_PAIR = re.compile(r"\s*(?P<own>\w+)\s*(?:(?P<sign>>=|[=~])\s*(?:(?P<mapping>\w+)\s*\.\s*)?(?P<other>\w+)\s*)?")
_OTHER_ORDER = re.compile(r"\s*\w+\s*(?:<=?|>|==)\s*[\w.]+\s*")
_EACH = re.compile(r"(?<![\w.])column(?!\w)")
"""The word that stands for each column of `for_columns`."""
_LEDGER_LINE = re.compile(r"#\s*([\w-]+)\.csv\s*")


class RuleReader:
    """Reads the rules of one file. `own` is the ledger that the file declares, if it does.

    Rules of a ledger in `refused` are left out without another word: the ledger's own problem has said so.
    """

    def __init__(self, toml: TomlFile, own: str | None, ledgers: Mapping[str, LedgerSchema], refused: Set[str]) -> None:
        self.toml = toml
        self.own = own
        self.ledgers = ledgers
        self.refused = refused
        self.problems: list[InputProblem] = []
        self.path: KeyPath = ()
        self.id = ""

    def _problem(self, path: KeyPath, text: object, message: str) -> None:
        """Note an error of the rule being read, at a key inside it."""
        self.problems.append(self.toml.problem((*self.path, *path), text, f"rule {self.id}: {message}"))

    def read(self, number: int, raw: object) -> Rule | None:
        """Rule `number` of the file, from 0; None when it is left out: it has a problem, or its ledger has."""
        self.path = ("rule", number)
        name = raw.get("id") if isinstance(raw, dict) else None
        self.id = name if isinstance(name, str) and name.strip() else f"number {number + 1}"
        before = len(self.problems)
        block = self.toml.convert(self.path, raw, RuleBlock)
        if isinstance(block, InputProblem):
            self.problems.append(replace(block, message=f"rule {self.id}: {block.message}"))
            return None
        rule = self._rule(block)
        return rule if len(self.problems) == before else None

    def at_fault(self, raw: object, clause: int, error: RuleError) -> InputProblem:
        """What cannot be understood in a clause of the rule just read, at its field."""
        path: KeyPath = ()
        if isinstance(raw, dict) and "clause" in raw and error.field != "criteria":
            path, raw = ("clause", clause), raw["clause"][clause]
        field = "within" if error.field == "by" and isinstance(raw, dict) and "within" in raw else error.field
        self._problem((*path, field), error.text, f"{error}{error.place}")
        return self.problems[-1]

    def _rule(self, block: RuleBlock) -> Rule | None:
        """The rule; None where one of its clauses cannot be read."""
        if not block.id.strip():
            self._problem(("id",), block.id, "a rule needs an id")
        clauses: list[Clause | None]
        if block.for_columns is not None:
            clauses = self._for_columns(block)
        elif block.convention:
            clauses = [self._by_convention(block)]
        elif not block.clause:
            clauses = [self._clause((), block)]
        else:
            clauses = [self._clause(("clause", number), clause) for number, clause in enumerate(block.clause)]
            if block.given:
                field = block.given[0]
                message = f"it has clauses of its own ([[rule.clause]]), so {field!r} belongs into one of them"
                self._problem((field,), field, message)
        tolerance, currency = self._tolerance(block.tolerance)
        for name, number in block.criteria.items():
            if not name.isidentifier():
                message = f"a criterion's name cannot be {name!r}: it has letters, digits and underscores"
                self._problem(("criteria", name), name, message)
            if not (number.is_finite() and is_within_limits(number)):
                self._problem(("criteria", name), number, f"the criterion {name} must be a number; {TOO_LARGE}")
        known = [clause for clause in clauses if clause is not None]
        if len(known) < len(clauses) or not self._needed(block.needs):
            return None
        examples = tuple(self._example(("example", n), example, known[0]) for n, example in enumerate(block.example))
        return Rule(
            block.id, tuple(known), block.title, block.what.strip(), block.why.strip(), block.source.strip(),
            block.severity, tolerance, examples, self.toml.file, self.toml.line(self.path), block.criteria,
            tuple(block.needs), block.about, currency,
        )  # fmt: skip

    def _for_columns(self, block: RuleBlock) -> list[Clause | None]:
        """The rule's own clause once for each column, which `column` stands for in its expressions."""
        if block.clause or block.check is None or not _EACH.search(block.check):
            message = "for_columns goes with a check of the rule's own, in which `column` stands for each of them"
            self._problem(("for_columns",), "for_columns", message)
            return [None]
        schema = self.ledgers.get(self.own or "" if block.ledger is None else block.ledger)
        found: list[Clause | None] = []
        for name in dict.fromkeys(block.for_columns or ()):
            if schema is not None and not self._declared(("for_columns",), name, schema):
                continue
            own = {field: getattr(block, field) for field in ClauseBlock.__struct_fields__}
            for field in ("check", "where"):
                own[field] = own[field] and _EACH.sub(name, own[field])
            if own["message"]:
                own["message"] = own["message"].replace("{column}", f"{{{name}}}")
            found.append(self._clause((), ClauseBlock(**own)))
        if not found:
            self._problem(("for_columns",), "", "for_columns names no column")
            return [None]
        return found

    def _by_convention(self, block: RuleBlock) -> Clause | None:
        """The rule's own clause, whose check is that one of its conventions holds."""
        if block.check is not None or block.casts or block.clause:
            self._problem(("convention",), "convention", "a rule with conventions has its checks in them alone")
            return None
        block.check = " or ".join(f"({one.check})" for one in block.convention)
        clause = self._clause((), block)
        conventions = tuple(Convention(one.check, one.message) for one in block.convention)
        return None if clause is None else replace(clause, conventions=conventions)

    def _needed(self, names: list[str]) -> bool:
        """Whether all ledgers that the rule needs are known; a problem is noted for each that is not."""
        for name in names:
            if name not in self.ledgers and name not in self.refused:
                self._problem(("needs",), name, f"it needs an {unknown_ledger(name, self.ledgers)}")
        return all(name in self.ledgers for name in names)

    def _tolerance(self, text: str) -> tuple[Tolerance, str]:
        """The tolerance, and the code of the currency whose sign it has."""
        if text in ("rounding", "exact"):
            return (None if text == "rounding" else Decimal(0)), ""
        from budget_monitor.figures.amounts import parse_amount  # most rules have none, and money is slow to import
        from budget_monitor.figures.written import likeliest
        from budget_monitor.model.ledgers.schema import SYMBOLS

        code = next((code for code, symbol in SYMBOLS.items() if symbol in text), "")
        amount = parse_amount(text, code or "GBP")
        if amount is None or amount < 0:
            message = f'tolerance is "rounding", "exact" or an amount such as "£2", not {text!r}'
            meant = likeliest(text, code or "GBP")
            hint = hint_at(meant) if meant else did_you_mean(text, ("rounding", "exact"))
            self._problem(("tolerance",), text, message + hint)
            return None, ""
        return amount, code

    def _clause(self, path: KeyPath, block: ClauseBlock) -> Clause | None:
        name = self.own if block.ledger is None else block.ledger
        if name is None:
            self._problem((*path, "ledger"), "", "it names no ledger, and its file declares none")
            return None
        schema = self.ledgers.get(name)
        if schema is None and name != EVERY_LEDGER:
            if name not in self.refused:
                self._problem((*path, "ledger"), name, unknown_ledger(name, self.ledgers))
            return None
        if (block.check is None) != bool(block.casts):
            has = "both" if block.casts else "neither"
            field = "casts" if block.casts else "check"
            self._problem((*path, field), "", f"it needs either `check` or `casts`, and has {has}")
        for column in block.casts or ():
            if schema is not None and self._declared((*path, "casts"), column, schema):
                kind = schema.columns[column].type
                if not kind.is_numeric:
                    self._problem((*path, "casts"), column, f"{column!r} holds {kind.value}, which cannot be cast")
        if schema is not None and block.subtotal_by is not None:
            self._declared((*path, "subtotal_by"), block.subtotal_by, schema)
        return Clause(
            name, block.check, tuple(block.casts or ()), block.where, block.rows, self._pairs(path, block, schema),
            block.subtotal_by, block.on_missing or OnMissing.SKIP, block.message, self._sequence(path, block, schema),
        )  # fmt: skip

    def _declared(self, path: KeyPath, column: str, schema: LedgerSchema) -> bool:
        """Whether a ledger has a column; a problem is noted where it has not."""
        if column in schema.columns:
            return True
        self._problem(path, column, schema.no_column(column))
        return False

    def _sequence(self, path: KeyPath, block: ClauseBlock, schema: LedgerSchema | None) -> tuple[str, ...] | None:
        """The columns that `previous()` steps along, each of which must put rows in order."""
        if block.sequence is None:
            return None
        if block.by is None and block.within is None:
            message = "a sequence needs `by`: among which rows does previous() step along it?"
            self._problem((*path, "sequence"), "sequence", message)
        if isinstance(block.sequence, str):
            if block.sequence != "file":
                message = f'sequence is a list of columns, or "file" for the order of the rows, not {block.sequence!r}'
                self._problem((*path, "sequence"), block.sequence, message)
            return FILE_ORDER
        for column in block.sequence:
            if schema is None or not self._declared((*path, "sequence"), column, schema):
                continue
            if not has_order(schema.columns[column]):
                self._problem((*path, "sequence"), column, no_order(repr(column), schema.columns[column]))
        return tuple(block.sequence)

    def _pairs(self, path: KeyPath, block: ClauseBlock, schema: LedgerSchema | None) -> tuple[Pair, ...] | None:
        """`by` (or `within`, its synonym): the clause's columns, with the other ledger's names for them."""
        if block.by is not None and block.within is not None:
            self._problem((*path, "within"), "within", "`by` and `within` mean the same: write one of them")
        field = "by" if block.by is not None else "within"
        given = block.by if block.by is not None else block.within
        if given is None:
            return None
        if isinstance(given, str):
            if given != "key":
                self._problem((*path, field), given, f'{field} is a list of columns, or "key", not {given!r}')
                return None
            return None if schema is None else tuple(Pair(name, name) for name in schema.key)
        pairs: list[Pair] = []
        for entry in given:
            if (match := _PAIR.fullmatch(entry)) is None:
                message = f'{field} has {entry!r}: write a column, or "column = the other ledger\'s column"'
                if _OTHER_ORDER.fullmatch(entry):
                    message = f'{field} has {entry!r}: columns are paired by "=", "~" or ">="'
                self._problem((*path, field), entry, message)
                continue
            sign = match["sign"]
            pair = Pair(match["own"], match["other"] or match["own"], sign == "~", sign == ">=", match["mapping"] or "")
            known = schema is not None and (pair.own == AUTHORITY or self._declared((*path, field), pair.own, schema))
            if known and schema is not None and pair.ordered:
                self._ordered((*path, field), entry, pair, schema)
            if pair.mapping and not pair.ordered and pair.mapping not in self.refused:
                self._mapped((*path, field), pair)
            pairs.append(pair)
        return tuple(pairs)

    def _ordered(self, path: KeyPath, entry: str, pair: Pair, schema: LedgerSchema) -> None:
        """Notes what is wrong with an ordered pair, as far as the clause's own ledger can tell."""
        if pair.mapping:
            self._problem(path, entry, f'{entry!r}: ">=" stands before a column of the ledger that is looked up itself')
            return
        column = schema.columns.get(pair.own, Column(pair.own, ColumnType.TEXT))  # any ledger may have an authority
        if not has_order(column):
            self._problem(path, pair.own, no_order(repr(pair.own), column))

    def _mapped(self, path: KeyPath, pair: Pair) -> None:
        """Notes a ledger, or a column of it, that a pair goes through and that is not there."""
        mapping = self.ledgers.get(pair.mapping)
        if mapping is None:
            self._problem(path, pair.mapping, unknown_ledger(pair.mapping, self.ledgers))
        else:
            self._declared(path, pair.other, mapping)

    def _example(self, path: KeyPath, block: ExampleBlock, clause: Clause) -> Example:
        field = "passes" if block.passes is not None else "fails"
        text = block.passes if block.passes is not None else block.fails
        if text is None or (block.passes is not None and block.fails is not None):
            has = "neither" if text is None else "both"
            self._problem((*path, field), "", f"an example has either `passes` or `fails`; this one has {has}")
        if block.findings and block.fails is None:
            self._problem((*path, "findings"), "", "only an example that fails has findings")
        findings = tuple(
            {name: str(value) for name in found.__struct_fields__ if (value := getattr(found, name)) is not None}
            for found in block.findings
        )
        ledgers = self._tables((*path, field), text or "", clause.ledger)
        return Example(block.passes is not None, ledgers, block.unit.value, findings, block.title)

    def _tables(self, path: KeyPath, text: str, own: str) -> Mapping[str, str]:
        """An example's text by ledger: `# NAME.csv` begins another, and what comes before is the rule's own."""
        parts: dict[str, list[str]] = {own: []}
        current = own
        for line in text.split("\n"):
            if match := _LEDGER_LINE.fullmatch(line):
                current = match[1]
                if parts.get(current):
                    self._problem(path, line, f"the example has {current}.csv twice")
                elif current not in self.ledgers and current not in self.refused:
                    hint = did_you_mean(current, self.ledgers)
                    self._problem(path, line, f"the example has a table of an unknown ledger {current!r}{hint}")
                parts[current] = []
            elif line.strip() or parts[current]:
                parts[current].append(line)
        if own == EVERY_LEDGER and parts[own]:
            self._problem(path, parts[own][0], "whose table is this? begin it with a line such as # savings.csv")
        return {name: "\n".join(lines).rstrip() + "\n" for name, lines in parts.items() if lines}
