"""Which rules a run goes by: the shipped ones, those of further files, and those beside the ledgers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError, hint, nearest
from budget_monitor.model.ledgers.ledger import InputProblem
from budget_monitor.pipeline.run.folders import own_rules

if TYPE_CHECKING:
    from budget_monitor.load.folder import Sources
    from budget_monitor.load.settings.settings import Known, Settings
    from budget_monitor.model.checks.rule import Rule
    from budget_monitor.model.ledgers.ledger import InputProblem
    from budget_monitor.model.results.request import Request
    from budget_monitor.rules.compiled import RuleBook

MAX_DIGITS_OF_AN_ID = 4


def rule_book(
    rules: Sequence[str | Path] = (), kept: Collection[str] | None = None
) -> tuple[RuleBook, tuple[InputProblem, ...]]:
    """The shipped ledgers and rules with those of more files or folders, and what was wrong in them.

    Of the further ledgers that ship, only those among `kept` are in it, or all.
    """
    from budget_monitor.rules.rulebook import load_rulebook

    return load_rulebook([Path(path) for path in rules], kept)


def sound_book(rules: Sequence[str | Path] = ()) -> RuleBook:
    """The same for a job that could not say what is wrong in a rule file. Raises UsageError for that."""
    book, problems = rule_book(rules)
    wrong = [one for one in problems if one.severity == "error"]
    if wrong:
        raise UsageError("\n".join(f"{one.file}{f':{one.line}' if one.line else ''}: {one.message}" for one in wrong))
    return book


class Books:
    """The rule books of one run. Each is read once, however many sets go by it.

    The rules of further ledgers are in the book of a set that keeps one of them, and in none other: they would cost
    every check the time to read them, and be listed by it. A request that names rules has theirs, too.
    """

    def __init__(self, request: Request) -> None:
        self.rules = tuple(request.rules)
        self._words = (*request.select, *request.ignore)
        self._read: dict[tuple[tuple[Path, ...], frozenset[str] | None], tuple[RuleBook, tuple[InputProblem, ...]]] = {}

    def of(self, ledgers: Path, sources: Sources | None = None) -> tuple[RuleBook, tuple[InputProblem, ...]]:
        """The book that a set of ledgers goes by, and what was wrong in it; all further ledgers without `sources`."""
        paths = (*own_rules(ledgers), *self.rules)
        kept = None if sources is None else _further_kept(sources, self._words)
        found = self._of(paths, kept)
        unknown = [word for word in self._words if not _begins_any(word, found[0].rules)]
        return self._of(paths, None) if unknown else found  # what may have been meant is looked for among all rules

    def _of(self, paths: tuple[Path, ...], kept: frozenset[str] | None) -> tuple[RuleBook, tuple[InputProblem, ...]]:
        if (paths, kept) not in self._read:
            self._read[paths, kept] = rule_book(paths, kept)
        return self._read[paths, kept]


def _further_kept(sources: Sources, words: Sequence[str]) -> frozenset[str] | None:
    """The further ledgers that a set has, that its settings name, or of which a rule begins with one of the request's
    words; None where that cannot be told.
    """
    from budget_monitor.load.sources.kinds import folder_of
    from budget_monitor.model.running.files import SETTINGS_FILE
    from budget_monitor.model.running.limits import limits
    from budget_monitor.rules.rulebook import further_rules

    if not (sources.found or sources.mapped or sources.broken):
        return None
    there = {name.casefold() for source in sources.found for name in (source.name, source.other_name)}
    there |= {source.ledger for source in sources.mapped}
    files = further_rules()
    settings = folder_of(sources.place) / SETTINGS_FILE
    if settings.is_file():  # anything else of that name is told where the settings are read
        with suppress(OSError), settings.open(encoding="utf-8", errors="replace") as file:
            there |= set(re.findall(r"\w+", file.read(limits().toml_megabytes * 10**6)))  # a larger one is refused
    elif not words:
        return frozenset(there & files.keys())
    ids = {
        rule: name
        for name, file in files.items()
        for rule in re.findall(r'(?m)^id\s*= "(\w+)"', file.read_text(encoding="utf-8"))
    }
    named = {rule for rule in ids if _is_named(rule, words)}
    return frozenset(there & files.keys()) | {ids[rule] for rule in (there & ids.keys()) | named}


def known_names(book: RuleBook) -> Known:
    """The names that settings may use."""
    from budget_monitor.load.ledger_set import schema_columns
    from budget_monitor.load.settings.settings import Known
    from budget_monitor.model.checks.criteria import CRITERIA

    return Known(schema_columns(book.ledgers), tuple(book.rules), tuple(book.criteria | CRITERIA.keys()))


def rules_in(book: RuleBook, paths: Sequence[Path]) -> list[Rule]:
    """The rules of a book that are defined in some rule files or folders; without a path, those shipped."""
    from budget_monitor.rules.rulebook import further_rules, shipped_rules
    from budget_monitor.toml.place import TomlFile, read_toml

    homes = paths or [shipped_rules(), *dict.fromkeys(file.parent for file in further_rules().values())]
    files = [file for path in homes for file in (path.glob("*.toml") if path.is_dir() else [path])]
    read = [toml for file in files if isinstance(toml := read_toml(file, str(file)), TomlFile)]
    blocks = [block for toml in read if isinstance(found := toml.root.get("rule"), list) for block in found]
    ids = [block["id"] for block in blocks if isinstance(block, dict) and "id" in block]
    return [rule for rule in book.rules.values() if rule.id in ids]


def rules_reading(book: RuleBook, ledger: str) -> list[Rule]:
    """The rules that look at a ledger, as their own or beside it, in the order of the book."""
    from budget_monitor.rules.reads import ledgers_read

    return [rule for rule in book.rules.values() if ledger in ledgers_read(rule, book.ledgers)]


def choose_rules(book: RuleBook, select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    """The rules whose id is selected and not ignored, in the order of the book. Raises UsageError for an unknown id."""
    check_words((*select, *ignore), book.rules)
    return _chosen(book, select, ignore)


def check_words(words: Iterable[str], rules: Iterable[str]) -> None:
    """Raises UsageError for a word that no rule's id begins with."""
    known = list(rules)
    for word in words:
        if not _begins_any(word, known):
            heads = ", ".join(sorted(set(map(_head, known))))
            family = [rule for rule in known if _head(rule) == _head(word.upper())]
            near = hint(_closest_number(word, family) or nearest(word, known))
            near = near or f"; their ids begin with {heads}: see `budget-monitor rules list`"
            raise UsageError(f"no rule {word!r}{near}")


