"""The job of drafting: report documents as one set of ledgers to check."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from budget_monitor.errors import UsageError
from budget_monitor.model.documents.transcript import Edition, Transcript
from budget_monitor.model.ledgers.period import parse_financial_year, parse_period
from budget_monitor.pipeline.run.beside import limits_beside
from budget_monitor.pipeline.run.books import sound_book

if TYPE_CHECKING:
    from budget_monitor.rules.compiled import RuleBook
    from budget_monitor.scrutinise.transcribe.identities import Identity

DRAFT_PAGE = "DRAFT.md"
_ASKED = {"financial_year": "--year 2021/22", "period": "--period Q4", "portfolio": '--portfolio "Parks and Leisure"'}


class Drafted(Struct, frozen=True):
    """What was written: the files' names, how many figures they have, and how many were left, report by report."""

    files: tuple[str, ...]
    transcripts: tuple[Transcript, ...]
    passed_over: tuple[str, ...] = ()
    """What folders of reports hold besides."""

    @property
    def figures(self) -> int:
        """How many figures were placed."""
        return sum(one.figures for one in self.transcripts)

    @property
    def left(self) -> int:
        """How many figures of tables no ledger has a place for."""
        return sum(len(each.texts) for one in self.transcripts for each in one.left)


def draft(
    reports: Sequence[str | Path],
    to: str | Path,
    *,
    year: str = "",
    period: str = "",
    portfolio: str = "",
    authority: str = "",
    rules: Sequence[str | Path] = (),
    currency: str = "GBP",
) -> Drafted:
    """Writes the tables of reports as ledgers into a new or empty folder, all or nothing.

    `year`, `period`, `portfolio` and `authority` say what a title does not; of one report they count for more than its
    title. Raises UsageError where a report cannot be read, where it cannot be told which it is, where nothing in it is
    like a ledger, and where something is in the folder already.
    """
    from budget_monitor.load.documents.folder import documents_of
    from budget_monitor.render.drafts.ledgers import Set
    from budget_monitor.render.drafts.page import draft_page
    from budget_monitor.starter.folder import write_folder

    book = sound_book(rules)
    told = _told(year, period, portfolio, authority)
    listing = documents_of(reports)
    files = listing.documents
    if len({os.path.realpath(file) for file in files}) < len(files):
        raise UsageError("a document is given twice")
    with limits_beside(files[0]):
        transcripts = tuple(_one(file, book, told, currency, alone=len(files) == 1) for file in files)
    _refuse_twice(transcripts)
    drafted = Set(transcripts, book.ledgers)
    written = {**drafted.files(), DRAFT_PAGE: draft_page(drafted).encode()}
    write_folder(Path(to), written)
    return Drafted(tuple(written), transcripts, listing.passed_over)


def identities_of(book: RuleBook) -> Mapping[str, Sequence[Identity]]:
    """By ledger, what the rules say that the figures of one row come to."""
    from budget_monitor.scrutinise.transcribe.identities import identity

    found: dict[str, list[Identity]] = {}
    for rule in book.rules.values():
        for clause in rule.clauses:
            own = identity(clause.check) if clause.check is not None and not clause.by else None
            if own is not None:
                found.setdefault(clause.ledger, []).append(own)
    return found


def _told(year: str, period: str, portfolio: str, authority: str) -> Edition:
    known_year = parse_financial_year(year) if year else ""
    known_period = parse_period(period) if period else ""
    if known_year is None:
        raise UsageError(f"{year!r} is no financial year; write it as 2021/22")
    if known_period is None:
        raise UsageError(f"{period!r} is no period; write B for a budget, Q1 to Q4, or P01 to P13 for a month")
    return Edition(known_year, known_period, " ".join(portfolio.split()), " ".join(authority.split()))


def _one(file: Path, book: RuleBook, told: Edition, currency: str, *, alone: bool) -> Transcript:
    from budget_monitor.load.documents.reading import read_document
    from budget_monitor.scrutinise.transcribe.edition import edition_of
    from budget_monitor.scrutinise.transcribe.transcript import transcribe

    document = read_document(file, currency)
    own = edition_of(document)
    first, second = (told, own) if alone else (own, told)
    blank = {name: getattr(second, name) for name in Edition.__struct_fields__ if not getattr(first, name)}
    edition = replace(first, **blank)
    if not edition.portfolio:
        edition = replace(edition, portfolio=edition.authority)
    found = transcribe(document, book.ledgers, identities_of(book), edition)
    if edition.portfolio == edition.authority != "":
        note = f"its title names no portfolio: {edition.authority} stands for it"
        found = replace(found, notes=(*found.notes, note))
    if not found.rows:
        raise UsageError(f"{file}: no table is like a ledger; see which there are: budget-monitor ledgers list")
    missing = [name for name in ("financial_year", "period") if not getattr(found.edition, name)]
    if any("portfolio" not in row.cells and "portfolio" in book.ledgers[row.ledger].columns for row in found.rows):
        missing.append("portfolio")
    if missing:
        words = " and ".join(name.replace("_", " ") for name in missing)
        raise UsageError(
            f"{file}: its title does not say its {words}; say it: {' '.join(_ASKED[name] for name in missing)}"
        )
    return found


def _refuse_twice(transcripts: Sequence[Transcript]) -> None:
    """Two reports of one year, period and portfolio would be one report with every row twice."""
    seen: dict[Edition, str] = {}
    for one in transcripts:
        if (other := seen.get(one.edition)) is not None:
            own = one.edition
            raise UsageError(
                f"{one.document.file} and {other} are both of {own.portfolio or own.authority}, {own.financial_year}"
                f" {own.period}: draft them into folders of their own"
            )
        seen[one.edition] = one.document.file
