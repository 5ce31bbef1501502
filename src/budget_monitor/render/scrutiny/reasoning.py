"""One finding of a document in full: its figures and where each stands, and what else they take part in."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from budget_monitor.model.checks.relation import Relation
from budget_monitor.model.documents.scrutiny import DocumentScrutiny, NumberedSlip
from budget_monitor.model.results.outcome import Verdict
from budget_monitor.render.scrutiny.view import quoted, where_text
from budget_monitor.render.text.page import Page

MAX_FIGURES_LISTED = 40
MAX_RELATIONS_LISTED = 10
SAID = {Verdict.EXACT: "holds", Verdict.WITHIN_ROUNDING: "holds within rounding", Verdict.FAIL: "does not hold"}


def slip_text(one: DocumentScrutiny, found: NumberedSlip, page: Page) -> str:
    """Everything known of a finding of a document."""
    return page.render(_parts(one, found, page))


def _parts(one: DocumentScrutiny, found: NumberedSlip, page: Page) -> Iterator[RenderableType]:
    slip = found.slip
    yield page.line((f"{found.number:>3}  ", "bold"), (slip.title, "bold"), (f"  {slip.id}", "dim"))
    quote = quoted(one.document, slip.where)
    rows = [("where", f"{slip.where.file}, {where_text(slip.where)}")]
    rows += [("reads", f"“{quote}”")] if quote else []
    rows += [("why", slip.sentence), ("likely", slip.proposed or "which figure is wrong cannot be told from these")]
    yield page.indented(page.labelled(rows), 5)
    yield page.text("")
    yield page.heading("Its figures")
    for spot in slip.spots[:MAX_FIGURES_LISTED]:
        yield page.indented(page.text(f"{spot.text}: {where_text(spot)}"))
    if len(slip.spots) > MAX_FIGURES_LISTED:
        yield page.indented(page.text(f"and {len(slip.spots) - MAX_FIGURES_LISTED:,} more"))
    yield page.text("")
    yield page.heading("What else its figures take part in")
    others = list(_others(one, found))
    for relation in others[:MAX_RELATIONS_LISTED]:
        yield page.indented(page.text(f"{relation.sentence}: {SAID.get(relation.verdict, 'not understood')}"))
    if len(others) > MAX_RELATIONS_LISTED:
        yield page.indented(page.text(f"and {len(others) - MAX_RELATIONS_LISTED:,} more"))
    if not others:
        yield page.indented(page.text("nothing: no other arithmetic of the document has one of them"))


def _others(one: DocumentScrutiny, found: NumberedSlip) -> Iterator[Relation]:
    """The relations that have a figure of the finding, but for those that are the finding."""
    own = {(spot.place, spot.text) for spot in found.slip.spots}
    for relation in one.relations:
        cells = {(cell.place, cell.text) for cell in relation.cells}
        is_itself = cells <= own and relation.verdict is Verdict.FAIL
        if cells & own and not is_itself:
            yield relation
