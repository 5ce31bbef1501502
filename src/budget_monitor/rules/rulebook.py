"""Rule files: the shipped ones and any others, read into ledgers and rules, with every problem in its place.

Expressions are parsed and typed here, and each mistake has its line. Nothing heavy is imported: `rules list` is
served by this module.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from budget_monitor.errors import BudgetMonitorError, did_you_mean
from budget_monitor.model.checks.joint import JOINT
from budget_monitor.model.checks.rule import Rule
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.model.ledgers.names import bare_words
from budget_monitor.model.ledgers.schema import Column, ColumnType, LedgerSchema
from budget_monitor.rules.blocks import ColumnBlock, LedgerBlock
from budget_monitor.rules.compiled import RuleBook, Run
from budget_monitor.rules.compiler import compile_rule
from budget_monitor.rules.reader import RuleReader
from budget_monitor.rules.reads import ledgers_named
from budget_monitor.toml.folder import not_read, rule_files
from budget_monitor.toml.place import KeyPath, TomlFile, read_toml

DEFAULT_SEQUENCE = ("financial_year", "period")
_NAME_RULE = "a name has letters, digits and underscores, and does not begin with a digit"


def shipped_rules() -> Path:
    """The folder of the shipped rule files: inside the installed package, or a checkout's own `rules/`."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "rules" / "shipped", package.parents[1] / "rules"):
        if folder.is_dir():
            return folder
    raise BudgetMonitorError("the shipped rule files are not there; install budget-monitor again")


def further_rules() -> Mapping[str, Path]:
    """The shipped rule files of further ledgers by the ledger's name: each folder holds those that belong together."""
    return {path.stem: path for path in sorted(shipped_rules().glob("further/*/*.toml"))}


def load_rulebook(
    extra: Sequence[Path] = (), kept: Collection[str] | None = None
) -> tuple[RuleBook, tuple[InputProblem, ...]]:
    """The shipped ledgers and rules, then those of each extra TOML file or folder, with all that is wrong in them.

    Further ledgers are those among `kept` with what belongs to them, or all; of them, what the extra files declare
    goes before what is shipped.

    Whatever has a problem is left out and everything else is there; a ledger that is left out takes along the rules
    that name it. A rule whose expressions cannot be understood is among the rules, and among the book's faults. Of two
    ledgers of one name, or two rules of one id, the first stands. Raises UsageError for an extra path that does not
    exist.
    """
    reader, shipped = _Reader(), shipped_rules()
    files = _rule_files(extra)
    for path, file in files:
        if problem := not_read(path, file):
            reader.problems.append(problem)
            continue
        found = read_toml(path, file)
        if isinstance(found, InputProblem):
            reader.problems.append(found)
        else:
            reader.read_ledger(found, is_shipped=path.parent == shipped)
    files += reader.read_further(kept)
    reader.read_rules()
    order = {file: place for place, (_, file) in enumerate(files)}
    problems = sorted(reader.problems, key=lambda problem: (order[problem.file], problem.line))
    rules = {**{name: rule for name, rule in reader.rules.items() if rule is not JOINT}, JOINT.id: JOINT}
    return RuleBook(reader.ledgers, rules, reader.runs, reader.faults), tuple(problems)


def _rule_files(extra: Sequence[Path]) -> list[tuple[Path, str]]:
    """Every rule file once, with its name in messages: the shipped ones first."""
    shipped = [(path, f"rules/{path.name}") for path in sorted(shipped_rules().glob("*.toml"))]
    once: dict[str, tuple[Path, str]] = {}
    for path, file in [*shipped, *rule_files(extra)]:
        once.setdefault(os.path.realpath(path), (path, file))
    return list(once.values())


