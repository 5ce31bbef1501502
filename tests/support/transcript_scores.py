"""How a drafted set of ledgers is scored against one that people transcribed: ledger, row, column and value."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from budget_monitor.figures.written import read_figure
from budget_monitor.load.documents.reading import read_document
from budget_monitor.model.documents.transcript import Transcript
from budget_monitor.model.ledgers.names import bare_words, plain
from budget_monitor.model.ledgers.schema import ColumnType, LedgerSchema
from budget_monitor.pipeline.documents.drafting import identities_of
from budget_monitor.rules.compiled import RuleBook
from budget_monitor.rules.rulebook import load_rulebook
from budget_monitor.scrutinise.transcribe.transcript import transcribe
from tests.support.places import STOCKPORT

THOUSANDS = 1000
MIN_SHARED_WORDS = 0.6
"""The share of a description's words that a drafted one must have, where people put it into words of their own."""

NOT_PRINTED = "category"
"""What kind of budget change one is: a word of those who transcribed, which the reports do not print."""

Row = Mapping[str, str]
Value = Decimal


@dataclass
class Score:
    """What became of each figure that people transcribed, and what a draft has beside them."""

    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of the transcribed figures in the right ledger, row and column, with their value."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong) + len(self.missing))


@cache
def rule_book() -> RuleBook:
    return load_rulebook()[0]


def transcript_of(path: Path) -> Transcript:
    book = rule_book()
    return transcribe(read_document(path), book.ledgers, identities_of(book))


def score(transcripts: Sequence[Transcript], ledgers: Path = STOCKPORT) -> Score:
    """Compares cell for cell. The unit of the transcribed ledgers is £000."""
    found = Score()
    for name, schema in rule_book().ledgers.items():
        drafted = [_drafted(row.cells, schema) for one in transcripts for row in one.rows if row.ledger == name]
        truth = _transcribed(ledgers / f"{name}.csv", schema)
        _compare(name, schema, truth, drafted, found)
    return found


@dataclass
class _Scored:
    words: dict[str, str]
    figures: dict[str, Value]
    texts: dict[str, str]


def _figures(schema: LedgerSchema) -> dict[str, str]:
    """By the name of each column of figures, and each stand-in, the column it counts as."""
    own = {name: name for name, one in schema.columns.items() if one.type.is_numeric}
    return own | {one.negated_by: name for name, one in schema.columns.items() if one.negated_by}


def _transcribed(path: Path, schema: LedgerSchema) -> list[_Scored]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = _figures(schema)
    found = []
    for row in rows:
        figures = {}
        for name, own in names.items():
            if (text := (row.get(name) or "").strip()) and (read := read_figure(text)):
                is_money = schema.columns[own].type is ColumnType.MONEY
                is_bare = not text.rstrip(")").endswith(("m", "k"))
                value = read.value * THOUSANDS if is_money and is_bare else read.value
                figures[own] = -value if name != own else value
        found.append(_Scored({key: row.get(key) or "" for key in schema.key}, figures, dict(row)))
    return found


def _drafted(cells: Mapping[str, object], schema: LedgerSchema) -> _Scored:
    names = _figures(schema)
    texts = {name: getattr(cell, "text", "") for name, cell in cells.items()}
    figures = {}
    for name, cell in cells.items():
        value = getattr(cell, "value", None)
        if name in names and value is not None:
            figures[names[name]] = -value if names[name] != name else value
    return _Scored({key: texts.get(key, "") for key in schema.key}, figures, texts)


def _compare(
    name: str, schema: LedgerSchema, truth: Sequence[_Scored], drafted: Sequence[_Scored], found: Score
) -> None:
    left = [row for row in drafted if row.figures]
    pairs: list[tuple[_Scored, _Scored | None]] = []
    for like in (_is_same, _is_alike):
        for row in [one for one in truth if one.figures and all(one is not done for done, other in pairs if other)]:
            same = [one for one in left if like(row, one, schema)]
            if len(same) > 1:
                same = [one for one in same if one.figures == row.figures][:1]
            if same:
                pairs.append((row, same[0]))
                left = [one for one in left if one is not same[0]]
    paired = [done for done, _ in pairs]
    pairs += [(row, None) for row in truth if row.figures and all(row is not one for one in paired)]
    for row, other in pairs:
        words = ", ".join(text for text in row.words.values() if text)
        for column, value in row.figures.items():
            text = f"{name}: {words}: {column} {value}"
            if other is None or column not in other.figures:
                found.missing.append(text)
            elif other.figures[column] != value:
                found.wrong.append(f"{text}, drafted {other.figures[column]}")
            else:
                found.right.append(text)
        if other is not None:
            found.invented += [
                f"{name}: {words}: {one} {other.figures[one]}" for one in other.figures if one not in row.figures
            ]
    for row in left:
        found.invented += [f"{name}: {row.words}: {column} {value}" for column, value in row.figures.items()]


def _is_same(row: _Scored, other: _Scored, schema: LedgerSchema) -> bool:
    return all(plain(row.words[key]) == plain(other.words[key]) for key in schema.key if key != NOT_PRINTED)


def _is_alike(row: _Scored, other: _Scored, schema: LedgerSchema) -> bool:
    """The same key but for words: one name in the other, or most words of a description that people put shorter."""
    for key in (one for one in schema.key if one != NOT_PRINTED):
        one, two = plain(row.words[key]), plain(other.words[key])
        is_words = schema.columns[key].type is ColumnType.TEXT and key != "portfolio"
        if one == two or (is_words and key != schema.label and not (one and two)):
            continue
        if not is_words or not (one in two or two in one or _share(row.words[key], other.words[key])):
            return False
    return True


def _share(one: str, two: str) -> bool:
    words, others = Counter(bare_words(one).split()), Counter(bare_words(two).split())
    return (words & others).total() >= MIN_SHARED_WORDS * min(words.total(), others.total()) > 1
