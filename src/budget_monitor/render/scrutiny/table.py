"""A scrutiny as text: what is to be put right first, then what was left open, and how much was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from budget_monitor.model.documents.scrutiny import DocumentScrutiny, NumberedSlip, Scrutiny, Slip, TieStatus
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.render.scrutiny.view import quoted, where_text
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import VERDICT_WORDS, plural

MAX_ROWS_IN_LISTS = 20
"""Untied figures of one document on a screen, and sums that were not understood; the JSON has all of them."""


def scrutiny_text(result: Scrutiny, page: Page, ending: str, *, everything: bool = False) -> str:
    """The whole answer; `ending` says what the exit code is, and why. What holds, and what is tied to what, is listed
    only where `everything` is asked for.
    """
    return page.render(_parts(result, page, ending, everything=everything))


def _parts(result: Scrutiny, page: Page, ending: str, *, everything: bool) -> Iterator[RenderableType]:
    wrong = sum(len(one.wrong) for one in result.documents)
    count = plural(len(result.documents), "document")
    is_checked = any(one.is_checked for one in result.documents)
    said = f"{plural(wrong, 'thing')} to put right" if wrong else "Nothing to put right"
    said = f"{said} in {count}" if is_checked else f"Nothing could be checked in {count}"
    said = said if result.documents else "No document could be read"
    yield page.line((f"{said}.", "bold green" if is_checked and not wrong else "bold red"))
    for _, message in result.unreadable:
        yield page.text(message, "red")
    if said := result.said_of_folders:
        yield page.text(f"{said[0].upper()}{said[1:]}", "dim")
    for one, slips in zip(result.documents, result.numbered, strict=True):
        yield page.text("")
        yield page.heading(one.document.file)
        for each in slips:
            if each.is_wrong:
                yield from _slip(page, each.number, each.slip, quoted(one.document, each.slip.where))
        yield from _left(page, one, slips, everything=everything)
        yield from _checked(page, one)
        if everything:
            yield from _everything(page, one)
    yield page.text("")
    yield from _changes(page, result)
    for what in result.stale[:MAX_ROWS_IN_LISTS]:
        yield page.text(f"Cleared before, and put right or changed since: {what}", "dim")
    if result.stale or result.changes is not None:
        yield page.text("")
    yield page.line((f"{ending}.", "dim"))


def _slip(page: Page, number: int, slip: Slip, quote: str) -> Iterator[RenderableType]:
    yield page.line((f"{number:>3}  ", "bold"), (slip.title, "bold"))
    rows = [("where", where_text(slip.where)), *([("reads", f"“{quote}”")] if quote else []), ("why", slip.sentence)]
    if slip.proposed:
        rows.append(("likely", slip.proposed))
    yield page.indented(page.labelled(rows), 5)


def _left(
    page: Page, one: DocumentScrutiny, slips: Sequence[NumberedSlip], *, everything: bool
) -> Iterator[RenderableType]:
    for each in slips:
        if not each.is_wrong:
            lines = sorted({spot.line for spot in each.slip.spots if spot.line})
            where = f"line {', '.join(map(str, lines))}" if lines else where_text(each.slip.where)
            text = f"{each.number:>3}  {each.slip.title}: {each.slip.sentence} ({where})"
            yield page.text(text, "yellow")
    if one.cleared:
        yield page.indented(
            page.text(f"{plural(len(one.cleared), 'finding')} cleared before, and unchanged since", "dim")
        )
    undecided = [relation for relation in one.relations if relation.verdict is Verdict.UNDECIDED]
    for relation in undecided[:MAX_ROWS_IN_LISTS]:
        yield page.indented(
            page.text(f"Not understood as a sum: {relation.cells[0].text}, {relation.cells[0].place}", "dim")
        )
    for no_sum in one.no_sums[:MAX_ROWS_IN_LISTS]:
        yield page.indented(page.text(f"Called a total, but nothing adds up to it: {no_sum.place}", "dim"))
    if one.unstated:
        count = plural(len(one.unstated), "figure")
        yield page.indented(page.text(f"{count} of the ledgers that the report does not state:", "yellow"))
        for spot in one.unstated[: MAX_ROWS_IN_LISTS if not everything else None]:
            yield page.indented(page.text(f"{spot.text}, {spot.place}", "dim"), 4)
    for place in one.not_read:
        yield page.indented(page.text(f"Not read, for nothing in it adds up: {place}", "yellow"))
    for note in one.document.notes:
        is_lost = note in one.document.lost
        yield page.indented(
            page.text(f"{'Not checked' if is_lost else 'Read so'}: {note}", "yellow" if is_lost else "dim")
        )


def _checked(page: Page, one: DocumentScrutiny) -> Iterator[RenderableType]:
    verdicts = Counter(relation.verdict for relation in one.relations)
    holds = verdicts[Verdict.EXACT] + verdicts[Verdict.WITHIN_ROUNDING]
    tables = plural(len(one.document.tables), "table")
    yield page.indented(
        page.text(f"{tables}, {plural(len(one.relations), 'relation')} between figures: {holds:,} hold")
    )
    if not one.is_checked:
        yield page.indented(page.text(_why_unchecked(one), "yellow"))
    ties = {status: one.count(status) for status in TieStatus}
    yield page.indented(
        page.text(
            f"{plural(len(one.ties), 'figure')} in the text: {ties[TieStatus.TIED]} tied,"
            f" {ties[TieStatus.REPEATED]} repeated, {ties[TieStatus.UNTIED]} untied (no alarm)"
        )
    )


def _why_unchecked(one: DocumentScrutiny) -> str:
    if not one.document.blocks:
        return "There is nothing in it: no text and no table"
    if not one.figures:
        return "No figure stands in it"
    return "Nothing adds up in its tables, and no sentence says how its figures hang together"


def _everything(page: Page, one: DocumentScrutiny) -> Iterator[RenderableType]:
    for relation in one.relations:
        said = f"{VERDICT_WORDS[relation.verdict]}: {relation.sentence} ({relation.cells[0].place})"
        yield page.indented(page.text(said), 4)
    for tie in one.ties:
        target = f" = {tie.to.text}, {where_text(tie.to)}" if tie.to is not None else ""
        yield page.indented(page.text(f"{tie.status.value}: {tie.figure.text}, {where_text(tie.figure)}{target}"), 4)


def _changes(page: Page, result: Scrutiny) -> Iterator[RenderableType]:
    """What is not as it was in the last draft."""
    if result.changes is None:
        return
    count = len(result.changes)
    said = plural(count, "sentence or row") if count == 1 else f"{count:,} sentences and rows"
    yield page.text(f"Since the last draft: {said} changed" if count else "Since the last draft nothing has changed")
    for one in result.changes[:MAX_ROWS_IN_LISTS]:
        where = f"line {one.line}, {one.place}" if one.line else one.place
        rows = [("where", where), *([("was", one.was)] if one.was else []), ("now", one.now or "gone")]
        yield page.indented(page.labelled(rows), 2)
    if count > MAX_ROWS_IN_LISTS:
        yield page.text(f"  and {count - MAX_ROWS_IN_LISTS:,} more; --format json has all", "dim")
