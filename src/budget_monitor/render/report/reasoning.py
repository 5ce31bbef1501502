"""The reasoning about one finding, as text: the finding, each suspect with what spoke for or against it, the answer."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType

from budget_monitor.model.ledgers.cell import Cell, Kind
from budget_monitor.model.ledgers.money import Figure, figure_text
from budget_monitor.model.results.correction import Alternative, CellChange, Correction
from budget_monitor.model.results.reasoning import Hypothesis, Reasoning
from budget_monitor.render.report.findings import finding_block
from budget_monitor.render.report.sentences import kind_words
from budget_monitor.render.report.view import certainty_words
from budget_monitor.render.text.page import Page
from budget_monitor.render.text.words import value_text

MAX_ALTERNATIVES_LISTED = 20
"""Other ways to put it right that are written out."""

SUSPECTS = 40
"""Suspects written out; the lines of a long casting differ in little but their place."""


def to_reasoning(reasoning: Reasoning, page: Page | None = None) -> str:
    """Everything thought about a finding, as lines no wider than the page."""
    page = page or Page()
    return page.render(_parts(reasoning, page))


def _parts(reasoning: Reasoning, page: Page) -> Iterable[RenderableType]:
    yield from finding_block(reasoning.finding, page)
    yield ""
    yield page.heading("Which figure could be wrong")
    if not reasoning.hypotheses:
        yield page.text(f"No figure was tried by itself: {reasoning.untried}.")
    for hypothesis in reasoning.hypotheses[:SUSPECTS]:
        yield from _suspect(hypothesis, page)
    if len(reasoning.hypotheses) > SUSPECTS:
        yield page.text(f"and {len(reasoning.hypotheses) - SUSPECTS:,} more figures, tried in the same way")
    yield ""
    if reasoning.corrections:
        yield page.heading("What would put it right")
        for correction in reasoning.corrections:
            yield page.text(_act(correction))
            yield from (page.text(_act(one)) for one in correction.alternatives[:MAX_ALTERNATIVES_LISTED])
    elif not reasoning.hypotheses:
        yield page.text("So nothing was looked for that would put it right.")
    else:
        yield page.text("No small set of corrections would make every check that it touches hold.")


def _act(one: Correction | Alternative) -> str:
    """`reserve_movements.csv:5 closing £16,000 → £61,000 (digits transposed, likely)`; of lines the sentence."""
    changes = [_change(change) for change in one.cells if isinstance(change.proposed, Figure) and change.cell.ref.line]
    sure = certainty_words(one)
    if changes and one.kind is not Kind.KEPT_AS_TEXT:
        return f"{'; '.join(changes)} ({kind_words(one.kind)}, {sure})"
    said = one.sentence or kind_words(one.kind)
    if one.kind is Kind.LINE_TYPED_TWICE and one.cells:
        said = f"delete line {one.cells[0].cell.ref.line}: {said}"
    elif one.kind is Kind.KEPT_AS_TEXT:
        said = f"type {', '.join(_place(change.cell) for change in one.cells)} as a number: {said}"
    elif one.kind is Kind.UNEXPLAINED and one.cells:
        said = f"{_place(one.cells[0].cell)} {value_text(one.cells[0].cell)}: {said}"
    return f"{said} ({sure})"


def _change(change: CellChange) -> str:
    assert isinstance(change.proposed, Figure)
    figure = figure_text(change.proposed)
    typed = f"{change.type_as}, which gives {figure}" if change.type_as.startswith("=") else figure
    return f"{_place(change.cell)} {value_text(change.cell)} → {typed}"


def _suspect(hypothesis: Hypothesis, page: Page) -> Iterable[RenderableType]:
    cell = hypothesis.cell
    verdict = "possible" if hypothesis.kept else "ruled out"
    yield page.line((f"{verdict:11}", "bold green" if hypothesis.kept else "dim"), (_place(cell), "bold"))
    change = f"{value_text(cell)} now"
    if hypothesis.proposed is not None:
        change += f"; it would have to be {figure_text(hypothesis.proposed)} ({kind_words(hypothesis.kind)})"
    yield page.indented(page.text(change), 11)
    yield page.indented(page.text(hypothesis.reason), 11)


def _place(cell: Cell) -> str:
    ref = cell.ref
    return ref.place if ref.place.endswith(f"!{ref.column}{ref.line}") else f"{ref.place} {ref.column}"
