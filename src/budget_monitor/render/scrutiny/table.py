"""A scrutiny as text: what is to be put right first, then what was left open, and how much was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.console import RenderableType

from budget_monitor.model.outcome import Outcome, Verdict
from budget_monitor.model.scrutiny import DocumentScrutiny, Scrutiny, Slip, TieStatus
from budget_monitor.render.scrutiny.view import quoted, where_text
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import plural

MAX_ROWS_IN_LISTS = 20
"""Untied figures of one document on a screen, and sums that were not understood; the JSON has all of them."""


def scrutiny_text(result: Scrutiny, page: Page, *, everything: bool = False) -> str:
    """The whole answer. What holds, and what is tied to what, is listed only where `everything` is asked for."""
    return page.render(_parts(result, page, everything=everything))


def _parts(result: Scrutiny, page: Page, *, everything: bool) -> Iterator[RenderableType]:
    wrong = sum(len(one.wrong) for one in result.documents)
    count = plural(len(result.documents), "document")
    said = f"{plural(wrong, 'thing')} to put right in {count}" if wrong else f"Nothing to put right in {count}"
    yield page.line((f"{said}.", "bold red" if wrong else "bold green"))
    for message in result.unreadable:
        yield page.text(message, "red")
    number = 0
    for one in result.documents:
        yield page.text("")
        yield page.heading(one.document.file)
        for slip in one.slips:
            if slip.outcome is Outcome.WRONG:
                number += 1
                yield from _slip(page, number, slip, quoted(one.document, slip.where))
        yield from _left(page, one)
        yield from _checked(page, one)
        if everything:
            yield from _everything(page, one)
    yield page.text("")
    yield page.line(("Exit code ", "dim"), (f"{result.exit_code}", "bold"), (_why(result), "dim"))


def _slip(page: Page, number: int, slip: Slip, quote: str) -> Iterator[RenderableType]:
    yield page.line((f"{number:>3}  ", "bold"), (slip.title, "bold"))
    rows = [("where", where_text(slip.where)), *([("reads", f"“{quote}”")] if quote else []), ("why", slip.sentence)]
    if slip.proposed:
        rows.append(("likely", slip.proposed))
    yield page.indented(page.labelled(rows), 5)


def _left(page: Page, one: DocumentScrutiny) -> Iterator[RenderableType]:
    for slip in one.slips:
        if slip.outcome is Outcome.RESTATED:
            yield page.indented(page.text(f"{slip.title}: {slip.sentence} ({where_text(slip.where)})", "yellow"))
        if slip.outcome is Outcome.NOTICE:
            lines = sorted({spot.line for spot in slip.spots if spot.line})
            where = f" (line {', '.join(map(str, lines))})" if lines else f" ({where_text(slip.where)})"
            yield page.indented(page.text(f"{slip.title}: {slip.sentence}{where}", "yellow"))
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
    for place in one.not_read:
        yield page.indented(page.text(f"Not read, for nothing in it adds up: {place}", "yellow"))
    for note in one.document.notes:
        yield page.indented(page.text(f"Read so: {note}", "dim"))


def _checked(page: Page, one: DocumentScrutiny) -> Iterator[RenderableType]:
    verdicts = Counter(relation.verdict for relation in one.relations)
    holds = verdicts[Verdict.EXACT] + verdicts[Verdict.WITHIN_ROUNDING]
    tables = plural(len(one.document.tables), "table")
    yield page.indented(page.text(f"{tables}, {plural(len(one.relations), 'relation')} between figures: {holds} hold"))
    ties = {status: one.count(status) for status in TieStatus}
    yield page.indented(
        page.text(
            f"{plural(len(one.ties), 'figure')} in the text: {ties[TieStatus.TIED]} tied,"
            f" {ties[TieStatus.REPEATED]} repeated, {ties[TieStatus.UNTIED]} untied (no alarm)"
        )
    )


def _everything(page: Page, one: DocumentScrutiny) -> Iterator[RenderableType]:
    for relation in one.relations:
        yield page.indented(page.text(f"{relation.verdict.value}: {relation.sentence} ({relation.cells[0].place})"), 4)
    for tie in one.ties:
        target = f" = {tie.to.text}, {where_text(tie.to)}" if tie.to is not None else ""
        yield page.indented(page.text(f"{tie.status.value}: {tie.figure.text}, {where_text(tie.figure)}{target}"), 4)


def _why(result: Scrutiny) -> str:
    match result.exit_code:
        case 0:
            return ": nothing is wrong."
        case 1:
            return ": something is wrong."
    return ": not all could be read." if result.unreadable else ": in a document nothing could be checked."