def _ids(toml: TomlFile) -> list[str]:
    """The ids that the rules of a file give themselves."""
    blocks = toml.root.get("rule")
    found = [block.get("id") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    return [one for one in found if isinstance(one, str)]


class _RuleFile(NamedTuple):
    """A rule file as read, the name of the ledger it declares, and whether it ships."""

    toml: TomlFile
    ledger: str | None
    is_shipped: bool


class _Reader:
    """Takes files one by one; rules come last, since a rule may be about a ledger of a later file."""

    def __init__(self) -> None:
        self.problems: list[InputProblem] = []
        self.ledgers: dict[str, LedgerSchema] = {}
        self.places: dict[str, str] = {}  # where each ledger is declared
        self.refused: set[str] = set()  # names of ledgers whose declaration cannot be used
        self.rules: dict[str, Rule] = {JOINT.id: JOINT}
        self.runs: dict[str, tuple[Run, ...]] = {}
        self.faults: dict[str, InputProblem] = {}
        self.files: list[_RuleFile] = []

    def _problem(self, toml: TomlFile, path: KeyPath, text: object, message: str) -> None:
        self.problems.append(toml.problem(path, text, message))

    def read_further(self, kept: Collection[str] | None) -> list[tuple[Path, str]]:
        """Read the ledgers of further folders of which one is kept; the files, named as in messages.

        A folder with a ledger or a rule that other files have declared is passed over: those are the user's own.
        """
        further = further_rules()
        own_ids = {rule for file in self.files for rule in _ids(file.toml)}
        read: list[tuple[Path, str]] = []
        for folder in dict.fromkeys(path.parent for path in further.values()):
            names = {name: path for name, path in further.items() if path.parent == folder}
            if (kept is not None and names.keys().isdisjoint(kept)) or not names.keys().isdisjoint(self.places):
                continue
            files = [(path, f"rules/further/{folder.name}/{path.name}") for path in names.values()]
            found = [toml for path, file in files if isinstance(toml := read_toml(path, file), TomlFile)]
            if own_ids.isdisjoint(rule for toml in found for rule in _ids(toml)):
                read += files
                for toml in found:
                    self.read_ledger(toml, is_shipped=True)
        return read

    def read_ledger(self, toml: TomlFile, *, is_shipped: bool) -> None:
        """Read the file's [ledger], and keep its rules for later."""
        if not toml.root:
            message = "there is no rule and no ledger in this file"
            self.problems.append(InputProblem(toml.file, 0, "", "warning", "", message))
        unknown = [name for name in toml.root if name not in ("ledger", "rule")]
        for name in unknown:
            message = f"unknown table {name!r}{did_you_mean(name, ('ledger', 'rule'))}"
            self._problem(toml, (name,), name, message)
        raw = toml.root.get("ledger")
        if raw is None:
            # a mistyped [ledger] is told once, and not again by each of its rules
            self.refused |= {""} if unknown else set()
            self.files.append(_RuleFile(toml, "" if unknown else None, is_shipped))
            return
        given = raw.get("name") if isinstance(raw, dict) else None
        own = given if isinstance(given, str) else ""
        self.files.append(_RuleFile(toml, own, is_shipped))
        before = len(self.problems)
        schema = self._ledger(toml, raw)
        if own in self.ledgers:
            message = f"the ledger {own!r} is declared already, in {self.places[own]}"
            self._problem(toml, ("ledger", "name"), own, message)
        elif schema is None or len(self.problems) > before:
            self.refused.add(own)
            first = self.problems[before]
            self.problems[before] = replace(first, message=f"{first.message} (the ledger and its rules are left out)")
        else:
            self.ledgers[own] = schema
            self.places[own] = f"{toml.file}:{toml.line(('ledger',))}"

    def _ledger(self, toml: TomlFile, raw: object) -> LedgerSchema | None:
        block = toml.convert(("ledger",), raw, LedgerBlock)
        if isinstance(block, InputProblem):
            self.problems.append(block)
            return None
        if not block.name.isidentifier():
            message = f"a ledger's name cannot be {block.name!r}: {_NAME_RULE}"
            self._problem(toml, ("ledger", "name"), block.name, message)
        columns = {name: self._column(toml, name, column) for name, column in block.columns.items()}
        if not block.key:
            self._problem(toml, ("ledger", "key"), "", f"the ledger {block.name!r} has an empty key")
        sequence = block.sequence
        if sequence is None:
            sequence = [name for name in DEFAULT_SEQUENCE if name in columns]
        row_name = tuple(block.row_name or ())
        named = [("key", name) for name in block.key] + [("sequence", name) for name in sequence]
        named += [("row_name", name) for name in row_name]
        for field, name in [*named, *([("label", block.label)] if block.label is not None else [])]:
            if name not in columns:
                message = f"{field} names {name!r}, which is no column of {block.name!r}{did_you_mean(name, columns)}"
                self._problem(toml, ("ledger", field), name, message)
        for name, column in columns.items():
            means = {} if column is None else {"blank_means": column.blank_means, "other_side_in": column.other_side_in}
            for field, other in means.items():
                if other is not None and other not in columns:
                    message = f"{name}: {field} names {other!r}, which is no column{did_you_mean(other, columns)}"
                    self._problem(toml, ("ledger", "columns", name), other, message)
        return LedgerSchema(
            block.name, block.title, {name: column for name, column in columns.items() if column is not None},
            tuple(block.key), block.label, tuple(sequence), block.what, toml.file, block.repeats, row_name,
            block.layout, tuple(map(bare_words, block.called)), self._words(toml, block, columns),
        )  # fmt: skip

    def _words(
        self, toml: TomlFile, block: LedgerBlock, columns: Mapping[str, Column | None]
    ) -> dict[str, tuple[str, ...]]:
        """What else headings and values may be called, by column or by "column.value"."""
        stand_ins = {one.negated_by: None for one in columns.values() if one is not None and one.negated_by}
        for name in (one for one in block.words if one not in columns and one not in stand_ins):
            message = f"words are for {name!r}, which is no column{did_you_mean(name, columns)}"
            self._problem(toml, ("ledger", "words", name), name, message)
        found = {name: tuple(map(bare_words, words)) for name, words in block.words.items()}
        for name, values in block.value_words.items():
            known = column.of if (column := columns.get(name)) is not None else ()
            for value in (one for one in values if one not in known):
                message = f"words are for {value!r}, which is no value of {name!r}{did_you_mean(value, known)}"
                self._problem(toml, ("ledger", "value_words", name, value), value, message)
            found |= {f"{name}.{value}": tuple(map(bare_words, words)) for value, words in values.items()}
        return found

    def _column(self, toml: TomlFile, name: str, raw: object) -> Column | None:
        path = ("ledger", "columns", name)
        if name.startswith("__"):
            self._problem(toml, path, name, f"a column's name cannot begin with two underscores: {name!r}")
        elif not name.isidentifier():
            self._problem(toml, path, name, f"a column's name cannot be {name!r}: {_NAME_RULE}")
        block = toml.convert(path, {"type": raw} if isinstance(raw, str) else raw, ColumnBlock)
        if isinstance(block, InputProblem):
            self.problems.append(replace(block, column=name, message=f"column {name!r}: {block.message}"))
            return None
        if block.type is ColumnType.CHOICE and not block.of:
            message = f'column {name!r}: a choice needs its values, such as of = ["yes", "no"]'
            self._problem(toml, path, "choice", message)
        if block.type is not ColumnType.CHOICE and block.of is not None:
            self._problem(toml, path, "of", f"column {name!r}: only a choice has values (of), not {block.type.value}")
        if block.negated_by is not None and not block.type.is_numeric:
            message = f"column {name!r}: only a column of figures can be negated_by another, not {block.type.value}"
            self._problem(toml, path, block.negated_by, message)
        if block.blank is not None and not block.type.is_numeric:
            message = f"column {name!r}: only a blank among figures can be nil, not one of {block.type.value}"
            self._problem(toml, path, block.blank, message)
        if block.blank is not None and block.blank_means is not None:
            message = f"column {name!r}: a blank is nil or means {block.blank_means}, not both"
            self._problem(toml, path, block.blank, message)
        return Column(
            name, block.type, block.required, tuple(block.of or ()),
            block.negated_by, block.names_previous, block.blank_means, block.blank is not None, block.other_side_in,
        )  # fmt: skip

    def read_rules(self) -> None:
        """Read the rules of every file, now that all ledgers are known."""
        refused = self.refused - set(self.ledgers)
        for toml, own, is_shipped in self.files:
            blocks = toml.root.get("rule", [])
            if not isinstance(blocks, list):
                self._problem(toml, ("rule",), "", "a rule begins with [[rule]], in two pairs of brackets")
                continue
            reader = RuleReader(toml, own, self.ledgers, refused)
            for number, raw in enumerate(blocks):
                rule = reader.read(number, raw)
                if rule is None:
                    continue
                if (first := self.rules.get(rule.id)) is not None:
                    message = f"two rules have the id {rule.id}: the other stands in {first.defined_in}:{first.line}"
                    self._problem(toml, ("rule", number, "id"), rule.id, message)
                elif not refused or refused.isdisjoint(ledgers_named(rule)):
                    self.rules[rule.id] = rule
                    if is_shipped:  # without a mistake: the tests compile every one
                        continue
                    runs, errors = compile_rule(rule, self.ledgers)
                    for clause, error in errors:
                        self.faults.setdefault(rule.id, reader.at_fault(raw, clause, error))
                    if not errors:
                        self.runs[rule.id] = runs
            self.problems += reader.problems
