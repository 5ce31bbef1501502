"""DRAFT.md: which reports a draft was made of, where each of its figures stands, and what was not placed."""

from __future__ import annotations

from collections.abc import Iterator

from budget_monitor.model.documents.transcript import Left
from budget_monitor.render.drafts.ledgers import Set

MAX_TEXTS_SHOWN = 12
MAX_FIGURE_CHARACTERS = 60


def draft_page(drafted: Set) -> str:
    """The page as Markdown."""
    return "\n".join(_lines(drafted)) + "\n"


def _lines(drafted: Set) -> Iterator[str]:
    yield "# Where these ledgers come from"
    yield ""
    yield "Drafted from reports by their headings and labels, before anybody has looked: compare them with the reports."
    yield "What no ledger has a place for is at the end."
    yield ""
    yield "| report | financial year | period | portfolio | authority | figures placed | left |"
    yield "|---|---|---|---|---|--:|--:|"
    for one in drafted.transcripts:
        own = one.edition
        cells = [one.document.file, own.financial_year, own.period, own.portfolio, own.authority]
        yield _row([*cells, f"{one.figures:,}", f"{sum(len(left.texts) for left in one.left):,}"])
    notes = [(one, note) for one in drafted.transcripts for note in one.notes]
    if notes:
        yield ""
        yield "Decided here, so look at it first:"
        yield ""
        for one, note in notes:
            yield f"- {one.document.file}: {note}"
    for name in drafted.ledgers:
        yield from _ledger(drafted, name)
    yield ""
    yield "## Not placed"
    yield ""
    left = [(one, each) for one in drafted.transcripts for each in one.left]
    if not left:
        yield "Nothing: every figure of every table is in a ledger."
        return
    yield "| report | where | figures | why |"
    yield "|---|---|---|---|"
    for one, each in left:
        yield _row([one.document.file, _place(each), _texts(each), each.why])


def _ledger(drafted: Set, name: str) -> Iterator[str]:
    yield ""
    yield f"## {name}.csv"
    yield ""
    yield "| line | column | figure | stands in |"
    yield "|--:|---|--:|---|"
    columns = drafted.columns(name)
    for line, (one, row) in enumerate(drafted.rows(name), start=2):
        for column in columns:
            cell = row.cells.get(column)
            if cell is not None and cell.value is not None:
                where = f"{one.document.file}, {cell.spot.place}" + (
                    f", line {cell.spot.line}" if cell.spot.line else ""
                )
                yield _row([f"{line}", column, cell.spot.text[:MAX_FIGURE_CHARACTERS], where])


def _texts(left: Left) -> str:
    shown = ", ".join(left.texts[:MAX_TEXTS_SHOWN])
    more = len(left.texts) - MAX_TEXTS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _place(left: Left) -> str:
    return f"{left.place}, line {left.line}" if left.line else left.place


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
