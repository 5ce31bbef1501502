"""A scrutiny as one HTML page: the document with its ticks and marks, the findings beside it; no network, no script."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from budget_monitor.model.documents.scrutiny import NumberedSlip, Scrutiny, TieStatus
from budget_monitor.render.scrutiny.marks import marked_blocks
from budget_monitor.render.scrutiny.view import where_text


def scrutiny_html(result: Scrutiny) -> bytes:
    """The page, with all documents."""
    environment = Environment(
        loader=PackageLoader("budget_monitor.render.scrutiny", "templates"),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
    )  # fmt: skip
    documents = []
    for one, slips in zip(result.documents, result.numbered, strict=True):
        ties = {status.value: one.count(status) for status in TieStatus}
        found = [(each.number, each.slip, where_text(each.slip.where)) for each in sorted(slips, key=_number)]
        documents.append((one, found, marked_blocks(one, slips), ties))
    wrong = sum(len(one.wrong) for one in result.documents)
    page = environment.get_template("scrutiny.html.j2").render(documents=documents, result=result, wrong=wrong)
    return page.encode()


def _number(numbered: NumberedSlip) -> int:
    return numbered.number