def _head(rule: str) -> str:
    """`RM` of `RM06`."""
    return rule.rstrip("0123456789")


def _closest_number(word: str, rules: Iterable[str]) -> str | None:
    """Of rules with the same head, the one whose number is closest."""
    number = word[len(_head(word)) :]
    numbers = {rule: int(rule[len(_head(rule)) :] or 0) for rule in rules}
    if not numbers or not 0 < len(number) <= MAX_DIGITS_OF_AN_ID:
        return None
    return min(numbers, key=lambda rule: (abs(numbers[rule] - int(number)), rule))


def rules_in_force(
    book: RuleBook, request: Request, settings: Settings, *, of_many: bool
) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules to run, as the settings have them, and the ids of those that the settings leave out.

    A set that is one of many may lack a rule that the request names and another has.
    """
    choose = _chosen if of_many else choose_rules
    selected = choose(book, request.select, request.ignore)
    left_out = [rule.id for rule in selected if _is_left_out(rule, settings, request.select)]
    return tuple(_as_set(rule, settings) for rule in selected if rule.id not in left_out), tuple(left_out)


def of_own_currency(rules: Sequence[Rule], currency: str) -> tuple[tuple[Rule, ...], list[InputProblem]]:
    """The rules whose tolerance is in the set's currency, or in none; of each other one, an error that says so."""
    other = [rule for rule in rules if rule.currency and rule.currency != currency]
    problems = [
        InputProblem(
            rule.defined_in, rule.line, "tolerance", "error", rule.id,
            f"its tolerance is in {rule.currency} and the ledgers are in {currency}; the rule is not checked",
        )
        for rule in other
    ]  # fmt: skip
    return tuple(rule for rule in rules if rule not in other), problems


def _chosen(book: RuleBook, select: Sequence[str], ignore: Sequence[str]) -> list[Rule]:
    return [
        rule
        for name, rule in book.rules.items()
        if (not select or _is_named(name, select)) and not _is_named(name, ignore)
    ]


def _is_named(rule: str, words: Iterable[str]) -> bool:
    """Whether a rule's id begins with any of these words, whatever their capitals."""
    return any(rule.casefold().startswith(word.casefold()) for word in words)


def _begins_any(word: str, rules: Iterable[str]) -> bool:
    return any(_is_named(rule, [word]) for rule in rules)


def _is_left_out(rule: Rule, settings: Settings, select: Sequence[str]) -> bool:
    """Whether the settings leave a rule out. One that the command line names in full is run all the same."""
    name = rule.id.casefold()
    return any(name.startswith(word.casefold()) for word in settings.ignore) and not any(
        name == word.casefold() for word in select
    )


def _as_set(rule: Rule, settings: Settings) -> Rule:
    """A rule with the severity and the criteria that the settings give it; the very same where they give no other: what
    was made of it is at hand then.
    """
    own = rule.with_criteria(settings.numbers)
    severity = settings.severity.get(rule.id, own.severity)
    return own if severity is own.severity else replace(own, severity=severity)
