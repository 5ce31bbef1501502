"""A scrutiny as one HTML page: the document with its ticks and marks, the findings beside it; no network, no script."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from budget_monitor.model.scrutiny import Scrutiny, TieStatus
from budget_monitor.render.scrutiny.marks import marked_blocks, numbered


def scrutiny_html(result: Scrutiny) -> bytes:
    """The page, with all documents."""
    environment = Environment(
        loader=PackageLoader("budget_monitor.render.scrutiny", "templates"),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
    )  # fmt: skip
    documents = []
    first = 1
    for one in result.documents:
        slips = numbered(one, first)
        first += len(slips)
        ties = {status.value: one.count(status) for status in TieStatus}
        documents.append((one, slips, marked_blocks(one, slips), ties))
    wrong = sum(len(one.wrong) for one in result.documents)
    page = environment.get_template("scrutiny.html.j2").render(documents=documents, result=result, wrong=wrong)
    return page.encode()
