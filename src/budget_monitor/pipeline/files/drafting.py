"""A first mapping for a file, tried before it is handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.model.checks.rule import About
from budget_monitor.model.checks.verdict import Verdict, checks_made
from budget_monitor.model.ledgers.period import financial_year_of
from budget_monitor.model.ledgers.schema import unknown_ledger
from budget_monitor.pipeline.files.looking import look
from budget_monitor.pipeline.files.trying import copy_with
from budget_monitor.pipeline.run.books import sound_book
from budget_monitor.pipeline.run.folders import own_rules
from budget_monitor.pipeline.run.places import as_in_files

if TYPE_CHECKING:
    from budget_monitor.load.sources.mapping.drafts.said import Draft
    from budget_monitor.model.ledgers.ledger import InputProblem
    from budget_monitor.model.ledgers.schema import LedgerSchema
    from budget_monitor.rules.compiled import RuleBook

_DOUBT = (
    "# DOUBTFUL: {:,} of {:,} checks of the ledger's rules fail with this draft. A column is hardly what it was\n"
    "# taken for, such as months of their own for a year to date, or its sign is the other way round: correct it.\n"
)
MIN_FAILED_OF_A_DOUBT = 3
MAX_SHARE_OF_SLIPS = 0.25
"""Of the checks of a file as it is found."""
MIN_COLUMNS_TO_TELL = 3
"""Columns that must fit for a ledger to be chosen by them."""


class Drafted(Struct, frozen=True):
    """A mapping as text, what it reads and what is wrong with that. `guesses` are what was not found in the file;
    `failed` is how many `checks` of the ledger's rules fail with it.
    """

    text: str
    ledger: str
    rows: int
    problems: tuple[InputProblem, ...]
    guesses: tuple[str, ...]
    checks: int
    failed: int

    @property
    def is_doubtful(self) -> bool:
        """True if so many checks fail that a column was hardly taken for what it is: few figures of a file are so."""
        return self.failed >= MIN_FAILED_OF_A_DOUBT and self.failed > self.checks * MAX_SHARE_OF_SLIPS


def draft_mapping(
    path: str | Path, ledger: str = "", *, sheet: str = "", rules: Sequence[str | Path] = (), today: date | None = None
) -> Drafted:
    """The likeliest mapping of a file to a ledger: of the sheet that fits best, unless one is named; without a ledger
    to that which fits best.

    Raises UsageError where the file cannot be read, and for a ledger that there is not, or that cannot be told.
    """
    from budget_monitor.load.sources.mapping.drafts.draft import drafted
    from budget_monitor.load.sources.mapping.drafts.draft_text import draft_text
    from budget_monitor.load.sources.mapping.drafts.turned import turned

    file = Path(path)
    layouts, _ = look(file, sheet=sheet)  # what could not be read is told where the mapping is tried
    book = sound_book([*own_rules(file), *rules])
    if ledger and ledger not in book.ledgers:
        raise UsageError(unknown_ledger(ledger, book.ledgers))
    schemas = [book.ledgers[ledger]] if ledger else list(book.ledgers.values())
    year = financial_year_of(today or date.today())
    ways = [way for one in layouts for way in (one, turned(one)) if way is not None]
    found = [(drafted(layout, schema, year), layout) for schema in schemas for layout in ways]
    draft, layout = max(found, key=lambda one: _score(one[0], book.ledgers[one[0].ledger]))
    if not ledger and draft.matched < MIN_COLUMNS_TO_TELL:
        raise UsageError(
            f"{file} fits no ledger that is known: name one with --ledger, such as {', '.join(book.ledgers)}"
        )
    text = draft_text(draft, layout)
    rows, problems, counts = _tried(file, text, book)
    guesses = tuple(name.partition(".")[2] for name, remark in draft.remarks.items() if remark.startswith("NOT FOUND"))
    made = checks_made(counts)
    told = Drafted(text, draft.ledger, rows, problems, guesses, made, counts[Verdict.FAIL])
    return replace(told, text=f"{_DOUBT.format(told.failed, made)}{text}") if told.is_doubtful else told


def _score(draft: Draft, schema: LedgerSchema) -> tuple[float, bool, int]:
    """How well a table fits a ledger: found columns, less those that had to be made up; as it lies before turned."""
    missing = sum(1 for text in draft.columns.values() if text == "")
    found = draft.matched - missing
    return (
        found - 0.5 * (missing + len(draft.constants)) - 0.25 * len(draft.unused),
        not draft.is_transposed,
        -len(schema.columns),
    )


def _tried(file: Path, text: str, book: RuleBook) -> tuple[int, tuple[InputProblem, ...], Counter[Verdict]]:
    """How many rows a mapping reads, what is wrong with them, and how the checks of the ledger come out."""
    from budget_monitor.evaluate.evaluation import evaluate
    from budget_monitor.load.ledger_set import load_set

    with copy_with(file, {Path(f"{file.stem}.source.toml"): text}) as copy:
        loaded = load_set(copy, book.ledgers)
    counts = Counter[Verdict]()
    of_figures = [rule for rule in book.rules.values() if rule.about is not About.NOTICE]
    for tally in evaluate(loaded, book, of_figures).tallies:
        counts.update(tally.counts)
    return sum(read.rows for read in loaded.inputs), as_in_files(loaded.problems, loaded), counts
