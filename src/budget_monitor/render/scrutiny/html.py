"""A scrutiny as one HTML page: the document with its ticks and marks, the findings beside it; no network, no script."""

from __future__ import annotations

from budget_monitor.model.documents.scrutiny import NumberedSlip, Scrutiny, TieStatus
from budget_monitor.render.scrutiny.marks import marked_blocks
from budget_monitor.render.scrutiny.view import where_text
from budget_monitor.render.web.page import environment, page


def scrutiny_html(result: Scrutiny) -> bytes:
    """The page, with all documents."""
    documents = []
    for one, slips in zip(result.documents, result.numbered, strict=True):
        ties = {status.value: one.count(status) for status in TieStatus}
        found = [(each.number, each.slip, where_text(each.slip.where)) for each in sorted(slips, key=_number)]
        documents.append((one, found, marked_blocks(one, slips), ties))
    wrong = sum(len(one.wrong) for one in result.documents)
    title = f"{wrong} to put right: {', '.join(one.document.file for one in result.documents)}"
    style = environment().get_template("scrutiny.css").render()
    return page("scrutiny.html.j2", style, title=title, documents=documents, result=result, wrong=wrong).encode()


def _number(numbered: NumberedSlip) -> int:
    return numbered.number
