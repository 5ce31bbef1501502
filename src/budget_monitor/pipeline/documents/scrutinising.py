"""The job of scrutinising: read documents, find what adds up in their tables, and check their text and their order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from budget_monitor.errors import UsageError, hint, nearest
from budget_monitor.model.checks.relation import RelationKind
from budget_monitor.model.ledgers.money import plain
from budget_monitor.model.running.limits import limits, within
from budget_monitor.model.running.patience import STOPPED, clock, was_stopped
from budget_monitor.pipeline.documents.kept import Kept
from budget_monitor.pipeline.run.beside import settings_beside
from budget_monitor.pipeline.run.named import find_finding, login_name, said_text

if TYPE_CHECKING:
    from budget_monitor.load.settings.settings import Settings
    from budget_monitor.model.documents.document import Document, House
    from budget_monitor.model.documents.scrutiny import DocumentScrutiny, NumberedSlip, Scrutiny
    from budget_monitor.model.results.correction import CellChange, Correction
    from budget_monitor.model.results.outcome import Finding, Report
    from budget_monitor.model.running.progress import Watch
    from budget_monitor.scrutinise.transcribe.against import Against


def scrutinise(
    paths: Sequence[str | Path],
    *,
    previous: str | Path | None = None,
    ticks: str | Path | None = None,
    ledgers: str | Path | None = None,
    rules: Sequence[str | Path] = (),
    since: str | Path | None = None,
    watch: Watch | None = None,
) -> Scrutiny:
    """Report documents, and folders of them: what in them adds up, what does not, and what their figures are tied to.

    With `previous`, the report before this one, openings and comparatives are compared with it; that is for one report.

    With `ledgers`, a folder of them, tables and sentences are held against what they have of the report's year, period
    and portfolio; `rules` declare further ledgers.

    With `since`, the last draft of the same report, what has changed from it is told; that is for one report, too.

    With `ticks`, a file of what a person has cleared, findings that have not changed since are set apart.

    The settings (`[scrutinise]` in `budget-monitor.toml`) are those beside the first document.

    A document that cannot be read is named in the result's `unreadable`, and all others are still checked. Raises
    UsageError where a folder holds no document or a path is given twice.
    """
    from budget_monitor.load.documents.folder import documents_of

    listing = documents_of(paths)
    files = listing.documents
    if len({os.path.realpath(file) for file in files}) < len(files):
        raise UsageError("a document is given twice")
    if previous is not None and len(files) != 1:
        raise UsageError("a previous report is for one report; there are several")
    if since is not None and len(files) != 1:
        raise UsageError("a last draft is that of one report; there are several")
    own = settings_beside(files[0])
    with within(own.limits):
        result = _scrutinised(files, own, previous, ticks, ledgers, rules, since, watch)
    its_ticks = "" if ticks is None else Path(ticks).name
    return replace(result, passed_over=tuple(one for one in listing.passed_over if one != its_ticks))


def _scrutinised(
    files: Sequence[Path],
    own: Settings,
    previous: str | Path | None,
    ticks: str | Path | None,
    ledgers: str | Path | None,
    rules: Sequence[str | Path],
    since: str | Path | None,
    watch: Watch | None,
) -> Scrutiny:
    from budget_monitor.load.documents.reading import read_document
    from budget_monitor.load.documents.ticks import read_ticks
    from budget_monitor.model.documents.scrutiny import Scrutiny
    from budget_monitor.scrutinise.cleared import without_cleared
    from budget_monitor.scrutinise.drafts import changes

    house = own.scrutinise.house
    read = partial(read_document, currency=own.currency, house=house)
    last = None if previous is None else read(Path(previous))
    kept = None if ledgers is None else Kept(Path(ledgers), rules)
    cleared = {} if ticks is None else read_ticks(Path(ticks))
    found: list[DocumentScrutiny] = []
    unreadable: list[tuple[str, str]] = []
    for number, file in enumerate(files):
        if watch is not None:
            watch("reading", number, len(files))
        if was_stopped():
            unreadable.append((file.name, f"{file}: {STOPPED} before it was read"))
            continue
        try:
            document = read(file, watch=watch)
        except UsageError as error:
            unreadable.append((file.name, str(error)))
            continue
        against = None
        if kept is not None:
            try:
                against = kept.of(document)
            except UsageError as error:
                unreadable.append((file.name, f"{error}; {file.name} was checked by itself"))
        one = scrutinise_document(document, last, against)
        found.append(without_cleared(one, cleared) if cleared else one)
    if unmet := tuple(_units_of_nothing(house, [one.document for one in found])):
        first = found[0].document
        found[0] = replace(found[0], document=replace(first, notes=(*first.notes, *unmet)))
    again = {each.clearance for one in found for each in one.cleared}
    stale = tuple(one.what for one in cleared.values() if one not in again)
    folders = {str(file.parent) for file in files}
    folder = folders.pop() if len(folders) == 1 else ""
    told = None
    if since is not None and found:
        told = changes(read(Path(since)), found[0].document)
    return Scrutiny(tuple(found), tuple(unreadable), stale, "" if folder == "." else folder, told)


def _units_of_nothing(house: House, documents: Sequence[Document]) -> Iterator[str]:
    """The units of the settings that are of no table, each as a sentence: their words stand over none."""
    tables = [block for one in documents for block in one.tables]
    for name in house.units if documents else ():
        if not any(house.is_of(name, (block.text, block.section)) for block in tables):
            near = hint(nearest(name, [text for block in tables for text in (block.text, block.section) if text]))
            yield f'no table stands under "{name}", of which the settings say the unit{near}'


def scrutinise_document(
    document: Document, previous: Document | None = None, against: Against | None = None
) -> DocumentScrutiny:
    """One document that has been read, against the previous report and the ledgers where there are any."""
    from budget_monitor.diagnose.diagnosis import Diagnosis, diagnose
    from budget_monitor.discover.discovery import discover
    from budget_monitor.model.documents.scrutiny import FoundInTables, Proposal
    from budget_monitor.scrutinise.scrutiny import scrutinise as scrutinised
    from budget_monitor.scrutinise.words import words_of_house

    grids = (block.grid for block in document.tables if block.grid is not None)
    found = discover(grids, is_document=True, beside=(block.text for block in document.blocks))
    until = clock() + limits().text_seconds
    half = limits().text_seconds / 2
    diagnosis = Diagnosis() if was_stopped() else diagnose(found.constraints, found.findings, seconds=half)
    findings = {finding.id: finding for finding in found.findings}
    uses = {id_: {cell.ref for cell in finding.cells} for id_, finding in findings.items()}
    proposals = [
        Proposal(
            tuple(one for one in correction.resolves if change.cell.ref in uses.get(one, ())),
            f"{change.cell.ref.file.partition(':')[2]}!{change.address}",
            change.type_as,
        )
        for correction in diagnosis.corrections
        if (_is_one_answer(correction) or _is_total_without_a_line(correction, findings))
        and all(change.type_as for change in correction.cells)
        for change in correction.cells
        if not _is_doubtful_share(correction, change, [findings[one] for one in correction.resolves if one in findings])
    ]
    lost = tuple(
        f"{problem.address} `{problem.text}`: {problem.message}" if problem.address else problem.message
        for problem in found.problems
        if problem.severity == "error"
    )
    cut_off = diagnosis.cut_off_text("text_seconds")
    told = (*document.notes, *lost, *([cut_off] if cut_off else []))
    read = replace(document, notes=told, lost=(*document.lost, *lost))
    with words_of_house(document.house.words):
        in_tables = FoundInTables(found.relations, found.findings, proposals, found.no_sums)
        return scrutinised(read, in_tables, until, previous, against)


def _is_one_answer(correction: Correction) -> bool:
    """True if nothing else is as likely: or nothing that could be named, of a figure that several sums ask for."""
    from budget_monitor.model.results.correction import Certainty

    is_agreed = len(correction.resolves) > 1 and not correction.alternatives
    return correction.certainty in (Certainty.ONLY, Certainty.LIKELY) or (
        correction.certainty is Certainty.TIED and is_agreed
    )


def _is_total_without_a_line(correction: Correction, findings: Mapping[str, Finding]) -> bool:
    """True if a total is changed that has one of its lines not at all, or twice: that was no slip in another figure."""
    from budget_monitor.discover.typed.slips import COUNTED_TWICE, LEFT_OUT

    if len(correction.resolves) != 1 or len(correction.cells) != 1:
        return False
    finding = findings[correction.resolves[0]]
    is_said = finding.message.rstrip(")").endswith((LEFT_OUT, COUNTED_TWICE))
    return is_said and correction.cells[0].cell.ref == finding.cells[0].ref


def _is_doubtful_share(correction: Correction, change: CellChange, findings: Sequence[Finding]) -> bool:
    """True if a share alone speaks for a change, and another figure of it may be wrong as well; or the share that would
    be typed is only nearly the one that its figures have.
    """
    if len(findings) != 1 or findings[0].rule != RelationKind.RATIO:
        return False
    is_of_share = change.cell.ref == findings[0].cells[0].ref
    computed, proposed = findings[0].computed, change.proposed
    if correction.alternatives or not is_of_share or computed is None or proposed is None or isinstance(proposed, str):
        return bool(correction.alternatives)
    decimals = sum(one.isdigit() for one in change.type_as.partition(".")[2])
    return round(plain(computed), decimals) != plain(proposed)


def report_of(result: Scrutiny) -> Report:
    """What was found in documents as a report of checks, for the formats and the exit codes that all commands share."""
    from budget_monitor.scrutinise.report import report_of

    return report_of(result)


def is_report(path: str | Path) -> bool:
    """True for a document with sentences, which is no ledger, by the ending of its name."""
    from budget_monitor.load.documents.reading import has_text

    return has_text(Path(path))


def finding_of(result: Scrutiny, name: str) -> NumberedSlip:
    """The finding that a number on the screen, an id or its beginning names.

    Raises UsageError where it names none, several, or one that is cleared.
    """
    findings = {one.slip.id: one for own in result.numbered for one in own}
    numbers = {str(one.number): one.slip.id for own in result.all_numbered for one in own}
    found = findings.get(numbers.get(name.strip()) or find_finding(name, report_of(result)).id)
    if found is None:
        raise UsageError(f"{name!r} is cleared already")
    return found


def clear(
    result: Scrutiny, which: Sequence[str], ticks: str | Path, *, by: str | None, reason: str, today: date
) -> bytes:
    """The file of ticks with some findings added, each named by its number on the screen, its id or its beginning.

    Raises UsageError where one names none, or several.
    """
    from budget_monitor.load.documents.ticks import read_ticks, ticks_text
    from budget_monitor.model.documents.scrutiny import Clearance
    from budget_monitor.scrutinise.cleared import key_of_slip

    who, reason = said_text(by or login_name(), "name"), said_text(reason, "reason")
    cleared = read_ticks(Path(ticks))
    for name in which:
        found = finding_of(result, name)
        what = f"{found.document.file}: {found.slip.where.place}: {found.slip.sentence}"
        cleared[key_of_slip(found.document, found.slip)] = Clearance(what, who, today, reason)
    return ticks_text(cleared)
